import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {modeOf} from './harness/run.ts';
import {devConfig, password, staff, world, writesTo} from './harness/world.ts';

describe('slack-im plan', () => {
	test('shows what a sync would do, and writes nothing', async () => {
		const {devServer, run} = await world();
		const result = await run(['plan']);
		expect(result.exitCode, result.stderr).toBe(0);
		expect(writesTo(devServer)).toEqual([]);
		expect(result.stdout).toMatch(/^ *\+ .*p001@example\.com/m);
		expect(result.stdout).not.toContain(password);
	});

	test('--check is exit 6 as long as something would change', async () => {
		const {slack, run} = await world();
		expect((await run(['plan', '--check'])).exitCode).toBe(6);
		await run(['sync']);
		expect((await run(['plan', '--check'])).exitCode).toBe(0);
		slack.rename('U0STAFF001', {name: 'Another Name'});
		const renamed = await run(['plan', '--check']);
		expect(renamed.exitCode).toBe(6);
		expect(renamed.stdout).toContain('Another Name');
	});

	test('an override of somebody whom Slack does not know is a warning with the nearest e-mail', async () => {
		const {run} = await world({
			config: `overrides: {p0001@example.com: {userId: one}, P002@Example.com: {userId: two}, U0STAFF003: {userId: three}, U0NOBODY: {userId: four}}\n${devConfig}`,
		});
		const {exitCode, stdout, stderr, file} = await run(['plan']);
		expect(exitCode, stderr).toBe(0);
		expect(stdout).toContain('overrides: Slack knows nobody as p0001@example.com; did you mean p001@example.com?');
		expect(`${stdout}${stderr}`.match(/Slack knows nobody as .*/g)).toHaveLength(2);
		expect(file('reports/run.json')).toContain('Slack knows nobody as U0NOBODY');
	});

	test('--matched-by says by which key each account was matched', async () => {
		const {slack, run} = await world();
		await run(['sync']);
		slack.rename('U0STAFF001', {name: 'Another Name'});
		expect((await run(['plan'])).stdout).not.toMatch(/matched by/i);
		expect((await run(['plan', '--matched-by'])).stdout).toMatch(/matched by slackId/i);
	});
});

