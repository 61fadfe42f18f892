import {writeFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {staff, world} from './harness/world.ts';

/** Awkward on purpose: every way of escaping changes it. */
const secrets = {
	token: 'xoxb-4711-"quoted"-&-<tag>',
	password: `p4ss/w+rd=&"<ü>'%20 7391`,
	header: 'header-secret/+=81726354',
	basic: 'basic:secret/90817263',
	query: 'query-secret-5566778899',
	long: 'x'.repeat(40) + '-998877-' + 'y'.repeat(40),
};

const config = `source:
  token: "\${SLACK_BOT_TOKEN}"
targets:
  dev-server:
    type: workspace
    url: "\${API_URL}"
    headers: {X-Api-Key: "\${HEADER_SECRET}", X-Long: "\${LONG_SECRET}"}
    slackIdAt: metadata.slackId
    attributes:
      userId: "{{ email | local_part }}"
      email: "{{ email }}"
      name: "{{ name }}"
      password: {secret: true, value: "\${SLACK_IM_INITIAL_PASSWORD}"}
  by-password:
    type: http
    url: "\${API_URL}"
    list: {}
    match: [email]
    auth: {basic: {user: admin, password: "\${BASIC_SECRET}"}}
    attributes: {email: "{{ email }}"}
  by-query:
    type: http
    url: "\${API_URL}"
    list: {items: items}
    match: [userId]
    auth: {query: {name: key, value: "\${QUERY_SECRET}"}}
    attributes: {userId: "{{ email | local_part }}", name: "{{ name }}"}
`;

const env = {
	SLACK_BOT_TOKEN: secrets.token,
	SLACK_IM_INITIAL_PASSWORD: secrets.password,
	HEADER_SECRET: secrets.header,
	LONG_SECRET: secrets.long,
	BASIC_SECRET: secrets.basic,
	QUERY_SECRET: secrets.query,
};

const bytesOf = (text: string): string[] => Buffer.from(text).toString('hex').match(/../g)!;
const disguised = (secret: string): string[] => [
	Buffer.from(Buffer.from(secret).toString('base64')).toString('base64'),
	bytesOf(secret).join(':'),
	bytesOf(secret).join(' '),
	bytesOf(secret)
		.map(byte => `=${byte}`)
		.join(''),
	Array.from(Buffer.from(secret), byte => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
	secret.replaceAll('/', '&sol;').replaceAll('<', '&lt').replaceAll('=', '&equals;'),
	secret.replaceAll(/[^\w\s]/g, String.raw`\$&`),
	Array.from(secret).join('\u200B'),
	`${secret.slice(0, 6)}<b>${secret.slice(6)}</b>`,
];

/** A system that repeats everything it was given, in every way it could be written. */
const echo = Object.values(secrets).flatMap(secret => [
	secret,
	JSON.stringify(secret),
	encodeURIComponent(secret),
	Buffer.from(secret).toString('base64'),
	Buffer.from(`user:${secret}`).toString('base64'),
	Buffer.from(secret).toString('base64url'),
	...disguised(secret),
]);

const tellingWorld = async () => {
	const here = await world({config, env, slack: {people: staff(6)}});
	here.slack.setToken(secrets.token, {kind: 'bot', scopes: ['users:read', 'users:read.email'], user: 'U0BOT'});
	return here;
};

const known = Object.values(secrets);

describe.each([[['--quiet']], [['--log-format', 'json', '--verbose']]])('with %j no output holds a secret', flags => {
	test('where a target repeats what it was sent', async () => {
		const {devServer, run} = await tellingWorld();
		devServer.faults.add({
			match: {method: 'POST'},
			status: 422,
			body: {error: 'invalid', message: `you said ${echo.join(' and ')}`},
			times: 3,
		});
		devServer.faults.add({
			match: {method: 'POST'},
			status: 500,
			headers: {'content-type': 'text/plain'},
			body: echo.join('\n'),
			times: null,
		});
		const result = await run(['sync', ...flags], {secrets: known});
		expect(result.exitCode, result.stderr).toBe(5);
		expect(result.junit().failures).toBeGreaterThan(0);
		for (const form of known.flatMap(disguised)) expect(result.stdout + result.stderr).not.toContain(form);
	});

	test.runIf(flags.length > 1)(
		'where Slack does',
		async () => {
			const {slack, run} = await tellingWorld();
			slack.faults.add({html: `<html>${echo.join('<br>')}</html>`, times: null});
			const result = await run(['sync', ...flags], {secrets: known, timeout: 120_000});
			expect(result.exitCode, result.stderr).toBe(3);
		},
		120_000,
	);

	test('where people do, in their names and titles', async () => {
		const {slack, run} = await tellingWorld();
		slack.rename('U0STAFF001', {name: `Ada ${secrets.token}`});
		slack.rename('U0STAFF002', {name: 'Bob', title: secrets.password});
		const result = await run(['plan', ...flags], {secrets: known});
		expect([0, 5]).toContain(result.exitCode);
		for (const args of [
			['members', '--csv'],
			['explain', 'p002@example.com', '--json'],
			['snapshot', '--out', 'slack.jsonl'],
			['targets'],
			['doctor', '--json'],
		]) {
			const other = await run([...args, ...flags], {secrets: known});
			expect(other.stderr, args.join(' ')).not.toContain('this is a bug');
		}
	});

	test.each([['sync'], ['members'], ['targets'], ['explain', 'p001@example.com'], ['doctor']])(
		'where a secret stands where another value belongs (%s)',
		async (...args) => {
			const {run} = await world({config: config.replace('targets:', '  channel: "${HEADER_SECRET}"\ntargets:'), env});
			const result = await run([...args, ...flags], {secrets: known});
			expect(result.exitCode).toBe(2);
			expect(result.stdout + result.stderr).toContain('channel');
		},
	);

	test('where the config is wrong, or holds what it should not', async () => {
		const {run} = await world({
			config: config.replace('slackIdAt', 'slackIdAd').replace('url: "${API_URL}"', `url: http://user:${secrets.query}@127.0.0.1/`),
			env,
		});
		const result = await run(['sync', ...flags], {secrets: known});
		expect(result.exitCode).toBe(2);
	});

	test('where the process dies of a bug', async () => {
		const {devServer, folder, run} = await tellingWorld();
		writeFileSync(path.join(folder, 'die.cjs'), "setTimeout(() => { throw new Error(Object.values(process.env).join(' ')); }, 3000);");
		devServer.faults.add({match: {method: 'POST'}, hang: true, times: null});
		const result = await run(['sync', ...flags], {secrets: known, env: {NODE_OPTIONS: '--require ./die.cjs'}});
		expect(result.exitCode, result.stderr).toBe(70);
		expect(result.stderr).toContain('bug');
		expect(result.junit().errors).toBeGreaterThan(0);
	});
});

/** Throws all of the environment once. */
const dump = "throw new Error(Object.values(process.env).join(' '));";

describe('before the config is known no output holds a secret', () => {
	test.each([
		['at the first moment', `setImmediate(() => { ${dump} });`],
		['when a promise fails', `setImmediate(() => { Promise.reject(new Error(JSON.stringify(process.env))); });`],
		['as the config is looked for', `const fs = require('fs').promises; fs.stat = () => { ${dump} };`],
	])('where the process dies %s', async (_when, text) => {
		const {folder, run} = await tellingWorld();
		writeFileSync(path.join(folder, 'die.cjs'), text);
		const more = {
			CRM_KEY: 'key-0192837465',
			DB_PASS: 'p4ss!',
			HTTP_PROXY: 'http://me:proxy-Pass-55@127.0.0.1:1/',
			GITHUB_PAT: 'ghp_77665544',
		};
		const result = await run(['sync'], {
			secrets: [...known, 'key-0192837465', 'p4ss!', 'proxy-Pass-55', 'ghp_77665544'],
			env: {...more, NODE_OPTIONS: '--require ./die.cjs'},
		});
		expect(result.exitCode, result.stderr).toBe(70);
		expect(result.stderr).toContain('[redacted]');
	});

	test('where it dies as soon as the file of a variable is read', async () => {
		const {folder, run} = await tellingWorld();
		const secret = 'from-a-File-5647382910';
		writeFileSync(path.join(folder, 'secret.txt'), secret);
		writeFileSync(
			path.join(folder, 'die.cjs'),
			`const fs = require('fs'); const read = fs.readFileSync;
fs.readFileSync = (file, ...rest) => {
	const text = read(file, ...rest);
	if (String(file).endsWith('secret.txt')) queueMicrotask(() => { throw new Error(String(text)); });
	return text;
};`,
		);
		const result = await run(['sync'], {
			secrets: [...known, secret],
			env: {HEADER_SECRET: '', HEADER_SECRET_FILE: 'secret.txt', NODE_OPTIONS: '--require ./die.cjs'},
		});
		expect(result.exitCode, result.stderr).toBe(70);
		expect(result.stderr).toContain('[redacted]');
	});

	test('and what is no secret stays readable', async () => {
		const {folder, run} = await tellingWorld();
		writeFileSync(path.join(folder, 'die.cjs'), `setImmediate(() => { ${dump} });`);
		const plain = {
			CREDENTIALS_ID: 'slack-im-production',
			TOKEN_FILE: '/nowhere/token',
			SORT_KEY: 'email',
			USE_AUTH: 'true',
			MAX_TOKENS: '4096',
			SSH_KEY: folder,
		};
		const {stderr} = await run(['sync'], {secrets: known, env: {...plain, NODE_OPTIONS: '--require ./die.cjs'}});
		for (const value of Object.values(plain)) expect(stderr).toContain(value);
	});
});

test('where an answer is cut within a secret of several words', async () => {
	const {devServer, run} = await tellingWorld();
	const secret = 'correct horse battery staple 81726354';
	devServer.faults.add({match: {method: 'POST'}, status: 422, body: {message: `${'no '.repeat(93)}${secret} is wrong`}, times: null});
	const result = await run(['sync', '--target', 'dev-server'], {env: {HEADER_SECRET: secret}, secrets: [...known, secret]});
	expect(result.stderr + result.stdout).toContain('no no no');
	expect(result.stderr + result.stdout).not.toContain('correct horse');
});
