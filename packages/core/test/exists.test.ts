import {describe, expect, test} from 'vitest';

import type {Account} from '../src/index.ts';
import {left, member, renamed, row, sync} from './running.ts';
import {createWorld, trouble, type World, type WorldOptions} from './world.ts';

const withLogin = (name: string, login: string): Account => row(name, {attributes: {email: `${name}@example.com`, name, login}});

/** A server on which, just before the first create, somebody makes an account by hand. */
const overtaken = (late: Account, options: WorldOptions = {}) => {
	const world = createWorld({
		unique: ['userId', 'email'],
		fault: ({verb}) => {
			if (verb === 'create') world.rows.set(late.id, late);
			return undefined;
		},
		...options,
	});
	return world;
};

describe('"exists" on create, where the target can be looked at', () => {
	test.each([
		['the same account is there by now', row('ada'), 'done create ada@example.com (adopted)', 0],
		[
			'it is there with other values: brought in line',
			row('ada', {attributes: {email: 'ada@example.com', userId: 'ada', name: 'A.'}}),
			'done update ada@example.com (adopted)',
			0,
		],
		['it is there, inactive: active again', row('ada', {active: false}), 'done reactivate ada@example.com (adopted)', 0],
		[
			"the key is held by an account with another's e-mail",
			row('ada', {keys: {email: 'dan@example.com', userId: 'ada'}, attributes: {userId: 'ada'}}),
			'conflict create ada@example.com (claimed)',
			1,
		],
		[
			'the key is held by an account with another Slack id',
			row('ada', {slackId: 'UDAN'}),
			'conflict create ada@example.com (other-slack-id)',
			1,
		],
	] as const)('%s', async (_sentence, late, expected, exit) => {
		for (const can of [
			['list', 'update', 'reactivate'],
			['find', 'update', 'reactivate'],
			['list', 'find', 'update', 'reactivate'],
		] as const) {
			const world = overtaken(late, {can});
			const ran = await sync(world.target, [member('ada'), left('dan')]);
			expect(ran.lines[0]).toBe(expected);
			expect(ran.exit).toBe(exit);
			expect([...world.rows.keys()]).toEqual([late.id]);
		}
	});

	test('not visible: a conflict that says so', async () => {
		for (const can of [['list'], ['find']] as const) {
			const world = createWorld({unique: ['userId'], accounts: [row('ada')], hides: () => true, can});
			const {lines, report, exit} = await sync(world.target, [member('ada')]);
			expect(lines).toEqual(['conflict create ada@example.com (hidden)']);
			expect(report.outcomes[0]).toMatchObject({
				conflict: {message: expect.stringMatching(/exists \(.+\), but its list does not show it/)},
			});
			expect(exit).toBe(1);
		}
	});

	test('held back by a value that no one named: the account that holds it is told, where all accounts differ in it', async () => {
		const world = createWorld({
			accounts: [withLogin('zed', 'ada'), withLogin('bo', 'bo'), withLogin('cy', 'cy')],
			fault: ({verb}) => (verb === 'create' ? {before: trouble('exists', 409)} : undefined),
		});
		const attributes = {email: '{{ email }}', name: '{{ name }}', login: '{{ email | local_part }}'};
		const {report} = await sync(
			world.target,
			['ada', 'bo', 'cy'].map(name => member(name)),
			{attributes, policy: {match: ['email']}},
		);
		expect(report.outcomes.find(({kind}) => kind === 'conflict')).toMatchObject({
			conflict: {kind: 'taken', on: {key: 'login', value: 'ada'}, accounts: [{id: 'id-zed'}]},
		});
	});

	test('a create that answers `existed` is looked at like one that was refused', async () => {
		const world = createWorld({can: ['list'], accounts: [row('ada')], hides: () => true});
		const {lines} = await sync({...world.target, create: async () => ({existed: true})}, [member('ada')]);
		expect(lines).toEqual(['conflict create ada@example.com (hidden)']);
	});

	test('what the table calls for and may not be done is no success', async () => {
		const world = overtaken(row('ada', {active: false}));
		const {lines} = await sync(world.target, [member('ada')], {policy: {returners: 'report'}});
		expect(lines).toEqual(['not-run skip reactivate ada@example.com (plan)']);
	});

	test('one list is made for all of them', async () => {
		const world = createWorld({
			unique: ['userId'],
			can: ['list'],
			hides: () => true,
			accounts: ['ada', 'ben', 'cem'].map(name => row(name)),
		});
		await sync(
			world.target,
			['ada', 'ben', 'cem', 'dan'].map(name => member(name)),
		);
		expect(world.seen.filter(({verb}) => verb === 'list')).toHaveLength(2);
	});

	test('where it cannot be looked at just then, the account has failed, and the others have not', async () => {
		const world = createWorld({
			unique: ['userId'],
			can: ['list'],
			hides: ({id}) => id === 'id-ada',
			accounts: [row('ada')],
			fault: ({verb}, nth) => (verb === 'list' && nth > 0 ? {before: trouble('unavailable', 503)} : undefined),
		});
		const {lines, report} = await sync(world.target, [member('ada'), member('ben')]);
		expect(lines).toEqual(['failed create ada@example.com (exists)', 'done create ben@example.com']);
		expect(report.outcomes[0]).toMatchObject({error: {message: expect.stringMatching(/could not be looked up: .*unavailable/)}});
	});

	test('updates of adopted accounts count against what the update guard still lets through', async () => {
		const names = Array.from({length: 20}, (_, index) => `p${String(index).padStart(2, '0')}`);
		const known = names.slice(0, 10);
		const world = createWorld({
			unique: ['userId'],
			can: ['list', 'update'],
			accounts: known.map((name, index) => (index < 1 ? renamed(name) : row(name))),
			fault: ({verb}) => {
				if (verb === 'create') for (const name of names.slice(10)) world.rows.set(`id-${name}`, renamed(name));
				return undefined;
			},
		});
		const {lines, report, exit} = await sync(
			world.target,
			names.map(name => member(name)),
		);
		expect(lines.filter(line => line.startsWith('done update'))).toHaveLength(3); // 30 % of 10, the one of the plan included
		expect(lines.filter(line => line.startsWith('withheld update') && line.endsWith('(updates)'))).toHaveLength(8);
		expect(report.guards.find(({guard}) => guard === 'updates')).toMatchObject({tripped: true, count: 9, limit: 3});
		expect(exit).toBe(4);
	});
});

