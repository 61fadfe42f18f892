import {describe, expect, test} from 'vitest';

import {concurrencyLimiter, firstLevel, type Level, nextLevel, type Sample} from '../../src/http/concurrency.ts';
import {client, failure} from './client.ts';
import {serve} from './server.ts';

const after = (level: Level, samples: readonly Partial<Sample>[], most = 16): Level =>
	samples.reduce<Level>((level, sample) => nextLevel(level, {kind: 'POST', isStrained: false, milliseconds: 20, ...sample}, most), level);
const times = (count: number, sample: Partial<Sample> = {}): Partial<Sample>[] => Array.from({length: count}, () => sample);
const strained = {isStrained: true};
const slow = {milliseconds: 161};

describe('how many requests are under way at once', () => {
	const first = firstLevel(16);
	test.each<[string, Level, readonly Partial<Sample>[], number, number]>([
		['4 to begin with', first, [], 16, 4],
		['no more than allowed', firstLevel(2), times(50), 2, 2],
		['the same within a round', first, times(3), 16, 4],
		['twice as many after a round of clean answers', first, times(4), 16, 8],
		['and again after the next', first, times(12), 16, 16],
		['never more than allowed', first, times(500), 10, 10],
		['half as many where an answer says that it is too much', after(first, times(12)), [strained], 16, 8],
		['one at least', first, times(9, strained), 16, 1],
		['no doubling to where it was too much: one more after ten rounds', after(first, [...times(12), strained]), times(79), 16, 8],
		['one more', after(first, [...times(12), strained]), times(80), 16, 9],
		['half as many where answers take twice as long', after(first, times(12)), times(16, {milliseconds: 101}), 16, 8],
		['the same where one answer does', after(first, times(12)), [{milliseconds: 300}, ...times(15)], 16, 16],
		['the same where it is fast all the same', after(first, times(12, {milliseconds: 5})), times(32, {milliseconds: 95}), 16, 16],
		['the same where it is slow from the start', first, times(28, {milliseconds: 900}), 16, 16],
		['each kind of request by itself', after(first, times(12)), times(40, {kind: 'GET', milliseconds: 900}), 16, 16],
		['and doubled again where that was for a moment', after(first, times(12)), [...times(16, {milliseconds: 101}), ...times(8)], 16, 16],
		['half as many after each slow round', after(first, times(12)), [...times(16, slow), ...times(8, slow)], 16, 4],
	])('%s', (_sentence, level, samples, most, limit) => {
		expect(after(level, samples, most).limit).toBe(limit);
	});
});

test.each([
	['a third of the time-out', 4, 334],
	['less', 16, 333],
])('after answers that take %s the limit is %d', (_sentence, limit, milliseconds) => {
	const level = times(40).reduce<Level>(
		before => nextLevel(before, {kind: 'POST', isStrained: false, milliseconds}, 16, 1_000),
		firstLevel(16),
	);
	expect(level.limit).toBe(limit);
});

/** A server that notes how many requests it had at once, and what the client may have had by then. */
const measured = async (answer: (atOnce: number, number: number) => number | Promise<number>) => {
	let underWay = 0;
	let number = 0;
	const seen: number[] = [];
	const {url} = await serve(async () => {
		seen.push(++underWay);
		await new Promise(resolve => setTimeout(resolve, 5));
		const status = await answer(underWay, ++number);
		underWay--;
		return status;
	});
	return {url, seen};
};

describe('a client', () => {
	test('makes more requests at once than it begins with', async () => {
		const {url, seen} = await measured(() => 201);
		const api = client(url);
		await Promise.all(Array.from({length: 200}, async (_, n) => api.post('users', {json: {n}})));
		expect(Math.max(...seen)).toBeGreaterThan(4);
	});

	test('halves once for requests that fail together, and lets in who waits', async () => {
		let now = 0;
		const limits: number[] = [];
		const limiter = concurrencyLimiter(
			16,
			Infinity,
			limit => void limits.push(limit),
			() => now,
		);
		const entered: number[] = [];
		const take = (number: number): void => void Promise.resolve(limiter.take(undefined)).then(() => entered.push(number));
		const free = async (isStrained: boolean, startedAt: number): Promise<void> => {
			limiter.free({kind: 'POST', isStrained, milliseconds: 10, startedAt});
			await Promise.resolve();
			await Promise.resolve();
		};
		for (let number = 1; number <= 30; number++) take(number);
		await Promise.resolve();
		expect([limits, entered.length]).toEqual([[], 4]);
		for (let answer = 0; answer < 4; answer++) await free(false, 0);
		expect([limits, entered.length]).toEqual([[8], 12]);
		now = 100;
		for (let answer = 0; answer < 8; answer++) await free(true, 50);
		expect([limits, entered.length, limiter.peak]).toEqual([[8, 4], 16, 8]);
		await free(true, 120);
		expect(limits).toEqual([8, 4, 2]);
	});

	test('does not break a system that takes 3 at once: what is refused is little', async () => {
		let refused = 0;
		const {url} = await measured(atOnce => {
			if (atOnce <= 3) return 201;
			refused++;
			return 500;
		});
		const api = client(url);
		const results = await Promise.allSettled(Array.from({length: 200}, async (_, n) => api.post('users', {json: {n}})));
		expect(results.filter(({status}) => status === 'rejected')).toHaveLength(refused);
		expect(refused).toBeLessThan(20);
	});

	test('lets nothing run out of time in a system that does one thing after another, if 4 at once are in time', async () => {
		let line = Promise.resolve();
		const {url} = await serve(async () => {
			line = line.then(async () => new Promise(resolve => setTimeout(resolve, 40)));
			await line;
			return 201;
		});
		const api = client(url, {timeout: 400});
		const results = await Promise.allSettled(Array.from({length: 30}, async (_, n) => api.post('users', {json: {n}})));
		expect(results.filter(({status}) => status === 'rejected')).toEqual([]);
	});

	test('that ran out of time with several requests at once says which limit to lower', async () => {
		const {url} = await serve(() => undefined);
		const api = client(url, {timeout: 100, concurrency: 3});
		const errors = await Promise.all(Array.from({length: 3}, async () => failure(api.post('users', {json: {}}))));
		expect(errors[0]).toMatchObject({kind: 'unknown-outcome', hint: expect.stringContaining('lower `limits: {concurrency}`: 3 requests')});
		expect((await failure(client(url, {timeout: 100}).post('users', {json: {}}))).hint).toBe(
			'Raise `limits: {timeout}` if the target is that slow.',
		);
	});
});
