import {describe, expect, test} from 'vitest';

import type {Account} from '../src/index.ts';
import {crowd, left, member, numbered, row, sync} from './running.ts';
import {apply, save} from './saved.ts';
import {createWorld, trouble, type WorldOptions} from './world.ts';

/** One after the other, so that every count is exact. */
const oneByOne = {policy: {limits: {concurrency: 1}}};
const failing = (fails: (nth: number) => unknown, options: WorldOptions = {}) => {
	let nth = 0;
	return createWorld({
		can: ['list', 'find', 'update', 'deactivate'],
		fault: ({verb}) => {
			const error = verb === 'create' ? fails(nth++) : undefined;
			return error === undefined ? undefined : {before: error};
		},
		...options,
	});
};

describe('more than 40 % of at least 10 finished operations without a usable answer', () => {
	test.each([
		['9 of 9: too few to tell', 9, 9, false],
		['4 of 10: exactly 40 %', 10, 4, false],
		['5 of 10', 10, 5, true],
		['8 of 20', 20, 8, false],
	] as const)('%s', async (_sentence, people, bad, trips) => {
		// The bad ones first, then the good ones; the rate is highest early, so the good ones go first
		const world = failing(nth => (nth >= people - bad ? trouble('unavailable', 503) : undefined));
		const {report, exit} = await sync(world.target, crowd(people), oneByOne);
		expect(report.guards.at(-1)).toMatchObject({guard: 'trouble', tripped: trips});
		expect(report.state).toBe(trips ? 'trouble' : 'applied');
		expect(exit).toBe(trips ? 5 : 1);
	});

	test.each([['unavailable'], ['unknown-outcome']] as const)('%s counts, the rest is not run and no further call is made', async kind => {
		const world = failing(() => trouble(kind), {accounts: [row('zoe')]});
		const {lines, report, exit} = await sync(world.target, [...crowd(30), left('zoe')], oneByOne);
		expect(lines.filter(line => line.startsWith('failed create'))).toHaveLength(10);
		expect(lines.filter(line => line.startsWith('not-run create') && line.endsWith('(trouble)'))).toHaveLength(20);
		expect(lines.at(-1)).toBe('not-run deactivate zoe@example.com (trouble)');
		expect(world.writes()).toHaveLength(10);
		expect(report.error).toMatchObject({
			kind: 'trouble',
			message: expect.stringMatching(/^dev-server: 10 of 10 operations got no usable answer, more than 40 %/),
		});
		expect(exit).toBe(5);
	});

	test('a create that nobody answered counts at once, before it is looked up', async () => {
		const world = failing(() => trouble('unknown-outcome'));
		await sync(world.target, crowd(30), oneByOne);
		expect(world.seen.filter(({verb}) => verb === 'find')).toEqual([]);
	});

	test('one that was looked up and adopted is counted once', async () => {
		const world = createWorld({
			fault: ({verb, about}) => (verb === 'create' && about < 'UP004' ? {after: trouble('unknown-outcome')} : undefined),
		});
		const {report, exit} = await sync(world.target, crowd(12), oneByOne);
		expect(report.state).toBe('applied');
		expect(exit).toBe(0);
	});

	test.each([
		['refused', 400],
		['exists', 409],
		['not-found', 404],
		['changed', 412],
		['auth', 403],
		['invalid-answer', 200],
	] as const)('%s (%i) about one person never counts', async (kind, status) => {
		const world = failing(() => trouble(kind, status), {can: [], declaresExists: true});
		const {report} = await sync(world.target, crowd(30), oneByOne);
		expect(report.state).toBe('applied');
		expect(world.writes()).toHaveLength(30);
	});
});

describe('credentials', () => {
	test('a 401 on any call ends it at once', async () => {
		const world = failing(nth => (nth === 2 ? trouble('auth', 401) : undefined));
		const {lines, exit} = await sync(world.target, crowd(5), oneByOne);
		expect(lines.map(line => line.split(' ')[0])).toEqual(['done', 'done', 'failed', 'not-run', 'not-run']);
		expect(exit).toBe(5);
	});

	test('a 403 about one person does not', async () => {
		const world = failing(nth => (nth === 2 ? trouble('auth', 403) : undefined));
		const {lines, exit} = await sync(world.target, crowd(5), oneByOne);
		expect(lines.map(line => line.split(' ')[0])).toEqual(['done', 'done', 'failed', 'done', 'done']);
		expect(exit).toBe(1);
	});

	test.each([[401], [403]] as const)('a %i on the list leaves nothing to plan', async status => {
		const world = createWorld({fault: () => ({before: trouble('auth', status)})});
		const {report, exit} = await sync(world.target, [member('ada')]);
		expect(report).toMatchObject({state: 'unusable', error: {kind: 'auth', status}});
		expect(exit).toBe(5);
	});

	test('a 403 on the second list is trouble as well', async () => {
		const world = createWorld({
			can: ['list'],
			fault: ({verb}, nth) =>
				verb === 'create' ? {after: trouble('unknown-outcome')} : nth > 0 ? {before: trouble('auth', 403)} : undefined,
		});
		const {lines, exit} = await sync(world.target, [member('ada')]);
		expect(lines).toEqual(['failed create ada@example.com (unknown-outcome)']);
		expect(exit).toBe(5);
	});
});

