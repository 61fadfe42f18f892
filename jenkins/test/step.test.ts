import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import path from 'node:path';

import {describe, expect, inject, test} from 'vitest';

import {noJenkins} from './harness/runner.ts';
import {world} from './harness/world.ts';

const everybody = ['p001', 'p002', 'p003', 'p004', 'p005'];
const credentials =
	"credentials: [SLACK_BOT_TOKEN: 'slack-bot-token', DEV_SERVER_TOKEN: 'dev-server-token', MODEL_OFFICE_TOKEN: 'model-office-token']";

/** Somebody's deploy pipeline, with the step as its last stage. */
const deploy = (settings: string): string => `@Library('slack-im') _
pipeline {
	agent any
	stages {
		stage('Deploy') {
			steps {
				sh 'mkdir -p reports && echo theirs > reports/theirs.txt'
			}
		}
		stage('Accounts') {
			steps {
				slackIm(${settings})
			}
		}
	}
	post {
		always {
			archiveArtifacts 'reports/**'
		}
	}
}
`;
const scripted = (settings: string): string =>
	`@Library('slack-im') _\nnode {\n\tcheckout scm\n\tdef found = slackIm(${settings})\n\techo "found $found"\n}\n`;

describe.skipIf(noJenkins)('the step slackIm', () => {
	test('is one line of a deploy pipeline: nothing of its workspace is touched', async () => {
		const {run, calls, accounts, devServer, modelOffice} = await world();
		const done = await run(deploy(`targets: ['dev-server'], ${credentials}`));
		expect(done.result, done.log.join('\n')).toBe('SUCCESS');
		expect(calls()).toEqual([['sync', '--report-dir=slack-im-reports/dev-server', '--target=dev-server', '--lock-wait=600']]);
		expect(accounts(devServer)).toEqual(everybody);
		expect(accounts(modelOffice)).toEqual([]);
		expect(done.tests).toMatchObject({failed: 0});
		expect(done.archived).toContain('reports/theirs.txt');
		expect(done.archived).toContain('slack-im-reports/dev-server/report.html');
	});

	test('makes the deploy UNSTABLE for an account that fails, FAILED for a guard, and nothing where it is told so', async () => {
		const {run, slack, devServer} = await world();
		devServer.faults.add({match: {method: 'POST', body: 'p003'}, status: 400, times: null});
		const settings = `targets: ['dev-server'], ${credentials}`;
		const one = await run(scripted(settings));
		expect(one).toMatchObject({result: 'UNSTABLE', tests: {failed: 1}});
		expect(one.log).toContain('found [exitCode:1, changed:4, failed:1, withheld:0]');
		expect((await run(scripted(`${settings}, failOn: 'never'`))).result).toBe('SUCCESS');
		devServer.faults.clear();
		await run(scripted(settings));
		for (const id of ['U0STAFF001', 'U0STAFF002', 'U0STAFF003', 'U0STAFF004']) slack.leave(id);
		const guard = await run(deploy(settings));
		expect(guard).toMatchObject({result: 'FAILURE', tests: {failed: 1}});
		expect(guard.log.join('\n')).toContain('ERROR: slack-im ended with exit code 4: a guard withheld something');
		const lenient = await run(scripted(`${settings}, failOn: 'failure'`));
		expect(lenient.result).toBe('UNSTABLE');
		expect(lenient.log).toContain('found [exitCode:4, changed:0, failed:0, withheld:4]');
		expect((await run(scripted(`${settings}, allow: ['removals=4']`))).log).toContain(
			'found [exitCode:0, changed:4, failed:0, withheld:0]',
		);
	});

	test.each([
		["target: 'x'", 'slackIm has no setting target, did you mean targets?'],
		["targets: 'x'", "slackIm: targets is a list, as in ['x'], not 'x'"],
		['targets: [1]', "slackIm: targets is a list of texts, and '1' is none"],
		["dryRun: 'false'", "slackIm: dryRun is true or false, not 'false'"],
		["lockWait: '600'", "slackIm: lockWait is a number of seconds, as in 600, not '600'"],
		['lock: 5', "slackIm: lock is true, false or the name of a resource, not '5'"],
		["failOn: 'always'", "slackIm: failOn is 'failure', 'withheld' or 'never', not 'always'"],
		["reportDir: '../x'", 'slackIm: reportDir is a folder of its own below the workspace'],
		["credentials: ['a']", 'slackIm: credentials is a map of variables and ids of credentials'],
		["cli: 'https://x.example.com/a.tgz'", 'slackIm: cli is an address, so sha256 is the 64 hexadecimal digits'],
		["approve: true, apiUrl: 'https://x.example.com'", 'slackIm: approve cannot be used with apiUrl'],
	])('refuses %s before anything runs', async (settings, why) => {
		const {run, calls} = await world();
		const {result, log} = await run(deploy(settings));
		expect(result).toBe('FAILURE');
		expect(log.join('\n')).toContain(`ERROR: ${why}`);
		expect(calls()).toEqual([]);
	});

	test.each(['a; touch owned', '$(touch owned)', '*', '"; process.exit(0); "', "'"])('takes %s for the name of a target', async name => {
		const {run, calls} = await world();
		const {result} = await run(scripted(`targets: ['${name.replaceAll('$', '\\$').replaceAll("'", "\\'")}'], ${credentials}`));
		expect(result).toBe('FAILURE');
		expect(calls()[0]).toContain(`--target=${name}`);
	});

	test('fetches a tarball whose sum is right, and no other', async () => {
		const {run, scm, accounts, devServer, file} = await world();
		const folder = path.dirname(file('tarball/package/x', ''));
		mkdirSync(path.join(folder, 'dist'));
		writeFileSync(path.join(folder, 'dist/cli.cjs'), readFileSync(path.join(inject('built'), 'cli.cjs')));
		execFileSync('tar', ['-czf', 'slack-im.tgz', 'package'], {cwd: path.dirname(folder)});
		const tarball = readFileSync(path.join(folder, '../slack-im.tgz'));
		const server = createServer((_, response) => response.end(tarball)).listen(0, '127.0.0.1');
		await new Promise(resolve => {
			server.once('listening', resolve);
		});
		const address = server.address();
		const cli = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/slack-im.tgz`;
		try {
			execFileSync('rm', [path.join(scm, 'cli.cjs')]);
			const wrong = await run(scripted(`targets: ['dev-server'], cli: '${cli}', sha256: '${'0'.repeat(64)}', ${credentials}`));
			expect(wrong.result).toBe('FAILURE');
			expect(wrong.log.join('\n')).toContain(`slack-im: the sha256 of ${cli} is `);
			expect(accounts(devServer)).toEqual([]);
			const sha256 = createHash('sha256').update(tarball).digest('hex');
			const right = await run(scripted(`targets: ['dev-server'], cli: '${cli}', sha256: '${sha256}', ${credentials}`));
			expect(right.result, right.log.join('\n')).toBe('SUCCESS');
			expect(accounts(devServer)).toEqual(everybody);
		} finally {
			server.close();
		}
	});

	test.each([
		["targets: ['dev-server']", 'slack-im-dev-server'],
		["targets: ['dev-server', 'model-office']", 'slack-im-dev-server, slack-im-model-office'],
		["targets: ['dev-server'], lock: 'demo'", 'demo'],
		['lock: true', 'slack-im-all'],
	])('%s locks %s while it writes', async (settings, resources) => {
		const {run} = await world();
		const {result, log} = await run(scripted(`${settings}, ${credentials}`));
		expect(result, log.join('\n')).toBe('SUCCESS');
		expect(log.filter(line => line.startsWith('Trying to acquire lock'))).toEqual([`Trying to acquire lock on [${resources}]`]);
	});

	test('locks nothing where it is told so, in a dry run, and where the plugin is missing; where a lock is asked for, that is an error', async () => {
		const {run, calls} = await world();
		const settings = `targets: ['dev-server'], ${credentials}`;
		for (const done of [
			await run(scripted(`${settings}, lock: false`)),
			await run(scripted(`${settings}, dryRun: true`)),
			await run(scripted(settings), {without: ['lock']}),
		]) {
			expect(done.result, done.log.join('\n')).toBe('SUCCESS');
			expect(done.log.join('\n')).not.toContain('acquire lock');
		}
		expect(calls()).toHaveLength(3);
		const refused = await run(scripted(`${settings}, lock: true`), {without: ['lock']});
		expect(refused.log.join('\n')).toContain('ERROR: slackIm: lock needs the plugin Lockable Resources');
		expect(calls()).toEqual([]);
	});

	test('takes the newest bundle of slack-im-build where none is named, and refuses one whose sum differs', async () => {
		const {run, scm, write} = await world();
		const settings = `targets: ['dev-server'], ${credentials}`;
		write('cli.cjs.sha256', `${'0'.repeat(64)}  cli.cjs\n`);
		const refused = await run(scripted(settings));
		expect(refused.log.join('\n')).toContain('.sha256 says 0000');
		execFileSync('rm', [path.join(scm, 'cli.cjs'), path.join(scm, 'cli.cjs.sha256')]);
		const done = await run(scripted(settings), {artifacts: {'/slack-im-build': inject('built')}});
		expect(done.result, done.log.join('\n')).toBe('SUCCESS');
		expect(existsSync(path.join(scm, 'slack-im-reports'))).toBe(false);
	});
});

describe.skipIf(noJenkins)('approval by the step', () => {
	const settings = `targets: ['dev-server'], approve: 'withheld', ${credentials}`;
	const alone = `@Library('slack-im') _\nslackIm(${settings})\n`;

	test('asks only where something is withheld, without an agent, and applies just that', async () => {
		const {run, slack, accounts, devServer, calls} = await world();
		const first = await run(alone);
		expect(first.result, first.log.join('\n')).toBe('SUCCESS');
		expect(first).toMatchObject({inputs: [], agents: 2, tests: {failed: 0}});
		for (const id of ['U0STAFF001', 'U0STAFF002', 'U0STAFF003', 'U0STAFF004']) slack.leave(id);
		for (const input of ['reject', 'timeout']) {
			expect(await run(alone, {input})).toMatchObject({result: 'ABORTED', tests: null, agents: 1});
		}
		expect(accounts(devServer)).toEqual(everybody);
		calls();
		const done = await run(alone, {env: {SLACK_IM_APPROVERS: 'kim'}});
		expect(done.result, done.log.join('\n')).toBe('SUCCESS');
		expect(done).toMatchObject({
			description: 'dev-server: 4 to deactivate',
			inputs: [{submitter: 'kim', onAgent: false, hasTimeout: true}],
		});
		expect(calls()).toEqual([
			['plan', '--report-dir=slack-im-reports/dev-server-plan', '--target=dev-server', '--out=slack-im-reports/dev-server-plan/plan.json'],
			['apply', '--approved', '--report-dir=slack-im-reports/dev-server', '--lock-wait=600', 'slack-im-reports/dev-server-plan/plan.json'],
		]);
		expect(accounts(devServer)).toEqual(['p005']);
	});
});
