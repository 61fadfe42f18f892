import {spawnSync} from 'node:child_process';
import {watch} from 'node:fs';
import {chmod, lstat, mkdir, open, readdir, readFile, realpath, stat, symlink, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

import type {SettingError} from '@slack-im/core';
import {describe, expect, onTestFinished, test, vi} from 'vitest';

import {initData} from '../../src/init-data/target.ts';
import {accountOf, accountsOf, call, failureOf, openFile, person, readAgents, temporaryFolder, writeAgents} from './support.ts';

const entries = [
	{userId: 'admin', name: 'Root', role: 'ADMIN'},
	{userId: 'ada', name: 'Ada', email: 'ada@example.com', slackId: 'U-ada'},
	{userId: 'bob', name: 'Bob', email: 'bob@example.com'},
	{userId: 'kim', name: 'Kim', email: ' '},
];
const text = `${JSON.stringify(entries, null, 2)}\n`;

describe('who is an account', () => {
	test('entries with neither a Slack id nor an e-mail are not shown', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, text);
		expect(await accountsOf(await openFile(folder))).toEqual([
			{
				id: 'ada',
				slackId: 'U-ada',
				keys: {email: 'ada@example.com'},
				active: true,
				attributes: {userId: 'ada', name: 'Ada', email: 'ada@example.com'},
			},
			{id: 'bob', keys: {email: 'bob@example.com'}, active: true, attributes: {userId: 'bob', name: 'Bob', email: 'bob@example.com'}},
		]);
	});

	test('their ids are taken all the same', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, text);
		const target = await openFile(folder);
		await expect(target.create(person('admin'), call)).rejects.toMatchObject({
			kind: 'exists',
			message: 'agents.json has another entry with userId admin',
		});
		await expect(target.delete!({id: 'admin', keys: {}, active: true, attributes: {}}, call)).rejects.toMatchObject({kind: 'not-found'});
	});

	test.each([
		['a second id', person('bob', {email: 'other@example.com'})],
		['a second e-mail in another case', person('bo', {email: 'BOB@example.com'})],
		['a second Slack id', {...person('adele'), slackId: 'U-ada'}],
	])('%s is refused as "exists"', async (_sentence, draft) => {
		const folder = await temporaryFolder();
		await writeAgents(folder, text);
		await expect((await openFile(folder)).create(draft, call)).rejects.toMatchObject({kind: 'exists'});
	});

	test('the state is where the config says, and unknown states are active', async () => {
		const folder = await temporaryFolder();
		await writeAgents(
			folder,
			JSON.stringify(
				['ACTIVE', 'OFF', 'ODD', undefined].map((state, index) => ({userId: `u${index}`, email: `u${index}@x`, meta: {state}})),
			),
		);
		const target = await openFile(folder, {activeAt: {path: 'meta.state', active: 'ACTIVE', inactive: 'OFF'}});
		expect((await accountsOf(target)).map(({active}) => active)).toEqual([true, false, true, true]);
		await target.deactivate!(await accountOf(target, 'u0'), call);
		await target.reactivate!(await accountOf(target, 'u1'), call);
		await target.commit!(call);
		expect(JSON.parse(await readAgents(folder))).toMatchObject([
			{meta: {state: 'OFF'}},
			{meta: {state: 'ACTIVE'}},
			{meta: {state: 'ODD'}},
			{meta: {}},
		]);
	});

	test('without a state there is no way to deactivate', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, text);
		const target = await openFile(folder);
		expect(Object.keys(target)).toEqual(['slackIdAt', 'idAt', 'declaresExists', 'list', 'create', 'update', 'delete', 'commit']);
	});
});

const secretProblems = (plaintext: boolean): readonly SettingError[] =>
	initData.check!(initData.schema.parse({file: 'agents.json', plaintext}), {
		attributes: ['userId'],
		keys: ['email'],
		secrets: ['password'],
	});

