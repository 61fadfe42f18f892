import {describe, expect, test} from 'vitest';

import {devConfig, world} from './harness/world.ts';

interface Row {
	readonly args?: readonly string[];
	readonly config?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly says: readonly string[];
}

const noConfig = '';

describe('bad input: exit 2, what to do, nothing read, nothing written', () => {
	test.each<[string, Row]>([
		['no token', {env: {SLACK_BOT_TOKEN: ''}, says: ['SLACK_BOT_TOKEN']}],
		[
			'no token, without a config',
			{config: noConfig, args: ['sync', 'http://127.0.0.1:9/api'], env: {SLACK_BOT_TOKEN: ''}, says: ['SLACK_BOT_TOKEN']},
		],
		['no API_URL and no config', {config: noConfig, says: ['API_URL', 'slack-im init']}],
		['an address that is none', {config: noConfig, args: ['sync', 'dev-server'], says: ['dev-server', 'http']}],
		['a plain http address', {config: noConfig, args: ['sync', 'http://dev.example.com/api'], says: ['--insecure-http']}],
		['an unknown target', {args: ['sync', '--target', 'dev-sever'], says: ['dev-sever', 'dev-server']}],
		['a config that is not there', {args: ['sync', '--config', 'other.yaml'], says: ['other.yaml']}],
		['a broken YAML file', {config: 'source: {token: "x\ntargets: [', says: ['slack-im.config.yaml']}],
		['a key that was mistyped', {config: devConfig.replace('match:', 'mtach:'), says: ['mtach', 'match', 'slack-im.config.yaml:11:5']}],
		[
			'a password on the command line',
			{config: noConfig, args: ['sync', 'http://127.0.0.1:9/api', '--attr', 'password=x'], says: ['SLACK_IM_INITIAL_PASSWORD']},
		],
		[
			'--attr without a value',
			{config: noConfig, args: ['sync', 'http://127.0.0.1:9/api', '--attr', 'team'], says: ['--attr', 'NAME=VALUE']},
		],
		['a verb that is none', {args: ['sync', '--only', 'craete'], says: ['craete', 'did you mean: create']}],
		['a guard that is none', {args: ['sync', '--allow', 'removal=3'], says: ['removal', 'did you mean: removals']}],
		['an allowance without a number', {args: ['sync', '--allow', 'removals'], says: ['removals=12']}],
		['an allowance for no target', {args: ['sync', '--allow', 'dev-serve:removals=3'], says: ['dev-serve', 'did you mean: dev-server']}],
		['a wait that is no number', {args: ['sync', '--lock-wait', 'soon'], says: ['--lock-wait', 'seconds']}],
		['an age that is none', {args: ['sync', '--max-age', '1 fortnight'], says: ['--max-age', '24h']}],
		['a time that is none', {args: ['sync', '--due-since', 'noon'], says: ['--due-since', 'ISO']}],
		['a time in seconds', {args: ['sync', '--due-since', '1795521600'], says: ['--due-since', 'milliseconds']}],
		[
			'a time that ends before it begins',
			{args: ['sync', '--due-since', '2026-11-24T12:00:00Z', '--due-until', '2026-11-24T11:00:00Z'], says: ['--due-since']},
		],
		['an end without a beginning', {args: ['sync', '--due-until', '2026-11-24T11:00:00Z'], says: ['--due-since']}],
		[
			'a snapshot that is not there',
			{args: ['sync', '--from', 'slack.jsonl'], says: ['slack.jsonl', 'slack-im snapshot --out FILE makes one']},
		],
		['an empty value', {args: ['sync', '--target='], says: ['--target']}],
	])('%s', async (_what, {args = ['sync'], config = devConfig, env = {}, says}) => {
		const {slack, devServer, run} = await world({config});
		const result = await run(args, {env});
		expect(result.exitCode, result.stderr + result.stdout).toBe(2);
		for (const words of says) expect(result.stderr).toContain(words);
		expect(result.stderr).not.toContain('this is a bug');
		expect(slack.requests).toEqual([]);
		expect(devServer.requests).toEqual([]);
		expect(result.junit().cases).toMatchObject([{name: 'config', state: 'error'}]);
	});

	test('a person who is not there', async () => {
		const {devServer, run} = await world();
		const result = await run(['sync', '--person', 'nobody@example.com']);
		expect(result.exitCode, result.stderr).toBe(2);
		expect(result.stderr + result.stdout).toContain('slack-im members --all');
		expect(devServer.accounts()).toHaveLength(1);
	});
});
