import {execFileSync} from 'node:child_process';
import {watch} from 'node:fs';
import {chmod, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {join} from 'node:path';

import {describe, expect, onTestFinished, test} from 'vitest';

import {initDataSchema} from '../../src/init-data/options.ts';
import {initData} from '../../src/init-data/target.ts';
import {agents, author, bareAndClone, git, gitInstead, hook, pushedByOthers} from './repository.ts';
import {accountOf, accountsOf, call, failureOf, openFile, person, readAgents, temporaryFolder, writeAgents} from './support.ts';

const options = {slackIdAt: undefined, git: {push: true, author}};

const addCleo = async (folder: string, more: Record<string, unknown> = {}) => {
	const target = await openFile(folder, {...options, git: {...options.git, ...more}});
	await target.create(person('cleo'), call);
	return target;
};

describe('what cannot work is said before anything is read or written', () => {
	test.each([
		['https://user:pass@git.example/x.git', false],
		['https://token@git.example/x.git', false],
		['ssh://git:pass@git.example/x.git', false],
		['--upload-pack=touch /tmp/x', false],
		['ssh://git@git.example/x.git', true],
		['git@git.example:x.git', true],
		['https://git.example/x.git', true],
		['origin', true],
	])('the remote %s: allowed is %s', (remote, allowed) => {
		expect(initDataSchema.safeParse({file: 'a.json', git: {remote}}).success).toBe(allowed);
	});

	test.each(['-x', 'a..b', 'a b', '/a', 'a/', 'a.', 'a^', 'a:b', 'refs@{1}'])('%s is no branch', branch => {
		expect(initDataSchema.safeParse({file: 'a.json', git: {branch}}).success).toBe(false);
	});

	test('no repository, a file that is not in git, an unknown remote, another branch, nobody to commit', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, '[]');
		expect(await failureOf(openFile(folder, options))).toMatchObject({
			kind: 'refused',
			message: expect.stringContaining('not a git repository'),
		});

		const {clone, init} = await bareAndClone();
		await writeFile(join(init, 'new.json'), '[]');
		expect(await failureOf(openFile(init, {...options, file: 'new.json'}))).toMatchObject({
			kind: 'refused',
			message: 'new.json is not in git yet',
		});
		expect(await failureOf(openFile(init, {...options, git: {push: true, remote: 'upstream', author}}))).toMatchObject({
			message: 'there is no remote upstream',
			hint: 'Set `git.remote`.',
		});
		expect(await failureOf(openFile(init, {...options, git: {push: true, branch: 'release', author}}))).toMatchObject({
			message: 'the branch main is checked out, not release (`git.branch`)',
		});

		await writeFile(join(clone, '.gitattributes'), '*.json filter=lfs\n');
		expect(await failureOf(openFile(init, options))).toMatchObject({
			kind: 'refused',
			message: 'agents.json is kept by Git LFS, whose files are not pushed along',
		});
		await rm(join(clone, '.gitattributes'));

		await git(clone, 'config', 'user.useConfigOnly', 'true');
		expect(await failureOf(openFile(init, {...options, git: {push: true}}))).toMatchObject({kind: 'refused', hint: 'Set `git.author`.'});
	});
});

