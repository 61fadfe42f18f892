import {generatePeople, type Fault} from '@slack-im/sandbox';
import {describe, expect, test} from 'vitest';

import type {ReadProgress} from '../src/model/source.ts';
import {callsOf, patientClock, readAll, slack} from './slack-support.ts';
import {rejectionOf} from './support.ts';

const usersList = '/api/users.list';
const limited = (retryAfter: string | undefined): Fault => ({
	match: {path: usersList},
	status: 429,
	...(retryAfter !== undefined && {headers: {'retry-after': retryAfter}}),
	body: {ok: false, error: 'ratelimited'},
});

describe('when Slack says that there were too many calls', () => {
	test('it is waited as long as Slack says, which uses up no retry', async () => {
		const clock = patientClock();
		const server = await slack();
		server.faults.add({...limited('1'), times: 20});
		const {ids} = await readAll(server, {clock});
		expect(ids).toHaveLength(server.members().length);
		expect(clock.waits.filter(wait => wait === 1000)).toHaveLength(20);
		expect(callsOf(server).slice(1)).toEqual(Array.from({length: 21}, () => 'users.list 999'));
	});

	test('the retries are there afterwards', async () => {
		const server = await slack();
		server.faults.add({...limited('1'), times: 20});
		server.faults.add({match: {path: usersList}, times: 5, status: 500});
		expect((await readAll(server)).ids).toHaveLength(server.members().length);
	});

	test.each([
		['30 s where it does not say', undefined, 30_000],
		['30 s where it says nonsense', 'soon', 30_000],
		['at least a second', '0', 1000],
		['a fraction', '2.5', 2500],
	])('it is waited %s', async (_sentence, retryAfter, expected) => {
		const clock = patientClock();
		const server = await slack();
		server.faults.add(limited(retryAfter));
		await readAll(server, {clock});
		expect(clock.waits).toEqual([expected]);
	});

	test('it is waited until the date that it says', async () => {
		const clock = patientClock();
		const server = await slack();
		server.faults.add(limited(new Date(Date.now() + 20_000).toUTCString()));
		await readAll(server, {clock});
		expect(clock.waits[0]).toBeGreaterThan(15_000);
		expect(clock.waits[0]).toBeLessThanOrEqual(20_000);
	});

	test('with status 200, it is waited as well', async () => {
		const clock = patientClock();
		const server = await slack();
		server.faults.add({match: {path: usersList}, body: {ok: false, error: 'rate_limited'}, headers: {'retry-after': '3'}});
		await readAll(server, {clock});
		expect(clock.waits).toEqual([3000]);
	});

	test('it is told while it is waited', async () => {
		const server = await slack();
		server.faults.add(limited('7'));
		const told: ReadProgress[] = [];
		await readAll(server, {onProgress: progress => told.push(progress)});
		expect(told).toMatchObject([
			{kind: 'waiting', why: 'Slack limits users.list and asks to wait 7 s'},
			{kind: 'page', pages: 1},
		]);
	});

	test('twice, the method keeps to the pace of its tier from then on', async () => {
		const clock = patientClock();
		const server = await slack({people: generatePeople(49, {plain: true})});
		server.faults.add({...limited('1'), times: 2});
		await readAll(server, {clock, pageSize: 10});
		expect(clock.waits.slice(0, 2)).toEqual([1000, 1000]);
		expect(clock.waits.slice(2).every(wait => wait > 2000 && wait <= 3000)).toBe(true);
		expect(clock.waits).toHaveLength(6);
	});

	test('a whole minute’s calls are made without a break where Slack lets them pass', async () => {
		const clock = patientClock();
		const server = await slack({people: generatePeople(999, {plain: true}), perMinute: {'users.list': 100}});
		await readAll(server, {clock, pageSize: 10});
		expect(clock.waits).toEqual([]);
	});
});

