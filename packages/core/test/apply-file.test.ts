import {describe, expect, test} from 'vitest';

import type {Account, Target} from '../src/index.ts';
import {left, member, renamed, row, usualAttributes} from './running.ts';
import {apply, save, set} from './saved.ts';
import {createWorld, trouble, type World} from './world.ts';

const attributes = (overrides: Account['attributes']): Partial<Account> => ({attributes: {...row('ada').attributes, ...overrides}});
const keys = (email: string): Partial<Account> => ({keys: {email, userId: 'ada'}});
const becomes = (account: Account) => (world: World) => set(world, account);
const gone = (world: World) => void world.rows.delete('id-ada');
const nothing = (): void => {};

/** What happened between plan and apply, what becomes of the operation on ada, and what is written. */
type Row = [sentence: string, meanwhile: (world: World) => void, outcome: string, writes?: readonly string[]];

interface Case {
	readonly members: readonly unknown[];
	readonly accounts?: readonly Account[];
	readonly policy?: Record<string, unknown>;
	readonly rows: readonly Row[];
}

const leaver = {members: [member('zoe'), left('ada')], accounts: [row('ada'), row('zoe')]};

const cases: Record<string, Case> = {
	create: {
		members: [member('ada')],
		rows: [
			['nothing happened', nothing, 'done create', ['create UADA']],
			['the same account is there', becomes(row('ada')), 'done create (already)'],
			['an account with other values is there', becomes(renamed('ada')), 'conflict create (exists)'],
			['an inactive account is there', becomes(row('ada', {active: false})), 'conflict create (exists)'],
			["somebody else's account holds the key", becomes(row('ada', keys('x@example.com'))), 'conflict create (exists)'],
			["the account carries another's Slack id", becomes(row('ada', {slackId: 'UX'})), 'conflict create (exists)'],
		],
	},
	update: {
		members: [member('ada')],
		accounts: [renamed('ada')],
		rows: [
			['nothing happened', nothing, 'done update', ['update id-ada']],
			['it is as wanted', becomes(row('ada')), 'done update (already)'],
			['somebody gave it a third value', becomes(row('ada', attributes({name: 'third'}))), 'conflict update (changed)'],
			['another managed value was changed', becomes(renamed('ada', attributes({name: 'old', userId: 'a'}))), 'conflict update (changed)'],
			[
				'a value that is not managed was changed',
				becomes(row('ada', attributes({name: 'old', phone: '1'}))),
				'done update',
				['update id-ada'],
			],
			['the account was given to somebody else', becomes(renamed('ada', keys('eve@example.com'))), 'conflict update (changed)'],
			['the account was deactivated', becomes(renamed('ada', {active: false})), 'conflict update (changed)'],
			['the account is gone', gone, 'conflict update (changed)'],
		],
	},
	reactivate: {
		members: [member('ada')],
		accounts: [renamed('ada', {active: false})],
		rows: [
			['nothing happened', nothing, 'done reactivate', ['reactivate id-ada', 'update id-ada']],
			['it is as wanted', becomes(row('ada')), 'done reactivate (already)'],
			['half of it is done', becomes(renamed('ada')), 'done update', ['update id-ada']],
			[
				'somebody gave it a third value',
				becomes(row('ada', {active: false, ...attributes({name: 'third'})})),
				'conflict reactivate (changed)',
			],
			['the account is gone', gone, 'conflict reactivate (changed)'],
		],
	},
	deactivate: {
		...leaver,
		rows: [
			['nothing happened', nothing, 'done deactivate', ['deactivate id-ada']],
			['it is inactive', becomes(row('ada', {active: false})), 'done deactivate (already)'],
			['the account was given to somebody else', becomes(row('ada', keys('eve@example.com'))), 'conflict deactivate (changed)'],
			['a managed value was changed', becomes(renamed('ada')), 'conflict deactivate (changed)'],
			['the account is gone', gone, 'conflict deactivate (changed)'],
		],
	},
	delete: {
		...leaver,
		policy: {leavers: 'delete'},
		rows: [
			['nothing happened', nothing, 'done delete', ['delete id-ada']],
			['it is gone', gone, 'done delete (already)'],
			['a managed value was changed', becomes(renamed('ada')), 'conflict delete (changed)'],
			['it was deactivated', becomes(row('ada', {active: false})), 'conflict delete (changed)'],
		],
	},
};

describe.each(['list', 'find'] as const)('on a target that can %s', ability => {
	describe.each(Object.entries(cases))('%s', (_verb, {members, accounts = [], policy = {}, rows}) => {
		test.each<Row>([...rows])('%s', async (_sentence, meanwhile, expected, writes = []) => {
			const world = createWorld({accounts, can: [ability, 'update', 'deactivate', 'reactivate', 'delete']});
			const file = await save(world.target, members, {policy});
			meanwhile(world);
			const {lines, exit} = await apply(world.target, file, {policy});
			expect(lines.find(line => line.includes('ada'))!.replace(' ada@example.com', '')).toBe(expected);
			expect(world.writes()).toEqual(writes);
			expect(exit).toBe(expected.startsWith('conflict') ? 1 : 0);
		});
	});
});

