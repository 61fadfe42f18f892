import {describe, expect, test} from 'vitest';

import {client, failure} from './client.ts';
import {serve} from './server.ts';

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
		[503, 'unavailable', 'unknown-outcome'],
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
		expect(message).toMatch(/^POST \/users answered 400: bad: \{"password":"\*\*\*"\} \*\*\* x+…$/);
		expect(message.length).toBeLessThan(350);
	});

	test('a target that is not there names host and reason', async () => {
		const error = await failure(client('http://127.0.0.1:1').post('users', {json: {}}));
		expect(error).toMatchObject({kind: 'unavailable', message: 'POST /users cannot reach 127.0.0.1:1: connection refused'});
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
