import {chmod, mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

import {describe, expect, test, vi} from 'vitest';

import {agents, author, bareAndClone, git, hook, pushedByOthers, type Repository, staleLock} from './repository.ts';
import {accountOf, accountsOf, call, failureOf, keptLog, openFile, person, temporaryFolder} from './support.ts';

const options = {slackIdAt: undefined, git: {push: true, author}};

/** One run that adds somebody; what it logged. */
const addedTo = async (folder: string, id = 'cleo'): Promise<string> => {
	const log = keptLog();
	const target = await openFile(folder, options, {log});
	await accountsOf(target);
	await target.create(person(id), call);
	await target.commit!(call);
	return log.lines.join('\n');
};

test.each([
	'GIT_DIR',
	'GIT_WORK_TREE',
	'GIT_COMMON_DIR',
	'GIT_OBJECT_DIRECTORY',
	'GIT_NAMESPACE',
	'GIT_INDEX_FILE',
	'GIT_LITERAL_PATHSPECS',
])('%s of whoever started the run leads nowhere else', async name => {
	const {bare, init} = await bareAndClone();
	const other = await temporaryFolder();
	vi.stubEnv(name, name === 'GIT_LITERAL_PATHSPECS' ? '1' : other);
	await addedTo(init);
	vi.stubEnv(name, undefined);
	expect(`${await git(bare, 'show', 'main:init/agents.json')}\n`).toBe(agents('ada', 'bob', 'cleo', 'zoe'));
});

test("what git starts gets no other system's secrets, but what it needs", async () => {
	const {root, clone, init} = await bareAndClone();
	const dump = join(root, 'dump');
	await writeFile(join(root, 'ssh'), `#!/bin/sh\nenv > "${dump}"\nexit 255\n`);
	await chmod(join(root, 'ssh'), 0o755);
	await git(clone, 'remote', 'set-url', 'origin', 'ssh://git@127.0.0.1/x.git');
	const given = {
		SLACK_BOT_TOKEN: 'xoxb-1',
		API_URL: 'https://user:pass@dev.example',
		NODE_OPTIONS: '--no-warnings',
		GIT_SSH_COMMAND: join(root, 'ssh'),
		GIT_ASKPASS: '/bin/askpass',
		GIT_PASSWORD: 'for git',
		SSH_AUTH_SOCK: '/run/agent',
		HTTPS_PROXY: 'http://proxy.example:3128',
		no_proxy: 'localhost',
		SSL_CERT_FILE: '/etc/ca.pem',
	};
	for (const [name, value] of Object.entries(given)) vi.stubEnv(name, value);
	await failureOf(accountsOf(await openFile(init, options)));
	const seen = Object.fromEntries((await readFile(dump, 'utf8')).split('\n').map(line => line.split(/=(.*)/s)));
	const {SLACK_BOT_TOKEN, API_URL, NODE_OPTIONS, ...needed} = given;
	expect(seen).toMatchObject({...needed, HOME: process.env['HOME'], PATH: expect.any(String), LC_ALL: 'C'});
	for (const secret of [SLACK_BOT_TOKEN, API_URL, NODE_OPTIONS]) expect(Object.values(seen)).not.toContain(secret);
});

test('hooks of the checkout do not run', async () => {
	const {root, bare, clone, init} = await bareAndClone();
	for (const hook of [
		'pre-commit',
		'prepare-commit-msg',
		'commit-msg',
		'post-commit',
		'pre-push',
		'post-merge',
		'post-checkout',
		'post-index-change',
	]) {
		await writeFile(join(clone, '.git/hooks', hook), `#!/bin/sh\necho ${hook} >> "${root}/ran"\nexit 1\n`);
		await chmod(join(clone, '.git/hooks', hook), 0o755);
	}
	expect(await addedTo(init)).toBe('');
	expect(await git(bare, 'rev-list', '--count', 'main')).toBe('2');
	await expect(readFile(join(root, 'ran'), 'utf8')).rejects.toMatchObject({code: 'ENOENT'});
});

/** What ssh is started with; it says no. */
const sshArguments = async (change: (clone: string, ssh: string) => Promise<void> = async () => {}): Promise<string> => {
	const {root, clone, init} = await bareAndClone();
	const tools = join(root, 'tools');
	await mkdir(tools);
	for (const name of ['ssh', 'own-ssh']) {
		await writeFile(
			join(tools, name),
			`#!/bin/sh\necho "${name} $*" >> "${tools}/asked"\necho 'Permission denied (publickey).' >&2\nexit 255\n`,
		);
		await chmod(join(tools, name), 0o755);
	}
	vi.stubEnv('PATH', `${tools}:${process.env['PATH']}`);
	await git(clone, 'remote', 'set-url', 'origin', 'ssh://git@127.0.0.1/x.git');
	await change(clone, join(tools, 'own-ssh'));
	expect(await failureOf(accountsOf(await openFile(init, options)))).toMatchObject({kind: 'auth', hint: 'Check what git logs in with.'});
	return readFile(join(tools, 'asked'), 'utf8');
};

describe('a remote behind ssh', () => {
	test('is asked without a question to anybody', async () => {
		expect(await sshArguments()).toMatch(/^ssh .*-o BatchMode=yes/m);
	});

	test('but by a command of your own where there is one', async () => {
		expect(await sshArguments(async (clone, ssh) => void (await git(clone, 'config', 'core.sshCommand', ssh)))).toMatch(
			/^own-ssh (?!.*BatchMode)/,
		);
		expect(await sshArguments(async (_clone, ssh) => void vi.stubEnv('GIT_SSH_COMMAND', ssh))).toMatch(/^own-ssh (?!.*BatchMode)/);
	});
});

describe('another git has the index', () => {
	test('for a moment: it is waited for', async () => {
		const {clone, init} = await bareAndClone();
		const lock = join(clone, '.git/index.lock');
		await writeFile(lock, '');
		setTimeout(() => void rm(lock), 150);
		expect(await addedTo(init)).toBe('');
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
	});

	test.each(['index.lock', 'HEAD.lock', 'refs/heads/main.lock', 'refs/remotes/origin/main.lock'])(
		'for ever, as a git that was killed: %s is named by a plan, and before anything is pushed, and removing it makes everything good',
		async name => {
			const repository = await bareAndClone();
			const {bare, clone, init} = repository;
			await pushedByOthers(repository, 'README', 'by others\n');
			const lock = await staleLock(join(clone, '.git', name));
			const [message, hint] = [
				`${lock} exists: another git is at work, or one was killed and left it`,
				`If no git is running there, remove the file (rm "${lock}"), then run again.`,
			];
			const log = keptLog();
			expect(await accountsOf(await openFile(init, options, {log, readOnly: true}))).toHaveLength(3);
			expect(log.lines).toEqual([`a run would be refused: ${message}. ${hint}`]);

			expect(await failureOf(addedTo(init))).toMatchObject({kind: 'unavailable', message, hint});
			expect(await git(bare, 'rev-list', '--count', 'main')).toBe('2');
			await rm(lock);
			expect(await addedTo(init)).toBe('');
			expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
		},
	);

	test('at the remote, for ever: its file is named, and it is not taken for a push of others', async () => {
		const {bare, clone, init} = await bareAndClone();
		await staleLock(join(bare, 'refs/heads/main.lock'));
		expect(await failureOf(addedTo(init))).toMatchObject({
			kind: 'unavailable',
			message: expect.stringMatching(/refs\/heads\/main\.lock exists at origin: /),
			hint: expect.stringContaining('remove the file'),
		});
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
	});
});

describe('a checkout that is not an ordinary one', () => {
	test.each<[string, (repository: Repository) => Promise<string>]>([
		[
			'a sparse one, with other files left out',
			async ({clone}) => {
				await git(clone, 'sparse-checkout', 'set', '--no-cone', '/init/');
				return clone;
			},
		],
		[
			'a worktree',
			async ({root, clone}) => {
				await git(clone, 'checkout', '--quiet', '--detach');
				await git(clone, 'worktree', 'add', '--quiet', join(root, 'tree'), 'main');
				return join(root, 'tree');
			},
		],
		[
			'a submodule',
			async ({root, bare}) => {
				await git(root, 'init', '--quiet', 'super');
				const allowed = ['-c', 'protocol.file.allow=always'];
				await git(join(root, 'super'), ...allowed, 'submodule', '--quiet', 'add', bare, 'accounts');
				return join(root, 'super/accounts');
			},
		],
		[
			'one whose commits are signed',
			async ({root, clone}) => {
				await hook(join(root, 'sign'), 'cat > /dev/null; echo "[GNUPG:] SIG_CREATED " >&2; echo signature');
				await git(clone, 'config', 'commit.gpgSign', 'true');
				await git(clone, 'config', 'gpg.program', join(root, 'sign'));
				return clone;
			},
		],
	])('%s', async (sentence, prepare) => {
		const repository = await bareAndClone();
		const checkout = await prepare(repository);
		expect(await addedTo(join(checkout, 'init'))).toBe('');
		expect(`${await git(repository.bare, 'show', 'main:init/agents.json')}\n`).toBe(agents('ada', 'bob', 'cleo', 'zoe'));
		expect(await git(repository.bare, 'ls-tree', '-r', '--name-only', 'main')).toBe('README\ninit/agents.json');
		expect(await git(checkout, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
		const isSigned = (await git(repository.bare, 'cat-file', 'commit', 'main')).includes('gpgsig signature');
		expect(isSigned).toBe(sentence.includes('signed'));
	});
});

test('who comes back is told as a returner', async () => {
	const {bare, init} = await bareAndClone(agents('ada').replace('"userId"', '"active": false,\n    "userId"'));
	const target = await openFile(init, {...options, activeAt: 'active'});
	await target.reactivate!(await accountOf(target, 'ada'), call);
	await target.commit!(call);
	expect(await git(bare, 'log', '-1', '--format=%B', 'main')).toBe(
		'Accounts from Slack: 1 returner\n\nReturners:\n- ada@example.com (ada)',
	);
});
