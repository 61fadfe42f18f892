import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test, vi} from 'vitest';

import {newFolder, slackIm, type RunOptions} from './harness/run.ts';
import {devConfig, staff, world} from './harness/world.ts';

/** As a good run of yesterday left them. */
const green = '<?xml version="1.0"?><testsuites><testsuite name="slack-im.run" tests="1"/></testsuites>\n';
const yesterday = {'reports/junit.xml': green, 'reports/run.json': '{"exitCode":0}\n', 'reports/report.html': '<p>Done.</p>\n'};

/** What a config prints is held while it loads; this goes past that. */
const hanging = `import {writeSync} from 'node:fs';\nwriteSync(2, 'loading');\nawait new Promise(resolve => setTimeout(resolve, 600_000));\nexport default {};\n`;

/** Kills the run for good once its log says so. */
const killAt = (words: string): Pick<RunOptions, 'onStderr'> => ({
	onStderr: (text, child) => void (text.includes(words) && child.kill('SIGKILL')),
});

describe('kill -9', () => {
	test('while the config loads leaves no report of an earlier run', async () => {
		const cwd = newFolder({...yesterday, 'slack-im.config.mjs': hanging});
		const result = await slackIm(['sync'], {cwd, ...killAt('loading')});
		expect(result.signal).toBe('SIGKILL');
		expect(result.junit().cases.at(-1)).toMatchObject({name: 'finished', state: 'error', text: expect.stringContaining('did not finish')});
		expect(result.file('reports/run.json')).not.toContain('"exitCode"');
		expect(result.file('reports/report.html')).not.toContain('Done.');
	});

	test('while the config loads, with --junit, leaves no earlier report there', async () => {
		const cwd = newFolder({'out/j.xml': green, 'slack-im.config.mjs': hanging});
		const result = await slackIm(['sync', '--junit', 'out/j.xml'], {cwd, ...killAt('loading')});
		expect(result.signal).toBe('SIGKILL');
		expect(result.junit().errors).toBe(1);
	});

	test('after the last write leaves no green report: green is written last', async () => {
		const {slack, devServer, folder, run} = await world({
			config: `notify: {channel: "#general", when: always}\n${devConfig}`,
			slack: {people: staff(2), scopes: ['users:read', 'users:read.email', 'chat:write']},
		});
		slack.faults.add({match: {path: '/api/chat.postMessage'}, hang: true, times: null});
		const asked = (): boolean => slack.requests.some(({path}) => path === '/api/chat.postMessage');
		const result = await run(['sync'], {
			onStart: child => void vi.waitUntil(asked, {timeout: 30_000}).then(() => child.kill('SIGKILL')),
		});
		expect(result.signal).toBe('SIGKILL');
		expect(devServer.accounts()).toHaveLength(3);
		// The others are there, and say how it ended: only the verdict is still open
		expect(result.file('reports/run.json')).toMatch(/"exitCode": ?0/);
		expect(result.junit().cases.at(-1)).toMatchObject({name: 'finished', state: 'error'});
		expect(existsSync(path.join(folder, 'reports/report.html'))).toBe(true);
	});

	test('leaves unfinished files, which the next run removes', async () => {
		const {folder, run} = await world();
		mkdirSync(path.join(folder, 'reports'));
		// No process has this number: it is above the highest that there can be
		for (const name of ['.junit.xml.4999999.tmp', '.run.json.4999999.tmp', '.junit.xml.4999999.old'])
			writeFileSync(path.join(folder, 'reports', name), 'half a rep');
		const result = await run(['sync']);
		expect(result.exitCode, result.stderr).toBe(0);
		expect(readdirSync(path.join(folder, 'reports')).toSorted()).toEqual(['junit.xml', 'report.css', 'report.html', 'run.json']);
	});
});

describe('where the config names other places', () => {
	const config = `reports: {folder: out}\n${devConfig}`;

	test('reports in the default ones stay as they were', async () => {
		const {folder, run} = await world({config});
		mkdirSync(path.join(folder, 'reports'));
		for (const [name, text] of Object.entries(yesterday)) writeFileSync(path.join(folder, name), text);
		expect((await run(['sync', '--report-dir', 'out'])).exitCode).toBe(0);
		const {exitCode, stderr} = await run(['sync'], {env: {SLACK_IM_JUNIT: 'out/junit.xml'}});
		expect(exitCode, stderr).toBe(0);
		expect(readdirSync(path.join(folder, 'reports')).toSorted()).toEqual(['junit.xml', 'report.html', 'run.json']);
		for (const [name, text] of Object.entries(yesterday)) expect(readFileSync(path.join(folder, name), 'utf8')).toBe(text);
	});

	test('there are none in the default ones where there were none', async () => {
		const {folder, run} = await world({config});
		expect((await run(['plan'], {env: {SLACK_IM_JUNIT: 'out/junit.xml'}})).exitCode).toBe(0);
		expect(existsSync(path.join(folder, 'reports'))).toBe(false);
		expect(readdirSync(path.join(folder, 'out'))).toContain('junit.xml');
	});

	test('kill -9 leaves no earlier report there either', async () => {
		const {slack, folder, run} = await world({config});
		mkdirSync(path.join(folder, 'out'));
		writeFileSync(path.join(folder, 'out/junit.xml'), green);
		slack.faults.add({match: {path: '/api/users.list'}, hang: true, times: null});
		const result = await run(['sync'], {
			env: {SLACK_IM_JUNIT: 'out/junit.xml'},
			onStart: child => void vi.waitUntil(() => slack.requests.length > 0, {timeout: 30_000}).then(() => child.kill('SIGKILL')),
		});
		expect(result.signal).toBe('SIGKILL');
		expect(result.junit().errors).toBe(1);
	});
});

