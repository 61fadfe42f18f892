import {startScim} from '@slack-im/sandbox';
import {describe, expect, onTestFinished, test} from 'vitest';

import {type Reply, serve} from '../http/server.ts';
import {addGroup} from './providers.ts';
import {accountsOf, call, draft, failureOf, openScim} from './support.ts';

interface ClubOptions {
	/** Users who are in the group `agents`. @default 9 */
	readonly members?: number;
	/** Members that any answer shows at most. */
	readonly shown?: number;
	/** Members that a list shows at most. */
	readonly listed?: number;
	/** Members of the group `leads`. @default 0 */
	readonly leads?: number;
	/** Whether a group tells how many members it has. */
	readonly counts?: boolean;
	/** Whether users tell their groups. */
	readonly tells?: boolean;
	readonly refuse?: (method: string, body: string) => Reply;
}

const people = Array.from({length: 12}, (_, index) => `u${index + 1}`);

/** A provider of twelve users and two groups. */
const startClub = async (
	{members = 9, shown = Infinity, listed = shown, leads = 0, counts = false, tells = false, refuse}: ClubOptions,
	options: object = {},
) => {
	const groups: Record<string, string[]> = {agents: people.slice(0, members), leads: people.slice(0, leads)};
	const groupOf = (id: string, most: number) => ({
		id,
		displayName: id,
		members: groups[id]!.slice(0, most).map(value => ({value})),
		...(counts && {memberCount: groups[id]!.length}),
	});
	const groupsOf = (user: string) => Object.keys(groups).filter(name => groups[name]!.includes(user));
	const {url, seen} = await serve(({method, url: path, body}) => {
		const [, kind, id = ''] = /^\/(Users|Groups)(?:\/(\w+))?/.exec(path) ?? [];
		if (kind === undefined) return 404;
		if (method !== 'GET') {
			const no = refuse?.(method, body);
			if (no !== undefined) return no;
			if (kind === 'Users') return {status: 201, body: {id: 'u99'}};
			if (method === 'PUT') groups[id] = JSON.parse(body).members.map(({value}: {value: string}) => value);
			for (const {op, path: place = '', value} of method === 'PATCH' ? JSON.parse(body).Operations : []) {
				if (op === 'add') groups[id] = [...new Set([...groups[id]!, value[0].value])];
				else groups[id] = groups[id]!.filter(user => place !== `members[value eq "${user}"]`);
			}
			return 204;
		}
		if (kind === 'Groups') {
			const rows = Object.keys(groups).map(name => groupOf(name, listed));
			return {body: id === '' ? {totalResults: rows.length, Resources: rows} : groupOf(id, shown)};
		}
		const rows = people.map(user => ({
			id: user,
			userName: user,
			...(tells && {groups: groupsOf(user).map(value => ({value, display: value}))}),
		}));
		return {body: {totalResults: rows.length, Resources: rows}};
	});
	const warnings: string[] = [];
	const target = openScim(
		{url, token: 't', filter: false, etag: false, ...options},
		{attributes: ['userName', 'groups'], log: {debug: () => {}, info: () => {}, warn: message => void warnings.push(message)}},
	);
	/** Brings everybody who should be in `agents` into it, as the engine would. @returns What was refused. */
	const joinAll = async (wanted: readonly string[]) => {
		const outside = (await accountsOf(target)).filter(({id, attributes}) => wanted.includes(id) && !isIn(attributes['groups']));
		const joins = outside.map(async account => failureOf(target.update!(account, [{attribute: 'groups', from: [], to: ['agents']}], call)));
		return (await Promise.all(joins)).filter(({kind}) => kind !== 'none');
	};
	const leave = async (user: string) => {
		const account = (await accountsOf(target)).find(({id}) => id === user)!;
		return failureOf(target.update!(account, [{attribute: 'groups', from: ['agents'], to: []}], call));
	};
	const writes = (): string[] => seen.filter(({method}) => method !== 'GET').map(({method, url: path}) => `${method} ${path}`);
	return {target, groups, joinAll, leave, writes, warnings};
};

const isIn = (groups: unknown): boolean => Array.isArray(groups) && groups.includes('agents');

/** Refuses a PATCH whose body has a part. */
const refuse = (status: number, part: string) => (method: string, body: string) =>
	method === 'PATCH' && body.includes(part) ? {status, body: {scimType: 'invalidPath', detail: 'not so'}} : undefined;

