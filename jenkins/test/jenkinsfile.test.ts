import {describe, expect, test} from 'vitest';

import {noJenkins} from './harness/runner.ts';
import {configOf, jenkinsfile, slackRefuses, world} from './harness/world.ts';

const everybody = ['p001', 'p002', 'p003', 'p004', 'p005'];
const ours = jenkinsfile();
const ended = (log: readonly string[]): string => log.findLast(line => line.startsWith('ERROR: ')) ?? '';

describe.skipIf(noJenkins)('the Jenkinsfile', () => {
	test('synchronises all targets, and says what an account that fails is: UNSTABLE, and fixed the next day', async () => {
		const {run, calls, accounts, devServer, modelOffice, file} = await world();
		const history = file('history.json', '[]');
		devServer.faults.add({match: {method: 'POST', body: 'p003'}, status: 400, times: null});
		const bad = await run(ours, {history, env: {MAIL_TO: ''}});
		expect(bad.result, bad.log.join('\n')).toBe('UNSTABLE');
		expect(calls()).toEqual([['sync', '--lock-wait=600']]);
		expect(accounts(devServer)).toEqual(everybody.filter(name => name !== 'p003'));
		expect(accounts(modelOffice)).toEqual(everybody);
		expect(bad.tests).toMatchObject({failed: 1, failures: [expect.stringContaining('p003@example.com')]});
		devServer.faults.clear();
		const good = await run(ours, {history});
		expect(good).toMatchObject({result: 'SUCCESS', tests: {failed: 0}, agents: 1});
		expect(good.archived).toEqual(['reports/junit.xml', 'reports/report.css', 'reports/report.html', 'reports/run.json']);
		expect(accounts(devServer)).toEqual(everybody);
	});

	test('is FAILED and published where a guard withholds, and ALLOW lets it pass once', async () => {
		const {run, calls, slack, accounts, devServer} = await world();
		await run(ours);
		for (const id of ['U0STAFF001', 'U0STAFF002', 'U0STAFF003', 'U0STAFF004']) slack.leave(id);
		const withheld = await run(ours, {parameters: {TARGETS: 'dev-server'}});
		expect(withheld).toMatchObject({result: 'FAILURE', description: '4 withheld', tests: {failed: 1}});
		expect(ended(withheld.log)).toBe(
			'ERROR: slack-im ended with exit code 4: a guard withheld something; the report says how to allow it once',
		);
		expect(accounts(devServer)).toEqual(everybody);
		calls();
		const allowed = await run(ours, {parameters: {TARGETS: 'dev-server', ALLOW: 'removals=4', LOCK_WAIT: '1'}});
		expect(allowed.result, allowed.log.join('\n')).toBe('SUCCESS');
		expect(calls()).toEqual([['sync', '--target=dev-server', '--allow=removals=4', '--lock-wait=1']]);
		expect(accounts(devServer)).toEqual(['p005']);
	});

	test('is FAILED and published where Slack or a target is down, and tells it by mail only where slack-im could not', async () => {
		const {run, slack, devServer} = await world();
		const mail = ours.replace("MAIL_TO = ''", "MAIL_TO = 'ops@example.com'");
		const mended = slack.faults.add(slackRefuses);
		const slackDown = await run(mail);
		mended();
		expect(slackDown).toMatchObject({result: 'FAILURE', tests: {failed: 1}, mails: []});
		expect(ended(slackDown.log)).toContain('exit code 3: Slack could not be read');
		devServer.faults.add({match: {method: 'GET'}, status: 403, times: null});
		const targetDown = await run(mail);
		expect(targetDown).toMatchObject({result: 'FAILURE', mails: []});
		expect(targetDown.tests!.failures).toEqual([expect.stringContaining('dev-server')]);
		expect(ended(targetDown.log)).toContain('exit code 5: a target could not be used');
	});

	test('says why it never began: no report of an earlier build, no “no test report files”', async () => {
		const {run, file, accounts, devServer, scm} = await world();
		const mail = ours.replace("MAIL_TO = ''", "MAIL_TO = 'ops@example.com'");
		file('old/reports/junit.xml', '<testsuites><testsuite name="old"><testcase classname="old" name="old"/></testsuite></testsuites>');
		const leftover = `${scm}/../old`;
		const noCredential = await run(mail, {leftover, credentials: {'slack-bot-token': 'xoxb-other'}});
		const noCheckout = await run(mail, {leftover, scm: 'unreachable'});
		const noBundle = await run(mail, {leftover, env: {SLACK_IM_CLI: '/nowhere/cli.cjs'}});
		for (const [{result, tests, log, mails, archived}, why] of [
			[noCredential, "Could not find credentials entry with ID 'dev-server-token'"],
			[noCheckout, "Error cloning remote repo 'origin'"],
			[noBundle, 'script returned exit code 1'],
		] as const) {
			expect({result, tests, archived, mails: mails.map(({to}) => to)}).toEqual({
				result: 'FAILURE',
				tests: null,
				archived: [],
				mails: ['ops@example.com'],
			});
			expect(ended(log)).toBe(`ERROR: ${why}`);
			expect(log.join('\n')).not.toContain('No test report files');
		}
		expect(accounts(devServer)).toEqual([]);
		const history = file('history.json', '[]');
		await run(mail, {history, scm: 'unreachable'});
		expect((await run(mail, {history})).mails).toMatchObject([{to: 'ops@example.com', subject: 'job #2: works again'}]);
	});

	test('refuses a bundle whose sum differs', async () => {
		const {run, write, calls} = await world();
		write('cli.cjs.sha256', `${'0'.repeat(64)}  cli.cjs\n`);
		const {result, tests} = await run(ours);
		expect({result, tests, calls: calls()}).toEqual({result: 'FAILURE', tests: null, calls: []});
	});

	test('archives no page that names people where it is told so', async () => {
		const {run} = await world();
		const {archived} = await run(ours.replace("ARCHIVE_PEOPLE = 'true'", "ARCHIVE_PEOPLE = 'false'"));
		expect(archived).toEqual(['reports/junit.xml', 'reports/report.css']);
	});
});

