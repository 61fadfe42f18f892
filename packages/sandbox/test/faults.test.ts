import {request} from 'node:http';
import {describe, expect, test} from 'vitest';
import {startAgentServer, startScim, type AgentServer} from '../src/index.ts';
import {closing} from './support.ts';

const post = (server: AgentServer, userId: string, signal?: AbortSignal): Promise<Response> =>
	fetch(server.url, {
		method: 'POST',
		headers: {'content-type': 'application/json'},
		body: JSON.stringify({userId, name: 'N'}),
		redirect: 'manual',
		...(signal && {signal}),
	});

const names = (server: AgentServer): string[] => server.accounts().map(({userId}) => userId);

describe('a fault', () => {
	test('meets one request, then the system answers again', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({match: {method: 'POST'}, status: 500});
		expect((await post(server, 'a')).status).toBe(500);
		expect((await post(server, 'a')).status).toBe(201);
		expect(server.faults.met()).toEqual([1]);
	});

	test.each([
		['the nth', {nth: 2}, 1, [201, 503, 201, 201]],
		['the nth and those after it', {nth: 2}, 2, [201, 503, 503, 201]],
		['all of them', {}, null, [503, 503, 503, 503]],
		['those of another path', {path: '/elsewhere'}, null, [201, 201, 201, 201]],
		['those whose path begins so', {path: '/api/*'}, null, [503, 503, 503, 503]],
		['those of another method', {method: 'GET'}, null, [201, 201, 201, 201]],
		['those whose body holds a text', {body: '"u2"'}, null, [201, 201, 503, 201]],
	])('meets %s', async (_, match, times, statuses) => {
		const server = await closing(startAgentServer());
		server.faults.add({match, times, status: 503});
		const seen = [];
		for (let index = 0; index < 4; index += 1) seen.push((await post(server, `u${index}`)).status);
		expect(seen).toEqual(statuses);
	});

	test('meets what a function says, and can be taken away', async () => {
		const server = await closing(startAgentServer());
		const remove = server.faults.add({match: ({text}) => text.includes('bad'), times: null, status: 418});
		expect((await post(server, 'bad')).status).toBe(418);
		expect((await post(server, 'good')).status).toBe(201);
		remove();
		expect((await post(server, 'bad')).status).toBe(201);
	});

	test('breaks the connection before or after the system acted', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({reset: 'before'});
		await expect(post(server, 'before')).rejects.toThrow('fetch failed');
		server.faults.add({reset: 'after'});
		await expect(post(server, 'after')).rejects.toThrow('fetch failed');
		expect(names(server)).toEqual(['admin', 'after']);
		await expect
			.poll(() => server.requests.map(({state, acted}) => [state, acted]))
			.toEqual([
				['aborted', false],
				['aborted', true],
			]);
	});

	test('replaces the answer of a system that acted all the same', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({status: 502, acted: true, html: '<h1>Bad Gateway</h1>'});
		const response = await post(server, 'acted');
		expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
			502,
			'text/html; charset=utf-8',
			'<h1>Bad Gateway</h1>',
		]);
		expect(names(server)).toContain('acted');
	});

	test('is a login page, a redirect, a 429 that says how long', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({html: true});
		server.faults.add({redirect: 'http://127.0.0.2/elsewhere'});
		server.faults.add({status: 429, headers: {'retry-after': '7'}, body: {message: 'slow down'}});
		const page = await post(server, 'x');
		expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('sign in')]);
		const moved = await post(server, 'x');
		expect([moved.status, moved.headers.get('location')]).toEqual([302, 'http://127.0.0.2/elsewhere']);
		const busy = await post(server, 'x');
		expect([busy.status, busy.headers.get('retry-after'), await busy.json()]).toEqual([429, '7', {message: 'slow down'}]);
		expect(names(server)).toEqual(['admin']);
	});

	test("is laid over the system's own answer", async () => {
		const server = await closing(startAgentServer());
		server.faults.add({merge: {total: 99, items: []}, headers: {'x-odd': 'yes'}});
		const response = await fetch(server.url);
		expect([response.headers.get('x-odd'), await response.json()]).toEqual(['yes', {items: [], total: 99, page: 1, size: 50}]);
	});

	test('cuts an answer short', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({cut: 10});
		const response = await fetch(server.url);
		expect(response.status).toBe(200);
		await expect(response.text()).rejects.toThrow('terminated');
		await expect.poll(() => server.requests[0]?.state).toBe('aborted');
	});

	test('sends an answer slowly, and whole', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({slowBody: 300});
		const start = Date.now();
		const response = await fetch(server.url);
		expect(server.requests).toMatchObject([{state: 'in-flight'}]);
		expect(await response.json()).toMatchObject({total: 1});
		expect(Date.now() - start).toBeGreaterThan(200);
	});

	test('waits first, or for ever', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({delay: 100});
		const start = Date.now();
		expect((await post(server, 'late')).status).toBe(201);
		expect(Date.now() - start).toBeGreaterThan(60);
		server.faults.add({hang: true});
		await expect(post(server, 'never', AbortSignal.timeout(100))).rejects.toThrow(/timeout/);
		expect(names(server)).toEqual(['admin', 'late']);
	});

	test('sends an answer without end, as fast as it is read', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({endlessBody: true});
		const size = await new Promise<number>((resolve, reject) => {
			let read = 0;
			const outgoing = request(server.url, response => {
				response.on('data', (chunk: Buffer) => {
					read += chunk.length;
					if (read > 5_000_000) outgoing.destroy();
				});
				response.on('close', () => resolve(read));
			});
			outgoing.on('error', reject).end();
		});
		expect(size).toBeGreaterThan(5_000_000);
	});
});

