import {existsSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {newFolder, slackIm} from './harness/run.ts';

describe('what was mistyped gets one message that says what to type', () => {
	test.each([
		['nothing at all', [], 'a command is missing', 'slack-im --help'],
		['a command', ['snyc'], 'there is no command "snyc"', 'did you mean: slack-im sync'],
		['a command like no other', ['frobnicate'], 'there is no command "frobnicate"', 'the commands are sync, plan, apply'],
		[
			'an address without a command',
			['https://dev.example.com/api'],
			'an address needs a command',
			'slack-im sync https://dev.example.com/api',
		],
		['an option before the command', ['--verbos', 'sync'], 'slack-im sync has no option --verbos', 'did you mean: --verbose'],
		['an option without a command', ['--verbose'], 'a command is missing', 'slack-im --help'],
		['an option', ['sync', '--dry-rn'], 'slack-im sync has no option --dry-rn', 'did you mean: --dry-run'],
		['an option with a value', ['plan', '--targte=x'], 'slack-im plan has no option --targte', 'did you mean: --target'],
		['an option of another command', ['sync', '--csv'], 'slack-im sync has no option --csv', 'slack-im sync --help'],
		['a value for an option that takes none', ['sync', '--dry-run=true'], '--dry-run takes no value', 'write --dry-run alone'],
		['the version of a command', ['sync', '--version'], '--version goes without a command', 'slack-im --version'],
		['a number below zero', ['sync', '--lock-wait', '-1'], '--lock-wait cannot be -1', 'slack-im sync --help'],
		['a value that is empty', ['plan', '--out='], 'the value of --out is empty', 'leave it out'],
		['another', ['sync', '--report-dir', ''], 'the value of --report-dir is empty', 'leave it out'],
		['one that reports depend on', ['sync', '--junit='], 'the value of --junit is empty', 'leave it out'],
		['a value that is missing', ['sync', '--junit'], '--junit needs a value', 'slack-im sync --help'],
		['an argument that is missing', ['apply'], 'FILE is missing', 'slack-im apply --help'],
		['an argument too many', ['sync', 'http://127.0.0.1:1', 'more'], '"more" is one argument too many', 'slack-im sync --help'],
		['help for no command', ['help', 'sycn'], 'there is no command "sycn"', 'did you mean: slack-im sync'],
		['a format of the log', ['targets', '--log-format', 'xml'], '--log-format is text or json, not "xml"', 'text'],
	])('%s', async (_what, args, message, way) => {
		const {exitCode, stdout, stderr} = await slackIm(args);
		expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
		expect(stderr).toContain(`error: ${message}`);
		expect(stderr).toContain(way);
		expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
	});
});

test.each([
	['a command line', ['plan', '--nope', '--log-format', 'json'], {}],
	['a config that is not there', ['members', '--log-format=json', '--config', 'nowhere.yaml'], {}],
	['a command line, where a variable asks for it', ['plan', '--nope'], {SLACK_IM_LOG_FORMAT: 'json'}],
])('what is wrong with %s is told in JSON where the log is', async (_what, args, env) => {
	const {exitCode, stderr} = await slackIm(args, {env});
	expect(exitCode).toBe(2);
	const lines = stderr
		.trim()
		.split('\n')
		.map((line): unknown => JSON.parse(line));
	expect(lines).toEqual([expect.objectContaining({level: 'error', message: expect.stringMatching(/nope|nowhere/)})]);
});

test.each([
	['SLACK_IM_MAX_AGE', ['plan'], 'SLACK_IM_MAX_AGE is a duration, not "soon"'],
	['SLACK_IM_LOCK_WAIT', ['sync'], 'SLACK_IM_LOCK_WAIT is a number of seconds, not "soon"'],
	['SLACK_IM_LOG_FORMAT', ['targets'], 'SLACK_IM_LOG_FORMAT is text or json, not "soon"'],
	['SLACK_IM_CONFIG', ['targets'], 'SLACK_IM_CONFIG soon: there is no such file'],
])('a value from %s is not blamed on an option', async (variable, args, message) => {
	const config = JSON.stringify({
		targets: {it: {type: 'workspace', url: 'https://x.example', attributes: {userId: 'x'}, match: ['userId']}},
	});
	const {exitCode, stderr} = await slackIm(args, {
		cwd: newFolder({'slack-im.config.json': config}),
		env: {SLACK_BOT_TOKEN: 'xoxb-1-abc', [variable]: 'soon'},
	});
	expect(exitCode, stderr).toBe(2);
	expect(stderr).toContain(message);
});

describe('arguments that are wrong leave a report', () => {
	test.each([
		['in the usual place', ['sync', '--dry-rn'], 'reports/junit.xml'],
		['where --junit says', ['sync', '--dry-rn', '--junit', 'out/j.xml'], 'out/j.xml'],
		['where --report-dir says', ['plan', '--report-dir=out', '--dry-rn'], 'out/junit.xml'],
	])('%s', async (_where, args, file) => {
		const result = await slackIm(args, {cwd: newFolder({'reports/junit.xml': '<testsuites/>'})});
		expect(result.exitCode).toBe(2);
		const xml = result.file(file);
		expect(xml).toContain('name="config"');
		expect(xml).toContain('--dry-rn');
	});

	test('an option whose value was forgotten does not give another option’s name to a file', async () => {
		const {cwd, file} = await slackIm(['sync', '--junit', '--dry-rn']);
		expect(existsSync(path.join(cwd, '--dry-rn'))).toBe(false);
		expect(file('reports/junit.xml')).toContain('name="config"');
	});

	test('a variable that is set and empty is as if it were not set', async () => {
		const {exitCode, file} = await slackIm(['sync'], {env: {SLACK_IM_JUNIT: '', SLACK_IM_CONFIG: '', SLACK_IM_LOG_FORMAT: ''}});
		expect(exitCode).toBe(2);
		expect(file('reports/junit.xml')).toContain('there is no config file here');
	});

	test('but not for a command that never leaves one', async () => {
		const {cwd} = await slackIm(['members', '--dry-rn']);
		expect(existsSync(path.join(cwd, 'reports'))).toBe(false);
	});
});
