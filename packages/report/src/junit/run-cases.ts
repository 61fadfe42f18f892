import type {Run, SourceReport} from '@slack-im/core';

import {count, duration, oneLine, timeText} from '../plain.ts';
import {personName, reasonText} from '../wording.ts';
import type {Case} from './suite.ts';
import {errorBody} from './target-cases.ts';

/** A config error: nothing was read or written, so it is the only case. */
export const configCase = ({configError}: Run): Case =>
	configError
		? {name: 'config', status: 'error', type: configError.kind, message: oneLine(configError.message), body: () => errorBody(configError)}
		: {name: 'config', status: 'passed'};

/** With `--due-since`: what was due. Skipped where nothing was. */
export const scheduleCase = ({since, until, due, notDue}: NonNullable<Run['schedule']>): Case => {
	const window = `between ${timeText(since)} and ${timeText(until)}`;
	const output = (): string =>
		[`due ${window}: ${due.map(oneLine).join(', ') || 'none'}`, `not due: ${notDue.map(oneLine).join(', ') || 'none'}`].join('\n');
	return due.length > 0
		? {name: 'schedule', status: 'passed', output}
		: {name: 'schedule', status: 'skipped', message: `no target was due ${window}: nothing was read or written`, output};
};

/** Whether Slack (or the snapshot) could be read. */
export const readCase = (source: SourceReport): Case => {
	const {error} = source;
	if (error)
		return {
			name: 'read',
			status: 'error',
			milliseconds: source.milliseconds,
			type: error.kind,
			message: oneLine(error.message),
			body: () => errorBody(error),
		};
	return {name: 'read', status: 'passed', milliseconds: source.milliseconds, output: () => readText(source)};
};

/** What was read, in one sentence or two. */
const readText = ({kind, from, workspace, readAt, pages, members, in: inside, leavers}: SourceReport): string =>
	[
		`${count(members, 'member')}${workspace ? ` of ${oneLine(workspace.name ?? workspace.id)} (${oneLine(workspace.id)})` : ''} from ${kind === 'snapshot' ? 'the snapshot ' : ''}${oneLine(from)}, ${count(pages, 'page')}, ${timeText(readAt)}`,
		`in: ${inside}, leavers: ${leavers}`,
	].join('\n');

/** One case per reason for which anybody was left out, its people in the output. */
export function* exclusionCases({excluded}: SourceReport): Generator<Case> {
	for (const {reason, people} of excluded) {
		const first = people.slice(0, 5).map(personName).join(', ');
		yield {
			name: reason,
			status: 'skipped',
			message: `${count(people.length, 'person', 'people')} left out (${reason}: ${reasonText(reason)}): ${first}${people.length > 5 ? ', …' : ''}`,
			output: () => people.map(person => `${personName(person)} (${oneLine(person.slackId)}, ${oneLine(person.name)})`).join('\n'),
		};
	}
}

/** How a file begins its life: if this is still there when somebody reads it, the process died. */
export const unfinishedCase: Case = {
	name: 'finished',
	status: 'error',
	type: 'unfinished',
	message: 'the run did not finish',
	body: () =>
		[
			'This report is written when a run begins and replaced when it ends.',
			'That you read it means that the process died on the way: killed, out of memory, or its machine lost. The build log tells more.',
			'what to do: run again; what was written before is found and not written twice.',
		].join('\n'),
};

/** Whether the run came to its end. */
export const finishedCase = (run: Run): Case => {
	const {bug, stoppedBy, startedAt, finishedAt, exitCode} = run;
	const name = 'finished';
	if (bug) return {name, status: 'error', type: bug.kind, message: oneLine(bug.message), body: () => errorBody(bug)};
	if (stoppedBy !== undefined) {
		return {
			name,
			status: 'error',
			type: 'stopped',
			message: `the run was stopped by ${oneLine(stoppedBy)}: what was left is not run`,
			body: () => 'what to do: run again; what was written before is found and not written twice.',
		};
	}
	if (finishedAt === undefined) return unfinishedCase;
	const warnings = run.warnings.map(warning => `warning: ${oneLine(warning)}`);
	return {
		name,
		status: 'passed',
		output: () =>
			[
				`slack-im ${run.tool.version} ${run.command}${run.dryRun ? ' (dry run)' : ''}: ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}, exit code ${exitCode ?? 'unknown'}`,
				...warnings,
			].join('\n'),
	};
};

/** The last resort: an exit code that says "wrong" and no case that says why. */
export const exitCodeCase = ({exitCode, targets}: Run): Case => {
	const errors = targets.flatMap(({name, error}) => (error ? [`${name}: ${error.message}`] : []));
	return {
		name: 'finished',
		status: 'error',
		type: `exit-${exitCode}`,
		message: `the run ended with exit code ${exitCode}${errors.length > 0 ? `: ${oneLine(errors[0]!)}` : ''}`,
		body: () => [...errors, 'what to do: see the log of the run.'].join('\n'),
	};
};
