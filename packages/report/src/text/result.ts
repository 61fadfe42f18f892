import type {Run, TargetReport, Verb} from '@slack-im/core';

import {between, count, duration, formatNumber, oneLine} from '../plain.ts';
import {namesOf, problemsOf} from '../problems.ts';
import {hasNumbers, planSentence, countsOf, timeOf, unusableBecause, verbOrder, type Counts} from '../counts.ts';
import {pastText} from '../wording.ts';
import {displayWidth, table, wrap, type Column} from './columns.ts';
import type {Paint} from './paint.ts';

/** How a result is printed. */
export interface ResultStyle {
	readonly paint: Paint;
	readonly width: number | undefined;
}

/** So many failures of one target are printed one by one. */
const mostFailures = 50;

/** So many people of one cause are named. */
const mostNames = 20;

/** One row per target, only the columns that say anything; a sentence per target where the table would be too wide. */
export const summaryTable = (run: Run, {paint, width}: ResultStyle): string[] => {
	const {targets, dryRun} = run;
	const reached = targets.map(target => ({target, numbers: countsOf(target)}));
	const counted: readonly (readonly [string, (numbers: Counts) => number])[] = [
		...verbOrder.map(
			verb =>
				[
					dryRun ? verb : pastText(verb),
					(numbers: Counts) => numbers.done[verb] + numbers.open[verb] - apart(verb, numbers, dryRun),
				] as const,
		),
		[dryRun ? 'adopt' : 'adopted', ({adopt}) => adopt.done + adopt.open],
		['ensure', ({ensure}) => (dryRun ? ensure : 0)],
		['there already', ({already}) => already],
		['unchanged', ({unchanged}) => unchanged],
		['skipped', ({skipped}) => skipped],
		['withheld', ({withheld}) => withheld],
		['not run', ({notRun}) => notRun],
		['failed', ({failed}) => failed],
		['conflicts', ({conflicts}) => conflicts],
		['orphans', ({orphans}) => orphans],
	];
	const shown = counted.filter(([, value]) => reached.some(({numbers}) => value(numbers) > 0));
	const states = !targets.every(target => isFine(target));
	const columns: Column[] = [
		{title: 'target'},
		...shown.map(([title]) => ({title, align: 'right' as const})),
		...(states ? [{title: 'state'}] : []),
		{title: 'time', align: 'right'},
	];
	const rows = reached.map(({target, numbers}) => [
		oneLine(target.name),
		...shown.map(([title, value]) => (hasNumbers(target) ? cell(title, value(numbers), paint) : paint('dim', '–'))),
		...(states ? [stateText(target, paint)] : []),
		duration(timeOf(target)),
	]);
	const lines = table(columns, rows, title => paint('strong', title));
	if (width === undefined || lines.every(line => displayWidth(line) <= width)) return lines;
	return reached.map(({target, numbers}) => {
		const state = isFine(target) ? '' : `  ${stateText(target, paint)}`;
		return wrap(`${paint('strong', oneLine(target.name))}${state}${hasNumbers(target) ? `  ${planSentence(numbers)}` : ''}`, width, '  ');
	});
};

/** Of a verb's operations, those that have a column of their own. */
const apart = (verb: Verb, {adopt, ensure}: Counts, dryRun: boolean): number => {
	if (verb === 'update') return adopt.done + adopt.open;
	return verb === 'create' && dryRun ? ensure : 0;
};

const cell = (title: string, value: number, paint: Paint): string => {
	const text = formatNumber(value);
	if (value === 0) return paint('dim', text);
	if (title === 'failed' || title === 'conflicts') return paint('bad', text);
	return title === 'withheld' || title === 'not run' ? paint('warning', text) : text;
};

const isFine = ({state}: TargetReport): boolean => state === 'applied' || state === 'planned';

const stateText = (target: TargetReport, paint: Paint): string => (isFine(target) ? target.state : paint('bad', target.state));

/** Everything that needs a person, each with what to do; of very many of one kind the rest as a count. */
export function* problemLines(run: Run, {paint, width}: ResultStyle): Generator<string> {
	let last = '';
	let same = 0;
	const rest = (): string[] =>
		same > mostFailures ? [`      … and ${formatNumber(same - mostFailures)} more like it: all are in the reports`] : [];
	for (const problem of problemsOf(run)) {
		const {kind, target = '', what, advice} = problem;
		const group = `${target} ${kind}`;
		if (group !== last) {
			yield* rest();
			same = 0;
			last = group;
		}
		if (++same > mostFailures) continue;
		yield wrap(`  ${paint('bad', '!')} ${target === '' ? '' : `${paint('strong', target)}  `}${what}`, width, '      ');
		const names = namesOf(problem, mostNames);
		if (names !== undefined) yield wrap(`      ${names}`, width, '      ');
		if (advice !== undefined) yield wrap(`      → ${advice}`, width, '        ');
	}
	yield* rest();
}

/** The last line: how it ended, in numbers. */
export const verdictLine = (run: Run, paint: Paint): string => {
	const {exitCode, finishedAt, startedAt, dryRun, schedule} = run;
	if (exitCode === undefined || finishedAt === undefined) return paint('bad', 'The run did not finish.');
	const numbers = run.targets.map(countsOf);
	const total = (value: (numbers: Counts) => number): number => numbers.reduce((sum, item) => sum + value(item), 0);
	const parts = [
		...(run.configError ? ['the config or the command line is wrong'] : []),
		...(run.source?.error ? ['the source could not be read'] : []),
		...some(
			run.targets.filter(target => unusableBecause(target) ?? target.state === 'trouble').length,
			'target unusable or in trouble',
			'targets unusable or in trouble',
		),
		...some(
			total(({failed}) => failed),
			'failed',
			'failed',
		),
		...some(
			total(({conflicts}) => conflicts),
			'conflict',
		),
		...some(
			total(({withheld}) => withheld),
			'withheld',
			'withheld',
		),
		...some(
			total(({tripped}) => tripped),
			'guard tripped',
			'guards tripped',
		),
		...some(
			total(({notRun}) => notRun),
			'not run',
			'not run',
		),
	];
	const time = duration(between(startedAt, finishedAt));
	const written = dryRun ? ' Dry run: nothing was written.' : '';
	if (exitCode === 6) return `${paint('change', 'Something would change.')} ${time}.${written} Exit code 6.`;
	if (exitCode === 0)
		return schedule?.due.length === 0 ? `${paint('good', 'Nothing was due.')} ${time}.` : `${paint('good', 'Done.')} ${time}.${written}`;
	return `${paint('bad', `Exit code ${exitCode}`)}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}. ${time}.${written}`;
};

const some = (value: number, one: string, many?: string): string[] => (value > 0 ? [count(value, one, many)] : []);
