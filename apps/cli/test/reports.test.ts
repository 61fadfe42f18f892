import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {newFolder} from './harness/run.ts';
import {devConfig, world, writesTo} from './harness/world.ts';

describe('reports', () => {
	test('go where --junit and --report-dir say, in folders that were missing', async () => {
		const {folder, run} = await world();
		expect((await run(['sync', '--report-dir', 'out/a', '--junit', 'out/b/j.xml'])).exitCode).toBe(0);
		expect(readdirSync(path.join(folder, 'out/a')).toSorted()).toEqual(['report.css', 'report.html', 'run.json']);
		expect(readdirSync(path.join(folder, 'out/b'))).toEqual(['j.xml']);
		expect(existsSync(path.join(folder, 'reports'))).toBe(false);
	});

	test('that the config switches off stay off, wherever the others go', async () => {
		const {folder, run} = await world({config: `reports: {html: false, json: false}\n${devConfig}`});
		expect((await run(['sync', '--report-dir', 'out'])).exitCode).toBe(0);
		expect(readdirSync(path.join(folder, 'out'))).toEqual(['junit.xml']);
	});

	test('go where the variables say', async () => {
		const {folder, run} = await world({env: {SLACK_IM_REPORT_DIR: 'elsewhere'}});
		await run(['sync']);
		expect(readdirSync(path.join(folder, 'elsewhere')).toSorted()).toEqual(['junit.xml', 'report.css', 'report.html', 'run.json']);
	});

	test('leave no other file behind', async () => {
		const {folder, run} = await world();
		await run(['sync']);
		expect(readdirSync(path.join(folder, 'reports')).toSorted()).toEqual(['junit.xml', 'report.css', 'report.html', 'run.json']);
	});

	test.each([
		['--junit=reports/report.html', ''],
		['--junit=reports/report.css', ''],
		['--quiet', 'reports: {html: same, json: same}\n'],
	])('that would be one file are exit 2 before anything is read: %s %s', async (option, lines) => {
		const {slack, run} = await world({config: lines + devConfig});
		const {exitCode, stderr} = await run(['sync', option]);
		expect(exitCode, stderr).toBe(2);
		expect(stderr).toContain('would be two reports');
		expect(slack.requests).toEqual([]);
	});

	test('in a folder that cannot be made end the run at once', async () => {
		const {run} = await world();
		const {exitCode, stderr} = await run(['sync', '--junit', '/proc/nope/x'], {timeout: 20_000});
		expect(exitCode, stderr).toBe(70);
		expect(stderr).toContain('/proc/nope/x could not be written: there is no such file or folder');
	});

	test('that cannot be written stop a run before it reads anything, exit 70', async () => {
		const {slack, devServer, folder, run} = await world();
		mkdirSync(path.join(folder, 'reports/junit.xml'), {recursive: true});
		const result = await run(['sync']);
		expect(result.exitCode).toBe(70);
		expect(result.stderr).toContain('reports/junit.xml could not be written');
		expect(slack.requests).toEqual([]);
		expect(writesTo(devServer)).toEqual([]);
	});

	test('that cannot be written any more at the end are exit 70, after everything was done', async () => {
		const {devServer, folder, run} = await world({devServer: {latency: 100}});
		let taken = false;
		const result = await run(['sync'], {
			onStderr: text => {
				if (taken || !text.includes('applying')) return;
				taken = true;
				rmSync(path.join(folder, 'reports'), {recursive: true});
				writeFileSync(path.join(folder, 'reports'), 'in the way');
			},
		});
		expect(result.exitCode, result.stderr).toBe(70);
		expect(result.stderr).toContain('could not be written');
		expect(devServer.accounts()).toHaveLength(6);
	});

	test('of a config error are one case, config', async () => {
		const {run} = await world({config: 'targets:\n  dev-server:\n    type: workspce\n    url: http://127.0.0.1:9\n'});
		const result = await run(['sync']);
		expect(result.exitCode).toBe(2);
		expect(result.stderr).toContain('workspace');
		expect(result.junit().cases).toMatchObject([{suite: 'slack-im.run', name: 'config', state: 'error'}]);
		expect(result.file('reports/run.json')).toMatch(/"exitCode": ?2/);
	});

	test('replace those of an earlier run even where nothing was done', async () => {
		const {run} = await world();
		await run(['sync']);
		const result = await run(['sync', '--target', 'dev-srver']);
		expect(result.exitCode).toBe(2);
		expect(result.junit().cases).toMatchObject([{name: 'config', state: 'error', text: expect.stringContaining('dev-server')}]);
	});
});

test('a working folder without a config, an address or a token is exit 2, with what to do', async () => {
	const {run} = await world({config: ''});
	const result = await run(['sync'], {cwd: newFolder()});
	expect(result.exitCode).toBe(2);
	expect(result.stderr).toContain('slack-im init');
});
