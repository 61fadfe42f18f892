import {describe, expect, test} from 'vitest';

import type {Account, Identity, Policy, Verb} from '../src/index.ts';
import type {Mapped} from '../src/decide/mapping/mapping.ts';
import {account, allVerbs, leaver, outsider, person, planFor, words} from './planning.ts';

const inactive = account({active: false});
const renamed = account({attributes: {name: 'Somebody else'}});

describe('one person and one account: every cell of the table', () => {
	test.each([
		['in, no account: created', person(), [], ['create ada@example.com']],
		['in, active and equal: nothing to do', person(), [account()], ['noop ada@example.com']],
		['in, active and different: updated', person(), [renamed], ['update ada@example.com']],
		['in, inactive: reactivated', person(), [inactive], ['reactivate ada@example.com']],
		['leaver, no account: nothing, not even a line', leaver(), [], []],
		['leaver, active and equal: deactivated', leaver(), [account()], ['deactivate ada@example.com']],
		['leaver, active and different: deactivated, attributes untouched', leaver(), [renamed], ['deactivate ada@example.com']],
		['leaver, inactive: left alone', leaver(), [inactive], ['noop ada@example.com']],
		['leaver, inactive and different: left alone', leaver(), [account({active: false, attributes: {name: 'x'}})], ['noop ada@example.com']],
		['out, no account: nothing', outsider(), [], []],
		['out, active: reported, not touched', outsider(), [account()], ['skip deactivate (policy) ada@example.com']],
		['out, active and different: reported, not touched', outsider(), [renamed], ['skip deactivate (policy) ada@example.com']],
		['out, inactive: left alone', outsider(), [inactive], ['noop ada@example.com']],
		[
			'nobody in Slack, active: an orphan',
			person({slackId: 'U9', email: 'eve@example.com'}),
			[account()],
			['create eve@example.com', 'orphan 7'],
		],
		[
			'nobody in Slack, inactive: an orphan',
			person({slackId: 'U9', email: 'eve@example.com'}),
			[inactive],
			['create eve@example.com', 'orphan 7'],
		],
		[
			'nobody in Slack, but with a Slack id: absent',
			person({slackId: 'U9', email: 'eve@example.com'}),
			[account({slackId: 'U77'})],
			['create eve@example.com', 'absent 7'],
		],
	] as const)('%s', (_sentence, identity, accounts, expected) => {
		expect(words(planFor([identity], accounts))).toEqual(expected);
	});
});

