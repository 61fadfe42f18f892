import {describe, expect, test} from 'vitest';

import {environment, failure, folderWith, load, withTarget, person} from './config.ts';

const attributes = 'attributes: {userId: "{{ email | local_part }}", password: {secret: true, value: "${INITIAL_PASSWORD}"}}';
const secretsOf = async (lines: string, env: Record<string, string> = {}): Promise<readonly string[]> => {
	const {secrets} = await load(withTarget(`${lines}\n${attributes}`), {env: {...environment, ...env}});
	return secrets.filter(secret => secret !== environment.SLACK_BOT_TOKEN && secret !== environment.INITIAL_PASSWORD);
};

describe('what must not leave the process', () => {
	test('is the token, and the value of a secret attribute', async () => {
		expect((await load(withTarget(attributes))).secrets).toEqual(['hunter2-hunter2', 'xoxb-1-token']);
	});

	test.each([
		['a bearer token', 'auth: {bearer: "${X}"}', {X: 'abcd'}, ['abcd']],
		['a basic password, not the user', 'auth: {basic: {user: "${U}", password: "${P}"}}', {U: 'bot', P: 'abcd'}, ['abcd']],
		['a key in a header', 'auth: {header: {name: X-Key, value: "${X}"}}', {X: 'abcd'}, ['abcd']],
		['a key in the query', 'auth: {query: {name: key, value: "${X}"}}', {X: 'abcd'}, ['abcd']],
		[
			'what a login sends',
			'auth: {login: {path: login, body: {user: "${U}", password: "${X}"}, token: access_token}}',
			{U: 'bot', X: 'abcd'},
			['abcd'],
		],
		['a header that sounds secret, and the token in it', 'headers: {Authorization: "Token ${X}"}', {X: 'abcd'}, ['Token abcd', 'abcd']],
		['a long value in any other header', 'headers: {X-Tenant: "${X}"}', {X: 'long-tenant-value'}, ['long-tenant-value']],
		['a variable that sounds secret, wherever it stands', 'slackIdAt: "${MY_SECRET}"', {MY_SECRET: 'abc.d'}, ['abc.d']],
		['a key in an address', 'list: {path: "users?key=${CRM_KEY}"}', {CRM_KEY: 'abcd'}, ['abcd']],
	])('is %s', async (_sentence, lines, env, expected) => {
		expect(await secretsOf(lines, env)).toEqual(expected);
	});

	test.each([
		['a short value in a header', 'headers: {X-Attic-User: "${X}"}', {X: 'admin'}],
		['a header that stands in the file', 'headers: {X-Attic-User: administrator}', {}],
		['a word among the options', 'slackIdAt: "${X}"', {X: 'metadata.slackId'}],
		['the name of a variable in a login’s answer', 'auth: {login: {path: login, token: access_token}}', {}],
	])('is not %s', async (_sentence, lines, env) => {
		expect(await secretsOf(lines, env)).toEqual([]);
	});

	test('is not the address', async () => {
		expect((await load(withTarget(attributes, {url: 'url: "${API_URL}"'}))).secrets).not.toContain(environment.API_URL);
	});

	test('is the content of a file that a variable names', async () => {
		const folder = folderWith({tenant: 'tenant-9\n'});
		expect(await secretsOf('slackIdAt: "${WHERE}"', {WHERE_FILE: `${folder}/tenant`})).toEqual(['tenant-9']);
	});

	test('is known also when loading fails, and stands in no message', async () => {
		const error = await failure(withTarget(`${attributes}\nauth: {bearer: "\${X}", basik: {}}\nheaders: {Cookie: 5}`), {
			env: {...environment, X: 'abc-def'},
		});
		expect(error.secrets).toEqual(['hunter2-hunter2', 'xoxb-1-token', 'abc-def']);
		expect(error.message).not.toMatch(/hunter2|xoxb-1|abc-def/);
	});

	test('a secret that stands in the file is in no message, whatever else is wrong on its line', async () => {
		const text = `source: {token: xoxb-99-secret, workspce: x, chanel: y}\n${withTarget('auth: {basic: {user: bot, pasword: hunter3}, bearer: "hunter4, x"}\nattributes: {password: hunter5, userId: "{{ x }}"}\nheaders: {Authorization: Bearer hunter6, X-Api-Key: [hunter7]}')}`;
		const {message, mistakes} = await failure(text);
		expect(mistakes.length).toBeGreaterThan(6);
		expect(message).not.toMatch(/hunter|xoxb-99/);
		expect((await failure('source: {token: "xoxb-99-secret}\nb: 1\n')).message).not.toContain('xoxb-99');
	});

	test.each([
		['a marked attribute, short', 'attributes: {code: {secret: true, value: LIT}}'],
		['one in lines of its own', 'attributes:\n  code:\n    secret: true\n    value: LIT\n    bogus: 1'],
		['one whose mark is mistyped', 'attributes: {code: {secrt: true, value: LIT}}'],
		['one by rules', 'attributes: {code: {secret: true, rules: [{group: x, value: LIT, bogus: 1}]}}'],
		['one in a block of text', 'attributes:\n  code:\n    secret: true\n    value: |\n      LIT\n  ? [x]\n  : y'],
		['a number', 'attributes: {code: {secret: true, value: 1147}, password: 1147}\nauth: {bearer: 1147}'],
		['a number that YAML reads otherwise', 'attributes: {password: 01147}'],
		['a default', 'attributes: {code: {secret: true, value: "${X:-LIT}"}}'],
		['a default of a variable that sounds secret', 'attributes: {code: {value: "${X_TOKEN:-LIT}", bogus: 1}}'],
		['a mistyped way to sign in', 'auth: {beare: LIT}'],
		['a mistyped part of one', 'auth: {basic: {user: bot, pw: LIT}}'],
		['a mistyped key', 'secrt: LIT'],
		['a part of a value that is wrong as a whole', 'list: {path: a, query: {api_key: LIT, x: {}}}'],
		['a part of a mistyped one', 'leavers: {secrt: true, value: LIT}'],
		['a key in an address', 'list: {path: "a?api_key=LIT", bogus: 1}\nslackIdAt: ["a?api_key=LIT"]'],
		['a key that is no name of a variable', 'auth: {bearer: "${LIT!}"}'],
		['a reference that was none', 'auth: {bearer: *LIT}'],
		['a tag that was none', 'auth: {bearer: !LIT x}'],
		['one in a file that cannot be read', 'attributes: {code: {secret: true, value: LIT\n x: [}'],
	])('a secret that stands in the file is in no message: %s', async (_sentence, lines) => {
		const {message} = await failure(withTarget(lines));
		expect(message).not.toMatch(/LIT|1147/);
		expect(message).toMatch(/mistake/);
	});

	test('what is no secret stays readable', async () => {
		const {message, secrets} = await failure(
			withTarget('auth: {basic: {user: bot, password: "${NOT_SET}"}}\nattributes: {userId: 5, nam: true, x: {bogus: Seoul}}'),
		);
		expect(message).toContain('auth: {basic: {user: bot, password: "${NOT_SET}"}}');
		expect(message).toContain('attributes: {userId: 5, nam: true, x: {bogus: Seoul}}');
		expect(secrets.join()).not.toContain('NOT_SET');
	});

	test.each([
		['the value of a secret attribute', '', {INITIAL_PASSWORD: '1'}, 'INITIAL_PASSWORD holds a secret of fewer than 4 characters'],
		['a token', 'auth: {bearer: "${X}"}', {X: ' abc '}, 'X holds a secret of fewer than 4 characters'],
		[
			'a password in an address',
			'headers: {X-Up: "${X}"}',
			{X: 'https://me:abc@up.example'},
			'X holds a secret of fewer than 4 characters',
		],
	])('is refused where it is too short to be hidden: %s', async (_sentence, lines, env, expected) => {
		const {message} = await failure(withTarget(`${attributes}\n${lines}`), {env: {...environment, ...env}});
		expect(message).toContain(expected);
		expect(message).toContain('a longer value');
	});

	test('a short value that only may be one is taken for none', async () => {
		const folder = folderWith({way: 'id\n'});
		expect(await secretsOf('slackIdAt: "${SORT_KEY}"', {SORT_KEY: 'ids'})).toEqual([]);
		expect(await secretsOf('slackIdAt: "${WAY}"', {WAY_FILE: `${folder}/way`})).toEqual([]);
	});
});

