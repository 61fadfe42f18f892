import {startScim, type ScimServer} from '@slack-im/sandbox';
import {describe, expect, onTestFinished, test} from 'vitest';

import {serve} from '../http/server.ts';
import {addGroup} from './providers.ts';
import {accountOf, accountsOf, call, draft, failureOf, openScim} from './support.ts';

/** A provider with two groups; ada is in one of them. */
const start = async (): Promise<ScimServer> => {
	const server = await startScim({users: []});
	onTestFinished(async () => server.close());
	for (const name of ['agents', 'leads']) await addGroup(server, name);
	const target = openScim({url: server.url, token: server.token});
	await target.create(draft('ada', {groups: ['agents']}), call);
	server.forgetRequests();
	return server;
};

/** What the server says of something at a path, without some members of each resource. */
const without = async (server: ScimServer, path: string, names: readonly string[]): Promise<Record<string, unknown>> => {
	const response = await fetch(`${server.url}/${path}`, {headers: {authorization: `Bearer ${server.token}`}});
	return JSON.parse(await response.text(), (name: string, value: unknown) => (names.includes(name) ? undefined : value));
};

const joinsOf = (server: ScimServer): string[] =>
	server.requests.filter(({method, path}) => method !== 'GET' && path.includes('/Groups/')).map(({method, text}) => `${method} ${text}`);

test('a list of groups without members is none of empty groups: each managed one is read', async () => {
	const server = await start();
	server.faults.add({match: {path: '/scim/v2/Users'}, times: null, body: JSON.stringify(await without(server, 'Users', ['groups']))});
	server.faults.add({match: {path: '/scim/v2/Groups'}, times: null, body: JSON.stringify(await without(server, 'Groups', ['members']))});
	const target = openScim({url: server.url, token: server.token, groups: ['agents']}, {attributes: ['userName', 'groups']});
	expect((await accountOf(target, 'ada')).attributes).toEqual({userName: 'ada', groups: ['agents']});
	expect(server.requests.filter(({path}) => path.includes('/Groups/'))).toHaveLength(1);
});

test('a group that is gone before it is read by itself has nobody in it, and ends no run', async () => {
	const server = await start();
	server.faults.add({match: {path: '/scim/v2/Users'}, times: null, body: JSON.stringify(await without(server, 'Users', ['groups']))});
	server.faults.add({match: {path: '/scim/v2/Groups'}, times: null, body: JSON.stringify(await without(server, 'Groups', ['members']))});
	server.faults.add({match: {path: '/scim/v2/Groups/*'}, status: 404});
	const target = openScim({url: server.url, token: server.token}, {attributes: ['userName', 'groups']});
	expect((await accountOf(target, 'ada')).attributes).toMatchObject({userName: 'ada'});
});

/** A provider with one user and one group, that keeps no secret from us but its members. */
const startSecretive = async ({byName, ...options}: {byName: boolean; patch: boolean}) => {
	let group: Record<string, unknown> = {id: 'g1', displayName: 'agents', members: [{value: 'u1'}]};
	const {url, seen} = await serve(({method, url, body}) => {
		const {pathname, searchParams} = new URL(url, 'http://x');
		const {members: _members, ...plain} = group;
		const isAsked = byName && searchParams.get('attributes')?.includes('members');
		const users = [
			{id: 'u1', userName: 'ada'},
			{id: 'u2', userName: 'bob'},
		];
		if (pathname === '/Users') return {body: {totalResults: 2, Resources: users}};
		if (pathname === '/Groups') return {body: {totalResults: 1, Resources: [plain]}};
		if (pathname !== '/Groups/g1') return 404;
		if (method === 'PUT') group = {id: 'g1', ...JSON.parse(body)};
		return {body: isAsked ? group : plain};
	});
	const target = openScim({url, token: 't', filter: false, etag: false, ...options}, {attributes: ['userName', 'groups']});
	return {target, writes: () => seen.filter(({method}) => method !== 'GET'), members: () => group['members']};
};

describe('a provider that shows members to nobody', () => {
	test('who asks for them by name is told', async () => {
		const {target} = await startSecretive({byName: true, patch: true});
		expect((await accountsOf(target)).map(({attributes}) => attributes['groups'])).toEqual([['agents'], []]);
	});

	test.each([true, false])('else the attribute is refused, and a group that is sent whole loses nobody (PATCH: %s)', async patch => {
		const {target, writes, members} = await startSecretive({byName: false, patch});
		const bob = await accountOf(target, 'bob');
		for (const _attempt of [1, 2]) {
			expect(await failureOf(target.update!(bob, [{attribute: 'groups', from: [], to: ['agents']}], call))).toMatchObject({
				kind: 'refused',
				message: 'the provider does not show who is in the group agents: its members can be neither compared nor kept',
				hint: expect.stringContaining('Take `groups` out of the attributes'),
			});
		}
		expect(writes()).toHaveLength(patch ? 1 : 0);
		expect(members()).toEqual([{value: 'u1'}]);
	});
});

test('memberships go by PUT and users by PATCH, where the config says so; nothing that is read-only is sent', async () => {
	const server = await start();
	const target = openScim({url: server.url, token: server.token, patchGroups: false});
	const ada = await accountOf(target, 'ada');
	await target.update!(
		ada,
		[
			{attribute: 'groups', from: ['agents'], to: []},
			{attribute: 'title', from: undefined, to: 'x'},
		],
		call,
	);
	expect((await accountOf(target, 'ada')).attributes).toMatchObject({groups: [], title: 'x'});
	expect(joinsOf(server)).toEqual([expect.stringMatching(/^PUT (?!.*"(id|meta)":)/)]);
});
