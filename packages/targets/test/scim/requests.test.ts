import {foundAccounts} from '@slack-im/core';
import {startScim, type ScimOptions} from '@slack-im/sandbox';
import {describe, expect, onTestFinished, test} from 'vitest';

import {httpFactory} from '../../src/http/client.ts';
import {scim} from '../../src/scim/target.ts';
import {serve} from '../http/server.ts';
import {accountOf, accountsOf, call, draft, failureOf, openScim} from './support.ts';

const start = async (options: ScimOptions = {}) => {
	const server = await startScim({users: [], ...options});
	onTestFinished(async () => server.close());
	return server;
};

describe('versions', () => {
	test('a change by somebody else is not written over', async () => {
		const {url, token} = await start();
		const target = openScim({url, token});
		await target.create(draft('ada'), call);
		const account = await accountOf(target, 'ada');
		await openScim({url, token}).update!(account, [{attribute: 'title', from: undefined, to: 'by somebody else'}], call);
		for (const write of [
			async () => target.update!(account, [{attribute: 'title', from: undefined, to: 'mine'}], call),
			async () => target.deactivate!(account, call),
			async () => target.delete!(account, call),
		]) {
			expect(await failureOf(write())).toMatchObject({kind: 'changed', status: 412});
		}
		expect((await accountOf(target, 'ada')).attributes).toMatchObject({title: 'by somebody else'});
	});

	test('are not sent where the provider has none', async () => {
		const server = await start({etag: false});
		const target = openScim({url: server.url, token: server.token});
		await target.create(draft('ada'), call);
		await target.deactivate!({...(await accountOf(target, 'ada')), version: 'W/"0"'}, call);
		expect(server.requests.at(-1)).toMatchObject({method: 'PATCH'});
		expect(server.requests.at(-1)?.headers).not.toHaveProperty('if-match');
	});
});

test('a user who is gone is deleted: the answer to a first try may have been lost', async () => {
	const {url, token} = await start();
	const target = openScim({url, token});
	await target.create(draft('ada'), call);
	const account = await accountOf(target, 'ada');
	await target.delete!(account, call);
	await expect(openScim({url, token}).delete!(account, call)).resolves.toBeUndefined();
});

test.each(['', '.', '..'])('an id such as "%s" never addresses all users', async id => {
	const server = await start();
	const target = openScim({url: server.url, token: server.token});
	const account = {id, keys: {}, active: true, attributes: {}};
	for (const write of [
		target.delete!(account, call),
		target.deactivate!(account, call),
		target.update!(account, [{attribute: 'title', from: undefined, to: 'x'}], call),
	]) {
		expect(await failureOf(write)).toMatchObject({kind: 'refused', message: expect.stringContaining('cannot address Users/{id}: ')});
	}
	expect(server.requests.filter(({method}) => method !== 'GET')).toEqual([]);
});

test.each([
	['/Users/50%zz', '50%zz'],
	['/Users/a%2Fb/?x=1', 'a/b'],
])('an answer without a body names the new user at %s', async (location, id) => {
	const {url} = await serve(({method}) => (method === 'POST' ? {status: 201, headers: {location}} : 404));
	expect(await openScim({url, token: 't'}).create(draft('ada'), call)).toEqual({id});
});

describe('find', () => {
	test('finds by Slack id, user name in any case, and e-mail', async () => {
		const server = await start();
		const target = openScim({url: server.url, token: server.token});
		await target.create(draft('ada'), call);
		await target.create(draft('bob'), call);
		for (const keys of [
			{slackId: 'U-ada'},
			{userName: 'ada'},
			{email: 'ada@example.com'},
			{slackId: 'U-none', userName: 'nobody', email: 'ada@example.com'},
		]) {
			expect(foundAccounts(await target.find!(keys, call))[0]?.slackId).toBe('U-ada');
		}
		expect(await target.find!({slackId: 'U-none', userName: 'nobody', email: 'no@example.com'}, call)).toBeUndefined();
	});

	test('quotes in a value do not end it', async () => {
		const server = await start();
		const target = openScim({url: server.url, token: server.token, filter: true});
		server.faults.add({match: {path: '/scim/v2/Users'}, status: 200, body: {totalResults: 0, Resources: []}});
		expect(await target.find!({userName: 'a" or userName pr or "b\\'}, call)).toBeUndefined();
		expect(server.requests.at(-1)?.query).toEqual({filter: 'userName eq "a\\" or userName pr or \\"b\\\\"'});
	});

	test('looks through the list where the provider refuses to search', async () => {
		const server = await start();
		const target = openScim({url: server.url, token: server.token, filter: true}, {attributes: ['userName']});
		await target.create(draft('ada'), call);
		server.faults.add({match: request => Object.hasOwn(request.query, 'filter'), times: null, status: 400, body: {detail: 'no filters'}});
		expect(await target.find!({email: 'ADA@example.com', slackId: 'U-none'}, call)).toMatchObject({slackId: 'U-ada'});
		expect(await target.find!({email: 'bob@example.com', slackId: 'U-none'}, call)).toBeUndefined();
	});

	test('reads the list once for many, and again after a write', async () => {
		const server = await start();
		const target = openScim({url: server.url, token: server.token, filter: false}, {attributes: ['userName']});
		await target.create(draft('ada'), call);
		const lists = (): number =>
			server.requests.filter(({method, path, query}) => method === 'GET' && path.endsWith('/Users') && query['startIndex'] === '1').length;
		const found = await Promise.all(['ada', 'bob', 'eve'].map(async name => target.find!({userName: name}, call)));
		expect(found.map(one => foundAccounts(one)[0]?.slackId)).toEqual(['U-ada', undefined, undefined]);
		expect(lists()).toBe(1);
		await target.create(draft('bob'), call);
		expect(await target.find!({userName: 'bob'}, call)).toMatchObject({slackId: 'U-bob'});
		expect(lists()).toBe(2);
	});

	test('could not ask is not "nobody"', async () => {
		const server = await start();
		const target = openScim({url: server.url, token: server.token, filter: false}, {attributes: ['userName']});
		server.faults.add({match: {path: '/scim/v2/Users'}, status: 403, body: {detail: 'not you'}});
		expect(await failureOf(target.find!({userName: 'ada'}, call))).toMatchObject({kind: 'auth', status: 403});
		expect(await target.find!({userName: 'ada'}, call)).toBeUndefined();
	});

	test('an account that a provider gives back unasked is not taken for the one that was meant', async () => {
		const server = await start();
		const target = openScim({url: server.url, token: server.token, filter: true});
		await target.create(draft('ada'), call);
		const response = await fetch(`${server.url}/Users`, {headers: {authorization: `Bearer ${server.token}`}});
		const all = JSON.parse(await response.text());
		server.faults.add({match: request => Object.hasOwn(request.query, 'filter'), times: null, status: 200, body: all});
		expect(await target.find!({userName: 'bob'}, call)).toBeUndefined();
	});
});