describe('the file', () => {
	test('is written by commit, once, with mode and link kept', async () => {
		const folder = await temporaryFolder();
		await mkdir(join(folder, 'real'));
		await writeFile(join(folder, 'real/data.json'), text);
		await chmod(join(folder, 'real/data.json'), 0o640);
		await symlink('real/data.json', join(folder, 'agents.json'));
		const target = await openFile(folder);
		await target.create(person('cleo'), call);
		await target.update!(await accountOf(target, 'bob'), [{attribute: 'name', from: 'Bob', to: 'Bobby'}], call);
		await target.delete!(await accountOf(target, 'ada'), call);
		expect(await readAgents(folder)).toBe(text);
		expect((await accountsOf(target)).map(({id}) => id)).toEqual(['bob', 'cleo']);

		await target.commit!(call);
		expect((await lstat(join(folder, 'agents.json'))).isSymbolicLink()).toBe(true);
		expect((await stat(join(folder, 'real/data.json'))).mode & 0o777).toBe(0o640);
		expect(await readdir(join(folder, 'real'))).toEqual(['data.json']);
		expect(JSON.parse(await readAgents(folder))).toEqual([
			entries[0],
			{userId: 'bob', name: 'Bobby', email: 'bob@example.com'},
			{userId: 'cleo', name: 'CLEO', email: 'cleo@example.com', slackId: 'U-cleo'},
			entries[3],
		]);
	});

	test('is read anew once it is committed: somebody else may have taken the change back', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, text);
		const target = await openFile(folder);
		await target.create(person('cleo'), call);
		await target.commit!(call);
		expect((await accountsOf(target)).map(({id}) => id)).toContain('cleo');
		await writeAgents(folder, text);
		expect((await accountsOf(target)).map(({id}) => id)).not.toContain('cleo');
		await target.commit!(call);
		expect(await readAgents(folder)).toBe(text);
	});

	test('is not touched where nothing differs', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, text);
		await utimes(join(folder, 'agents.json'), 1, 1);
		const target = await openFile(folder);
		await target.update!(await accountOf(target, 'bob'), [{attribute: 'name', from: 'Bob', to: 'Bob'}], call);
		await target.commit!(call);
		expect((await stat(join(folder, 'agents.json'))).mtimeMs).toBe(1000);
	});

	test('keeps its byte order mark', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, `\uFEFF${text}`);
		const target = await openFile(folder);
		await target.update!(await accountOf(target, 'bob'), [{attribute: 'name', from: 'Bob', to: 'B'}], call);
		await target.commit!(call);
		expect(await readAgents(folder)).toBe(`\uFEFF${text.replace('"Bob"', '"B"')}`);
	});

	test('keeps what somebody else wrote since it was read', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, text);
		const target = await openFile(folder);
		await target.update!(await accountOf(target, 'bob'), [{attribute: 'name', from: 'Bob', to: 'B'}], call);
		await writeAgents(folder, text.replace('"ADMIN"', '"GUEST"'));
		await target.commit!(call);
		expect(await readAgents(folder)).toBe(text.replace('"ADMIN"', '"GUEST"').replace('"Bob"', '"B"'));
	});

	test.each([
		['the value that changes', '"Bob"', '"Robert"', 'agents.json: name of bob is "Robert" now, not "Bob"'],
		['the entry itself', '"bob@example.com"', '"zed@example.com"', "agents.json: userId bob is another person's now, zed@example.com"],
		['its id', '"userId": "bob"', '"userId": "robert"', 'agents.json has no person with userId bob'],
	])('somebody else changed %s: "changed", and nothing is written', async (_sentence, before, after, message) => {
		const folder = await temporaryFolder();
		await writeAgents(folder, text);
		const target = await openFile(folder);
		await target.update!(await accountOf(target, 'bob'), [{attribute: 'name', from: 'Bob', to: 'B'}], call);
		await writeAgents(folder, text.replace(before, after));
		expect(await failureOf(target.commit!(call))).toMatchObject({kind: 'changed', message: expect.stringContaining(message)});
		expect(await readAgents(folder)).toBe(text.replace(before, after));
	});

	test('is never written in a dry run', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, text);
		const target = await openFile(folder, {}, {readOnly: true});
		await expect(target.create(person('cleo'), call)).rejects.toMatchObject({kind: 'refused'});
		await target.commit!(call);
		expect(await readAgents(folder)).toBe(text);
	});

	test('is not written after a stop', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, text);
		const target = await openFile(folder);
		await target.create(person('cleo'), call);
		await expect(target.commit!({signal: AbortSignal.abort()})).rejects.toMatchObject({kind: 'aborted'});
		expect(await readAgents(folder)).toBe(text);
	});

	test('takes a whole company at once', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, '[]');
		const target = await openFile(folder);
		for (let number = 0; number < 20_000; number++) await target.create(person(`p${number}`), call);
		const start = performance.now();
		await target.commit!(call);
		expect(performance.now() - start).toBeLessThan(5_000);
		expect(JSON.parse(await readAgents(folder))).toHaveLength(20_000);
	});

	test('holds no secret, unless the config says that everybody may read it', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, '[]');
		const draft = {...person('cleo'), secrets: {password: 'hush'}};
		expect(secretProblems(false)).toMatchObject([
			{
				path: ['attributes', 'password'],
				message: 'is a secret, and would be readable in agents.json',
				hint: expect.stringContaining('`plaintext: true`'),
			},
		]);
		await expect((await openFile(folder)).create(draft, call)).rejects.toMatchObject({kind: 'refused'});

		expect(secretProblems(true)).toEqual([]);
		const target = await openFile(folder, {plaintext: true});
		await target.create(draft, call);
		await target.commit!(call);
		expect(JSON.parse(await readAgents(folder))).toMatchObject([{password: 'hush'}]);
	});
});

