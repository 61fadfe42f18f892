import {describe, expect, test} from 'vitest';

import {type Reply, serve} from '../http/server.ts';
import {accountOf, accountsOf, call, draft, failureOf, openScim, workMail} from './support.ts';

/** A provider that keeps one user, and forgets a part of whatever it is given. */
const startForgetful = async (forget: (user: Record<string, unknown>) => Record<string, unknown>) => {
	let user: Record<string, unknown> | undefined;
	const keep = (given: Record<string, unknown>): Record<string, unknown> => (user = {...forget(given), id: '1'});
	const {url, seen} = await serve(({method, url, body}) => {
		if (!url.startsWith('/Users')) return 404;
		if (method === 'POST') return {status: 201, body: keep(JSON.parse(body))};
		if (url.startsWith('/Users?')) return {body: {totalResults: user ? 1 : 0, Resources: user ? [user] : []}};
		if (method === 'PATCH') {
			for (const {path, value} of JSON.parse(body).Operations) keep({...user, ...(path === undefined ? value : {[path]: value})});
		}
		return {body: user};
	});
	const target = openScim({url, token: 't'}, {attributes: ['userName', 'displayName', workMail]});
	return {target, user: () => user, sent: () => seen.filter(({method}) => method !== 'GET').map(({body}) => JSON.parse(body))};
};

test('types of e-mails: none is added again, and one that changed takes the place of the old one', async () => {
	const {target, user} = await startForgetful(given => {
		const emails: readonly {readonly value: string}[] = Array.isArray(given['emails']) ? given['emails'] : [];
		return {...given, emails: emails.map(({value}) => ({value}))};
	});
	await target.create(draft('ada'), call);
	const ada = await accountOf(target, 'ada');
	expect(ada.attributes).toMatchObject({[workMail]: 'ada@example.com'});
	await target.update!(ada, [{attribute: workMail, from: 'ada@example.com', to: 'ada@example.org'}], call);
	expect(user()).toMatchObject({emails: [{value: 'ada@example.org'}]});
	expect((await accountOf(target, 'ada')).attributes).toMatchObject({[workMail]: 'ada@example.org'});
});

test('externalId: with `externalId: false` it is neither sent nor read, and no account lacks it', async () => {
	const {url, seen} = await serve(({method, url}) => {
		if (method === 'POST') return {status: 201, body: {id: '2'}};
		return url.startsWith('/Users') ? {body: {totalResults: 1, Resources: [{id: '1', userName: 'bob', externalId: 'hr-17'}]}} : 404;
	});
	const target = openScim({url, token: 't', externalId: false}, {attributes: ['userName']});
	expect(target.slackIdAt).toBeUndefined();
	expect(await accountOf(target, 'bob')).not.toHaveProperty('slackId');
	await target.create({slackId: 'U1', attributes: {userName: 'ada'}, secrets: {}}, call);
	expect(JSON.parse(seen.at(-1)!.body)).toEqual({schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada', active: true});
});

test('case: user names and e-mails in another case are no other values', async () => {
	const {target} = await startForgetful(given => given);
	expect(target.caseless).toEqual(['userName', workMail]);
});

const withConfig = async (reply: Reply, options: object = {}) => {
	const {url} = await serve(({url}) => {
		if (url.startsWith('/ServiceProviderConfig')) return reply;
		return url.startsWith('/Users') ? {body: {totalResults: 1, Resources: [{id: '1', userName: 'ada'}]}} : 404;
	});
	return openScim({url, token: 't', ...options}, {attributes: ['userName']});
};

describe('a provider whose ServiceProviderConfig is broken', () => {
	const replies: [string, Reply][] = [
		['an HTML page', {body: '<html><title>Oops</title></html>', headers: {'content-type': 'text/html'}}],
		['a list', {body: []}],
		['500', 500],
	];

	test.each(replies)('%s: is none the less usable where the config says what it can do', async (_name, reply) => {
		const target = await withConfig(reply, {patch: true, filter: true, etag: false});
		expect(await accountOf(target, 'ada')).toMatchObject({id: '1'});
	});

	test.each(replies)('%s: else the way out is told', async (_name, reply) => {
		const target = await withConfig(reply);
		expect(await failureOf(accountsOf(target))).toMatchObject({hint: expect.stringContaining('set `patch`, `filter` and `etag`')});
	});
});

test('headers of the config stand, whatever their case', async () => {
	const {url, seen} = await serve(() => ({status: 201, body: {id: '1'}}));
	const headers = {Accept: 'application/json', 'CONTENT-TYPE': 'application/json; charset=utf-8'};
	await openScim({url, token: 't', headers}).create(draft('ada'), call);
	expect(seen.at(-1)?.headers).toMatchObject({accept: 'application/json', 'content-type': 'application/json; charset=utf-8'});
});