const nine = people.slice(0, 9);

describe('a provider that shows five of nine members', () => {
	test('by PATCH: nothing is written, in no run, and one warning tells', async () => {
		const {joinAll, writes, warnings} = await startClub({shown: 5});
		const failures = [...(await joinAll(nine)), ...(await joinAll(nine))];
		expect(failures).toHaveLength(8);
		for (const failure of failures)
			expect(failure).toMatchObject({
				kind: 'refused',
				message: expect.stringContaining('the group agents shows exactly 5 members'),
				hint: expect.stringContaining('`groups` of the target'),
			});
		expect(writes()).toEqual([]);
		expect(warnings).toEqual([expect.stringMatching(/shows exactly 5 members.*fails \(exit code 1\).*`groups` of the target/)]);
	});

	test('by PATCH: a user who was just created joins, and who is not shown then ends the writes to this group', async () => {
		const {target, joinAll, writes, groups} = await startClub({shown: 5});
		await accountsOf(target);
		const failure = await failureOf(target.create(draft('new', {groups: ['agents']}), call));
		expect(failure).toMatchObject({kind: 'unknown-outcome', message: expect.stringContaining('not in all of the groups yet')});
		expect(await joinAll(nine)).toHaveLength(4);
		expect(writes()).toEqual(['POST /Users', 'PATCH /Groups/agents']);
		expect(groups['agents']).toEqual([...nine, 'u99']);
	});

	test('by PATCH, with filters: nothing is written', async () => {
		const server = await startScim({users: people.map(userName => ({userName})), shownMembers: 5});
		onTestFinished(async () => server.close());
		await addGroup(server, 'agents');
		const members = server
			.users()
			.slice(0, 9)
			.map(({id}) => ({value: id}));
		await fetch(`${server.url}/Groups/${String(server.groups()[0]!['id'])}`, {
			method: 'PUT',
			headers: {authorization: `Bearer ${server.token}`, 'content-type': 'application/scim+json'},
			body: JSON.stringify({schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'agents', members}),
		});
		const target = openScim({url: server.url, token: server.token}, {attributes: ['userName', 'groups']});
		const [unseen] = (await accountsOf(target)).filter(({attributes}) => !isIn(attributes['groups']));
		server.forgetRequests();
		const failure = await failureOf(target.update!(unseen!, [{attribute: 'groups', from: [], to: ['agents']}], call));
		expect(failure).toMatchObject({kind: 'refused', message: expect.stringContaining('it shows 5 members, and has others')});
		expect(server.requests.filter(({method}) => method !== 'GET')).toEqual([]);
	});

	test('by PUT: the group is never sent, and nobody is thrown out', async () => {
		const {joinAll, leave, writes, groups} = await startClub({shown: 5}, {patchGroups: false});
		const failures = [...(await joinAll(people)), await leave('u1')];
		expect(failures).toHaveLength(8);
		for (const failure of failures)
			expect(failure).toMatchObject({
				kind: 'refused',
				message: expect.stringContaining('the group agents shows exactly 5 members'),
				hint: expect.stringContaining('Put one more member into it by hand'),
			});
		expect(writes()).toEqual([]);
		expect(groups['agents']).toEqual(nine);
	});

	test('and tells that there are nine: that is said, and nothing is written', async () => {
		for (const patchGroups of [true, false]) {
			const {joinAll, writes, warnings} = await startClub({shown: 5, counts: true}, {patchGroups});
			const failures = await joinAll(nine);
			expect(failures).toHaveLength(4);
			for (const {message} of failures) expect(message).toContain('it shows 5 members and counts 9');
			expect(writes()).toEqual([]);
			expect(warnings).toEqual([expect.stringContaining('the provider shows 5 of 9 members of the group agents')]);
		}
	});

	test('and lets users tell their groups: these are believed, and a PUT is refused', async () => {
		const byPatch = await startClub({shown: 5, tells: true});
		expect(await byPatch.joinAll([...nine, 'u10'])).toEqual([]);
		expect(byPatch.writes()).toEqual(['PATCH /Groups/agents']);
		const byPut = await startClub({shown: 5, tells: true}, {patchGroups: false});
		expect(await byPut.joinAll([...nine, 'u10'])).toMatchObject([
			{kind: 'refused', message: expect.stringContaining('it shows 5 members, and 4 more say of themselves that they are in it')},
		]);
		expect(byPut.writes()).toEqual([]);
	});

	test('in the group itself, and all of them in a list: a PUT is refused', async () => {
		const {joinAll, writes} = await startClub({listed: 9, shown: 6}, {patchGroups: false});
		expect(await joinAll([...nine, 'u10'])).toMatchObject([
			{kind: 'refused', message: expect.stringContaining('it has shown 3 members before that it does not show now')},
		]);
		expect(writes()).toEqual([]);
	});

	test('in a list, and all of them in the group itself: it is read there', async () => {
		const {joinAll, writes, target} = await startClub({listed: 5, members: 9, leads: 7});
		expect(await joinAll(nine)).toEqual([]);
		expect(writes()).toEqual([]);
		const leads = (await accountsOf(target)).filter(
			({attributes}) => Array.isArray(attributes['groups']) && attributes['groups'].includes('leads'),
		);
		expect(leads).toHaveLength(7);
	});
});

