import {describe, expect, test} from 'vitest';

import {
	exitCodeOf,
	exitOf,
	worstExit,
	type ErrorInfo,
	type ExitCode,
	type Operation,
	type Run,
	type SourceReport,
	type TargetReport,
} from '../src/index.ts';
import {pendingReport} from '../src/run/with-target.ts';
import {account} from './planning.ts';
import {recorderOf, setupOf} from './running.ts';
import {createWorld} from './world.ts';

const error = (kind: string): ErrorInfo => ({kind, message: kind});
const source: SourceReport = {kind: 'slack', from: 'x', readAt: '', milliseconds: 0, pages: 1, members: 1, in: 1, leavers: 0, excluded: []};
const base = {person: {slackId: 'U1', name: 'Ada'}, key: 'ada@example.com'};
const creating: Operation = {...base, kind: 'create', keys: {}, attributes: {}, secrets: []};
const ensuring: Operation = {...creating, unverified: true};
const nothing: Operation = {...base, kind: 'noop', account: account(), matchedBy: 'email', because: 'equal'};
const skipping: Operation = {...base, kind: 'skip', verb: 'update', because: 'no-verb'};
const conflict = {kind: 'same-key', people: [], accounts: [], message: ''} as const;

const target = (report: Partial<TargetReport>): Partial<Run> => ({targets: [{...pendingReport(setupOf(createWorld().target)), ...report}]});
const targets = (...reports: Partial<Run>[]): Partial<Run> => ({targets: reports.flatMap(run => run.targets ?? [])});
const run = (more: Partial<Run>): Run => ({...recorderOf().run(), source, ...more});

const ends = {
	fine: target({outcomes: [{kind: 'done', operation: nothing, milliseconds: 0}]}),
	skip: target({outcomes: [{kind: 'not-run', operation: skipping, because: 'plan'}]}),
	orphan: target({orphans: [{id: '1', keys: {}, active: true, kind: 'orphan', protected: false}]}),
	failed: target({outcomes: [{kind: 'failed', operation: creating, milliseconds: 0, error: {kind: 'refused', message: ''}}]}),
	conflict: target({conflicts: [conflict]}),
	lateConflict: target({outcomes: [{kind: 'conflict', operation: creating, milliseconds: 0, conflict}]}),
	withheld: target({outcomes: [{kind: 'withheld', operation: creating, by: ['removals']}]}),
	tripped: target({guards: [{guard: 'empty-source', tripped: true, count: 0, message: ''}]}),
	unusable: target({error: error('unavailable')}),
	locked: target({error: error('locked')}),
	trouble: target({error: error('trouble'), guards: [{guard: 'trouble', tripped: true, count: 1, message: ''}]}),
	broken: target({error: error('setting')}),
	buggy: target({error: error('bug')}),
	slack: {source: {...source, error: error('unavailable')}},
	snapshot: {source: {...source, error: error('snapshot')}},
	config: {configError: error('config')},
	bug: {bug: error('bug')},
	sigterm: {stoppedBy: 'SIGTERM'},
	sigint: {stoppedBy: 'SIGINT'},
	aborted: {stoppedBy: 'abort'},
} satisfies Record<string, Partial<Run>>;

describe('each end has its exit code', () => {
	test.each<[keyof typeof ends, ExitCode]>([
		['fine', 0],
		['skip', 0],
		['orphan', 0],
		['failed', 1],
		['conflict', 1],
		['lateConflict', 1],
		['config', 2],
		['broken', 2],
		['snapshot', 2],
		['slack', 3],
		['withheld', 4],
		['tripped', 4],
		['unusable', 5],
		['locked', 5],
		['trouble', 5],
		['buggy', 70],
		['bug', 70],
		['sigint', 130],
		['sigterm', 143],
		['aborted', 143],
	])('%s: %i', (name, code) => {
		expect(exitCodeOf(run(ends[name]))).toBe(code);
	});
});

describe('of two ends the graver one counts', () => {
	test.each<[string, Partial<Run>, ExitCode]>([
		['a signal before a bug', {...ends.sigterm, ...ends.bug}, 143],
		['a signal before everything', {...ends.sigint, ...ends.config, ...ends.slack, ...ends.trouble}, 130],
		['a bug before a config error', {...ends.bug, ...ends.config}, 70],
		['a config error before Slack', {...ends.config, ...ends.slack}, 2],
		['Slack before a target', {...ends.slack, ...ends.unusable}, 3],
		['a bug in one target before another that is unusable', targets(ends.unusable, ends.buggy), 70],
		['a broken config before an unusable target', targets(ends.unusable, ends.broken), 2],
		['an unusable target before what a guard withheld', targets(ends.withheld, ends.unusable), 5],
		['what a guard withheld before a failure', targets(ends.failed, ends.withheld), 4],
		['a tripped guard before a conflict', targets(ends.conflict, ends.tripped), 4],
		['a failure before nothing at all', targets(ends.fine, ends.failed), 1],
	])('%s', (_sentence, ended, code) => {
		expect(exitCodeOf(run(ended))).toBe(code);
	});
});

const dry = (operation: Operation): Partial<Run> => target({outcomes: [{kind: 'not-run', operation, because: 'dry-run'}]});

describe('--check', () => {
	test.each<[string, Partial<Run>, ExitCode]>([
		['something would change', dry(creating), 6],
		['nothing would', dry(nothing), 0],
		['what is skipped does not count', ends.skip, 0],
		['nor does what cannot be verified: it may be there already', dry(ensuring), 0],
		['a conflict is graver', targets(dry(creating), ends.conflict), 1],
		['what a guard withholds is graver', targets(dry(creating), ends.withheld), 4],
	])('%s', (_sentence, ended, code) => {
		expect(exitCodeOf(run(ended), {check: true})).toBe(code);
	});

	test('only where it is asked for', () => {
		expect(exitCodeOf(run(dry(creating)))).toBe(0);
	});
});

describe('the exit code of an error', () => {
	test.each([
		['a config that is wrong', 'config', 'command', 2],
		['a word that was mistyped', 'usage', 'command', 2],
		['a setting that no target can use', 'setting', 'target', 2],
		['a plan that was altered', 'plan-file', 'command', 2],
		['a snapshot that is cut off', 'snapshot', 'source', 2],
		['a token that Slack refuses', 'auth', 'source', 3],
		['a token that a target refuses', 'auth', 'target', 5],
		['another run on the same target', 'locked', 'command', 5],
		['an error of no known kind in a target', undefined, 'target', 5],
		['an error of no known kind elsewhere', undefined, 'command', 70],
		['a kind that every object has as a name', 'constructor', 'command', 70],
		['a bug, even in a target', 'bug', 'target', 70],
	] as const)('%s', (_what, kind, place, code) => {
		expect(exitOf(kind, place)).toBe(code);
	});

	test('of several: a bug before the config, the config before Slack, Slack before a target', () => {
		expect(worstExit([5, 3, 2, 70])).toBe(70);
		expect(worstExit([5, 3, 2])).toBe(2);
		expect(worstExit([5, 3])).toBe(3);
		expect(worstExit([])).toBe(0);
	});
});
