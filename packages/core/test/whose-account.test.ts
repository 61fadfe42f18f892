import {describe, expect, test} from 'vitest';

import type {Account, Identity} from '../src/index.ts';
import {match} from '../src/decide/match.ts';
import {account, leaver, outsider, person, planFor, words, type Planning} from './planning.ts';

const kim = person({slackId: 'U1', email: 'kim@example.com', name: 'Kim'});
const same = {attributes: {name: 'Kim'}};
const stranger = account({keys: {email: 'kim@partner.example', userId: 'kim'}});
const own = account({keys: {email: 'kim@example.com', userId: 'kim'}, ...same});
const silent = account({keys: {userId: 'kim'}, ...same});
const off = {active: false};

type Row = [sentence: string, people: Identity[], accounts: Account[], expected: string[], planning?: Planning];

const table = (rows: readonly Row[]): void => {
	test.each<Row>([...rows])('%s', (_sentence, people, accounts, expected, planning) => {
		expect(words(planFor(people, accounts, planning))).toEqual(expected);
	});
};

const adopt = (how: 'agree' | 'email' | 'any' | 'none', more: Planning = {}): Planning => ({...more, policy: {adopt: how}});

describe('adopt: agree, by any key unless the account shows an e-mail that is not the person’s', () => {
	table([
		['an account of a stranger with the same login', [kim], [stranger], ['! other-email U1 on 7']],
		['an account without an e-mail', [kim], [silent], ['noop kim@example.com']],
		['an account with their e-mail', [kim], [own], ['noop kim@example.com']],
		['in whatever case', [kim], [account({keys: {email: 'KIM@Example.COM', userId: 'kim'}, ...same})], ['noop kim@example.com']],
		['what has no @ is no e-mail', [kim], [account({keys: {email: 'n/a', userId: 'kim'}, ...same})], ['noop kim@example.com']],
		[
			'an e-mail of an earlier Slack account is theirs',
			[person({...kim, earlierEmails: ['kim@old.example']})],
			[account({keys: {email: 'kim@old.example', userId: 'kim'}, ...same})],
			['noop kim@example.com'],
		],
		[
			'unless somebody else has it by now',
			[person({...kim, earlierEmails: ['sales@old.example']}), person({slackId: 'U2', email: 'sales@old.example'})],
			[account({keys: {email: 'sales@old.example', userId: 'kim'}})],
			['! other-email U1+U2 on 7'],
			{match: ['userId']},
		],
		[
			'a managed attribute that is the e-mail tells as well',
			[kim],
			[account({keys: {userId: 'kim'}, attributes: {mail: 'kim@partner.example'}})],
			['! other-email U1 on 7'],
			{emailNames: ['mail']},
		],
		[
			'one of two e-mails that is not theirs is enough',
			[kim],
			[account({keys: {email: 'kim@example.com', userId: 'kim'}, attributes: {mail: 'kim@partner.example'}})],
			['! other-email U1 on 7'],
			{emailNames: ['mail'], match: ['userId']},
		],
		[
			'a list or an object of them tells as well',
			[kim],
			[account({keys: {userId: 'kim'}, attributes: {mails: [{value: 'kim@partner.example'}]}})],
			['! other-email U1 on 7'],
			{emailNames: ['mails']},
		],
		['a leaver has no account there', [leaver({slackId: 'U1', email: 'kim@example.com'})], [stranger], ['orphan 7']],
		[
			'nor somebody who is out',
			[outsider({slackId: 'U1', email: 'kim@example.com'})],
			[stranger],
			['orphan 7'],
			{policy: {outOfScope: 'delete'}},
		],
		[
			'an account that carries their Slack id needs no e-mail',
			[kim],
			[account({...stranger, slackId: 'U1', ...same})],
			['noop kim@example.com'],
		],
		[
			'a protected account is written in no case',
			[kim],
			[account({...stranger, ...same})],
			['noop kim@example.com'],
			{policy: {protected: ['7']}},
		],
	]);
});

