import {describe, expect, test} from 'vitest';

import type {Account, Json} from '../src/index.ts';

import {apply, save} from './saved.ts';
import {crowd, left, member, numbered, renamed, row, sync} from './running.ts';
import {createWorld, trouble, type Fault, type Seen, type WorldOptions} from './world.ts';

const error = (kind: Parameters<typeof trouble>[0], status?: number) => trouble(kind, status);
const once = (verb: string, fault: Fault) => {
	let done = false;
	return (call: Seen): Fault => {
		if (call.verb !== verb || done) return undefined;
		done = true;
		return fault;
	};
};
const always =
	(verb: string, fault: Fault) =>
	(call: Seen): Fault =>
		call.verb === verb ? fault : undefined;

/** One person whom each verb is for, what happens to the write, what comes of it, how often it is sent, and the exit code. */
type Row = [sentence: string, verb: keyof typeof accounts, fault: (call: Seen) => Fault, outcome: string, writes: number, exit: number];

const accounts = {
	create: [],
	update: [renamed('ada')],
	reactivate: [row('ada', {active: false})],
	deactivate: [row('ada'), row('zoe')],
	delete: [row('ada'), row('zoe')],
};

describe.each([['list'], ['find']] as const)('a write is believed when the target shows it (%s)', ability => {
	const can = [ability, 'update', 'deactivate', 'reactivate', 'delete'] as const;
	test.each<Row>([
		['answered as done, and done', 'update', () => undefined, 'done update', 1, 0],
		['a 500 after the update was made', 'update', once('update', {after: error('unavailable', 500)}), 'done update (confirmed)', 1, 0],
		['a reset after the update was made', 'update', once('update', {after: error('unknown-outcome')}), 'done update (confirmed)', 1, 0],
		['a refusal of what was made all the same', 'update', once('update', {after: error('refused', 400)}), 'done update (confirmed)', 1, 0],
		['a 500 before: sent once more', 'update', once('update', {before: error('unavailable', 500)}), 'done update', 2, 0],
		['a 500 each time', 'update', always('update', {before: error('unavailable', 500)}), 'failed update (unavailable)', 2, 1],
		['refused: not sent again', 'update', always('update', {before: error('refused', 422)}), 'failed update (refused)', 1, 1],
		['answered as done, and ignored', 'update', always('update', {ignored: true}), 'failed update (not-kept)', 1, 1],
		['a deactivation that is ignored', 'deactivate', always('deactivate', {ignored: true}), 'failed deactivate (not-kept)', 1, 1],
		[
			'a deactivation answered by a 500 and made',
			'deactivate',
			once('deactivate', {after: error('unavailable', 500)}),
			'done deactivate (confirmed)',
			1,
			0,
		],
		[
			'a deactivation whose request was lost',
			'deactivate',
			once('deactivate', {before: error('unknown-outcome')}),
			'done deactivate',
			2,
			0,
		],
		['a reactivation that is ignored', 'reactivate', always('reactivate', {ignored: true}), 'failed reactivate (not-kept)', 1, 1],
		['a delete that is ignored', 'delete', always('delete', {ignored: true}), 'failed delete (not-kept)', 1, 1],
		['a delete whose answer was lost', 'delete', once('delete', {after: error('unknown-outcome')}), 'done delete (confirmed)', 1, 0],
		['a create that is ignored', 'create', always('create', {ignored: true}), 'failed create (not-kept)', 1, 1],
		['a 500 after the insert', 'create', once('create', {after: error('unavailable', 500)}), 'done create (adopted)', 1, 0],
		['a 400 after the insert', 'create', once('create', {after: error('refused', 400)}), 'done create (adopted)', 1, 0],
		[
			'a 500 to a create of which nothing is to be seen: it could still come',
			'create',
			always('create', {before: error('unavailable', 500)}),
			'failed create (unavailable)',
			1,
			1,
		],
	])('%s', async (_sentence, verb, fault, outcome, writes, exit) => {
		const world = createWorld({can, accounts: accounts[verb], fault});
		const isLeaver = verb === 'deactivate' || verb === 'delete';
		const members = isLeaver ? [left('ada'), member('zoe')] : [member('ada')];
		const ran = await sync(world.target, members, {policy: {leavers: verb === 'delete' ? 'delete' : 'deactivate'}});
		const [, kind, note = ''] = /^(\S+ \S+)(?: ada@example.com)(.*)$/.exec(ran.lines.find(line => line.includes('ada'))!)!;
		expect(`${kind}${note}`).toBe(outcome);
		expect(world.writes()).toHaveLength(writes);
		expect(ran.exit).toBe(exit);
		expect(ran.report.verified).toBe(true);
	});
});

