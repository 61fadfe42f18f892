import {uniqueOf} from '../decide/order.ts';
import {errorInfo} from '../model/errors.ts';
import type {Decide, ErrorInfo, GuardedPlan, GuardResult, Operation, Outcome, Plan} from '../model/plan.ts';
import type {Policy} from '../model/settings.ts';
import type {Account} from '../model/target.ts';
import {keptOf} from '../read/accounts.ts';
import {applyPlan} from '../write/apply.ts';
import {notKeptWarnings, refusedAlike} from '../write/judge.ts';
import type {TargetSetup} from './options.ts';
import {defaultGrace, named, type OpenTarget, type Running} from './with-target.ts';

/** The writes were answered, but whether they were kept is not known. */
const unread = ({name}: TargetSetup, error: unknown): ErrorInfo => {
	const info = errorInfo(error);
	return {...info, message: `${name}: the accounts could not be read again after the writes: ${info.message}`};
};

const asksForCall = ({kind, withheldBy}: Operation): boolean => kind !== 'noop' && kind !== 'skip' && !withheldBy;

/** What applying needs beside the plan. */
export interface Applying {
	readonly setup: TargetSetup;
	readonly running: Running;
	readonly open: OpenTarget;
	readonly secrets: (slackId: string) => Record<string, string>;
	readonly decide: Decide;
	/** The accounts that the plan was made from, or (`apply FILE`) as they are now. */
	readonly accounts: readonly Account[];
	/** (`apply FILE`) What is settled before any call: what is done by now, or meets something that the plan did not see. */
	readonly settled?: readonly Outcome[];
	/** (`apply FILE`) The plan of the rest, on the accounts as they are now. */
	readonly left?: GuardedPlan;
}

/** Carries out a guarded plan, looks what was kept, and records each outcome as it comes. */
export const applyTarget = async (
	plan: GuardedPlan,
	{setup, running, open, secrets, decide, accounts, settled = [], left = plan}: Applying,
): Promise<void> => {
	const {target, report, note} = open;
	const {signal, grace = defaultGrace, emit} = running;
	const {name, policy} = setup;
	const startedAt = performance.now();
	const due = new Set(plan.operations.filter(asksForCall).map(({person}) => person.slackId));
	const outcomes: Outcome[] = [];
	const places = new Map<string, number>();
	let answered = 0;
	/** An outcome that comes later counts: first what the target said, then what it shows. */
	const take = (outcome: Outcome): void => {
		const {slackId} = outcome.operation.person;
		const place = places.get(slackId) ?? outcomes.length;
		const before = outcomes[place];
		if (isFinished(outcome) && !(before && isFinished(before))) answered++;
		outcomes[place] = outcome;
		places.set(slackId, place);
		emit({kind: 'answered', target: name, finished: answered, total: due.size});
	};
	const isFinished = ({kind, operation}: Outcome): boolean => kind !== 'not-run' && due.has(operation.person.slackId);
	note({outcomes});
	emit({kind: 'applying', target: name, total: due.size});
	for (const outcome of settled) take(outcome);

	const begun = new Set<string>();
	/** What a run that is being stopped knows so far: Jenkins leaves no time to find out more. */
	const standstill = (): void => {
		for (const operation of plan.operations) {
			const {slackId} = operation.person;
			if (!places.has(slackId)) take({kind: 'not-run', operation, because: begun.has(slackId) ? 'unknown' : 'stopped'});
		}
		note({state: 'stopped'});
	};
	signal.addEventListener('abort', standstill, {once: true});
	let verifyingAt: number | undefined;
	const {trouble, stopped, verified, commitError, readError} = await applyPlan(left, {
		target,
		secrets,
		decide,
		accounts,
		kept: keptOf(setup),
		unique: uniqueOf(policy, target, setup.mapping),
		ofEmail: setup.mapping.ofEmail,
		policy,
		signal,
		grace,
		onBegin: ({person}) => begun.add(person.slackId),
		onOutcome: take,
		onPhase: phase => {
			if (phase === 'verifying') verifyingAt = performance.now();
			emit({kind: phase, target: name});
		},
	}).finally(() => signal.removeEventListener('abort', standstill));
	const endedAt = performance.now();
	const all = refusedAlike(inOrderOf(plan, outcomes));
	let finished = 0;
	for (const outcome of all) {
		if (isFinished(outcome)) finished++;
		emit({kind: 'outcome', target: name, outcome, finished, total: due.size});
	}
	note({
		state: trouble.tripped ? 'trouble' : stopped ? 'stopped' : commitError === undefined ? 'applied' : 'unusable',
		...(commitError !== undefined && {error: named(setup, commitError)}),
		...(readError !== undefined && {error: unread(setup, readError)}),
		...(trouble.tripped && {error: {kind: 'trouble', message: trouble.message}}),
		outcomes: all,
		...(verified !== undefined && {verified}),
		guards: [...plan.guards.map(result => withLate(result, plan, all)), trouble],
		warnings: [
			...report().warnings,
			...notKeptWarnings(all),
			...(verified === false && !stopped && readError === undefined ? [notVerified(policy)] : []),
		],
		milliseconds: {
			...report().milliseconds,
			apply: Math.round((verifyingAt ?? endedAt) - startedAt),
			...(verifyingAt !== undefined && {verify: Math.round(endedAt - verifyingAt)}),
		},
	});
};

const notVerified = ({verify}: Pick<Policy, 'verify'>): string =>
	`not verified: what was written is reported as the target answered it, ${verify === false ? 'because the config says `verify: false`' : 'because the target can show no accounts'}`;

/** A guard that only tripped while the plan was carried out, at accounts that nobody knew of before. */
const withLate = (result: GuardResult, plan: Plan, outcomes: readonly Outcome[]): GuardResult => {
	if (result.tripped) return result;
	const late = outcomes.filter(({kind, operation}) => kind === 'withheld' && operation.withheldBy?.includes(result.guard)).length;
	if (late === 0) return result;
	const count = result.count + late;
	const message = `${plan.target}: ${late} ${late === 1 ? 'account' : 'accounts'} that turned out to exist would be changed as well: with ${result.count} of the plan more than ${result.limit ?? 0}; run again to see all of them in the plan`;
	return {...result, tripped: true, count, message};
};

/** Outcomes in the order of the plan, whatever the order in which they came. */
const inOrderOf = ({operations}: Plan, outcomes: readonly Outcome[]): Outcome[] => {
	const position = new Map(operations.map(({person}, index) => [person.slackId, index]));
	return outcomes.toSorted((a, b) => position.get(a.operation.person.slackId)! - position.get(b.operation.person.slackId)!);
};
