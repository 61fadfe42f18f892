import {existsSync, rmSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {inTerminal, noTerminal, plain} from './harness/pty.ts';
import {screenAfter} from './harness/screen.ts';
import {staff, world} from './harness/world.ts';

const escape = '\u001B[';
const term = {TERM: 'xterm-256color'};
const words = (text: string): string[] => plain(text).replaceAll('\r', '').split(/\s+/).filter(Boolean);

describe('on a terminal', () => {
	test.skipIf(noTerminal)('there are colours, and a line for each target that changes in place', async () => {
		const {devServer, run} = await world({slack: {people: staff(120)}, devServer: {latency: 100}});
		const {exitCode, stdout} = await run(['sync'], {...inTerminal, env: term});
		expect(exitCode, stdout).toBe(0);
		expect(devServer.accounts()).toHaveLength(121);
		expect(stdout).toContain(`${escape}32m`);
		expect(plain(stdout)).toMatch(/dev-server [█░]{20} \d+ of 120, \d+(\.\d)? a second, about \d/);
		// The line is taken away before the result comes
		expect(plain(stdout)).toContain('Done.');
	});

	test.skipIf(noTerminal)('waiting for Slack says until when', async () => {
		const {slack, run} = await world();
		slack.faults.add({match: {path: '/api/users.list'}, status: 429, headers: {'retry-after': '3'}});
		const {exitCode, stdout} = await run(['plan'], {...inTerminal, env: term});
		expect(exitCode, stdout).toBe(0);
		expect(plain(stdout)).toMatch(/waiting for Slack until \d\d:\d\d:\d\d/);
	});

	test.skipIf(noTerminal).each([
		['NO_COLOR=1', {NO_COLOR: '1'}],
		['TERM=dumb', {TERM: 'dumb'}],
	])('%s takes the colours away', async (_what, env) => {
		const {run} = await world();
		const {stdout} = await run(['plan'], {...inTerminal, env: {...term, ...env}});
		// oxlint-disable-next-line no-control-regex -- colours are what is looked for
		expect(stdout).not.toMatch(/\u001B\[\d+m/);
		expect(stdout).toContain('+ create');
	});

	test.skipIf(noTerminal)('that only a build server looks at, lines are plain', async () => {
		const {run} = await world();
		const {stdout} = await run(['sync'], {...inTerminal, env: {...term, JENKINS_URL: 'https://jenkins.example/'}});
		expect(stdout.replaceAll('\r\n', '\n')).not.toMatch(/[^\P{Cc}\n]/u);
	});

	test.skipIf(noTerminal)('--quiet leaves only the result', async () => {
		const {run} = await world();
		const {stdout} = await run(['sync', '--quiet'], {...inTerminal, env: term});
		expect(plain(stdout)).toMatch(/^(warning.*\n)*(target|\n)/);
		expect(plain(stdout)).not.toContain('config:');
	});

	test.skipIf(noTerminal).each([
		['members', ['members', '--all']],
		['targets', ['targets']],
		['explain', ['explain', 'p001@example.com']],
		['doctor', ['doctor']],
		['schema', ['schema']],
	])('%s ends as in a pipe, and says the same but for the colours', async (_name, args) => {
		const {run} = await world();
		const piped = await run(args);
		const shown = await run(args, {...inTerminal, env: term});
		expect(shown.exitCode, shown.stdout).toBe(piped.exitCode);
		expect(words(piped.stdout).length).toBeGreaterThan(5);
		const there = new Set(words(shown.stdout));
		expect(words(piped.stdout).filter(word => !there.has(word))).toEqual([]);
	});

	test.skipIf(noTerminal).each([
		['members', ['members', '--all']],
		['explain', ['explain', 'p001@example.com']],
		['plan', ['plan']],
		['sync', ['sync']],
	])('what %s prints stays on the screen as a whole, and nothing of its progress does', async (_name, args) => {
		const slow = {slack: {people: staff(60), latency: 150}, devServer: {latency: 20}};
		const [one, other] = [await world(slow), await world(slow)];
		const piped = await one.run(args);
		const screen = (await screenAfter((await other.run(args, {...inTerminal, env: term})).stdout)).join('\n');
		expect(screen).not.toMatch(/[█░]|so far/);
		// A line that does not differ between two runs and is not wrapped
		const lines = piped.stdout.split('\n').filter(line => line.length < 100 && !/\d (ms|s)\b|127\.0\.0\.1/.test(line));
		expect(lines.length).toBeGreaterThan(1);
		for (const line of lines) expect(screen).toContain(line.trimEnd());
	});

	test.skipIf(noTerminal)('a plan is saved, carried out, and a snapshot taken, as in a pipe', async () => {
		const {devServer, folder, run} = await world();
		const terminal = {...inTerminal, env: term};
		expect((await run(['plan', '--out', 'plan.json'], terminal)).exitCode).toBe(0);
		expect(devServer.accounts()).toHaveLength(1);
		expect((await run(['apply', 'plan.json'], terminal)).exitCode).toBe(0);
		expect(devServer.accounts()).toHaveLength(6);
		expect((await run(['snapshot', '--out', 'slack.jsonl'], terminal)).exitCode).toBe(0);
		expect(existsSync(path.join(folder, 'slack.jsonl'))).toBe(true);
	});

	test.skipIf(noTerminal)('init writes its files', async () => {
		const {folder, run} = await world();
		rmSync(path.join(folder, 'slack-im.config.yaml'));
		const {exitCode, stdout} = await run(['init'], {...inTerminal, env: term});
		expect(exitCode, stdout).toBe(0);
		expect(existsSync(path.join(folder, 'slack-im.config.yaml'))).toBe(true);
	});

	test.skipIf(noTerminal)('a config error has colours, a caret and no control characters of its own making', async () => {
		const {run} = await world({config: 'targets: {dev: {type: workspce}}\n'});
		const {exitCode, stdout} = await run(['sync'], {...inTerminal, env: term});
		expect(exitCode).toBe(2);
		expect(stdout).toContain(escape);
		expect(plain(stdout)).toContain('^^^^');
	});
});

describe('in a pipe', () => {
	test.each(['sync', 'plan', 'members', 'targets', 'doctor'])('%s writes no control character', async command => {
		const {run} = await world();
		const {stdout, stderr} = await run([command], {env: term});
		expect(stdout).not.toBe('');
		expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
	});

	test('FORCE_COLOR brings colours', async () => {
		const {run} = await world();
		expect((await run(['plan'], {env: {FORCE_COLOR: '1'}})).stdout).toContain(escape);
	});

	test('--log-format json is one object a line', async () => {
		const {run} = await world();
		const {stderr} = await run(['sync', '--log-format', 'json', '--verbose']);
		const lines = stderr
			.trim()
			.split('\n')
			.map((line): {time: string; level: string; message: string; target?: string} => JSON.parse(line));
		expect(lines.find(({message}) => message.startsWith('create p001@example.com: done'))).toMatchObject({
			level: 'debug',
			target: 'dev-server',
		});
		expect(lines.every(({time}) => !Number.isNaN(Date.parse(time)))).toBe(true);
	});

	test('--verbose shows every page, outcome and retry', async () => {
		const {devServer, run} = await world();
		devServer.faults.add({match: {method: 'GET'}, status: 503});
		const {stderr} = await run(['sync', '--verbose']);
		expect(stderr).toContain('Slack: page 1, 5 members');
		expect(stderr).toMatch(/dev-server: GET \/api\/agents.*\(try 2\)/);
		expect(stderr.match(/dev-server: create p00\d@example\.com: done/g)).toHaveLength(5);
	});

	test('a result that found no room is exit 70, with the reason', async () => {
		const {run} = await world();
		const {exitCode, stderr} = await run(['members'], {
			command: (node, bundle, args) => ['sh', '-c', '"$0" "$@" > /dev/full', node, bundle, ...args],
		});
		expect(exitCode).toBe(70);
		expect(stderr).toContain('error: the result could not be written to the standard output: the disk is full');
	});

	test('a reader that is gone ends no run', async () => {
		const {devServer, folder, run} = await world();
		const {exitCode} = await run(['sync'], {
			command: (node, bundle, args) => [
				'bash',
				'-c',
				`"$@" 2>&1 | head -c 10 >/dev/null; exit "\${PIPESTATUS[0]}"`,
				'sh',
				node,
				bundle,
				...args,
			],
		});
		expect(exitCode).toBe(0);
		expect(devServer.accounts()).toHaveLength(6);
		expect(folder).not.toBe('');
	});
});
