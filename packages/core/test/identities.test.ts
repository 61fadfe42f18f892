import {describe, expect, test} from 'vitest';

import {readIdentities} from '../src/read/identities.ts';
import type {RehireRules} from '../src/decide/rehires.ts';
import {readingOf, rejectionOf} from './support.ts';

const ada = {id: 'U01', team_id: 'T01', profile: {email: 'ada@example.com', real_name: 'Ada'}};
const former = {id: 'U00', team_id: 'T01', deleted: true, profile: {email: 'ADA@example.com', real_name: 'Ada'}};

const idsOf = async (...members: unknown[]): Promise<Record<string, readonly string[]>> => {
	const {identities} = await readIdentities(readingOf(members));
	return Object.fromEntries(identities.map(({slackId, earlierIds}) => [slackId, earlierIds]));
};

test('everybody comes once, by id, however the members are ordered', async () => {
	const kim = {id: 'U03', profile: {email: 'kim@example.com'}};
	const {identities, members} = await readIdentities(readingOf([kim, ada, {...kim, profile: {email: 'other@example.com'}}]));
	expect(identities.map(({slackId, email}) => [slackId, email])).toEqual([
		['U01', 'ada@example.com'],
		['U03', 'kim@example.com'],
	]);
	expect(members).toBe(3);
});

test('groups and channels are those of the person, sorted', async () => {
	const {identities} = await readIdentities(
		readingOf([ada, {id: 'U02'}], {groups: {leads: ['U01'], agents: ['U01', 'U09']}, channels: {'#all': ['U02', 'U01']}}),
	);
	expect(identities).toMatchObject([
		{slackId: 'U01', groups: ['agents', 'leads'], channels: ['#all']},
		{slackId: 'U02', groups: [], channels: ['#all']},
	]);
});

describe('rehires', () => {
	test.each<[string, unknown[], Record<string, string[]>]>([
		['a deactivated account with the e-mail of one person, in any case, is her earlier id', [former, ada], {U01: ['U00']}],
		['several are, sorted', [{...former, id: 'U0Z'}, ada, former], {U01: ['U00', 'U0Z']}],
		['nobody is where two people share the e-mail', [former, ada, {...ada, id: 'U02'}], {U00: [], U01: [], U02: []}],
		['a leaver with an e-mail of their own stays one', [{...former, profile: {email: 'jo@example.com'}}, ada], {U00: [], U01: []}],
		['a leaver without an e-mail stays one', [{...former, profile: {}}, ada], {U00: [], U01: []}],
		['a forgotten one stays a leaver, whatever the placeholder', [{...former, is_forgotten: true}, ada], {U00: [], U01: []}],
		['two leavers who share an e-mail stay two', [former, {...former, id: 'U02'}], {U00: [], U02: []}],
		['a bot is nobody’s new account', [former, {...ada, is_bot: true}], {U00: [], U01: []}],
		['somebody of another workspace is nobody’s new account', [former, {...ada, team_id: 'T02'}], {U00: [], U01: []}],
	])('%s', async (_sentence, members, expected) => {
		expect(await idsOf(...members)).toEqual(expected);
	});
});

const named = (name: string, more: Record<string, unknown> = {}) => ({
	...ada,
	profile: {email: 'ada@example.com', display_name: name, ...more},
});
const before = (name: string, more: Record<string, unknown> = {}) => ({
	...former,
	profile: {email: 'ada@example.com', real_name: name, ...more},
});
const isJoined = async (one: unknown, other: unknown, rules?: RehireRules): Promise<unknown> => {
	const {identities} = await readIdentities(readingOf([one, other]), rules);
	return identities.length === 1 ? 'one person' : identities.find(({slackId}) => slackId === 'U01')!.recycledFrom;
};