describe('policies', () => {
	test.each<[string, Partial<Policy>, Identity, Account, string[]]>([
		['leavers: delete', {leavers: 'delete'}, leaver(), account(), ['delete ada@example.com']],
		['leavers: report', {leavers: 'report'}, leaver(), account(), ['skip deactivate (policy) ada@example.com']],
		['leavers: delete leaves an inactive account alone', {leavers: 'delete'}, leaver(), inactive, ['noop ada@example.com']],
		['outOfScope: deactivate', {outOfScope: 'deactivate'}, outsider(), account(), ['deactivate ada@example.com']],
		['outOfScope: delete', {outOfScope: 'delete'}, outsider(), account(), ['delete ada@example.com']],
		['returners: report', {returners: 'report'}, person(), inactive, ['skip reactivate (policy) ada@example.com']],
		['do: only what is named', {do: ['create']}, leaver(), account(), ['skip deactivate (do) ada@example.com']],
		['protected beats leavers', {protected: ['ada']}, leaver(), account(), ['noop ada@example.com']],
		['protected by the account id', {protected: ['7']}, leaver(), account(), ['noop ada@example.com']],
		['protected by a glob over a key, whatever its case', {protected: ['ADA@*']}, leaver(), account(), ['noop ada@example.com']],
		['protected beats updates', {protected: ['ada']}, person(), renamed, ['skip update (protected) ada@example.com']],
		['protected beats returners', {protected: ['ada']}, person(), inactive, ['skip reactivate (protected) ada@example.com']],
		['protected beats out of scope', {protected: ['ada'], outOfScope: 'delete'}, outsider(), account(), ['noop ada@example.com']],
	])('%s', (_sentence, policy, identity, one, expected) => {
		expect(words(planFor([identity], [one], {policy}))).toEqual(expected);
	});

	test('protected beats an update or a return that would give an account the name of a protected one', () => {
		const planning = {policy: {protected: ['root']}, map: () => ({managed: {userId: 'root', name: 'Ada'}, onCreate: {}})};
		expect(words(planFor([person()], [account()], planning))).toEqual(['skip update (protected) ada@example.com']);
		expect(words(planFor([person()], [inactive], planning))).toEqual(['skip reactivate (protected) ada@example.com']);
		expect(words(planFor([person()], [account()], {...planning, policy: {protected: ['ro']}}))).toEqual(['update ada@example.com']);
	});

	test('protected beats creates by what becomes the account’s id or e-mail, where that is no match key', () => {
		const mapped = {managed: {login: 'root', email: 'ada@example.com', name: 'system'}, onCreate: {}};
		const planning = {match: ['userId'], idAt: 'login', map: () => mapped};
		const plan = (...patterns: string[]): string[] => words(planFor([person()], [], {...planning, policy: {protected: patterns}}));
		expect(plan('root')).toEqual(['skip create (protected) ada@example.com']);
		expect(plan('*@example.com')).toEqual(['skip create (protected) ada@example.com']);
		expect(plan('system')).toEqual(['create ada@example.com']);
	});

	test('protected beats creates', () => {
		expect(words(planFor([person()], [], {policy: {protected: ['ada']}}))).toEqual(['skip create (protected) ada@example.com']);
	});

	test.each([
		['update', person(), renamed],
		['reactivate', person(), inactive],
		['deactivate', leaver(), account()],
	] as const)('a target without %s says so aloud and uses no other verb', (verb, identity, one) => {
		const verbs: Verb[] = allVerbs.filter(other => other !== verb);
		expect(words(planFor([identity], [one], {verbs}))).toEqual([`skip ${verb} (no-verb) ada@example.com`]);
	});

	test('a target without delete does not deactivate instead', () => {
		expect(words(planFor([leaver()], [account()], {verbs: ['create', 'deactivate'], policy: {leavers: 'delete'}}))).toEqual([
			'skip delete (no-verb) ada@example.com',
		]);
	});
});

const changes = (identity = person(), one = account(), options: Parameters<typeof planFor>[2] = {}) => {
	const [operation] = planFor([identity], [one], options).operations;
	return operation && 'changes' in operation ? operation.changes : [];
};

const mapped = (managed: Mapped['managed']) => (): Mapped => ({managed, onCreate: {}});

describe('changes', () => {
	test('say old and new', () => {
		expect(changes(person(), renamed)).toEqual([{attribute: 'name', from: 'Somebody else', to: 'Ada'}]);
	});

	test.each([
		['came back in lower case is no change', 'Ada@Example.com', 'ada@example.com', 0],
		['is to be in lower case is one: the system keeps case', 'ada@example.com', 'Ada@Example.com', 1],
		['differs in more than case is one', 'Ada@example.com', 'bea@example.com', 1],
	])('an e-mail that %s', (_what, wanted, actual, count) => {
		expect(changes(person(), account({attributes: {mail: actual}}), {map: mapped({mail: wanted})})).toHaveLength(count);
	});

	test('are not made for another Unicode form', () => {
		expect(changes(person({name: '한국'.normalize('NFC')}), account({attributes: {name: '한국'.normalize('NFD')}}))).toEqual([]);
	});

	test('are made for another case: a name is not a key', () => {
		expect(changes(person({name: 'ADA'}))).toHaveLength(1);
	});

	test('are not made for another order of a list', () => {
		const map = mapped({centerIds: ['a', 'b']});
		expect(changes(person(), account({attributes: {centerIds: ['b', 'a']}}), {map})).toEqual([]);
		expect(changes(person(), account({attributes: {centerIds: ['b', 'a', 'a']}}), {map})).toHaveLength(1);
	});

	test.each([[undefined], [null], [''], [[]]])('are not made to clear what is %j already', value => {
		const map = mapped({title: null});
		expect(changes(person(), account({attributes: value === undefined ? {} : {title: value}}), {map})).toEqual([]);
	});

	test('clear what is there', () => {
		const map = mapped({title: null});
		expect(changes(person(), account({attributes: {title: 'Lead'}}), {map})).toEqual([{attribute: 'title', from: 'Lead', to: null}]);
	});

	test('never touch what is sent on create only', () => {
		expect(changes(person(), account(), {map: () => ({managed: {}, onCreate: {name: 'New'}})})).toEqual([]);
	});

	test('add a Slack id that is missing, and that alone is no update that a guard counts', () => {
		const [operation] = planFor([person()], [account()], {slackIdAt: 'metadata.slackId'}).operations;
		expect(operation).toMatchObject({
			kind: 'update',
			linkOnly: true,
			changes: [{attribute: 'metadata.slackId', from: undefined, to: 'U01'}],
		});
	});

	test('replace the Slack id of an earlier record of the same person', () => {
		const [operation] = planFor([person({earlierIds: ['U00']})], [account({slackId: 'U00'})], {slackIdAt: 'externalId'}).operations;
		expect(operation).toMatchObject({kind: 'update', matchedBy: 'slackId', changes: [{attribute: 'externalId', from: 'U00', to: 'U01'}]});
	});
});

