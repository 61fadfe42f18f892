import {LogLevel, WebClient} from '@slack/web-api';
import {describe, expect, test} from 'vitest';
import {generatePeople, people, startSlack} from '../src/index.ts';
import {ask, closing} from './support.ts';

const idsOf = (body: unknown): string[] => {
	const {members}: {members: {id: string}[]} = JSON.parse(JSON.stringify(body));
	return members.map(({id}) => id);
};

const cursorOf = (body: unknown): string => {
	const {response_metadata}: {response_metadata: {next_cursor: string}} = JSON.parse(JSON.stringify(body));
	return response_metadata.next_cursor;
};

describe("Slack's own client", () => {
	test.each([1, 7, 20, 200, 999])('finds everybody once, in pages of %d', async limit => {
		const slack = await closing(startSlack());
		const client = new WebClient(slack.token, {slackApiUrl: slack.url});
		const ids: string[] = [];
		for await (const page of client.paginate('users.list', {limit})) ids.push(...idsOf(page));
		expect(ids).toEqual(slack.members().map(({id}) => id));
		expect(new Set(ids).size).toBe(people.length);
		expect(slack.requests).toHaveLength(Math.ceil(people.length / limit));
	});

	test('reads scopes from the answer', async () => {
		const slack = await closing(startSlack({scopes: ['users:read']}));
		const {response_metadata} = await new WebClient(slack.token, {slackApiUrl: slack.url}).auth.test();
		expect(response_metadata?.scopes).toEqual(['users:read']);
	});

	test('waits out a 429', async () => {
		const slack = await closing(startSlack());
		slack.faults.add({
			match: {path: '/api/users.list'},
			status: 429,
			headers: {'retry-after': '0'},
			body: {ok: false, error: 'ratelimited'},
		});
		const {members} = await new WebClient(slack.token, {slackApiUrl: slack.url, logLevel: LogLevel.ERROR}).users.list({limit: 999});
		expect(members).toHaveLength(people.length);
		expect(slack.requests.map(({status}) => status)).toEqual([429, 200]);
	});
});

describe('users.list', () => {
	test('begins with Slackbot, then short ids, then ascending', async () => {
		const slack = await closing(startSlack());
		const ids = idsOf((await ask(slack, 'users.list')).body);
		expect(ids.slice(0, 3)).toEqual(['USLACKBOT', 'U0OLD', 'USLACK']);
		expect(ids.at(-1)).toBe('U08NEWHIRE42');
	});

	test('gives cursors that name the next id, and an empty one at the end', async () => {
		const slack = await closing(startSlack());
		const first = await ask(slack, 'users.list', {limit: '2'});
		expect(Buffer.from(cursorOf(first.body), 'base64').toString()).toBe('user:USLACK');
		expect(first.body['offset']).toBe('USLACK');
		const all = await ask(slack, 'users.list', {limit: '999'});
		expect(cursorOf(all.body)).toBe('');
		expect(all.body).not.toHaveProperty('offset');
	});

	test('gives 1,000 at once without a limit, and no more', async () => {
		const small = await closing(startSlack({people: generatePeople(999)}));
		expect(idsOf((await ask(small, 'users.list')).body)).toHaveLength(1_000);
		const large = await closing(startSlack({people: generatePeople(1_000)}));
		expect((await ask(large, 'users.list')).body).toEqual({ok: false, error: 'limit_required'});
	});

	test.each([
		['1200', 1_000],
		['5000', 1_000],
		['0', 800],
		['-3', 800],
		['many', 800],
		['2.9', 2],
	])('takes a limit of %s for something sensible', async (limit, expected) => {
		const slack = await closing(startSlack({people: generatePeople(Number(limit) > 1_000 ? 1_300 : 799)}));
		expect(idsOf((await ask(slack, 'users.list', {limit})).body)).toHaveLength(expected);
	});

	test('refuses limits that the workspace is too large for', async () => {
		const slack = await closing(startSlack({limits: {refused: 500}}));
		expect((await ask(slack, 'users.list', {limit: '501'})).body['error']).toBe('limit_required');
		expect((await ask(slack, 'users.list', {limit: '500'})).body['ok']).toBe(true);
		slack.limits.refused = Infinity;
		expect((await ask(slack, 'users.list', {limit: '501'})).body['ok']).toBe(true);
	});

	test.each(['nonsense', Buffer.from('user:U02ADA0001').toString('base64'), Buffer.from('team:USLACK').toString('base64')])(
		'knows no cursor but its own: %s',
		async cursor => {
			const slack = await closing(startSlack());
			expect((await ask(slack, 'users.list', {cursor, limit: '2'})).body).toEqual({ok: false, error: 'invalid_cursor'});
		},
	);

	test('refuses expired cursors, and starts again', async () => {
		const slack = await closing(startSlack());
		const cursor = cursorOf((await ask(slack, 'users.list', {limit: '5'})).body);
		slack.expireCursors();
		expect((await ask(slack, 'users.list', {limit: '5', cursor})).body['error']).toBe('invalid_cursor');
		const again = cursorOf((await ask(slack, 'users.list', {limit: '5'})).body);
		expect((await ask(slack, 'users.list', {limit: '5', cursor: again})).body['ok']).toBe(true);
	});

	test('is asked with GET and JSON too', async () => {
		const slack = await closing(startSlack());
		const headers = {authorization: `Bearer ${slack.token}`};
		const byGet = await fetch(`${slack.url}users.list?limit=3`, {headers});
		const byJson = await fetch(`${slack.url}users.list`, {
			method: 'POST',
			headers: {...headers, 'content-type': 'application/json; charset=utf-8'},
			body: '{"limit":3}',
		});
		expect(idsOf(await byGet.json())).toHaveLength(3);
		expect(idsOf(await byJson.json())).toHaveLength(3);
	});
});
