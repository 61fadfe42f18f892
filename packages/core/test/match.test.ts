import {describe, expect, test} from 'vitest';

import {account, leaver, outsider, person, planFor, words} from './planning.ts';

const kimA = person({slackId: 'UA', email: 'kim@a.example', name: 'Kim A'});
const kimB = person({slackId: 'UB', email: 'kim@b.example', name: 'Kim B'});
const kimALeft = leaver({slackId: 'UA', email: 'kim@a.example', name: 'Kim A'});
const equal = {attributes: {name: 'Kim B'}};

describe('who gets the account', () => {
	test.each([
		['case does not make a second person', [person({email: 'ADA@Example.com'})], [account()], ['noop ADA@Example.com']],
		[
			'nor does the Unicode form',
			[person({email: '한@example.com'.normalize('NFC')})],
			[account({keys: {email: '한@example.com'.normalize('NFD')}})],
			['noop 한@example.com'],
		],
		[
			'the Slack id beats every key',
			[person({slackId: 'U1', email: 'new@example.com'})],
			[account({slackId: 'U1', keys: {email: 'old@example.com', userId: 'old'}})],
			['noop new@example.com'],
		],
		[
			'an earlier Slack id of the same person counts',
			[person({slackId: 'U2', earlierIds: ['U1']})],
			[account({slackId: 'U1', keys: {}})],
			['noop ada@example.com'],
		],
		[
			'the present id beats the earlier one',
			[person({slackId: 'U2', earlierIds: ['U1']})],
			[account({id: '1', slackId: 'U1', keys: {}}), account({id: '2', slackId: 'U2', keys: {}})],
			['noop ada@example.com', 'orphan 1'],
		],
		[
			'the first key of match beats the second',
			[person({email: 'ada@b.example'})],
			[account({id: '1', keys: {email: 'ada@b.example', userId: 'x'}}), account({id: '2', keys: {email: 'y@example.com', userId: 'ada'}})],
			['noop ada@b.example', 'orphan 2'],
		],
		[
			'nobody who is in gets what may as well be a leaver’s',
			[kimALeft, kimB],
			[account({keys: {userId: 'kim'}, ...equal})],
			['! same-account UA+UB on 7'],
		],
		[
			'nor that of somebody who is out',
			[outsider({slackId: 'UA', email: 'kim@a.example'}), kimB],
			[account({keys: {userId: 'kim'}, ...equal})],
			['! same-account UA+UB on 7'],
		],
		[
			'but in wins before a bot and before people of other workspaces: they have no account to lose',
			[
				outsider({slackId: 'UA', email: 'kim@a.example', kind: 'bot'}),
				outsider({slackId: 'UC', email: 'kim@c.example', external: true}),
				kimB,
			],
			[account({keys: {userId: 'kim'}, ...equal})],
			['noop kim@b.example'],
		],
		[
			'and before a leaver whose account is another one',
			[kimALeft, kimB],
			[account({id: '1', slackId: 'UA', keys: {}}), account({id: '2', keys: {userId: 'kim'}, ...equal})],
			['noop kim@b.example', 'deactivate kim@a.example'],
		],
		['a leaver claims what nobody else does', [kimALeft], [account({keys: {userId: 'kim'}})], ['deactivate kim@a.example']],
		[
			'a leaver by the e-mail, before anybody by a weaker key',
			[kimALeft, person({slackId: 'UC', email: 'c@example.com'})],
			[account({keys: {email: 'kim@a.example', userId: 'c'}})],
			['deactivate kim@a.example', '! claimed UC on 7'],
		],
		[
			'a forgotten leaver is found by the Slack id alone',
			[leaver({email: undefined, forgotten: true})],
			[account({slackId: 'U01'})],
			['deactivate U01'],
		],
		['a leaver without an e-mail claims nothing by a key', [leaver({email: undefined, forgotten: true})], [account()], ['orphan 7']],
	] as const)('%s', (_sentence, people, accounts, expected) => {
		const plan = planFor(people, accounts);
		const settled = words(plan);
		expect(settled.map(line => line.replace('UA+UC', 'UC+UA'))).toEqual(expected);
	});

	test('kim@b never gets the account of kim@a who left, where it carries her e-mail', () => {
		for (const match of [['email', 'userId'], ['userId', 'email'], ['userId']]) {
			const plan = planFor([kimALeft, kimB], [account({keys: {email: 'kim@a.example', userId: 'kim'}})], {match});
			expect(plan.operations.filter(({person: {slackId}}) => slackId === 'UB')).toEqual([]);
			expect(plan.conflicts).toEqual([
				expect.objectContaining({people: expect.arrayContaining([expect.objectContaining({slackId: 'UB'})])}),
			]);
		}
	});

	test('kim@b never gets the account of kim@a who left, where it carries her Slack id', () => {
		expect(words(planFor([kimALeft, kimB], [account({slackId: 'UA', keys: {userId: 'kim'}})]))).toEqual([
			'deactivate kim@a.example',
			'! other-slack-id UB on 7',
		]);
	});
});