describe('an account that was to go is known by more than the keys that a write may lose', () => {
	test.each<[string, 'deactivate' | 'delete', (account: Account, read: number) => Account]>([
		['it stays active, and its e-mail is gone', 'deactivate', ({id, active, attributes}) => ({id, active, keys: {}, attributes})],
		['it stays active, under another id in each list', 'deactivate', (account, read) => ({...account, id: `${account.id}-${read}`})],
		['it is not deleted, and its e-mail is gone', 'delete', ({id, active, attributes}) => ({id, active, keys: {}, attributes})],
		['it is not deleted, and is shown under another id', 'delete', (account, read) => ({...account, id: `${account.id}-${read}`})],
	])('%s', async (_sentence, verb, shows) => {
		const world = createWorld({can: ['list', verb], accounts: [row('ada'), row('zoe')], fault: always(verb, {ignored: true})});
		let reads = 0;
		const list: typeof world.target.list = async function* (call) {
			reads++;
			for await (const account of world.target.list!(call)) yield reads > 1 && account.id === 'id-ada' ? shows(account, reads) : account;
		};
		const {lines, exit} = await sync({...world.target, list}, [left('ada'), member('zoe')], {policy: {leavers: verb}});
		expect(lines).toContain(`failed ${verb} ada@example.com (not-kept)`);
		expect(exit).toBe(1);
	});
});

/** What each outcome of new people tells to do, or how it ended. */
const hintsOf = async (names: readonly string[], fault: (call: Seen) => Fault): Promise<(string | undefined)[]> => {
	const {report} = await sync(
		createWorld({fault}).target,
		names.map(name => member(name)),
	);
	return report.outcomes.map(outcome => (outcome.kind === 'failed' ? outcome.error.hint : outcome.kind));
};

describe('writes that are refused', () => {
	const refused: Fault = {before: error('refused', 400)};

	test('every one of them: the request is wrong, not each person’s values', async () => {
		const hint = expect.stringMatching(/^All 3 were refused alike: look at the request \(`create` in the config\)/);
		expect(await hintsOf(['ada', 'bo', 'cy'], always('create', refused))).toEqual([hint, hint, hint]);
	});

	test('one or two, or beside one that got through: it is the person’s values', async () => {
		let creates = 0;
		const butOne = ({verb}: Seen): Fault => (verb === 'create' && creates++ > 0 ? refused : undefined);
		expect((await hintsOf(['ada', 'bo', 'cy', 'di'], butOne)).filter(hint => hint !== undefined)).toEqual(['done']);
		expect(await hintsOf(['ada', 'bo'], always('create', refused))).toEqual([undefined, undefined]);
	});
});

