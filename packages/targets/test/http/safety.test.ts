import {describe, expect, test} from 'vitest';

import {addressProblem, shownAddress} from '../../src/http/address.ts';
import {httpFactory} from '../../src/http/client.ts';
import {http} from '../../src/http/target.ts';
import {scim} from '../../src/scim/target.ts';
import {workspace} from '../../src/workspace.ts';
import {client, failure} from './client.ts';
import {serve} from './server.ts';

describe('read-only', () => {
	test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'MKCOL'])('%s never leaves', async method => {
		const {url, seen} = await serve(() => 200);
		const error = await failure(client(url, {readOnly: true})('users', {method}));
		expect(error).toMatchObject({kind: 'refused', message: `${method} /users was not sent: nothing is written in a dry run`});
		expect(seen).toEqual([]);
	});

	test.each([
		['GET', {}],
		['HEAD', {}],
		['POST', {context: {read: true}}],
	])('%s passes where it is a read', async (method, options) => {
		const {url, seen} = await serve(() => 200);
		await client(url, {readOnly: true})('users', {method, ...options});
		expect(seen.length).toBe(1);
	});

	test('a mark that is not exactly true does not pass', async () => {
		const {url, seen} = await serve(() => 200);
		await failure(client(url, {readOnly: true}).post('users', {context: {read: 'true'}}));
		expect(seen).toEqual([]);
	});
});

describe('redirects', () => {
	test('of a read are followed within the origin', async () => {
		const {url, seen} = await serve(({url: path}) => (path === '/new' ? {body: [1]} : {status: 302, headers: {location: '/new'}}));
		expect(
			await client(url, {}, {headers: {authorization: 'Bearer s3cret'}})
				.get('old')
				.json(),
		).toEqual([1]);
		expect(seen[1]!.headers.authorization).toBe('Bearer s3cret');
	});

	test('to another origin are refused before anything is sent there', async () => {
		const other = await serve(() => ({body: []}));
		const {url} = await serve(() => ({status: 302, headers: {location: `${other.url}/sso?token=abc`}}));
		const error = await failure(client(url).get('users').json());
		expect(error).toMatchObject({kind: 'invalid-answer', status: 302});
		expect(error.message).toBe(`GET /users answered 302, a redirect to ${other.url}/sso; credentials are not sent to another origin`);
		expect(other.seen).toEqual([]);
	});

	test('of a write are refused, and named', async () => {
		const {url, seen} = await serve(({url: path}) => ({status: 307, headers: {location: `${path}/`}}));
		const error = await failure(client(url).post('users', {json: {}}));
		expect(error).toMatchObject({
			kind: 'refused',
			status: 307,
			message: `POST /users answered 307, a redirect to ${url}/users/; a write is not sent on to another place`,
		});
		expect(seen.length).toBe(1);
	});

	test('in a circle end', async () => {
		const {url, seen} = await serve(() => ({status: 301, headers: {location: '/round'}}));
		expect(await failure(client(url).get('round'))).toMatchObject({kind: 'invalid-answer'});
		expect(seen.length).toBe(6);
	});

	test('of a search by POST keep their body, or are refused', async () => {
		const {url, seen} = await serve(({url: path}) =>
			path === '/to' ? {body: {}} : {status: path === '/307' ? 307 : 303, headers: {location: '/to'}},
		);
		const api = client(url);
		await api.post('307', {json: {q: 1}, context: {read: true}});
		expect(seen[1]).toMatchObject({method: 'POST', url: '/to', body: '{"q":1}'});
		expect(await failure(api.post('303', {json: {q: 1}, context: {read: true}}))).toMatchObject({kind: 'invalid-answer', status: 303});
	});
});

describe('an address', () => {
	test.each([
		['https', 'https://dev.example/api', 'fine'],
		['plain http on this machine', 'http://localhost:8080', 'fine'],
		['plain http on this machine, by number', 'http://127.0.0.1:8080', 'fine'],
		['plain http on this machine, by number, new style', 'http://[::1]:8080', 'fine'],
		['plain http elsewhere', 'http://dev.example/api', 'insecureHttp: true'],
		['a host that only begins like this machine', 'http://127.0.0.1.evil.example', 'insecureHttp: true'],
		['credentials in it', 'https://u:p@dev.example', 'auth'],
		['another protocol', 'ftp://dev.example', 'https:'],
		['no URL', 'dev.example/api', 'https://'],
	])('%s', (_sentence, url, hint) => {
		expect(addressProblem(url)?.hint ?? 'fine').toContain(hint);
	});

	test('plain http passes where it is allowed, and not without', () => {
		expect(() => httpFactory()({prefix: 'http://dev.example', insecureHttp: true})).not.toThrow();
		expect(() => httpFactory()({prefix: 'http://dev.example'})).toThrow('plain http');
	});

	test('is shown without credentials and query', () => {
		expect(shownAddress('https://u:p@dev.example/api/?key=1')).toBe('https://dev.example/api');
	});
});

/** The name of the lock of a target with this address. */
const locks = [
	['http', async (url: string) => http.identity!(http.schema.parse({url}), '/')],
	['scim', async (url: string) => scim.identity!(scim.schema.parse({url}), '/')],
	['workspace', async (url: string) => workspace.identity!(workspace.schema.parse({url}), '/')],
] as const;

describe.each(locks)('the lock of %s', (_type, system) => {
	test.each([
		['names of this machine', 'http://localhost:8080/', 'http://127.0.0.1:8080/x?y#z'],
		['this machine, new style', 'http://[::1]:8080', 'http://LOCALHOST:8080'],
		['this machine by all of its addresses', 'http://0.0.0.0:8080', 'http://127.0.0.2:8080'],
		['the usual port', 'https://dev.example:443/api', 'https://DEV.example./api/'],
		['another path', 'https://dev.example/one', 'https://dev.example/two'],
	])('is one and the same: %s', async (_sentence, a, b) => {
		expect(await system(a)).toBe(await system(b));
	});

	test.each([
		['another host', 'https://dev.example', 'https://demo.example'],
		['another port', 'http://localhost:8080', 'http://localhost:8081'],
	])('is another: %s', async (_sentence, a, b) => {
		expect(await system(a)).not.toBe(await system(b));
	});
});

describe('a proxy', () => {
	test.each([
		['http://dev.example', {http: 'http://127.0.0.1:1'}, 'cannot reach the proxy 127.0.0.1:1: connection refused'],
		['https://dev.example', {https: 'http://kim:pass@127.0.0.1:1'}, 'cannot reach the proxy 127.0.0.1:1: connection refused'],
		['http://dev.example', {http: 'http://nowhere.invalid:3128'}, 'cannot reach the proxy nowhere.invalid'],
	])('that cannot be reached is named, and not its password: %s by %o', async (url, proxy, message) => {
		const error: unknown = await client(url, {proxy, random: () => 0}, {insecureHttp: true})
			.get('users')
			.then(
				() => undefined,
				(caught: unknown) => caught,
			);
		expect(error).toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining(message),
			hint: expect.stringContaining('NO_PROXY'),
		});
		expect(JSON.stringify(error)).not.toContain('pass');
	});

	test('is used, save for the hosts that are named', async () => {
		const target = await serve(() => ({body: 'direct'}));
		const proxy = await serve(() => ({body: 'by proxy'}));
		const settings = {proxy: {http: proxy.url, no: 'localhost'}};
		expect(await client('http://dev.example', settings, {insecureHttp: true}).get('users').text()).toBe('by proxy');
		expect(await client(target.url.replace('127.0.0.1', 'localhost'), settings).get('users').text()).toBe('direct');
	});
});
