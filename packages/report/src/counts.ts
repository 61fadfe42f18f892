import type {Conflict, ErrorInfo, Outcome, Person, Run, TargetReport, Verb} from '@slack-im/core';

import {count, formatNumber} from './plain.ts';
import {isAdoption} from './wording.ts';

/** What a report makes of an outcome: `open` would be done (a dry run, a plan), `not-run` was to be done and the run stopped first. */
export type Standing = 'done' | 'open' | 'unchanged' | 'skipped' | 'withheld' | 'not-run' | 'failed' | 'conflict';

/** The one word for an outcome, the operation's kind considered. */
export const standing = (outcome: Outcome): Standing => {
	const {kind, operation} = outcome;
	if (kind === 'failed' || kind === 'conflict') return kind;
	if (operation.kind === 'skip') return 'skipped';
	const planned = kind === 'not-run' && (outcome.because === 'dry-run' || outcome.because === 'plan');
	if (operation.kind === 'noop') return kind === 'done' || planned ? 'unchanged' : kind;
	return planned ? 'open' : kind;
};

/** Whether an operation turned out to be done before: the account existed, or was as wanted. */
export const isDoneBefore = (outcome: Outcome): boolean =>
	outcome.kind === 'done' && (outcome.note === 'existed' || outcome.note === 'already');

/** The verb that an outcome counts under; undefined where nothing was asked for. */
const verbOf = ({operation}: Outcome): Verb | undefined =>
	operation.kind === 'noop' ? undefined : operation.kind === 'skip' ? operation.verb : operation.kind;

/** One target in numbers. */
export interface Counts {
	/** Operations carried out, by verb. What turned out to be there already is not among them. */
	readonly done: Record<Verb, number>;
	/** Operations that would be carried out, by verb; creates that cannot be verified stand under `ensure`. */
	readonly open: Record<Verb, number>;
	/** Of `open.create`: those that the target may hold already. */
	readonly ensure: number;
	/** Of `open.update` and of `done.update`: accounts that are linked to their person for the first time. */
	readonly adopt: {readonly open: number; readonly done: number};
	/** Operations that turned out to be done before: nothing was written. */
	readonly already: number;
	readonly unchanged: number;
	readonly skipped: number;
	readonly withheld: number;
	readonly notRun: number;
	readonly failed: number;
	/** Conflicts, those that only applying found included. */
	readonly conflicts: number;
	readonly orphans: number;
	/** Guards that tripped. */
	readonly tripped: number;
}

/** The verbs in the order of every table. */
export const verbOrder = ['create', 'update', 'reactivate', 'deactivate', 'delete'] as const satisfies readonly Verb[];

const none = (): Record<Verb, number> => ({create: 0, update: 0, reactivate: 0, deactivate: 0, delete: 0});

/** Counts one target. */
export const countsOf = ({outcomes, conflicts, orphans, guards}: TargetReport): Counts => {
	const done = none();
	const open = none();
	const by: Record<Standing, number> = {done: 0, open: 0, unchanged: 0, skipped: 0, withheld: 0, 'not-run': 0, failed: 0, conflict: 0};
	const adopt = {open: 0, done: 0};
	let ensure = 0;
	let already = 0;
	for (const outcome of outcomes) {
		const what = standing(outcome);
		by[what]++;
		const verb = verbOf(outcome);
		if (verb === undefined) continue;
		if (isDoneBefore(outcome)) already++;
		else if (what === 'done') {
			done[verb]++;
			if (isAdoption(outcome.operation)) adopt.done++;
		}
		if (what !== 'open') continue;
		if (isAdoption(outcome.operation)) adopt.open++;
		open[verb]++;
		if (outcome.operation.kind === 'create' && outcome.operation.unverified) ensure++;
	}
	return {
		done,
		open,
		ensure,
		adopt,
		already,
		unchanged: by.unchanged,
		skipped: by.skipped,
		withheld: by.withheld,
		notRun: by['not-run'],
		failed: by.failed,
		conflicts: by.conflict + conflicts.length,
		orphans: orphans.length,
		tripped: guards.filter(({tripped}) => tripped).length,
	};
};