const many = (n: number) => Array.from({length: n}, (_, index) => person({slackId: `U${index}`, email: `p${index}@example.com`}));
const held = (n: number) => Array.from({length: n}, (_, index) => account({id: String(index), keys: {email: `p${index}@example.com`}}));

describe('the plan as a whole', () => {
	const people = [
		person({slackId: 'U3', email: 'c@example.com'}),
		leaver({slackId: 'U1', email: 'a@example.com'}),
		person({slackId: 'U2', email: 'B@example.com'}),
		person({slackId: 'U4', email: 'd@example.com'}),
	];
	const accounts = [
		account({id: '1', keys: {email: 'a@example.com'}}),
		account({id: '4', keys: {email: 'd@example.com'}, attributes: {name: 'x'}}),
	];

	test('has changes before removals, then keys in code units', () => {
		expect(words(planFor(people, accounts))).toEqual([
			'create B@example.com',
			'create c@example.com',
			'update d@example.com',
			'deactivate a@example.com',
		]);
	});

	test('is the same for any order of its input, byte for byte', () => {
		const one = JSON.stringify(planFor(people, accounts));
		expect(JSON.stringify(planFor(people.toReversed(), accounts.toReversed()))).toBe(one);
	});

	test('says "first sync or reset" where at least 10 are in and 80 % have no account', () => {
		expect(planFor(many(10), held(2)).firstSyncOrReset).toBe(true);
		expect(planFor(many(10), held(3)).firstSyncOrReset).toBe(false);
		expect(planFor(many(9), []).firstSyncOrReset).toBe(false);
	});

	test('says by which key alone an account was matched, where it cannot tell two people apart', () => {
		expect(planFor([person()], [account({keys: {userId: 'ada'}})]).warnings).toEqual([
			expect.stringContaining('matched by userId only: 1 account'),
		]);
		expect(planFor([person()], [account()]).warnings).toEqual([]);
	});

	test('says that a rename may look like a create and an orphan, where no Slack id is kept', () => {
		const plan = [[person({email: 'new@example.com'})], [account()]] as const;
		expect(planFor(...plan).warnings).toEqual([expect.stringContaining('slackIdAt')]);
		expect(planFor(...plan, {slackIdAt: 'externalId'}).warnings).toEqual([]);
	});
});

const idFromEmail = ({email}: Identity): Mapped => ({managed: {userId: email?.split('@')[0] ?? null}, onCreate: {}});
const withIds = {match: ['email'], idAt: 'userId', map: idFromEmail};

