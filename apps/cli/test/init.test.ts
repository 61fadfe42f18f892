import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {newFolder, slackIm} from './harness/run.ts';

describe('slack-im init', () => {
	test.each(['workspace', 'http', 'scim', 'init-data'])('writes a %s config that passes its own check', async type => {
		const {cwd, exitCode, stdout, stderr} = await slackIm(['init', '--type', type, '--name', 'first-target']);
		expect(exitCode, stderr).toBe(0);
		expect(readdirSync(cwd).toSorted()).toEqual(['.git', 'slack-app-manifest.yaml', 'slack-im.config.yaml']);
		expect(stdout).toContain('slack-im.config.yaml');
		const checked = await slackIm(['doctor', '--offline'], {cwd});
		expect(checked.exitCode, checked.stdout).toBe(0);
		expect((await slackIm(['schema'], {cwd})).exitCode).toBe(0);
	});

	test('--jenkins adds a Jenkinsfile, --dir puts all of it elsewhere', async () => {
		const {cwd, exitCode} = await slackIm(['init', '--jenkins', '--dir', 'tools/im']);
		expect(exitCode).toBe(0);
		expect(readdirSync(path.join(cwd, 'tools/im')).toSorted()).toEqual(['Jenkinsfile', 'slack-app-manifest.yaml', 'slack-im.config.yaml']);
	});

	test('overwrites nothing: one file that is there stops all of them', async () => {
		const result = await slackIm(['init', '--jenkins'], {cwd: newFolder({Jenkinsfile: 'mine'})});
		expect(result.exitCode).toBe(2);
		expect(result.stderr).toContain('Jenkinsfile is there already');
		expect(existsSync(path.join(result.cwd, 'slack-im.config.yaml'))).toBe(false);
		expect(result.file('Jenkinsfile')).toBe('mine');
	});

	test('makes no second config beside one of another format', async () => {
		const result = await slackIm(['init'], {cwd: newFolder({'slack-im.config.json': '{}'})});
		expect(result.exitCode).toBe(2);
		expect(result.stderr).toContain('slack-im.config.json is a config already');
		expect(readdirSync(result.cwd).toSorted()).toEqual(['.git', 'slack-im.config.json']);
	});

	test.each(['file', 'file/below'])('--dir %s is exit 2, because it is no folder', async dir => {
		const {exitCode, stderr} = await slackIm(['init', '--dir', dir], {cwd: newFolder({file: ''})});
		expect(exitCode).toBe(2);
		expect(stderr).toContain(`--dir ${dir} is a file, or leads through one`);
	});

	test.each([
		[['--type', 'worksace'], '--type is workspace'],
		[['--name', 'Dev Server'], '--name "Dev Server": a target’s name is made of'],
		[['--name', 'a--b'], '--name "a--b": a target’s name is made of'],
		[['--name', 'a-'], '--name "a-": a target’s name is made of'],
		[['--name', 'source'], '--name "source": reports use that name'],
		[['--name', 'run'], '--name "run": reports use that name'],
	])('%j is exit 2', async (flags, message) => {
		const {exitCode, stderr} = await slackIm(['init', ...flags]);
		expect(exitCode).toBe(2);
		expect(stderr).toContain(message);
	});
});

test('slack-im schema prints the JSON Schema of the config, and nothing else', async () => {
	const {exitCode, stdout, stderr} = await slackIm(['schema']);
	expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
	expect(JSON.parse(stdout)).toMatchObject({
		$schema: expect.stringContaining('json-schema.org'),
		properties: {targets: expect.anything(), source: expect.anything()},
	});
});
