import {describe, expect, test} from 'vitest';

import {failure} from '../http/client.ts';
import {type Reply, type Seen, serve} from '../http/server.ts';
import {all, openHttp} from './open.ts';

const people = (count: number) => Array.from({length: count}, (_, index) => ({id: index + 1, email: `p${index + 1}@example.com`}));

const query = ({url}: Seen, name: string): string | null => new URL(url, 'http://x').searchParams.get(name);
const number = (seen: Seen, name: string, usual: number): number => Number(query(seen, name) ?? usual);

type Server = (rows: readonly unknown[]) => (seen: Seen) => Reply;

/** Two rows a page, whatever is asked for. */
const strategies: Record<string, {readonly paging: string; readonly server: Server}> = {
	'pages by number, read to the empty one': {
		paging: 'paging: {by: page, param: p, sizeParam: n, size: 50}',
		server: rows => seen => ({body: rows.slice((number(seen, 'p', 1) - 1) * 2, number(seen, 'p', 1) * 2)}),
	},
	'pages by number from 0, the end of which is 404': {
		paging: '{items: results, paging: {by: page, first: 0}}',
		server: rows => seen => {
			const page = number(seen, 'page', 0);
			const results = rows.slice(page * 2, page * 2 + 2);
			if (results.length === 0 && page > 0) return {status: 404, body: {detail: 'Invalid page.'}};
			return {body: {results, next: page * 2 + 2 < rows.length ? `/users?page=${page + 1}` : null}};
		},
	},
	'pages by number, their count in the answer': {
		paging: '{items: rows, paging: {by: page, at: meta.pages}}',
		server: rows => seen => ({
			body: {rows: rows.slice((number(seen, 'page', 1) - 1) * 2, number(seen, 'page', 1) * 2), meta: {pages: Math.ceil(rows.length / 2)}},
		}),
	},
	'pages by number, the total in a header': {
		paging: '{total: "header:X-Total-Count", paging: {by: page}}',
		server: rows => seen => ({
			body: rows.slice((number(seen, 'page', 1) - 1) * 2, number(seen, 'page', 1) * 2),
			headers: {'x-total-count': String(rows.length)},
		}),
	},
	'an offset, the server giving fewer than asked for': {
		paging: '{items: users, total: total_count, paging: {by: offset, param: offset, sizeParam: limit, size: 100}}',
		server: rows => seen => ({
			body: {users: rows.slice(number(seen, 'offset', 0), number(seen, 'offset', 0) + 2), total_count: rows.length, limit: 2},
		}),
	},
	'an offset, the pages of uneven length': {
		paging: '{items: users, total: n, paging: {by: offset}}',
		server: rows => seen => {
			const from = number(seen, 'offset', 0);
			return {body: {users: rows.slice(from, from + (from % 3 === 0 ? 1 : 2)), n: String(rows.length)}};
		},
	},
	'an offset, the total at the end of Content-Range': {
		paging: '{total: "header:Content-Range", paging: {by: offset}}',
		server: rows => seen => {
			const from = number(seen, 'offset', 0);
			return {body: rows.slice(from, from + 2), headers: {'content-range': `items ${from}-${from + 1}/${rows.length}`}};
		},
	},
	'a cursor in the variables of a GraphQL query': {
		paging:
			'{method: POST, path: users, body: {query: "query($after: String) { users(after: $after) { nodes {id email} pageInfo {endCursor hasNextPage}}}", variables: {}}, items: data.users.nodes, paging: {by: cursor, param: variables.after, at: data.users.pageInfo.endCursor, more: data.users.pageInfo.hasNextPage}}',
		server: rows => seen => {
			const {variables}: {variables: {after?: string}} = JSON.parse(seen.body);
			const from = Number(variables.after ?? 0);
			return {
				body: {
					data: {users: {nodes: rows.slice(from, from + 2), pageInfo: {endCursor: String(from + 2), hasNextPage: from + 2 < rows.length}}},
				},
			};
		},
	},
	'an offset counted from 1, with has-more': {
		paging: '{items: users, paging: {by: offset, param: start, first: 1, more: hasMore}}',
		server: rows => seen => {
			const from = number(seen, 'start', 1) - 1;
			return {body: {users: rows.slice(from, from + 2), hasMore: from + 2 < rows.length}};
		},
	},
	'a cursor in the body of the answer': {
		paging: '{items: data.users, paging: {by: cursor, param: after, at: data.page.next}}',
		server: rows => seen => {
			const from = Number((query(seen, 'after') ?? 'c0').slice(1));
			return {body: {data: {users: rows.slice(from, from + 2), page: from + 2 < rows.length ? {next: `c${from + 2}`} : {}}}};
		},
	},
	'a cursor in the body of a search by POST': {
		paging: '{method: POST, path: users/search, body: {filter: {}}, items: hits, paging: {by: cursor, param: page.token, at: token}}',
		server: rows => seen => {
			const {page}: {page?: {token: number}} = JSON.parse(seen.body);
			const from = page?.token ?? 0;
			return {body: {hits: rows.slice(from, from + 2), token: from + 2 < rows.length ? from + 2 : null}};
		},
	},
	'the last id as the cursor': {
		paging: 'paging: {by: cursor, param: since, at: "row:id"}',
		server: rows => seen => ({body: rows.slice(number(seen, 'since', 0), number(seen, 'since', 0) + 2)}),
	},
	'the address of the next page in the answer': {
		paging: '{items: results, paging: {by: next, at: next}}',
		server: rows => seen => {
			const from = number(seen, 'from', 0);
			return {body: {results: rows.slice(from, from + 2), next: from + 2 < rows.length ? `/users?from=${from + 2}` : null}};
		},
	},
	'the next page in the Link header': {
		paging: 'paging: {by: link}',
		server: rows => seen => {
			const from = number(seen, 'from', 0);
			const links = [
				'</users?from=0>; rel="first"',
				...(from + 2 < rows.length ? [`</users?from=${from + 2}>; title="a, b"; rel="x next"`] : []),
			];
			return {body: rows.slice(from, from + 2), headers: {link: links.join(', ')}};
		},
	},
	'a Link header where no paging is set': {
		paging: '{}',
		server: rows => seen => {
			const from = number(seen, 'from', 0);
			return {body: rows.slice(from, from + 2), headers: from + 2 < rows.length ? {link: `<users?from=${from + 2}>; rel=next`} : {}};
		},
	},
	'one answer': {paging: 'paging: {by: none}', server: rows => () => ({body: rows})},
};