const bodyOf = async <Body>(response: Promise<Response>): Promise<Body> => {
	const body: Body = JSON.parse(await (await response).text());
	return body;
};

describe('a fault of what a system does', () => {
	test('lets it do nothing, and answer with what is there', async () => {
		const server = await closing(startAgentServer());
		const id = server.accounts()[0]!.id;
		const rename = (): Promise<Response> =>
			fetch(`${server.url}/${id}`, {method: 'PATCH', headers: {'content-type': 'application/json'}, body: '{"name":"New"}'});
		server.faults.add({match: {method: 'PATCH'}, ignored: true});
		expect(await bodyOf(rename())).toMatchObject({name: 'Administrator'});
		expect(server.requests).toMatchObject([{acted: false, status: 200}]);
		expect(await bodyOf(rename())).toMatchObject({name: 'New'});
	});

	test('lets it never answer although it did what was asked', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({hang: true, acted: true});
		await expect(post(server, 'never', AbortSignal.timeout(100))).rejects.toThrow(/timeout/);
		expect(names(server)).toEqual(['admin', 'never']);
	});

	test('lets it keep less than was sent, or keep it in lower case', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({drop: ['name'], times: null});
		expect((await post(server, 'a')).status).toBe(400);
		server.faults.clear();
		server.faults.add({lower: ['userId']});
		expect(await bodyOf(post(server, 'ADA'))).toMatchObject({userId: 'ada', name: 'N'});
	});

	test('is known by the path of an operation, where SCIM has one', async () => {
		const server = await closing(startScim({users: [{userName: 'ada', displayName: 'Ada', title: 'Agent'}]}));
		const id = String(server.users()[0]!['id']);
		const patch = (...operations: object[]): Promise<unknown> =>
			bodyOf(
				fetch(`${server.url}/Users/${id}`, {
					method: 'PATCH',
					headers: {'content-type': 'application/scim+json', authorization: `Bearer ${server.token}`},
					body: JSON.stringify({schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations}),
				}),
			);
		server.faults.add({drop: ['title'], lower: ['displayName'], times: null});
		const title = {op: 'replace', path: 'title', value: 'Lead'};
		const expected = {displayName: 'ada l', title: 'Agent'};
		expect(await patch(title, {op: 'replace', path: 'displayName', value: 'Ada L'})).toMatchObject(expected);
		// Nothing is left of it, so it is told what is there
		expect(await patch(title)).toMatchObject(expected);
	});

	test('lets it act later than it answers', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({later: 50});
		expect((await post(server, 'late')).status).toBe(202);
		expect(names(server)).toEqual(['admin']);
		await expect.poll(() => names(server)).toEqual(['admin', 'late']);
	});

	test('strikes before the system acted, or after it', async () => {
		const server = await closing(startAgentServer());
		const seen: string[][] = [];
		const strike = (): void => void seen.push(names(server));
		server.faults.add({strike});
		server.faults.add({strike, acted: true});
		await post(server, 'a');
		await post(server, 'b');
		expect(seen).toEqual([['admin'], ['admin', 'a', 'b']]);
	});
});

