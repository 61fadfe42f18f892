import {describe, expect, test} from 'vitest';

import {failure} from '../http/client.ts';
import {type Reply, type Seen, serve} from '../http/server.ts';
import {call, openHttp} from './open.ts';
import {person, sync} from './sync.ts';

const ada = {id: 1, login: 'ada', email: 'ada@example.com', chat: 'U1'};
const bo = {id: 2, login: 'bo', email: 'bo@example.com', chat: 'U2'};

const lookUp = async (find: string, reply: (seen: Seen) => Reply, wanted: Record<string, string>) => {
	const {url, seen} = await serve(reply);
	const {target} = await openHttp(`{url: "\${URL}", slackIdAt: chat, account: {active: on}, find: ${find}}`, url, {
		keys: ['email', 'login'],
	});
	return {found: target.find!(wanted, call), seen};
};

describe('find', () => {
	test.each([
		['a search', '{path: users, query: {email: "{{ keys.email }}"}}', {body: [ada]}, '/users?email=ada%40example.com'],
		[
			'a search that finds more than was asked for',
			'{path: users, query: {q: "{{ keys.email }}"}}',
			{body: {results: [bo, {...ada, on: false}]}},
			'/users?q=ada%40example.com',
		],
		['an address', '{path: "users/{{ keys.login }}"}', {body: ada}, '/users/ada'],
		['an address, wrapped', '{path: "by-mail/{{ keys.email }}", items: user}', {body: {user: [ada]}}, '/by-mail/ada%40example.com'],
		['an answer that wraps the one', '{path: "users/{{ keys.login }}"}', {body: {user: ada, meta: {}}}, '/users/ada'],
		['an address, by the Slack id', '{path: "slack/{{ slackId }}"}', {body: ada}, '/slack/U1'],
		[
			'a filter',
			'{path: users, query: {filter: "email eq \\"{{ keys.email }}\\""}}',
			{body: [ada]},
			'/users?filter=email+eq+%22ada%40example.com%22',
		],
	])('by %s', async (_sentence, find, reply, url) => {
		const {found, seen} = await lookUp(find, () => reply, {email: 'ADA@example.com'.toLowerCase(), login: 'ada', slackId: 'U1'});
		expect(await found).toMatchObject({id: '1', slackId: 'U1', keys: {email: 'ada@example.com', login: 'ada'}});
		expect(seen.map(request => request.url)).toEqual([url]);
	});

	test.each([
		['an empty list', '{path: users, query: {email: "{{ keys.email }}"}}', {body: []}],
		['only others', '{path: users, query: {q: "{{ keys.email }}"}}', {body: [bo]}],
		['404 to an address', '{path: "users/{{ keys.login }}"}', 404],
		[
			'an answer that the config names',
			'{path: users, query: {email: "{{ keys.email }}"}}, answers: [{status: 400, body: unknown user, means: not-found}]',
			{status: 400, body: {error: 'Unknown user'}},
		],
		['another person at the address', '{path: "users/{{ keys.login }}"}', {body: bo}],
	])('nobody is %s', async (_sentence, find, reply) => {
		const {found} = await lookUp(find, () => reply, {email: 'ada@example.com', login: 'ada', slackId: 'U1'});
		expect(await found).toBeUndefined();
	});

	test('a stronger key on a later page counts more than a weaker one on the first', async () => {
		const pages: Record<string, object[]> = {
			1: [{...bo, login: 'ada', chat: null}],
			2: [{...ada, login: 'old'}],
			3: [{...ada, login: 'old'}, bo],
		};
		const {found, seen} = await lookUp(
			'{path: users, query: {q: "{{ slackId }}"}, paging: {by: page}}',
			({url}) => ({body: pages[new URL(url, 'http://x').searchParams.get('page')!] ?? []}),
			{slackId: 'U1', email: 'ada@example.com', login: 'ada'},
		);
		expect(await found).toMatchObject({id: '1', slackId: 'U1'});
		expect(seen).toHaveLength(4);
	});

	test('one look-up after the other, until one finds; those without a value are left out', async () => {
		const find = '[{path: users, query: {chat: "{{ slackId }}"}}, {query: {email: "{{ keys.email }}"}}, {path: "users/{{ keys.login }}"}]';
		const {found, seen} = await lookUp(find, ({url}) => (url.includes('email') ? {body: []} : {body: ada}), {
			email: 'ada@example.com',
			login: 'ada',
		});
		expect(await found).toMatchObject({id: '1'});
		expect(seen.map(({url}) => url)).toEqual(['/users?email=ada%40example.com', '/users/ada']);
	});

	test('what a search shows too little of is read in full, and may be said to be inactive', async () => {
		const find =
			'[{path: users, query: {q: "{{ keys.email }}"}, detail: {path: "users/{{ id }}"}}, {query: {gone: "{{ keys.email }}"}, active: false}]';
		const {found, seen} = await lookUp(
			find,
			({url}) => ({body: url.includes('q=') ? [] : url.includes('gone=') ? [{id: 1}, {id: 2}] : url.endsWith('1') ? ada : bo}),
			{email: 'ada@example.com'},
		);
		expect(await found).toMatchObject({id: '1', active: false});
		expect(seen.map(({url}) => url).toSorted()).toEqual([
			'/users/1',
			'/users/2',
			'/users?gone=ada%40example.com',
			'/users?q=ada%40example.com',
		]);
	});

	test('of several that fit, the one that fits by the stronger key', async () => {
		const rows = [{...bo, login: 'ada'}, ada];
		const {found} = await lookUp('{path: users, query: {q: "{{ keys.email }}"}}', () => ({body: rows}), {
			email: 'ada@example.com',
			login: 'ada',
		});
		expect(await found).toMatchObject({id: '1'});
	});

	test('several that fit by one key are all told, not guessed', async () => {
		const {found} = await lookUp('{path: users, query: {q: "{{ keys.email }}"}}', () => ({body: [ada, {...ada, id: 3, chat: ''}]}), {
			email: 'ada@example.com',
		});
		expect(await found).toMatchObject([{id: '1'}, {id: '3'}]);
	});

	test('several that fit are a conflict of that one person, and nobody else’s', async () => {
		const made: unknown[] = [];
		const {url, seen} = await serve(({method, url: path, body}) => {
			if (method === 'GET') return {body: path.includes('ada') ? [1, 3].map(id => ({id, email: 'ada@example.com'})) : made};
			made.push({...JSON.parse(body), id: 9});
			return {status: 201, body: {id: 9}};
		});
		const yaml =
			'type: http\nurl: "${URL}"\nfind: {path: users, query: {q: "{{ keys.email }}"}}\nupdate: true\nattributes: {email: "{{ email }}", name: "{{ name }}"}';
		const {lines, report, exit} = await sync(yaml, {URL: url}, [person('ada'), person('bo')]);
		expect(lines).toEqual(['done create bo@example.com']);
		expect(report.conflicts).toMatchObject([{kind: 'several-accounts', people: [{slackId: 'U0ADA'}]}]);
		expect(seen.filter(({method}) => method !== 'GET')).toHaveLength(1);
		expect(exit).toBe(1);
	});

	test('a server that fails is not nobody', async () => {
		const {found} = await lookUp('{path: "users/{{ keys.login }}"}', () => 503, {login: 'ada'});
		expect(await failure(found)).toMatchObject({kind: 'unavailable'});
	});

	test('a place without rows is not nobody', async () => {
		const {found} = await lookUp('{path: users, items: data, query: {email: "{{ keys.email }}"}}', () => ({body: {results: []}}), {
			email: 'ada@example.com',
		});
		expect(await failure(found)).toMatchObject({kind: 'invalid-answer', hint: 'Look at `find.items`.'});
	});
});