const digest = async (text: string, env: Record<string, string> = {}): Promise<string | undefined> =>
	(await load(text, {env: {...environment, ...env}})).targets[0]?.digest;

describe('the digest of a target', () => {
	const text = withTarget(`${attributes}\nauth: {bearer: "\${X}"}\nlimits: {concurrency: 4}`);

	test('is the same for other secrets, limits and schedules, and for another order of keys', async () => {
		const first = await digest(text, {X: 'abcd'});
		expect(first).toMatch(/^[0-9a-f]{64}$/);
		expect(await digest(text, {X: 'wxyz', INITIAL_PASSWORD: 'another', SLACK_BOT_TOKEN: 'xoxb-2'})).toBe(first);
		expect(await digest(text.replace('concurrency: 4', 'perSecond: 5'), {X: 'abcd'})).toBe(first);
		expect(await digest(`${text}    schedule: {cron: "0 1 * * *"}\n`, {X: 'abcd'})).toBe(first);
		expect(await digest(withTarget(`auth: {bearer: "\${X}"}\n${attributes}`), {X: 'abcd'})).toBe(first);
	});

	test.each([
		['another address', (text: string) => text.replace('dev.example.com', 'other.example.com')],
		['another attribute', (text: string) => text.replace('local_part', 'lower')],
		['another policy', (text: string) => `${text}    leavers: report\n`],
		['other people', (text: string) => `people: {include: [guest]}\n${text}`],
		['an override', (text: string) => `overrides: {kim@example.com: {userId: kim2}}\n${text}`],
		['another channel', (text: string) => `source: {channel: C1}\n${text}`],
		['another name', (text: string) => text.replace('dev:', 'development:')],
	])('is another for %s', async (_sentence, change) => {
		expect(await digest(change(text), {X: 'abcd'})).not.toBe(await digest(text, {X: 'abcd'}));
	});
});