describe('a push that fails', () => {
	test('refused by a hook of the server: its words, no second try, nothing here has moved', async () => {
		const {bare, clone, init} = await bareAndClone();
		await writeFile(join(bare, 'hooks/pre-receive'), '#!/bin/sh\necho "main is protected" >&2\necho x >> "$GIT_DIR/tries"\nexit 1\n');
		await chmod(join(bare, 'hooks/pre-receive'), 0o755);
		const target = await addCleo(init);
		const error = await failureOf(target.commit!(call));
		expect(error).toMatchObject({
			kind: 'refused',
			message: 'origin refused the push to main: main is protected',
			hint: 'Let the account that git logs in with push to main, or set `git.branch` to a branch that it may push to.',
		});
		expect(execFileSync('wc', ['-l', join(bare, 'tries')]).toString()).toMatch(/^1 /);
		expect(await readAgents(init)).toBe(agents('ada', 'bob', 'zoe'));
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
	});

	test.each([
		[
			'a hook of the server that says nothing',
			'hooks/pre-receive',
			'#!/bin/sh\nexit 1\n',
			'pre-receive hook declined',
			'A hook of the server',
		],
		['a hook of one branch', 'hooks/update', '#!/bin/sh\nexit 1\n', 'hook declined to update refs/heads/main', 'A hook of the server'],
	])('refused by %s: what git says of it', async (_sentence, file, content, said, hint) => {
		const {bare, init} = await bareAndClone();
		await writeFile(join(bare, file), content);
		await chmod(join(bare, file), 0o755);
		expect(await failureOf((await addCleo(init)).commit!(call))).toMatchObject({
			kind: 'refused',
			message: `origin refused the push to main: ${said}`,
			hint: expect.stringContaining(hint),
		});
	});

	test('a remote that would take no push is found without pushing, and one that others pushed to is none', async () => {
		const repository = await bareAndClone();
		const {bare, clone, init} = repository;
		const reach = async (): Promise<unknown> =>
			initData.reach?.(initDataSchema.parse({file: 'agents.json', git: {push: true, author}}), {folder: init}, call);
		const before = await git(bare, 'rev-parse', 'main');
		await git(clone, 'commit', '--allow-empty', '--quiet', '--message', 'mine');
		expect(await reach()).toBe('origin answers a push to main');
		expect(await git(bare, 'rev-parse', 'main')).toBe(before);
		await pushedByOthers(repository, 'README', 'read me too\n');
		expect(await reach()).toBe('origin answers a push to main');
		await git(clone, 'remote', 'set-url', 'origin', '/nowhere.git');
		expect(await failureOf(reach())).toMatchObject({kind: 'unavailable', message: expect.stringContaining('git push --dry-run failed')});
		expect(await initData.reach?.(initDataSchema.parse({file: 'agents.json'}), {folder: init}, call)).toBeUndefined();
	});

	test('credentials of the remote are in no error, and nobody is asked for others', async () => {
		const {clone, init} = await bareAndClone();
		const server = createServer((_request, response) => response.writeHead(401, {'www-authenticate': 'Basic realm="git"'}).end('no'));
		await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => void server.close());
		const address = server.address();
		const port = typeof address === 'object' ? address?.port : undefined;
		for (const [url, kind] of [
			[`http://bot:s3cr3t@127.0.0.1:${port}/x.git`, 'auth'],
			[`http://127.0.0.1:${port}/x.git`, 'auth'],
			['http://s3cr3t@127.0.0.1:1/x.git', 'unavailable'],
		] as const) {
			await git(clone, 'remote', 'set-url', 'origin', url);
			const error = await failureOf((await addCleo(init)).commit!(call));
			expect(error).toMatchObject({kind});
			expect(JSON.stringify(error)).not.toContain('s3cr3t');
		}
	});

	test('a stop ends git, and nothing here has moved', async () => {
		const {bare, clone, init} = await bareAndClone();
		await hook(join(bare, 'hooks/pre-receive'), 'echo > "$GIT_DIR/started"; exec sleep 30');
		const target = await addCleo(init);
		const stop = new AbortController();
		const started = Date.now();
		const watcher = watch(bare, (_event, name) => void (name === 'started' && stop.abort()));
		onTestFinished(() => watcher.close());
		expect(await failureOf(target.commit!({signal: stop.signal}))).toMatchObject({kind: 'aborted', message: 'git push was stopped'});
		expect(Date.now() - started).toBeLessThan(10_000);
		expect(await readAgents(init)).toBe(agents('ada', 'bob', 'zoe'));
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
	});
});

test.each([
	['fetch', 'aborted'],
	['push', 'unknown-outcome'],
])('a %s that somebody else ended leaves time for a stop that follows, and says who ended it', async (command, kind) => {
	const {init} = await bareAndClone();
	await gitInstead(`for word; do [ "$word" != ${command} ] || kill -TERM $$; done`);
	const started = Date.now();
	const error = await failureOf((async () => (await addCleo(init)).commit!(call))());
	expect(error).toMatchObject({kind, message: `git ${command} was ended by SIGTERM`});
	expect(Date.now() - started).toBeGreaterThan(950);
});

test('a disk that keeps nothing of the new version: nothing is pushed', async () => {
	const {bare, clone, init} = await bareAndClone();
	const target = await addCleo(init);
	await gitInstead('case " $* " in *" commit "*) : > init/agents.json ;; esac');
	expect(await failureOf(target.commit!(call))).toMatchObject({
		kind: 'unavailable',
		message: 'init/agents.json could not be written: the disk did not keep it',
		hint: expect.stringContaining('Nothing was pushed'),
	});
	expect(await git(bare, 'rev-list', '--count', 'main')).toBe('1');
	expect(await readAgents(init)).toBe(agents('ada', 'bob', 'zoe'));
	expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
});

