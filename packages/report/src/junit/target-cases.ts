import type {Conflict, ErrorInfo, GuardResult, Outcome, Person, Run, TargetReport} from '@slack-im/core';

import {count, formatNumber, oneLine} from '../plain.ts';
import {conflictsOf, others, standing, unusableBecause} from '../counts.ts';
import {adviceText, becauseText, detailLines, guardNames, outcomeText, ownText, personName, verbText} from '../wording.ts';
import {caseNames, type CaseNames} from './names.ts';
import {mayRepeat} from './repeats.ts';
import type {Case, Status} from './suite.ts';

/** Above so many unchanged people they are one case with a count. */
const mostUnchanged = 1000;

/** Cases of a target that are no person's. */
const reserved = [
	'config',
	'schedule',
	'read',
	'finished',
	'target',
	'unchanged',
	'orphans',
	'guard empty-source',
	'guard removals',
	'guard updates',
	'guard adoptions',
	'guard privileged',
	'guard trouble',
];

/** An error as the body of a case: what happened, why, what to do. */
export const errorBody = (error: ErrorInfo): string => {
	const {message, status, causes = [], details = message} = error;
	const advice = adviceText(error);
	return [
		details,
		...(status === undefined ? [] : [`HTTP status: ${status}`]),
		...causes.map(cause => `because: ${cause}`),
		...(advice === undefined ? [] : [`what to do: ${advice}`]),
	].join('\n');
};

/** What cases of a target are made from: worked out once, gone through once for the counts and once for the text. */
interface People {
	readonly names: CaseNames;
	/** By {@link personId}. */
	readonly conflicts: ReadonlyMap<string, readonly Conflict[]>;
	/** By {@link personId}: people with more than one outcome, which no engine should make; each has one case all the same. */
	readonly repeated: ReadonlyMap<string, readonly Outcome[]>;
	readonly unchanged: number;
}

/**
Every case of one target: `target` where it is unusable, one per guard, one per person, `unchanged` and `orphans` where they are counts.

@returns A function that goes through them; as often as it is called.
*/
export const targetCases = (target: TargetReport, run: Run): (() => Iterable<Case>) => {
	let people: People | undefined;
	return function* cases() {
		const unusable = unusableBecause(target);
		if (unusable)
			yield {
				name: 'target',
				status: 'error',
				type: unusable.kind,
				message: ownText(unusable.message, target),
				body: () => errorBody(unusable),
			};
		yield* guardCases(target);
		people ??= peopleOf(target);
		yield* peopleCases(target, people, run);
		if (target.orphans.length > 0) yield orphansCase(target);
	};
};

function* guardCases(target: TargetReport): Generator<Case> {
	const results = new Map<string, GuardResult>();
	for (const result of target.guards) if (result.tripped || !results.has(result.guard)) results.set(result.guard, result);
	for (const [guard, result] of results) {
		const message = ownText(result.message, target);
		const numbers = (): string =>
			[
				`counted: ${formatNumber(result.count)}`,
				`limit: ${result.limit === undefined ? 'none' : formatNumber(result.limit)}`,
				...(result.of === undefined ? [] : [`of: ${formatNumber(result.of)} active, unprotected accounts that somebody in Slack claims`]),
				...(result.allowed === undefined ? [] : [`allowed once: ${formatNumber(result.allowed)}`]),
			].join('\n');
		if (result.tripped) yield {name: `guard ${guard}`, status: 'failure', type: 'guard', message, body: () => `${message}\n${numbers()}`};
		// Of a target in trouble the case below tells
		else if (guard !== 'trouble' || target.state !== 'trouble')
			yield {name: `guard ${guard}`, status: 'passed', output: () => `${message}\n${numbers()}`};
	}
	if (target.state !== 'trouble' || results.get('trouble')?.tripped) return;
	const error = target.error ?? {kind: 'trouble', message: `${target.name} is in trouble: the rest was not run`};
	yield {name: 'guard trouble', status: 'failure', type: 'guard', message: ownText(error.message, target), body: () => errorBody(error)};
}