describe('what is not kept', () => {
	test('is named with its attribute, what it is and what it should be, and the config key', async () => {
		const world = createWorld({accounts: [renamed('ada')], keeps: (name, value) => (name === 'name' ? 'old' : value)});
		const {report} = await sync(world.target, [member('ada')]);
		expect(report.outcomes[0]).toMatchObject({
			error: {
				kind: 'not-kept',
				message: 'the target answered as done, and `name` is still "old" and not "ada"',
				hint: expect.stringContaining('`attributes.name`'),
			},
		});
	});

	test.each([
		['a state', left('ada'), always('deactivate', {ignored: true}), {}, /^Look at `deactivate`, `account.active`/],
		['a link', member('ada'), () => undefined, {keepsLinks: false}, /^Look at `idAt`/],
	] as const)('%s names the key of the type of target', async (_sentence, person, fault, options, hint) => {
		const world = createWorld({accounts: [row('ada'), row('zoe')], slackIdAt: 'ext', fault, ...options});
		const target = {...world.target, settings: {active: 'account.active', slackId: 'idAt'}};
		const {report, exit} = await sync(target, [person, member('zoe')], {policy: {guards: {removals: {count: 9}}}});
		expect(report.outcomes.filter(({kind}) => kind === 'failed')[0]).toMatchObject({error: {hint: expect.stringMatching(hint)}});
		expect(exit).toBe(1);
	});

	test('is told once for the target, with the count, in every run', async () => {
		const world = createWorld({keeps: (name, value) => (name === 'name' ? undefined : value)});
		const expected = expect.stringMatching(/^7 writes were answered as done and not kept.*`attributes.name`/);
		expect((await sync(world.target, crowd(7))).report.warnings).toContainEqual(expected);
		const again = await sync(world.target, crowd(7));
		expect(again.report.warnings).toContainEqual(expected);
		expect(again.exit).toBe(1);
	});

	test('is a link, and nothing ties a person whose e-mail changed to the old account: no second one is made', async () => {
		const world = createWorld({slackIdAt: 'ext', keepsLinks: false});
		const old = [member('ada', {id: 'U1'}), member('ben'), member('cem'), member('dan')];
		await sync(world.target, old);
		const [, ...others] = old;
		for (let night = 0; night < 2; night++) {
			const {lines, exit} = await sync(world.target, [member('lovelace', {id: 'U1'}), ...others]);
			expect(lines).toContain('failed create lovelace@example.com (not-kept)');
			expect(exit).toBe(1);
		}
		expect(world.rows.size).toBe(4);
	});

	test.each([
		['refused for another value', {unique: ['userId']}, 'failed update ada@example.com (exists)'],
		[
			'kept, and another value of it is not',
			{keeps: (name: string, value: Json) => (name === 'name' ? 'old' : value)},
			'failed update ada@example.com (not-kept)',
		],
	] as const)('is no link where the write of it was %s: new people are created', async (_sentence, options, line) => {
		const ada = row('ada', {attributes: {email: 'ada@example.com', name: 'old'}, keys: {email: 'ada@example.com'}});
		const stranger = row('ada2', {id: 'other', attributes: {userId: 'ada', name: 'x'}, keys: {userId: 'ada'}});
		const world = createWorld({slackIdAt: 'ext', accounts: [ada, stranger], ...options});
		const {lines} = await sync(world.target, [member('ada'), member('ben')]);
		expect(lines[0]).toBe(line);
		expect([...world.rows.values()].map(({keys}) => keys['email'])).toContain('ben@example.com');
	});

	test('is no second account, however often it is run', async () => {
		const world = createWorld({slackIdAt: 'ext', keepsLinks: false, keeps: (name, value) => (name === 'name' ? undefined : value)});
		for (let run = 0; run < 3; run++) await sync(world.target, crowd(3));
		expect(world.rows.size).toBe(3);
	});
});

test('a noop that another write undid is no proof: the account has failed', async () => {
	const world = createWorld({accounts: [row('ada'), renamed('ben')]});
	const update: typeof world.target.update = async (account, changes, call) => {
		await world.target.update!(account, changes, call);
		world.rows.set('id-ada', renamed('ada'));
	};
	const {lines, exit} = await sync({...world.target, update}, [member('ada'), member('ben')]);
	expect(lines).toEqual(['failed noop ada@example.com (changed)', 'done update ben@example.com']);
	expect(exit).toBe(1);
});

test('a create that made two accounts is a conflict that names both', async () => {
	const world = createWorld();
	const create: typeof world.target.create = async (draft, call) => {
		await world.target.create(draft, call);
		return world.target.create(draft, call);
	};
	const {lines, exit} = await sync({...world.target, create}, [member('ada')]);
	expect(lines).toEqual(['conflict create ada@example.com (several-accounts)']);
	expect(exit).toBe(1);
});