describe('conflicts: nothing is written on either side, and both are named', () => {
	test.each([
		['two people who are in hit one account', [kimA, kimB], [account({keys: {userId: 'kim'}})], ['! same-key UA+UB on 7']],
		['two people who are in map to one key, no account there', [kimA, kimB], [], ['! same-key UA+UB on nothing']],
		[
			'two people who are in map to one key, though each has an account by Slack id',
			[kimA, kimB],
			[account({id: '1', slackId: 'UA', keys: {}}), account({id: '2', slackId: 'UB', keys: {}})],
			['! same-key UA+UB on nothing'],
		],
		[
			'one leaver hits two accounts',
			[kimALeft],
			[account({id: '1', keys: {userId: 'kim'}}), account({id: '2', keys: {userId: 'kim'}})],
			['! several-accounts UA on 1+2'],
		],
		[
			'two who are out hit one account',
			[outsider({slackId: 'UA', email: 'kim@a.example'}), outsider({slackId: 'UB', email: 'kim@b.example'})],
			[account({keys: {userId: 'kim'}})],
			['! same-account UA+UB on 7'],
		],
		[
			'one person hits two accounts by one key',
			[kimA],
			[account({id: '1', keys: {userId: 'kim'}}), account({id: '2', keys: {userId: 'KIM'}})],
			['! several-accounts UA on 1+2'],
		],
		[
			'two accounts carry one Slack id',
			[kimA],
			[account({id: '1', slackId: 'UA', keys: {}}), account({id: '2', slackId: 'UA', keys: {}})],
			['! several-accounts UA on 1+2'],
		],
		[
			'the account carries the Slack id of somebody whom this read does not know',
			[kimB],
			[account({slackId: 'UZ', keys: {userId: 'kim'}})],
			['! other-slack-id UB on 7'],
		],
		[
			'the account carries the e-mail of another Slack person',
			[person({slackId: 'UC', email: 'kim@c.example'}), outsider({slackId: 'UD', email: 'other@example.com'})],
			[account({keys: {email: 'other@example.com', userId: 'kim'}})],
			['! claimed UC+UD on 7'],
		],
		[
			'the same, where e-mail is not a key of match',
			[kimB, leaver({slackId: 'UD', email: 'other@example.com'})],
			[account({keys: {email: 'other@example.com', userId: 'kim'}})],
			['! other-email UB+UD on 7'],
			['userId'],
		],
		['somebody with a value for no key', [person({email: undefined})], [], ['! no-key U01 on nothing']],
	] as const)('%s', (_sentence, people, accounts, expected, match?: readonly string[]) => {
		expect(words(planFor(people, accounts, match ? {match} : {}))).toEqual(expected);
	});

	test.each([
		['two leavers and one account (somebody who left twice)', [kimALeft, leaver({slackId: 'UB', email: 'kim@b.example'})], ['7']],
		['one leaver and two accounts', [kimALeft], ['7', '8']],
	] as const)('%s: no conflict where nothing is called for, because all is inactive already', (_sentence, people, ids) => {
		const accounts = ids.map(id => account({id, active: false, keys: {userId: 'kim'}}));
		expect(words(planFor(people, accounts)).slice(0, 1)).toEqual(['noop kim@a.example']);
		expect(planFor(people, accounts).conflicts).toEqual([]);
	});

	test('is told the same for any order of the people, though their keys differ by case', () => {
		const people = [person({slackId: 'UB', email: 'KIM@b.example'}), person({slackId: 'UA', email: 'kim@a.example'})];
		expect(planFor(people.toReversed(), [])).toEqual(planFor(people, []));
		expect(planFor(people, []).conflicts[0]!.on).toEqual({key: 'userId', value: 'kim'});
	});

	test('a leaver whose key somebody else has by now is no conflict: nobody needs to act', () => {
		expect(words(planFor([kimALeft, kimB], [account({slackId: 'UB', keys: {userId: 'kim'}, ...equal})]))).toEqual(['noop kim@b.example']);
	});

	test('every message names everybody involved and a way out', () => {
		const [conflict] = planFor([kimA, kimB], [account({keys: {userId: 'kim'}})]).conflicts;
		expect(conflict!.message).toMatch(/kim@a\.example \(UA\) and kim@b\.example \(UB\).*userId "kim".*overrides/);
	});

	test('the message names ten of many, and how many more there are', () => {
		const crowd = Array.from({length: 30}, (_, index) => person({slackId: `U${index + 10}`, email: `kim@${index + 10}.example`}));
		const {conflicts} = planFor(crowd, []);
		expect(conflicts).toHaveLength(1);
		expect(conflicts[0]!.people).toHaveLength(30);
		expect(conflicts[0]!.message).toContain('kim@19.example (U19) and 20 more would all get the userId "kim"');
	});
});