function* peopleCases(target: TargetReport, {names, conflicts, repeated, unchanged}: People, {dryRun}: Run): Generator<Case> {
	const special = conflicts.size > 0 || repeated.size > 0;
	const merged = new Set<string>();
	for (const outcome of target.outcomes) {
		const {person, key} = outcome.operation;
		const id = personId(person, key);
		const claims = special ? conflicts.get(id) : undefined;
		const more = special ? repeated.get(id) : undefined;
		if (!claims && !more) {
			if (unchanged <= mostUnchanged || standing(outcome) !== 'unchanged') yield outcomeCase(names(person, key), outcome, dryRun);
			continue;
		}
		if (merged.has(id)) continue;
		merged.add(id);
		const name = names(person, key);
		yield worst(name, [
			...(claims ?? []).map(conflict => conflictCase(name, conflict, person)),
			...(more ?? [outcome]).map(item => outcomeCase(name, item, dryRun)),
		]);
	}
	if (unchanged > mostUnchanged) {
		const text = `${count(unchanged, 'person', 'people')}: nothing to change`;
		const output = (): string => `${text}. So many have no cases of their own.`;
		yield dryRun
			? {name: 'unchanged', status: 'skipped', message: `dry run: ${text}`, output}
			: {name: 'unchanged', status: 'passed', output};
	}
	for (const [id, claims] of conflicts) {
		if (merged.has(id)) continue;
		const person = claims.flatMap(({people}) => people).find(candidate => personId(candidate) === id)!;
		const name = names(person, person.slackId);
		yield worst(
			name,
			claims.map(conflict => conflictCase(name, conflict, person)),
		);
	}
}

const personId = ({slackId, email}: Person, key = email ?? ''): string => slackId || key;

const peopleOf = (target: TargetReport): People => {
	const conflicts = new Map<string, Conflict[]>();
	for (const conflict of conflictsOf(target)) {
		for (const id of new Set(conflict.people.map(person => personId(person)))) {
			const list = conflicts.get(id);
			if (list) list.push(conflict);
			else conflicts.set(id, [conflict]);
		}
	}
	const {outcomes} = target;
	const ids = function* (): Generator<string> {
		for (const {operation} of outcomes) yield personId(operation.person, operation.key);
	};
	const repeats = mayRepeat(ids(), outcomes.length);
	const candidates = new Map<string, Outcome[]>();
	let unchanged = 0;
	for (const outcome of outcomes) {
		if (standing(outcome) === 'unchanged') unchanged++;
		const id = personId(outcome.operation.person, outcome.operation.key);
		if (repeats(id)) candidates.set(id, [...(candidates.get(id) ?? []), outcome]);
	}
	const repeated = new Map([...candidates].filter(([, list]) => list.length > 1));
	return {names: caseNames(target, reserved), conflicts, repeated, unchanged};
};

const order: readonly Status[] = ['passed', 'skipped', 'failure', 'error'];

/** One case out of several about one person: the worst verdict, everybody's details. */
const worst = (name: string, cases: readonly Case[]): Case => {
	const first = cases.toSorted((a, b) => order.indexOf(b.status) - order.indexOf(a.status))[0]!;
	if (cases.length === 1) return first;
	return {
		...first,
		name,
		milliseconds: cases.reduce((total, {milliseconds = 0}) => total + milliseconds, 0),
		body: () => joined(cases.map(({message, body}) => body?.() || message || '')),
		output: () => joined(cases.map(({output}) => output?.() ?? '')),
	};
};

/** Texts one under the other, each once. */
const joined = (texts: readonly string[]): string => [...new Set(texts.filter(text => text !== ''))].join('\n\n');

