import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';

import {http} from '../../src/http/target.ts';
import {client, failure} from '../http/client.ts';
import {type Reply, type Seen, serve} from '../http/server.ts';
import {all, call, openHttp} from './open.ts';

const draft = {slackId: 'U1', attributes: {email: 'ada@example.com'}, secrets: {}};

describe('an error says where to look', () => {
	test.each<[string, Reply, string]>([
		[
			'400',
			{status: 400, body: {error: 'per_page is too large'}},
			'Look at `list` (`path`, `query`, `headers`, `body`): the target does not take it as it is.',
		],
		['422', 422, 'Look at `list` (`path`, `query`, `headers`, `body`): the target does not take it as it is.'],
		['404', 404, 'Look at `list.path` and `url`.'],
		[
			'XML',
			{body: '<?xml version="1.0"?><users><user/></users>'},
			'slack-im reads JSON: ask for it by `list.path` (as `….json`), a query parameter, or `Accept` in `headers`.',
		],
		[
			'XML without a head',
			{body: '<users><user/></users>'},
			'slack-im reads JSON: ask for it by `list.path` (as `….json`), a query parameter, or `Accept` in `headers`.',
		],
	])('a list that is answered with %s', async (_sentence, reply, hint) => {
		const {url} = await serve(() => reply);
		const {target} = await openHttp('{url: "${URL}", list: {path: users}}', url);
		expect((await failure(all(target))).hint).toBe(hint);
	});

	test.each<[string, Reply, string | undefined]>([
		['404', 404, 'Look at `create.path` and `url`.'],
		['415', 415, 'The target does not take such a body: set `encoding: form` in `create`, or its `Content-Type` in `headers`.'],
		['422', 422, undefined],
		[
			'422 and a value that is taken',
			{status: 422, body: {errors: ['Login has already been taken']}},
			'Where that means that an account with this value is there already, set `answers: [{status: 422, body: "*already been taken*", means: exists}]`.',
		],
		[
			'400 and a value that has to be unique',
			{status: 400, body: {errors: [{message: 'Value for field "email" has to be unique.'}]}},
			'Where that means that an account with this value is there already, set `answers: [{status: 400, body: "*has to be unique*", means: exists}]`.',
		],
		[
			'500',
			{status: 500, body: {message: 'null value in column "role"'}},
			"If every create is answered so, the target cannot do with what it is sent: look at `create` (`path`, `headers`, `body`), at `attributes`, and at the target's own log.",
		],
		[
			'500, by a database that is locked',
			{status: 500, body: {message: 'database is locked'}},
			'If it is asked too much at once, lower `limits: {concurrency}`; then run again.',
		],
	])('a create that is answered with %s', async (_sentence, reply, hint) => {
		const {url} = await serve(() => reply);
		const {target} = await openHttp('{url: "${URL}", list: {path: users}}', url);
		expect((await failure(target.create(draft, call))).hint).toBe(hint);
	});

	test('what is to be pasted makes it known', async () => {
		const {url} = await serve(() => ({status: 400, body: {error: 'Value has to be unique.'}}));
		const {target} = await openHttp(
			'{url: "${URL}", list: {path: users}, answers: [{status: 400, body: "*has to be unique*", means: exists}]}',
			url,
		);
		expect(await failure(target.create(draft, call))).toMatchObject({kind: 'exists'});
	});

	test('an error in XML says what it says', async () => {
		const {url} = await serve(() => ({status: 400, body: '<?xml version="1.0"?>\n<errors><error>E-mail is taken</error></errors>'}));
		expect((await failure(client(url).post('users'))).message).toBe('POST /users answered 400: XML, "E-mail is taken"');
	});

	test('a write that is answered in XML is done all the same', async () => {
		const {url} = await serve(() => ({status: 201, body: '<?xml version="1.0"?><user/>'}));
		const {target} = await openHttp('{url: "${URL}", list: {path: users}}', url);
		expect(await target.create(draft, call)).toEqual({});
	});

	test('a host that nobody knows, and a port at which nobody listens', async () => {
		const {target} = await openHttp('{url: "https://nobody.invalid", list: {path: users}}', '', {timeout: 20_000});
		expect(await failure(all(target))).toMatchObject({
			kind: 'unavailable',
			hint: 'Look at `url`: is the host right, and known from this machine (DNS, VPN, proxy)?',
		});
		const {target: other} = await openHttp('{url: "http://127.0.0.1:9", list: {path: users}}', '');
		expect((await failure(all(other))).hint).toBe('Is the target running, and are the host and the port in `url` right?');
	});

	test('a setting that is the address itself is named once', async () => {
		const {url} = await serve(() => 404);
		const error = await failure(client(url).get('users', {context: {setting: 'url'}}));
		expect(error.hint).toBe('Look at `url`.');
	});

	test('a template in the address is refused at load', () => {
		expect(http.check!(http.schema.parse(parse('{url: "https://dev.example/{{ id }}", list: {}}')))).toMatchObject([
			{path: ['url'], message: 'holds a template, and takes none', hint: 'Write it into the `path` of the request.'},
		]);
	});
});

