import {describe, expect, test} from 'vitest';
import type {Json} from '../src/json.ts';
import {startAgentServer, type AgentServer} from '../src/index.ts';
import {closing} from './support.ts';

const kim = {
	userId: 'kim',
	name: 'Kim',
	password: 'secret',
	roleGroupId: 'AGENT',
	centerIds: ['spectra'],
	email: 'kim@a.example',
	metadata: {slackId: 'U01', shift: 'late'},
};

const ask = async (
	server: AgentServer,
	method: string,
	path = '',
	body?: Json,
	headers: Record<string, string> = {},
): Promise<{status: number; body: Json}> => {
	const response = await fetch(`${server.url}${path}`, {
		method,
		headers: {'content-type': 'application/json', ...headers},
		...(body !== undefined && {body: JSON.stringify(body)}),
	});
	const text = await response.text();
	return {status: response.status, body: text === '' ? null : JSON.parse(text)};
};

describe('the agent-account API', () => {
	test('creates, keeps what it does not know, and never shows a password', async () => {
		const server = await closing(startAgentServer());
		const {password: _, ...shown} = kim;
		expect(await ask(server, 'POST', '', kim)).toEqual({status: 201, body: {id: 'a-000002', active: true, ...shown}});
		expect((await ask(server, 'GET', '/a-000002')).body).toEqual({id: 'a-000002', active: true, ...shown});
		expect(JSON.stringify((await ask(server, 'GET')).body)).not.toContain('secret');
		expect(server.passwordOf('kim')).toBe('secret');
	});

	test('answers 409 to a userId that is taken, on create and on update', async () => {
		const server = await closing(startAgentServer());
		await ask(server, 'POST', '', kim);
		await ask(server, 'POST', '', {...kim, userId: 'lee'});
		expect(await ask(server, 'POST', '', kim)).toEqual({
			status: 409,
			body: {error: 'duplicate', message: 'An agent with userId "kim" already exists.'},
		});
		expect((await ask(server, 'PATCH', '/a-000003', {userId: 'kim'})).status).toBe(409);
		expect(server.accounts()).toHaveLength(3);
	});

	test('gives a userId free again when its account is renamed or deleted', async () => {
		const server = await closing(startAgentServer());
		await ask(server, 'POST', '', kim);
		expect((await ask(server, 'PATCH', '/a-000002', {userId: 'kim2'})).status).toBe(200);
		expect((await ask(server, 'POST', '', kim)).status).toBe(201);
		expect((await ask(server, 'DELETE', '/a-000003')).status).toBe(204);
		expect((await ask(server, 'GET', '/a-000003')).status).toBe(404);
		expect((await ask(server, 'POST', '', kim)).status).toBe(201);
	});

	test('merges objects and replaces everything else on update; the id stays', async () => {
		const server = await closing(startAgentServer());
		await ask(server, 'POST', '', kim);
		const change = {email: 'kim@b.example', centerIds: ['prism'], metadata: {slackId: 'U02'}, id: 'mine', password: 'new'};
		expect((await ask(server, 'PATCH', '/a-000002', change)).body).toMatchObject({
			id: 'a-000002',
			email: 'kim@b.example',
			centerIds: ['prism'],
			metadata: {slackId: 'U02', shift: 'late'},
		});
		expect(server.passwordOf('kim')).toBe('new');
	});

	test('deactivates and reactivates', async () => {
		const server = await closing(startAgentServer());
		await ask(server, 'POST', '', kim);
		expect((await ask(server, 'PATCH', '/a-000002', {active: false})).body).toMatchObject({active: false, name: 'Kim'});
		expect((await ask(server, 'GET')).body).toMatchObject({
			total: 2,
			items: [
				{userId: 'admin', active: true},
				{userId: 'kim', active: false},
			],
		});
		expect((await ask(server, 'PATCH', '/a-000002', {active: true})).body).toMatchObject({active: true});
		expect((await ask(server, 'PATCH', '/a-000002', {active: 'no'})).status).toBe(400);
	});

	test('lists page by page, and by what is asked for', async () => {
		const server = await closing(
			startAgentServer({
				accounts: Array.from({length: 7}, (_, index) => ({userId: `u${index}`, name: 'N', metadata: {slackId: `U${index}`}})),
			}),
		);
		expect((await ask(server, 'GET', '?page=3&size=3')).body).toMatchObject({items: [{userId: 'u6'}], total: 7, page: 3, size: 3});
		expect((await ask(server, 'GET', '?page=4&size=3')).body).toMatchObject({items: [], total: 7});
		expect((await ask(server, 'GET', '?userId=u4')).body).toMatchObject({items: [{userId: 'u4'}], total: 1});
		expect((await ask(server, 'GET', '?metadata.slackId=U5')).body).toMatchObject({items: [{userId: 'u5'}], total: 1});
		expect((await ask(server, 'GET', '?page=0')).status).toBe(400);
	});

	test('refuses what is no account', async () => {
		const server = await closing(startAgentServer());
		expect((await ask(server, 'POST', '', {name: 'Nobody'})).status).toBe(400);
		expect((await ask(server, 'POST', '', {userId: 'x', name: ''})).status).toBe(400);
		expect((await ask(server, 'POST', '', [])).status).toBe(400);
		expect((await ask(server, 'PUT', '', kim)).status).toBe(405);
		expect((await ask(server, 'PATCH', '/nobody', {})).status).toBe(404);
	});

	test('is reset every day to what it started with', async () => {
		const server = await closing(startAgentServer());
		await ask(server, 'POST', '', kim);
		server.addAccounts([
			{userId: 'lee', name: 'Lee'},
			{userId: 'park', name: 'Park', active: false},
		]);
		expect((await ask(server, 'GET')).body).toMatchObject({
			total: 4,
			items: [{}, {}, {userId: 'lee', active: true}, {id: 'a-000004', active: false}],
		});
		server.reset();
		expect(server.accounts().map(({userId}) => userId)).toEqual(['admin']);
		expect((await ask(server, 'POST', '', kim)).status).toBe(201);
	});
});