const outcomeCase = (name: string, outcome: Outcome, dryRun: boolean): Case => {
	const {operation} = outcome;
	if (outcome.kind === 'conflict') return {...conflictCase(name, outcome.conflict, operation.person), milliseconds: outcome.milliseconds};
	const output = (): string => outputOf(outcome);
	if (outcome.kind === 'failed') {
		const {error} = outcome;
		return {
			name,
			status: 'failure',
			milliseconds: outcome.milliseconds,
			type: error.kind,
			message: `${verbText(operation)}: ${oneLine(error.message)}`,
			body: () => errorBody(error),
			output,
		};
	}
	const milliseconds = outcome.kind === 'done' ? outcome.milliseconds : 0;
	const message = skippedMessage(outcome, dryRun);
	return message === undefined ? {name, status: 'passed', milliseconds, output} : {name, status: 'skipped', milliseconds, message, output};
};

/** Why a case is skipped; undefined where it passed. */
const skippedMessage = (outcome: Exclude<Outcome, {kind: 'failed' | 'conflict'}>, dryRun: boolean): string | undefined => {
	const {operation} = outcome;
	const what = standing(outcome);
	const verb = verbText(operation);
	const prefix = dryRun ? 'dry run: ' : '';
	const would = operation.kind === 'noop' ? '' : `would ${verb}, `;
	if (what === 'skipped') return `${prefix}${verb} skipped: ${becauseText(operation)!}`;
	if (what === 'withheld' && outcome.kind === 'withheld') return `${prefix}${would}withheld by ${guardNames(outcome.by)}`;
	if (what === 'unchanged') return dryRun ? 'dry run: unchanged' : undefined;
	if (what === 'done') return dryRun ? `dry run: would ${verb}` : undefined;
	if (what === 'open') return dryRun ? `dry run: would ${verb}` : `would ${verb}, planned only`;
	return `${prefix}${would}${outcomeText(outcome) ?? 'not run'}`;
};

/** What was to be done and what came of it, for a case's output. */
const outputOf = (outcome: Outcome): string => {
	const {operation} = outcome;
	const because = becauseText(operation);
	const text = outcome.kind === 'failed' ? undefined : outcomeText(outcome);
	const skip = operation.kind === 'skip' ? 'skip ' : '';
	return [
		`${skip}${verbText(operation)} ${personName(operation.person)} (${oneLine(operation.person.slackId)}, ${oneLine(operation.person.name)})${because === undefined ? '' : `: ${because}`}`,
		...detailLines(operation).map(line => `  ${line}`),
		...('account' in operation && operation.account
			? [
					`account: ${oneLine(operation.account.id)}${operation.matchedBy === undefined ? '' : `, matched by ${oneLine(operation.matchedBy)}`}`,
				]
			: []),
		...(outcome.kind === 'done' && outcome.id !== undefined ? [`account: ${oneLine(outcome.id)}`] : []),
		...(text === undefined ? [] : [text]),
	].join('\n');
};

const conflictCase = (name: string, conflict: Conflict, person: Person): Case => {
	const rest = others(conflict, person);
	const sentence = oneLine(conflict.message);
	const unnamed = rest.map(personName).filter(other => !sentence.includes(other));
	return {
		name,
		status: 'failure',
		type: `conflict-${conflict.kind}`,
		message: unnamed.length === 0 ? sentence : `${sentence} (with ${unnamed.join(', ')})`,
		body: () =>
			[
				sentence,
				...(conflict.on ? [`key: ${oneLine(conflict.on.key)} ${JSON.stringify(conflict.on.value)}`] : []),
				...rest.map(other => `with: ${personName(other)} (${oneLine(other.slackId)}, ${oneLine(other.name)})`),
				...conflict.accounts.map(({id, keys}) => `account: ${oneLine(id)} ${JSON.stringify(keys)}`),
			].join('\n'),
	};
};

const orphansCase = ({orphans}: TargetReport): Case => ({
	name: 'orphans',
	status: 'skipped',
	message: `${count(orphans.length, 'account')} that nobody in Slack claims: reported, never touched`,
	output: () =>
		orphans
			.map(
				({id, keys, kind, active}) =>
					`${oneLine(id)} ${JSON.stringify(keys)}${kind === 'absent' ? ' (its Slack id is unknown to this read)' : ''}${active ? '' : ' (inactive)'}`,
			)
			.join('\n'),
});