describe('what is sent', () => {
	test('nothing in a dry run, save reads', async () => {
		const server = await start();
		await openScim({url: server.url, token: server.token}).create(draft('ada'), call);
		const http = httpFactory({readOnly: true});
		onTestFinished(async () => http.close());
		const target = openScim({url: server.url, token: server.token}, {http, readOnly: true});
		const account = await accountOf(target, 'ada');
		server.forgetRequests();
		expect(await failureOf(target.create(draft('bob'), call))).toMatchObject({kind: 'refused'});
		expect(await failureOf(target.deactivate!(account, call))).toMatchObject({kind: 'refused'});
		expect(await failureOf(target.delete!(account, call))).toMatchObject({kind: 'refused'});
		expect(server.requests).toEqual([]);
	});

	test('a password goes along once and comes back in no error', async () => {
		const server = await start();
		const target = openScim({url: server.url, token: server.token});
		await target.create({...draft('ada'), secrets: {password: 'hush-hush-1'}}, call);
		expect(server.passwordOf('ada')).toBe('hush-hush-1');
		server.faults.add({match: {method: 'POST'}, status: 400, body: {detail: 'the password hush-hush-2 is too short'}});
		const error = await failureOf(target.create({...draft('bob'), secrets: {password: 'hush-hush-2'}}, call));
		expect(error).toMatchObject({kind: 'refused', message: 'POST /scim/v2/Users answered 400: the password *** is too short'});
	});

	test('"uniqueness" is "exists", whatever the status', async () => {
		const server = await start();
		const target = openScim({url: server.url, token: server.token});
		server.faults.add({match: {method: 'POST'}, status: 400, body: {scimType: 'uniqueness', detail: 'taken'}});
		expect(await failureOf(target.create(draft('ada'), call))).toMatchObject({kind: 'exists', status: 400});
	});

	test('a user that was created, but could not join, may be there', async () => {
		const server = await start();
		const headers = {authorization: `Bearer ${server.token}`, 'content-type': 'application/scim+json'};
		await fetch(`${server.url}/Groups`, {
			method: 'POST',
			headers,
			body: JSON.stringify({schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'agents'}),
		});
		const target = openScim({url: server.url, token: server.token});
		server.faults.add({match: {method: 'PATCH'}, status: 403, body: {detail: 'not you'}});
		expect(await failureOf(target.create(draft('ada', {groups: ['agents']}), call))).toMatchObject({
			kind: 'unknown-outcome',
			message: 'the user was created, but is not in all of the groups yet',
			causes: [expect.stringContaining('not you')],
		});
		expect((await accountsOf(target)).map(({slackId}) => slackId)).toEqual(['U-ada']);
	});

	test('a user without a userName is refused before it is sent', async () => {
		const server = await start();
		const target = openScim({url: server.url, token: server.token});
		expect(await failureOf(target.create({slackId: 'U1', attributes: {displayName: 'x'}, secrets: {}}, call))).toMatchObject({
			kind: 'refused',
			hint: 'Map an attribute userName.',
		});
		expect(server.users()).toEqual([]);
	});
});

test('the address has no credentials, and plain http beyond this machine needs a word', () => {
	expect(scim.address(scim.schema.parse({url: 'https://idp.example/scim/v2/?key=1'}))).toBe('https://idp.example/scim/v2');
	expect(scim.check!(scim.schema.parse({url: 'http://idp.example/scim'})).map(({hint}) => hint)).toEqual([
		'write https:, or accept it with `insecureHttp: true` (--insecure-http)',
	]);
	expect(scim.schema.safeParse({url: 'https://idp.example', token: 'a', auth: {bearer: 'b'}}).success).toBe(false);
});
