import {writeFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {modeOf} from './harness/run.ts';
import {devConfig, password, staff, world, writesTo} from './harness/world.ts';

describe('slack-im sync', () => {
	test('creates everybody, then finds nothing to do, then does exactly what changed', async () => {
		const {slack, devServer, run, folder} = await world();
		const first = await run(['sync']);
		expect(first.exitCode, first.stderr).toBe(0);
		expect(
			devServer
				.accounts()
				.map(({userId}) => userId)
				.toSorted(),
		).toEqual(['admin', 'p001', 'p002', 'p003', 'p004', 'p005']);
		expect(devServer.passwordOf('p001')).toBe(password);
		expect(
			first
				.junit()
				.cases.filter(({suite}) => suite === 'slack-im.dev-server')
				.map(({name}) => name),
		).toContain('p001@example.com');
		for (const file of ['junit.xml', 'report.html', 'run.json']) expect(modeOf(path.join(folder, 'reports', file)), file).toBe('600');

		devServer.forgetRequests();
		const second = await run(['sync']);
		expect(second.exitCode, second.stderr).toBe(0);
		expect(writesTo(devServer)).toEqual([]);

		const id = devServer.accounts().find(({userId}) => userId === 'p002')?.id;
		slack.join({name: 'Newcomer', email: 'new@example.com'});
		slack.leave('U0STAFF001');
		slack.changeEmail('U0STAFF002', 'second@example.com');
		const third = await run(['sync']);
		expect(third.exitCode, third.stderr).toBe(0);
		const accounts = Object.fromEntries(devServer.accounts().map(account => [account.userId, account]));
		expect(accounts['p001']).toMatchObject({active: false});
		expect(accounts['second']).toMatchObject({id, email: 'second@example.com', active: true});
		expect(accounts['new']).toMatchObject({active: true});
		expect(third.stdout).toMatch(/p002|second/);
	});

	test('says on stderr what goes on, and on stdout what came of it', async () => {
		const {run, folder} = await world();
		const {stdout, stderr} = await run(['sync']);
		expect(stderr).toContain(`config: ${path.join(folder, 'slack-im.config.yaml')}`);
		expect(stderr).toContain('Slack: 5 members read: 5 in');
		expect(stderr).toContain('dev-server: 5 to create');
		expect(stdout).toContain('p001@example.com');
		expect(stdout).toContain('Done.');
		expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
	});

	test('a dry run reads only, leaves the same reports, and says so', async () => {
		const {devServer, run} = await world();
		const result = await run(['sync', '--dry-run']);
		expect(result.exitCode, result.stderr).toBe(0);
		expect(writesTo(devServer)).toEqual([]);
		expect(result.stdout).toContain('nothing was written');
		expect(result.junit().cases.find(({name}) => name === 'p001@example.com')).toMatchObject({
			state: 'skipped',
			text: expect.stringContaining('dry run: would create'),
		});
	});

	test('one person, one verb', async () => {
		const {devServer, run} = await world();
		expect((await run(['sync', '--person', 'P003@example.com'])).exitCode).toBe(0);
		expect(devServer.accounts()).toHaveLength(2);
		expect((await run(['sync', '--only', 'update'])).exitCode).toBe(0);
		expect(devServer.accounts()).toHaveLength(2);
		expect((await run(['sync', '--only', 'create,update'])).exitCode).toBe(0);
		expect(devServer.accounts()).toHaveLength(6);
	});

	test('a failed account makes exit 1, and does not stop the others', async () => {
		const {devServer, run} = await world();
		devServer.faults.add({
			match: {method: 'POST', body: 'p003'},
			status: 422,
			body: {error: 'invalid', message: 'no such center'},
			times: null,
		});
		const result = await run(['sync']);
		expect(result.exitCode).toBe(1);
		expect(devServer.accounts()).toHaveLength(5);
		expect(result.stdout.slice(-600)).toContain('p003');
		expect(result.junit().cases.find(({name}) => name === 'p003@example.com')).toMatchObject({
			state: 'failure',
			text: expect.stringContaining('no such center'),
		});
	});

	test('a guard withholds removals, exit 4, and prints the option that lets them pass', async () => {
		const {slack, devServer, run} = await world({slack: {people: staff(12)}});
		await run(['sync']);
		for (let number = 1; number <= 6; number++) slack.leave(`U0STAFF00${number}`);
		const withheld = await run(['sync']);
		expect(withheld.exitCode).toBe(4);
		expect(devServer.accounts().filter(({active}) => !active)).toEqual([]);
		expect(withheld.stdout).toContain('--allow removals=6');
		const allowed = await run(['sync', '--allow', 'removals=6']);
		expect(allowed.exitCode, allowed.stdout).toBe(0);
		expect(devServer.accounts().filter(({active}) => !active)).toHaveLength(6);
	});

	test('a target that is down is exit 5, and harms no other', async () => {
		const config = `${devConfig}  other:
    type: workspace
    url: "http://127.0.0.1:9/api"
    list: true
    attributes: {userId: "{{ email | local_part }}", name: "{{ name }}"}
`;
		const {devServer, run} = await world({config});
		const result = await run(['sync']);
		expect(result.exitCode).toBe(5);
		expect(devServer.accounts()).toHaveLength(6);
		expect(result.junit().cases.find(({suite, name}) => suite === 'slack-im.other' && name === 'target')).toMatchObject({state: 'error'});
	});

	test('with one --target the cases of the run sit in its suite', async () => {
		const {run} = await world();
		const result = await run(['sync', '--target', 'dev-server']);
		expect(result.exitCode, result.stderr).toBe(0);
		expect(new Set(result.junit().cases.map(({suite}) => suite))).toEqual(new Set(['slack-im.dev-server', 'slack-im.source.dev-server']));
	});

	test('a --target that is not there makes no class of its own, and a config error is its place and the mistake', async () => {
		const {run, folder} = await world({config: devConfig.replace('match: [email, userId]', 'match: [emial]\n    leaver: deactivate')});
		const wrong = await run(['sync', '--target', 'dev-server']);
		expect(wrong.exitCode).toBe(2);
		const xml = wrong.file('reports/junit.xml');
		expect(xml).toMatch(/message="slack-im\.config\.yaml:\d+:\d+: targets\.dev-server\.[a-z0-9[\]]+: [^"^|]*, and \d more"/);
		expect(xml).toContain(' | ');
		expect(wrong.junit().cases).toMatchObject([{suite: 'slack-im.dev-server', name: 'config', state: 'error'}]);
		const nope = await run(['sync', '--target', 'nope']);
		expect(nope.exitCode).toBe(2);
		expect(nope.junit().cases).toMatchObject([{suite: 'slack-im.run', name: 'config', state: 'error'}]);
		writeFileSync(path.join(folder, 'slack-im.config.yaml'), 'targets: [');
		expect((await run(['sync', '--target', 'dev-server', '--from', 'slack.jsonl'])).junit().cases).toMatchObject([
			{suite: 'slack-im.dev-server'},
		]);
	});

	test('an API_URL replaces the url of the one --target', async () => {
		const {devServer, run} = await world({
			config: devConfig.replace('url: "${API_URL}"', 'url: https://dev.example.com\n    apiUrls: [http://127.0.0.1:*]'),
		});
		const result = await run(['sync', '--target=dev-server', '--', devServer.url]);
		expect(result.exitCode, result.stderr).toBe(0);
		expect(devServer.accounts()).toHaveLength(6);
	});

	test('an API_URL that leads elsewhere is refused before anything is read, and so is one for no target', async () => {
		const {slack, devServer, run} = await world();
		const other = devServer.url.replace('127.0.0.1', 'localhost');
		for (const args of [
			['--target=dev-server', '--', other],
			['--', other],
			['--target=dev-server', '--', '--config=x.mjs'],
			['--target=dev-server', '--', 'file:///etc'],
			['--target=--help'],
		]) {
			const {exitCode, stderr} = await run(['sync', ...args]);
			expect(exitCode, stderr).toBe(2);
			expect(stderr).toMatch(/API_URL|--target --help/);
		}
		expect([...slack.requests, ...devServer.requests]).toEqual([]);
	});
});

describe('without a config', () => {
	test('does what the first version did, once, for a service that only knows POST', async () => {
		const {devServer, run} = await world({config: '', devServer: {postOnly: true, headers: {'X-Attic-User': 'admin'}}});
		const args = ['sync', devServer.url, '--header', 'X-Attic-User=admin', '--attr', 'team=7', '--attr', 'note=x y'];
		const first = await run(args);
		expect(first.exitCode, first.stderr).toBe(0);
		const {host} = new URL(devServer.url);
		expect(
			first.junit().cases.some(({suite, name}) => suite === `slack-im.${host.replaceAll(/[.:]/g, '-')}` && name === 'p001@example.com'),
		).toBe(true);
		expect(devServer.accounts().find(({userId}) => userId === 'p001')).toMatchObject({
			name: 'Person 001',
			roleGroupId: 'ADMIN',
			centerIds: ['spectra'],
			team: 7,
			note: 'x y',
		});
		expect(first.stderr).toMatch(/warning: .*ADMIN/);
		expect(first.stderr.match(/warning: .*ADMIN/g)).toHaveLength(1);
		const second = await run(args);
		expect(second.exitCode, second.stderr).toBe(0);
		expect(devServer.accounts()).toHaveLength(6);
	});

	test('makes passwords itself where none is given, with a warning that says how many', async () => {
		const {devServer, run} = await world({config: '', env: {SLACK_IM_INITIAL_PASSWORD: ''}});
		const result = await run(['sync', devServer.url]);
		expect(result.exitCode, result.stderr).toBe(0);
		const made = ['p001', 'p002'].map(userId => devServer.passwordOf(userId) ?? '');
		expect(made[0]).not.toBe(made[1]);
		expect(made[0]?.length).toBeGreaterThanOrEqual(12);
		const everything = [
			result.stdout,
			result.stderr,
			result.file('reports/run.json'),
			result.file('reports/report.html'),
			result.file('reports/junit.xml'),
		].join('');
		for (const secret of made) expect(everything).not.toContain(secret);
		expect(result.stdout + result.stderr).toMatch(/5 new accounts get a generated password/);
	});
});

describe('--quiet still says what a person has to know', () => {
	test('the warnings of a target, of its plan and of the run, each once', async () => {
		const config = `overrides: {nobody@example.com: {name: Nobody}}
${devConfig.replace('{secret: true, value: "${SLACK_IM_INITIAL_PASSWORD}"}', '{secret: true, generate: true}')}  ours:
    type: module
    module: ./ours.mjs
    attributes: {email: "{{ email }}"}
`;
		const {folder, run} = await world({config});
		writeFileSync(
			path.join(folder, 'ours.mjs'),
			`export default (options, tools) => {
	tools.log.warn('the licence ends soon');
	return {
		list: async function* () {},
		create: async () => ({id: '1'}),
		close: async () => { throw new Error('the door sticks'); },
	};
};`,
		);
		const {stderr} = await run(['sync', '-q']);
		for (const sentence of [
			/^warning: ours: the licence ends soon$/gm,
			/^warning: ours: could not be closed: the door sticks$/gm,
			/^warning: overrides: Slack knows nobody as nobody@example\.com/gm,
			/^warning: dev-server: 5 new accounts get a generated password/gm,
		])
			expect(stderr.match(sentence), stderr).toHaveLength(1);
		expect(stderr).not.toMatch(/^(?!warning: |error: |  )./m);
	});

	test('where Slack could not be read', async () => {
		const {slack, run} = await world();
		slack.faults.add({match: {path: '/api/users.list'}, status: 200, body: {ok: false, error: 'account_inactive'}, times: null});
		const {exitCode, stderr} = await run(['sync', '--quiet']);
		expect(exitCode).toBe(3);
		expect(stderr).toMatch(/^error: .*account_inactive/m);
	});

	test('where a target could not be read', async () => {
		const {devServer, run} = await world();
		devServer.faults.add({match: {method: 'GET'}, status: 403, body: {message: 'no'}, times: null});
		const {exitCode, stderr} = await run(['sync', '--quiet']);
		expect(exitCode).toBe(5);
		expect(stderr).toMatch(/^error: dev-server: (?!dev-server)/m);
	});
});
