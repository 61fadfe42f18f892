import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {noJenkins, type Build, type BuildOptions} from './harness/runner.ts';
import {
	configOf,
	jenkinsfile,
	leavers,
	seated,
	shipped,
	slackRefuses,
	staff,
	world,
	type World,
	type WorldOptions,
} from './harness/world.ts';

const oldNode = '/usr/bin/node';
const hasOldNode = existsSync(oldNode) && Number(execFileSync(oldNode, ['-p', 'parseInt(process.versions.node)'], {encoding: 'utf8'})) < 22;

interface Pipeline {
	readonly script: (more?: string) => string;
	readonly options?: Partial<BuildOptions>;
	/** Whether parameters or settings ask for a dry run or an approval. */
	readonly asks: 'parameters' | 'settings' | 'always' | 'never';
}

/** In a deploy pipeline on its agent; one that asks a person has none of its own. */
const deploy = (more = ''): string => `@Library('slack-im') _
pipeline {
	agent ${more.includes('approve') ? 'none' : 'any'}
	stages {
		stage('Accounts') {
			steps {
				slackIm(targets: ['dev-server'], ${more}credentials: [SLACK_BOT_TOKEN: 'slack-bot-token', DEV_SERVER_TOKEN: 'dev-server-token'])
			}
		}
	}
}
`;
const drift = shipped('jenkins/examples/drift.Jenkinsfile').replace(
	"variable: 'SLACK_BOT_TOKEN')]",
	"variable: 'SLACK_BOT_TOKEN'), string(credentialsId: 'dev-server-token', variable: 'DEV_SERVER_TOKEN'), string(credentialsId: 'model-office-token', variable: 'MODEL_OFFICE_TOKEN')]",
);

const pipelines: Readonly<Record<string, Pipeline>> = {
	Jenkinsfile: {script: () => jenkinsfile(), asks: 'parameters'},
	target: {script: () => shipped('jenkins/target.Jenkinsfile'), options: {job: 'slack-im/dev-server'}, asks: 'parameters'},
	slackIm: {script: deploy, asks: 'settings'},
	approval: {script: () => shipped('jenkins/examples/approval.Jenkinsfile'), options: {approver: 'ops-team'}, asks: 'always'},
	matrix: {script: () => shipped('jenkins/examples/matrix.Jenkinsfile'), asks: 'never'},
	drift: {script: () => drift, asks: 'never'},
};

/** What a case needs, and the build that it is about. */
interface Case {
	readonly given?: (name: string) => WorldOptions;
	readonly build: (run: (options?: Partial<BuildOptions>, more?: string) => Promise<Build>, at: World, name: string) => Promise<Build>;
}

const asking = (name: string, kind: 'DRY_RUN' | 'APPROVE'): [Partial<BuildOptions>, string] => {
	const {asks} = pipelines[name]!;
	return [
		asks === 'parameters' ? {parameters: {[kind]: true}} : {},
		asks === 'settings' ? `${kind === 'DRY_RUN' ? 'dryRun' : 'approve'}: true, ` : '',
	];
};
const answered = (input: string): Case => ({
	given: () => seated,
	async build(run, {slack, accounts, devServer}, name) {
		leavers(slack);
		const [options, more] = asking(name, 'APPROVE');
		const done = await run({...options, input}, more);
		expect(done.inputs).toMatchObject([{onAgent: false, hasTimeout: true}]);
		expect(accounts(devServer)).toHaveLength(input === 'approve' ? 1 : 5);
		return done;
	},
});
const failing = ({devServer}: World): void => void devServer.faults.add({match: {method: 'POST', body: 'p003'}, status: 400, times: null});

