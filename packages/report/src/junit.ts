import type {Run, RunHeader, TargetReport} from '@slack-im/core';

import {configCase, exclusionCases, exitCodeCase, finishedCase, readCase, scheduleCase, unfinishedCase} from './junit/run-cases.ts';
import {countCases, suiteXml, type Case, type Counts, type Suite} from './junit/suite.ts';
import {targetCases} from './junit/target-cases.ts';
import {attributes, seconds} from './junit/xml.ts';
import {between, inPieces, oneLine} from './plain.ts';
import {timeOf} from './counts.ts';

/**
A run as JUnit XML for Jenkins, valid against the schema of its xunit plugin whatever the run holds.

Suites are `slack-im.run`, `slack-im.source` and `slack-im.<target>`; with {@link Run.only} the run's own cases sit in that target's suite, and those of the source in `slack-im.source.<target>`. An exit code other than 0 and 6 always shows as a failure or an error, and no other does. A run with a config error is the one case `config`, one with nothing due the one case `schedule`.

@returns Pieces of text. The run is gone through twice: counts stand before cases.
*/
export const toJUnit = (run: Run): Iterable<string> => inPieces(document(run, suitesOf(run)));

/** The file to write when a run begins: its one case, `finished`, is the error "the run did not finish". It stays only when the process dies. */
export const unfinishedJUnit = ({command, dryRun, toolVersion, only}: RunHeader, startedAt?: string): Iterable<string> => {
	const run: Run = {
		format: 'slack-im/run',
		version: 1,
		tool: {name: 'slack-im', version: toolVersion},
		command,
		dryRun,
		startedAt: startedAt ?? '',
		...(only !== undefined && {only}),
		targets: [],
		warnings: [],
	};
	return inPieces(document(run, [runSuite(run, [unfinishedCase])]));
};

function* document(run: Run, suites: readonly Suite[]): Generator<string> {
	const counted = suites.map(suite => [suite, countCases(suite.cases())] as const);
	const total = (field: keyof Counts): string => String(counted.reduce((sum, [, counts]) => sum + counts[field], 0));
	yield '<?xml version="1.0" encoding="UTF-8"?>\n';
	yield `<testsuites${attributes({name: 'slack-im', tests: total('tests'), failures: total('failures'), errors: total('errors'), time: seconds(between(run.startedAt, run.finishedAt))})}>\n`;
	for (const [suite, counts] of counted) yield* suiteXml(suite, counts, timestamp(run));
	yield '</testsuites>\n';
}

/** ISO with a zone; absent where the run does not know when it began. */
const timestamp = ({startedAt}: Run): string | undefined => {
	const time = Date.parse(startedAt);
	return Number.isNaN(time) ? undefined : new Date(time).toISOString();
};

/** Only letters, digits, dots, underscores and hyphens: Jenkins rewrites any other, and differently from version to version. */
const suiteName = (name: string): string => `slack-im.${name.replace(/[^A-Za-z0-9_-]/g, '-') || 'target'}`;

const propertiesOf = (run: Run): Suite['properties'] => ({
	version: oneLine(run.tool.version),
	command: run.command,
	'dry-run': String(run.dryRun),
	...(run.exitCode !== undefined && {'exit-code': String(run.exitCode)}),
	...(run.plan && {'plan-sha256': run.plan.sha256, approved: String(run.plan.approved)}),
	...(run.plan?.approvedBy !== undefined && {'approved-by': oneLine(run.plan.approvedBy)}),
});

const dryRunOutput = 'dry run: nothing was written';

const suitesOf = (run: Run): Suite[] => {
	const {source, targets, only} = run;
	const wall = between(run.startedAt, run.finishedAt) ?? 0;
	if (run.configError) return [runSuite(run, [configCase(run)])];
	if (run.schedule?.due.length === 0 && run.exitCode === 0) return [runSuite(run, [scheduleCase(run.schedule)])];

	const own = targets.find(({name}) => name === only);
	const before = [
		configCase(run),
		...(run.schedule ? [scheduleCase(run.schedule)] : []),
		...(source?.kind === 'snapshot' ? [readCase(source)] : []),
	];
	const rest = [
		...(source?.kind === 'slack' ? [sourceSuite(run, source)] : []),
		...targets.filter(target => target !== own).map(target => targetSuite(target, run)),
	];
	const first = own ? targetSuite(own, run) : runSuite(run, []);
	const finished = finishedCase(run);
	const unexplained = finished.status === 'passed' && isBad(run) && ![{cases: () => before}, first, ...rest].some(fails);
	const last = unexplained ? exitCodeCase(run) : finished;
	const {cases} = first;
	return within(wall, [
		{
			...first,
			*cases() {
				yield* before;
				yield* cases();
				yield last;
			},
		},
		...rest,
	]);
};

/** Jenkins adds up the times of all suites: targets that were worked at the same time share the time of the run, and what is left of it is the run's own. */
const within = (wall: number, suites: readonly Suite[]): Suite[] => {
	const sum = suites.reduce((total, {milliseconds = 0}) => total + milliseconds, 0);
	const part = sum > wall ? wall / sum : 1;
	const shared = suites.map(({milliseconds = 0, ...suite}) => ({...suite, milliseconds: Math.floor(milliseconds * part)}));
	const [first, ...others] = shared;
	if (first === undefined || first.name !== suiteName('run')) return shared;
	return [{...first, milliseconds: wall - others.reduce((total, {milliseconds}) => total + milliseconds, 0)}, ...others];
};

const isBad = ({exitCode}: Run): boolean => exitCode !== undefined && exitCode !== 0 && exitCode !== 6;

const fails = ({cases}: Pick<Suite, 'cases'>): boolean => {
	for (const {status} of cases()) if (status === 'failure' || status === 'error') return true;
	return false;
};

const runSuite = (run: Run, cases: readonly Case[]): Suite => ({
	name: suiteName(run.only ?? 'run'),
	properties: propertiesOf(run),
	cases: () => cases,
	...(run.dryRun && {output: dryRunOutput}),
});

const sourceSuite = (run: Run, source: NonNullable<Run['source']>): Suite => ({
	name: run.only === undefined ? suiteName('source') : `${suiteName('source')}.${suiteName(run.only).slice('slack-im.'.length)}`,
	milliseconds: source.milliseconds,
	properties: {
		...propertiesOf(run),
		from: oneLine(source.from),
		workspace: source.workspace && oneLine(source.workspace.id),
		members: String(source.members),
		in: String(source.in),
		leavers: String(source.leavers),
	},
	*cases() {
		yield readCase(source);
		yield* exclusionCases(source);
	},
});

const targetSuite = (target: TargetReport, run: Run): Suite => {
	const {name, type, address, state, accounts, claimed, orphans, warnings} = target;
	const output = [...(run.dryRun ? [dryRunOutput] : []), ...warnings.map(warning => `warning: ${oneLine(warning)}`)].join('\n');
	return {
		name: suiteName(name),
		milliseconds: timeOf(target),
		properties: {
			...propertiesOf(run),
			type: oneLine(type),
			address: oneLine(address),
			state,
			accounts: accounts === undefined ? undefined : String(accounts),
			claimed: String(claimed),
			orphans: String(orphans.length),
		},
		cases: targetCases(target, run),
		output,
	};
};
