import {rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

import {describe, expect, test} from 'vitest';

import {agents, author, bareAndClone, git, pushedByOthers} from './repository.ts';
import {accountOf, accountsOf, call, failureOf, keptLog, openFile, person, readAgents, writeAgents} from './support.ts';

const options = {slackIdAt: undefined, git: {push: true, author}};

const idsIn = async (folder: string, readOnly = false): Promise<string[]> =>
	(await accountsOf(await openFile(folder, options, {readOnly}))).map(({id}) => id);

describe('a checkout that lags its remote', () => {
	test('is planned from what others pushed, so that a run after a "changed" succeeds', async () => {
		const repository = await bareAndClone();
		const {bare, clone, init} = repository;
		await pushedByOthers(repository, 'init/agents.json', text => text.replace('BOB', 'Robert'));
		const target = await openFile(init, options);
		const bob = await accountOf(target, 'bob');
		expect(bob.attributes).toMatchObject({name: 'Robert'});
		await target.update!(bob, [{attribute: 'name', from: 'Robert', to: 'Bobby'}], call);
		await target.commit!(call);
		expect(await git(bare, 'show', 'main:init/agents.json')).toContain('Bobby');
		expect(await readAgents(init)).toContain('Bobby');
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
	});

	test('shows who was removed there, and comes along although nothing differs', async () => {
		const repository = await bareAndClone();
		const {clone, init} = repository;
		await pushedByOthers(repository, 'init/agents.json', () => agents('ada', 'zoe'));
		const target = await openFile(init, options);
		expect((await accountsOf(target)).map(({id}) => id)).toEqual(['ada', 'zoe']);
		await target.commit!(call);
		expect(await readAgents(init)).toBe(agents('ada', 'zoe'));
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
	});

	test('stays as it is in a dry run', async () => {
		const repository = await bareAndClone();
		const {clone, init} = repository;
		await pushedByOthers(repository, 'init/agents.json', () => agents('ada'));
		const head = await git(clone, 'rev-parse', 'HEAD');
		expect(await idsIn(init, true)).toEqual(['ada']);
		expect(await git(clone, 'rev-parse', 'HEAD')).toBe(head);
		expect(await readAgents(init)).toBe(agents('ada', 'bob', 'zoe'));
	});

	test('works also where another file is in the way of coming along, and says so', async () => {
		const repository = await bareAndClone();
		const {bare, clone, init} = repository;
		await writeFile(join(clone, 'README'), 'half done\n');
		await pushedByOthers(repository, 'README', 'by others\n');
		const log = keptLog();
		for (const id of ['cleo', 'dora']) {
			await pushedByOthers(repository, 'init/agents.json', text => text.replace(/"A[^"]+"/, `"Ada before ${id}"`));
			const target = await openFile(init, options, {log});
			await accountsOf(target);
			await target.create(person(id), call);
			await target.commit!(call);
		}
		const expected = agents('ada', 'bob', 'cleo', 'dora', 'zoe').replace('ADA', 'Ada before dora');
		expect(`${await git(bare, 'show', 'main:init/agents.json')}\n`).toBe(expected);
		expect(await git(clone, 'status', '--porcelain')).toBe(' M README');
		expect(log.lines.join()).toContain('the local branch stays behind');
		expect(await git(clone, 'show', ':README')).toBe('read me');
	});
});

describe('what was not pushed yet', () => {
	test('goes along where it changes the file alone, also when nothing else does', async () => {
		const {bare, clone, init} = await bareAndClone();
		const first = await openFile(init, {...options, git: {author}});
		await first.create(person('cleo'), call);
		await first.commit!(call);
		expect(await git(bare, 'rev-list', '--count', 'main')).toBe('1');
		const log = keptLog();
		const target = await openFile(init, options, {log});
		expect((await accountsOf(target)).map(({id}) => id)).toEqual(['ada', 'bob', 'cleo', 'zoe']);
		expect(log.lines).toEqual(['main has commits of init/agents.json that origin lacks: a run pushes them along']);
		await target.commit!(call);
		expect(`${await git(bare, 'show', 'main:init/agents.json')}\n`).toBe(agents('ada', 'bob', 'cleo', 'zoe'));
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
	});

	test('is refused where it changes other files too, with the way out', async () => {
		const {clone, init} = await bareAndClone();
		await writeFile(join(clone, 'README'), 'more\n');
		await writeAgents(init, agents('ada'));
		await git(clone, 'commit', '--quiet', '-am', 'both');
		expect(await failureOf(idsIn(init))).toMatchObject({
			kind: 'refused',
			message: 'main has commits that origin lacks, which change init/agents.json and README',
			hint: 'Push them (git push origin main), or take them back, then run again.',
		});
	});

	test('is refused where others have changed the file as well', async () => {
		const repository = await bareAndClone();
		const {clone, init} = repository;
		await writeAgents(init, agents('ada', 'bob'));
		await git(clone, 'commit', '--quiet', '-am', 'mine');
		await pushedByOthers(repository, 'init/agents.json', () => agents('bob', 'zoe'));
		expect(await failureOf(idsIn(init))).toMatchObject({
			kind: 'refused',
			message: 'main and that of origin have diverged: both have changed init/agents.json',
			hint: expect.stringContaining('git pull --rebase origin main'),
		});
		expect(await git(clone, 'log', '-1', '--format=%s')).toBe('mine');
	});

	test.each([false, true])('is refused where it was not even committed (staged: %s)', async staged => {
		const {clone, init} = await bareAndClone();
		await writeAgents(init, agents('ada', 'bob'));
		if (staged) await git(clone, 'add', '.');
		for (const push of [true, false]) {
			expect(await failureOf(accountsOf(await openFile(init, {...options, git: {author, push}})))).toMatchObject({
				kind: 'refused',
				message: 'init/agents.json has edits that are not committed',
				hint: 'Commit them, or take them back (git checkout HEAD -- init/agents.json), then run again.',
			});
		}
		expect(await readAgents(init)).toBe(agents('ada', 'bob'));
	});
});

test('a file that others removed from git is no empty file', async () => {
	const repository = await bareAndClone();
	const {root, bare, init} = repository;
	const other = join(root, 'other');
	await git(root, 'clone', '--quiet', bare, other);
	await rm(join(other, 'init'), {recursive: true});
	await git(other, 'commit', '--quiet', '-am', 'gone');
	await git(other, 'push', '--quiet');
	expect(await failureOf(idsIn(init))).toMatchObject({
		kind: 'changed',
		message: 'init/agents.json is no longer in git: it was removed from main of origin',
		hint: expect.stringContaining('Put it back there'),
	});
});

test('several files of one repository at once: all of it is in', async () => {
	const {bare, clone, init} = await bareAndClone();
	const files = ['[a].json', 'b.json', 'c.json', 'd.json'];
	for (const file of files) await writeFile(join(init, file), agents('ada'));
	await git(clone, 'add', '.');
	await git(clone, 'commit', '--quiet', '-m', 'files');
	await git(clone, 'push', '--quiet');
	await Promise.all(
		files.map(async file => {
			const target = await openFile(init, {...options, file});
			await accountsOf(target);
			await target.create(person('cleo'), call);
			await target.commit!(call);
		}),
	);
	for (const file of files) expect(`${await git(bare, 'show', `main:init/${file}`)}\n`).toBe(agents('ada', 'cleo'));
	expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
});

test('a branch that the remote does not have yet is made with the first change, and not before', async () => {
	const {bare, clone, init} = await bareAndClone();
	await git(clone, 'checkout', '--quiet', '-b', 'agents');
	const idle = await openFile(init, options);
	await accountsOf(idle);
	await idle.commit!(call);
	expect(await git(bare, 'branch', '--list', 'agents')).toBe('');
	const target = await openFile(init, options);
	await accountsOf(target);
	await target.create(person('cleo'), call);
	await target.commit!(call);
	expect(`${await git(bare, 'show', 'agents:init/agents.json')}\n`).toBe(agents('ada', 'bob', 'cleo', 'zoe'));
});

test('a shallow, detached checkout, as a pipeline makes it, comes along as well', async () => {
	const repository = await bareAndClone();
	const {root, bare} = repository;
	await pushedByOthers(repository, 'README', 'second\n');
	const shallow = join(root, 'shallow');
	await git(root, 'clone', '--quiet', '--depth', '1', `file://${bare}`, shallow);
	await git(shallow, 'checkout', '--quiet', '--detach');
	for (const id of ['bea', 'eve'])
		await pushedByOthers(repository, 'init/agents.json', text => text.replace(/^\[\n/, `[\n  {"userId": "${id}", "email": "${id}@x"},\n`));
	const target = await openFile(join(shallow, 'init'), {...options, git: {...options.git, branch: 'main'}});
	expect((await accountsOf(target)).map(({id}) => id)).toEqual(['eve', 'bea', 'ada', 'bob', 'zoe']);
	await target.create(person('cleo'), call);
	await target.commit!(call);
	expect(await git(bare, 'log', '-1', '--format=%s', 'main')).toBe('Accounts from Slack: 1 joiner');
	expect(await git(shallow, 'rev-parse', 'HEAD')).toBe(await git(bare, 'rev-parse', 'main'));
	expect(await git(shallow, 'status', '--porcelain')).toBe('');
});
