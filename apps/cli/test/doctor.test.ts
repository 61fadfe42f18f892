import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {newFolder, slackIm} from './harness/run.ts';
import {devConfig, world, writesTo} from './harness/world.ts';

interface Findings {
	readonly exitCode: number;
	readonly findings: readonly {readonly check: string; readonly state: string; readonly message: string; readonly hint?: string}[];
}

describe('slack-im doctor', () => {
	test('a healthy setup: exit 0, every part is named, nothing is written', async () => {
		const {devServer, run} = await world();
		const {exitCode, stdout, stderr} = await run(['doctor']);
		expect(exitCode, stdout + stderr).toBe(0);
		for (const check of ['node', 'proxy', 'ca', 'config', 'reports', 'slack', 'target dev-server'])
			expect(stdout).toMatch(new RegExp(`^✓ ${check} `, 'm'));
		expect(stdout).toContain('0 problems');
		expect(writesTo(devServer)).toEqual([]);
	});

	test.each([
		['a wrong token', {env: {SLACK_BOT_TOKEN: 'xoxb-wrong-7654321'}}, 3, 'slack', 'invalid_auth'],
		['a token that lacks a scope', {env: {SLACK_BOT_TOKEN: 'xoxb-sandbox-no-email'}}, 3, 'slack', 'users:read.email'],
		[
			'a channel that is not there',
			{config: devConfig.replace('targets:', 'people: {channel: "#nowhere"}\ntargets:')},
			3,
			'slack',
			'#nowhere',
		],
		['a token that lacks users:read', {slack: {scopes: ['users:read.email']}}, 3, 'slack', 'users:read'],
		[
			'a report folder that is a file',
			{config: `${devConfig}reports: {folder: slack-im.config.yaml/x}\n`},
			2,
			'reports',
			'is a file, not a folder',
		],
		['a target that is down', {env: {API_URL: 'http://127.0.0.1:9/api'}}, 5, 'target dev-server', '127.0.0.1:9'],
		['a config with a mistake', {config: devConfig.replace('match:', 'mtach:')}, 2, 'config', 'mtach'],
		['a certificate file that is not there', {env: {NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem'}}, 2, 'ca', '/nowhere/ca.pem'],
		['certificates that nobody checks', {env: {NODE_TLS_REJECT_UNAUTHORIZED: '0'}}, 2, 'ca', 'NODE_TLS_REJECT_UNAUTHORIZED'],
	])('%s is a problem with its exit code, and says how to fix it', async (_what, options, exit, check, words) => {
		const {run} = await world(options);
		const {exitCode, stdout} = await run(['doctor', '--json']);
		const {findings, exitCode: told}: Findings = JSON.parse(stdout);
		expect({exitCode, told}, stdout).toEqual({exitCode: exit, told: exit});
		const problem = findings.find(({state}) => state === 'problem');
		expect(problem).toMatchObject({check, message: expect.stringContaining(words)});
		expect(problem?.hint ?? '').not.toBe('');
	});

	test('people who cannot be read, or have no e-mail, are a problem although the token says nothing of its scopes', async () => {
		const {slack, run} = await world();
		slack.faults.add({match: {path: '/api/users.list'}, body: {ok: false, error: 'missing_scope', needed: 'users:read'}});
		const unread = await run(['doctor']);
		expect(unread.exitCode, unread.stdout).toBe(3);
		expect(unread.stdout).toContain('users:read');
		slack.faults.add({
			match: {path: '/api/users.list'},
			body: {ok: true, members: [{id: 'U1', profile: {}}, {id: 'U2'}, {id: 'UB', is_bot: true}]},
		});
		const nameless = await run(['doctor']);
		expect(nameless.exitCode, nameless.stdout).toBe(3);
		expect(nameless.stdout).toContain('none of the first 2 users has an e-mail');
	});

	test.each([
		['a module that is not there', {type: 'module', module: './nowhere.ts'}, 2, 'nowhere.ts'],
		['a module without a target', {type: 'module', module: './slack-im.config.json'}, 2, 'slack-im.config.json'],
		[
			'a path that is none',
			{
				type: 'scim',
				url: 'https://idp.example.com',
				token: '${SCIM_TOKEN}',
				attributes: {userName: '{{ email }}', 'emails[type=work]': 'x'},
				match: ['userName'],
			},
			2,
			'emails[type=work]',
		],
		['a file that may be there where the run is', {type: 'init-data', file: 'nowhere.json'}, 0, 'nowhere.json'],
	])('--offline finds %s', async (_what, target, exit, words) => {
		const config = {targets: {it: {attributes: {email: '{{ email }}'}, ...target}}};
		const {exitCode, stdout} = await slackIm(['doctor', '--offline'], {cwd: newFolder({'slack-im.config.json': JSON.stringify(config)})});
		expect(exitCode, stdout).toBe(exit);
		expect(stdout).toContain(words);
	});

	test.each([
		[
			'a message that cannot be posted',
			{slack: {scopes: ['users:read', 'users:read.email']}, config: `${devConfig}notify: {channel: C0MODELOFF}\n`},
			'the token lacks chat:write',
		],
		[
			'a channel for messages without the app in it',
			{config: `${devConfig}notify: {channel: C0RANDOM01}\n`},
			'does not have the app in it',
		],
		['a proxy that Node does not use', {env: {HTTPS_PROXY: 'http://proxy.example:3128'}}, 'NODE_USE_ENV_PROXY=1'],
		[
			'a generated password where a target is reset',
			{
				config: devConfig
					.replace('    list: true', '    schedule: {cron: "0 12 * * *"}\n    list: true')
					.replace('value: "${SLACK_IM_INITIAL_PASSWORD}"', 'generate: true'),
			},
			'a new one that no one knows',
		],
		['a target that keeps no Slack id', {config: devConfig.replace('    slackIdAt: metadata.slackId\n', '')}, 'keeps no Slack id'],
		[
			'a target that cannot be read',
			{config: devConfig.replace('    list: true\n', '').replace('    update: true\n    deactivate: true\n    reactivate: true\n', '')},
			'cannot be read',
		],
	])('%s is a warning, exit 0', async (_what, options, words) => {
		const {run} = await world(options);
		const {exitCode, stdout} = await run(['doctor']);
		expect(exitCode, stdout).toBe(0);
		expect(stdout).toContain('! ');
		expect(stdout).toContain(words);
	});

	test('--offline calls nobody and lists variables that are not set', async () => {
		const {slack, devServer, folder} = await world();
		const {exitCode, stdout} = await slackIm(['doctor', '--offline'], {cwd: folder});
		expect(exitCode, stdout).toBe(0);
		for (const name of ['API_URL', 'SLACK_BOT_TOKEN', 'SLACK_IM_INITIAL_PASSWORD']) expect(stdout).toContain(name);
		expect([...slack.requests, ...devServer.requests]).toEqual([]);
	});

	test('without a config it checks what there is', async () => {
		const {run} = await world({config: ''});
		const {exitCode, stdout} = await run(['doctor'], {cwd: newFolder()});
		expect(exitCode, stdout).toBe(0);
		expect(stdout).toContain('slack-im init');
		expect(stdout).toMatch(/^✓ slack /m);
	});

	test('names the config in use', async () => {
		const {folder, run} = await world();
		expect((await run(['doctor'])).stdout).toContain(path.join(folder, 'slack-im.config.yaml'));
	});
});
