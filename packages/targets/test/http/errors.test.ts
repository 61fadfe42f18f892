import {createServer} from 'node:net';
import {brotliCompressSync, deflateSync, gzipSync} from 'node:zlib';

import {describe, expect, onTestFinished, test} from 'vitest';

import {client, failure} from './client.ts';
import {serve} from './server.ts';

const token = 'xoxb-1234567890-abcdefghijklmnopqrstuvwxyz';

describe('what a status means', () => {
	test.each([
		[400, 'refused', 'refused'],
		[401, 'auth', 'auth'],
		[403, 'auth', 'auth'],
		[404, 'not-found', 'not-found'],
		[409, 'exists', 'exists'],
		[412, 'changed', 'changed'],
		[422, 'refused', 'refused'],
		[429, 'unavailable', 'unavailable'],
		[500, 'unavailable', 'unavailable'],
		[501, 'refused', 'refused'],
		[502, 'unavailable', 'unknown-outcome'],
		[503, 'unavailable', 'unavailable'],
		[504, 'unavailable', 'unknown-outcome'],
	] as const)('%d is %s to a read and %s to a write', async (status, toRead, toWrite) => {
		const {url} = await serve(() => status);
		const api = client(url);
		expect(await failure(api.get('users'))).toMatchObject({kind: toRead, status});
		expect(await failure(api.post('users', {json: {}}))).toMatchObject({kind: toWrite, status});
	});

	test('503 with Retry-After was not done, whatever the method', async () => {
		const {url} = await serve(() => ({status: 503, headers: {'retry-after': '3600'}}));
		expect(await failure(client(url).post('users'))).toMatchObject({kind: 'unavailable', status: 503});
	});

	test('a caller that wants the answer itself gets it', async () => {
		const {url} = await serve(() => ({status: 422, body: {error: 'taken'}}));
		const response = await client(url).post('users', {throwHttpErrors: false});
		expect([response.status, await response.json()]).toEqual([422, {error: 'taken'}]);
	});
});

describe('what an error says', () => {
	test.each(Array.from({length: token.length}, (_, index) => 299 - index))(
		'no part of a token, wherever an error is cut: after %d characters',
		async before => {
			const {url} = await serve(() => ({status: 400, body: `${'no '.repeat(100).slice(0, before - 1)} ${token} more`.padEnd(400, '.')}));
			for (const settings of [{}, {redact: (text: string) => text.replaceAll(token, '[redacted]')}]) {
				const {message} = await failure(client(url, settings).post('users', {json: {}}));
				expect(message).not.toContain(token.slice(0, 5));
				expect(message).toMatch(/^POST \/users answered 400: no no .*…$/);
			}
		},
	);

	test.each([
		['as it is', 'pre<post>fix'],
		['escaped', 'pre&lt;post&gt;fix'],
	])('no half of a secret with markup in it, %s', async (_sentence, quoted) => {
		for (const body of [`<?xml version="1.0"?><error>bad: ${quoted}</error>`, `<html><title>bad: ${quoted}</title></html>`]) {
			const {url} = await serve(() => ({status: 400, body}));
			const {message} = await failure(client(url).post('users', {json: {}, context: {secrets: ['pre<post>fix']}}));
			expect(message).toMatch(/^POST \/users answered 400: (XML|an HTML page), "bad: \*\*\*"$/);
		}
		const {url} = await serve(() => ({status: 400, body: `{"error": "bad: pre\\u003cpost\\u003efix"}`}));
		const {message} = await failure(client(url).post('users', {json: {}, context: {secrets: ['pre<post>fix']}}));
		expect(message).toBe('POST /users answered 400: bad: ***');
	});

	test('no token that was sent along', async () => {
		const {url} = await serve(({headers}) => ({status: 403, body: `no rights: ${headers.authorization}, ${headers.cookie}`}));
		const {message} = await failure(
			client(url, {}, {headers: {Authorization: `Bearer ${token}`, Cookie: 'sid=s3cr3t-session'}}).get('users'),
		);
		expect(message).toBe('GET /users answered 403: no rights: Bearer ***, ***');
	});

	test.each([
		['its message', {message: 'name is taken'}, 'POST /api/users answered 400: name is taken'],
		['a nested message', {error: {code: 7, message: 'no such role'}}, 'POST /api/users answered 400: no such role'],
		['several messages', {errors: [{detail: 'a'}, {detail: 'b'}]}, 'POST /api/users answered 400: a; b'],
		['plain text on one line', 'first\r\n\tsecond\u001B[31m', 'POST /api/users answered 400: first second [31m'],
		[
			'the title of a page',
			'<!DOCTYPE html><html><title>Bad gate</title><body>long',
			'POST /api/users answered 400: an HTML page, "Bad gate"',
		],
		['JSON without a message as it is', {field: 'x'}, 'POST /api/users answered 400: {"field":"x"}'],
		['nothing more where there is nothing', '', 'POST /api/users answered 400'],
	])('%s', async (_sentence, body, message) => {
		const {url} = await serve(() => ({status: 400, body}));
		expect((await failure(client(`${url}/api`).post('users?key=s3cret', {json: {}}))).message).toBe(message);
	});

	test('is cut, and never holds a secret that the server quotes', async () => {
		const {url} = await serve(({body}) => ({
			status: 400,
			body: `bad: ${body} ${Buffer.from('pa"ss wörd').toString('base64')} ${'x'.repeat(2_000)}`,
		}));
		const {message} = await failure(client(url).post('users', {json: {password: 'pa"ss wörd'}, context: {secrets: ['pa"ss wörd']}}));
		expect(message).toMatch(/^POST \/users answered 400: bad: \{"password":"\*\*\*"\} \*\*\* …$/);
		expect(message.length).toBeLessThan(350);
	});

	test.each([
		['Hangul', '김민수'],
		['a line break', 'Kim\nMinsu'],
	])('a header with %s is not sent, not even tried, and named with the keys to look at', async (_sentence, value) => {
		const lines: string[] = [];
		const {url, seen} = await serve(() => 201);
		const api = client(url, {log: {debug: line => void lines.push(line)}});
		expect(await failure(api.post('users', {headers: {'x-name': value}, context: {setting: 'create.path'}}))).toMatchObject({
			kind: 'refused',
			message: 'POST /users was not sent: invalid x-name header',
			hint: expect.stringMatching(/^Look at `create\.headers`, `headers` and `auth`: a header takes Latin-1/),
		});
		expect([seen, lines]).toEqual([[], []]);
	});

	test('a target that is not there names host and reason', async () => {
		const error = await failure(client('http://127.0.0.1:1').post('users', {json: {}}));
		expect(error).toMatchObject({kind: 'unavailable', message: 'POST /users cannot reach 127.0.0.1:1: connection refused'});
	});
});

