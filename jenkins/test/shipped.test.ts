import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, readFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, inject, test} from 'vitest';
import {parse} from 'yaml';

import {jobsOf, noJenkins, type Said} from './harness/runner.ts';
import {jenkinsfile, root, shipped, slackRefuses, world} from './harness/world.ts';

const everybody = ['p001', 'p002', 'p003', 'p004', 'p005'];
/** The first values of a word, wherever it stands in what Job DSL was told. */
const valueOf = (said: Said, word: string): Said | undefined => {
	for (const each of said) {
		if (typeof each === 'string') continue;
		if (each[0] === word) return each.slice(1);
		const found = valueOf(each, word);
		if (found) return found;
	}
	return undefined;
};

describe.skipIf(noJenkins)('jobs.groovy', () => {
	test('defines a job for each target, started when its system is reset', async () => {
		const jobs = await jobsOf(path.join(root, 'jenkins/jobs.groovy'));
		expect(Object.keys(jobs)).toEqual([
			'slack-im',
			'slack-im-build',
			'slack-im/dev-server',
			'slack-im/model-office',
			'slack-im/sales-demo',
		]);
		const of = (name: string, word: string) => valueOf(jobs[name]!.content, word);
		expect(of('slack-im/dev-server', 'upstream')).toEqual([
			[
				['upstreamProjects', 'deploy-dev-server'],
				['threshold', 'UNSTABLE'],
			],
		]);
		expect(of('slack-im/dev-server', 'spec')).toEqual(['TZ=Asia/Seoul\n20 12 * * *']);
		expect(of('slack-im/model-office', 'upstreamProjects')).toEqual(['deploy-model-office']);
		expect(of('slack-im/model-office', 'cron')).toBeUndefined();
		expect(of('slack-im/sales-demo', 'pipelineTriggers')).toBeUndefined();
		for (const name of ['dev-server', 'model-office', 'sales-demo']) {
			expect(of(`slack-im/${name}`, 'disableConcurrentBuilds')).toEqual([]);
			expect(shipped(String(of(`slack-im/${name}`, 'scriptPath')![0]))).toContain('env.JOB_BASE_NAME');
		}
		expect(existsSync(path.join(root, String(of('slack-im-build', 'scriptPath')![0])))).toBe(true);
	});

	test('casc.yaml names the library, the credentials and the jobs, and holds no secret', () => {
		const casc = parse(shipped('jenkins/casc.yaml'));
		expect(casc.unclassified.globalLibraries.libraries[0]).toMatchObject({
			name: 'slack-im',
			retriever: {modernSCM: {libraryPath: 'jenkins/'}},
		});
		for (const {string} of casc.credentials.system.domainCredentials[0].credentials) expect(string.secret).toMatch(/^\$\{\w+\}$/);
		expect(casc.jobs[0].file).toMatch(/jobs\.groovy$/);
	});
});

describe.skipIf(noJenkins)('target.Jenkinsfile', () => {
	const script = 'jenkins/target.Jenkinsfile';

	test('synchronises the target of the job’s name, before its parameters are known and with them', async () => {
		const {run, calls, accounts, devServer, modelOffice} = await world();
		const first = await run(script, {job: 'slack-im/dev-server', firstRun: true});
		expect(first.result, first.log.join('\n')).toBe('SUCCESS');
		expect(calls()).toEqual([['sync', '--report-dir=slack-im-reports/dev-server', '--target=dev-server', '--lock-wait=600']]);
		expect(accounts(devServer)).toEqual(everybody);
		expect(accounts(modelOffice)).toEqual([]);
	});
});

/** An npx that only makes what pnpm would have made. */
const agent = (file: (name: string, text: string) => string, tests: string): string => {
	const npx = file(
		'build-bin/npx',
		`#!/bin/sh\nif [ "$3" = test ]; then ${tests}; fi\nif [ "$3" = build ]; then mkdir -p apps/cli/dist; cp ${inject('built')}/* apps/cli/dist; fi\n`,
	);
	chmodSync(npx, 0o755);
	return `${path.dirname(npx)}:/usr/bin:/bin`;
};

describe.skipIf(noJenkins)('build.Jenkinsfile', () => {
	test('archives the bundle, its sum and the licences, and the Jenkinsfile takes them', async () => {
		const {run, file, scm, accounts, devServer} = await world();
		const built = await run('jenkins/build.Jenkinsfile', {env: {PATH: agent(file, 'true')}});
		expect(built.result, built.log.join('\n')).toBe('SUCCESS');
		expect(built.archived).toEqual(['cli.cjs', 'cli.cjs.sha256', 'licences.txt']);
		expect(readFileSync(path.join(built.archive, 'licences.txt'), 'utf8')).toContain('clipanion 3.2.1: MIT');
		const archive = file('archive/x', '');
		execFileSync('cp', ['-r', `${built.archive}/.`, path.dirname(archive)]);
		execFileSync('rm', [path.join(scm, 'cli.cjs'), path.join(scm, 'cli.cjs.sha256')]);
		const missing = await run(jenkinsfile());
		expect(missing).toMatchObject({result: 'FAILURE', tests: null});
		expect(missing.log.join('\n')).toContain('Unable to find project for artifact copy: slack-im-build');
		const done = await run(jenkinsfile(), {artifacts: {'slack-im-build': path.dirname(archive)}});
		expect(done.result, done.log.join('\n')).toBe('SUCCESS');
		expect(accounts(devServer)).toEqual(everybody);
	});

	test('archives nothing where a test fails', async () => {
		const {run, file} = await world();
		expect(await run('jenkins/build.Jenkinsfile', {env: {PATH: agent(file, 'exit 1')}})).toMatchObject({result: 'FAILURE', archived: []});
	});
});