describe('a value from the environment', () => {
	test('is never a template', async () => {
		const config = await load(
			withTarget('attributes: {userId: "{{ email }}", note: "${NOTE}", password: {secret: true, value: "${INITIAL_PASSWORD}"}}'),
			{env: {...environment, NOTE: '{{ slackId }}', INITIAL_PASSWORD: 'a{{b}}%{%c%}'}},
		);
		expect(config.targets[0]?.mapping.map(person()).managed).toEqual({userId: 'kim@example.com', note: '{{ slackId }}'});
		expect(config.targets[0]?.mapping.secrets(person())).toEqual({password: 'a{{b}}%{%c%}'});
	});

	test('that would become a part of one is a mistake', async () => {
		expect(
			(await failure(withTarget('attributes: {userId: "{{ email }}-${NOTE}"}'), {env: {...environment, NOTE: '{{ slackId }}'}})).mistakes,
		).toMatchObject([{message: 'the value of ${NOTE} holds {{ or {%, which would be taken as part of a template here'}]);
		expect(
			(await failure(withTarget('attributes: {userId: x}\nlist: {path: "users/${NOTE}"}'), {env: {...environment, NOTE: '{{ slackId }}'}}))
				.mistakes,
		).toMatchObject([{path: ['targets', 'dev', 'list', 'path']}]);
	});
});