test.each([
	['answered as done', undefined, 'not-kept'],
	['answered by a 500', error('unavailable', 500), 'unavailable'],
] as const)('an account that vanished with its update is not made anew: %s', async (_sentence, answer, kind) => {
	const world = createWorld({accounts: [renamed('ada')]});
	const update: typeof world.target.update = async account => {
		world.rows.delete(account.id);
		if (answer) throw answer;
	};
	const {lines} = await sync({...world.target, update}, [member('ada')]);
	expect(lines).toEqual([`failed update ada@example.com (${kind})`]);
	expect(world.rows.size).toBe(0);
});

describe('what the target says "exists" to', () => {
	test('is held by the account that is named, where the list shows it under an attribute that nobody is matched by', async () => {
		const world = createWorld({
			unique: ['login'],
			accounts: [row('zoe', {attributes: {login: 'ada', email: 'zoe@example.com'}, keys: {email: 'zoe@example.com'}})],
		});
		const attributes = {email: '{{ email }}', login: '{{ email | local_part }}'};
		const {report} = await sync(world.target, [member('ada')], {attributes, policy: {match: ['email']}});
		expect(report.outcomes[0]).toMatchObject({
			kind: 'conflict',
			conflict: {kind: 'taken', message: expect.stringContaining('account id-zoe has the login "ada" already')},
		});
	});
});

const reads = (seen: readonly Seen[]): number => seen.filter(({verb}) => verb === 'list' || verb === 'find').length;

test('links that are kept are written before anybody is created, where nothing is linked yet and accounts are left over', async () => {
	const world = createWorld({slackIdAt: 'ext', accounts: [row('ada'), row('stranger')]});
	const {lines, exit} = await sync(world.target, [member('ada'), member('ben')]);
	expect(lines).toEqual(['done update ada@example.com', 'done create ben@example.com']);
	expect(world.seen.map(({verb}) => verb)).toEqual(['list', 'update', 'list', 'create', 'list']);
	expect(exit).toBe(0);
});

describe('the accounts are read again', () => {
	test('not at all where nothing was written', async () => {
		const world = createWorld({accounts: [row('ada')]});
		const {report} = await sync(world.target, [member('ada')]);
		expect(reads(world.seen)).toBe(1);
		expect(report.verified).toBeUndefined();
	});

	test('once, by one list', async () => {
		const world = createWorld({can: ['list', 'find']});
		await sync(world.target, crowd(20));
		expect(world.seen.map(({verb}) => verb).filter(verb => verb !== 'create')).toEqual(['list', 'list']);
	});

	test('by a look-up for each account that was written, and for no other', async () => {
		const world = createWorld({can: ['find', 'update'], accounts: [row('ada'), renamed('ben')]});
		await sync(world.target, [member('ada'), member('ben')]);
		expect(reads(world.seen)).toBe(3);
	});

	test('a system that shows changes late is given `verify.within`', async () => {
		const world = createWorld({lag: 1});
		expect((await sync(world.target, [member('ada')], {policy: {verify: {within: '5s'}}})).lines).toEqual(['done create ada@example.com']);
		const other = createWorld({lag: 1});
		expect((await sync(other.target, [member('ada')])).lines).toEqual(['failed create ada@example.com (not-kept)']);
	});

	test('with `verify: false` not at all, which is said', async () => {
		const world = createWorld({fault: always('create', {ignored: true})});
		const {report, lines, exit} = await sync(world.target, [member('ada')], {policy: {verify: false}});
		expect(lines).toEqual(['done create ada@example.com']);
		expect(reads(world.seen)).toBe(1);
		expect(report).toMatchObject({verified: false, warnings: [expect.stringMatching(/^not verified: .*`verify: false`/)]});
		expect(exit).toBe(0);
	});

	test('with `verify: false` only for creates that may exist', async () => {
		const world = createWorld({fault: once('create', {after: trouble('unknown-outcome')})});
		const {lines} = await sync(world.target, [member('ada'), member('ben')], {policy: {verify: false}});
		expect(lines).toEqual(['done create ada@example.com (adopted)', 'done create ben@example.com']);
		expect(reads(world.seen)).toBe(2);
	});

	test('and where the target answers that they existed', async () => {
		const world = createWorld({accounts: [row('ada')], hides: () => true});
		const target = {...world.target, create: async () => ({existed: true as const})};
		expect((await sync(target, [member('ada')], {policy: {verify: false}})).lines).toEqual(['conflict create ada@example.com (hidden)']);
	});

	test('and where that fails, the run is no success: nothing is known of what was written', async () => {
		const world = createWorld({
			can: ['list'],
			fault: ({verb}, nth) => (verb === 'list' && nth > 0 ? {before: trouble('unavailable', 503)} : undefined),
		});
		const {report, lines, exit} = await sync(world.target, [member('ada')]);
		expect(lines).toEqual(['done create ada@example.com']);
		expect(report).toMatchObject({
			state: 'applied',
			verified: false,
			error: {message: expect.stringContaining('could not be read again after the writes')},
		});
		expect(exit).toBe(5);
	});

	test('after `commit`, where there is one: what it kept counts', async () => {
		const world = createWorld({can: ['list', 'commit']});
		const target = {...world.target, commit: async () => world.rows.clear()};
		const {lines, exit} = await sync(target, [member('ada')]);
		expect(lines).toEqual(['failed create ada@example.com (not-kept)']);
		expect(exit).toBe(1);
	});
});