describe('a saved plan', () => {
	test('is not made with API_URL, because apply could never take it', async () => {
		const {slack, folder, run, env} = await world({
			config: devConfig.replace('    list: true', '    apiUrls: [http://127.0.0.1:*]\n    list: true'),
		});
		const result = await run(['plan', '--target=dev-server', '--out', 'plan.json', '--', env['API_URL']!]);
		expect(result.exitCode, result.stderr).toBe(2);
		expect(result.stderr).toContain('--out cannot save a plan made with API_URL');
		expect(slack.requests).toEqual([]);
		expect(existsSync(path.join(folder, 'plan.json'))).toBe(false);
	});

	test('is for its owner only, holds no secret, and is carried out by apply', async () => {
		const {devServer, folder, run} = await world();
		const saved = await run(['plan', '--out', 'plan.json']);
		expect(saved.exitCode, saved.stderr).toBe(0);
		expect(modeOf(path.join(folder, 'plan.json'))).toBe('600');
		expect(saved.stderr).toContain('slack-im apply plan.json');
		const applied = await run(['apply', 'plan.json']);
		expect(applied.exitCode, applied.stderr + applied.stdout).toBe(0);
		expect(devServer.accounts()).toHaveLength(6);
		expect(devServer.passwordOf('p004')).toBe(password);
		const again = await run(['apply', 'plan.json']);
		expect(again.exitCode, again.stdout).toBe(0);
		expect(devServer.accounts()).toHaveLength(6);
	});

	test('asks nothing of the environment for targets that it does not name', async () => {
		const {devServer, run} = await world({
			config: `${devConfig}  elsewhere:
    type: workspace
    url: "\${ELSEWHERE_URL}"
    attributes: {userId: "{{ email | local_part }}", name: "{{ name }}"}
`,
		});
		expect((await run(['plan', '--target', 'dev-server', '--out', 'plan.json'])).exitCode).toBe(0);
		const {exitCode, stderr} = await run(['apply', 'plan.json']);
		expect(exitCode, stderr).toBe(0);
		expect(devServer.accounts()).toHaveLength(6);
	});

	test('is written also where a guard withholds, and apply needs --allow for that part', async () => {
		const {slack, devServer, run} = await world({slack: {people: staff(12)}});
		await run(['sync']);
		for (let number = 1; number <= 6; number++) slack.leave(`U0STAFF00${number}`);
		expect((await run(['plan', '--out', 'plan.json'])).exitCode).toBe(4);
		expect((await run(['apply', 'plan.json'])).exitCode).toBe(4);
		expect((await run(['apply', 'plan.json', '--allow', 'removals=5'])).exitCode).toBe(4);
		expect(devServer.accounts().filter(({active}) => !active)).toEqual([]);
		expect((await run(['apply', 'plan.json', '--allow', 'removals=6'])).exitCode).toBe(0);
		expect(devServer.accounts().filter(({active}) => !active)).toHaveLength(6);
	});

	test('is let pass by --approved as far as it goes: what came later, and a conflict, stay; the report says who and what', async () => {
		const {slack, devServer, run} = await world({slack: {people: staff(12)}});
		await run(['sync']);
		for (let number = 1; number <= 6; number++) slack.leave(`U0STAFF00${number}`);
		expect((await run(['plan', '--out', 'plan.json'])).exitCode).toBe(4);
		slack.leave('U0STAFF007');
		const changed = devServer.accounts().find(({userId}) => userId === 'p001')!;
		await fetch(`${devServer.url}/${changed.id}`, {
			method: 'PATCH',
			body: '{"name": "Somebody Else"}',
			headers: {'content-type': 'application/json'},
		});
		const result = await run(['apply', 'plan.json', '--approved'], {env: {APPROVED_BY: 'kim'}});
		expect(result.exitCode, result.stdout).toBe(1);
		expect(
			devServer
				.accounts()
				.filter(({active}) => !active)
				.map(({userId}) => userId)
				.toSorted(),
		).toEqual(['p002', 'p003', 'p004', 'p005', 'p006']);
		const sha256 = JSON.parse(result.file('plan.json').split('\n')[1]!).sha256;
		expect(JSON.parse(result.file('reports/run.json')).plan).toEqual({sha256, approved: true, approvedBy: 'kim'});
		expect(result.file('reports/junit.xml')).toContain('name="approved-by" value="kim"');
		expect(result.file('reports/report.html')).toContain(sha256);
	});

	test('of another config is refused, exit 2, and nothing is written', async () => {
		const {devServer, folder, run} = await world();
		await run(['plan', '--out', 'plan.json']);
		writeFileSync(path.join(folder, 'slack-im.config.yaml'), devConfig.replace('AGENT', 'LEAD'));
		const result = await run(['apply', 'plan.json']);
		expect(result.exitCode).toBe(2);
		expect(result.stderr).toContain('dev-server');
		expect(writesTo(devServer)).toEqual([]);
		expect(result.junit().cases).toMatchObject([{name: 'config', state: 'error'}]);
	});

	test.each([
		['altered', (text: string) => text.replace('p001', 'p999'), 'altered'],
		['cut off', (text: string) => text.slice(0, -80), 'only a part of one'],
		['no plan at all', () => 'hello\n', 'not a plan'],
	])('that is %s is refused, exit 2', async (_what, change, message) => {
		const {devServer, folder, run} = await world();
		await run(['plan', '--out', 'plan.json']);
		writeFileSync(path.join(folder, 'plan.json'), change(readFileSync(path.join(folder, 'plan.json'), 'utf8')));
		const result = await run(['apply', 'plan.json']);
		expect(result.exitCode).toBe(2);
		expect(result.stderr).toContain(message);
		expect(writesTo(devServer)).toEqual([]);
	});

	test('that is not there is refused with the command that makes one', async () => {
		const {run} = await world();
		const result = await run(['apply', 'plan.json']);
		expect(result.exitCode).toBe(2);
		expect(result.stderr).toContain('slack-im plan --out FILE makes one');
	});

	test('of an earlier run does not outlive a run that could not plan', async () => {
		const {folder, run} = await world();
		await run(['plan', '--out', 'plan.json']);
		expect(existsSync(path.join(folder, 'plan.json'))).toBe(true);
		const revoked = {SLACK_BOT_TOKEN: 'xoxb-sandbox-revoked'};
		expect((await run(['plan', '--out', 'plan.json'], {env: revoked})).exitCode).toBe(3);
		expect(existsSync(path.join(folder, 'plan.json'))).toBe(false);
	});

	test('says which target is not in it, and is none where no target could be planned', async () => {
		const down = `  other:
    type: workspace
    url: "http://127.0.0.1:9/api"
    list: true
    attributes: {userId: "{{ email | local_part }}", name: "{{ name }}"}
`;
		const {folder, run} = await world({config: `${devConfig}${down}`});
		const part = await run(['plan', '--out', 'plan.json']);
		expect(part.exitCode).toBe(5);
		expect(part.stderr).toContain('plan.json is without other, which could not be planned');
		expect((await run(['apply', 'plan.json'])).exitCode).toBe(0);
		const none = await run(['plan', '--target', 'other', '--out', 'plan.json']);
		expect(none.stderr).toContain('plan.json was not written: no target could be planned');
		expect(existsSync(path.join(folder, 'plan.json'))).toBe(false);
		expect((await run(['apply', 'plan.json'])).exitCode).toBe(2);
	});

	test('never replaces a file that is no plan', async () => {
		const {folder, run} = await world();
		const result = await run(['plan', '--out', 'slack-im.config.yaml']);
		expect(result.exitCode).toBe(2);
		expect(readFileSync(path.join(folder, 'slack-im.config.yaml'), 'utf8')).toBe(devConfig);
	});

	test('is not written where an attribute holds a secret: it cannot be taken out again', async () => {
		const {folder, run} = await world({config: devConfig.replace('name: "{{ name }}"', `name: "{{ name }} ${password}"`)});
		const result = await run(['plan', '--out', 'plan.json']);
		expect(result.exitCode).toBe(2);
		expect(result.stderr).toContain('secret: true');
		expect(existsSync(path.join(folder, 'plan.json'))).toBe(false);
	});
});
