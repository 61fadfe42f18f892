import {describe, expect, test} from 'vitest';

import {failure} from '../http/client.ts';
import {type Reply, type Seen, serve} from '../http/server.ts';
import {all, openHttp} from './open.ts';

const people = (count: number, from = 1) =>
	Array.from({length: count}, (_, index) => ({id: from + index, email: `p${from + index}@example.com`}));

const page = ({url}: Seen, name = 'page', usual = 1): number => Number(new URL(url, 'http://x').searchParams.get(name) ?? usual);

const open = async (list: string, reply: (seen: Seen) => Reply) => {
	const {url, seen} = await serve(reply);
	const {target} = await openHttp(`url: "\${URL}"\nlist: ${list}\n`, url);
	return {target, seen};
};

const rows = people(2);

/** Two pages, whose total counts rows that nobody shows. */
const countsMore = (seen: Seen): Reply =>
	page(seen) === 1 ? {body: {data: people(2), total: 9, next: '/users?page=2'}} : {body: {data: people(1, 3), total: 9}};

describe('an answer that is a part only is no list', () => {
	test.each<[string, string, Reply, string]>([
		['206', '{path: users}', {status: 206, body: rows}, '206, a part of something'],
		[
			'Content-Range',
			'{path: users}',
			{status: 206, body: rows, headers: {'content-range': 'users 0-1/5'}},
			'Content-Range is users 0-1/5',
		],
		['Content-Range with 200', '{path: users}', {body: rows, headers: {'content-range': 'users 0-1/5'}}, 'Content-Range is users 0-1/5'],
		['X-Next-Page', '{path: users}', {body: rows, headers: {'x-next-page': '2'}}, 'header x-next-page is not empty'],
		['X-Total-Count', '{path: users}', {body: rows, headers: {'x-total-count': '5'}}, 'header x-total-count is 5'],
		['X-WP-TotalPages', '{path: users}', {body: rows, headers: {'x-wp-totalpages': '3'}}, 'header x-wp-totalpages is 3'],
		['X-Pagination', '{path: users}', {body: rows, headers: {'x-pagination': '{"TotalCount":5}'}}, '`TotalCount` is 5'],
		['last_page', '{path: users}', {body: {data: rows, current_page: 1, last_page: 3}}, '`last_page` is 3'],
		['totalPages', '{path: users}', {body: {data: rows, page: {totalPages: 2}}}, '`totalPages` is 2'],
		['isLast', '{path: users}', {body: {values: rows, isLast: false}}, '`isLast` is false'],
		['last', '{path: users}', {body: {content: rows, last: false}}, '`last` is false'],
		['next true', '{path: users}', {body: {data: rows, next: true}}, '`next` is not empty'],
		['nextPageToken', '{path: users}', {body: {users: rows, nextPageToken: 'abc'}}, '`nextPageToken` is not empty'],
		['next as an object', '{path: users}', {body: {data: rows, links: {next: {url: '/users?page=2'}}}}, '`next` is not empty'],
		[
			'links as a list',
			'{path: users, items: data}',
			{body: {data: rows, links: [{rel: 'next', href: '/users?page=2'}]}},
			'a link to the next',
		],
		[
			'more without a cursor',
			'{path: users, paging: {by: cursor, at: end, more: goesOn}}',
			{body: {data: rows, goesOn: 'yes'}},
			'nothing at `end`',
		],
		['an open Content-Range', '{path: users}', {body: rows, headers: {'content-range': 'users 0-1/*'}}, 'Content-Range is users 0-1/*'],
		['count', '{path: users, items: data}', {body: {data: rows, count: 5}}, '`count` is 5'],
		['partial', '{path: users}', {body: {data: rows, partial: true}}, '`partial` is true'],
		[
			'incomplete_results',
			'{path: users, paging: {by: page, at: n}}',
			{body: {data: rows, n: 1, incomplete_results: true}},
			'`incomplete_results`',
		],
		[
			'complete',
			'{path: users, items: data, total: n, paging: {by: page}}',
			{body: {data: rows, n: 2, complete: false}},
			'`complete` is false',
		],
		['null in place of rows', '{path: users, items: data}', {body: {data: null}}, 'null in place of rows, which is no list'],
		['null of several pages', '{path: users, paging: {by: page}}', {body: 'null'}, 'null in place of rows, which is no list'],
		['an empty part', '{path: users, items: data, paging: {by: page}}', {status: 206, body: {data: []}}, '206, a part of something'],
		['an empty first page', '{path: users, items: data, paging: {by: page, first: 1}}', {body: {data: [], total: 5}}, '`total` is 5'],
	])('%s', async (_sentence, list, reply, what) => {
		const {target} = await open(list, () => reply);
		const error = await failure(all(target));
		expect(error.kind).toBe('invalid-answer');
		expect(error.message).toContain(what);
		expect(error.hint).toMatch(/^Look at `list\.(paging|total)/);
	});

	test('a first page left out, because pages are counted from 0, is missed by the total', async () => {
		const {target} = await open('{path: users, items: data, paging: {by: page}}', seen => ({
			body: {data: people(5).slice(page(seen) * 2, page(seen) * 2 + 2), total: 5},
		}));
		expect(await failure(all(target))).toMatchObject({kind: 'invalid-answer', message: expect.stringContaining('`total` is 5')});
	});

	test('a total of the page alone does not end the list', async () => {
		const bodies = [people(3), people(3, 4), people(1, 7), []];
		const paged = (more: (number: number) => object) => (seen: Seen) => {
			const data = bodies[page(seen) - 1] ?? [];
			return {body: {data, count: data.length, ...more(page(seen))}};
		};
		for (const [list, reply] of [
			['{path: users, items: data, total: count, paging: {by: page, sizeParam: n, size: 3}}', paged(() => ({}))],
			['{path: users, items: data, total: count, paging: {by: page}}', paged(number => ({next: number + 1}))],
		] as const) {
			const {target} = await open(list, reply);
			expect(await failure(all(target))).toMatchObject({
				kind: 'invalid-answer',
				hint: expect.stringContaining('`list.total`'),
			});
		}
	});
});

/** Two people, then a page 2 of its own. */
const second = (info: object, reply: Reply) => (seen: Seen) => (page(seen) === 1 ? {body: {data: rows, ...info}} : reply);

describe('a second page without rows', () => {
	test.each<[string, object, Reply, string]>([
		['says nothing, after `hasMore: true`', {hasMore: true}, {body: {data: []}}, '`hasMore` is true'],
		['says that there is more', {}, {body: {data: [], hasMore: true}}, '`hasMore` is true'],
		['is a part', {}, {status: 206, body: {data: []}}, '206, a part of something'],
		['says nothing, after a count of more', {count: 62}, {body: {data: []}}, '`count` is 62'],
		['is null', {}, {body: {data: null}}, 'null in place of rows to page 2, after 2 rows, and nothing says that these are all'],
		['is partial', {}, {body: {data: [], partial: true}}, '`partial` is true'],
	])('is not the end where it %s', async (_sentence, info, reply, what) => {
		const {target} = await open('{path: users, items: data, paging: {by: page}}', second(info, reply));
		const error = await failure(all(target));
		expect([error.kind, error.message, error.hint]).toEqual([
			'invalid-answer',
			expect.stringContaining(what),
			expect.stringMatching(/^Look at `list\.paging`: .*set `total: false`/),
		]);
		const believed = await open('{path: users, items: data, total: false, paging: {by: page}}', second(info, reply));
		expect(await all(believed.target)).toHaveLength(2);
	});

	test.each<[string, object, Reply]>([
		['takes back that there is more', {hasMore: true}, {body: {data: [], hasMore: false}}],
		['names no next page any more', {next: '/users?page=2'}, {body: {data: [], next: null}}],
		['names a next page for ever', {next: '/users?page=2'}, {body: {data: [], next: '/users?page=3'}}],
		['comes after an open range', {}, {body: {data: []}, headers: {'content-range': '*/*'}}],
		['is null, and all are there', {total: 2}, {body: {data: null}}],
		['counts none', {count: 2}, {body: {data: [], count: 0}}],
	])('is the end where it %s', async (_sentence, info, reply) => {
		const {target} = await open('{path: users, items: data, paging: {by: page}}', second(info, reply));
		expect(await all(target)).toHaveLength(2);
	});

	test('is asked for once more where the first said that there is more', async () => {
		let times = 0;
		const {target} = await open('{path: users, items: data, paging: {by: page, more: hasMore}}', seen => {
			if (page(seen) === 1) return {body: {data: rows, hasMore: true}};
			return {body: {data: times++ === 0 ? [] : people(1, 3), hasMore: false}};
		});
		expect(await all(target)).toHaveLength(3);
	});
});

describe('an answer that is the whole is a list', () => {
	test.each<[string, string, Reply]>([
		['a total of its rows', '{path: users}', {body: {data: rows, total: 2, pages: 1, last_page: 1, isLast: true, hasMore: false}}],
		['no next', '{path: users}', {body: {data: rows, next: null, links: {next: {href: null}, self: {href: '/users'}}}}],
		['a list of links', '{path: users, items: data}', {body: {data: rows, links: [{rel: 'self', href: '/users'}]}}],
		['a range of all', '{path: users}', {status: 206, body: rows, headers: {'content-range': 'users 0-1/2'}}],
		[
			'an open range that the config calls whole',
			'{path: users, paging: {by: none}}',
			{body: rows, headers: {'content-range': 'users 0-1/*'}},
		],
		['a count of its rows', '{path: users}', {body: {data: rows, count: 2}}],
		['a count of what was asked for', '{path: users}', {body: {data: rows, paging: {count: 100, total: 2, pages: 1}}}],
		[
			'what calls itself complete',
			'{path: users}',
			{body: {data: rows, partial: false, incomplete_results: false, timed_out: false, complete: true}},
		],
		[
			'what calls itself partial, and the config whole',
			'{path: users, items: data, total: false, paging: {by: page, at: n}}',
			{body: {data: rows, partial: true, n: 1}},
		],
		['headers that say so', '{path: users}', {body: rows, headers: {'x-total-count': '2', 'x-next-page': '', 'x-total-pages': '1'}}],
		['a total that the config does not believe', '{path: users, total: false}', {body: {data: rows, total: 99}}],
		['whatever the config calls whole', '{path: users, paging: {by: none}}', {status: 206, body: {data: rows, next: 2, total: 99}}],
	])('%s', async (_sentence, list, reply) => {
		const {target} = await open(list, () => reply);
		expect(await all(target)).toHaveLength(2);
	});

	test('people who are called like a sign of more are none', async () => {
		const body = {
			next: {email: 'n@example.com', url: '/n'},
			data: {email: 'd@example.com', next: 2},
			links: {email: 'l@example.com', next: '/b'},
		};
		const {url} = await serve(() => ({body}));
		const {target} = await openHttp('url: "${URL}"\naccount: {id: $key}\nlist: {path: users}\n', url);
		expect((await all(target)).map(({id}) => id)).toEqual(['next', 'data', 'links']);
	});

	test('a paging that works is kept where only the total counts others', async () => {
		const error = await failure(all((await open('{path: users, paging: {by: next, at: next}}', countsMore)).target));
		expect(error.hint).toBe('Look at `list.paging`: where it is the whole list, set `total: false`.');
		expect(await all((await open('{path: users, total: false, paging: {by: next, at: next}}', countsMore)).target)).toHaveLength(3);
	});

	test('nobody at all, beside members that tell of no error', async () => {
		const body = {data: [], error: null, errors: [], errorMessage: '', ok: true, success: true};
		expect(await all((await open('{path: users, items: data}', () => ({body}))).target)).toEqual([]);
	});

	test.each(['total', 'count', 'n'])('nobody at all, as null, where `%s` is 0', async name => {
		const list = name === 'n' ? '{path: users, items: data, total: n}' : '{path: users, items: data}';
		expect(await all((await open(list, () => ({body: {data: null, [name]: 0}}))).target)).toEqual([]);
		expect(await all((await open('{path: users, items: data, total: false}', () => ({body: {data: null}}))).target)).toEqual([]);
	});

	test('204 is no list, unless the config says that all comes in one answer', async () => {
		for (const list of ['{path: users}', '{path: users, items: data}', '{path: users, items: data, paging: {by: page}}']) {
			const {target} = await open(list, () => 204);
			expect(await failure(all(target))).toMatchObject({kind: 'invalid-answer', hint: expect.stringContaining('paging: {by: none}')});
		}
		expect(await all((await open('{path: users, paging: {by: none}}', () => 204)).target)).toEqual([]);
		const {target} = await open('{path: users}', () => ({status: 200, body: ''}));
		expect(await failure(all(target))).toMatchObject({kind: 'invalid-answer'});
	});

	test.each([
		['is missing', {}, 3],
		['is a number of rows left', {more: 2}, 3],
		['is null', {more: null}, 1],
		['is "no"', {more: 'no'}, 1],
	])('where the sign of more %s', async (_sentence, more, requests) => {
		for (const paging of ['by: page, more: more', 'by: offset, more: more, sizeParam: n, size: 2']) {
			const {target, seen} = await open(`{path: users, items: data, paging: {${paging}}}`, request => {
				const from = paging.startsWith('by: page') ? (page(request) - 1) * 2 : page(request, 'offset', 0);
				const data = people(4).slice(from, from + 2);
				return {body: {data, ...(data.length > 0 && more)}};
			});
			expect(await all(target)).toHaveLength(requests === 1 ? 2 : 4);
			expect(seen).toHaveLength(requests);
		}
	});

	test('a number of pages that is null ends nothing', async () => {
		const {target} = await open('{path: users, items: data, paging: {by: page, at: pages}}', seen => ({
			body: {data: people(4).slice((page(seen) - 1) * 2, page(seen) * 2), pages: null},
		}));
		expect(await all(target)).toHaveLength(4);
	});

	test.each<[string, (number: number) => Reply]>([
		['is empty', number => ({body: {data: number === 1 ? people(3) : [], total: 3}})],
		['is not there', number => (number === 1 ? {body: {data: people(3), total: 3}} : 404)],
		['is refused as 400', number => (number === 1 ? {body: {data: people(3), total: 3}} : {status: 400, body: {error: 'no such page'}})],
		['is refused as 422', number => (number === 1 ? {body: {data: people(3), total: 3}} : {status: 422, body: {error: 'no such page'}})],
		['is the first again', () => ({body: {data: people(3), total: 3}})],
		['is empty, and its total is its own', number => ({body: {data: number === 1 ? people(3) : [], total: number === 1 ? 3 : 0}})],
		['has somebody who came meanwhile', number => ({body: {data: number === 1 ? people(3) : people(1, 4), total: number === 1 ? 3 : 4}})],
	])('a full page that holds all is whole where the next one %s', async (sentence, reply) => {
		const {target, seen} = await open('{path: users, items: data, total: total, paging: {by: page, sizeParam: n, size: 3}}', request =>
			reply(page(request)),
		);
		expect(await all(target)).toHaveLength(sentence.includes('meanwhile') ? 4 : 3);
		expect(seen).toHaveLength(2);
	});
});
