import {describe, expect, test} from 'vitest';

import {toJUnit, unfinishedJUnit} from '../src/index.ts';
import type {Run} from '@slack-im/core';
import * as make from './builders.ts';
import {readCases, readSuites, type ReadCase} from './xml.ts';

const casesOf = (run: Run): ReadCase[] => readCases([...toJUnit(run)].join(''));
const summaryOf = (run: Run): string[] => casesOf(run).map(({suite, name, status}) => `${suite} ${name}: ${status}`);
const caseOf = (run: Run, name: string): ReadCase | undefined => casesOf(run).find(item => item.name === name);

const unchanged = (many: number): Run =>
	make.run({
		targets: [
			make.target({outcomes: [...Array.from({length: many}, (_, index) => make.done(make.noop(`p${index}`))), make.done(make.create())]}),
		],
	});

describe('what becomes of a person’s operation', () => {
	const {run, target, done, failed, withheld, notRun, create, update, deactivate, noop, skip, reactivate} = make;
	test.each([
		['an account that was created passes', {}, done(create()), 'passed', undefined],
		['an account that was updated passes', {}, done(update()), 'passed', undefined],
		['somebody unchanged passes', {}, done(noop()), 'passed', undefined],
		['a failure is a failure with its reason', {}, failed(create()), 'failure', 'create: POST /users: 422 name is too long'],
		[
			'a conflict found while applying is a failure',
			{},
			{kind: 'conflict', operation: create('kim'), milliseconds: 5, conflict: make.conflict({message: 'held by another'})},
			'failure',
			'held by another (with kim2@example.com)',
		],
		[
			'what a guard withholds is skipped, and names it',
			{},
			withheld(deactivate()),
			'skipped',
			'would deactivate, withheld by the removals guard',
		],
		[
			'several guards are all named',
			{},
			{kind: 'withheld', operation: update(), by: ['updates', 'privileged']},
			'skipped',
			'would update, withheld by the updates and privileged guards',
		],
		[
			'what a stop left over is skipped',
			{},
			notRun(reactivate(), 'stopped'),
			'skipped',
			'would reactivate, not run: the run was stopped first',
		],
		['what trouble left over is skipped', {}, notRun(create(), 'trouble'), 'skipped', 'would create, not run: the target was in trouble'],
		[
			'a verb that this run leaves out is skipped',
			{},
			notRun(skip('ada', {because: 'only'}), 'plan'),
			'skipped',
			'deactivate skipped: it is not among the verbs of --only',
		],
		['a verb the target lacks is skipped', {}, notRun(skip(), 'plan'), 'skipped', 'deactivate skipped: the target has no such verb'],
		[
			'a policy that only reports is skipped',
			{},
			done(skip('ada', {because: 'policy'})),
			'skipped',
			'deactivate skipped: the policy is to report it',
		],
		[
			'somebody unchanged in a target that was stopped did not pass',
			{},
			notRun(noop(), 'stopped'),
			'skipped',
			'not run: the run was stopped first',
		],
		['a dry run creates nobody', {dryRun: true}, notRun(create(), 'dry-run'), 'skipped', 'dry run: would create'],
		[
			'a dry run of a target that cannot be read says ensure',
			{dryRun: true},
			notRun(create('ada', {unverified: true}), 'dry-run'),
			'skipped',
			'dry run: would ensure',
		],
		['a dry run skips even the unchanged', {dryRun: true}, done(noop()), 'skipped', 'dry run: unchanged'],
		[
			'a dry run names the guard that would withhold',
			{dryRun: true},
			withheld(),
			'skipped',
			'dry run: would deactivate, withheld by the removals guard',
		],
		['a plan is a dry run', {dryRun: true, command: 'plan'}, notRun(update(), 'plan'), 'skipped', 'dry run: would update'],
		['a failure in a dry run stays a failure', {dryRun: true}, failed(update()), 'failure', 'update: POST /users: 422 name is too long'],
	] as const)('%s', (_sentence, overrides, outcome, status, message) => {
		const [item, ...rest] = casesOf(run({...overrides, targets: [target({outcomes: [outcome]})]})).filter(
			({suite, name}) => suite === 'slack-im.dev-server' && name !== 'kim2@example.com',
		);
		expect(rest).toEqual([]);
		expect(item).toMatchObject({status, name: `${outcome.operation.person.email}`, ...(message !== undefined && {message})});
	});
});