test('calls that wait for their turn when trouble comes are not made, and told as not run', async () => {
	const world = failing(nth => (nth === 0 ? trouble('auth', 401) : undefined), {takes: 5});
	const {lines} = await sync(world.target, crowd(4), {policy: {limits: {concurrency: 4, perSecond: 20}}});
	expect(world.writes()).toHaveLength(1);
	expect(lines.slice(1).map(line => line.split(' ')[0])).toEqual(['not-run', 'not-run', 'not-run']);
});

test('an account list that breaks off is no list: nothing is planned', async () => {
	const world = createWorld({accounts: numbered('p', 5).map(name => row(name))});
	const target = {
		...world.target,
		async *list() {
			yield row('p000');
			throw trouble('unavailable', 503);
		},
	};
	const {report, exit} = await sync(target, [member('zoe')]);
	expect(report).toMatchObject({
		state: 'unusable',
		outcomes: [],
		error: {kind: 'unavailable', message: expect.stringMatching(/^dev-server: /)},
	});
	expect(world.writes()).toEqual([]);
	expect(exit).toBe(5);
});

test('a look-up that failed is not "not there": nothing is planned', async () => {
	const world = createWorld({can: ['find'], fault: ({about}) => (about === 'UP003' ? {before: trouble('unavailable')} : undefined)});
	const {report, exit} = await sync(world.target, crowd(6));
	expect(report).toMatchObject({state: 'unusable', outcomes: []});
	expect(world.writes()).toEqual([]);
	expect(exit).toBe(5);
});

test.each([
	['without an id', {id: ''}],
	['with an id that is no text', {id: 7}],
	['that does not say whether it is active', {active: undefined}],
	['whose "active" is text', {active: 'false'}],
	['without keys', {keys: undefined}],
	['with a key that is no text', {keys: {userId: 7}}],
	['without attributes', {attributes: null}],
])('an account %s is an invalid answer: nothing is planned on a guess', async (_sentence, odd) => {
	const target = {
		...createWorld().target,
		async *list() {
			yield JSON.parse(JSON.stringify({...row('ada'), ...odd}));
		},
	};
	const {report, exit} = await sync(target, [member('ada')]);
	expect(report).toMatchObject({state: 'unusable', error: {kind: 'invalid-answer'}});
	expect(exit).toBe(5);
});

const keyless = (name: string, overrides: Partial<Account> = {}) => row(name, {keys: {}, attributes: {nick: name}, ...overrides});

describe('a list in which no account has a key of match', () => {
	test('is refused: every run would create everybody again', async () => {
		const world = createWorld({accounts: [keyless('ada'), keyless('bob', {keys: {userId: ''}})]});
		const {report, exit} = await sync(world.target, [member('ada')]);
		expect(report).toMatchObject({
			state: 'unusable',
			error: {
				kind: 'invalid-answer',
				message:
					'dev-server: the list has 2 accounts, none with a Slack id or a value for email or userId: every run would create all users again. The first account has nick',
				hint: expect.stringContaining('`protected`'),
			},
		});
		expect(world.writes()).toEqual([]);
		expect(exit).toBe(5);
	});

	test.each<[string, Account[], Record<string, unknown>]>([
		['nothing at all', [], {}],
		['one account with a key among those without', [keyless('bot'), keyless('cron'), row('bob')], {}],
		['an account with a Slack id', [keyless('bot'), keyless('bob', {slackId: 'UBOB'})], {}],
		['only protected accounts', [keyless('root')], {protected: ['id-root']}],
	])('a list with %s is used', async (_sentence, accounts, policy) => {
		const {lines} = await sync(createWorld({accounts}).target, [member('ada')], {policy});
		expect(lines).toEqual(['done create ada@example.com']);
	});

	test('is refused by "apply" as well', async () => {
		const world = createWorld();
		const file = await save(world.target, [member('ada')]);
		world.rows.set('id-bob', keyless('bob'));
		expect(await apply(world.target, file)).toMatchObject({exit: 5, report: {state: 'unusable', error: {kind: 'invalid-answer'}}});
		expect(world.writes()).toEqual([]);
	});
});
