import path from 'node:path';
import {describe, expect, test} from 'vitest';

import {loadConfig} from '../src/load.ts';
import {environment, failure, folderWith, load, withTarget} from './config.ts';

const attributes = 'attributes: {userId: "{{ email | local_part }}", name: "{{ name }}"}';
const two =
	'targets:\n  a:\n    type: workspace\n    url: "${A_URL}"\n    attributes: {userId: x}\n  b:\n    type: workspace\n    url: "${B_URL}"\n    attributes: {userId: x}\n';

const lackingName = (verbs: string): string =>
	`targets: {dev: {type: http, url: "https://dev.example.com", list: {path: users}, update: {body: {email: "{{ attributes.email }}"}}, do: [${verbs}], attributes: {email: "{{ email }}", name: "{{ name }}"}}}\n`;

describe('the config that commands read', () => {
	test('may have an update that lacks an attribute, where `do` has no updates', async () => {
		await load(lackingName('create, deactivate'));
		expect((await failure(lackingName('create, update'))).message).toContain('does not send `name`');
	});

	test('has a default for everything that the file leaves open', async () => {
		const config = await load(withTarget(attributes));
		expect(config).toMatchObject({
			source: {token: 'xoxb-1-token', url: 'https://slack.com/api/', timeout: 30_000, readTimeout: 900_000, pageSize: 999},
			people: {},
			overrides: {},
			reports: {junit: 'reports/junit.xml', html: 'reports/report.html', json: 'reports/run.json'},
			notify: undefined,
			maxAge: 86_400_000,
			warnings: [],
			missing: [],
		});
		expect(config.targets).toMatchObject([
			{
				name: 'dev',
				type: 'workspace',
				address: 'https://dev.example.com/api',
				policy: {
					leavers: 'deactivate',
					outOfScope: 'report',
					returners: 'reactivate',
					guards: {removals: {count: 3, share: 0.1}, updates: {share: 0.3, from: 10}},
					limits: {concurrency: 16, timeout: 10_000},
				},
			},
		]);
		expect(config.targets[0]?.mapping.names).toEqual(['name', 'userId']);
	});

	test('takes the place of reports, the message and the age of snapshots', async () => {
		const config = await load(
			`reports: {folder: out, html: false, json: build/run.json}\nnotify: {channel: "#ops"}\nmaxAge: 2h\n${withTarget(attributes)}`,
		);
		expect(config).toMatchObject({
			reports: {junit: 'out/junit.xml', html: undefined, json: 'build/run.json'},
			notify: {channel: '#ops', when: 'attention', token: 'xoxb-1-token'},
			maxAge: 7_200_000,
		});
	});

	test('knows the file and its folder, from a folder within', async () => {
		const folder = folderWith({'slack-im.config.yaml': withTarget(attributes), '.git': ''});
		expect(await loadConfig({cwd: folder, env: environment})).toMatchObject({file: path.join(folder, 'slack-im.config.yaml'), folder});
	});

	test('gives a type its own options only, as its schema left them', async () => {
		const config = await load(withTarget(`${attributes}\nslackIdAt: metadata.slackId\nleavers: report`));
		const options = config.targets[0]?.options;
		expect(options).toMatchObject({url: 'https://dev.example.com/api', slackIdAt: 'metadata.slackId'});
		for (const key of ['type', 'leavers', 'attributes', 'guards']) expect(options).not.toHaveProperty(key);
	});

	test('turns numbers and booleans from the environment into what is wanted', async () => {
		const config = await load(withTarget(`${attributes}\ninsecureHttp: "\${B}"\nlimits: {concurrency: "\${N}", timeout: "\${T}"}`), {
			env: {...environment, N: '4', B: 'true', T: '5s'},
		});
		expect(config.targets[0]).toMatchObject({options: {insecureHttp: true}, policy: {limits: {concurrency: 4, timeout: 5000}}});
	});

	test('leaves numbers from the environment text where text is wanted', async () => {
		const config = await load(withTarget('attributes: {userId: "{{ email }}", centre: "${N}"}'), {env: {...environment, N: '4'}});
		expect(config.targets[0]?.policy.attributes).toMatchObject({centre: '4'});
	});
});

