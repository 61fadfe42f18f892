import {describe, expect, test} from 'vitest';

import {type Reply, serve} from '../http/server.ts';
import {person, sync} from './sync.ts';

type User = Record<string, unknown> & {id: number; on: boolean};

/** Three people; `take` is what the system makes of a write, `say` what it answers. */
const system = async (take: (user: User, sent: Partial<User>) => void, say: (user: User, before: User) => Reply) => {
	const users: User[] = ['ada', 'bo', 'cy'].map((name, index) => ({id: index + 1, email: `${name}@example.com`, name: 'old', on: true}));
	const {url, seen} = await serve(({method, url: path, body}) => {
		const user = users.find(({id}) => path === `/users/${id}`);
		if (method === 'GET') return {body: user ?? users};
		if (!user) return 404;
		const before = {...user};
		take(user, JSON.parse(body));
		return say(user, before);
	});
	return {url, users, seen, told: () => seen.map(({method, url: path}) => `${method} ${path}`)};
};

const yaml = (update: string, more = '') =>
	`type: http\nurl: "\${URL}"\nlist: {path: users}\naccount: {active: on}\nupdate: ${update}\ndeactivate: true\nreactivate: true\nguards: {removals: {count: 9}, updates: {from: 99}}\nattributes: {email: "{{ email }}", name: "{{ name }}"}\n${more}`;
const everybody = [person('ada'), person('bo'), person('cy')];

const kept = (user: User, sent: Partial<User>) => void Object.assign(user, sent);

describe('an update that is answered as done and not kept', () => {
	test.each<[string, (user: User, before: User) => Reply]>([
		['nothing', () => 204],
		['the account as it was', (_user, before) => ({body: before})],
		['the account as it should be', user => ({body: {...user, chat: 'U0ADA', name: 'ada'}})],
	])('has failed, whatever the answer shows: %s', async (_sentence, say) => {
		const {url} = await system((user, {name}) => void Object.assign(user, name === undefined ? {} : {name}), say); // A field that nobody declared is dropped
		const {report, warnings, exit} = await sync(yaml('true', 'slackIdAt: chat'), {URL: url}, everybody);
		expect(report.outcomes.map(({kind}) => kind)).toEqual(['failed', 'failed', 'failed']);
		expect(report.outcomes[0]).toMatchObject({
			error: {kind: 'not-kept', message: expect.stringContaining('`chat` is still empty and not "U0ADA"')},
		});
		expect(warnings).toEqual([expect.stringMatching(/^3 writes were answered as done and not kept.*`slackIdAt`/)]);
		expect(exit).toBe(1);
	});

	test.each([
		['204', () => 204],
		['200', (user: User) => ({body: user})],
		['202', (user: User) => ({status: 202, body: user})],
	] as const)('is told with the status of its answer: %s', async (status, say) => {
		const {url} = await system(() => {}, say);
		const {report} = await sync(yaml('true'), {URL: url}, [person('ada')]);
		expect(report.outcomes[0]).toMatchObject({
			error: {message: `the target answered ${status}, and \`name\` is still "old" and not "ada"`},
		});
	});

	test('takes one list more, and no request for a single row', async () => {
		const {url, told} = await system(kept, () => 204);
		expect((await sync(yaml('true'), {URL: url}, everybody)).exit).toBe(0);
		expect(told().filter(line => line.startsWith('GET'))).toEqual(['GET /users', 'GET /users']);
	});
});

describe('an e-mail that the system keeps in lower case', () => {
	const shouting = {...person('ada'), profile: {email: 'Ada.L@Example.com', real_name: 'old', display_name: 'old'}};

	test('is no change', async () => {
		const {url, users, seen} = await system(
			() => {},
			() => 204,
		);
		users[0]!['email'] = 'ada.l@example.com';
		expect((await sync(yaml('true'), {URL: url}, [shouting])).lines).toEqual(['done noop Ada.L@Example.com']);
		expect(seen.every(({method}) => method === 'GET')).toBe(true);
	});

	test('is brought in line where it is written in another way, for that is no system’s doing', async () => {
		const {url, users} = await system(kept, () => 204);
		users[0]!['email'] = 'ADA.L@example.com';
		expect((await sync(yaml('true'), {URL: url}, [shouting])).lines).toEqual(['done update Ada.L@Example.com']);
		expect(users[0]!['email']).toBe('Ada.L@Example.com');
	});
});

describe('a switch that is answered as done, by a system that leaves the account as it was', () => {
	test.each<[string, (user: User, before: User) => Reply]>([
		['the account', user => ({body: user})],
		['the account, to be changed later', user => ({status: 202, body: user})],
		['something else', () => ({body: {ok: true}})],
		['nothing', () => 204],
	])('has failed: answered with %s', async (_sentence, say) => {
		const {url} = await system(() => {}, say);
		const leaver = await sync(yaml('true'), {URL: url}, [person('ada', {deleted: true}), person('bo', {realName: 'old'})]);
		expect(leaver.report.outcomes[1]).toMatchObject({
			kind: 'failed',
			error: {kind: 'not-kept', message: expect.stringContaining('still active'), hint: expect.stringContaining('`account.active`')},
		});
		const {url: other, users} = await system(() => {}, say);
		users[0]!.on = false;
		const returner = await sync(yaml('true'), {URL: other}, [person('ada', {realName: 'old'})]);
		expect(returner.report.outcomes).toMatchObject([{kind: 'failed', error: {message: expect.stringContaining('still inactive')}}]);
	});

	test('is done where the system says no and does it', async () => {
		const {url} = await system(kept, () => 500);
		const {lines, exit} = await sync(yaml('true'), {URL: url}, [person('ada', {deleted: true}), person('bo', {realName: 'old'})]);
		expect(lines).toContain('done deactivate ada@example.com (confirmed)');
		expect(exit).toBe(0);
	});
});

/** A config whose login is sent as the template says. */
const withLogin = (login: string): string =>
	`{type: http, url: "\${URL}", list: {path: users}, update: true, attributes: {email: "{{ email }}", login: "${login}"}}`;

test('a system that changes letter case makes no second account, and what to write is said', async () => {
	const rows: object[] = [];
	const {url, seen} = await serve(({method, body}) => {
		if (method === 'GET') return {body: rows};
		const {login, ...row}: {login: string; email: string} = JSON.parse(body);
		if (method === 'POST') rows.push({id: 1, ...row, login: login.toLowerCase()});
		return {body: rows[0]};
	});
	for (const _ of [1, 2]) {
		const {exit, report} = await sync(withLogin('{{ realName }}'), {URL: url}, [person('Ada')]);
		expect([exit, report.outcomes[0]]).toMatchObject([1, {error: {kind: 'not-kept', hint: expect.stringContaining('| lower')}}]);
	}
	expect((await sync(withLogin('{{ realName | lower }}'), {URL: url}, [person('Ada')])).exit).toBe(0);
	expect(seen.filter(({method}) => method === 'POST')).toHaveLength(1);
});