const yamlOf = (paging: string): string => `
url: "\${URL}"
list: ${paging.startsWith('{') ? paging.replace(/^\{/, '{path: users, ').replace('path: users, method: POST, path:', 'method: POST, path:') : `{path: users, ${paging}}`}
`;

describe.each(Object.entries(strategies))('a list by %s', (_name, {paging, server}) => {
	test.each([0, 1, 2, 3, 4, 5])('of %d people is whole', async count => {
		const {url} = await serve(server(people(count)));
		const {target} = await openHttp(yamlOf(paging), url);
		expect((await all(target)).map(({id}) => id)).toEqual(people(count).map(({id}) => String(id)));
	});
});

test('a total saves the request of an empty page', async () => {
	const {paging, server} = strategies['pages by number, the total in a header']!;
	const {url, seen} = await serve(server(people(4)));
	const {target} = await openHttp(yamlOf(paging), url);
	await all(target);
	expect(seen.map(request => query(request, 'page'))).toEqual(['1', '2']);
});

describe('half a list is no list', () => {
	test.each([
		[
			'a total that is not reached',
			'{items: rows, total: total}',
			{rows: people(2), total: 3},
			'2 rows, and `total` is 3: that is not the whole list',
		],
		[
			'a total that is not reached by the last page',
			'{items: rows, total: total, paging: {by: cursor, at: next}}',
			{rows: people(2), total: 3, next: ''},
			'2 accounts in all, but `total` says 3: that is not the whole list',
		],
		['a total that no setting reads', '{items: rows}', {rows: people(2), total: 3}, '2 rows, and `total` is 3: that is not the whole list'],
		[
			'a has-more that no setting reads',
			'{items: rows}',
			{rows: people(2), pagination: {has_more: true}},
			'2 rows, and `has_more` is true: that is not the whole list',
		],
		[
			'a next link that no setting reads',
			'{items: rows}',
			{rows: people(2), links: {next: 'https://x/2'}},
			'2 rows, and `next` is not empty: that is not the whole list',
		],
		[
			'a cursor that is looked for elsewhere',
			'{items: rows, paging: {by: cursor, at: next}}',
			{rows: people(2), meta: {nextCursor: 'a'}},
			'2 rows, and `nextCursor` is not empty: that is not the whole list',
		],
		[
			'the same page again and again',
			'{items: rows, paging: {by: page}}',
			{rows: people(2)},
			'page 2 with the same rows as page 1: it does not go on',
		],
		[
			'the same cursor again and again',
			'{items: rows, paging: {by: cursor, at: next}}',
			{rows: people(2), next: 'a'},
			'page 2 with the same rows as page 1: it does not go on',
		],
	])('%s', async (_sentence, list, body, message) => {
		const {url} = await serve(() => ({body}));
		const {target} = await openHttp(yamlOf(list), url);
		const error = await failure(all(target));
		expect(error).toMatchObject({kind: 'invalid-answer', message: `GET /users answered ${message}`});
		expect(error.hint).toMatch(/^Look at `list\.(paging|total)`/);
	});

	test('a list that goes in a circle ends', async () => {
		const rows = people(4);
		const {url} = await serve(seen => {
			const from = Number(query(seen, 'from') ?? 0);
			return {body: {rows: rows.slice(from, from + 1), next: `/users?from=${(from + 1) % 3}`}};
		});
		const {target} = await openHttp(yamlOf('{items: rows, paging: {by: next, at: next}}'), url);
		expect(await failure(all(target))).toMatchObject({kind: 'invalid-answer', message: expect.stringContaining('goes in a circle')});
	});

	test('a page that fails in the middle', async () => {
		const {url} = await serve(seen => (query(seen, 'page') === '2' ? 403 : {body: people(2)}));
		const {target} = await openHttp(yamlOf('paging: {by: page}'), url);
		expect(await failure(all(target))).toMatchObject({kind: 'auth', status: 403});
	});

	test('a next page at another origin is not asked, for the credentials would go along', async () => {
		const other = await serve(() => ({body: {rows: people(1)}}));
		const {url} = await serve(() => ({body: {rows: people(2), next: `${other.url}/users?page=2`}}));
		const {target} = await openHttp(yamlOf('{items: rows, paging: {by: next, at: next}}'), url);
		expect(await failure(all(target))).toMatchObject({kind: 'refused'});
		expect(other.seen).toEqual([]);
	});
});