/** Makes a saved plan an old one. */
const expire = `const {createHash} = require('crypto'), fs = require('fs');
const text = fs.readFileSync('plan/plan.json', 'utf8').split('\\n')[0].replace(/"expiresAt":"[^"]*"/, '"expiresAt":"2020-01-01T00:00:00.000Z"');
fs.writeFileSync('plan/plan.json', text + '\\n' + JSON.stringify({sha256: createHash('sha256').update(text).digest('hex')}) + '\\n');
`;

/** A system in step, and then four people who leave and one who joins. */
const prepared = async () => {
	const made = await world();
	const {run, slack, calls} = made;
	await run(ours, {parameters: {TARGETS: 'dev-server'}});
	for (const id of ['U0STAFF001', 'U0STAFF002', 'U0STAFF003', 'U0STAFF004']) slack.leave(id);
	slack.join({name: 'New Person', email: 'new@example.com'});
	calls();
	return made;
};

describe.skipIf(noJenkins)('APPROVE in the Jenkinsfile', () => {
	const parameters = {TARGETS: 'dev-server', APPROVE: 'true'};

	test('plans, asks without an agent, and applies what the file withheld', async () => {
		const {run, accounts, devServer, calls, artifact} = await prepared();
		const done = await run(ours.replace("APPROVERS = ''", "APPROVERS = 'kim,lee'"), {parameters, approver: 'kim'});
		expect(done.result, done.log.join('\n')).toBe('SUCCESS');
		expect(done).toMatchObject({
			description: '4 to deactivate, 1 to create',
			inputs: [
				{
					message: 'slack-im: 4 to deactivate, 1 to create. See the plan among the artifacts.',
					submitter: 'kim,lee',
					onAgent: false,
					hasTimeout: true,
				},
			],
			agents: 2,
		});
		expect(calls()).toEqual([
			['plan', '--target=dev-server', '--report-dir=plan', '--out=plan/plan.json'],
			['apply', '--approved', 'plan/plan.json', '--lock-wait=600'],
		]);
		expect(accounts(devServer)).toEqual(['new', 'p005']);
		// One report alone is published
		expect(done.tests!.failed).toBe(0);
		expect(done.log.filter(line => line === 'Recording test results')).toHaveLength(1);
		expect(artifact(done, 'reports/run.json')).toContain('"kim"');
	});

	test.each([
		[
			'cut in half',
			"sh 'head -c 300 plan/plan.json > half; mv half plan/plan.json'",
			'this is not a plan that slack-im saved, or only a part of one',
		],
		[
			'of another config',
			'sh \'echo "people: {domains: [example.com]}" >> slack-im.config.yaml\'',
			'is not the one that the plan was made under',
		],
		['of yesterday', "sh 'node expire.cjs'", 'expired at 2020-01-01'],
	])('a plan %s is refused, and nothing is written', async (_, change, why) => {
		const {run, accounts, devServer, write} = await prepared();
		write('expire.cjs', expire);
		const done = await run(ours.replace("unstash 'slack-im-plan'", `unstash 'slack-im-plan'\n${change}`), {parameters});
		expect(done.log.join('\n')).toContain(why);
		expect(done).toMatchObject({result: 'FAILURE', tests: {total: 1, failed: 1}});
		expect(accounts(devServer)).toEqual(everybody);
	});

	test('asks no one where nothing would change, and refuses API_URL and DRY_RUN beside it', async () => {
		const {run, calls} = await world();
		await run(ours);
		calls();
		expect(await run(ours, {parameters: {APPROVE: 'true'}})).toMatchObject({result: 'SUCCESS', inputs: [], tests: {failed: 0}});
		calls();
		const {result, log} = await run(ours, {parameters: {...parameters, API_URL: 'https://x.example.com'}});
		expect(result).toBe('FAILURE');
		expect(ended(log)).toContain('APPROVE cannot be used with API_URL');
		expect((await run(ours, {parameters: {...parameters, DRY_RUN: 'true'}})).result).toBe('FAILURE');
		expect(calls()).toEqual([]);
	});
});