describe('"exists" on create, where the target cannot be looked at', () => {
	test('is what was wanted: done, and no failure', async () => {
		const world = createWorld({unique: ['userId'], can: [], accounts: [row('ada')]});
		const {lines, exit} = await sync(world.target, [member('ada'), member('ben')]);
		expect(lines).toEqual(['done create ada@example.com (existed)', 'done create ben@example.com']);
		expect(exit).toBe(0);
	});

	test('the same where the target answers `existed`', async () => {
		const world = createWorld({can: [], declaresExists: true});
		expect((await sync({...world.target, create: async () => ({existed: true})}, [member('ada')])).lines).toEqual([
			'done create ada@example.com (existed)',
		]);
	});

	test('a create that the target did not take is sent once more', async () => {
		let asked = 0;
		const fault = () => (asked++ === 0 ? {before: trouble('unavailable', 503)} : undefined);
		const world = createWorld({unique: ['userId'], can: [], fault});
		expect((await sync(world.target, [member('ada')])).lines).toEqual(['done create ada@example.com']);
		expect(creates(world)).toBe(2);
	});

	test('creates are marked as unverified, and count for no guard', async () => {
		const world = createWorld({unique: ['userId'], can: []});
		const {report} = await sync(world.target, [member('ada')], {policy: {guards: {privileged: {name: ['ada']}}}});
		expect(report.outcomes[0]!.operation).toMatchObject({kind: 'create', unverified: true});
		expect(report.guards.filter(({tripped}) => tripped)).toEqual([]);
	});

	test('a target that does not even tell of "exists" is refused: every run could create everybody again', async () => {
		const world = createWorld({can: []});
		const {report, exit} = await sync(world.target, [member('ada')]);
		expect(report).toMatchObject({state: 'unusable', error: {kind: 'setting', message: expect.stringContaining('create everybody again')}});
		expect(world.writes()).toEqual([]);
		expect(exit).toBe(2);
	});
});

/** How often ada was to be created. */
const creates = ({seen}: World): number => seen.filter(({verb, about}) => verb === 'create' && about === 'UADA').length;

