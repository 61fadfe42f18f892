import {describe, expect, test} from 'vitest';

import {environment, failure, load, withTarget, person} from './config.ts';

const apiUrl = 'https://dev.example.com/api/agents';
describe('a run without a config', () => {
	test('sends what the first version sent, with a password made at random, and says so', async () => {
		const {targets, warnings, file} = await load(undefined, {apiUrl});
		expect(targets).toHaveLength(1);
		expect(targets[0]).toMatchObject({name: 'dev-example-com', type: 'workspace', address: apiUrl});
		expect(targets[0]?.mapping.map(person()).managed).toEqual({userId: 'kim', name: 'Kim', roleGroupId: 'ADMIN', centerIds: ['spectra']});
		expect(targets[0]?.mapping.secrets(person())['password']).toMatch(/^\S{16,}$/);
		expect(warnings).toEqual([
			'roleGroupId is "ADMIN" and centerIds is ["spectra"] for everybody who is created; --attr roleGroupId=… and --attr centerIds=… sets another',
		]);
		expect(file).toBeUndefined();
	});

	test('takes the password from the environment, as a secret', async () => {
		const {targets, secrets} = await load(undefined, {apiUrl, env: {...environment, SLACK_IM_INITIAL_PASSWORD: 'open sesame'}});
		expect(targets[0]?.mapping.secrets(person())).toEqual({password: 'open sesame'});
		expect(secrets).toContain('open sesame');
	});

	test('takes attributes: JSON if it can be read so, else text or a template', async () => {
		const {targets, warnings} = await load(undefined, {
			apiUrl,
			attrs: [
				'roleGroupId=AGENT',
				'centerIds=["seoul"]',
				'name={{ realName }}',
				'level=3',
				'on=true',
				'note=a=b',
				'tenant={"id": 7}',
				'text="3"',
			],
		});
		expect(targets[0]?.mapping.map(person()).managed).toEqual({
			userId: 'kim',
			name: 'Kim Hana',
			roleGroupId: 'AGENT',
			centerIds: ['seoul'],
			level: 3,
			on: true,
			note: 'a=b',
			tenant: {id: 7},
			text: '3',
		});
		expect(warnings).toEqual([]);
	});

	test('takes headers, and fills in their secrets', async () => {
		const {targets, secrets} = await load(undefined, {apiUrl, headers: ['X-Attic-User=admin', 'Authorization=Bearer ${INITIAL_PASSWORD}']});
		expect(targets[0]?.options).toMatchObject({headers: {'X-Attic-User': 'admin', Authorization: 'Bearer hunter2-hunter2'}});
		expect(secrets).toEqual(['Bearer hunter2-hunter2', 'hunter2-hunter2', 'xoxb-1-token']);
	});

	test('may read another Slack', async () => {
		expect((await load(undefined, {apiUrl, env: {...environment, SLACK_API_URL: 'http://127.0.0.1:5001/api/'}})).source.url).toBe(
			'http://127.0.0.1:5001/api/',
		);
	});

	test.each([
		[
			'an address that is none',
			{apiUrl: 'dev.example.com/api'},
			'API_URL "dev.example.com/api" is not an http(s) URL\n  did you mean https://dev.example.com/api?',
		],
		['an empty address', {apiUrl: ''}, 'API_URL is empty\n  write it whole, as in https://dev.example/api/agents'],
		[
			'another scheme',
			{apiUrl: 'ftp://dev.example.com'},
			'API_URL "ftp://dev.example.com" is not an http(s) URL\n  write it whole, as in https://dev.example/api/agents',
		],
		['an attribute without a value', {attrs: ['roleGroupId']}, '--attr "roleGroupId" is not NAME=VALUE\n  as in --attr roleGroupId=AGENT'],
		[
			'a password as an argument',
			{attrs: ['password=1']},
			'--attr password=…: a secret cannot be an argument, which other users of the machine can read\n  set SLACK_IM_INITIAL_PASSWORD, or SLACK_IM_INITIAL_PASSWORD_FILE to a file that holds it; without either one is made at random for each account',
		],
		[
			'a secret header as an argument',
			{headers: ['Authorization=Bearer abc']},
			"--header Authorization: targets.dev-example-com.headers.Authorization: is a secret, and other users of the machine can read an argument\n  write '${DEV_EXAMPLE_COM_AUTHORIZATION}', in single quotes, and set DEV_EXAMPLE_COM_AUTHORIZATION, or DEV_EXAMPLE_COM_AUTHORIZATION_FILE to a file that holds it",
		],
		[
			'a mistyped template',
			{attrs: ['userId={{ emial }}']},
			expect.stringMatching(/^--attr userId: targets\.dev-example-com\.attributes\.userId: .*unknown variable emial/),
		],
		[
			'plain http to another machine',
			{apiUrl: 'http://dev.example.com'},
			expect.stringMatching(
				/^API_URL: targets\.dev-example-com\.url: plain http: to dev\.example\.com.*\n {2}write https:, or accept it with `insecureHttp: true` \(--insecure-http\)/,
			),
		],
		['no token', {env: {}}, expect.stringMatching(/^there is no Slack token\n {2}set SLACK_BOT_TOKEN/)],
	])('refuses %s', async (_sentence, options, expected) => {
		expect((await failure(undefined, {apiUrl, ...options})).message.replace(/\n\n1 mistake;.*$/, '')).toEqual(expected);
	});

	test('takes plain http to this machine, and to another one with --insecure-http', async () => {
		expect((await load(undefined, {apiUrl: 'http://127.0.0.1:8080'})).targets).toHaveLength(1);
		expect((await load(undefined, {apiUrl: 'http://dev.example.com', insecureHttp: true})).targets[0]?.options).toMatchObject({
			insecureHttp: true,
		});
	});
});