describe.skipIf(noJenkins)('what a person types', () => {
	test.each(['a; touch owned', '$(touch owned)', '*', '--help', '`touch owned`'])('TARGETS %s is the name of no target', async TARGETS => {
		const {run, calls} = await world();
		const {result, log} = await run(ours, {parameters: {TARGETS}});
		expect(result).toBe('FAILURE');
		expect(ended(log)).toContain('exit code 2');
		expect(calls()).toEqual([['sync', ...TARGETS.split(' ').map(name => `--target=${name}`), '--lock-wait=600']]);
		expect(log.join('\n')).not.toContain('touch owned\n+');
	});

	test.each([
		['--config=x.mjs', 'dev-server'],
		['file:///etc', 'dev-server'],
		['OTHER', 'dev-server'],
		['OTHER', ''],
	])('API_URL %s with TARGETS "%s" sends no token anywhere', async (typed, TARGETS) => {
		const {run, write, modelOffice, devServer, slack} = await world();
		write('x.mjs', 'throw new Error("this ran")');
		const API_URL = typed === 'OTHER' ? modelOffice.url.replace('127.0.0.1', 'localhost') : typed;
		const {result, log} = await run(ours, {parameters: {TARGETS, API_URL}});
		expect(result, log.join('\n')).toBe('FAILURE');
		expect(ended(log)).toContain('exit code 2');
		expect(log.join('\n')).not.toContain('this ran');
		expect([...modelOffice.requests, ...devServer.requests, ...slack.requests]).toEqual([]);
	});

	test('API_URL on a host that the config allows is the address of the one target', async () => {
		const {run, modelOffice, accounts, calls, devServer} = await world({
			config: configOf({'model-office': '    apiUrls: [http://127.0.0.1:*]\n'}).replaceAll('MODEL_OFFICE_TOKEN', 'DEV_SERVER_TOKEN'),
		});
		const API_URL = devServer.url;
		const done = await run(ours, {parameters: {TARGETS: 'model-office', API_URL}});
		expect(done.result, done.log.join('\n')).toBe('SUCCESS');
		expect(calls()).toEqual([['sync', '--target=model-office', '--lock-wait=600', '--', API_URL]]);
		expect(accounts(devServer)).toEqual(everybody);
		expect(modelOffice.requests).toEqual([]);
	});
});