const cases: Readonly<Record<string, Case>> = {
	success: {
		given: name => (name === 'drift' ? seated : {}),
		async build(run, {accounts, devServer}) {
			const done = await run();
			expect(accounts(devServer)).toHaveLength(5);
			return done;
		},
	},
	'one failing account': {
		async build(run, at) {
			failing(at);
			const done = await run();
			expect(done.tests).toMatchObject({failed: 1, failures: [expect.stringContaining('p003@example.com')]});
			return done;
		},
	},
	'a guard': {
		given: () => seated,
		async build(run, {slack, accounts, devServer}) {
			leavers(slack);
			const done = await run();
			expect(accounts(devServer)).toHaveLength(5);
			return done;
		},
	},
	'Slack down': {
		async build(run, {slack}) {
			slack.faults.add(slackRefuses);
			return run();
		},
	},
	'target down': {
		async build(run, {devServer}) {
			devServer.faults.add({match: {method: 'GET'}, status: 403, times: null});
			return run();
		},
	},
	'missing credential': {
		async build(run, {file, accounts, devServer}) {
			const old = '<testsuites><testsuite name="old"><testcase classname="old" name="old"/></testsuite></testsuites>';
			for (const folder of ['reports', 'plan', 'slack-im-reports/dev-server']) file(`old/${folder}/junit.xml`, old);
			const leftover = path.dirname(file('old/x', ''));
			const done = await run({leftover, credentials: {}});
			expect(done.archived).toEqual([]);
			expect(accounts(devServer)).toEqual([]);
			return done;
		},
	},
	'Node 20': {
		given: () => ({node: oldNode}),
		async build(run) {
			const done = await run();
			expect(done.log.join('\n')).toContain('slack-im needs Node 22.21');
			return done;
		},
	},
	'first run': {given: name => (name === 'drift' ? seated : {}), build: run => run({firstRun: true})},
	'dry run between two failures': {
		async build(run, at, name) {
			failing(at);
			const history = at.file('history.json', '[]');
			const first = await run({history});
			const [options, more] = asking(name, 'DRY_RUN');
			const dry = await run({...options, history}, more);
			const second = await run({history});
			expect(second.failingSince).toEqual(first.failingSince);
			expect(Object.values(second.failingSince ?? {})).toEqual([1]);
			return dry;
		},
	},
	approved: answered('approve'),
	rejected: answered('reject'),
	'timed out': answered('timeout'),
	'aborted with calls of 8 s': {
		given: () => ({people: staff(40), config: configOf({'dev-server': '    limits: {concurrency: 4}\n'})}),
		async build(run, {devServer, accounts, artifact}, name) {
			// The first nine are answered at once
			devServer.faults.add({match: {method: 'POST', body: 'p00'}, times: null});
			devServer.faults.add({match: {method: name === 'drift' ? 'GET' : 'POST'}, delay: 8000, times: null});
			const done = await run({abortAt: name === 'drift' ? 'Slack: ' : 'applying', abortAfter: 0.5});
			expect(done.log.join('\n')).not.toContain('SIGKILL');
			if (name === 'drift') return done;
			const report = artifact(
				done,
				done.archived.find(file => file.endsWith('junit.xml') && !file.includes('-plan/'))!,
			);
			for (const person of accounts(devServer)) expect(report).toContain(`${person}@example.com`);
			expect(report).toContain('it may have been created; the next run will see');
			return done;
		},
	},
};

/** The result, whether `junit` published, and the last line of the log that says why. A text says why there is no such case. */
type Cell = readonly [Build['result'], 'published' | 'not published', string] | string;

const code = (number: number, why: string): string => `ERROR: slack-im ended with exit code ${number}: ${why}`;
const done: Cell = ['SUCCESS', 'published', 'Done.'];
const unstable: Cell = ['UNSTABLE', 'published', 'WARNING: slack-im ended with exit code 1: single accounts failed or are in conflict'];
const guard: Cell = ['FAILURE', 'published', code(4, 'a guard withheld something; the report says how to allow it once')];
const slackDown: Cell = ['FAILURE', 'published', code(3, 'Slack could not be read')];
const targetDown: Cell = ['FAILURE', 'published', code(5, 'a target could not be used')];
const noCredential: Cell = ['FAILURE', 'not published', "ERROR: Could not find credentials entry with ID 'slack-bot-token'"];
const node20: Cell = ['FAILURE', 'not published', code(2, 'the config or the call is wrong; see the line above')];
const dryRun: Cell = ['SUCCESS', 'not published', 'Done.'];
const rejected: Cell = ['ABORTED', 'not published', 'ERROR: Rejected by Kim'];
const timedOut: Cell = ['ABORTED', 'not published', 'ERROR: Timeout has been exceeded'];
const aborted: Cell = ['ABORTED', 'published', 'ERROR: Aborted by Kim'];
const noQuestion = 'it asks no one';
const noDryRun = 'it has no dry run';
const noWrites = 'it writes nothing';