describe('the link to Slack', () => {
	test.each([
		['is added', nothing, 'done update ada@example.com'],
		['is there already', becomes(row('ada', {slackId: 'UADA'})), 'done update ada@example.com (already)'],
		["is another's by now", becomes(row('ada', {slackId: 'UX'})), 'conflict update ada@example.com (changed)'],
	] as const)('%s', async (_sentence, meanwhile, expected) => {
		const world = createWorld({slackIdAt: 'externalId', accounts: [row('ada')]});
		const file = await save(world.target, [member('ada')]);
		meanwhile(world);
		expect((await apply(world.target, file)).lines).toEqual([expected]);
	});
});

describe('the config', () => {
	test('must be the one that the plan was made under; nothing is written to any target otherwise', async () => {
		const world = createWorld();
		const {run, exit} = await apply(world.target, await save(world.target, [member('ada')]), {digest: 'd2'});
		expect(run.configError).toMatchObject({
			kind: 'plan-file',
			message: 'the config of dev-server is not the one that the plan was made under',
			hint: expect.stringContaining('slack-im plan'),
		});
		expect(exit).toBe(2);
		expect(world.writes()).toEqual([]);
	});

	test('must still have the target', async () => {
		const world = createWorld();
		const {run, exit} = await apply(world.target, await save(world.target, [member('ada')]), {name: 'other'});
		expect(run.configError).toMatchObject({message: 'the plan is for dev-server, which is not in the config'});
		expect(exit).toBe(2);
	});
});

describe('creates that the target answers oddly', () => {
	test('unknown and there: adopted', async () => {
		const world = createWorld({fault: ({verb}) => (verb === 'create' ? {after: trouble('unknown-outcome')} : undefined)});
		const {lines} = await apply(world.target, await save(world.target, [member('ada')]));
		expect(lines).toEqual(['done create ada@example.com (adopted)']);
	});

	test("exists, and somebody else's: a conflict", async () => {
		const world = createWorld({
			unique: ['userId'],
			fault: ({verb}) => {
				if (verb === 'create') set(world, row('ada', keys('x@example.com')));
				return undefined;
			},
		});
		const {lines} = await apply(world.target, await save(world.target, [member('ada')]));
		expect(lines).toEqual(['conflict create ada@example.com (exists)']);
	});

	test('on a target that can only create: sent again, and told that they exist', async () => {
		const world = createWorld({can: [], unique: ['userId']});
		const file = await save(world.target, [member('ada')]);
		expect((await apply(world.target, file)).lines).toEqual(['done create ada@example.com']);
		expect((await apply(world.target, file)).lines).toEqual(['done create ada@example.com (existed)']);
	});
});

test('conflicts of the plan are told again: nobody has settled them', async () => {
	const world = createWorld();
	const twins = [member('ada', {email: 'kim@a.example'}), member('ben', {email: 'kim@b.example'})];
	const {report, exit} = await apply(world.target, await save(world.target, twins));
	expect(report!.conflicts).toMatchObject([{kind: 'same-key'}]);
	expect(exit).toBe(1);
});

test('secrets are made when the plan is applied, from the people whom it holds', async () => {
	const secret = {...usualAttributes, password: {secret: true as const, value: 'from the environment'}};
	const world = createWorld();
	await apply(world.target, await save(world.target, [member('ada')], {attributes: secret}), {attributes: secret});
	expect([...world.made.values()].map(({secrets}) => secrets)).toEqual([{password: 'from the environment'}]);
});

test('If-Match goes by the version of the second look, not by that of the plan', async () => {
	const world = createWorld({accounts: [renamed('ada', {version: '1'})]});
	const file = await save(world.target, [member('ada')]);
	set(world, renamed('ada', {version: '2', ...attributes({name: 'old', phone: '1'})}));
	const versions: (string | undefined)[] = [];
	const update: Target['update'] = async ({version}) => void versions.push(version);
	await apply({...world.target, update}, file);
	expect(versions).toEqual(['2']);
});

test('an account list that cannot be read leaves everything as it was', async () => {
	const world = createWorld({fault: ({verb}, nth) => (verb === 'list' && nth > 0 ? {before: trouble('unavailable')} : undefined)});
	const {report, exit} = await apply(world.target, await save(world.target, [member('ada')]));
	expect(report).toMatchObject({state: 'unusable'});
	expect(world.writes()).toEqual([]);
	expect(exit).toBe(5);
});