/** Reads six people, two a page; `change` is made to the list before its second page. */
const changing = async (change: (rows: {id: number; email: string}[]) => void) => {
	const rows = people(6);
	let pages = 0;
	const {url, seen} = await serve(request => {
		if (++pages === 2) change(rows);
		const from = Number(query(request, 'offset') ?? 0);
		return {body: {rows: rows.slice(from, from + 2), total: rows.length}};
	});
	const {target} = await openHttp(yamlOf('{items: rows, total: total, paging: {by: offset}}'), url);
	return {ids: (await all(target)).map(({id}) => id), seen};
};

describe('a list that changes while it is read', () => {
	test('shows a row that moved back once only', async () => {
		const {ids} = await changing(rows => rows.unshift({id: 9, email: 'p9@example.com'}));
		expect(ids.toSorted()).toEqual(['1', '2', '3', '4', '5', '6', '9']);
	});

	test('is read again where a row that moved forward may have been passed over', async () => {
		const {ids, seen} = await changing(rows => rows.shift());
		expect(ids.toSorted()).toEqual(['1', '2', '3', '4', '5', '6']);
		expect(seen.length).toBe(6);
	});
});

describe('several lists', () => {
	test('are one, each account once; what they say of the state counts', async () => {
		const {url, seen} = await serve(request => {
			if (query(request, 'state') === 'disabled') return {body: [{id: 3, email: 'c@example.com', on: true}]};
			return {
				body: [
					{id: 1, email: 'a@example.com'},
					{id: 2, email: 'b@example.com'},
				],
			};
		});
		const {target} = await openHttp(
			'url: "${URL}"\nlist: [{path: users, query: {fields: all}}, {query: {state: disabled}, active: false}]\naccount: {active: on}',
			url,
		);
		expect((await all(target)).map(({id, active}) => [id, active])).toEqual([
			['1', true],
			['2', true],
			['3', false],
		]);
		expect(seen.map(({url}) => url)).toEqual(['/users?fields=all', '/users?state=disabled']);
	});

	test('take over what the first says of its rows, and not what it asks for', async () => {
		const {url, seen} = await serve(({url: path}) => ({
			body: {data: [{user: {id: path, email: `${path.length}@example.com`}}], other: []},
		}));
		const {target} = await openHttp(
			'url: "${URL}"\nlist: [{path: users, query: {state: gone}, items: data, row: user, active: false}, {headers: {x-all: "1"}}]',
			url,
		);
		expect((await all(target)).map(({id, active}) => [id, active])).toEqual([
			['/users?state=gone', false],
			['/users', true],
		]);
		expect(seen.map(({headers}) => headers['x-all'])).toEqual([undefined, '1']);
	});

	test('the later one tells better what has become of an account since', async () => {
		const {url} = await serve(request => ({body: [{id: 1, email: 'a@example.com', on: query(request, 'all') === null}]}));
		const {target} = await openHttp('url: "${URL}"\nlist: [{path: users}, {query: {all: 1}}]\naccount: {active: "on"}', url);
		expect((await all(target)).map(({id, active}) => [id, active])).toEqual([
			['1', true],
			['1', false],
		]);
	});
});
