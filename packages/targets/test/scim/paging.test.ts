import {describe, expect, test} from 'vitest';

import {serve} from '../http/server.ts';
import {startStrict, type Strict} from './strict.ts';
import {accountsOf, failureOf, openScim} from './support.ts';

const auth = {basic: {user: 'im', password: 'pass'}};

const withUsers = async (count: number): Promise<Strict> => {
	const strict = await startStrict();
	for (let number = 1; number <= count; number++) strict.users.set(`u${number}`, {id: `u${number}`, userName: `user-${number}`});
	return strict;
};

const idsOf = async ({url}: Strict, options: Record<string, unknown> = {}): Promise<string[]> =>
	(await accountsOf(openScim({url, auth, ...options}, {attributes: ['userName']}))).map(({id}) => id);

const ids = (count: number): string[] => Array.from({length: count}, (_, index) => `u${index + 1}`);

describe('a total that is wrong', () => {
	test.each([
		['counts the page only', (list: Record<string, unknown>) => ({...list, totalResults: list['itemsPerPage']})],
		['is too small', (list: Record<string, unknown>) => ({...list, totalResults: 2})],
		['is missing', (list: Record<string, unknown>) => ({...list, totalResults: undefined, Resources: list['Resources'] ?? []})],
		['is text', (list: Record<string, unknown>) => ({...list, totalResults: String(list['totalResults'])})],
		['counts what is left', (list: Record<string, unknown>) => ({...list, totalResults: 8 - Number(list['startIndex'])})],
	])('and %s: everybody is listed all the same', async (_sentence, changed) => {
		const strict = await withUsers(7);
		strict.onList = list => Object.assign(list, changed(list));
		expect(new Set(await idsOf(strict))).toEqual(new Set(ids(7)));
	});

	test('and counts the page only, from a provider that does not say how much it gives', async () => {
		const strict = await withUsers(7);
		strict.config = undefined;
		strict.onList = list => Object.assign(list, {totalResults: list['itemsPerPage']});
		expect(new Set(await idsOf(strict))).toEqual(new Set(ids(7)));
	});

	test('and too large: half a list is no list, after it was read again', async () => {
		const strict = await withUsers(7);
		strict.onList = list => Object.assign(list, {totalResults: 9});
		expect(await failureOf(idsOf(strict))).toMatchObject({
			kind: 'invalid-answer',
			message: 'GET /scim/Users answered 7 resources in all, but totalResults says 9: half a list is no list',
			hint: 'Look at `ignoreTotal`: set it where the provider counts users that it does not show.',
		});
		expect(strict.seen.filter(request => request === 'GET Users')).toHaveLength(12);
		expect(await idsOf(strict, {ignoreTotal: true})).toEqual(ids(7));
	});

	test('and claims somebody on an empty list', async () => {
		const strict = await withUsers(0);
		strict.onList = list => Object.assign(list, {totalResults: 3});
		expect(await failureOf(idsOf(strict))).toMatchObject({
			kind: 'invalid-answer',
			message: expect.stringContaining('0 resources in all, but totalResults says 3'),
		});
	});
});

describe('a list that does not go on as it should', () => {
	test('the same page again and again is an error', async () => {
		const strict = await withUsers(7);
		strict.onList = list => Object.assign(list, {Resources: [...strict.users.values()].slice(0, 3)});
		expect(await failureOf(idsOf(strict))).toMatchObject({
			kind: 'invalid-answer',
			message: 'GET /scim/Users answered the page from 4 with nobody new on it: the list does not go on, and 3 of 7 came',
		});
	});

	test('a provider without paging gives all at once, and again', async () => {
		const strict = await withUsers(7);
		strict.onList = list => Object.assign(list, {Resources: [...strict.users.values()]});
		expect(await idsOf(strict)).toEqual(ids(7));
	});

	test.each([[400], [404]])('a provider that answers %d behind the end', async status => {
		const strict = await withUsers(6);
		strict.onList = (list, query) => {
			if (Number(query.get('startIndex')) > 6) throw Object.assign(new Error('behind the end'), {status});
			return list;
		};
		expect(await idsOf(strict)).toEqual(ids(6));
	});

	test('but not where somebody is missing', async () => {
		const strict = await withUsers(7);
		strict.onList = (list, query) => {
			if (Number(query.get('startIndex')) > 3) throw Object.assign(new Error('behind the end'), {status: 400});
			return list;
		};
		expect(await failureOf(idsOf(strict))).toMatchObject({kind: 'refused', status: 400});
	});

	test('somebody is removed while it is read: it is read again, and nobody is lost', async () => {
		const strict = await withUsers(7);
		strict.onList = (_list, query) => {
			if (query.get('startIndex') === '1') strict.users.delete('u1');
		};
		expect(new Set(await idsOf(strict))).toEqual(new Set(ids(7)));
	});

	test('somebody is added while it is read: nobody is lost', async () => {
		const strict = await withUsers(7);
		strict.onList = (_list, query) => {
			if (query.get('startIndex') === '4') strict.users.set('u8', {id: 'u8', userName: 'user-8'});
		};
		expect(await idsOf(strict)).toEqual(ids(8));
	});

	test.each([
		[
			'no list',
			{totalResults: undefined, Resources: undefined},
			'GET /scim/Users answered an object with schemas, startIndex, itemsPerPage, which is no SCIM list',
		],
		[
			'a row without an id',
			{Resources: [{userName: 'x'}]},
			'GET /scim/Users answered a list of which number 1 has no id: an object with userName',
		],
	])('%s: says what came', async (_sentence, changed, message) => {
		const strict = await withUsers(1);
		strict.onList = list => Object.assign(list, changed);
		expect(await failureOf(idsOf(strict))).toMatchObject({kind: 'invalid-answer', message, hint: expect.stringContaining('Look at `url`')});
	});
});

