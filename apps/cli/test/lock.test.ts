import {spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {afterEach, describe, expect, test} from 'vitest';

import {takeLock, type LockOptions} from '../src/lock.ts';
import {startOf} from '../src/process-start.ts';

const releases: (() => Promise<void>)[] = [];
let address = 0;
const options = (overrides: Partial<LockOptions> = {}): LockOptions => ({
	type: 'workspace',
	address: `http://lock.test/${process.pid}/${address}`,
	wait: 0,
	signal: new AbortController().signal,
	platform: 'linux',
	pid: process.pid,
	startOf,
	...overrides,
});
const take = async (overrides: Partial<LockOptions> = {}): Promise<() => Promise<void>> => {
	const release = await takeLock(options(overrides));
	releases.push(release);
	return release;
};

afterEach(async () => {
	for (const release of releases.splice(0)) await release();
	address++;
});

describe.each(['linux', 'darwin'])('the lock of a target (%s)', platform => {
	test('is held by one run at a time, and says who holds it', async () => {
		await take({platform});
		await expect(takeLock(options({platform, pid: 1_000_000}))).rejects.toMatchObject({
			kind: 'locked',
			message: expect.stringContaining(`process ${process.pid}`),
			hint: expect.stringContaining('--lock-wait'),
		});
	});

	test('is another one for another address, and for another type', async () => {
		await take({platform});
		await expect(take({platform, address: 'http://other.test/'})).resolves.toBeTypeOf('function');
		await expect(take({platform, type: 'scim'})).resolves.toBeTypeOf('function');
	});

	test('is free again once it is released', async () => {
		const release = await take({platform});
		await release();
		await expect(take({platform})).resolves.toBeTypeOf('function');
	});

	test('can be waited for', async () => {
		const release = await take({platform});
		const holders: string[] = [];
		const waiting = take({platform, pid: 1_000_000, wait: 5000, every: 20, onWait: holder => holders.push(holder)});
		await sleep(100);
		await release();
		await waiting;
		expect(holders).toEqual([`process ${process.pid}`]);
	});

	test('that is waited for long is told of again', async () => {
		const release = await take({platform});
		const holders: string[] = [];
		const waiting = take({platform, pid: 1_000_000, wait: 5000, every: 10, remind: 50, onWait: holder => holders.push(holder)});
		await sleep(300);
		await release();
		await waiting;
		expect(holders.length).toBeGreaterThan(1);
		expect(holders.length).toBeLessThan(8);
	});

	test('is given up after the wait', async () => {
		await take({platform});
		await expect(takeLock(options({platform, pid: 1_000_000, wait: 100, every: 20}))).rejects.toThrow('after 0.1 s');
	});

	test('is given up when the run is stopped', async () => {
		await take({platform});
		const stop = new AbortController();
		const waiting = takeLock(options({platform, pid: 1_000_000, wait: 60_000, signal: stop.signal}));
		setTimeout(() => stop.abort('SIGTERM'), 50);
		await expect(waiting).rejects.toMatchObject({kind: 'aborted'});
	});
});

test('the lock of a process that was killed is free at once', async () => {
	const {type, address} = options();
	const script = `import {takeLock} from ${JSON.stringify(path.join(import.meta.dirname, '../src/lock.ts'))};
		await takeLock({type: ${JSON.stringify(type)}, address: ${JSON.stringify(address)}, wait: 0, signal: new AbortController().signal, platform: 'linux', pid: process.pid, startOf: () => ''});
		console.log('held'); setInterval(() => {}, 1000);`;
	const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {stdio: ['ignore', 'pipe', 'inherit']});
	await once(child.stdout, 'data');
	await expect(takeLock(options())).rejects.toMatchObject({kind: 'locked'});
	child.kill('SIGKILL');
	await once(child, 'exit');
	await take();
});

test('when a process began is known, and stays the same while it runs', async () => {
	const child = spawn('sleep', ['60']);
	const began = startOf(child.pid!);
	expect(began).toMatch(/ \d\d:\d\d:\d\d \d{4}$/);
	expect(startOf(child.pid!)).toBe(began);
	child.kill('SIGKILL');
	await once(child, 'exit');
	expect(startOf(child.pid!)).toBeUndefined();
});
