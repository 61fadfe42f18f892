import {fork} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';

import {expect, test} from 'vitest';

import {agents, bareAndClone, git} from './repository.ts';
import {readAgents} from './support.ts';

const script = new URL('kill-child.ts', import.meta.url).pathname;

const start = (folder: string) =>
	fork(script, [folder], {
		execArgv: ['--conditions=@slack-im/source', '--disable-warning=ExperimentalWarning'],
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});

/** Milliseconds that a whole commit takes here. */
const wholeCommit = async (): Promise<number> => {
	const {init} = await bareAndClone();
	const child = start(init);
	await once(child, 'message');
	const from = performance.now();
	await once(child, 'exit');
	return performance.now() - from;
};

test(
	'a run that is killed at any moment of its commit leaves a whole file, and the next run brings everything to its end',
	{timeout: 180_000},
	async () => {
		const whole = await wholeCommit();
		const [before, after] = [agents('ada', 'bob', 'zoe'), agents('ada', 'bob', 'cleo', 'dora')];
		for (const share of [0.1, 0.35, 0.6, 0.8, 0.95]) {
			const {bare, clone, init} = await bareAndClone();
			const killed = start(init);
			await once(killed, 'message');
			const gone = once(killed, 'exit');
			await sleep(whole * share);
			killed.kill('SIGKILL');
			await gone;
			expect([before, after]).toContain(await readAgents(init));
			expect([before, after]).toContain(`${await git(bare, 'show', 'main:init/agents.json')}\n`);
			await sleep(200); // What git was about to do when its parent died is done by then

			const [code] = await once(start(init), 'exit');
			expect([share, code]).toEqual([share, 0]);
			expect(await readAgents(init)).toBe(after);
			expect(`${await git(bare, 'show', 'main:init/agents.json')}\n`).toBe(after);
			expect(await git(bare, 'rev-list', '--count', 'main')).toBe('2');
			expect(await git(clone, 'status', '--porcelain')).toBe('');
		}
	},
);
