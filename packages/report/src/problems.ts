import type {ErrorInfo, Run, TargetReport} from '@slack-im/core';

import {oneLine} from './plain.ts';
import {conflictsOf, unusableBecause, unusableText} from './tally.ts';
import {adviceText, outcomeText, ownText, personName, verbText} from './wording.ts';

/** Something that needs a person. */
export interface Problem {
	readonly kind: 'config' | 'source' | 'unusable' | 'failed' | 'conflict' | 'guard' | 'trouble' | 'bug' | 'stopped';
	/** The target's name; absent for what concerns the whole run. */
	readonly target?: string;
	/** One line, without the target's name. */
	readonly what: string;
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

/** The problems of one target. */
function* problemsOfTarget(target: TargetReport): Generator<Problem> {
	const unusable = unusableBecause(target);
	if (unusable) yield problem('unusable', `${unusableText(target)}: ${ownText(unusable.message, target)}`, unusable, target);
	for (const outcome of target.outcomes) {
		if (outcome.kind !== 'failed') continue;
		yield problem(
			'failed',
			`${personName(outcome.operation.person)}: ${verbText(outcome.operation)} failed: ${outcomeText(outcome) ?? ''}`,
			outcome.error,
			target,
		);
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