describe('an installation', () => {
	test('that only knows POST answers 405 to everything else', async () => {
		const server = await closing(startAgentServer({postOnly: true, base: '/'}));
		expect(server.url).toBe(`${server.origin}/`);
		expect((await ask(server, 'POST', '', kim)).status).toBe(201);
		expect((await ask(server, 'POST', '', kim)).status).toBe(409);
		for (const [method, path] of [
			['GET', ''],
			['GET', 'a-000002'],
			['PATCH', 'a-000002'],
			['DELETE', 'a-000002'],
		] as const)
			expect((await ask(server, method, path)).status).toBe(405);
	});

	test('that knows no uniqueness makes duplicates', async () => {
		const server = await closing(startAgentServer({unique: false}));
		await ask(server, 'POST', '', kim);
		expect((await ask(server, 'POST', '', kim)).status).toBe(201);
		expect(server.accounts()).toHaveLength(3);
	});

	test('that hides inactive accounts still holds their userId', async () => {
		const server = await closing(startAgentServer({listInactive: false}));
		await ask(server, 'POST', '', kim);
		await ask(server, 'PATCH', '/a-000002', {active: false});
		expect((await ask(server, 'GET')).body).toMatchObject({total: 1});
		expect((await ask(server, 'POST', '', kim)).status).toBe(409);
	});

	test('gives its token to whoever logs in', async () => {
		const server = await closing(startAgentServer({token: 'good', login: '/login'}));
		expect((await ask(server, 'GET')).status).toBe(401);
		const response = await fetch(`${server.origin}/login`, {method: 'POST'});
		expect(JSON.parse(await response.text())).toEqual({token: 'good'});
	});

	test('that wants a token or a header refuses requests without', async () => {
		const server = await closing(startAgentServer({token: 'good', headers: {'X-Attic-User': 'admin'}}));
		expect((await ask(server, 'GET')).status).toBe(401);
		expect((await ask(server, 'GET', '', undefined, {authorization: 'Bearer good'})).status).toBe(403);
		expect((await ask(server, 'GET', '', undefined, {authorization: 'Bearer good', 'x-attic-user': 'admin'})).status).toBe(200);
	});
});
