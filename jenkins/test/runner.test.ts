import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {afterAll, describe, expect, test} from 'vitest';

import {build, noJenkins, stop, type Build, type BuildOptions} from './harness/runner.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-runner-'));
afterAll(() => {
	stop();
	rmSync(folder, {recursive: true, force: true});
});

let count = 0;
const run = (text: string, options: Partial<BuildOptions> = {}): Promise<Build> => {
	const script = path.join(folder, `pipeline${(count += 1)}.groovy`);
	writeFileSync(script, text);
	return build({script, home: path.join(folder, `home${count}`), ...options});
};
const declarative = (steps: string, more = ''): string =>
	`pipeline {\n\tagent any\n${more}\n\tstages { stage('S') { steps {\n${steps}\n} } }\n}`;

describe.skipIf(noJenkins)('the runner of pipelines', () => {
	test.each([
		["junt 'x'", 'groovy: 5: there is no step `junt`, did you mean `junit`?'],
		["junit testResults: 'x', keepProperties: true", 'groovy: 5: `junit` has no `keepProperties`'],
		["sh 'true', label: 'x', retrunStatus: true", 'did you mean `returnStatus`?'],
		["script { [1, 2].sort { echo 'x' } }", '`sort` cannot be suspended'],
		["script { synchronized (this) { echo 'x' } }", '`synchronized` does not run in a pipeline'],
		["script { def m = 'a' =~ /b/; echo 'x' }", 'a Matcher cannot be saved between steps'],
		["script { def all = [a: 1].keySet(); echo 'x' }", 'what `keySet` gives cannot be saved between steps'],
	])('refuses %s before anything runs, with its place', async (steps, why) => {
		const {result, log} = await run(declarative(`${steps}\n`));
		expect(result).toBe('FAILURE');
		expect(log.join('\n')).toContain(why);
		expect(log.join('\n')).not.toContain('Running on');
	});

	test.each([
		['options { timestamps() }', '`options` has no `timestamps`'],
		["parameters { strng(name: 'A') }", '`parameters` has no `strng`, did you mean `string`?'],
		["parameters { string(name: 'A', defaultvalue: '') }", '`string` has no `defaultvalue`, did you mean `defaultValue`?'],
		['post { allways { deleteDir() } }', '`post` has no `allways`, did you mean `always`?'],
	])('refuses the section %s', async (section, why) => {
		expect((await run(declarative('deleteDir()', section))).log.join('\n')).toContain(why);
	});

	test('refuses a library that is not there, and a step in a @NonCPS method', async () => {
		const {log} = await run("@Library('nope') _\nnode { x() }\n@NonCPS\ndef x() { echo 'x' }");
		expect(log.join('\n')).toContain('1: no shared library is called `nope`');
		expect(log.join('\n')).toContain('4: a @NonCPS method calls the step `echo`');
	});

	test('gives every agent a workspace of its own, which only a stash leads into', async () => {
		const missing = await run("node { writeFile file: 'a', text: 'A' }\nnode { echo readFile('a') }");
		expect(missing.result).toBe('FAILURE');
		const stashed = await run(
			"def n = 'x'\nnode { writeFile file: 'a', text: 'A'; stash name: \"s-$n\" }\nnode { unstash 's-x'; echo readFile('a') }",
		);
		expect(stashed).toMatchObject({result: 'SUCCESS', agents: 2});
		const none = await run("sh 'true'");
		expect(none.log.join('\n')).toContain('hudson.FilePath is missing');
	});

	test('keeps the chain of builds, with cause, result, start and description', async () => {
		const history = path.join(folder, 'history.json');
		writeFileSync(history, '[]');
		await run("currentBuild.description = 'first'\ncurrentBuild.result = 'NOT_BUILT'", {history, cause: 'timer', now: 1000});
		const {log, number, result} = await run(
			'def b = currentBuild.previousBuild\necho "$b.number $b.result $b.startTimeInMillis $b.description ${b.getBuildCauses(\'hudson.triggers.TimerTrigger\\$TimerTriggerCause\').size()} ${b.previousBuild}"',
			{history},
		);
		expect({log: log[0], number, result}).toEqual({log: '1 NOT_BUILT 1000 first 1 null', number: 2, result: 'SUCCESS'});
		expect(JSON.parse(readFileSync(history, 'utf8'))).toMatchObject([{result: 'NOT_BUILT', cause: 'timer'}, {result: 'SUCCESS'}]);
	});

	test('answers input with values, or does not', async () => {
		const ask =
			"timeout(time: 8, unit: 'HOURS') { echo \"${input(message: 'ok?', submitter: 'kim', submitterParameter: 'WHO', parameters: [string(name: 'A', defaultValue: '1')])}\" }";
		expect((await run(ask, {input: 'approve:A=2'})).log).toContain('[A:2, WHO:kim]');
		expect((await run(ask, {input: 'reject'})).result).toBe('ABORTED');
		expect((await run(ask, {input: 'timeout'})).result).toBe('ABORTED');
		expect((await run(ask, {approver: 'lee'})).result).toBe('ABORTED');
		expect((await run("input 'ok?'", {input: 'timeout'})).log.join('\n')).toContain('it would wait for ever');
	});

	test('aborts as Jenkins does: SIGTERM to children first, SIGKILL after 5 s, then post as ABORTED', async () => {
		const marker = path.join(folder, 'order');
		const text = `sh '''#!/bin/bash
			trap "sleep 0.5; echo parent >> ${marker}" TERM
			(trap "echo child >> ${marker}; exit" TERM; echo running; while true; do sleep 0.1; done) &
			wait; while true; do sleep 1; done
		'''`;
		const startedAt = performance.now();
		const {result, log} = await run(declarative(text, "post { always { echo 'in post' }; aborted { echo 'was aborted' } }"), {
			abortAt: 'running',
			abortAfter: 0.5,
		});
		expect(result, log.join('\n')).toBe('ABORTED');
		expect(performance.now() - startedAt).toBeGreaterThan(5000);
		expect(readFileSync(marker, 'utf8')).toBe('child\nparent\n');
		expect(log).toEqual(expect.arrayContaining(['in post', 'was aborted', expect.stringContaining('SIGKILL after 5 seconds')]));
	});

	test('knows other jobs, their artifacts, locks, and what is not installed', async () => {
		const artifacts = {'slack-im-build': folder};
		writeFileSync(path.join(folder, 'cli.cjs'), '');
		const text = `node {
			copyArtifacts projectName: 'slack-im-build', selector: lastSuccessful(), filter: 'cli.cjs'
			lock(resource: 'a') { build job: 'x', wait: false, parameters: [string(name: 'A', value: 'b'), booleanParam(name: 'C', value: true)] }
			build job: 'y', propagate: true
		}`;
		const done = await run(text, {artifacts, jobs: {x: 'SUCCESS', y: 'UNSTABLE'}});
		expect(done).toMatchObject({result: 'UNSTABLE', started: [{job: 'x', parameters: {A: 'b', C: 'true'}, wait: false}, {job: 'y'}]});
		expect((await run(text, {jobs: {x: 'SUCCESS', y: 'SUCCESS'}})).log.join('\n')).toContain(
			'Unable to find project for artifact copy: slack-im-build',
		);
		expect((await run(text, {artifacts, without: ['copyArtifacts']})).log.join('\n')).toContain("No such DSL method 'copyArtifacts'");
		expect((await run(text, {artifacts, jobs: {x: 'SUCCESS'}})).log.join('\n')).toContain('No item named y found');
	});

	test('masks secrets, unless it is told not to', async () => {
		const text = "node { withCredentials([string(credentialsId: 'a', variable: 'A')]) { sh 'echo $A' } }";
		expect((await run(text, {credentials: {a: 'hunter22'}})).log.join('\n')).not.toContain('hunter22');
		expect((await run(text, {credentials: {a: 'hunter22'}, noMasking: true})).log.join('\n')).toContain('hunter22');
		expect(existsSync(path.join(folder, `home${count}/workspace`))).toBe(true);
	});
});
