import type {ChildProcess} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {readJUnit} from './harness/junit.ts';
import {staff, world} from './harness/world.ts';

/** Does something once, when the log says so. */
const when = (words: string, act: (child: ChildProcess) => void): ((text: string, child: ChildProcess) => void) => {
	let done = false;
	return (text, child) => {
		if (done || !text.includes(words)) return;
		done = true;
		setTimeout(() => act(child), 150);
	};
};

const slowWorld = () => world({slack: {people: staff(200)}, devServer: {latency: 60}});

describe('a run that is told to stop', () => {
	test.each([
		['SIGTERM', 143],
		['SIGINT', 130],
	] as const)('by %s begins nothing more, reports what it did, and exits %i', async (signal, exit) => {
		const {devServer, run} = await slowWorld();
		const result = await run(['sync'], {onStderr: when('applying', child => child.kill(signal))});
		expect(result.exitCode, result.stderr).toBe(exit);
		const made = devServer.accounts().length - 1;
		expect(made).toBeGreaterThan(0);
		expect(made).toBeLessThan(200);
		const {cases} = result.junit();
		expect(cases.filter(({name, state}) => name.includes('@') && state === 'passed')).toHaveLength(made);
		expect(result.stdout).toContain(`Exit code ${exit}`);
		// The next run brings it to the end that it would have had
		const next = await run(['sync']);
		expect(next.exitCode, next.stdout).toBe(0);
		expect(devServer.accounts()).toHaveLength(201);
	});

	test('while Slack is read ends at once, with nothing planned', async () => {
		const {slack, devServer, run} = await slowWorld();
		slack.faults.add({match: {path: '/api/users.list'}, hang: true, times: null});
		const result = await run(['sync'], {onStderr: when('config:', child => child.kill('SIGTERM'))});
		expect(result.exitCode, result.stderr).toBe(143);
		expect(devServer.requests).toEqual([]);
	});

	test('twice ends at once, with the reports as far as they go', async () => {
		const {devServer, run} = await slowWorld();
		devServer.faults.add({match: {method: 'POST'}, hang: true, times: null});
		const startedAt = performance.now();
		const result = await run(['sync'], {
			onStderr: when('applying', child => {
				child.kill('SIGTERM');
				setTimeout(() => child.kill('SIGTERM'), 300);
			}),
		});
		expect(result.exitCode, result.stderr).toBe(143);
		expect(performance.now() - startedAt).toBeLessThan(8000);
		expect(result.junit().errors).toBeGreaterThan(0);
		expect(
			result
				.junit()
				.cases.map(({text}) => text)
				.join('\n'),
		).toContain('SIGTERM');
	});

	test('has the whole report on disk within 3 s, names what is still under way, and is over before Jenkins kills it', async () => {
		const {devServer, run, folder} = await slowWorld();
		devServer.faults.add({match: ({method}) => method === 'POST' && devServer.accounts().length > 3, hang: true, times: null});
		let killedAt = 0;
		let early = '';
		const result = await run(['sync'], {
			onStderr: when('applying', child => {
				killedAt = performance.now();
				child.kill('SIGTERM');
				setTimeout(() => {
					early = readFileSync(path.join(folder, 'reports/junit.xml'), 'utf8');
				}, 2900);
			}),
		});
		expect(performance.now() - killedAt).toBeLessThan(4800);
		expect(result.exitCode, result.stderr).toBe(143);
		expect(result.stderr).toContain('those under way get 3 s');
		expect(readJUnit(early).cases.filter(({name}) => name.includes('@'))).toHaveLength(200);
		const made = devServer.accounts().flatMap(({email}) => (typeof email === 'string' ? [email] : []));
		expect(made.filter(email => !early.includes(email))).toEqual([]);
		expect(early).toContain('not run: outcome unknown');
		expect(early).not.toContain('did not finish');
		const {cases} = result.junit();
		const text = cases.map(({text}) => text).join('\n');
		expect(text).toContain('it may have been created; the next run will see');
		expect(text).not.toContain('outcome unknown');
	});
});

describe('a run that is killed', () => {
	test('leaves a report that says it did not finish, and the next run reaches the undisturbed end', async () => {
		const {devServer, run} = await slowWorld();
		await run(['plan']);
		const result = await run(['sync'], {onStderr: when('applying', child => child.kill('SIGKILL'))});
		expect(result.signal).toBe('SIGKILL');
		expect(result.junit()).toMatchObject({failures: 0, errors: 1});
		expect(result.junit().cases.find(({name}) => name === 'finished')).toMatchObject({
			state: 'error',
			text: expect.stringContaining('did not finish'),
		});
		const next = await run(['sync']);
		expect(next.exitCode, next.stdout).toBe(0);
		const userIds = devServer.accounts().map(({userId}) => userId);
		expect(new Set(userIds).size).toBe(201);
		expect(userIds).toHaveLength(201);
	});
});