describe('a create whose outcome nobody knows', () => {
	const lost = trouble('unknown-outcome', 504);
	/** What becomes of the first create of ada: the request is lost, or its answer is. */
	const losing = (when: 'before' | 'after', options: WorldOptions = {}) =>
		createWorld({
			fault: ({verb, about}) =>
				verb === 'create' && about === 'UADA' && creates(world) === 0 ? (when === 'before' ? {before: lost} : {after: lost}) : undefined,
			...options,
		});
	let world: World;

	test.each([
		['find, done: adopted', 'after', ['find'], [], 'done create ada@example.com (adopted)', 1, 1],
		['list, done: adopted', 'after', ['list'], [], 'done create ada@example.com (adopted)', 1, 1],
		['find, done, "exists" is known: adopted', 'after', ['find'], ['userId'], 'done create ada@example.com (adopted)', 1, 1],
		['find, not done, "exists" is known: sent once more', 'before', ['find'], ['userId'], 'done create ada@example.com', 2, 1],
		['list, not done, "exists" is known: sent once more', 'before', ['list'], ['userId'], 'done create ada@example.com', 2, 1],
		[
			'find, not to be seen, "exists" is not known: not sent again, it could be on its way',
			'before',
			['find'],
			[],
			'failed create ada@example.com (unknown-outcome)',
			1,
			0,
		],
		[
			'list, not to be seen, "exists" is not known: not sent again',
			'before',
			['list'],
			[],
			'failed create ada@example.com (unknown-outcome)',
			1,
			0,
		],
		['neither, done: sent once more and told that it exists', 'after', [], ['userId'], 'done create ada@example.com (existed)', 2, 1],
		['neither, not done: sent once more', 'before', [], ['userId'], 'done create ada@example.com', 2, 1],
	] as const)('%s', async (_sentence, when, can, unique, expected, requests, accounts) => {
		world = losing(when, {can, unique});
		const {lines} = await sync(world.target, [member('ada'), member('ben')]);
		expect(lines).toEqual([expected, 'done create ben@example.com']);
		expect(creates(world)).toBe(requests);
		expect(world.rows.size).toBe(accounts + 1);
	});

	test('is looked up only after the others, by one list for all', async () => {
		world = createWorld({
			can: ['list'],
			fault: ({verb, about}) => (verb === 'create' && about !== 'UZOE' ? {after: lost} : undefined),
			takes: ({about}) => (about === 'UZOE' ? 20 : 1),
		});
		const {lines} = await sync(world.target, [member('ada'), member('ben'), member('zoe')]);
		expect(world.seen.map(({verb}) => verb)).toEqual(['list', 'create', 'create', 'create', 'list']);
		expect(lines).toEqual([
			'done create ada@example.com (adopted)',
			'done create ben@example.com (adopted)',
			'done create zoe@example.com',
		]);
	});

	test('lost twice has failed, and is not sent a third time', async () => {
		world = createWorld({unique: ['userId'], fault: ({verb}) => (verb === 'create' ? {before: lost} : undefined)});
		const {lines, report} = await sync(world.target, [member('ada')]);
		expect(lines).toEqual(['failed create ada@example.com (unknown-outcome)']);
		expect(report.outcomes[0]).toMatchObject({
			error: {message: expect.stringMatching(/: it may have been created; the next run will see$/)},
		});
		expect(creates(world)).toBe(2);
	});

	test('that was carried out between the look and the second try is done: the last look shows it', async () => {
		let tries = 0;
		world = createWorld({unique: ['userId'], can: ['list']});
		const target = {
			...world.target,
			create: async (...call: Parameters<typeof world.target.create>) => {
				if (++tries === 2) await world.target.create(...call);
				if (tries === 1) throw lost;
				return world.target.create(...call);
			},
		};
		expect((await sync(target, [member('ada')])).lines).toEqual(['done create ada@example.com (adopted)']);
		expect((await sync(target, [member('ada')])).lines).toEqual(['done noop ada@example.com']);
		expect(world.rows.size).toBe(1);
	});

	test('and that cannot be looked up has failed as unknown, whatever the look-up says', async () => {
		world = createWorld({
			can: ['find'],
			fault: ({verb, about}, nth) =>
				about !== 'UADA' ? undefined : verb === 'create' ? {before: lost} : nth > 2 ? {before: trouble('unavailable')} : undefined,
		});
		expect((await sync(world.target, [member('ada'), member('ben')])).lines).toEqual([
			'failed create ada@example.com (unknown-outcome)',
			'done create ben@example.com',
		]);
	});

	test('is the same of anything but a create: what the target shows counts, and nothing is sent twice', async () => {
		world = createWorld({
			accounts: [row('ada', {active: false}), row('ben', {attributes: {name: 'B.'}})],
			fault: ({verb}) => (verb === 'list' ? undefined : {after: lost}),
		});
		const {lines} = await sync(world.target, [member('ada'), member('ben')]);
		expect(lines).toEqual(['done reactivate ada@example.com (confirmed)', 'done update ben@example.com (confirmed)']);
		expect(world.writes()).toEqual(['reactivate id-ada', 'update id-ben']);
	});
});

describe('secrets', () => {
	const attributes = {email: '{{ email }}', userId: '{{ email | local_part }}', password: {generate: true as const}};

	test('are made once for an operation, and sent again as they were', async () => {
		const lost = trouble('unknown-outcome');
		let tries = 0;
		const world = createWorld({unique: ['userId'], fault: ({verb}) => (verb === 'create' && tries++ === 0 ? {before: lost} : undefined)});
		await sync(world.target, [member('ada')], {attributes});
		const [first, second] = world.seen.filter(({verb}) => verb === 'create').map(({draft}) => draft!.secrets['password']);
		expect(first).toMatch(/^.{24}$/);
		expect(second).toBe(first);
	});

	test('differ from one account to the next', async () => {
		const world = createWorld();
		await sync(world.target, [member('ada'), member('ben')], {attributes});
		const [ada, ben] = [...world.made.values()];
		expect(ada!.secrets['password']).not.toBe(ben!.secrets['password']);
	});

	test('are in no plan, outcome or event', async () => {
		const world = createWorld();
		const {run, events} = await sync(world.target, [member('ada')], {attributes});
		const [made] = [...world.made.values()];
		expect(made!.secrets['password']).toMatch(/./);
		expect(JSON.stringify([run, events])).not.toContain(made!.secrets['password']);
		expect(run.targets[0]!.warnings).toEqual([expect.stringContaining('1 new account gets a generated password that nobody knows')]);
	});
});
