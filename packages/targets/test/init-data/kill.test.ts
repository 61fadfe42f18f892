import {readdirSync, readFileSync, watch, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {afterAll, expect, test, vi} from 'vitest';

import {agents, bareAndClone, git, gitInstead} from './repository.ts';
import {readAgents, temporaryFolder} from './support.ts';

/** The code as a process that has just started has it. */
const newRun = async (): Promise<(folder: string, mode: string) => Promise<void>> => {
	vi.resetModules();
	return (await import('./one-run.ts')).change;
};

/** Of the runs that are dead. Were they to end before the last test has, those would go on. */
const asleep: number[] = [];
afterAll(() => {
	for (const pid of asleep) process.kill(pid, 'SIGKILL');
});

/** A `git` that writes down what it is called with, ids aside, and never comes back in place of one of its commands: so a run that waits for it is dead. */
const gitThatStops = async (): Promise<{
	commands: () => string[];
	stopAt: (nth: number) => void;
	stopped: () => Promise<void>;
}> => {
	const folder = await temporaryFolder();
	const [log, at, stuck] = [join(folder, 'log'), join(folder, 'at'), join(folder, 'stuck')];
	const stopAt = (nth: number): void => {
		writeFileSync(log, '');
		writeFileSync(at, String(nth));
	};
	stopAt(0);
	await gitInstead(`echo "$*" >> ${log}
if [ "$(wc -l < ${log})" -eq "$(cat ${at})" ]; then echo $$ > ${stuck}.new; mv ${stuck}.new ${stuck}; exec sleep 120; fi`);
	return {
		commands: () =>
			readFileSync(log, 'utf8')
				.trimEnd()
				.replaceAll(/[0-9a-f]{40}|\S+\.tmp/g, 'ID')
				.split('\n'),
		stopAt,
		stopped: async () =>
			new Promise(resolve => {
				const watcher = watch(folder, (_event, name) => {
					if (name !== 'stuck') return;
					watcher.close();
					asleep.push(Number(readFileSync(stuck, 'utf8')));
					resolve();
				});
			}),
	};
};

const [before, after] = [agents('ada', 'bob', 'zoe'), agents('ada', 'bob', 'cleo', 'dora')];

// The binary is killed for good in `pnpm chaos` and in the CLI's own test: a process for each step would take a minute
test.each([
	['push', 'worktree add'],
	['commit', 'update-ref'],
])(
	'a run that ends between any two steps of its %s leaves a whole file, and the next run brings everything to its end',
	async (mode, firstToLeave) => {
		const shim = await gitThatStops();
		const whole = await bareAndClone();
		shim.stopAt(0);
		await (
			await newRun()
		)(whole.init, mode);
		const commands = shim.commands();
		// Before that, nothing has left the process but what was fetched, or what the other mode shows
		const first = commands.findIndex(command => command.includes(firstToLeave));
		expect(first).toBeGreaterThan(0);
		for (let at = first + 1; at <= commands.length; at++) {
			const {bare, clone, init} = await bareAndClone();
			const there = mode === 'push' ? bare : clone;
			shim.stopAt(at);
			const stopped = shim.stopped();
			const dead = (await newRun())(init, mode).catch(() => {});
			await Promise.race([stopped, dead]);
			expect(shim.commands()).toEqual(commands.slice(0, at));
			shim.stopAt(0);
			expect([before, after]).toContain(await readAgents(init));
			expect([before, after]).toContain(`${await git(there, 'show', 'main:init/agents.json')}\n`);

			await (
				await newRun()
			)(init, mode);
			expect(await readAgents(init)).toBe(after);
			expect(`${await git(there, 'show', 'main:init/agents.json')}\n`).toBe(after);
			expect(await git(there, 'rev-list', '--count', 'main')).toBe('2');
			expect(await git(clone, 'status', '--porcelain')).toBe('');
			expect(await git(clone, 'worktree', 'list')).not.toContain('\n');
			expect(readdirSync(join(clone, '.git')).filter(name => name.endsWith('.tmp'))).toEqual([]);
		}
	},
);
