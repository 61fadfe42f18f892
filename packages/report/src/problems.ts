import type {ErrorInfo, Outcome, Run, TargetReport} from '@slack-im/core';

import {count, oneLine} from './plain.ts';
import {conflictsOf, unusableBecause, unusableText} from './counts.ts';
import {adviceText, outcomeText, ownText, personName, verbText} from './wording.ts';

/** Something that needs a person. */
export interface Problem {
	readonly kind: 'config' | 'source' | 'unusable' | 'failed' | 'conflict' | 'guard' | 'trouble' | 'bug' | 'stopped';
	/** The target's name; absent for what concerns the whole run. */
	readonly target?: string;
	/** One line, without the target's name. */
	readonly what: string;
	/** Whom it is about, where several people failed for one cause. */
	readonly people?: readonly string[];
	/** What to do about it, where that is not said already. */
	readonly advice?: string;
}

const problem = (kind: Problem['kind'], what: string, error?: ErrorInfo, target?: TargetReport): Problem => {
	const advice = error && adviceText(error);
	return {kind, what, ...(target && {target: oneLine(target.name)}), ...(advice !== undefined && {advice})};
};

/** Everything in a run that needs a person, in the order in which it is printed. Empty for exit 0 and 6. */
export function* problemsOf(run: Run): Generator<Problem> {
	const {configError, bug, source, stoppedBy} = run;
	if (configError) yield problem('config', oneLine(configError.message), configError);
	if (source?.error)
		yield problem(
			'source',
			`${source.kind === 'slack' ? 'Slack' : 'the snapshot'} could not be read: ${oneLine(source.error.message)}`,
			source.error,
		);
	for (const target of run.targets) yield* problemsOfTarget(target);
	if (bug) yield problem('bug', oneLine(bug.message), bug);
	if (stoppedBy !== undefined)
		yield {kind: 'stopped', what: `stopped by ${oneLine(stoppedBy)}`, advice: 'run again: what was done stays done, the rest follows'};
}

type Failed = Extract<Outcome, {kind: 'failed'}>;

/** What went wrong, without the values that are the person's own. */
const withoutOwn = ({operation: {person, key}, error: {message}}: Failed): string =>
	[person.email, person.slackId, key]
		.filter(own => own !== undefined && own.length > 2)
		.reduce((text: string, own) => text.replaceAll(own!, '…'), oneLine(message));

/** Failures of one verb for one cause, told once. */
const failuresByCause = (outcomes: readonly Outcome[]): [Failed, ...Failed[]][] => {
	const groups = new Map<string, [Failed, ...Failed[]]>();
	for (const outcome of outcomes) {
		if (outcome.kind !== 'failed') continue;
		const {kind, hint, status} = outcome.error;
		const cause = JSON.stringify([verbText(outcome.operation), kind, hint, status, withoutOwn(outcome)]);
		const group = groups.get(cause);
		if (group) group.push(outcome);
		else groups.set(cause, [outcome]);
	}
	return [...groups.values()];
};

/** The cause as it was told: with a person's values only where it is one person. */
const causeOf = ([first, ...more]: readonly [Failed, ...Failed[]]): string =>
	more.length === 0 ? (outcomeText(first) ?? '') : withoutOwn(first);

/** The problems of one target. */
function* problemsOfTarget(target: TargetReport): Generator<Problem> {
	const unusable = unusableBecause(target);
	if (unusable) yield problem('unusable', `${unusableText(target)}: ${ownText(unusable.message, target)}`, unusable, target);
	for (const alike of failuresByCause(target.outcomes)) {
		const [{operation, error}] = alike;
		const people = alike.map(({operation: {person}}) => personName(person));
		const text = `${verbText(operation)} failed${alike.length > 1 ? ` for ${count(alike.length, 'person', 'people')}` : ''}: ${causeOf(alike)}`;
		if (alike.length > 1) yield {...problem('failed', text, error, target), people};
		else yield problem('failed', `${people.join('')}: ${text}`, error, target);
	}
	for (const conflict of conflictsOf(target)) yield problem('conflict', `conflict: ${oneLine(conflict.message)}`, undefined, target);
	let trouble = false;
	for (const result of target.guards) {
		if (!result.tripped) continue;
		if (result.guard === 'trouble') trouble = true;
		yield problem(
			'guard',
			`${result.guard} guard: ${ownText(result.message, target)}`,
			result.guard === 'trouble' ? {kind: 'trouble', message: ''} : undefined,
			target,
		);
	}
	if (target.state !== 'trouble' || trouble) return;
	const error = target.error ?? {kind: 'trouble', message: 'the target did not answer'};
	yield problem('trouble', `trouble: ${ownText(error.message, target)}`, error, target);
}

/** People who are named beside a problem; of more, so many and a count. */
export const namesOf = ({people = []}: Problem, most: number): string | undefined => {
	if (people.length === 0) return undefined;
	const rest = people.length - most;
	return `${people.slice(0, most).join(', ')}${rest > 0 ? ` and ${count(rest, 'other')}` : ''}`;
};