describe('adopt: email, any, none', () => {
	table([
		['email: only where its e-mail is theirs', [kim], [own], ['noop kim@example.com'], adopt('email')],
		['email: by another key too', [kim], [own], ['noop kim@example.com'], adopt('email', {match: ['userId']})],
		['email: not without an e-mail', [kim], [silent], ['! not-adopted U1 on 7'], adopt('email')],
		['email: not a stranger’s', [kim], [stranger], ['! other-email U1 on 7'], adopt('email')],
		['any: a stranger’s too', [kim], [account({...stranger, ...same})], ['noop kim@example.com'], adopt('any')],
		[
			'any: not that of another person in Slack',
			[kim, outsider({slackId: 'U2', email: 'kim@partner.example'})],
			[stranger],
			['! other-email U1+U2 on 7'],
			adopt('any', {match: ['userId']}),
		],
		['any: not an inactive one by a weak key', [kim], [account({...stranger, ...off})], ['! weak-inactive U1 on 7'], adopt('any')],
		['none: not even by e-mail', [kim], [own], ['! not-adopted U1 on 7'], adopt('none')],
		['none: by the Slack id', [kim], [account({...own, slackId: 'U1'})], ['noop kim@example.com'], adopt('none')],
		['none: a leaver’s neither', [leaver({slackId: 'U1', email: 'kim@example.com'})], [own], ['orphan 7'], adopt('none')],
		['none: a person without an account gets one', [kim], [], ['create kim@example.com'], adopt('none')],
	]);
});

describe('an override ties one person to one account', () => {
	const tied = {U1: '7'};
	table([
		['whatever e-mail it shows', [kim], [account({...stranger, ...same})], ['noop kim@example.com'], {tied}],
		['whatever adopt says', [kim], [own], ['noop kim@example.com'], adopt('none', {tied})],
		['an inactive one too', [kim], [account({...stranger, ...off})], ['reactivate kim@example.com'], {tied}],
		['a leaver as well', [leaver({slackId: 'U1', email: 'kim@example.com'})], [stranger], ['deactivate kim@example.com'], {tied}],
		['not one that carries another Slack id', [kim], [account({...own, slackId: 'U9'})], ['! other-slack-id U1 on 7'], {tied}],
		['not one that is not there', [kim], [], ['! no-account U1 on nothing'], {tied}],
		['a leaver without it is nothing to settle', [leaver({slackId: 'U1', email: 'kim@example.com'})], [], [], {tied}],
		[
			'not one that two people are tied to',
			[kim, person({slackId: 'U2', email: 'jo@example.com'})],
			[own],
			['! same-account U2+U1 on 7'],
			{tied: {U1: '7', U2: '7'}},
		],
		[
			'not where their Slack id is on another one',
			[kim],
			[account({...own, id: '8', slackId: 'U1'}), stranger],
			['! several-accounts U1 on 7+8'],
			{tied},
		],
		['the one that carries their Slack id already', [kim], [account({...own, slackId: 'U1'})], ['noop kim@example.com'], {tied}],
		[
			'and nobody else gets it',
			[kim, person({slackId: 'U2', email: 'kim@partner.example', name: 'Jo'})],
			[account({keys: {email: 'kim@partner.example'}, ...same})],
			['noop kim@example.com', '! claimed U2 on 7'],
			{tied, match: ['email']},
		],
	]);
});

describe('weak keys', () => {
	table([
		['never reactivate', [kim], [account({...silent, ...off})], ['! weak-inactive U1 on 7']],
		[
			'an account with their e-mail is reactivated by whatever key',
			[kim],
			[account({...own, ...off})],
			['reactivate kim@example.com'],
			{match: ['userId']},
		],
		[
			'nor by an attribute that is the e-mail',
			[kim],
			[account({keys: {mail: 'kim@example.com'}, ...off})],
			['create kim@example.com', 'orphan 7'],
		],
		[
			'an inactive account of a leaver is left alone',
			[leaver({slackId: 'U1', email: 'kim@example.com'})],
			[account({...silent, ...off})],
			['noop kim@example.com'],
		],
	]);
});

