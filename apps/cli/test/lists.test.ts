import {createServer, type ServerResponse} from 'node:http';
import path from 'node:path';
import {gzipSync} from 'node:zlib';

import {describe, expect, onTestFinished, test} from 'vitest';

import {staff, world} from './harness/world.ts';

/** A system that answers as it is told; it ends with its test. */
const serve = async (answer: (url: URL, response: ServerResponse, method: string, body: string) => void) => {
	const writes: string[] = [];
	const server = createServer((request, response) => {
		if (request.method !== 'GET') writes.push(`${request.method} ${request.url}`);
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () =>
			answer(new URL(request.url ?? '/', 'http://x'), response, request.method ?? '', Buffer.concat(chunks).toString()),
		);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		server.closeAllConnections();
	});
	const address = server.address();
	return {url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, writes};
};

const json = (response: ServerResponse, data: unknown, status = 200): void => {
	response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(data));
};

const people = (count: number, from = 1) =>
	Array.from({length: count}, (_, index) => ({id: from + index, email: `p${String(from + index).padStart(3, '0')}@example.com`}));

const config = (list: string, more = ''): string => `source: {token: "\${SLACK_BOT_TOKEN}"}
targets:
  desk:
    type: http
    url: "\${API_URL}"
    list: ${list}
    attributes: {email: "{{ email }}"}
    ${more}
`;

describe('a list that may be half', () => {
	test.each<[string, string, (response: ServerResponse) => void]>([
		['204', 'answered 204 without a body to page 2', response => void response.writeHead(204).end()],
		['an empty 200', 'answered 200 without a body to page 2', response => void response.end()],
		['404', 'answered 404 to page 2', response => json(response, {detail: 'not now'}, 404)],
		[
			'cut gzip',
			'cannot be unpacked',
			response => void response.writeHead(200, {'content-encoding': 'gzip'}).end(gzipSync('{"data": []}').subarray(0, 12)),
		],
	])('a second page that is once %s: exit 5, and nothing is written', async (_sentence, words, second) => {
		const {url, writes} = await serve((asked, response) => {
			const page = Number(asked.searchParams.get('page') ?? 1);
			if (page === 2) return second(response);
			return json(response, {data: people(62).slice((page - 1) * 20, page * 20), total: 62});
		});
		const list = config('{path: users, items: data, paging: {by: page}}');
		const {run} = await world({slack: {people: staff(62)}, config: list, env: {API_URL: url}});
		const {exitCode, stdout} = await run(['sync']);
		expect([exitCode, writes]).toEqual([5, []]);
		expect(stdout).toContain(words);
	});

	test.each<[string, string, (url: URL, response: ServerResponse) => void]>([
		[
			'details that half of the rows do not have',
			'{path: users, detail: {path: "users/{{ id }}"}}',
			(url, response) => {
				const id = Number(/users\/(\d+)/.exec(url.pathname)?.[1]);
				if (Number.isNaN(id))
					return json(
						response,
						people(62).map(({id}) => ({id})),
					);
				return id % 2 === 1 ? json(response, {}, 404) : json(response, people(1, id)[0]);
			},
		],
		[
			'an empty page where the first said that there is more',
			'{path: users, items: data, paging: {by: page}}',
			(url, response) => json(response, url.searchParams.get('page') === '1' ? {data: people(20), hasMore: true} : {data: []}),
		],
	])('%s: exit 5, and nothing is written', async (_sentence, list, answer) => {
		const {url, writes} = await serve(answer);
		const {run} = await world({slack: {people: staff(62)}, config: config(list), env: {API_URL: url}});
		expect([(await run(['sync'])).exitCode, writes]).toEqual([5, []]);
	});

	test('one answer of exactly 20 rows: doctor and plan say so', async () => {
		const {url} = await serve((_asked, response) => json(response, people(20)));
		const {run} = await world({slack: {people: staff(20)}, config: config('{path: users}'), env: {API_URL: url}});
		const [doctor, plan] = await Promise.all([run(['doctor']), run(['plan'])]);
		expect(doctor.stdout).toContain('answered exactly 20 rows');
		for (const text of [plan.stdout, plan.file('reports/run.json')])
			expect(text).toContain('`paging: {by: none}` where it is the whole list');
		expect([doctor.exitCode, plan.exitCode]).toEqual([0, 0]);
	});
});