describe.skipIf(noJenkins)('the examples', () => {
	test('matrix reads Slack once, and publishes all reports once', async () => {
		const {run, calls, accounts, devServer, modelOffice, slack} = await world();
		const done = await run('jenkins/examples/matrix.Jenkinsfile');
		expect(done.result, done.log.join('\n')).toBe('SUCCESS');
		expect(calls()).toEqual([
			['snapshot', '--out', 'slack.jsonl', '--junit', 'reports/snapshot.xml'],
			['sync', '--from', 'slack.jsonl', '--target=dev-server', '--report-dir=reports/dev-server', '--lock-wait=600'],
			['sync', '--from', 'slack.jsonl', '--target=model-office', '--report-dir=reports/model-office', '--lock-wait=600'],
		]);
		expect([accounts(devServer), accounts(modelOffice)]).toEqual([everybody, everybody]);
		expect(slack.requests.filter(({path}) => path.endsWith('users.list'))).toHaveLength(1);
		expect(done.log.filter(line => line === 'Recording test results')).toHaveLength(1);
		expect(done.archived.some(name => name.includes('slack.jsonl'))).toBe(false);

		devServer.faults.add({match: {method: 'GET'}, status: 403, times: null});
		const half = await run('jenkins/examples/matrix.Jenkinsfile');
		expect(half.result).toBe('FAILURE');
		expect(half.tests!.failures).toEqual([expect.stringContaining('slack-im.dev-server')]);

		slack.faults.add(slackRefuses);
		const none = await run('jenkins/examples/matrix.Jenkinsfile');
		expect(none).toMatchObject({result: 'FAILURE', tests: {failed: 1}});
	});

	test('drift writes nothing: UNSTABLE where accounts differ, SUCCESS where none does; offline in a pull request', async () => {
		const script = shipped('jenkins/examples/drift.Jenkinsfile').replace(
			"variable: 'SLACK_BOT_TOKEN')]",
			"variable: 'SLACK_BOT_TOKEN'), string(credentialsId: 'dev-server-token', variable: 'DEV_SERVER_TOKEN'), string(credentialsId: 'model-office-token', variable: 'MODEL_OFFICE_TOKEN')]",
		);
		const {run, calls, accounts, devServer, slack} = await world();
		const drifted = await run(script);
		expect(drifted, drifted.log.join('\n')).toMatchObject({result: 'UNSTABLE', tests: null});
		expect(drifted.log.join('\n')).toContain('WARNING: accounts differ from Slack');
		expect(accounts(devServer)).toEqual([]);
		await run(jenkinsfile());
		expect((await run(script)).result).toBe('SUCCESS');
		calls();
		slack.faults.add(slackRefuses);
		expect((await run(script)).result).toBe('FAILURE');
		calls();
		const request = await run(script, {env: {CHANGE_ID: '7', SLACK_BOT_TOKEN: ''}});
		expect(request.result, request.log.join('\n')).toBe('SUCCESS');
		expect(calls()).toEqual([['doctor', '--offline']]);
	});
});

/** The Groovy of a page, each with the heading above it. */
const snippetsOf = (page: string): [string, string][] => {
	let heading = '';
	return [...shipped(page).matchAll(/^#+ (.*)$|^```groovy\n([^]*?)^```$/gm)].flatMap(([, title, text]): [string, string][] => {
		if (title !== undefined) heading = title;
		return text === undefined ? [] : [[heading, text]];
	});
};

/** A snippet as a whole pipeline: a section stands in one, and so does a step. */
const whole = (text: string): string => {
	if (/^(@Library|pipeline|node)/.test(text)) return text;
	const isSection = /^(triggers|environment|options) \{/.test(text);
	return `pipeline {\nagent any\n${isSection ? text : ''}\nstages { stage('S') { steps {\n${isSection ? "echo 'x'" : text}\n} } }\n}\n`;
};

describe.skipIf(noJenkins).each(['docs/jenkins.md', 'docs/jenkins.ko.md'])('%s', page => {
	test.each(snippetsOf(page))('the Groovy under “%s” runs', async (_, text) => {
		const {run, accounts, devServer} = await world();
		const done = await run(whole(text), {jobs: {'slack-im/dev-server': 'SUCCESS'}});
		// Nothing is at the tarball's address
		const isTarball = text.includes('.tgz');
		expect(done.result, done.log.join('\n')).toBe(isTarball ? 'FAILURE' : 'SUCCESS');
		expect(done.log.some(line => line.startsWith('slack-im: https://artifacts.example.com/slack-im-0.1.0.tgz: '))).toBe(isTarball);
		expect(accounts(devServer)).toEqual(text.includes('slackIm(') && !isTarball ? everybody : []);
		expect(done.started.map(({job, wait}) => ({job, wait}))).toEqual(
			text.includes('build job') ? [{job: 'slack-im/dev-server', wait: false}] : [],
		);
	});
});
