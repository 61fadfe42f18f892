import {expect, test} from 'vitest';

import {serve} from '../http/server.ts';
import {accountOf, call, draft, openScim, workMail} from './support.ts';

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