describe('targets that are asked for', () => {
	const env = {...environment, A_URL: 'https://a.example.com', B_URL: 'https://b.example.com'};

	test('come in the order of the file', async () => {
		expect((await load(two, {env})).targets.map(({name}) => name)).toEqual(['a', 'b']);
		expect((await load(two, {env, targets: ['b', 'a', 'b']})).targets.map(({name}) => name)).toEqual(['a', 'b']);
		expect((await load(two, {env, targets: ['b']})).targets.map(({name}) => name)).toEqual(['b']);
	});

	test('an unknown one is a mistake with the nearest name', async () => {
		expect((await failure(withTarget(attributes).replace('dev:', 'dev-server:'), {targets: ['dev-servre']})).mistakes).toMatchObject([
			{message: '--target dev-servre: the config has no such target', hint: 'did you mean dev-server?'},
		]);
		expect((await failure(undefined, {targets: ['dev']})).mistakes).toMatchObject([
			{message: '--target dev needs a config, and there is none'},
		]);
	});

	test('a variable of another one may be missing', async () => {
		const env = {...environment, B_URL: 'https://b.example.com'};
		expect((await load(two, {env, targets: ['b']})).targets).toMatchObject([{name: 'b', address: 'https://b.example.com'}]);
		expect((await failure(two, {env})).mistakes).toMatchObject([{message: 'the environment variable A_URL is not set'}]);
	});

	test('a mistake in another one is told all the same', async () => {
		expect((await failure(two.replace('userId: x', 'userId: "{{ x }}"'), {env, targets: ['b']})).mistakes).toHaveLength(1);
	});

	test('with API_URL one has another address', async () => {
		const config = await load(two, {
			env: {...environment, A_URL: 'https://a.example.com/api'},
			targets: ['a'],
			apiUrl: 'https://a.example.com/other',
		});
		expect(config.targets).toMatchObject([{name: 'a', address: 'https://a.example.com/other'}]);
	});

	test('with API_URL several are a mistake', async () => {
		expect((await failure(two, {env, targets: ['a', 'b'], apiUrl: 'https://c.example.com'})).mistakes).toMatchObject([
			{message: 'API_URL can replace the url of one target, not of 2'},
		]);
	});
});

describe('what is not going to be used may be missing:', () => {
	test('the token, where Slack is not read', async () => {
		const env = {API_URL: 'https://dev.example.com'};
		expect((await failure(withTarget(attributes), {env})).mistakes).toMatchObject([{message: 'there is no Slack token'}]);
		expect((await load(withTarget(attributes), {env, needs: {slack: false}})).source.token).toBeUndefined();
		expect((await load(`source: {token: "\${OTHER}"}\n${withTarget(attributes)}`, {env, needs: {slack: false}})).missing).toEqual([
			'OTHER',
		]);
	});

	test('targets and their variables, where no target is used', async () => {
		expect((await load(two, {needs: {targets: false}})).missing).toEqual(['A_URL', 'B_URL']);
		expect((await load(undefined, {needs: {targets: false}})).targets).toEqual([]);
	});

	test('everything, offline', async () => {
		const config = await load(`source: {token: "\${T}", workspace: "\${W}", pageSize: "\${N}"}\n${two}`, {env: {}, offline: true});
		expect(config.missing).toEqual(['A_URL', 'B_URL', 'N', 'T', 'W']);
		expect((await failure(`source: {token: "\${T}", workspce: x}\n${two}`, {env: {}, offline: true})).mistakes).toMatchObject([
			{path: ['source', 'workspce']},
		]);
	});
});

describe('mistakes', () => {
	test('come all at once, in the order of the file, each printed with its line', async () => {
		const error = await failure(`people: {strict: no}\n${withTarget('leavers: remove\nattributes: {userId: "{{ emial }}"}\nmatch: [x]')}`);
		expect(error.message.split('\n\n')).toEqual([
			'slack-im.config.yaml:1:18: people.strict: must be true or false; "no" is text\n    1 | people: {strict: no}\n      |                  ^^ write false, without quotes',
			expect.stringMatching(/^slack-im\.config\.yaml:6:14: targets\.dev\.leavers: /),
			expect.stringMatching(/^slack-im\.config\.yaml:7:30: targets\.dev\.attributes\.userId: /),
			expect.stringMatching(/^slack-im\.config\.yaml:8:13: targets\.dev\.match\[0\]: /),
			'4 mistakes in slack-im.config.yaml; nothing was read or written',
		]);
	});

	test('what follows from a missing variable is not told again', async () => {
		expect((await failure(withTarget(attributes, {url: 'url: "${NOWHERE}"'}))).mistakes.map(({message}) => message)).toEqual([
			'the environment variable NOWHERE is not set',
		]);
	});

	test('a value from the environment is named with its variable', async () => {
		expect((await failure(withTarget(`${attributes}\nleavers: "\${L}"`), {env: {...environment, L: 'nobody'}})).mistakes).toMatchObject([
			{message: '"nobody" (from ${L}) is none of deactivate, delete or report', place: {line: 6, column: 14, length: 6}},
		]);
	});

	test('without a file, an address or a target there is one that says what to do', async () => {
		expect((await failure(undefined)).message).toBe(
			'there is no config file here and no API_URL\n  `slack-im init` writes a config; or name the system: slack-im sync https://dev.example/api/agents\n\n1 mistake; nothing was read or written',
		);
		expect((await failure('people: {}\n')).mistakes).toMatchObject([
			{message: 'the config has no target', place: {file: 'slack-im.config.yaml'}},
		]);
	});

	test('long lines are cut around the place, wide letters are counted as two', async () => {
		const long = `people: {deny: [${Array.from({length: 40}, (_, index) => `u${index}@example.com`).join(', ')}], strict: no}\n${withTarget(attributes)}`;
		const [, line, caret] = (await failure(long)).message.split('\n');
		expect(line).toHaveLength(8 + 111);
		expect(line?.slice(caret?.indexOf('^'), (caret?.indexOf('^') ?? 0) + 2)).toBe('no');
		expect((await failure(`overrides: {김: {userId: x}, 하: {userId: y}}\n${withTarget(attributes)}`)).message).toContain(
			'      |                              ^^ write it',
		);
	});
});