describe('an id that is an attribute', () => {
	test('and another account has: nobody is created, and the plan says by what', () => {
		const kim = person({slackId: 'U2', email: 'kim@b.example'});
		const plan = planFor([kim], [account({id: 'kim', keys: {email: 'kim@a.example'}})], withIds);
		expect(words(plan)).toEqual(['! taken U2 on kim', 'orphan kim']);
		expect(plan.conflicts[0]!.message).toContain('account kim has the userId "kim" already, which no two accounts may share');
	});

	test('and two people would get: none of them is created', () => {
		const two = [person({slackId: 'U1', email: 'kim@a.example'}), person({slackId: 'U2', email: 'kim@b.example'})];
		expect(words(planFor(two, [], withIds))).toEqual(['! same-key U1+U2 on nothing']);
	});

	test('and its holder gives up in the same plan: it is free', () => {
		const holder = account({id: 'kim', keys: {email: 'lee@a.example'}, attributes: {userId: 'kim'}});
		const two = [person({slackId: 'U1', email: 'lee@a.example'}), person({slackId: 'U2', email: 'kim@b.example'})];
		expect(words(planFor(two, [holder], withIds))).toEqual(['create kim@b.example', 'update lee@a.example']);
	});
});

test('an attribute whose case the target does not keep differs in case alone: nothing is to be done', () => {
	const plan = planFor([person()], [account({attributes: {userName: 'ada', name: 'ada'}})], {
		caseless: ['userName'],
		map: () => ({managed: {userName: 'Ada', name: 'Ada'}, onCreate: {}}),
	});
	expect(plan.operations).toMatchObject([{kind: 'update', changes: [{attribute: 'name'}]}]);
});

describe('attributes that differ in every account', () => {
	const people = Array.from({length: 12}, (_, index) => person({slackId: `U${index + 10}`, email: `p${index}@example.com`, title: 'x'}));
	const accounts = people.map(({email = '', slackId, name}) => account({id: slackId, keys: {email}, attributes: {name}}));
	const found = (count: number, rows: readonly Account[] = accounts) =>
		planFor(people.slice(0, count), rows, {map: ({name}) => ({managed: {name, title: 'x'}, onCreate: {}})}).neverEqual;

	test('are named, with the count, from ten on', () => {
		expect(found(12)).toEqual([{attribute: 'title', accounts: 12}]);
		expect(found(10)).toEqual([{attribute: 'title', accounts: 10}]);
		expect(found(9)).toBeUndefined();
	});

	test('are none where one account has the value', () => {
		expect(found(12, [{...accounts[0]!, attributes: {...accounts[0]!.attributes, title: 'x'}}, ...accounts.slice(1)])).toBeUndefined();
	});

	test('are looked for in active accounts only', () => {
		const rows = accounts.map((row, index) => (index < 3 ? {...row, active: false} : row));
		expect(found(12, rows)).toBeUndefined();
	});
});

describe('protected by what a row holds', () => {
	const policy = {
		protected: [
			{at: 'admin', is: true},
			{at: 'profile.role', is: 'OWNER'},
		],
	};
	test.each<[string, Account['attributes'], string[]]>([
		['a value', {admin: true}, ['noop ada@example.com']],
		['another value', {admin: false}, ['deactivate ada@example.com']],
		['the same as text', {admin: 'True'}, ['noop ada@example.com']],
		['the same as a number', {admin: 1}, ['noop ada@example.com']],
		['the opposite as a number', {admin: 0}, ['deactivate ada@example.com']],
		['a number that is no truth value', {admin: 7}, ['deactivate ada@example.com']],
		['text in another case', {profile: {role: 'owner'}}, ['noop ada@example.com']],
		['no value', {}, ['deactivate ada@example.com']],
		['a value at a path', {profile: {role: 'OWNER'}}, ['noop ada@example.com']],
		['one that is called like the path', {'profile.role': 'OWNER'}, ['noop ada@example.com']],
		['one of a list', {'profile.role': ['AGENT', 'OWNER']}, ['noop ada@example.com']],
		['nothing of a prototype', {profile: JSON.parse('{"__proto__": {"role": "OWNER"}}')}, ['deactivate ada@example.com']],
	])('%s', (_sentence, attributes, expected) => {
		expect(words(planFor([leaver()], [account({attributes})], {policy}))).toEqual(expected);
	});

	test('beside globs', () => {
		const both = {protected: ['root', {at: 'admin', is: true}]};
		expect(words(planFor([leaver()], [account({id: 'root'})], {policy: both}))).toEqual(['noop ada@example.com']);
		expect(words(planFor([leaver()], [account()], {policy: both}))).toEqual(['deactivate ada@example.com']);
	});
});