describe('a file that is not as the config says', () => {
	test.each([
		[
			'no JSON',
			'[\n  {"userId": "a",}\n]',
			{},
			'agents.json, line 2, column 18: this is not JSON: a name in quotes is expected here (is there an extra comma before it?)',
		],
		['comments', '// agents\n[]', {}, 'agents.json, line 1, column 1: this is not JSON: a comment, which JSON does not have'],
		['nothing', ' \n', {}, 'agents.json, line 1, column 1: this is not JSON: the file is empty'],
		['half a file', '[\n  {"userId": "a"', {}, 'agents.json, line 2, column 17: this is not JSON: the file ends too early'],
		['a word', '[\n  {"userId": ada}]', {}, 'agents.json, line 2, column 14: this is not JSON: an unknown word (text needs quotes)'],
		[
			'a merge that was not finished',
			'[\n<<<<<<< HEAD\n  {"userId": "a"}\n=======\n>>>>>>> theirs\n]',
			{},
			'agents.json, line 2, column 1: this is not JSON: an unfinished git merge',
		],
		[
			'no list at the path',
			'{"data":{"agents":[]},"roles":["a"]}',
			{at: 'data'},
			'agents.json has an object at data, where the list of entries should be',
		],
		[
			'nothing at the path',
			'{"data":{"agents":[]}}',
			{at: 'agents'},
			'agents.json has nothing at agents, where the list of entries should be',
		],
		['a person without an id', '[\n\n {"email":"a@x"}]', {}, 'agents.json, line 3: the entry of a@x has no userId'],
		[
			'an id that is there twice',
			'[{"userId":"a","email":"a@x"},\n{"userId":"a","email":"b@x"}]',
			{},
			'agents.json: lines 1 and 2 both have userId a',
		],
	])('%s', async (_sentence, content, options, message) => {
		const folder = await temporaryFolder();
		await writeAgents(folder, content);
		await expect(accountsOf(await openFile(folder, options))).rejects.toMatchObject({kind: 'invalid-answer', message});
	});

	test('the hint names the lists that are there', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, '{"data":{"agents":[]},"roles":["a"]}');
		await expect(accountsOf(await openFile(folder))).rejects.toMatchObject({hint: 'Set `at`; there are lists at: data.agents, roles.'});
	});

	test('no file, and bytes that are no text', async () => {
		const folder = await temporaryFolder();
		await expect(openFile(folder)).rejects.toMatchObject({kind: 'not-found', message: 'agents.json is not there'});
		await writeFile(join(folder, 'agents.json'), Buffer.from('[{"userId":"\xe4"}]', 'latin1'));
		await expect(accountsOf(await openFile(folder))).rejects.toMatchObject({kind: 'invalid-answer', message: 'agents.json is not UTF-8'});
		expect((await readFile(join(folder, 'agents.json'))).length).toBe(16);
	});

	test('a new entry without an id, or that nobody could be known by', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, '[]');
		await expect((await openFile(folder, {idAt: 'login'})).create(person('ada'), call)).rejects.toMatchObject({
			kind: 'refused',
			message: 'a new entry of agents.json would have no login',
		});
		await expect((await openFile(folder, {slackIdAt: undefined, emailAt: 'mail'})).create(person('ada'), call)).rejects.toMatchObject({
			kind: 'refused',
		});
		await expect(openFile(folder, {slackIdAt: undefined}, {keys: ['userId']})).rejects.toMatchObject({kind: 'setting', path: ['match']});
	});
});