describe('a provider that shows everybody', () => {
	test('by PATCH: a user who was just created and is shown is a proof', async () => {
		const {target, joinAll, groups} = await startClub({members: 5});
		await accountsOf(target);
		await target.create(draft('new', {groups: ['agents']}), call);
		expect(await joinAll(nine)).toEqual([]);
		expect(groups['agents']!.toSorted()).toEqual([...nine, 'u99'].toSorted());
	});

	test('by PATCH: a group that grows to a usual limit goes on growing', async () => {
		const {target, groups} = await startClub({members: 3});
		const accounts = await accountsOf(target);
		for (const account of accounts.slice(3)) await target.update!(account, [{attribute: 'groups', from: [], to: ['agents']}], call);
		expect(groups['agents']).toEqual(people);
	});

	test.each([
		['a number that is no usual limit', {members: 6}],
		['another group that shows more', {members: 5, leads: 6}],
		['a number of members that is told', {members: 5, counts: true}],
		['users who tell their groups', {members: 5, tells: true}],
	])('%s is a proof, by PUT and by PATCH', async (_name, options) => {
		for (const patchGroups of [false, true]) {
			const {joinAll, leave, groups, writes} = await startClub(options, {patchGroups});
			expect(await joinAll(people)).toEqual([]);
			expect(groups['agents']!.toSorted()).toEqual(people.toSorted());
			expect(await leave('u1')).toMatchObject({kind: 'none'});
			expect(groups['agents']!.toSorted()).toEqual(people.slice(1).toSorted());
			expect(new Set(writes())).toEqual(new Set([`${patchGroups ? 'PATCH' : 'PUT'} /Groups/agents`]));
		}
	});
});

describe('the way to change a group is found out once a run', () => {
	test.each([
		['PATCH is not known', refuse(405, ''), ['PATCH', 'PUT', 'PUT']],
		['its form is refused', refuse(400, ''), ['PATCH', 'PUT', 'PUT']],
	])('%s: the whole group is sent', async (_name, refusing, methods) => {
		const {joinAll, groups, writes} = await startClub({members: 6, refuse: refusing});
		expect(await joinAll(people.slice(0, 8))).toEqual([]);
		expect(groups['agents']!.toSorted()).toEqual(people.slice(0, 8).toSorted());
		expect(writes().map(line => line.split(' ')[0])).toEqual(methods);
	});

	test('a filter in a path is refused: only who leaves needs the whole group', async () => {
		const {joinAll, leave, groups, writes} = await startClub({members: 6, refuse: refuse(400, 'members[')});
		expect(await leave('u1')).toMatchObject({kind: 'none'});
		expect(await joinAll(['u7'])).toEqual([]);
		expect(groups['agents']).toEqual(people.slice(1, 7));
		expect(writes().map(line => line.split(' ')[0])).toEqual(['PATCH', 'PUT', 'PATCH']);
	});

	test('`patchGroups: true` stands, and is named', async () => {
		const {joinAll, writes} = await startClub({members: 6, refuse: refuse(405, '')}, {patchGroups: true});
		expect(await joinAll(['u7'])).toMatchObject([{kind: 'refused', hint: expect.stringContaining('`patchGroups: false`')}]);
		expect(writes()).toEqual(['PATCH /Groups/agents']);
	});

	test('half a group is not sent either', async () => {
		const {joinAll, groups} = await startClub({shown: 5, refuse: refuse(405, '')});
		expect(await joinAll(nine)).toHaveLength(4);
		expect(groups['agents']).toEqual(nine);
	});
});
