import {describe, expect, test} from 'vitest';

import {crowd, left, member, numbered, row, runAll, setupOf, sync} from './running.ts';
import {createWorld, trouble} from './world.ts';

describe('what is written', () => {
	test('is what the plan says, each verb to its account', async () => {
		const world = createWorld({
			accounts: [
				row('ben', {attributes: {email: 'ben@example.com', userId: 'ben', name: 'B.'}}),
				row('cem', {active: false}),
				row('dan'),
				row('eve'),
				...numbered('p', 9).map(name => row(name)),
			],
		});
		const {lines, exit} = await sync(world.target, [member('ada'), member('ben'), member('cem'), left('dan'), member('eve'), ...crowd(9)]);
		expect(lines.slice(0, 4)).toEqual([
			'done create ada@example.com',
			'done update ben@example.com',
			'done reactivate cem@example.com',
			'done noop eve@example.com',
		]);
		expect(lines.at(-1)).toBe('done deactivate dan@example.com');
		expect(world.writes()).toEqual(['create UADA', 'update id-ben', 'reactivate id-cem', 'deactivate id-dan']);
		expect(world.rows.get('id-ben')!.attributes).toMatchObject({name: 'ben'});
		expect(exit).toBe(0);
	});

	test('is only what differs: what slack-im does not manage is left as it is', async () => {
		const world = createWorld({accounts: [row('ada', {attributes: {email: 'ada@example.com', userId: 'ada', name: 'A.', phone: '1'}})]});
		await sync(world.target, [member('ada')]);
		expect(world.seen.find(({verb}) => verb === 'update')!.changes).toEqual([{attribute: 'name', from: 'A.', to: 'ada'}]);
		expect(world.rows.get('id-ada')!.attributes).toMatchObject({name: 'ada', phone: '1'});
	});

	test('of a returner is the account first, then what differs', async () => {
		const world = createWorld({accounts: [row('ada', {active: false, attributes: {email: 'ada@example.com', userId: 'ada', name: 'A.'}})]});
		await sync(world.target, [member('ada')]);
		expect(world.writes()).toEqual(['reactivate id-ada', 'update id-ada']);
	});

	test('of a returner is the account alone where updates are not among the verbs allowed', async () => {
		const world = createWorld({accounts: [row('ada', {active: false, attributes: {name: 'A.'}})]});
		const {report} = await sync(world.target, [member('ada')], {policy: {do: ['reactivate']}});
		expect(report.outcomes[0]!.operation).toMatchObject({kind: 'reactivate', changes: []});
		expect(world.writes()).toEqual(['reactivate id-ada']);
	});

	test('is nothing in a dry run', async () => {
		const world = createWorld({accounts: [row('dan')], can: ['list', 'deactivate', 'commit']});
		const {lines} = await sync(world.target, [member('ada'), left('dan')], {dryRun: true});
		expect(lines).toEqual(['not-run create ada@example.com (dry-run)', 'not-run deactivate dan@example.com (dry-run)']);
		expect(world.writes()).toEqual([]);
	});
});

