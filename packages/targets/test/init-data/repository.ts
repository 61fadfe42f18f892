import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {chmod, mkdir, utimes, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';

import {onTestFinished, vi} from 'vitest';

import {temporaryFolder} from './support.ts';

const run = promisify(execFile);

const noConfig = {GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null'};

/** Runs git as a person would. */
export const git = async (folder: string, ...args: string[]): Promise<string> => {
	const identity = {
		GIT_AUTHOR_NAME: 'Hand',
		GIT_AUTHOR_EMAIL: 'hand@example.com',
		GIT_COMMITTER_NAME: 'Hand',
		GIT_COMMITTER_EMAIL: 'hand@example.com',
	};
	const {stdout} = await run('git', args, {cwd: folder, env: {...process.env, ...identity, ...noConfig}});
	return stdout.trimEnd();
};

export const author = {name: 'Slack IM', email: 'slack-im@example.com'};

export const agents = (...ids: string[]): string =>
	`${JSON.stringify(
		ids.map(userId => ({userId, name: userId.toUpperCase(), email: `${userId}@example.com`})),
		null,
		2,
	)}\n`;

/** A bare repository with the file in `init/`, and a clone of it. Git's settings on this machine count for nothing during the test. */
export const bareAndClone = async (
	text = agents('ada', 'bob', 'zoe'),
): Promise<{root: string; bare: string; clone: string; init: string}> => {
	for (const [name, value] of Object.entries(noConfig)) vi.stubEnv(name, value);
	onTestFinished(() => void vi.unstubAllEnvs());
	const root = await temporaryFolder();
	const [bare, clone] = [join(root, 'bare.git'), join(root, 'clone')];
	await git(root, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
	await git(root, 'clone', '--quiet', bare, clone);
	await git(clone, 'checkout', '--quiet', '-B', 'main');
	const init = join(clone, 'init');
	await mkdir(init);
	await writeFile(join(init, 'agents.json'), text);
	await writeFile(join(clone, 'README'), 'read me\n');
	await git(clone, 'add', '.');
	await git(clone, 'commit', '--quiet', '-m', 'first');
	await git(clone, 'push', '--quiet', '-u', 'origin', 'main');
	return {root, bare, clone, init};
};

/** Puts a `git` before the real one, which `$real` names, until the test ends. */
export const gitInstead = async (script: string): Promise<void> => {
	const bin = await temporaryFolder();
	const real = (process.env['PATH'] ?? '').split(':').find(folder => existsSync(join(folder, 'git')));
	await writeFile(join(bin, 'git'), `#!/bin/sh\nreal=${real}/git\n${script}\nexec $real "$@"\n`);
	await chmod(join(bin, 'git'), 0o755);
	vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
	onTestFinished(() => void vi.unstubAllEnvs());
};

/** A lock that a killed git has left a while ago. */
export const staleLock = async (lock: string): Promise<string> => {
	await mkdir(dirname(lock), {recursive: true});
	await writeFile(lock, '');
	await utimes(lock, 1, 1);
	return lock;
};

/** Somebody else clones, changes a file and pushes. */
export const pushedByOthers = async (
	{root, bare}: {root: string; bare: string},
	file: string,
	change: string | ((text: string) => string),
): Promise<void> => {
	const other = join(root, `other-${Math.random().toString(36).slice(2)}`);
	await git(root, 'clone', '--quiet', bare, other);
	const before = typeof change === 'string' ? '' : await git(other, 'show', `HEAD:${file}`);
	await writeFile(join(other, file), typeof change === 'string' ? change : change(`${before}\n`));
	await git(other, 'add', '.');
	await git(other, 'commit', '--quiet', '-m', `other: ${file}`);
	await git(other, 'push', '--quiet');
};
