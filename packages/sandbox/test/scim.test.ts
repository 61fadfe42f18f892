import {describe, expect, test} from 'vitest';
import {isObject, type Json, type JsonObject} from '../src/json.ts';
import {startScim, type ScimServer} from '../src/index.ts';
import {closing} from './support.ts';

const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const ask = async (
	{url, token}: ScimServer,
	method: string,
	path: string,
	body?: Json,
	headers: Record<string, string> = {},
): Promise<{status: number; etag: string | null; body: JsonObject}> => {
	const response = await fetch(`${url}${path}`, {
		method,
		headers: {authorization: `Bearer ${token}`, 'content-type': 'application/scim+json', ...headers},
		...(body !== undefined && {body: JSON.stringify(body)}),
	});
	const parsed: Json = JSON.parse((await response.text()) || '{}');
	return {status: response.status, etag: response.headers.get('etag'), body: isObject(parsed) ? parsed : {}};
};

const create = async (server: ScimServer, userName: string, more: JsonObject = {}): Promise<string> => {
	const {status, body} = await ask(server, 'POST', '/Users', {schemas: [user], userName, ...more});
	expect(status).toBe(201);
	return typeof body['id'] === 'string' ? body['id'] : '';
};

const replace = (value: Json): Json => ({schemas: [patchOp], Operations: [{op: 'replace', value}]});

