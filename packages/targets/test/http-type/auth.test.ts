import {describe, expect, test} from 'vitest';

import {failure} from '../http/client.ts';
import {serve} from '../http/server.ts';
import {all, call, openHttp} from './open.ts';

const rows = {body: [{id: 1, email: 'ada@example.com'}]};

describe('who asks is told', () => {
	test.each([
		['by a bearer token', '{bearer: t0ken}', 'authorization', 'Bearer t0ken'],
		[
			'by user and password',
			'{basic: {user: "im:1", password: "pä"}}',
			'authorization',
			`Basic ${Buffer.from('im:1:pä').toString('base64')}`,
		],
		['by a header of its own', '{header: {name: X-Api-Key, value: k3y}}', 'x-api-key', 'k3y'],
	])('%s', async (_sentence, auth, header, value) => {
		const {url, seen} = await serve(() => rows);
		const {target} = await openHttp(`{url: "\${URL}", auth: ${auth}, headers: {X-Tenant: blue}, list: {path: users}}`, url);
		await all(target);
		expect(seen[0]!.headers).toMatchObject({[header]: value, 'x-tenant': 'blue'});
	});

	test('by a key in the query, which no error shows', async () => {
		const {url, seen} = await serve(() => 500);
		const {target} = await openHttp('{url: "${URL}", auth: {query: {name: key, value: k3y}}, list: {path: "users?all=1"}}', url);
		const {message} = await failure(all(target));
		expect(seen[0]!.url).toBe('/users?all=1&key=k3y');
		expect(message).not.toContain('k3y');
	});
});

describe('a login', () => {
	test('is made once, however many ask at once, and again when its token is no longer accepted', async () => {
		let issued = 0;
		let valid = 't1';
		const {url, seen} = await serve(({url: path, headers}) => {
			if (path === '/oauth/token') return {body: {access_token: (valid = `t${++issued}`), expires_in: 60}};
			return headers.authorization === `Bearer ${valid}` ? {status: 201, body: {id: 7}} : 401;
		});
		const login = '{path: oauth/token, encoding: form, body: {grant_type: client_credentials, client_secret: s3cret}, token: access_token}';
		const {target} = await openHttp(`{url: "\${URL}", auth: {login: ${login}}, answers: [{status: 409, means: exists}]}`, url);
		const create = async () => target.create({slackId: 'U1', attributes: {}, secrets: {}}, call);
		await Promise.all(Array.from({length: 5}, create));
		expect(issued).toBe(1);
		expect(seen[0]).toMatchObject({method: 'POST', body: 'grant_type=client_credentials&client_secret=s3cret'});
		valid = 'revoked';
		await Promise.all(Array.from({length: 5}, create));
		expect(issued).toBe(2);
	});

	test('may be a session of cookies', async () => {
		const {url, seen} = await serve(({url: path}) =>
			path === '/session' ? {status: 204, headers: {'set-cookie': 'sid=abc; Path=/; HttpOnly'}} : rows,
		);
		const {target} = await openHttp('{url: "${URL}", auth: {login: {path: session, body: {user: a}}}, list: {path: users}}', url);
		await all(target);
		expect(seen[1]!.headers.cookie).toBe('sid=abc');
	});

	test('may be elsewhere, in a header of its own', async () => {
		const idp = await serve(() => ({body: {data: {jwt: 'x.y.z'}}}));
		const {url, seen} = await serve(() => rows);
		const {target} = await openHttp(
			`{url: "\${URL}", auth: {login: {url: "${idp.url}/in", token: data.jwt, header: X-Jwt, prefix: ""}}, list: {path: users}}`,
			url,
		);
		await all(target);
		expect([idp.seen[0]!.url, seen[0]!.headers['x-jwt']]).toEqual(['/in', 'x.y.z']);
	});

	test.each([
		['that is refused', {status: 401, body: {error: 'bad secret s3cret'}}, 'auth', 'POST /login answered 401: bad secret ***'],
		[
			'without the token',
			{body: {token: ''}},
			'invalid-answer',
			'POST /login answered an object with token; at `access_token` there is nothing, not a token',
		],
	])('%s says so, and is tried again by the next call', async (_sentence, reply, kind, message) => {
		const {url, seen} = await serve(() => reply);
		const {target} = await openHttp(
			'{url: "${URL}", auth: {login: {path: login, body: {secret: s3cret}, token: access_token}}, list: {path: users}}',
			url,
		);
		expect(await failure(all(target))).toMatchObject({kind, message});
		expect(await failure(all(target))).toMatchObject({kind, message});
		expect(seen.map(({url: path}) => path)).toEqual(['/login', '/login']);
	});
});
