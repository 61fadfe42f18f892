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
			'in wins before a leaver where the account cannot tell them apart',
			[kimALeft, kimB],
			[account({keys: {userId: 'kim'}, ...equal})],
			['noop kim@b.example'],
		],
		[
			'in wins before out',
			[outsider({slackId: 'UA', email: 'kim@a.example'}), kimB],
			[account({keys: {userId: 'kim'}, ...equal})],
			['noop kim@b.example'],
		],
		['a leaver claims what nobody else does', [kimALeft], [account({keys: {userId: 'kim'}})], ['deactivate kim@a.example']],
		[
			'a leaver by the e-mail, before anybody by a weaker key',
			[kimALeft, person({slackId: 'UC', email: 'c@example.com'})],
			[account({keys: {email: 'kim@a.example', userId: 'c'}})],
			['! claimed UC+UA on 7'],
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
		expect(words(planFor([kimALeft, kimB], [account({slackId: 'UA', keys: {userId: 'kim'}})]))).toEqual(['! other-slack-id UA+UB on 7']);
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
			'two leavers hit one account',
			[kimALeft, leaver({slackId: 'UB', email: 'kim@b.example'})],
			[account({keys: {userId: 'kim'}})],
			['! same-account UA+UB on 7'],
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
			[person({slackId: 'UC', email: 'kim@c.example'}), leaver({slackId: 'UD', email: 'other@example.com'})],
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

	test('a leaver whose key somebody else has by now is no conflict: nobody needs to act', () => {
		expect(words(planFor([kimALeft, kimB], [account({slackId: 'UB', keys: {userId: 'kim'}, ...equal})]))).toEqual(['noop kim@b.example']);
	});

	test('every message names everybody involved and a way out', () => {
		const [conflict] = planFor([kimA, kimB], [account({keys: {userId: 'kim'}})]).conflicts;
		expect(conflict!.message).toMatch(/kim@a\.example \(UA\) and kim@b\.example \(UB\).*userId "kim".*overrides/);
	});
});
