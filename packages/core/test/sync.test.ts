import {describe, expect, test} from 'vitest';

import type {AttributeSetting} from '../src/model/settings.ts';
import {SourceError, type Source, type TargetReport} from '../src/index.ts';
import {crowd, left, member, numbered, recorderOf, row, runAll, setupOf, sourceOf, sync, usualAttributes} from './running.ts';
import {createWorld, trouble} from './world.ts';

const states = (targets: readonly TargetReport[]): string[] => targets.map(({name, state}) => `${name} ${state}`);

const held = () => Promise.reject(Object.assign(new Error('another run is at work (pid 7)'), {kind: 'locked'}));

describe('an e-mail that is written in another way tells whose account it is', () => {
	const kim = member('kim');
	test.each<[string, AttributeSetting, string]>([
		['by a condition', '{% if email %}{{ email }}{% endif %}', 'conflict'],
		['by a function', ({email}) => email?.toLowerCase(), 'conflict'],
		['at creation only', {value: '{{ email }}', onCreate: true}, 'conflict'],
		['in a list', ['{{ email }}'], 'conflict'],
		['what a rule gives this person is theirs', '{{ email | replace: "@example.com", "@partner.example" }}', 'adopted'],
	])('%s', async (_sentence, mail, expected) => {
		const world = createWorld({accounts: [{id: '7', keys: {userId: 'kim'}, active: true, attributes: {mail: 'kim@partner.example'}}]});
		const {report, exit} = await sync(world.target, [kim], {
			policy: {match: ['userId']},
			attributes: {userId: '{{ email | local_part }}', mail},
		});
		expect(report.conflicts.map(({kind}) => kind)).toEqual(expected === 'conflict' ? ['other-email'] : []);
		expect([exit, world.writes()]).toEqual(expected === 'conflict' ? [1, []] : [0, ['update 7']]);
	});
});

describe('targets run independently', () => {
	test.each([
		['cannot be opened', () => Promise.reject(trouble('unavailable', 503)), 5],
		['cannot be listed', () => createWorld({fault: () => ({before: trouble('unavailable')})}).target, 5],
		['has a broken config', () => Promise.reject(Object.assign(new Error('no url'), {kind: 'setting'})), 2],
		['has a bug', () => Promise.reject(new TypeError('undefined is not a function')), 70],
		[
			'refuses every account',
			() => createWorld({fault: ({verb}) => (verb === 'create' ? {before: trouble('refused')} : undefined)}).target,
			1,
		],
	] as const)('one that %s harms no other', async (_sentence, open, code) => {
		const world = createWorld();
		const {run, exit} = await runAll({
			members: [member('ada')],
			targets: [setupOf(open, {name: 'down'}), setupOf(world.target, {name: 'up'})],
		});
		expect([...world.rows.values()]).toHaveLength(1);
		expect(run.targets[1]).toMatchObject({state: 'applied', outcomes: [{kind: 'done'}]});
		expect(exit).toBe(code);
	});

	test('what is read is told of before the first answer comes, for that may take long', async () => {
		const {events} = await runAll({
			members: [member('ada')],
			targets: [setupOf(createWorld({accounts: [row('ada'), row('ben'), row('cem')]}).target)],
		});
		expect(events[0]).toEqual({kind: 'reading', progress: {kind: 'page', pages: 0, members: 0}});
		expect(events.filter(event => event.kind === 'listing').map(({accounts}) => accounts)).toEqual([0, 3]);
	});

	test('one that is slow does not hold up another', async () => {
		const ended: string[] = [];
		await runAll({
			members: [member('ada')],
			targets: [setupOf(createWorld({takes: 40}).target, {name: 'slow'}), setupOf(createWorld().target, {name: 'quick'})],
			onEvent: event => {
				if (event.kind === 'target-ended') ended.push(event.target);
			},
		});
		expect(ended).toEqual(['quick', 'slow']);
	});

	test('one that is locked by another run says so, and is neither opened nor read', async () => {
		let opened = 0;
		const {run, exit} = await runAll({members: [member('ada')], targets: [setupOf(() => (opened++, createWorld().target), {lock: held})]});
		expect(run.targets[0]).toMatchObject({
			state: 'unusable',
			error: {kind: 'locked', message: 'dev-server: another run is at work (pid 7)'},
		});
		expect(opened).toBe(0);
		expect(exit).toBe(5);
	});

	test('the lock is taken before a target is opened and let go when all is done; a dry run takes none', async () => {
		const order: string[] = [];
		const lock = async () => {
			order.push('lock');
			return async () => void order.push('unlock');
		};
		const open = () => (order.push('open'), {...createWorld().target, close: async () => void order.push('close')});
		await runAll({members: [member('ada')], targets: [setupOf(open, {lock})]});
		expect(order).toEqual(['lock', 'open', 'close', 'unlock']);
		order.length = 0;
		await runAll({members: [member('ada')], targets: [setupOf(open, {lock})], dryRun: true});
		expect(order).toEqual(['open', 'close']);
	});

	test('each narrows the people for itself, and says who is in but not in its scope', async () => {
		const all = createWorld();
		const few = createWorld();
		const {run} = await runAll({
			members: [member('ada'), member('ben', {email: 'ben@other.example'})],
			targets: [setupOf(all.target, {name: 'all'}), setupOf(few.target, {name: 'few', policy: {people: {domains: ['example.com']}}})],
		});
		expect([all.rows.size, few.rows.size]).toEqual([2, 1]);
		expect(run.targets.map(({outOfScope}) => outOfScope)).toEqual([
			[],
			[{reason: 'domain', people: [{slackId: 'UBEN', email: 'ben@other.example', name: 'ben'}]}],
		]);
	});
});

