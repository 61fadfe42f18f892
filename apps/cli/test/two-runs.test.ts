import {mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {expect, onTestFinished, test} from 'vitest';

import {takeLock} from '../src/lock.ts';
import {devConfig, world, writesTo} from './harness/world.ts';

/** What the lock of a target on this machine is named by. */
const systemOf = (url: string): string => `http://localhost:${new URL(url).port}`;

/** Another run on the development server, in this process. */
const anotherRun = async (address: string, type = 'workspace'): Promise<() => Promise<void>> =>
	takeLock({
		type,
		address,
		wait: 0,
		signal: new AbortController().signal,
		platform: process.platform,
		pid: process.pid,
		startOf: () => '',
	});

test('a second run on the same target is refused, exit 5, and reads nothing of it; a plan and a dry run take no lock', async () => {
	const {devServer, run} = await world();
	const release = await anotherRun(systemOf(devServer.url));
	const refused = await run(['sync']);
	expect(refused.exitCode, refused.stderr).toBe(5);
	expect(refused.stdout).toContain(`another run of slack-im still works on this target (process ${process.pid})`);
	expect(refused.stdout).toContain('--lock-wait');
	expect(devServer.requests).toEqual([]);
	expect((await run(['plan'])).exitCode).toBe(0);
	expect((await run(['sync', '--dry-run'])).exitCode).toBe(0);
	expect(writesTo(devServer)).toEqual([]);
	await release();
	expect((await run(['sync'])).exitCode).toBe(0);
});

test('a system that is written in another way is the same system', async () => {
	const {devServer, run} = await world();
	const release = await anotherRun(systemOf(devServer.url));
	const {port} = new URL(devServer.url);
	for (const url of [`http://localhost:${port}/`, `http://127.0.0.1:${port}/x?y#z`, `http://[::1]:${port}/api`]) {
		const refused = await run(['sync'], {env: {API_URL: url}});
		expect([url, refused.exitCode], refused.stderr).toEqual([url, 5]);
		expect(refused.stdout).toContain('another run of slack-im still works on this target');
	}
	await release();
});

test('two targets of one run that are one system take turns', async () => {
	const {devServer, run} = await world({
		config: `${devConfig}${devConfig.split('targets:\n')[1]!.replace('dev-server', 'dev-server-again')}`,
	});
	const {exitCode, stdout} = await run(['sync']);
	expect(exitCode, stdout).toBe(0);
	expect(devServer.accounts()).toHaveLength(6);
	expect(writesTo(devServer).filter(write => write.startsWith('POST'))).toHaveLength(5);
});

test('with --lock-wait it waits for the other to end', async () => {
	const {devServer, run} = await world();
	const release = await anotherRun(systemOf(devServer.url));
	let told = false;
	const waited = await run(['sync', '--lock-wait', '30'], {
		onStderr: text => {
			if (told || !text.includes('waiting for another run to end')) return;
			told = true;
			expect(devServer.requests).toEqual([]);
			void release();
		},
	});
	expect({told, exitCode: waited.exitCode}, waited.stderr).toEqual({told: true, exitCode: 0});
	expect(devServer.accounts()).toHaveLength(6);
});

test('with --lock-wait it gives up after that time, exit 5', async () => {
	const {devServer, run} = await world();
	const release = await anotherRun(systemOf(devServer.url));
	const refused = await run(['sync', '--lock-wait', '0.3']);
	expect(refused.exitCode, refused.stderr).toBe(5);
	expect(refused.stdout).toContain('after 0.3 s');
	await release();
});

test('one file that the config writes in another way is one target', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'slack-im-'));
	onTestFinished(async () => rm(folder, {recursive: true, force: true}));
	const file = join(await realpath(folder), 'agents.json');
	await writeFile(file, '[]');
	const release = await anotherRun(file, 'init-data');
	const target = (name: string): string =>
		`  ${name}:\n    type: init-data\n    file: "${folder}/x/../agents.json"\n    attributes: {userId: "{{ email | local_part }}"}\n`;
	const {run} = await world({config: `${devConfig.split('targets:\n')[0]}targets:\n${target('file')}`});
	const refused = await run(['sync']);
	expect(refused.exitCode, refused.stderr + refused.stdout).toBe(5);
	expect(refused.stdout).toContain('another run of slack-im still works on this target');
	await release();
});