describe('a leaver loses the account, whatever else is in dispute', () => {
	const left = leaver({slackId: 'U0', email: 'kim@a.example', name: 'Kim A'});
	const tied = account({id: '1', slackId: 'U0', keys: {email: 'kim@a.example', userId: 'kim'}});
	table([
		['a joiner maps to the same key', [left, kim], [tied], ['deactivate kim@a.example', '! other-slack-id U1 on 1']],
		[
			'their e-mail is on another account with a key of somebody else',
			[left, kim],
			[tied, account({id: '2', keys: {email: 'kim@a.example', userId: 'kim'}})],
			['deactivate kim@a.example', '! other-email U1 on 2', '! other-slack-id U1 on 1'],
			{match: ['userId']},
		],
		[
			'somebody who stays keeps on being updated as well',
			[person({...kim, slackId: 'U0', email: 'kim2@a.example', name: 'New'}), kim],
			[account({...tied, attributes: {name: 'Old'}})],
			['update kim2@a.example', '! other-slack-id U1 on 1'],
		],
		[
			'its e-mail is the leaver’s alone, and a joiner maps to the same login',
			[left, kim],
			[account({keys: {email: 'kim@a.example', userId: 'kim'}})],
			['deactivate kim@a.example', '! claimed U1 on 7'],
		],
		[
			'also where the e-mail is no key',
			[left, kim],
			[account({keys: {userId: 'kim'}, attributes: {mail: 'KIM@a.example'}})],
			['deactivate kim@a.example', '! claimed U1 on 7'],
			{match: ['userId'], emailNames: ['mail']},
		],
		[
			'two joiners map to the same login',
			[left, kim, person({slackId: 'U2', email: 'kim@b.example'})],
			[account({keys: {email: 'kim@a.example', userId: 'kim'}})],
			['deactivate kim@a.example', '! same-key U2+U1 on nothing'],
		],
		[
			'a second e-mail on the account that is not theirs: whose it is has to be settled',
			[left, kim],
			[account({keys: {userId: 'kim'}, attributes: {mails: ['kim@a.example', 'kim@example.com']}})],
			['! other-email U0+U1 on 7'],
			{match: ['userId'], emailNames: ['mails']},
		],
		[
			'who has their e-mail by now keeps the account',
			[left, person({...kim, email: 'kim@a.example'})],
			[account({keys: {email: 'kim@a.example', userId: 'kim'}, ...same})],
			['noop kim@a.example'],
			{match: ['userId']},
		],
		[
			'an earlier e-mail of somebody who is in does not tell a leaver',
			[left, person({...kim, earlierEmails: ['kim@a.example']})],
			[account({keys: {email: 'kim@a.example', userId: 'kim'}})],
			['! same-account U0+U1 on 7'],
			{match: ['userId']},
		],
		[
			'two of one e-mail, and a joiner with their login: both go',
			[left, leaver({...left, slackId: 'U9'}), kim],
			['1', '2'].map(id => account({id, keys: {email: 'kim@a.example', userId: 'kim'}})),
			['deactivate kim@a.example', 'deactivate kim@a.example', '! claimed U1 on 1+2'],
		],
		[
			'two of one e-mail: both go',
			[left, leaver({...left, slackId: 'U9'})],
			[account({id: '1', keys: {email: 'kim@a.example'}}), account({id: '2', keys: {email: 'kim@a.example'}})],
			['deactivate kim@a.example', 'deactivate kim@a.example'],
		],
		[
			'two of one login, on accounts that show no e-mail: both go',
			[left, leaver({...left, slackId: 'U9', email: 'kim@b.example'})],
			['1', '2'].map(id => account({id, keys: {userId: 'kim'}})),
			['deactivate kim@a.example', 'deactivate kim@b.example'],
		],
		[
			'two and one account: it goes',
			[left, leaver({...left, slackId: 'U9'})],
			[account({keys: {email: 'kim@a.example'}})],
			['deactivate kim@a.example'],
		],
		[
			'two and three accounts: which is whose has to be settled',
			[left, leaver({...left, slackId: 'U9'})],
			['1', '2', '3'].map(id => account({id, keys: {email: 'kim@a.example'}})),
			['! several-accounts U0+U9 on 1+2+3'],
		],
	]);
});

describe('somebody who is out does not keep the account of a leaver', () => {
	const left = leaver({slackId: 'U0', email: 'kim@a.example', name: 'Kim A'});
	const out = outsider({slackId: 'U1', email: 'kim@example.com'});
	table([
		['nothing tells whose it is', [left, out], [silent], ['! same-account U0+U1 on 7']],
		['its e-mail tells', [left, out], [account({keys: {email: 'kim@a.example', userId: 'kim'}})], ['deactivate kim@a.example']],
		['an inactive one is nothing to settle', [left, out], [account({...silent, ...off})], ['noop kim@a.example']],
		['people of other workspaces have none', [left, outsider({...out, external: true})], [silent], ['deactivate kim@a.example']],
	]);
});

describe('a key that cannot be computed', () => {
	const rules = {match: ['userId'], adopt: 'agree', emailNames: ['email']} as const;
	const unmappable = (identity: Identity, kind: 'in' | 'leaver') =>
		match(
			[{identity, verdict: kind === 'in' ? {kind} : {kind, reason: 'deleted'}, keys: [undefined], unmappable: 'no title'}],
			[account({slackId: 'U1'})],
			rules,
		);

	test('does not keep a leaver’s account that carries the Slack id', () => {
		const {conflicts, claims} = unmappable(leaver({slackId: 'U1'}), 'leaver');
		expect(conflicts).toEqual([]);
		expect(claims.get('U1')).toMatchObject({matchedBy: 'slackId'});
	});

	test('is a conflict of somebody who is in', () => {
		expect(unmappable(kim, 'in').conflicts).toMatchObject([{kind: 'unmappable'}]);
	});
});