describe('a conflict costs nobody an account', () => {
	test('what is theirs by the rules does not fall to a leaver, who would lose it', () => {
		const twins = [person({slackId: 'UA', email: 'kim@a.example'}), person({slackId: 'UB', email: 'kim@b.example'})];
		const plan = planFor(
			[...twins, leaver({slackId: 'UL', email: 'old@l.example'})],
			[account({id: '1', keys: {email: 'kim@a.example', userId: 'old'}})],
		);
		expect(words(plan)).toEqual(['! same-key UA+UB on nothing']);
	});

	test('nor do the other accounts of somebody who hits several', () => {
		const plan = planFor(
			[person({slackId: 'UA', email: 'kim@a.example'}), leaver({slackId: 'UL', email: 'kim@l.example'})],
			[account({id: '1', slackId: 'UZ', keys: {userId: 'KIM'}}), account({id: '2', keys: {userId: 'kim'}})],
		);
		expect(words(plan)).toEqual(['! same-account UA+UL on 2', '! other-slack-id UA on 1']);
	});

	test('a third person who holds the key of two others by Slack id keeps what is theirs', () => {
		const twins = [person({slackId: 'UA', email: 'kim@a.example'}), person({slackId: 'UB', email: 'kim@b.example'})];
		const holder = person({slackId: 'UC', email: 'cem@c.example', name: 'Cem'});
		const plan = planFor([...twins, holder], [account({slackId: 'UC', keys: {userId: 'kim'}, attributes: {name: 'Cem'}})]);
		expect(words(plan)).toEqual(['noop cem@c.example', '! same-key UA+UB on nothing']);
	});

	test('and counts for D all the same: the account is claimed', () => {
		const twins = [person({slackId: 'UA', email: 'kim@a.example'}), person({slackId: 'UB', email: 'kim@b.example'})];
		const plan = planFor(twins, [
			account({id: '1', slackId: 'UA', keys: {}}),
			account({id: '2', slackId: 'UB', keys: {}}),
			account({id: '3', keys: {userId: 'nobody'}}),
		]);
		expect(plan.claimed).toBe(2);
	});
});

test('somebody who is out never takes an account that carries the e-mail of somebody who is in, though it is their own as well', () => {
	const accounts = [
		account({id: '1', keys: {email: 'kim@a.example'}}),
		account({id: '2', keys: {userId: 'kim'}, attributes: {name: 'Kim A'}}),
	];
	for (const other of [outsider({slackId: 'UB', email: 'kim@a.example'}), leaver({slackId: 'UB', email: 'kim@a.example'})]) {
		expect(words(planFor([kimA, other], accounts, {match: ['userId', 'email'], policy: {outOfScope: 'delete'}}))).toEqual([
			'noop kim@a.example',
			'orphan 1',
		]);
	}
});

describe('D: active, unprotected accounts claimed by anybody in Slack', () => {
	test.each([
		[
			'in, out and leavers count',
			[person(), outsider({slackId: 'U2', email: 'b@example.com'}), leaver({slackId: 'U3', email: 'c@example.com'})],
			3,
		],
		['inactive accounts do not', [person(), person({slackId: 'U4', email: 'inactive@example.com'})], 1],
		['protected ones do not', [person(), person({slackId: 'U5', email: 'admin@example.com'})], 1],
		['orphans do not', [person()], 1],
	] as const)('%s', (_sentence, people, claimed) => {
		const accounts = ['ada', 'b', 'c', 'admin', 'inactive', 'nobody'].map(name =>
			account({id: name, keys: {email: `${name}@example.com`}, active: name !== 'inactive'}),
		);
		expect(planFor(people, accounts, {policy: {protected: ['admin']}}).claimed).toBe(claimed);
	});
});

test('an id of another system where the Slack id belongs is called by its name', () => {
	const plan = planFor([person({slackId: 'U1'})], [account({slackId: 'hr-17'})]);
	expect(words(plan)).toContain('! other-slack-id U1 on 7');
	expect(plan.conflicts[0]!.message).toContain('where its Slack id belongs stands "hr-17", which is none');
	expect(planFor([person({slackId: 'U1'})], [account({slackId: 'U2'})]).conflicts[0]!.message).toContain('carries another Slack id');
});