test('a result that found no room makes the report say so too', async () => {
	const {run} = await world();
	const result = await run(['sync'], {
		command: (node, bundle, args) => ['sh', '-c', '"$0" "$@" > /dev/full', node, bundle, ...args],
	});
	expect(result.exitCode).toBe(70);
	expect(result.stderr.match(/the result could not be written to the standard output: the disk is full/g)).toHaveLength(1);
	expect(result.junit().errors).toBeGreaterThan(0);
});

describe('report files', () => {
	test('replace a link, and leave alone what it points to', async () => {
		const {folder, run} = await world();
		mkdirSync(path.join(folder, 'reports'));
		writeFileSync(path.join(folder, 'victim'), 'precious');
		symlinkSync('../victim', path.join(folder, 'reports/junit.xml'));
		const result = await run(['sync']);
		expect(result.exitCode, result.stderr).toBe(0);
		expect(result.file('victim')).toBe('precious');
		expect(result.junit().errors).toBe(0);
	});

	test('lie in folders for their owner only, whatever the umask', async () => {
		const {folder, run} = await world();
		await run(['sync', '--report-dir', 'a/b'], {
			command: (node, bundle, args) => ['sh', '-c', 'umask 0; exec "$0" "$@"', node, bundle, ...args],
		});
		for (const made of ['a', 'a/b']) expect((statSync(path.join(folder, made)).mode & 0o777).toString(8)).toBe('700');
	});
});

const red = '\u001B[31mfake\r\u009B2K';

describe('control characters of an argument reach no terminal', () => {
	test.each([
		['--config', ['plan', '--config', red]],
		['--config that is a folder', ['plan', '--config', `${red}/..`]],
		['doctor --config', ['doctor', '--config', red]],
		['members --config', ['members', '--config', red]],
		['--from', ['plan', '--from', red]],
		['plan --out', ['plan', '--out', red]],
		['snapshot --out', ['snapshot', '--out', red]],
		['snapshot --out in a folder that cannot be', ['snapshot', '--out', `/proc/${red}/x`]],
		['apply', ['apply', red]],
		['--junit', ['plan', '--junit', `reports/${red}`]],
		['--report-dir', ['plan', '--report-dir', red]],
		['--report-dir that cannot be', ['plan', '--report-dir', `/proc/${red}`]],
		['--target', ['plan', '--target', red]],
		['--person', ['plan', '--person', red]],
		['--log-format', ['plan', '--log-format', red]],
		['--allow', ['plan', '--allow', red]],
		['--max-age', ['plan', '--max-age', red]],
		['--due-since', ['plan', '--due-since', red]],
		['API_URL', ['plan', red]],
		['--header', ['plan', 'http://127.0.0.1:9/', '--header', red]],
		['--attr', ['plan', 'http://127.0.0.1:9/', '--attr', `${red}=1`]],
		['a command', [red]],
		['help', ['help', red]],
		['an option', ['plan', `--${red}`]],
		['one argument too many', ['members', red]],
		['explain', ['explain', red]],
		['init --dir', ['init', '--dir', red]],
		['init --type', ['init', '--type', red]],
		['init --name', ['init', '--name', red]],
	])('%s', async (_what, args) => {
		const {run} = await world();
		const {stdout, stderr} = await run(args);
		expect(stdout + stderr).not.toBe('');
		// oxlint-disable-next-line no-control-regex -- they are what is looked for
		expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
	});

	test('a config in a folder whose name holds some', async () => {
		const cwd = newFolder({[`${red}/slack-im.config.yaml`]: 'targets: {dev: {type: workspce}}\n'});
		const {exitCode, stderr} = await slackIm(['plan'], {cwd: path.join(cwd, red)});
		expect(exitCode).toBe(2);
		// oxlint-disable-next-line no-control-regex -- they are what is looked for
		expect(stderr).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
	});
});
