import {startScim} from '@slack-im/sandbox';
import {onTestFinished} from 'vitest';

import {startBetterAuth} from './better-auth.ts';
import {startStrict} from './strict.ts';

/** Every provider the adapter is tested against: started, with two groups, and how it is opened. */
export const providers = {
	async scimmy() {
		const server = await startScim({users: []});
		onTestFinished(async () => server.close());
		return {url: server.url, token: server.token};
	},
	'Better Auth': async () => {
		const {url, token} = await startBetterAuth();
		return {url, token};
	},
	async 'a strict one (PUT, ETag, text)'() {
		const {url} = await startStrict();
		return {url, auth: {basic: {user: 'im', password: 'pass'}}};
	},
} satisfies Record<string, () => Promise<{url: string; token?: string; auth?: object}>>;

export const addGroup = async ({url, token}: {url: string; token?: string}, displayName: string): Promise<void> => {
	const authorization = token === undefined ? `Basic ${Buffer.from('im:pass').toString('base64')}` : `Bearer ${token}`;
	const body = JSON.stringify({schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName});
	const response = await fetch(`${url}/Groups`, {method: 'POST', headers: {authorization, 'content-type': 'application/scim+json'}, body});
	if (!response.ok) throw new Error(await response.text());
};