/** `3 to create, 1 to update; 41 withheld, 1 conflict.` */
export const planSentence = (numbers: Counts): string => {
	const {done, open, ensure, adopt, already, notRun, withheld, failed, conflicts, skipped} = numbers;
	const todo = verbOrder.flatMap(verb => {
		const sure = open[verb] - (verb === 'create' ? ensure : verb === 'update' ? adopt.open : 0);
		const past = done[verb] - (verb === 'update' ? adopt.done : 0);
		return [
			...(past > 0 ? [`${formatNumber(past)} ${verb}d`] : []),
			...(sure > 0 ? [`${formatNumber(sure)} to ${verb}`] : []),
			...(verb === 'update' && adopt.done > 0 ? [`${formatNumber(adopt.done)} adopted`] : []),
			...(verb === 'update' && adopt.open > 0 ? [`${formatNumber(adopt.open)} to adopt`] : []),
			...(verb === 'create' && ensure > 0 ? [`${formatNumber(ensure)} to ensure`] : []),
		];
	});
	const rest = [
		...(already > 0 ? [`${formatNumber(already)} there already`] : []),
		...(withheld > 0 ? [`${formatNumber(withheld)} withheld`] : []),
		...(failed > 0 ? [`${formatNumber(failed)} failed`] : []),
		...(conflicts > 0 ? [count(conflicts, 'conflict')] : []),
		...(notRun > 0 ? [`${formatNumber(notRun)} not run`] : []),
		...(skipped > 0 ? [`${formatNumber(skipped)} skipped`] : []),
	];
	const first = todo.length > 0 ? todo.join(', ') : 'no changes';
	return rest.length > 0 ? `${first}; ${rest.join(', ')}.` : `${first}.`;
};

/** All conflicts of a target: those of the plan, then those that only applying found. */
export function* conflictsOf({conflicts, outcomes}: TargetReport): Generator<Conflict> {
	yield* conflicts;
	for (const outcome of outcomes) if (outcome.kind === 'conflict') yield outcome.conflict;
}

/** Whether it came to numbers: a target that was read, and then could not be committed, has them. */
export const hasNumbers = ({state, outcomes}: TargetReport): boolean =>
	state !== 'pending' && (state !== 'unusable' || outcomes.length > 0);

/** What a target that is unusable could not be. */
export const unusableText = (target: TargetReport): string =>
	`could not be ${target.state === 'applied' ? 'verified' : hasNumbers(target) ? 'committed' : 'used'}`;

/** Why a target could not be used; undefined where it could, or where the trouble guard says it. */
export const unusableBecause = ({state, error, name}: TargetReport): ErrorInfo | undefined => {
	if (state === 'trouble') return undefined;
	return error ?? (state === 'unusable' ? {kind: 'unusable', message: `${name} could not be used`} : undefined);
};

/** Milliseconds that a target took: read, written, read again. */
export const timeOf = ({milliseconds: {list = 0, apply = 0, verify = 0}}: TargetReport): number => list + apply + verify;

/** Everybody involved but one. */
export const others = ({people}: Conflict, {slackId}: Person): Person[] => people.filter(person => person.slackId !== slackId);

/** How a run ended, in one word: `clean` (exit 0 or 6), `attention` (something needs a person, the rest was done), `broken` (the run could not do its work), `unfinished`. */
export type Ending = 'clean' | 'attention' | 'broken' | 'unfinished';

/** How a run ended. */
export const ending = ({exitCode}: Run): Ending => {
	if (exitCode === undefined) return 'unfinished';
	if (exitCode === 0 || exitCode === 6) return 'clean';
	return exitCode === 1 || exitCode === 4 ? 'attention' : 'broken';
};