describe('a status that there is not', () => {
	test.each(['600', '999'])('%s is an invalid answer to a read, and leaves open what became of a write', async status => {
		const server = createServer(socket => {
			socket.on('error', () => {});
			socket.on('data', () => socket.end(`HTTP/1.1 ${status} Odd\r\ncontent-length: 2\r\n\r\n{}`));
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => void server.close());
		const address = server.address();
		if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
		const origin = `http://127.0.0.1:${address.port}`;
		const message = `answered with ${status}, which is no HTTP status`;
		expect(await failure(client(origin).get('users'))).toMatchObject({kind: 'invalid-answer', message: `GET /users ${message}`});
		expect(await failure(client(origin).post('users'))).toMatchObject({kind: 'unknown-outcome', message: `POST /users ${message}`});
	});
});

describe('an answer that was packed, though nobody asked for it', () => {
	test.each([
		['gzip', gzipSync],
		['deflate', deflateSync],
		['br', brotliCompressSync],
	])('%s is unpacked', async (encoding, pack) => {
		const {url} = await serve((_seen, response) => {
			response.writeHead(200, {'content-encoding': encoding}).end(pack('["Zoë"]'));
			return undefined;
		});
		expect(await client(url).get('users').json()).toEqual(['Zoë']);
	});

	test.each([
		['in a way that is not known', 'zstd', Buffer.from('(\u00b5/\u00fd')],
		['in another way than it says', 'gzip', Buffer.from('[]')],
		['beyond the limit', 'gzip', gzipSync('x'.repeat(50_000))],
	])('%s: says so in place of what nobody can read', async (_sentence, encoding, body) => {
		let status = 200;
		const {url} = await serve((_seen, response) => {
			response.writeHead(status, {'content-encoding': encoding}).end(body);
			return undefined;
		});
		const api = client(url, {maxBytes: 10_000});
		const said = `a body that cannot be unpacked (content-encoding ${encoding})`;
		expect(await failure(api.get('users').json())).toMatchObject({
			kind: 'invalid-answer',
			message: `GET /users answered with something else than JSON: ${said}`,
		});
		status = 400;
		expect((await failure(api.get('users'))).message).toBe(`GET /users answered 400: ${said}`);
	});
});

describe('an answer in letters beyond ASCII', () => {
	test.each([
		['UTF-8', 'application/json', Buffer.from('["Zoë 김"]'), 'Zoë 김'],
		['UTF-8 that is said to be Latin-1, for JSON is UTF-8', 'application/json; charset=ISO-8859-1', Buffer.from('["Zoë 김"]'), 'Zoë 김'],
		['UTF-8 with a mark in front', 'application/json; charset=latin1', Buffer.from('\uFEFF["Zoë"]'), 'Zoë'],
		['Latin-1 that is none of UTF-8', 'application/json;charset="ISO-8859-1"', Buffer.from('["Zoë"]', 'latin1'), 'Zoë'],
		['UTF-16 that says so', 'application/json; charset=utf-16le', Buffer.from('["Zoë"]', 'utf16le'), 'Zoë'],
		['UTF-8 in a charset that nobody knows', 'application/json; charset=klingon', Buffer.from('["Zoë"]'), 'Zoë'],
	])('%s', async (_sentence, type, body, text) => {
		let status = 200;
		const {url} = await serve((_seen, response) => void response.writeHead(status, {'content-type': type}).end(body));
		expect(await client(url).get('users').json()).toEqual([text]);
		status = 400;
		expect((await failure(client(url).get('users'))).message).toBe(`GET /users answered 400: ${text}`);
	});
});

describe('an answer that is not JSON', () => {
	const html = {body: '<html><title>Sign in</title></html>', headers: {'content-type': 'text/html'}};

	test('is an invalid answer to a read', async () => {
		const {url} = await serve(() => html);
		const error = await failure(client(url).get('users').json());
		expect(error).toMatchObject({
			kind: 'invalid-answer',
			message: 'GET /users answered with something else than JSON: an HTML page, "Sign in"',
		});
	});

	test('leaves open what became of a write', async () => {
		const {url} = await serve(() => html);
		expect(await failure(client(url).post('users', {json: {}}).json())).toMatchObject({kind: 'unknown-outcome'});
	});

	test('is undefined where it is empty', async () => {
		const {url} = await serve(() => 204);
		expect(await client(url).put('users/1', {json: {}}).json()).toBeUndefined();
	});
});