describe('API_URL beside a config', () => {
	const text = `people: {domains: [example.com]}\n${withTarget('attributes: {userId: "{{ slackId }}"}', {url: 'url: "${NOT_SET}"'})}`;

	test('alone is refused, because it would leave out who gets which account', async () => {
		expect((await failure(text, {apiUrl})).mistakes).toMatchObject([
			{
				message: expect.stringMatching(/^API_URL alone would leave the targets of .* out/),
				hint: 'name the target that the address is for: --target dev (in Jenkins: TARGETS)',
			},
		]);
	});

	test('means the people of a config that has no target', async () => {
		const {people, targets} = await load('people: {domains: [example.com]}\n', {apiUrl});
		expect(people).toEqual({domains: ['example.com']});
		expect(targets).toMatchObject([{name: new URL(apiUrl).host.replaceAll('.', '-'), address: apiUrl}]);
		expect(targets[0]?.mapping.names).toContain('roleGroupId');
	});

	test.each([
		['its own host', 'url: https://dev.example.com/api', 'https://dev.example.com/v2', true],
		['another port', 'url: https://dev.example.com/api', 'https://dev.example.com:8443/api', false],
		['another host', 'url: https://dev.example.com/api', 'https://evil.example', false],
		['another scheme', 'url: https://dev.example.com/api', 'http://dev.example.com/api', false],
		[
			'a host that apiUrls name',
			'url: https://x.example.com\n    apiUrls: [https://*.demo.example.com]',
			'https://eu.demo.example.com/api',
			true,
		],
		['a host below that', 'url: https://x.example.com\n    apiUrls: [https://*.demo.example.com]', 'https://demo.example.com', false],
		[
			'a host that only ends so',
			'url: https://x.example.com\n    apiUrls: [https://*.demo.example.com]',
			'https://evil.example/.demo.example.com',
			false,
		],
		['a host that is not known', 'url: "${NOT_SET}"', 'https://dev.example.com', false],
		['what the variable of the url holds', 'url: "${API_URL}"', 'https://dev.example.com/api', false],
	])('with --target, %s', async (_, url, apiUrl, isAllowed) => {
		const config = withTarget('attributes: {userId: "{{ slackId }}"}', {url});
		const said = await load(config, {apiUrl, targets: ['dev']}).then(
			({targets: [target]}) => target?.address,
			(error: unknown) => (error instanceof Error ? error.message : ''),
		);
		expect(said).toContain(isAllowed ? apiUrl : 'where the credentials of dev may not be sent');
	});

	test('is needed by --attr and --header', async () => {
		expect((await failure(text, {attrs: ['a=1']})).mistakes).toMatchObject([
			{message: '--attr goes with API_URL and without --target', hint: 'write it into the config: targets: {NAME: {attributes: …}}'},
		]);
		expect((await failure(text, {headers: ['a=1'], apiUrl, targets: ['dev']})).mistakes).toMatchObject([
			{message: '--header goes with API_URL and without --target'},
		]);
	});

	test('--insecure-http holds for every address of the config', async () => {
		const plain = `source: {url: "http://slack.example.com"}\n${withTarget('attributes: {userId: x}', {url: 'url: http://dev.example.com'})}`;
		expect((await failure(plain)).mistakes).toHaveLength(2);
		expect((await load(plain, {insecureHttp: true})).targets).toHaveLength(1);
	});
});
