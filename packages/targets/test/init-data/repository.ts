import {execFile, execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';

import {afterAll, onTestFinished, vi} from 'vitest';

import {temporaryFolder} from './support.ts';

const run = promisify(execFile);

/** Git's settings on this machine count for nothing; nor does it tidy up, which costs a process each time. */
const settings = {
	GIT_CONFIG_GLOBAL: '/dev/null',
	GIT_CONFIG_SYSTEM: '/dev/null',
	GIT_CONFIG_COUNT: '1',
	GIT_CONFIG_KEY_0: 'maintenance.auto',
	GIT_CONFIG_VALUE_0: 'false',
};

const hand = {
	GIT_AUTHOR_NAME: 'Hand',
	GIT_AUTHOR_EMAIL: 'hand@example.com',
	GIT_COMMITTER_NAME: 'Hand',
	GIT_COMMITTER_EMAIL: 'hand@example.com',
};

/** Runs git as a person would. */
export const git = async (folder: string, ...args: string[]): Promise<string> => {
	const {stdout} = await run('git', args, {cwd: folder, env: {...process.env, ...hand, ...settings}});
	return stdout.trimEnd();
};

export const author = {name: 'Slack IM', email: 'slack-im@example.com'};

export const agents = (...ids: string[]): string =>
	`${JSON.stringify(
		ids.map(userId => ({userId, name: userId.toUpperCase(), email: `${userId}@example.com`})),
		null,
		2,
	)}\n`;

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

/** Commits files to the main branch of a bare repository, without a checkout. */
const commitTo = (bare: string, message: string, files: Readonly<Record<string, string>>): void => {
	const from = existsSync(join(bare, 'refs/heads/main')) ? 'from refs/heads/main^0\n' : '';
	const changes = Object.entries(files).map(([name, text]) => `M 100644 inline ${name}\n${data(text)}`);
	execFileSync('git', ['fast-import', '--quiet', '--date-format=now'], {
		cwd: bare,
		input: `commit refs/heads/main\ncommitter Hand <hand@example.com> now\n${data(message)}${from}${changes.join('')}`,
		env: {...process.env, ...settings},
	});
};

/** Made once, and copied for each test. */
let made: Promise<string> | undefined;
const template = async (): Promise<string> => {
	const root = await mkdtemp(join(tmpdir(), 'init-data-'));
	const bare = join(root, 'bare.git');
	await git(root, 'init', '--quiet', '--bare', '--template=', '--initial-branch=main', bare);
	commitTo(bare, 'first', {'init/agents.json': agents('ada', 'bob', 'zoe'), README: 'read me\n'});
	await git(root, 'clone', '--quiet', '--template=', bare, 'clone');
	for (const hooks of [join(bare, 'hooks'), join(root, 'clone/.git/hooks')]) await mkdir(hooks);
	return root;
};
afterAll(async () => made && rm(await made, {recursive: true}));

export interface Repository {
	readonly root: string;
	readonly bare: string;
	readonly clone: string;
	/** The folder of the file, in the clone. */
	readonly init: string;
}

/** A bare repository with the file in `init/`, and a clone of it. Git's settings on this machine count for nothing during the test. */
export const bareAndClone = async (text?: string): Promise<Repository> => {
	for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
	onTestFinished(() => void vi.unstubAllEnvs());
	const [root, from] = [await temporaryFolder(), await (made ??= template())];
	execFileSync('cp', ['-a', `${from}/.`, root]);
	const [bare, clone] = [join(root, 'bare.git'), join(root, 'clone')];
	const config = await readFile(join(clone, '.git/config'), 'utf8');
	await writeFile(join(clone, '.git/config'), config.replace(from, root));
	if (text !== undefined) {
		commitTo(bare, 'other people', {'init/agents.json': text});
		await git(clone, 'pull', '--quiet');
	}
	return {root, bare, clone, init: join(clone, 'init')};
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

/** A hook of a repository, as a shell script. */
export const hook = async (file: string, script: string): Promise<void> => {
	await writeFile(file, `#!/bin/sh\n${script}\n`);
	await chmod(file, 0o755);
};

/** A lock that a killed git has left a while ago. */
export const staleLock = async (lock: string): Promise<string> => {
	await mkdir(dirname(lock), {recursive: true});
	await writeFile(lock, '');
	await utimes(lock, 1, 1);
	return lock;
};

/** Somebody else changes a file and pushes. */
export const pushedByOthers = async (
	{bare}: Pick<Repository, 'bare'>,
	file: string,
	change: string | ((text: string) => string),
): Promise<void> => {
	const text = typeof change === 'string' ? change : change(`${await git(bare, 'show', `main:${file}`)}\n`);
	commitTo(bare, `other: ${file}`, {[file]: text});
};
