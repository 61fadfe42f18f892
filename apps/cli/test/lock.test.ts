import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {afterEach, describe, expect, test} from 'vitest';

import {takeLock, type LockOptions} from '../src/lock.ts';

const isAlive = (pid: number): boolean => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};

const releases: (() => Promise<void>)[] = [];
let address = 0;
const options = (overrides: Partial<LockOptions> = {}): LockOptions => ({
	type: 'workspace',
	address: `http://lock.test/${process.pid}/${address}`,
	wait: 0,
	signal: new AbortController().signal,
	platform: 'linux',
	pid: process.pid,
	isAlive,
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
	const script = `import {takeLock} from ${JSON.stringify(path.resolve('src/lock.ts'))};
		await takeLock({type: ${JSON.stringify(type)}, address: ${JSON.stringify(address)}, wait: 0, signal: new AbortController().signal, platform: 'linux', pid: process.pid, isAlive: () => true});
		console.log('held'); setInterval(() => {}, 1000);`;
	const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {stdio: ['ignore', 'pipe', 'inherit']});
	await once(child.stdout, 'data');
	await expect(takeLock(options())).rejects.toMatchObject({kind: 'locked'});
	child.kill('SIGKILL');
	await once(child, 'exit');
	await take();
});

test('the file of a process that is gone counts for nothing', async () => {
	const release = await take({platform: 'darwin'});
	const file = readdirSync(tmpdir())
		.map(name => path.join(tmpdir(), name))
		.find(name => /slack-im-[0-9a-f]{32}\.pid$/.test(name) && existsSync(name));
	expect(file).toBeDefined();
	writeFileSync(file!, '999999999');
	await take({platform: 'darwin', pid: 1_000_000, isAlive: pid => pid !== 999_999_999});
	await release();
});
