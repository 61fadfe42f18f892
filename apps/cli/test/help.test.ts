import {readFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {slackIm} from './harness/run.ts';

const commands = ['sync', 'plan', 'apply', 'members', 'explain', 'snapshot', 'targets', 'doctor', 'init', 'schema'];
const {version}: {version: string} = JSON.parse(readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8'));

describe('help', () => {
	test('the first page names every command in one line', async () => {
		const {exitCode, stdout, stderr} = await slackIm(['--help']);
		expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
		for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}( [A-Z_[\\]]+)? +\\S`, 'm'));
	});

	test('every variable that stands in for an option is on the first page and in the reference', async () => {
		const pages = await Promise.all(commands.map(async command => (await slackIm([command, '--help'])).stdout));
		const {stdout} = await slackIm(['--help']);
		const reference = readFileSync(path.join(import.meta.dirname, '../../../docs/config.md'), 'utf8');
		const named = new Set(pages.join().match(/SLACK_IM_[A-Z_]+/g));
		expect(named.size).toBeGreaterThan(5);
		for (const name of named) {
			expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
			expect(reference.replaceAll('_FILE', '')).toContain(`\`${name.replace('_FILE', '')}\``);
		}
	});

	test.each(commands)('%s --help teaches: options, three examples, exit codes, on stdout', async command => {
		const {exitCode, stdout, stderr} = await slackIm([command, '--help']);
		expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
		expect(stdout).toMatch(new RegExp(`^Usage: slack-im ${command} `, 'm'));
		const [, examples = '', codes = ''] = /\nExamples:\n(.*)\nExit codes:\n(.*)/s.exec(stdout) ?? [];
		expect(examples.match(/^  # /gm)).toHaveLength(3);
		expect(codes).toMatch(/^  0 /m);
		expect(codes).toMatch(/^  2 /m);
		for (const line of stdout.split('\n').filter(text => !text.startsWith('  # ') && !text.includes('slack-im')))
			expect(line.length, line).toBeLessThanOrEqual(100);
		// Every option says what it does, and no placeholder of the parser is left
		expect(stdout).not.toMatch(/#\d/);
		expect(stdout).not.toContain('undefined');
		for (const option of stdout.match(/^  (?:-\w, )?--[\w-]+.*$/gm) ?? []) expect(option).toMatch(/ {2}\S|^.{30,}$/);
		expect((await slackIm(['help', command])).stdout).toBe(stdout);
	});

	test('an option names its default and its variable', async () => {
		const {stdout} = await slackIm(['sync', '--help']);
		expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/--junit FILE.*default reports\/junit\.xml; SLACK_IM_JUNIT/);
		expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/--max-age DURATION.*default 24h; SLACK_IM_MAX_AGE/);
	});

	test('--version is the version, and nothing else', async () => {
		expect(await slackIm(['--version'])).toMatchObject({exitCode: 0, stdout: `${version}\n`, stderr: ''});
	});
});
