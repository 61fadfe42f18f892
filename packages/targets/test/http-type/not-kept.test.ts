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
	test('is warned of where the row can be read: once for each attribute, not for each person', async () => {
		const {url, told} = await system(
			(user, {name}) => void Object.assign(user, {name}), // A field that nobody declared is dropped
			() => 204,
		);
		const {warnings, lines} = await sync(yaml('{method: PUT}', 'slackIdAt: chat'), {URL: url}, everybody);
		expect(lines).toEqual(['done update ada@example.com', 'done update bo@example.com', 'done update cy@example.com']);
		expect(warnings.filter(line => line.includes('another value'))).toEqual([
			expect.stringContaining('1 update: the target answered with another value of chat than was sent'),
		]);
		expect(told().filter(line => line.startsWith('GET /users/'))).toHaveLength(4); // One for each PUT, and one to look
	});

	test('is warned of where the answer shows it, the Slack id too', async () => {
		const {url} = await system(
			() => {},
			user => ({body: {...user, chat: null}}),
		);
		const {warnings} = await sync(yaml('true', 'slackIdAt: chat'), {URL: url}, everybody);
		expect(warnings.filter(line => line.includes('another value'))).toEqual([
			expect.stringContaining('3 updates: the target answered with another value of chat, name than was sent'),
		]);
	});

	test('is not looked at where nobody said how a row is read, nor does a row that cannot be read undo it', async () => {
		for (const [update, reads] of [
			['true', 0],
			['{read: {path: "nowhere/{{ id }}"}}', 1],
		] as const) {
			const {url, seen} = await system(kept, () => 204);
			const {warnings, exit} = await sync(yaml(update), {URL: url}, everybody);
			expect([exit, warnings]).toEqual([0, []]);
			expect(seen.filter(({method, url: path}) => method === 'GET' && path !== '/users')).toHaveLength(reads);
		}
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

describe('a switch that is answered as done, by an account that is as it was', () => {
	const leaver = [person('ada', {deleted: true}), person('bo', {realName: 'old'})];

	test.each<[string, (user: User, before: User) => Reply, string]>([
		['the account', user => ({body: user}), 'refused'],
		['the account, wrapped', user => ({body: {user}}), 'refused'],
		['the account, to be changed later', user => ({status: 202, body: user}), ''],
		['something else', () => ({body: {ok: true}}), ''],
		['nothing', () => 204, ''],
	])('answered with %s', async (_sentence, say, kind) => {
		const {url} = await system(() => {}, say);
		const {lines} = await sync(yaml('true'), {URL: url}, leaver);
		expect(lines).toEqual([
			'done noop bo@example.com',
			kind === ''
				? 'done deactivate ada@example.com'
				: 'failed deactivate ada@example.com (refused: PATCH /users/1 was answered as done, but the account is still active)',
		]);
	});

	test('and so is a returner', async () => {
		const {url, users} = await system(
			() => {},
			user => ({body: user}),
		);
		users[0]!.on = false;
		const {lines} = await sync(yaml('true'), {URL: url}, [person('ada', {realName: 'old'})]);
		expect(lines).toEqual([
			'failed reactivate ada@example.com (refused: PATCH /users/1 was answered as done, but the account is still inactive)',
		]);
	});
});