/** Lists three people; some are not there when they are read, and some leave the list then. */
const server = (gone: readonly number[], total: number, left: readonly number[] = []) => {
	let lists = 0;
	return (seen: Seen): Reply => {
		const [, , id] = seen.url.split('/');
		if (id !== undefined) return gone.includes(Number(id)) ? 404 : {body: {id: Number(id), email: `p${id}@example.com`}};
		const there = [1, 2, 3].filter(one => lists === 0 || !left.includes(one));
		lists++;
		return {body: {users: there.map(one => ({id: one})), total: total - 3 + there.length}};
	};
};

describe('a list of which each row is read by itself', () => {
	const yaml = '{url: "${URL}", list: {path: users, items: users, total: total, paging: {by: page}, detail: {path: "users/{{ id }}"}}}';

	test('does without one that is gone by then', async () => {
		const {url, seen} = await serve(server([2], 3, [2]));
		const {target} = await openHttp(yaml, url);
		expect((await all(target)).map(({id}) => id)).toEqual(['1', '3']);
		expect(seen).toHaveLength(5);
	});

	test.each([
		[[2], []],
		[[2, 3], [2]],
	])('is none where %j have no details, and all but %j are listed still', async (gone, left) => {
		const {url} = await serve(server(gone, 3, left));
		const {target} = await openHttp(yaml, url);
		expect(await failure(all(target))).toMatchObject({
			kind: 'invalid-answer',
			message: `GET /users/${gone.at(-1)} answered 404, and the list still shows this account: ${gone.length} of its rows cannot be read in full`,
			hint: expect.stringContaining('`list.detail`'),
		});
	});

	test('may be a list of ids, and the row wrapped twice', async () => {
		const {url} = await serve(({url: path}) =>
			path === '/users'
				? {body: {ocs: {meta: {status: 'ok'}, data: {users: ['ada', 'bo']}}}}
				: {body: {ocs: {meta: {status: 'ok'}, data: {id: path.slice(7), email: `${path.slice(7)}@example.com`}}}},
		);
		const list = '{path: users, items: ocs.data.users, detail: {path: "users/{{ id }}"}}';
		const {target} = await openHttp(`{url: "\${URL}", list: ${list}}`, url);
		expect((await all(target)).map(({id, keys}) => [id, keys['email']])).toEqual([
			['ada', 'ada@example.com'],
			['bo', 'bo@example.com'],
		]);
	});

	test('is none where no row can be read: then it is the address', async () => {
		const {url} = await serve(server([1, 2, 3], 3));
		const {target} = await openHttp(yaml, url);
		expect(await failure(all(target))).toMatchObject({kind: 'not-found', hint: 'Look at `list.detail.path` and `url`.'});
	});
});