describe('the cases of a run', () => {
	const {run, target, source, conflict, person, done, create, noop, tripped, guard, error, orphan} = make;
	test.each([
		[
			'a clean sync has config, finished, read and its people',
			run({targets: [target({outcomes: [done()]})]}),
			[
				'slack-im.run config: passed',
				'slack-im.run finished: passed',
				'slack-im.source read: passed',
				'slack-im.dev-server ada@example.com: passed',
			],
		],
		[
			'a config error is the one case config',
			run({configError: error({kind: 'config', message: 'targets: "dev" is no target'}), targets: [], exitCode: 2}),
			['slack-im.run config: error'],
		],
		[
			'nothing due is the one case schedule',
			run({schedule: {since: '2026-01-05T11:00:00Z', until: '2026-01-05T12:00:00Z', due: [], notDue: ['dev-server']}, targets: []}),
			['slack-im.run schedule: skipped'],
		],
		[
			'what is due passes as schedule',
			run({schedule: {since: '2026-01-05T11:00:00Z', until: '2026-01-05T12:00:00Z', due: ['dev-server'], notDue: []}, targets: []}),
			['slack-im.run config: passed', 'slack-im.run schedule: passed', 'slack-im.run finished: passed', 'slack-im.source read: passed'],
		],
		[
			'Slack unreadable is an error, and targets that were not reached have no suite',
			run({source: source({error: error()}), targets: [target({state: 'pending'})], exitCode: 3}),
			['slack-im.run config: passed', 'slack-im.run finished: passed', 'slack-im.source read: error'],
		],
		[
			'from a snapshot there is no source suite',
			run({source: source({kind: 'snapshot', excluded: [{reason: 'guest', people: [person()]}]}), targets: []}),
			['slack-im.run config: passed', 'slack-im.run read: passed', 'slack-im.run finished: passed'],
		],
		[
			'a refused snapshot is an error of the run',
			run({source: source({kind: 'snapshot', error: error({kind: 'stale'})}), targets: [], exitCode: 3}),
			['slack-im.run config: passed', 'slack-im.run read: error', 'slack-im.run finished: passed'],
		],
		[
			'with one target the run’s cases sit in its suite',
			run({only: 'dev-server', source: source({kind: 'snapshot'}), targets: [target({outcomes: [done()]})]}),
			[
				'slack-im.dev-server config: passed',
				'slack-im.dev-server read: passed',
				'slack-im.dev-server ada@example.com: passed',
				'slack-im.dev-server finished: passed',
			],
		],
		[
			'a config error of a one-target run sits in that suite too',
			run({only: 'dev-server', configError: error(), targets: [], exitCode: 2}),
			['slack-im.dev-server config: error'],
		],
		[
			'each reason for leaving out is a case',
			run({
				source: source({
					excluded: [
						{reason: 'bot', people: [person()]},
						{reason: 'guest', people: [person('kim')]},
					],
				}),
				targets: [],
			}),
			[
				'slack-im.run config: passed',
				'slack-im.run finished: passed',
				'slack-im.source read: passed',
				'slack-im.source bot: skipped',
				'slack-im.source guest: skipped',
			],
		],
		[
			'an unusable target is an error, and the others are not harmed',
			run({targets: [target({state: 'unusable', error: error()}), target({name: 'sales-demo', outcomes: [done()]})], exitCode: 5}),
			[
				'slack-im.run config: passed',
				'slack-im.run finished: passed',
				'slack-im.source read: passed',
				'slack-im.dev-server target: error',
				'slack-im.sales-demo ada@example.com: passed',
			],
		],
		[
			'an error of a target that was applied all the same is an error',
			run({targets: [target({state: 'applied', error: error(), outcomes: [done()]})], exitCode: 5}),
			[
				'slack-im.run config: passed',
				'slack-im.run finished: passed',
				'slack-im.source read: passed',
				'slack-im.dev-server target: error',
				'slack-im.dev-server ada@example.com: passed',
			],
		],
		[
			'a guard that tripped is a failure, one that did not passes',
			run({targets: [target({guards: [tripped(), guard({guard: 'updates'})]})], exitCode: 4}),
			[
				'slack-im.run config: passed',
				'slack-im.run finished: passed',
				'slack-im.source read: passed',
				'slack-im.dev-server guard removals: failure',
				'slack-im.dev-server guard updates: passed',
			],
		],
		[
			'a guard that tripped is a failure in a dry run too',
			run({dryRun: true, targets: [target({guards: [tripped()]})], exitCode: 4}),
			[
				'slack-im.run config: passed',
				'slack-im.run finished: passed',
				'slack-im.source read: passed',
				'slack-im.dev-server guard removals: failure',
			],
		],
		[
			'trouble is a tripped guard even where no guard says so',
			run({targets: [target({state: 'trouble', error: error()})], exitCode: 5}),
			[
				'slack-im.run config: passed',
				'slack-im.run finished: passed',
				'slack-im.source read: passed',
				'slack-im.dev-server guard trouble: failure',
			],
		],
		[
			'everybody in a conflict has a failure',
			run({dryRun: true, targets: [target({conflicts: [conflict()]})], exitCode: 1}),
			[
				'slack-im.run config: passed',
				'slack-im.run finished: passed',
				'slack-im.source read: passed',
				'slack-im.dev-server kim@example.com: failure',
				'slack-im.dev-server kim2@example.com: failure',
			],
		],
		[
			'a person with an operation and a conflict has one case',
			run({targets: [target({outcomes: [done(create('kim')), done(noop('kim2'))], conflicts: [conflict()]})], exitCode: 1}),
			[
				'slack-im.run config: passed',
				'slack-im.run finished: passed',
				'slack-im.source read: passed',
				'slack-im.dev-server kim@example.com: failure',
				'slack-im.dev-server kim2@example.com: failure',
			],
		],
		[
			'orphans are one case',
			run({targets: [target({orphans: [orphan(), orphan('older')]})]}),
			[
				'slack-im.run config: passed',
				'slack-im.run finished: passed',
				'slack-im.source read: passed',
				'slack-im.dev-server orphans: skipped',
			],
		],
		[
			'a stopped run did not finish',
			run({stoppedBy: 'SIGTERM', exitCode: 143, targets: []}),
			['slack-im.run config: passed', 'slack-im.run finished: error', 'slack-im.source read: passed'],
		],
		[
			'a bug is an error',
			run({bug: error({kind: 'bug'}), exitCode: 70, targets: []}),
			['slack-im.run config: passed', 'slack-im.run finished: error', 'slack-im.source read: passed'],
		],
		[
			'a bad exit code that nothing explains is an error of the run',
			run({exitCode: 5, targets: []}),
			['slack-im.run config: passed', 'slack-im.run finished: error', 'slack-im.source read: passed'],
		],
		[
			'"would change" is no error',
			run({exitCode: 6, command: 'plan', dryRun: true, targets: []}),
			['slack-im.run config: passed', 'slack-im.run finished: passed', 'slack-im.source read: passed'],
		],
	] as const)('%s', (_sentence, of, expected) => {
		expect(summaryOf(of)).toEqual(expected);
	});

	test('a run that goes on says that it did not finish', () => {
		const {finishedAt: _, exitCode: __, ...going} = run({targets: []});
		expect(casesOf(going).find(({name}) => name === 'finished')).toMatchObject({status: 'error', message: 'the run did not finish'});
	});

	test('the file of the beginning is one case that says that the run did not finish', () => {
		const header = {command: 'sync', dryRun: false, toolVersion: '1.2.3'} as const;
		const read = (only?: string): ReadCase[] => readCases([...unfinishedJUnit({...header, ...(only !== undefined && {only})})].join(''));
		expect(read()).toMatchObject([{suite: 'slack-im.run', name: 'finished', status: 'error', message: 'the run did not finish'}]);
		expect(read('dev-server')).toMatchObject([{suite: 'slack-im.dev-server', name: 'finished', status: 'error'}]);
	});

	test('each of the people in a conflict names the others', () => {
		const people = [person('kim'), person('kim2'), person('kim3')];
		const found = casesOf(
			run({targets: [target({conflicts: [conflict({people, message: 'three people would get the userId "kim"'})]})], exitCode: 1}),
		);
		expect(found.filter(({status}) => status === 'failure').map(({name, message}) => [name, message])).toEqual([
			['kim@example.com', 'three people would get the userId "kim" (with kim2@example.com, kim3@example.com)'],
			['kim2@example.com', 'three people would get the userId "kim" (with kim@example.com, kim3@example.com)'],
			['kim3@example.com', 'three people would get the userId "kim" (with kim@example.com, kim2@example.com)'],
		]);
	});

	test('people who were left out are listed', () => {
		const item = caseOf(run({source: source({excluded: [{reason: 'guest', people: [person(), person('kim')]}]})}), 'guest');
		expect(item?.message).toBe('2 people left out (guest: a guest of the workspace): ada@example.com, kim@example.com');
		expect(item?.output).toBe('ada@example.com (UADA, Ada)\nkim@example.com (UKIM, Kim)');
	});

	test('old and new values stand in the output, secrets only by name', () => {
		const found = casesOf(run({targets: [target({outcomes: [done(create()), done(make.update('kim'))]})]}));
		expect(found.find(({name}) => name === 'ada@example.com')?.output).toBe(
			'create ada@example.com (UADA, Ada)\n  userId: "ada"\n  name: "Ada"\n  password: (secret)',
		);
		expect(found.find(({name}) => name === 'kim@example.com')?.output).toContain('  name: "Ada" → "Ada L."');
	});

	test('a failure says what to do', () => {
		const {failed} = make;
		const body = (of: Parameters<typeof failed>[1]): string | undefined =>
			caseOf(run({targets: [target({outcomes: [failed(create(), of)]})], exitCode: 1}), 'ada@example.com')?.body;
		expect(body({hint: 'shorten the name'})).toBe('POST /users: 422 name is too long\nHTTP status: 422\nwhat to do: shorten the name');
		expect(body({causes: ['socket hang up']})).toContain('because: socket hang up');
	});

	test('1,000 unchanged people are cases, one more is a count', () => {
		expect(casesOf(unchanged(1000)).filter(({suite}) => suite === 'slack-im.dev-server')).toHaveLength(1001);
		expect(casesOf(unchanged(1001)).filter(({suite}) => suite === 'slack-im.dev-server')).toMatchObject([
			{name: 'ada@example.com', status: 'passed'},
			{name: 'unchanged', status: 'passed', output: '1,001 people: nothing to change. So many have no cases of their own.'},
		]);
		expect(casesOf({...unchanged(1001), dryRun: true}).find(({name}) => name === 'unchanged')).toMatchObject({status: 'skipped'});
	});

	test('counts, times and a dry run stand in the suites', () => {
		const {failed, skip, notRun} = make;
		const xml = [
			...toJUnit(
				run({
					dryRun: true,
					exitCode: 5,
					targets: [
						target({outcomes: [done(noop('a')), failed(create('b')), notRun(skip('c'), 'plan')], guards: [tripped()]}),
						target({name: 'demo', state: 'unusable', error: error()}),
					],
				}),
			),
		].join('');
		expect(readSuites(xml)).toEqual([
			{name: 'slack-im.run', tests: 2, failures: 0, errors: 0, skipped: 0, time: '2.05'},
			{name: 'slack-im.source', tests: 1, failures: 0, errors: 0, skipped: 0, time: '1.2'},
			{name: 'slack-im.dev-server', tests: 4, failures: 2, errors: 0, skipped: 2, time: '0.5'},
			{name: 'slack-im.demo', tests: 1, failures: 0, errors: 1, skipped: 0, time: '0.5'},
		]);
		expect(xml).toContain('<testsuites name="slack-im" tests="8" failures="2" errors="1" time="4.25">');
		expect(xml).toContain('<system-out>dry run: nothing was written</system-out>');
		expect(xml).toContain('timestamp="2026-01-05T12:00:00.000Z"');
	});

	test('the times of all suites are the time of the run at most, however many targets were worked at once', () => {
		const milliseconds = {list: 2000, apply: 1000};
		const xml = [
			...toJUnit(run({exitCode: 0, targets: ['a', 'b', 'c'].map(name => target({name, milliseconds, outcomes: [done()]}))})),
		].join('');
		const times = readSuites(xml).map(({time}) => Number(time));
		expect(times.reduce((sum, time) => sum + time, 0)).toBeCloseTo(4.25, 2);
		expect(times.slice(2)).toEqual([times[2], times[2], times[2]]);
		const alone = [...toJUnit(run({exitCode: 0, only: 'a', targets: [target({name: 'a', milliseconds, outcomes: [done()]})]}))].join('');
		expect(readSuites(alone).map(({name}) => name)).toEqual(['slack-im.a', 'slack-im.source.a']);
	});

	test('equal runs make equal bytes', () => {
		const of = run({targets: [target({outcomes: [done()], conflicts: [conflict()]})]});
		expect([...toJUnit(of)]).toEqual([...toJUnit(structuredClone(of))]);
	});
});
