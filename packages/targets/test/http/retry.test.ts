import {describe, expect, test} from 'vitest';

import {afterAnswer, retryAfter} from '../../src/http/retry.ts';
import {client, failure} from './client.ts';
import {type Reply, serve} from './server.ts';

const first = (replies: Reply[], rest: Reply = {body: {ok: true}}) => {
	const left = [...replies];
	return (): Reply => (left.length > 0 ? left.shift() : rest);
};

describe('what is said twice', () => {
	test.each([
		['a GET after 502', 'GET', [502], 2],
		['a GET after 500, three times', 'GET', [500, 503, 504], 4],
		['a PUT after 503', 'PUT', [503], 2],
		['a DELETE after 502', 'DELETE', [502], 2],
		['a POST after 429', 'POST', [429], 2],
		['a PATCH after 429 with Retry-After', 'PATCH', [{status: 429, headers: {'retry-after': '0'}}], 2],
		['a POST after 503 with Retry-After', 'POST', [{status: 503, headers: {'retry-after': '0'}}], 2],
	] as const)('%s', async (_sentence, method, replies, requests) => {
		const {url, seen} = await serve(first([...replies]));
		expect(await client(url)('users', {method, ...(method !== 'GET' && {json: {a: 1}})}).json()).toEqual({ok: true});
		expect(seen.length).toBe(requests);
		expect(new Set(seen.map(({body}) => body)).size).toBe(1);
	});

	test('a POST that is marked as a read, after 502', async () => {
		const {url, seen} = await serve(first([502]));
		await client(url).post('search', {json: {}, context: {read: true}});
		expect(seen.length).toBe(2);
	});

	test('a GET whose connection was reset', async () => {
		let count = 0;
		const {url} = await serve((_seen, response) => {
			if (++count > 1) return {body: [1]};
			response.destroy();
			return undefined;
		});
		expect(await client(url).get('users').json()).toEqual([1]);
	});
});

describe('what is said once', () => {
	test.each([
		['a POST after 500', 'POST', 500, 'unavailable'],
		['a POST after 502', 'POST', 502, 'unknown-outcome'],
		['a PATCH after 503 without Retry-After', 'PATCH', 503, 'unavailable'],
		['a GET after 404', 'GET', 404, 'not-found'],
		['a PUT after 409', 'PUT', 409, 'exists'],
		['a GET after 501', 'GET', 501, 'refused'],
	] as const)('%s', async (_sentence, method, status, kind) => {
		const {url, seen} = await serve(() => status);
		expect(await failure(client(url)('users', {method}))).toMatchObject({kind});
		expect(seen.length).toBe(1);
	});

	test('a POST whose connection was reset', async () => {
		const {url, seen} = await serve((_seen, response) => void response.destroy());
		expect(await failure(client(url).post('users', {json: {}}))).toMatchObject({kind: 'unknown-outcome'});
		expect(seen.length).toBe(1);
	});
});

describe('tries end', () => {
	test('after four, where the server only fails', async () => {
		const {url, seen} = await serve(() => 503);
		expect(await failure(client(url).get('users'))).toMatchObject({kind: 'unavailable', status: 503});
		expect(seen.length).toBe(4);
	});

	test('after eight, where it says when to come back', async () => {
		const {url, seen} = await serve(() => ({status: 429, headers: {'retry-after': '0'}}));
		expect(await failure(client(url).post('users'))).toMatchObject({kind: 'unavailable', status: 429});
		expect(seen.length).toBe(8);
	});

	test('at once, where it asks for more than a minute', async () => {
		const {url, seen} = await serve(() => ({status: 429, headers: {'retry-after': '61'}}));
		expect(await failure(client(url).get('users'))).toMatchObject({kind: 'unavailable'});
		expect(seen.length).toBe(1);
	});

	test('at once, when the run is stopped while waiting', async () => {
		const {url} = await serve(() => ({status: 429, headers: {'retry-after': '30'}}));
		const controller = new AbortController();
		const start = Date.now();
		setTimeout(() => controller.abort(), 50);
		expect(await failure(client(url).get('users', {signal: controller.signal}))).toMatchObject({kind: 'aborted'});
		expect(Date.now() - start).toBeLessThan(1_000);
	});

	test('412 to a second try does not say that somebody else changed it', async () => {
		const {url} = await serve(first([502], 412));
		expect(await failure(client(url).put('users/1', {json: {}}))).toMatchObject({kind: 'unknown-outcome'});
	});
});

describe('Retry-After', () => {
	const now = Date.parse('2026-01-01T00:00:00Z');

	test.each([
		['seconds', {'retry-after': '7'}, 7_000],
		['a date', {'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT'}, 9_000],
		['a date that is past', {'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT'}, 0],
		['nonsense', {'retry-after': 'soon'}, undefined],
		['nothing', {'retry-after': ''}, undefined],
		['X-Retry-After', {'x-retry-after': '3'}, 3_000],
		['the seconds until a limit is reset', {'ratelimit-reset': '4'}, 4_000],
		['the same under its older name', {'x-ratelimit-reset': '5'}, 5_000],
		['the time of it', {'x-ratelimit-reset': String(now / 1000 + 6)}, 6_000],
		['the time of it in milliseconds', {'x-ratelimit-reset': String(now + 7_000)}, 7_000],
		['the time of it, with parts of a second', {'x-ratelimit-reset': String(now / 1000 + 6.5)}, 6_500],
		['the date of it', {'ratelimit-reset': 'Thu, 01 Jan 2026 00:00:09 GMT'}, 9_000],
		['the date of it as ISO 8601', {'x-ratelimit-reset': '2026-01-01T00:00:08Z'}, 8_000],
		['a time that is past', {'x-ratelimit-reset': String(now / 1000 - 6)}, 0],
		['the plain one first', {'retry-after': '1', 'x-ratelimit-reset': '9'}, 1_000],
	])('as %s', (_sentence, headers, milliseconds) => {
		expect(retryAfter({status: 429, headers}, now)).toBe(milliseconds);
	});

	test('what is told of limits with every answer makes no 503 one that was not done', () => {
		expect(retryAfter({status: 503, headers: {'ratelimit-reset': '4'}}, now)).toBeUndefined();
		expect(retryAfter({status: 503, headers: {'x-retry-after': '4'}}, now)).toBe(4_000);
	});

	test('429 to the end names the limit to set', async () => {
		const {url} = await serve(() => ({status: 429, headers: {'x-ratelimit-reset': '900'}}));
		expect(await failure(client(url).post('users'))).toMatchObject({
			kind: 'unavailable',
			hint: expect.stringContaining('`limits: {perSecond}`'),
		});
	});

	test('is waited for', async () => {
		const {url, seen} = await serve(first([{status: 503, headers: {'retry-after': '1'}}]));
		await client(url).post('users');
		expect(seen[1]!.at - seen[0]!.at).toBeGreaterThanOrEqual(990);
	});

	test('the wait without it doubles, is capped and fully jittered', () => {
		const answer = {status: 503, headers: {}, body: Buffer.alloc(0), milliseconds: 1};
		const wait = (attempt: number, random: number) => afterAnswer(answer, {attempt, repeatable: true, now, random: () => random})?.wait;
		expect([wait(1, 1), wait(2, 1), wait(3, 1), wait(3, 0), wait(3, 0.5), wait(4, 1)]).toEqual([500, 1_000, 2_000, 0, 1_000, undefined]);
	});
});