// oxfmt-ignore
const table: Readonly<Record<string, readonly Cell[]>> = {
	//                  success, failing account, guard, Slack down, target down, credential, Node 20, first run, dry run, approved, rejected, timed out, aborted
	Jenkinsfile: [done, ['UNSTABLE', 'published', 'Exit code 1: 1 failed.'], guard, slackDown, targetDown, noCredential, node20, done, dryRun, done, rejected, timedOut, aborted],
	target: [done, unstable, guard, slackDown, targetDown, noCredential, node20, done, dryRun, done, rejected, timedOut, aborted],
	slackIm: [done, unstable, guard, slackDown, targetDown, noCredential, node20, done, dryRun, done, rejected, timedOut, aborted],
	approval: [done, unstable, 'what a guard withholds is asked for: see approved', slackDown, targetDown, noCredential, node20, done, noDryRun, done, rejected, timedOut, aborted],
	matrix: [
		done, ['UNSTABLE', 'published', 'Done.'], ['FAILURE', 'published', 'ERROR: slack-im ended with exit code 4 for model-office'],
		['FAILURE', 'published', 'ERROR: slack-im snapshot ended with exit code 3'], ['FAILURE', 'published', 'ERROR: slack-im ended with exit code 5 for dev-server'],
		noCredential, ['FAILURE', 'not published', 'ERROR: slack-im snapshot ended with exit code 2'],
		done, noDryRun, noQuestion, noQuestion, noQuestion,
		// The runner's cells come one after the other: the second has not begun
		['ABORTED', 'published', 'ERROR: no reports of model-office'],
	],
	drift: [
		dryRun, noWrites, ['FAILURE', 'not published', 'ERROR: slack-im plan ended with exit code 4'], ['FAILURE', 'not published', 'ERROR: slack-im plan ended with exit code 3'],
		['FAILURE', 'not published', 'ERROR: slack-im plan ended with exit code 5'], noCredential, ['FAILURE', 'not published', 'ERROR: slack-im plan ended with exit code 2'],
		dryRun, 'it is one', noQuestion, noQuestion, noQuestion, ['ABORTED', 'not published', 'ERROR: Aborted by Kim'],
	],
};

const lastLine = (log: readonly string[]): string =>
	log.findLast(line => /^(ERROR: |WARNING: |No test report|Error when)/.test(line)) ??
	log.findLast(line => /^(Done|Exit code)/.test(line)) ??
	'';

describe.skipIf(noJenkins)('every shipped pipeline, in every case', () => {
	const cells = Object.keys(pipelines).flatMap(name =>
		Object.keys(cases).flatMap((which, index) => {
			const cell = table[name]![index]!;
			return typeof cell === 'string' || (which === 'Node 20' && !hasOldNode) ? [] : [{name, which, cell}];
		}),
	);
	test.each(cells)('$name: $which', async ({name, which, cell: [wanted, published, why]}) => {
		const {script, options: standard} = pipelines[name]!;
		const {given, build} = cases[which]!;
		const at = await world(given?.(name));
		const {result, tests, log} = await build((options, more) => at.run(script(more), {...standard, ...options}), at, name);
		expect([result, tests ? 'published' : 'not published', lastLine(log)], log.join('\n')).toEqual([
			wanted,
			published,
			expect.stringContaining(why),
		]);
	});
});