describe('the SCIM provider', () => {
	test('creates, reads, patches, replaces and deletes a user', async () => {
		const server = await closing(startScim());
		const id = await create(server, 'kim@attic.example', {
			schemas: [user, enterprise],
			externalId: 'U01',
			name: {formatted: 'Kim'},
			emails: [{value: 'kim@attic.example', primary: true}],
			[enterprise]: {department: 'Agents'},
		});
		const read = await ask(server, 'GET', `/Users/${id}`);
		expect(read).toMatchObject({
			status: 200,
			etag: 'W/"1"',
			body: {id, externalId: 'U01', active: true, [enterprise]: {department: 'Agents'}},
		});
		expect(read.body).toHaveProperty('meta.location', `${server.url}/Users/${id}`);
		expect((await ask(server, 'PATCH', `/Users/${id}`, replace({active: false}))).body).toMatchObject({
			active: false,
			userName: 'kim@attic.example',
		});
		const put = await ask(server, 'PUT', `/Users/${id}`, {schemas: [user], userName: 'kim@attic-labs.example', active: true});
		expect(put.body).toMatchObject({id, userName: 'kim@attic-labs.example', active: true});
		expect(put.body).not.toHaveProperty('externalId');
		expect((await ask(server, 'DELETE', `/Users/${id}`)).status).toBe(204);
		expect((await ask(server, 'GET', `/Users/${id}`)).status).toBe(404);
	});

	test('takes a userName once, however it is written', async () => {
		const server = await closing(startScim());
		await create(server, 'kim');
		const id = await create(server, 'lee');
		expect(await ask(server, 'POST', '/Users', {schemas: [user], userName: 'KIM'})).toMatchObject({
			status: 409,
			body: {scimType: 'uniqueness'},
		});
		expect((await ask(server, 'PATCH', `/Users/${id}`, replace({userName: 'Kim'}))).status).toBe(409);
		expect(server.users()).toHaveLength(3);
	});

	test('keeps passwords to itself', async () => {
		const server = await closing(startScim());
		const id = await create(server, 'kim', {password: 'secret'});
		await ask(server, 'PATCH', `/Users/${id}`, replace({displayName: 'K'}));
		expect(JSON.stringify((await ask(server, 'GET', '/Users')).body)).not.toContain('secret');
		expect(JSON.stringify(server.users())).not.toContain('secret');
		expect(server.passwordOf('kim')).toBe('secret');
	});

	test('pages from index 1, and never gives more than its largest page', async () => {
		const server = await closing(startScim({users: Array.from({length: 25}, (_, index) => ({userName: `u${index}`})), largestPage: 10}));
		const names: unknown[] = [];
		for (let startIndex = 1; startIndex <= 25; startIndex += 10) {
			const {body} = await ask(server, 'GET', `/Users?startIndex=${startIndex}&count=100`);
			expect(body['totalResults']).toBe(25);
			const {Resources}: {Resources: JsonObject[]} = JSON.parse(JSON.stringify(body));
			names.push(...Resources.map(({userName}) => userName));
		}
		expect(names).toEqual(Array.from({length: 25}, (_, index) => `u${index}`));
		expect((await ask(server, 'GET', '/Users')).body).toMatchObject({itemsPerPage: 10});
		expect((await ask(server, 'GET', '/Users?count=0')).body).toMatchObject({Resources: [], totalResults: 25});
	});

	test('finds by filter', async () => {
		const server = await closing(startScim());
		await create(server, 'kim', {externalId: 'U01'});
		const found = await ask(server, 'GET', `/Users?filter=${encodeURIComponent('externalId eq "U01"')}`);
		expect(found.body).toMatchObject({totalResults: 1, Resources: [{userName: 'kim'}]});
	});

	test('refuses a change that was meant for another version', async () => {
		const server = await closing(startScim());
		const id = await create(server, 'kim');
		expect((await ask(server, 'PATCH', `/Users/${id}`, replace({displayName: 'K'}), {'if-match': 'W/"1"'})).etag).toBe('W/"2"');
		expect(await ask(server, 'PATCH', `/Users/${id}`, replace({displayName: 'L'}), {'if-match': 'W/"1"'})).toMatchObject({status: 412});
		expect((await ask(server, 'DELETE', `/Users/${id}`, undefined, {'if-match': 'W/"1"'})).status).toBe(412);
		expect((await ask(server, 'PATCH', `/Users/${id}`, replace({displayName: 'L'}), {'if-match': '*'})).status).toBe(200);
	});

	test.each([true, false])('says whether it has versions: %s', async etag => {
		const server = await closing(startScim({etag}));
		expect((await ask(server, 'GET', '/ServiceProviderConfig')).body).toMatchObject({patch: {supported: true}, etag: {supported: etag}});
		const id = await create(server, 'kim');
		expect((await ask(server, 'GET', `/Users/${id}`)).etag).toBe(etag ? 'W/"1"' : null);
		expect((await ask(server, 'PATCH', `/Users/${id}`, replace({displayName: 'K'}), {'if-match': 'W/"9"'})).status).toBe(etag ? 412 : 200);
	});

	test('lets nobody in without its token', async () => {
		const server = await closing(startScim());
		expect((await ask(server, 'GET', '/Users', undefined, {authorization: 'Bearer wrong'})).status).toBe(401);
		expect((await ask(server, 'POST', '/Users', {schemas: [user], userName: 'x'}, {authorization: ''})).status).toBe(401);
		expect(server.users()).toHaveLength(1);
	});

	test('refuses what is no JSON and no user', async () => {
		const server = await closing(startScim());
		expect((await ask(server, 'POST', '/Users', {schemas: [user]})).status).toBe(400);
		const broken = await fetch(`${server.url}/Users`, {
			method: 'POST',
			headers: {authorization: `Bearer ${server.token}`, 'content-type': 'application/scim+json'},
			body: '{"userName":',
		});
		expect(broken.status).toBe(400);
	});

	test('is reset to what it started with', async () => {
		const server = await closing(startScim());
		server.addUsers([{userName: 'kim'}, {userName: 'lee', active: false}]);
		expect((await ask(server, 'GET', '/Users')).body).toMatchObject({totalResults: 3, Resources: [{}, {userName: 'kim'}, {active: false}]});
		server.reset();
		expect(server.users()).toMatchObject([{userName: 'admin'}]);
	});

	test('has groups', async () => {
		const server = await closing(startScim());
		const value = await create(server, 'kim');
		const group = {schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Agents', members: [{value}]};
		expect((await ask(server, 'POST', '/Groups', group)).status).toBe(201);
		expect(server.groups()).toMatchObject([{displayName: 'Agents', members: [{value}]}]);
	});

	test('may keep less than it is sent, and show less than it keeps', async () => {
		const server = await closing(startScim({users: [], keeps: ({externalId: _externalId, ...user}) => user, shownMembers: 1}));
		const members = [{value: await create(server, 'kim', {externalId: 'U1'})}, {value: await create(server, 'lee')}];
		expect(server.users()[0]).not.toHaveProperty('externalId');
		const group = {schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Agents', members};
		const {body} = await ask(server, 'POST', '/Groups', group);
		expect(body).toMatchObject({members: [members[0]]});
		expect((await ask(server, 'GET', '/Groups')).body).toMatchObject({Resources: [{members: [members[0]]}]});
		expect(server.groups()).toMatchObject([{members}]);
	});

	test('does not know what is in another provider of the same process', async () => {
		const [one, other] = [await closing(startScim()), await closing(startScim({token: 'other', users: []}))];
		const ids = await Promise.all(Array.from({length: 20}, (_, index) => create(index % 2 ? one : other, `u${index}`)));
		expect(one.users()).toHaveLength(11);
		expect(other.users()).toHaveLength(10);
		expect((await ask(other, 'GET', `/Users/${ids[1]}`)).status).toBe(404);
		const answers = await Promise.all(ids.map((id, index) => ask(index % 2 ? one : other, 'GET', `/Users/${id}`)));
		answers.forEach(({body}, index) =>
			expect(body).toHaveProperty('meta.location', `${(index % 2 ? one : other).url}/Users/${ids[index]}`),
		);
	});
});