describe('the file by another way', () => {
	test('is one system to the lock: relative, absolute, or by a link', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, '[]');
		await symlink(join(folder, 'agents.json'), join(folder, 'link.json'));
		const identityOf = async (file: string, from = folder): Promise<string> => initData.identity!(initData.schema.parse({file}), from);
		const all = await Promise.all([
			identityOf('agents.json'),
			identityOf('./x/../agents.json'),
			identityOf(join(folder, 'agents.json'), '/'),
			identityOf('link.json'),
		]);
		expect(new Set(all)).toEqual(new Set([await realpath(join(folder, 'agents.json'))]));
		expect(await identityOf('none.json')).toBe(join(folder, 'none.json'));
	});

	test('what a killed run left is gone with the next, at once, also where that writes nothing', async () => {
		const folder = await temporaryFolder();
		await mkdir(join(folder, '.git'));
		await writeAgents(folder, '[]');
		const gone = spawnSync(process.execPath, ['--version']).pid;
		const names = [`.agents.json.${gone}.0123abcd.tmp`, `.agents.json.${process.ppid}.0123abcd.tmp`, '.agents.json.notes.tmp'];
		for (const where of [folder, join(folder, '.git')]) for (const name of names) await writeFile(join(where, name), '');
		await (
			await openFile(folder)
		).commit!(call);
		// That of a process that runs may be in use
		expect((await readdir(folder)).toSorted()).toEqual(['.git', ...names.slice(1), 'agents.json'].toSorted());
		expect((await readdir(join(folder, '.git'))).toSorted()).toEqual(names.slice(1).toSorted());
	});

	test('what is left in a folder leads to no other folder that would be removed', async () => {
		const folder = await temporaryFolder();
		await mkdir(join(folder, 'precious'));
		await writeAgents(folder, '[]');
		const left = `.agents.json.${spawnSync(process.execPath, ['--version']).pid}.0123abcd.tmp`;
		await mkdir(join(folder, left));
		await writeFile(join(folder, left, '.git'), `gitdir: ${join(folder, 'precious')}\n`);
		await (
			await openFile(folder)
		).commit!(call);
		expect((await readdir(folder)).toSorted()).toEqual(['agents.json', 'precious']);
	});

	test.each([
		['the .git folder above it', async (folder: string) => mkdir(join(folder, '.git'), {recursive: true}), '.git'],
		[
			'the git folder of its worktree',
			async (folder: string) => {
				await mkdir(join(folder, 'away'), {recursive: true});
				await writeFile(join(folder, '.git'), 'gitdir: away\n');
			},
			'away',
		],
		['its own folder', async () => {}, 'inner'],
	])('is written in %s first, where there is one', async (_sentence, prepare, where) => {
		const folder = await temporaryFolder();
		await mkdir(join(folder, 'inner'));
		await prepare(folder);
		await writeAgents(join(folder, 'inner'), '[]');
		const target = await openFile(join(folder, 'inner'));
		await target.create(person('cleo'), call);
		const seen: (string | null)[] = [];
		const watcher = watch(join(folder, where), (_event, name) => seen.push(name));
		onTestFinished(() => watcher.close());
		await target.commit!(call);
		await expect.poll(() => seen).toContainEqual(expect.stringMatching(/^\.agents\.json\.\d+\.[0-9a-f]{8}\.tmp$/));
		expect(JSON.parse(await readAgents(join(folder, 'inner')))).toHaveLength(1);
		expect(await readdir(join(folder, 'inner'))).toEqual(['agents.json']);
	});

	test('is written where .git is on another disk or may not be written', async () => {
		const folder = await temporaryFolder();
		await writeFile(join(folder, '.git'), 'gitdir: /nowhere/at/all\n');
		await writeAgents(folder, '[]');
		const target = await openFile(folder);
		await target.create(person('cleo'), call);
		await target.commit!(call);
		expect(JSON.parse(await readAgents(folder))).toHaveLength(1);
	});
});

test('a disk that keeps nothing and reports success: the file is as it was', async () => {
	const folder = await temporaryFolder();
	await writeAgents(folder, text);
	const target = await openFile(folder);
	await target.create(person('cleo'), call);
	const probe = await open(join(folder, 'agents.json'), 'r');
	const written = vi.spyOn(Object.getPrototypeOf(probe), 'writeFile').mockResolvedValue(undefined);
	await probe.close();
	onTestFinished(() => written.mockRestore());
	expect(await failureOf(target.commit!(call))).toMatchObject({
		kind: 'unavailable',
		message: expect.stringMatching(/^agents\.json could not be written \(the disk kept 0 of \d+ bytes\)$/),
	});
	expect(await readAgents(folder)).toBe(text);
	expect(await readdir(folder)).toEqual(['agents.json']);
});

test('what the disk says is told in words of a file, with the way out', async () => {
	const folder = await temporaryFolder();
	await mkdir(join(folder, 'agents.json'));
	expect(await failureOf(openFile(folder).then(async target => accountsOf(target)))).toMatchObject({
		kind: 'refused',
		message: 'agents.json is a folder, not a file',
		hint: 'Set `file` to the JSON file in it.',
	});
	await writeFile(join(folder, 'file'), '');
	expect(await failureOf(openFile(folder, {file: 'file/agents.json'}))).toMatchObject({
		kind: 'not-found',
		hint: expect.stringContaining('`file`'),
	});
});
