import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {afterEach, describe, expect, test} from 'vitest';
import {controlOf, spawnSandbox, startAgentServer, type SlackMember, type SpawnedSandbox} from '../src/index.ts';
import {closing} from './support.ts';

const running: SpawnedSandbox[] = [];

afterEach(async () => {
	await Promise.all(running.splice(0).map(sandbox => sandbox.stop()));
});

const start = async (...args: string[]): Promise<SpawnedSandbox> => {
	const sandbox = await spawnSandbox(args);
	running.push(sandbox);
	return sandbox;
};

const alive = (pid: number): boolean => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};

describe('the sandbox as a process', () => {
	test('says where everything is, can be steered, and cleans up after itself', async () => {
		const sandbox = await start('--latency', '1');
		const {addresses, slack, devServer, modelOffice, pid} = sandbox;
		const asked = await fetch(`${addresses.slack.url}auth.test`, {headers: {authorization: `Bearer ${addresses.slack.token}`}});
		expect(await asked.json()).toMatchObject({ok: true, team_id: addresses.slack.team});
		expect((await slack.requests()).map(({path}) => path)).toEqual(['/api/auth.test']);

		const {id} = await slack.call<SlackMember>('join', {name: 'Joy', email: 'joy@attic.example'});
		expect(await slack.call('leave', id)).toMatchObject({deleted: true});
		await expect(slack.call('leave', 'UNOBODY')).rejects.toThrow('sandbox: leave: nobody in the workspace has the id UNOBODY');
		await expect(slack.call('constructor')).rejects.toThrow(/no such call/);

		await devServer.addFault({times: null, status: 503});
		expect((await fetch(addresses.devServer.url)).status).toBe(503);
		await devServer.clearFaults();
		expect((await fetch(addresses.devServer.url)).status).toBe(200);
		expect(await devServer.call('accounts')).toMatchObject([{userId: 'admin'}]);
		expect(await modelOffice.call('users')).toMatchObject([{userName: 'admin'}]);

		expect(existsSync(addresses.salesDemo.file)).toBe(true);
		await sandbox.stop();
		expect([alive(pid), existsSync(addresses.salesDemo.folder)]).toEqual([false, false]);
	});

	test('has as many people as wanted, and systems of the wanted sort', async () => {
		const {addresses, slack} = await start(
			'--people',
			'30',
			'--plain',
			'--agent-post-only',
			'--agent-unique',
			'false',
			'--agent-base',
			'/',
		);
		expect(await slack.call('members')).toHaveLength(31);
		expect((await fetch(addresses.devServer.url)).status).toBe(405);
		expect(new URL(addresses.devServer.url).pathname).toBe('/');
	});

	test('ends with whoever started it, kill -9 included', async () => {
		const index = new URL('../src/index.ts', import.meta.url).href;
		const script = `import {spawnSandbox} from '${index}'; console.log((await spawnSandbox(['--people', '1'])).pid); setInterval(() => {}, 1_000);`;
		const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {stdio: ['ignore', 'pipe', 'inherit']});
		const [line]: unknown[] = await once(createInterface(parent.stdout), 'line');
		expect(alive(Number(line))).toBe(true);
		parent.kill('SIGKILL');
		await expect.poll(() => alive(Number(line)), {timeout: 5_000}).toBe(false);
	});

	test('tells what it was not told right', async () => {
		await expect(spawnSandbox(['--nonsense'])).rejects.toThrow('the sandbox did not start');
	});
});

describe('/_control', () => {
	test('names its calls, and is neither logged nor faulty', async () => {
		const server = await closing(startAgentServer());
		server.faults.add({times: null, status: 500});
		const listed = await (await fetch(new URL('/_control', server.url))).json();
		expect(listed).toMatchObject({calls: expect.arrayContaining(['requests', 'addFault', 'accounts', 'reset', 'setLatency'])});
		await controlOf(server.url).call('setLatency', 3);
		expect([server.latency, server.requests]).toEqual([3, []]);
	});
});