test('what a commit lost is not sent once more: it would not take effect', async () => {
	const world = createWorld({
		can: ['list', 'update', 'commit'],
		accounts: [renamed('ada')],
		fault: once('update', {after: error('unknown-outcome')}),
	});
	const target = {...world.target, commit: async () => void world.rows.set('id-ada', renamed('ada'))};
	const {lines} = await sync(target, [member('ada')]);
	expect(lines).toEqual(['failed update ada@example.com (unknown-outcome)']);
	expect(world.writes()).toEqual(['update id-ada']);
});

describe('a saved plan is held to the same', () => {
	test.each<[string, WorldOptions, string, number]>([
		['a write that is ignored', {fault: always('update', {ignored: true})}, 'failed update ada@example.com (not-kept)', 1],
		[
			'a 500 after the update was made',
			{fault: once('update', {after: trouble('unavailable', 500)})},
			'done update ada@example.com (confirmed)',
			0,
		],
		[
			'a request that was lost is sent once more',
			{fault: once('update', {before: trouble('unknown-outcome')})},
			'done update ada@example.com',
			0,
		],
	])('%s', async (_sentence, options, line, exit) => {
		const world = createWorld({accounts: [renamed('ada')], ...options});
		const ran = await apply(world.target, await save(world.target, [member('ada')]));
		expect(ran.lines).toEqual([line]);
		expect(ran.exit).toBe(exit);
	});

	test('a target that keeps a name in another case holds what was sent, as in a plan', async () => {
		const world = createWorld({keeps: (name, value) => (name === 'userId' && typeof value === 'string' ? value.toUpperCase() : value)});
		const target = {...world.target, caseless: ['userId']};
		const file = await save(target, [member('ada')]);
		expect((await apply(target, file)).lines).toEqual(['done create ada@example.com']);
		expect((await apply(target, file)).lines).toEqual(['done create ada@example.com (already)']);
	});

	test('a new account that is not as it was sent', async () => {
		const world = createWorld({keeps: (name, value) => (name === 'name' ? undefined : value)});
		const ran = await apply(world.target, await save(world.target, [member('ada')]));
		expect(ran.lines).toEqual(['failed create ada@example.com (not-kept)']);
	});
});

test('1,000 new accounts are one list more, and nothing is sent twice', async () => {
	const world = createWorld({can: ['list']});
	await sync(world.target, crowd(1000));
	expect(world.seen).toHaveLength(1002);
	expect(numbered('p', 1000)).toHaveLength(world.rows.size);
});
