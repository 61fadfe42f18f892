import {execFileSync, fork} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

import {expect, test} from 'vitest';

import {change} from './kill-child.ts';
import {agents, bareAndClone, git} from './repository.ts';
import {readAgents, temporaryFolder} from './support.ts';

const script = new URL('kill-child.ts', import.meta.url).pathname;

/** A `git` for the PATH of a run: it writes down what it is called with, ids aside, and may kill the run in place of one of its commands. */
const gitThatKills = async (): Promise<{folder: string; commands: () => Promise<string[]>}> => {
	const folder = join(await temporaryFolder(), 'bin');
	await mkdir(folder);
	const real = execFileSync('which', ['git'], {encoding: 'utf8'}).trim();
	const text = `#!/bin/sh
echo "$*" >> "${folder}/log"
if [ "$(wc -l < "${folder}/log")" = "$GIT_KILL_AT" ]; then kill -9 $PPID; exit 1; fi
exec "${real}" "$@"
`;
	await writeFile(join(folder, 'git'), text);
	await chmod(join(folder, 'git'), 0o755);
	return {
		folder,
		commands: async () =>
			(await readFile(join(folder, 'log'), 'utf8'))
				.trimEnd()
				.replaceAll(/[0-9a-f]{40}|\S+\.tmp/g, 'ID')
				.split('\n'),
	};
};

interface Ended {
	readonly by: unknown;
	readonly commands: readonly string[];
}

/** One run, killed when it is about to call git for the nth time. */
const run = async (folder: string, mode: string, killAt = 0): Promise<Ended> => {
	const shim = await gitThatKills();
	const child = fork(script, [folder, mode], {
		execArgv: ['--conditions=@slack-im/source', '--disable-warning=ExperimentalWarning'],
		env: {...process.env, PATH: `${shim.folder}:${process.env['PATH']}`, GIT_KILL_AT: String(killAt)},
	});
	const [code, signal] = await once(child, 'exit');
	return {by: signal ?? code, commands: await shim.commands()};
};

const [before, after] = [agents('ada', 'bob', 'zoe'), agents('ada', 'bob', 'cleo', 'dora')];

test.each(['push', 'commit'])(
	'a run that is killed between any two steps of its %s leaves a whole file, and the next run brings everything to its end',
	{timeout: 180_000},
	async mode => {
		const isPushed = mode === 'push';
		const {commands} = await run((await bareAndClone()).init, mode);
		// Before that, nothing has left the process but what was fetched
		const first = commands.findIndex(command => command.includes('worktree add'));
		for (let at = first + 1; at <= commands.length; at++) {
			const {bare, clone, init} = await bareAndClone();
			const there = isPushed ? bare : clone;
			const killed = await run(init, mode, at);
			expect([before, after]).toContain(await readAgents(init));
			expect([before, after]).toContain(`${await git(there, 'show', 'main:init/agents.json')}\n`);

			expect([killed.by, killed.commands.at(-1)]).toEqual(['SIGKILL', commands[at - 1]]);

			await change(init, mode);
			expect(await readAgents(init)).toBe(after);
			expect(`${await git(there, 'show', 'main:init/agents.json')}\n`).toBe(after);
			expect(await git(there, 'rev-list', '--count', 'main')).toBe('2');
			expect(await git(clone, 'status', '--porcelain')).toBe('');
			expect(readdirSync(join(clone, '.git')).filter(name => name.endsWith('.tmp'))).toEqual([]);
			expect(await git(clone, 'worktree', 'list')).not.toContain('\n');
		}
	},
);
