import type {Run} from '@slack-im/core';

import {inPieces, oneLine} from './plain.ts';
import {painter} from './text/paint.ts';
import {sourceLines, targetLines} from './text/plan.ts';
import {problemLines, summaryTable, verdictLine} from './text/result.ts';
import {wrap} from './text/columns.ts';

export {cut, displayWidth, pad, table, wrap, type Column} from './text/columns.ts';

/** How text for people is printed. Nothing in a run can put a control character into it. */
export interface TextOptions {
	/** Colour, by terminal escapes. @default false */
	readonly color?: boolean;
	/** Columns to wrap at. Absent: one line stays one line, for pipes and logs. */
	readonly width?: number;
}

/** Options of {@link planText}. */
export interface PlanTextOptions extends TextOptions {
	/** Also says by which key each account was matched. @default false */
	readonly matchedBy?: boolean;
	/** Prints everything; else the first 20 of what is alike, and a count. @default false */
	readonly all?: boolean;
}

/**
A run's plan for a person: one block per target, `+` create, `?` ensure, `~` update and reactivate with old → new, `-` deactivate, `x` delete, `!` conflict, `.` skip, and a count of the unchanged; then orphans, guards with their numbers, and a sentence that sums up.

Of a run that wrote, what failed or was withheld says so.
*/
export const planText = (run: Run, {color = false, width, matchedBy = false, all = false}: PlanTextOptions = {}): Iterable<string> => {
	const style = {paint: painter(color), width, matchedBy, all};
	return lines(function* () {
		const {source, targets, schedule} = run;
		if (schedule && schedule.notDue.length > 0) yield wrap(`Not due: ${schedule.notDue.map(oneLine).join(', ')}`, width, '  ');
		if (source) yield* sourceLines(source, style);
		for (const target of targets) {
			yield '';
			yield* targetLines(target, run, style);
		}
	});
};

/** Options of {@link resultText}. */
export interface ResultTextOptions extends TextOptions {
	/** Where the reports lie, as in `reports/report.html`. */
	readonly reports?: readonly string[];
}

/** A run's result for a person: a table of the targets, warnings, where the reports lie, then what needs a person, each with what to do, and one line that says how it ended. */
export const resultText = (run: Run, {color = false, width, reports = []}: ResultTextOptions = {}): Iterable<string> => {
	const paint = painter(color);
	return lines(function* () {
		if (run.targets.length > 0) yield* summaryTable(run, {paint, width});
		for (const warning of run.warnings) yield wrap(`${paint('warning', 'Warning:')} ${oneLine(warning)}`, width, '  ');
		if (reports.length > 0) yield wrap(`Reports: ${reports.map(oneLine).join(', ')}`, width, '  ');
		const failures = [...problemLines(run, {paint, width})];
		if (failures.length > 0) {
			yield '';
			yield paint('strong', 'Needs a person:');
			yield* failures;
		}
		if (run.targets.length > 0 || failures.length > 0) yield '';
		yield wrap(verdictLine(run, paint), width, '  ');
	});
};

const lines = (make: () => Iterable<string>): Iterable<string> => ({
	*[Symbol.iterator]() {
		yield* inPieces(
			(function* () {
				for (const line of make()) yield `${line}\n`;
			})(),
		);
	},
});