describe('Slack', () => {
	test('is read once, however many targets there are', async () => {
		const source = sourceOf([member('ada')]);
		await runAll({source, targets: ['a', 'b', 'c'].map(name => setupOf(createWorld().target, {name}))});
		expect(source.reads()).toBe(1);
	});

	test.each([
		['auth', 3],
		['unavailable', 3],
		['incomplete', 3],
		['unusable', 3],
		['stale', 3],
		['snapshot', 2],
	] as const)('that cannot be read (%s) opens no target, exit %i', async (kind, code) => {
		let opened = 0;
		const source: Source = {kind: 'slack', from: 'x', read: () => Promise.reject(new SourceError(kind, 'no', {hint: 'do this'}))};
		const {run, exit} = await runAll({source, targets: [setupOf(() => (opened++, createWorld().target))]});
		expect(run.source!.error).toMatchObject({kind, message: 'no', hint: 'do this'});
		expect(states(run.targets)).toEqual(['dev-server pending']);
		expect(opened).toBe(0);
		expect(exit).toBe(code);
	});

	test('that breaks off in the middle of the members is not planned from', async () => {
		const whole = sourceOf([]);
		const source: Source = {
			...whole,
			read: async call => ({
				...(await whole.read(call)),
				members: (async function* () {
					yield {id: 'UADA'};
					throw new SourceError('incomplete', 'page 2 cannot be read');
				})(),
			}),
		};
		const world = createWorld({accounts: [row('ada'), row('ben')]});
		const {exit} = await runAll({source, targets: [setupOf(world.target)]});
		expect(world.seen).toEqual([]);
		expect(exit).toBe(3);
	});

	test('where nobody has an e-mail is unusable, whatever the config says', async () => {
		const {run, exit} = await runAll({
			members: [member('ada', {email: null}), member('ben', {email: null})],
			targets: [setupOf(createWorld().target)],
		});
		expect(run.source!.error).toMatchObject({kind: 'unusable'});
		expect(exit).toBe(3);
	});

	test('where nobody is in, nothing is written', async () => {
		const world = createWorld({accounts: [row('ada')]});
		const {report, exit} = await sync(world.target, [left('ada'), member('bot', {is_bot: true})]);
		expect(report.guards[0]).toMatchObject({guard: 'empty-source', tripped: true});
		expect(world.writes()).toEqual([]);
		expect(exit).toBe(4);
	});

	test('and a fault that is nobody else’s is a bug in the record, not a rejection', async () => {
		const source: Source = {kind: 'slack', from: 'x', read: () => Promise.reject(new TypeError('oops'))};
		const {run, exit} = await runAll({source, targets: [setupOf(createWorld().target)]});
		expect(run.bug).toMatchObject({message: 'oops'});
		expect(exit).toBe(70);
	});

	test('that is stopped while it is read leaves a run that says so', async () => {
		const stop = new AbortController();
		const source: Source = {
			kind: 'slack',
			from: 'x',
			read: async ({signal}) => {
				stop.abort('SIGINT');
				throw signal.reason;
			},
		};
		const {run, exit} = await runAll({source, targets: [setupOf(createWorld().target)], signal: stop.signal});
		expect(run).toMatchObject({stoppedBy: 'SIGINT', targets: [{state: 'pending'}]});
		expect(exit).toBe(130);
	});
});