describe('order', () => {
	test('removals begin only once all changes have ended', async () => {
		const world = createWorld({accounts: numbered('left', 3).map(name => row(name)), takes: ({verb}) => (verb === 'create' ? 30 : 1)});
		await sync(world.target, [...numbered('left', 3).map(name => left(name)), ...crowd(20, 'new')], {
			policy: {guards: {removals: {share: 1}}},
			allow: [{guard: 'removals', ceiling: 3}],
		});
		const verbs = world.writes().map(write => write.split(' ')[0]);
		expect(verbs).toEqual([...numbered('', 20).map(() => 'create'), ...numbered('', 3).map(() => 'deactivate')]);
	});

	test('a removal waits for changes that are still under way, though more calls could be made at once', async () => {
		const there: number[] = [];
		const world = createWorld({
			accounts: [row('dan')],
			takes: ({verb}) => {
				if (verb === 'deactivate') there.push(world.rows.size);
				return verb === 'create' ? 30 : 1;
			},
		});
		await sync(world.target, [left('dan'), ...crowd(3, 'new')]);
		expect(there).toEqual([4]);
	});

	test('outcomes are in the order of the plan, whichever came first', async () => {
		const world = createWorld({takes: ({about}) => (about === 'UADA' ? 30 : 1)});
		const {lines} = await sync(world.target, [member('cem'), member('ada'), member('ben')]);
		expect(lines).toEqual(['done create ada@example.com', 'done create ben@example.com', 'done create cem@example.com']);
	});

	test('a value that is handed on: the account that gives it up comes first', async () => {
		const world = createWorld({
			unique: ['userId'],
			slackIdAt: 'slackId',
			accounts: [
				row('ada', {slackId: 'UADA', attributes: {email: 'ada@example.com', userId: 'ben', name: 'ada'}}),
				row('ben', {slackId: 'UBEN', attributes: {email: 'ben@example.com', userId: 'cem', name: 'ben'}}),
			],
			takes: ({about}) => (about === 'id-ben' ? 20 : 1),
		});
		const members = [member('ada', {profile: {display_name: 'ada'}}), member('ben')];
		const attributes = {
			email: '{{ email }}',
			name: '{{ name }}',
			userId: {
				rules: [
					{email: 'ada*', value: 'cem'},
					{email: 'ben*', value: 'dan'},
				],
			},
		};
		const {lines, exit} = await sync(world.target, members, {attributes});
		expect(lines).toEqual(['done update ada@example.com', 'done update ben@example.com']);
		expect(world.writes()).toEqual(['update id-ben', 'update id-ada']);
		expect(exit).toBe(0);
	});

	test('an update that is refused because another account holds the value is tried once more after the others; then it has failed, naming that account', async () => {
		const world = createWorld({
			unique: ['userId'],
			accounts: [row('ada', {attributes: {userId: 'x', email: 'ada@example.com'}}), row('zoe', {keys: {}, attributes: {userId: 'ada'}})],
		});
		const {lines, report, exit} = await sync(world.target, [member('ada')]);
		expect(lines).toEqual(['failed update ada@example.com (exists)']);
		expect(report.outcomes[0]).toMatchObject({error: {hint: expect.stringContaining('Account id-zoe holds the userId "ada"')}});
		expect(world.writes()).toEqual(['update id-ada', 'update id-ada']);
		expect(exit).toBe(1);
	});
});

describe('a failed account never stops the others', () => {
	test.each([
		['refused', trouble('refused', 422)],
		['not-found', trouble('not-found', 404)],
		['changed', trouble('changed', 412)],
		['unavailable', trouble('unavailable', 503)],
		['auth', trouble('auth', 403)],
		['invalid-answer', trouble('invalid-answer')],
	] as const)('%s', async (kind, error) => {
		const world = createWorld({fault: ({about}) => (about === 'UBEN' ? {before: error} : undefined)});
		const {lines, report, exit} = await sync(world.target, [member('ada'), member('ben'), member('cem')]);
		expect(lines).toEqual(['done create ada@example.com', `failed create ben@example.com (${kind})`, 'done create cem@example.com']);
		expect(report.state).toBe('applied');
		expect(exit).toBe(1);
	});

	test.each([
		['an error without a kind', new Error('oops')],
		['an error of a kind that nobody knows', Object.assign(new Error('oops'), {kind: 'odd'})],
		['something that is no error', 'oops'],
	])('%s is a bug of the target, told as one', async (_sentence, error) => {
		const world = createWorld({fault: ({about}) => (about === 'UBEN' ? {before: error} : undefined)});
		const {lines, report} = await sync(world.target, [member('ada'), member('ben')]);
		expect(lines).toEqual(['done create ada@example.com', 'failed create ben@example.com (bug)']);
		expect(report.outcomes[1]).toMatchObject({error: {message: 'oops'}});
	});
});

describe('limits', () => {
	test.each([1, 4, 16])('at most %i calls at once', async concurrency => {
		const world = createWorld({takes: 5});
		await sync(world.target, crowd(40), {policy: {limits: {concurrency}}});
		expect(world.most()).toBe(concurrency);
		expect(world.rows.size).toBe(40);
	});

	test('16 at once where the config is silent', async () => {
		const world = createWorld({takes: 5});
		await sync(world.target, crowd(40));
		expect(world.most()).toBe(16);
	});

	test('no more calls in a second than perSecond', async () => {
		const world = createWorld();
		const startedAt = performance.now();
		const members = crowd(12);
		await sync(world.target, members, {policy: {limits: {perSecond: 40}}});
		expect(world.times.at(-1)! - startedAt).toBeGreaterThanOrEqual(11 * 25 - 5);
	});
});

test('progress counts every operation that was to be carried out, to the last', async () => {
	const world = createWorld({fault: ({about}) => (about === 'UBEN' ? {before: trouble('refused')} : undefined), accounts: [row('dan')]});
	const {events} = await runAll({members: [member('ada'), member('ben'), member('cem'), member('dan')], targets: [setupOf(world.target)]});
	const progress = events.filter(event => event.kind === 'outcome').map(({finished, total}) => `${finished}/${total}`);
	expect(progress.at(-1)).toBe('3/3');
});