test.each([
	[0, 1],
	[2, 1],
	[3, 2],
	[7, 3],
])('a total that is right spares the question behind the end: %d users, three a page, %d requests', async (count, requests) => {
	const strict = await withUsers(count);
	expect(await idsOf(strict)).toEqual(ids(count));
	expect(strict.seen.filter(request => request === 'GET Users')).toHaveLength(requests);
});

test('a provider that pages by cursor (RFC 9865) is followed, numbers are ids as well', async () => {
	const asked: (string | null)[] = [];
	const {url} = await serve(({url}) => {
		const {pathname, searchParams} = new URL(url, 'http://x');
		if (pathname !== '/Users') return 404;
		asked.push(searchParams.get('cursor'));
		const number = Number(searchParams.get('cursor') ?? 1);
		return {
			body: {
				totalResults: 3,
				itemsPerPage: 1,
				Resources: [{id: number, userName: `u${number}`}],
				...(number < 3 && {nextCursor: String(number + 1)}),
			},
		};
	});
	expect((await accountsOf(openScim({url, token: 't'}, {attributes: ['userName']}))).map(({id}) => id)).toEqual(['1', '2', '3']);
	expect(asked).toEqual([null, '2', '3']);
});

test('several filters are one list', async () => {
	const strict = await withUsers(0);
	const asked: (string | null)[] = [];
	const {url} = strict;
	strict.acceptFilters = true;
	strict.onList = (list, query) => {
		asked.push(query.get('filter'));
		Object.assign(
			list,
			query.get('filter') === 'active eq true'
				? {totalResults: 1, Resources: query.get('startIndex') === '1' ? [{id: 'a'}] : []}
				: {totalResults: 1, Resources: query.get('startIndex') === '1' ? [{id: 'b', active: false}] : []},
		);
	};
	const target = openScim({url, auth, userFilter: ['active eq true', 'active eq false']}, {attributes: []});
	expect((await accountsOf(target)).map(({id, active}) => [id, active])).toEqual([
		['a', true],
		['b', false],
	]);
	expect(new Set(asked)).toEqual(new Set(['active eq true', 'active eq false']));
});

describe('what a provider says of itself', () => {
	test('bounds the page', async () => {
		const strict = await withUsers(1);
		const counts: (string | null)[] = [];
		strict.onList = (_list, query) => counts.push(query.get('count'));
		await idsOf(strict, {pageSize: 50});
		expect(counts).toEqual(['3']);
	});

	test('is asked once, and nothing is taken for granted where it says nothing', async () => {
		const strict = await withUsers(1);
		strict.config = undefined;
		const target = openScim({url: strict.url, auth}, {attributes: ['userName']});
		await accountsOf(target);
		const [account] = await accountsOf(target);
		expect(await failureOf(target.deactivate!(account!, {signal: new AbortController().signal}))).toMatchObject({status: 428});
		expect(strict.seen.filter(request => request === 'GET ServiceProviderConfig')).toHaveLength(1);
		expect(strict.seen.at(-1)).toBe('PATCH Users/u1');
	});

	test('counts less than the config', async () => {
		const strict = await withUsers(1);
		strict.config = undefined;
		const target = openScim({url: strict.url, auth, patch: false, etag: true}, {attributes: ['userName']});
		await target.deactivate!((await accountsOf(target))[0]!, {signal: new AbortController().signal});
		expect(strict.users.get('u1')).toMatchObject({active: false});
	});

	test('an address that is no provider is said at once', async () => {
		const strict = await withUsers(1);
		strict.config = {};
		const target = openScim({url: strict.url.replace('/scim', ''), auth}, {attributes: ['userName']});
		expect(await failureOf(accountsOf(target))).toMatchObject({kind: 'not-found', message: 'GET /Users answered 404: no such page'});
	});
});