describe('an address that was given to another person', () => {
	const former = leaver({slackId: 'U4', email: 'kim@example.com', name: 'Sun'});
	const joiner = person({...kim, slackId: 'U5', recycledFrom: ['U4']});
	table([
		['gives away no account', [former, joiner], [own], ['! recycled U4+U5 on 7']],
		['and makes none', [former, joiner], [], ['! recycled U4+U5 on nothing']],
		[
			'the one who left goes, where the Slack id tells',
			[former, joiner],
			[account({...own, slackId: 'U4'})],
			['deactivate kim@example.com', '! recycled U5 on nothing'],
		],
		['nothing is left to settle once the Slack id tells', [former, joiner], [account({...own, slackId: 'U5'})], ['noop kim@example.com']],
		['or an override', [former, joiner], [own], ['noop kim@example.com'], {tied: {U5: '7'}}],
		[
			'a third person keeps what shows their e-mail, though the login is the same',
			[former, joiner, person({slackId: 'U6', email: 'kim@b.example', name: 'Kim B'})],
			[account({keys: {email: 'kim@b.example', userId: 'kim'}, attributes: {name: 'Kim B'}})],
			['noop kim@b.example', '! recycled U4+U5 on nothing'],
			{match: ['email']},
		],
		[
			'also where the login is a key',
			[former, outsider({...joiner, guest: 'multi-channel'}), person({slackId: 'U6', email: 'kim@b.example', name: 'Kim B'})],
			[account({keys: {email: 'kim@b.example', userId: 'kim'}, attributes: {name: 'Kim B'}})],
			['noop kim@b.example'],
		],
		['who is out needs no account', [former, outsider({...joiner, guest: 'multi-channel'})], [], []],
		['but gives none away either', [former, outsider({...joiner, guest: 'multi-channel'})], [own], ['! recycled U4+U5 on 7']],
	]);
});

const messageOf = (...[people, accounts, planning]: Parameters<typeof planFor>): string =>
	planFor(people, accounts, planning).conflicts[0]!.message;

describe('what is said', () => {
	test('both e-mails, and what settles it for this one person', () => {
		const message = messageOf([kim], [stranger]);
		expect(message).toContain('the e-mail kim@partner.example, not kim@example.com');
		expect(message).toContain('overrides: {U1: {account: "7"}}');
		expect(messageOf([kim], [own], adopt('none'))).toContain('but not their Slack id: "adopt" does not give it');
	});

	test('by the name of the target, where there are several', () => {
		expect(messageOf([kim], [stranger], {qualify: true})).toContain('overrides: {U1: {account: {dev-server: "7"}}}');
	});

	test('that a leaver loses the account all the same', () => {
		const left = leaver({slackId: 'U0', email: 'kim@a.example'});
		const isDone = 'what is due for kim@a.example (U0), who left, is done all the same';
		expect(messageOf([left, kim], [account({slackId: 'U0', keys: {userId: 'kim'}})])).toContain(isDone);
		expect(messageOf([left, kim], [account({keys: {email: 'kim@a.example', userId: 'kim'}})])).toContain(isDone);
	});

	test('both ways out of an address that was given to another person', () => {
		const message = messageOf(
			[leaver({slackId: 'U4', email: 'kim@example.com'}), person({...kim, slackId: 'U5', recycledFrom: ['U4']})],
			[],
		);
		expect(message).toContain('overrides: {U5: {sameAs: U4}}');
		expect(message).toContain('people: {rehires: trust}');
	});
});

describe('first links', () => {
	const linking = {slackIdAt: 'externalId'};
	const operations = (accounts: readonly Account[], planning: Planning = linking) => planFor([kim], accounts, planning);
	test.each([
		['an account without a Slack id is taken over', own, [true]],
		['an inactive one as well', account({...own, ...off}), [true]],
		['one that carries it is not', account({...own, slackId: 'U1'}), []],
	] as const)('%s', (_sentence, row, adopts) => {
		const found = operations([row]).operations.flatMap(operation => ('adopts' in operation ? [operation.adopts] : []));
		expect(found).toEqual(adopts);
	});

	test('are counted where the target keeps the Slack id, and only there', () => {
		expect(operations([account({...own, slackId: 'U1'})])).toMatchObject({linked: 1});
		expect(operations([own])).toMatchObject({linked: 0});
		expect(operations([own], {})).not.toHaveProperty('linked');
		expect(operations([own], {}).operations[0]).not.toHaveProperty('adopts');
	});
});