describe('a fault of an answer', () => {
	test('repeats rows, or leaves some out, and says nothing of it', async () => {
		const server = await closing(startAgentServer());
		server.addAccounts([{userId: 'a'}, {userId: 'b'}]);
		const list = async (): Promise<unknown> => {
			const {items, total}: {items: {userId: string}[]; total: number} = await bodyOf(fetch(server.url));
			return [items.map(({userId}) => userId), total];
		};
		server.faults.add({repeatRows: 1});
		server.faults.add({omitRows: 2});
		expect(await list()).toEqual([['admin', 'admin', 'a', 'b'], 3]);
		expect(await list()).toEqual([['admin'], 3]);
		expect(await list()).toEqual([['admin', 'a', 'b'], 3]);
	});

	test('ends early, as if that were all', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({short: 10});
		expect(await (await fetch(server.url)).text()).toHaveLength(10);
	});

	test('packs it, and cuts what is packed', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({gzip: true});
		server.faults.add({gzip: true, short: 20});
		expect(await bodyOf(fetch(server.url))).toMatchObject({total: 1});
		const cut = await fetch(server.url);
		expect(cut.headers.get('content-encoding')).toBe('gzip');
		expect(await cut.text().catch(() => '')).not.toContain('total');
	});
});

describe('the log of requests', () => {
	test('says what came, over which connection, and what became of it', async () => {
		const server = await closing(startAgentServer());
		await (await fetch(`${server.url}?page=1`, {headers: {'x-who': 'me'}})).text();
		await (await post(server, 'a')).text();
		await expect
			.poll(() => server.requests)
			.toMatchObject([
				{
					id: 1,
					method: 'GET',
					path: '/api/agents',
					query: {page: '1'},
					headers: {'x-who': 'me'},
					text: '',
					state: 'finished',
					status: 200,
					acted: true,
				},
				{id: 2, method: 'POST', body: {userId: 'a', name: 'N'}, text: '{"userId":"a","name":"N"}', state: 'finished', status: 201},
			]);
		server.forgetRequests();
		expect([server.requests, server.counts.requests]).toEqual([[], 2]);
	});

	test('shows requests that are still in flight', async () => {
		const server = await closing(startAgentServer({latency: 500}));
		const answer = post(server, 'slow');
		await expect.poll(() => server.requests).toMatchObject([{state: 'in-flight', acted: false}]);
		await (await answer).text();
		await expect.poll(() => server.requests).toMatchObject([{state: 'finished', acted: true, status: 201}]);
	});

	test('goes on after clients that hang up', async () => {
		const server = await closing(startAgentServer({latency: 100}));
		await expect(post(server, 'hung-up', AbortSignal.timeout(30))).rejects.toThrow(/timeout/);
		await expect.poll(() => server.requests).toMatchObject([{state: 'aborted', acted: true}]);
		expect((await fetch(`${server.origin}//odd%zz`)).status).toBe(404);
		expect(names(server)).toEqual(['admin', 'hung-up']);
	});

	test('is not kept where nobody wants it', async () => {
		const server = await closing(startAgentServer({keepRequests: false}));
		await (await post(server, 'a')).text();
		expect([server.requests, server.counts.requests]).toEqual([[], 1]);
	});
});