const broken = (): never => {
	throw new Error('EPIPE');
};

describe('the record', () => {
	test('has a value at any moment, and each value is a whole run', async () => {
		const recorder = recorderOf();
		const moments = new Set<string>();
		const look = (): void => {
			const {targets, format} = recorder.run();
			expect(format).toBe('slack-im/run');
			expect(() => JSON.stringify(recorder.run())).not.toThrow();
			moments.add(targets.map(({state, outcomes}) => `${state} ${outcomes.length}`).join());
		};
		await runAll({
			members: crowd(4),
			targets: [setupOf(createWorld().target, {policy: {limits: {concurrency: 1}}})],
			recorder,
			onEvent: look,
		});
		look();
		expect([...moments]).toEqual(expect.arrayContaining(['pending 0', 'pending 2', 'pending 3', 'applied 4']));
	});

	test('keeps the targets in the order of the config, whichever ends first', async () => {
		const {run} = await runAll({
			members: [member('ada')],
			targets: [setupOf(createWorld({takes: 20}).target, {name: 'b'}), setupOf(createWorld().target, {name: 'a'})],
		});
		expect(states(run.targets)).toEqual(['b applied', 'a applied']);
	});

	test('tells who is not in, with the reason, sorted, leavers too', async () => {
		const {run} = await runAll({
			members: [member('zoe', {is_bot: true}), left('dan'), left('cem'), member('ada'), member('ann', {email: null})],
			targets: [],
		});
		expect(run.source).toMatchObject({members: 5, in: 1, leavers: 2});
		expect(run.source!.excluded.map(({reason, people}) => `${reason}: ${people.map(({slackId}) => slackId).join()}`)).toEqual([
			'bot: UZOE',
			'deleted: UCEM,UDAN',
			'email-missing: UANN',
		]);
	});

	test('outlives a listener that fails: the run goes on, and the failure is a bug in the record', async () => {
		const world = createWorld();
		const {run, exit} = await runAll({members: [member('ada')], targets: [setupOf(world.target)], onEvent: broken});
		expect(world.rows.size).toBe(1);
		expect(run.bug).toMatchObject({message: 'EPIPE'});
		expect(exit).toBe(70);
	});
});

describe('--person', () => {
	const accounts = [row('dan'), row('ben', {attributes: {name: 'B.'}})];
	test.each([['UBEN'], ['ben@example.com'], ['BEN@Example.com']])('%s: that person alone is written and reported', async person => {
		const world = createWorld({accounts});
		const {lines} = await sync(world.target, [member('ada'), member('ben'), left('dan')], {person});
		expect(lines).toEqual(['done update ben@example.com']);
		expect(world.writes()).toEqual(['update id-ben']);
	});

	test('the person is matched among all the others: conflicts with them are seen', async () => {
		const {report, exit} = await sync(
			createWorld().target,
			[member('ada', {email: 'kim@a.example'}), member('ben', {email: 'kim@b.example'})],
			{person: 'UADA'},
		);
		expect(report.conflicts).toMatchObject([{kind: 'same-key'}]);
		expect(exit).toBe(1);
	});

	describe('guards look at everybody', () => {
		const ten = numbered('p', 10);
		const leaving = ten.slice(0, 6);
		const staying = ten.slice(6);
		const people = [...leaving.map(name => left(name)), ...staying.map(name => member(name)), member('joiner')];
		const removing = () => createWorld({accounts: ten.map(name => row(name))});

		test('one of many leavers is withheld, as in a run for all of them', async () => {
			const world = removing();
			const {lines, exit} = await sync(world.target, people, {person: 'p001@example.com'});
			expect(lines).toEqual(['withheld deactivate p001@example.com (removals)']);
			expect(world.writes()).toEqual([]);
			expect(exit).toBe(4);
		});

		test('a guard that holds back only others does not stand in the way', async () => {
			const world = removing();
			const {lines, report, exit} = await sync(world.target, people, {person: 'joiner@example.com'});
			expect(lines).toEqual(['done create joiner@example.com']);
			expect(report.guards.filter(({tripped}) => tripped)).toEqual([]);
			expect(exit).toBe(0);
		});
	});

	test('nobody of that name is a mistake of the command line', async () => {
		const world = createWorld();
		const {run, exit} = await sync(world.target, [member('ada')], {person: 'zoe@example.com'});
		expect(run.configError).toMatchObject({kind: 'setting', message: expect.stringContaining('"zoe@example.com"')});
		expect(world.seen).toEqual([]);
		expect(exit).toBe(2);
	});
});

