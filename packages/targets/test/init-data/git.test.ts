import {chmod, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

import type {Target} from '@slack-im/core';
import {describe, expect, test} from 'vitest';

import {agents, author, bareAndClone, git, pushedByOthers} from './repository.ts';
import {accountOf, accountsOf, call, keptLog, openFile, person, readAgents} from './support.ts';

const options = {slackIdAt: undefined, git: {push: true, author}};

const idsOf = async (target: Target): Promise<string[]> => (await accountsOf(target)).map(({id}) => id);

describe('one run is one commit', () => {
	test('that lists joiners and leavers, by the author of the config, and is pushed', async () => {
		const {bare, clone, init} = await bareAndClone();
		await chmod(join(init, 'agents.json'), 0o600);
		const target = await openFile(init, options);
		await target.create(person('dora'), call);
		await target.create(person('cleo'), call);
		await target.delete!(await accountOf(target, 'zoe'), call);
		await target.update!(await accountOf(target, 'bob'), [{attribute: 'name', from: 'BOB', to: 'Bobby'}], call);
		await target.commit!(call);

		expect(await git(bare, 'log', '--format=%an <%ae> %cn%n%B', 'main')).toBe(
			'Slack IM <slack-im@example.com> Slack IM\nAccounts from Slack: 2 joiners, 1 leaver, 1 change\n\nJoiners:\n- cleo@example.com (cleo)\n- dora@example.com (dora)\n\nLeavers:\n- zoe@example.com (zoe)\n\nChanged:\n- bob@example.com (bob)\n\nHand <hand@example.com> Hand\nfirst',
		);
		const file = await git(bare, 'show', 'main:init/agents.json');
		expect(`${file}\n`).toBe(agents('ada', 'bob', 'cleo', 'dora').replace('"BOB"', '"Bobby"'));
		expect(await readAgents(init)).toBe(`${file}\n`);
		expect((await stat(join(init, 'agents.json'))).mode & 0o777).toBe(0o600);
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
	});

	test('nothing differs: no commit', async () => {
		const {bare, clone, init} = await bareAndClone();
		const target = await openFile(init, options);
		await target.update!(await accountOf(target, 'bob'), [{attribute: 'name', from: 'BOB', to: 'BOB'}], call);
		await target.commit!(call);
		expect(await git(bare, 'rev-list', '--count', 'main')).toBe('1');
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
	});

	test('without push it stays here', async () => {
		const {bare, clone, init} = await bareAndClone();
		const target = await openFile(init, {...options, git: {commit: true, author, message: 'Agents'}});
		await target.create(person('cleo'), call);
		await target.commit!(call);
		expect(await git(clone, 'log', '-1', '--format=%s')).toBe('Agents');
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main [ahead 1]');
		expect(await git(bare, 'rev-list', '--count', 'main')).toBe('1');
	});

	test('what else is staged or changed stays so, an edit of the same file since it was read included', async () => {
		const {bare, clone, init} = await bareAndClone();
		await writeFile(join(clone, 'README'), 'staged\n');
		await git(clone, 'add', 'README');
		await writeFile(join(clone, 'notes'), 'untracked\n');
		await writeFile(join(init, 'agents.json'), agents('ada', 'bob', 'zoe').replace('"ADA"', '"Ada by hand"'));
		const target = await openFile(init, options);
		await target.create(person('cleo'), call);
		await target.commit!(call);
		expect(await git(bare, 'show', '--stat=80', '--format=', 'main')).toContain('init/agents.json | 5 +++++');
		expect(await git(bare, 'show', 'main:init/agents.json')).not.toContain('by hand');
		expect(await readAgents(init)).toBe(agents('ada', 'bob', 'cleo', 'zoe').replace('"ADA"', '"Ada by hand"'));
		expect(await git(clone, 'status', '--porcelain')).toBe('M  README\n M init/agents.json\n?? notes');
	});

	test('from a detached checkout, as Jenkins makes it, to the branch of the config', async () => {
		const {bare, clone, init} = await bareAndClone();
		await git(clone, 'checkout', '--quiet', '--detach');
		await expect(openFile(init, options)).rejects.toMatchObject({
			kind: 'refused',
			message: 'no branch is checked out: the branch to push to is unknown',
			hint: 'Set `git.branch`.',
		});
		const target = await openFile(init, {...options, git: {...options.git, branch: 'main'}});
		await target.create(person('cleo'), call);
		await target.commit!(call);
		expect(await git(bare, 'rev-parse', 'main')).toBe(await git(clone, 'rev-parse', 'HEAD'));
		expect(await git(clone, 'branch', '--show-current')).toBe('');
	});
});

describe('once it is committed, the list shows what the remote has then', () => {
	test('ours, where the remote keeps it, although the checkout has edits of its own', async () => {
		const {init} = await bareAndClone();
		const target = await openFile(init, options);
		await target.create(person('cleo'), call);
		await writeFile(join(init, 'agents.json'), agents('ada', 'zoe'));
		await target.commit!(call);
		expect(await idsOf(target)).toEqual(['ada', 'bob', 'cleo', 'zoe']);
	});

	test('not ours, where a hook of the server takes it back', async () => {
		const {bare, init} = await bareAndClone();
		await writeFile(join(bare, 'hooks/post-receive'), '#!/bin/sh\ngit update-ref refs/heads/main refs/heads/main~1\n');
		await chmod(join(bare, 'hooks/post-receive'), 0o755);
		const target = await openFile(init, options);
		await target.create(person('cleo'), call);
		expect(await idsOf(target)).toContain('cleo');
		await target.commit!(call);
		expect(await idsOf(target)).toEqual(['ada', 'bob', 'zoe']);
	});

	test('not ours, where the server refused it, and the same again can be tried', async () => {
		const {bare, init} = await bareAndClone();
		await writeFile(join(bare, 'hooks/pre-receive'), '#!/bin/sh\nexit 1\n');
		await chmod(join(bare, 'hooks/pre-receive'), 0o755);
		const target = await openFile(init, options);
		await target.create(person('cleo'), call);
		await expect(target.commit!(call)).rejects.toMatchObject({kind: 'refused'});
		expect(await idsOf(target)).toEqual(['ada', 'bob', 'zoe']);
		await rm(join(bare, 'hooks/pre-receive'));
		await target.create(person('cleo'), call);
		await target.commit!(call);
		expect(await idsOf(target)).toEqual(['ada', 'bob', 'cleo', 'zoe']);
	});

	test('without push: what is committed here', async () => {
		const {init} = await bareAndClone();
		const target = await openFile(init, {...options, git: {author}});
		await target.create(person('cleo'), call);
		await target.commit!(call);
		expect(await idsOf(target)).toEqual(['ada', 'bob', 'cleo', 'zoe']);
	});
});

describe('somebody else pushes in the meantime', () => {
	test('another file: the commit goes on top, and the checkout comes along', async () => {
		const repository = await bareAndClone();
		const {bare, clone, init} = repository;
		const target = await openFile(init, options);
		await target.create(person('cleo'), call);
		await pushedByOthers(repository, 'README', 'by others\n');
		await target.commit!(call);
		expect(await git(bare, 'log', '--format=%s', 'main')).toBe('Accounts from Slack: 1 joiner\nother: README\nfirst');
		expect(await readFile(join(clone, 'README'), 'utf8')).toBe('by others\n');
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
	});

	test('the line next to ours: both changes are in', async () => {
		const repository = await bareAndClone();
		const {bare, init} = repository;
		const target = await openFile(init, options);
		await target.create(person('cleo'), call);
		await pushedByOthers(repository, 'init/agents.json', () => agents('ada', 'bob', 'dora', 'zoe'));
		await target.commit!(call);
		expect(`${await git(bare, 'show', 'main:init/agents.json')}\n`).toBe(agents('ada', 'bob', 'cleo', 'dora', 'zoe'));
		expect(await readAgents(init)).toBe(agents('ada', 'bob', 'cleo', 'dora', 'zoe'));
	});

	test('the same change: there is nothing left to commit', async () => {
		const repository = await bareAndClone();
		const {bare, clone, init} = repository;
		const target = await openFile(init, options);
		await target.create(person('cleo'), call);
		await target.delete!(await accountOf(target, 'zoe'), call);
		await pushedByOthers(repository, 'init/agents.json', () => agents('ada', 'bob', 'cleo'));
		await target.commit!(call);
		expect(await git(bare, 'rev-list', '--count', 'main')).toBe('2');
		expect(await git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
	});

	test('another change of the same value: "changed", and nothing here has moved', async () => {
		const repository = await bareAndClone();
		const {bare, clone, init} = repository;
		const head = await git(clone, 'rev-parse', 'HEAD');
		const target = await openFile(init, options);
		await target.update!(await accountOf(target, 'bob'), [{attribute: 'name', from: 'BOB', to: 'Bobby'}], call);
		await pushedByOthers(repository, 'init/agents.json', text => text.replace('BOB', 'Robert'));
		await expect(target.commit!(call)).rejects.toMatchObject({
			kind: 'changed',
			message: 'agents.json: name of bob is "Robert" now, not "BOB"',
		});
		expect(await git(clone, 'rev-parse', 'HEAD')).toBe(head);
		expect(await git(clone, 'status', '--porcelain')).toBe('');
		expect(await readAgents(init)).toBe(agents('ada', 'bob', 'zoe'));
		expect(await git(bare, 'rev-list', '--count', 'main')).toBe('2');
	});

	test('commits that were not pushed yet are not pushed along', async () => {
		const {bare, clone, init} = await bareAndClone();
		await writeFile(join(clone, 'README'), 'work in progress\n');
		await git(clone, 'commit', '--quiet', '-am', 'wip');
		const log = keptLog();
		const target = await openFile(init, options, {log});
		await target.create(person('cleo'), call);
		await target.commit!(call);
		expect(await git(bare, 'log', '--format=%s', 'main')).toBe('Accounts from Slack: 1 joiner\nfirst');
		expect(await git(clone, 'log', '--format=%s')).toBe('wip\nfirst');
		expect(log.lines.join()).toContain('the local branch stays behind');
		expect(await readAgents(init)).toBe(agents('ada', 'bob', 'zoe'));
		expect(await git(clone, 'status', '--porcelain')).toBe('');
		// The next run reads what was pushed, not what is here
		const next = await openFile(init, options, {log});
		expect((await accountsOf(next)).map(({id}) => id)).toEqual(['ada', 'bob', 'cleo', 'zoe']);
	});

	test('three runs at once from three clones: all of it is in', async () => {
		const repository = await bareAndClone();
		const {root, bare} = repository;
		const ids = ['c1', 'c2', 'c3'];
		const targets = await Promise.all(
			ids.map(async id => {
				await git(root, 'clone', '--quiet', bare, join(root, id));
				const target = await openFile(join(root, id, 'init'), options);
				await target.create(person(id), call);
				return target;
			}),
		);
		await Promise.all(targets.map(async target => target.commit!(call)));
		expect(`${await git(bare, 'show', 'main:init/agents.json')}\n`).toBe(agents('ada', 'bob', ...ids, 'zoe'));
		expect(await git(bare, 'rev-list', '--count', '--no-merges', 'main')).toBe('4');
	});
});