describe('an e-mail that another name has by now', () => {
	test.each<[string, unknown, unknown, boolean]>([
		['another name is another person', before('Bob Smith'), named('Ada Lovelace'), false],
		['one word in common is enough', before('Ada Smith'), named('Ada Lovelace'), true],
		['in any case, and whatever the accents', before('ÁDÁM'), named('adam b'), true],
		['of any of the names', before('x', {first_name: 'Ada'}), named('y', {real_name: 'Ada L'}), true],
		['with something beside it', before('김하나 (퇴사)'), named('김하나'), true],
		['spaces make no other name', before('김 하나'), named('김하나'), true],
		['another script is another name', before('Hana Kim'), named('김하나'), false],
		['a romanised name is the name', before('GimHaNa'), named('김하나'), true],
		['an initial says nothing', before('A. Smith'), named('A. Jones'), false],
		['unless it is the whole name', before('A'), named('A'), true],
		['no name says nothing either', before('', {}), named('Ada'), false],
	])('%s', async (_sentence, one, other, joins) => {
		expect(await isJoined(one, other)).toEqual(joins ? 'one person' : ['U00']);
	});

	test('rehires: trust joins them whatever they are called', async () => {
		expect(await isJoined(before('Bob'), named('Ada'), {trust: true})).toBe('one person');
	});

	test.each([['U01'], ['ada@example.com']])('sameAs joins them, for %s', async who => {
		expect(await isJoined(before('Bob'), named('Ada'), {sameAs: new Map([[who, ['U00']]])})).toBe('one person');
	});

	test('sameAs joins somebody who came back with another e-mail, which stays theirs', async () => {
		const old = {...former, profile: {email: 'old@example.com', real_name: 'Bob'}};
		const {identities} = await readIdentities(readingOf([old, ada]), {sameAs: new Map([['U01', ['U00']]])});
		expect(identities).toMatchObject([{slackId: 'U01', earlierIds: ['U00'], earlierEmails: ['old@example.com']}]);
	});

	test.each([
		['a member who is still there', 'U01', 'U02', 'U02 is no deactivated member'],
		['an id that nobody has', 'U01', 'U77', 'U77 is no deactivated member'],
		['a person who is not there', 'U77', 'U00', 'U77 is no member of Slack who is still there'],
	])('sameAs with %s changes nothing, and says so', async (_sentence, who, id, said) => {
		const {identities, warnings} = await readIdentities(readingOf([before('Bob'), named('Ada'), {id: 'U02', profile: {}}]), {
			sameAs: new Map([[who, [id]]]),
		});
		expect(identities.map(({slackId}) => slackId)).toEqual(['U00', 'U01', 'U02']);
		expect(warnings).toEqual([expect.stringContaining(said)]);
	});
});

describe('a reading in which no human has an e-mail', () => {
	test('is unusable, and the way out is named', async () => {
		const bot = {id: 'U02', is_bot: true, profile: {email: 'bot@example.com'}};
		const error = await rejectionOf(readIdentities(readingOf([{id: 'U01', profile: {real_name: 'Ada'}}, {id: 'USLACKBOT'}, bot])));
		expect(error).toMatchObject({
			kind: 'unusable',
			message: expect.stringContaining('none of the 1 people'),
			hint: expect.stringContaining('users:read.email'),
		});
	});

	test('is usable where there is no human: that is for the guard of an empty source', async () => {
		expect((await readIdentities(readingOf([{id: 'USLACKBOT'}]))).identities).toHaveLength(1);
	});

	test('is usable where only a leaver has one: the scope is there', async () => {
		expect((await readIdentities(readingOf([{id: 'U01'}, former]))).identities).toHaveLength(2);
	});
});

describe('warnings', () => {
	test('members without a usable id are counted', async () => {
		expect((await readIdentities(readingOf([ada, null, {id: '__proto__'}]))).warnings).toEqual([
			'2 of the members that Slack sent have no usable id and are left out',
		]);
	});

	test('names that look escaped are named and used as they are', async () => {
		const {identities, warnings} = await readIdentities(readingOf([{...ada, profile: {email: 'a@example.com', display_name: 'Q&amp;A'}}]));
		expect(identities).toMatchObject([{name: 'Q&amp;A'}]);
		expect(warnings).toEqual([expect.stringContaining('Q&amp;A (U01)')]);
	});
});

test('an error of the reading is passed on: half a reading is none', async () => {
	const broken = {
		...readingOf([]),
		members: (async function* () {
			yield ada;
			throw new Error('page 2');
		})(),
	};
	expect(await rejectionOf(readIdentities(broken))).toMatchObject({message: 'page 2'});
});