describe('a run that was killed half-way is made good by the next', () => {
	test('pushed, but nothing moved here yet', async () => {
		const repository = await bareAndClone();
		const {bare, clone, init} = repository;
		await pushedByOthers(repository, 'init/agents.json', () => agents('ada', 'bob', 'cleo', 'zoe'));
		await (
			await addCleo(init)
		).commit!(call);
		expect(await git(bare, 'rev-list', '--count', 'main')).toBe('2');
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
		expect(await readAgents(init)).toBe(agents('ada', 'bob', 'cleo', 'zoe'));
	});

	test.each([
		['the index has come along, the file and the branch have not', true, ['bob']],
		['index and file have come along, the branch has not', true, ['bob', 'cleo']],
		['the index has come along, and nothing is pushed', false, ['bob']],
		['index and file have come along, and nothing is pushed', false, ['bob', 'cleo']],
	])('%s', async (_sentence, push, inFile) => {
		const {bare, clone, init} = await bareAndClone();
		await (
			await addCleo(init, {push})
		).commit!(call);
		await git(clone, 'reset', '--soft', 'HEAD~1');
		await writeAgents(init, agents('ada', ...inFile, 'zoe'));
		const next = await openFile(init, {...options, git: {...options.git, push}});
		const isThere = (await accountsOf(next)).some(({id}) => id === 'cleo');
		expect(isThere).toBe(push);
		if (!isThere) await next.create(person('cleo'), call);
		await next.commit!(call);
		expect(await git(push ? bare : clone, 'rev-list', '--count', 'main')).toBe('2');
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe(`## main...origin/main${push ? '' : ' [ahead 1]'}`);
		expect(await readAgents(init)).toBe(agents('ada', 'bob', 'cleo', 'zoe'));
	});

	test('but a person who takes back what a run has pushed has to commit that', async () => {
		const {clone, init} = await bareAndClone();
		await (
			await addCleo(init)
		).commit!(call);
		await git(clone, 'checkout', '--quiet', 'HEAD~1', '--', 'init/agents.json');
		expect(await failureOf(accountsOf(await openFile(init, options)))).toMatchObject({kind: 'refused'});
	});

	test('the file had come along, but the branch had not, and others have pushed since', async () => {
		const repository = await bareAndClone();
		const {clone, init} = repository;
		const pushed = agents('ada', 'bob', 'cleo', 'zoe');
		await pushedByOthers(repository, 'init/agents.json', () => pushed);
		await writeAgents(init, pushed);
		await git(clone, 'add', 'init/agents.json');
		await pushedByOthers(repository, 'init/agents.json', () => agents('ada', 'bob', 'cleo', 'dora', 'zoe'));
		const next = await openFile(init, options);
		expect((await accountsOf(next)).map(({id}) => id)).toEqual(['ada', 'bob', 'cleo', 'dora', 'zoe']);
		await next.commit!(call);
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
		expect(await readAgents(init)).toBe(agents('ada', 'bob', 'cleo', 'dora', 'zoe'));
	});

	test('a changed id that is in already', async () => {
		const repository = await bareAndClone();
		const target = await openFile(repository.init, options);
		await target.update!(await accountOf(target, 'bob'), [{attribute: 'userId', from: 'bob', to: 'robert'}], call);
		await pushedByOthers(repository, 'init/agents.json', text => text.replace('"bob"', '"robert"'));
		await target.commit!(call);
		expect(await git(repository.bare, 'rev-list', '--count', 'main')).toBe('2');
	});
});

test('line breaks that git turns round stay as each side has them', async () => {
	const repository = await bareAndClone();
	const {bare, clone, init} = repository;
	await writeFile(join(clone, '.gitattributes'), '*.json text eol=crlf\n');
	await git(clone, 'add', '.');
	await git(clone, 'commit', '--quiet', '-m', 'attributes');
	await git(clone, 'push', '--quiet');
	await writeAgents(init, agents('ada', 'bob', 'zoe').replaceAll('\n', '\r\n'));
	await (
		await addCleo(init)
	).commit!(call);
	await pushedByOthers(repository, 'init/agents.json', () => agents('ada', 'bob', 'cleo', 'eve', 'zoe'));
	const target = await openFile(init, options);
	await target.delete!(await accountOf(target, 'bob'), call);
	await target.commit!(call);
	expect(`${await git(bare, 'show', 'main:init/agents.json')}\n`).toBe(agents('ada', 'cleo', 'eve', 'zoe'));
	expect(await readAgents(init)).toBe(agents('ada', 'cleo', 'eve', 'zoe').replaceAll('\n', '\r\n'));
	expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
});
