import type {ServerResponse} from 'node:http';

import {describe, expect, test} from 'vitest';

import {pacing} from '../../src/http/pacing.ts';
import {client, failure} from './client.ts';
import {serve} from './server.ts';

describe('time', () => {
	test('a server that says nothing ends the try', async () => {
		const {url, seen} = await serve(() => undefined);
		const start = Date.now();
		expect(await failure(client(url, {timeout: 150}).post('users', {json: {}}))).toMatchObject({
			kind: 'unknown-outcome',
			message: 'POST /users got no whole answer within 0.15 s',
		});
		expect(Date.now() - start).toBeLessThan(1_000);
		expect(seen.length).toBe(1);
	});

	test('a body that drips without end does too', async () => {
		const {url} = await serve((_seen, response) => {
			response.writeHead(200, {'content-type': 'application/json'});
			const timer = setInterval(() => response.write(' '), 20);
			response.on('close', () => clearInterval(timer));
			return undefined;
		});
		expect(await failure(client(url, {timeout: 150}).get('users').json())).toMatchObject({kind: 'unavailable'});
	});

	test('an abort is obeyed at once', async () => {
		const {url} = await serve(() => undefined);
		const controller = new AbortController();
		setTimeout(() => controller.abort(), 50);
		const start = Date.now();
		expect(await failure(client(url, {timeout: 10_000}).post('users', {signal: controller.signal}))).toMatchObject({kind: 'aborted'});
		expect(Date.now() - start).toBeLessThan(1_000);
	});

	test('an abort beforehand sends nothing', async () => {
		const {url, seen} = await serve(() => 200);
		expect(await failure(client(url).get('users', {signal: AbortSignal.abort()}))).toMatchObject({kind: 'aborted'});
		expect(seen).toEqual([]);
	});

	test('begins when the request does, however long it had to wait for the others', async () => {
		let underWay = 0;
		const {url} = await serve(async () => {
			expect(++underWay).toBe(1);
			await new Promise(resolve => setTimeout(resolve, 120));
			underWay--;
			return {body: 'here'};
		});
		const api = client(url, {timeout: 400, concurrency: 1});
		const answers = Array.from({length: 6}, async () => api.get('users').text());
		expect(await Promise.all(answers)).toEqual(Array.from({length: 6}, () => 'here'));
	});

	test('a request that still waits for a connection when time is up was not sent', async () => {
		const {url, seen} = await serve(() => undefined);
		const api = client(url, {timeout: 200, concurrency: 1});
		const hanging = failure(api.post('first', {timeout: 1_500}));
		const controller = new AbortController();
		const waiting = failure(api.post('second', {signal: controller.signal}));
		setTimeout(() => controller.abort(), 500);
		expect(await waiting).toMatchObject({kind: 'aborted'});
		expect(await hanging).toMatchObject({kind: 'unknown-outcome'});
		expect(seen.map(({url}) => url)).toEqual(['/first']);
	});
});

describe('size', () => {
	test('an answer beyond the limit is not read on', async () => {
		const {url} = await serve(() => ({body: {text: 'x'.repeat(5_000)}}));
		expect(await failure(client(url, {maxBytes: 4_000}).get('users').json())).toMatchObject({kind: 'invalid-answer'});
	});

	test('nor are answers that together go beyond it', async () => {
		const open: ServerResponse[] = [];
		const {url} = await serve((_seen, response) => {
			response.writeHead(200).write('"'.padEnd(4_000, 'x'));
			open.push(response);
			return undefined;
		});
		const api = client(url, {maxBytes: 10_000});
		const [one, two, three] = Array.from({length: 3}, async () => failure(api.get('users').json()));
		expect(await Promise.race([one!, two!, three!])).toMatchObject({kind: 'invalid-answer'});
		for (const response of open) response.end('"');
		expect((await Promise.allSettled([one, two, three])).map(({status}) => status).toSorted()).toEqual([
			'fulfilled',
			'rejected',
			'rejected',
		]);
	});

	test('the body of an error without end is cut, and says what it is', async () => {
		const {url} = await serve((_seen, response) => {
			response.writeHead(400, {'content-type': 'text/plain'});
			const more = (): void => {
				while (!response.destroyed && response.write('no '.repeat(5_000)));
				response.once('drain', more);
			};
			more();
			return undefined;
		});
		const {kind, message} = await failure(client(url).get('users'));
		expect(kind).toBe('refused');
		expect(message).toMatch(/^GET \/users answered 400: no no .*…$/);
	});
});

describe('pace', () => {
	test('no more requests a second than allowed, retries included', async () => {
		let count = 0;
		const {url, seen} = await serve(() => (++count === 1 ? 502 : 200));
		const api = client(url, {perSecond: 20});
		const start = Date.now();
		await Promise.all(Array.from({length: 6}, async () => api.get('users')));
		expect(seen.length).toBe(7);
		expect(Date.now() - start).toBeGreaterThanOrEqual(240);
	});

	test('without a limit nothing waits', () => {
		const pace = pacing();
		expect(Array.from({length: 100}, () => pace.turn(undefined))).toEqual(Array.from({length: 100}));
	});

	test('one 429 quietens everybody, and the pace grows back', async () => {
		const limit = {used: 0, start: 0};
		const {url, seen} = await serve(() => {
			if (Date.now() - limit.start > 1_000) Object.assign(limit, {used: 0, start: Date.now()});
			return ++limit.used > 8 ? {status: 429, headers: {'retry-after': '1'}} : 200;
		});
		const api = client(url);
		await Promise.all(Array.from({length: 24}, async (_, n) => api.post('users', {json: {n}})));
		expect(new Set(seen.map(({body}) => body)).size).toBe(24);
	});

	test('keeps connections', async () => {
		const ports = new Set<number | undefined>();
		const {url} = await serve((_seen, _response, request) => {
			ports.add(request.socket.remotePort);
			return 200;
		});
		const api = client(url, {concurrency: 4});
		await Promise.all(
			Array.from({length: 4}, async () => {
				for (let n = 0; n < 10; n++) await api.get('users');
			}),
		);
		expect(ports.size).toBeLessThanOrEqual(4);
	});
});