/** An answer without an end. */
const endless = (response: ServerResponse): void => {
	response.writeHead(200, {'content-type': 'application/json'});
	const more = (): void => {
		while (!response.destroyed && response.write('"and another one", '.repeat(5_000)));
		response.once('drain', more);
	};
	response.write('[');
	more();
};

/** The most memory that a run held, in MB, beside what came of it. */
const measured = async (url: string, list: string) => {
	const {run, folder} = await world({slack: {people: staff(40)}, config: config(list), env: {API_URL: url}});
	const rss = path.join(folder, 'rss');
	const result = await run(['sync'], {
		env: {MAX_RSS_FILE: rss},
		command: (node, bundle, args) => [node, '--import', maxRss, bundle, ...args],
	});
	return {...result, memory: Number(result.file('rss'))};
};

const maxRss = path.resolve(import.meta.dirname, '../../../scripts/bench/max-rss.mjs');

describe('a system that never ends', () => {
	test.each([
		['an answer to the list', (method: string) => method === 'GET'],
		['the answers to all creates', (method: string) => method !== 'GET'],
	])('%s: exit 5, within 300 MB', async (_sentence, isEndless) => {
		const {url} = await serve((_asked, response, method) => (isEndless(method) ? endless(response) : json(response, [])));
		const {exitCode, memory, stdout} = await measured(url, '{path: users}');
		expect(exitCode, stdout).toBe(5);
		expect(memory).toBeGreaterThan(30);
		expect(memory).toBeLessThan(300);
	});

	test('new rows for ever, also of a SCIM provider: exit 5, and the limit is named', async () => {
		const {url} = await serve((asked, response) => {
			const from = Number(asked.searchParams.get('startIndex') ?? 1);
			const Resources = people(100, from).map(({id, email}) => ({id: String(id), userName: email, active: true}));
			json(response, {totalResults: from + 1_000, startIndex: from, itemsPerPage: 100, Resources});
		});
		const scim = `source: {token: "\${SLACK_BOT_TOKEN}"}
targets:
  desk: {type: scim, url: "\${API_URL}", token: "\${API_TOKEN}", limits: {rows: 5000}, attributes: {userName: "{{ email }}"}}
`;
		const {run} = await world({config: scim, env: {API_URL: url, API_TOKEN: 'scim-token-1'}});
		const {exitCode, stdout} = await run(['sync']);
		expect(exitCode, stdout).toBe(5);
		expect(stdout).toContain('`limits: {rows}`');
	});
});

test('a first sync of a system that takes 4 writes at once, and answers more with 500, is done in one run', async () => {
	const emails: string[] = [];
	let underWay = 0;
	let refused = 0;
	const {url, writes} = await serve((_asked, response, method, body) => {
		if (method === 'GET')
			return json(
				response,
				emails.map((email, id) => ({id, email})),
			);
		if (++underWay > 4) {
			underWay--;
			refused++;
			return json(response, {message: 'database is locked'}, 500);
		}
		setTimeout(() => {
			underWay--;
			const {email}: {email: string} = JSON.parse(body);
			emails.push(email);
			json(response, {}, 201);
		}, 10);
	});
	const {run} = await world({slack: {people: staff(150)}, config: config('{path: users, paging: {by: none}}'), env: {API_URL: url}});
	const first = await run(['sync']);
	expect(refused).toBeLessThan(30);
	expect(first.exitCode, first.stdout).toBe(0);
	expect([new Set(emails).size, emails.length]).toEqual([150, 150]);
	expect(writes).toHaveLength(150 + refused);
});