test('--only limits a run to some verbs; the others are reported as skipped', async () => {
	const world = createWorld({accounts: [row('dan'), row('ben', {attributes: {name: 'B.'}})]});
	const {lines, exit, run} = await sync(world.target, [member('ada'), member('ben'), left('dan')], {only: ['create']});
	expect(lines).toEqual([
		'done create ada@example.com',
		'not-run skip update ben@example.com (plan)',
		'not-run skip deactivate dan@example.com (plan)',
	]);
	expect(run.targets[0]!.outcomes.flatMap(({operation}) => (operation.kind === 'skip' ? [operation.because] : []))).toEqual([
		'only',
		'only',
	]);
	expect(exit).toBe(0);
});

describe('--allow', () => {
	const five = numbered('p', 5);
	const removing = () => createWorld({accounts: [...five, 'zoe'].map(name => row(name))});
	const people = [...five.map(name => left(name)), member('zoe')];

	test('without a name is for the only target', async () => {
		const world = removing();
		await sync(world.target, people, {allow: [{guard: 'removals', ceiling: 5}]});
		expect(world.writes()).toHaveLength(5);
	});

	test('without a name lifts nothing where the run has several', async () => {
		const [a, b] = [removing(), removing()];
		const targets = [setupOf(a.target, {name: 'a'}), setupOf(b.target, {name: 'b'})];
		await runAll({members: people, targets, allow: [{guard: 'removals', ceiling: 5}]});
		expect([...a.writes(), ...b.writes()]).toEqual([]);
	});

	test('with a name is for that target alone, and the message of the other names it', async () => {
		const [a, b] = [removing(), removing()];
		const {run} = await runAll({
			members: people,
			targets: [setupOf(a.target, {name: 'a'}), setupOf(b.target, {name: 'b'})],
			allow: [{target: 'a', guard: 'removals', ceiling: 5}],
		});
		expect([a.writes().length, b.writes().length]).toEqual([5, 0]);
		expect(run.targets[1]!.guards[0]!.message).toMatch(/--allow b:removals=5$/);
	});
});

describe('a function of the config that fails for one person', () => {
	const attributes = {
		...usualAttributes,
		title: ({slackId}: {slackId: string}) => {
			if (slackId === 'UBEN') throw new Error('no title');
			return `t-${slackId}`;
		},
	};

	test('is that person’s conflict; the others are written', async () => {
		const world = createWorld();
		const {report, lines, exit} = await sync(world.target, [member('ada'), member('ben'), member('cem')], {attributes});
		expect(lines).toEqual(['done create ada@example.com', 'done create cem@example.com']);
		expect(report.conflicts).toMatchObject([
			{
				kind: 'unmappable',
				people: [{slackId: 'UBEN'}],
				message: expect.stringContaining('attributes.title: the function failed for UBEN: no title'),
			},
		]);
		expect(exit).toBe(1);
	});

	test('also where it gives a secret, which is known only when it is to be sent', async () => {
		const world = createWorld();
		const {lines, report, exit} = await sync(world.target, [member('ada'), member('ben')], {
			attributes: {...usualAttributes, password: {secret: true, value: attributes.title}},
		});
		expect(lines).toEqual(['done create ada@example.com', 'conflict create ben@example.com (unmappable)']);
		expect(report.outcomes[1]).toMatchObject({conflict: {message: expect.stringContaining('no title')}});
		expect(exit).toBe(1);
	});

	test('also where it is a match key, and nobody else gets the account for that', async () => {
		const world = createWorld({accounts: [row('ben', {keys: {title: 't-UBEN', userId: 'ben'}})], keys: ['title', 'userId']});
		const {report, lines} = await sync(world.target, [member('ada'), member('ben'), left('kim', {email: 'ben@left.example'})], {
			attributes,
			policy: {match: ['title', 'userId']},
		});
		expect(lines).toEqual(['done create ada@example.com']);
		expect(report).toMatchObject({conflicts: [{kind: 'unmappable', people: [{slackId: 'UBEN'}]}], orphans: []});
	});
});