describe('the time for the whole read', () => {
	test('is not waited out where Slack asks for more than is left', async () => {
		const clock = patientClock();
		const server = await slack();
		server.faults.add(limited('901'));
		expect(await rejectionOf(readAll(server, {clock}))).toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining('asks to wait 901 s, but the time for the whole read is over before'),
			hint: expect.stringContaining('source.readTimeout'),
		});
		expect(clock.waits).toEqual([]);
	});

	test('ends an endless row of 429', async () => {
		const server = await slack();
		server.faults.add({...limited('10'), times: null});
		expect(await rejectionOf(readAll(server, {readTimeout: 60_000}))).toMatchObject({
			kind: 'unavailable',
			hint: expect.stringContaining('source.readTimeout'),
		});
		expect(callsOf(server).length).toBeLessThan(10);
	});

	test('makes the read incomplete where pages have come', async () => {
		const server = await slack({people: generatePeople(24, {plain: true})});
		server.faults.add({match: ({text}) => text.includes('cursor='), times: null, status: 429, headers: {'retry-after': '40'}});
		expect(await rejectionOf(readAll(server, {readTimeout: 60_000, pageSize: 10}))).toMatchObject({kind: 'incomplete'});
	});

	test('ends a call that is under way', async () => {
		const server = await slack();
		server.faults.add({match: {path: usersList}, times: null, hang: true});
		const before = performance.now();
		expect(await rejectionOf(readAll(server, {readTimeout: 400}))).toMatchObject({kind: 'unavailable'});
		expect(performance.now() - before).toBeLessThan(5000);
	});
});

describe('somebody who watches', () => {
	test('hears of a call that takes long', async () => {
		const server = await slack();
		server.faults.add({match: {path: usersList}, delay: 500});
		const told: ReadProgress[] = [];
		await readAll(server, {heartbeat: 50, onProgress: progress => told.push(progress)});
		expect(told.length).toBeGreaterThan(5);
		expect(told.at(-1)).toMatchObject({kind: 'page', pages: 1});
	});

	test('hears of a long wait again and again', async () => {
		const server = await slack();
		server.faults.add(limited('1'));
		const told: ReadProgress[] = [];
		await readAll(server, {heartbeat: 100, clock: undefined, onProgress: progress => told.push(progress)});
		expect(told.filter(({kind}) => kind === 'waiting').length).toBeGreaterThan(5);
	});

	test('hears nothing more when the read is over', async () => {
		const server = await slack();
		const told: ReadProgress[] = [];
		await readAll(server, {heartbeat: 20, onProgress: progress => told.push(progress)});
		const {length} = told;
		await new Promise(resolve => setTimeout(resolve, 100));
		expect(told).toHaveLength(length);
	});
});

/** Stops a read after 200 ms, and says how it ended and how long that took. */
const stopped = async (fault: Fault, options: Parameters<typeof readAll>[1] = {}): Promise<{error: unknown; took: number}> => {
	const server = await slack();
	server.faults.add(fault);
	const controller = new AbortController();
	let took = 0;
	setTimeout(() => {
		took = performance.now();
		controller.abort();
	}, 200);
	const error = await rejectionOf(readAll(server, {clock: undefined, signal: controller.signal, ...options}));
	return {error, took: performance.now() - took};
};

describe('a run that is stopped', () => {
	test.each<[string, Fault]>([
		['while it waits for Slack', limited('60')],
		['while an answer is under way', {match: {path: usersList}, hang: true}],
		['while an answer’s body is under way', {match: {path: usersList}, slowBody: 30_000}],
		['while it asks whose token this is', {match: {path: '/api/auth.test'}, hang: true}],
	])('%s, ends at once', async (_sentence, fault) => {
		const {error, took} = await stopped(fault);
		expect(error).toMatchObject({kind: 'aborted'});
		expect(took).toBeLessThan(2000);
	});

	test('before it began, reads nothing', async () => {
		const server = await slack();
		expect(await rejectionOf(readAll(server, {signal: AbortSignal.abort()}))).toMatchObject({kind: 'aborted'});
		expect(server.requests).toHaveLength(0);
	});
});
