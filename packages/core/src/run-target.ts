import {applyPlan} from './apply.ts';
import {untilCut} from './calls.ts';
import {errorInfo} from './errors.ts';
import type {Conflict, ErrorInfo, GuardResult, Operation, Outcome, Plan, Verb} from './operation.ts';
import type {TargetReport} from './run.ts';
import type {LookAgain} from './second-look.ts';
import {verbs as allVerbs} from './settings.ts';
import type {RunEvent, TargetSetup} from './sync-options.ts';
import {TargetError, type Target} from './target.ts';

/** One target in a run. */
export interface TargetRun {
	readonly setup: TargetSetup;
	/** Nothing is written, and no lock is taken. */
	readonly dryRun: boolean;
	readonly signal: AbortSignal;
	/** Milliseconds that calls under way get after an abort. */
	readonly grace: number;
	readonly emit: (event: RunEvent) => void;
	readonly record: (report: TargetReport) => void;
}

/** What stands against carrying out an operation now: it is done already, or the account changed. Otherwise the operation on the account as it is now. */
export type Precheck = (operation: Operation) => {readonly operation: Operation} | {readonly already: true} | {readonly conflict: Conflict};

/** What applying needs beside the plan. */
interface Applying {
	readonly secrets: (slackId: string) => Record<string, string>;
	readonly lookAgain: LookAgain;
	readonly precheck?: Precheck;
}

/** An opened target while its part of a run goes on. */
export interface TargetSession {
	readonly target: Target;
	readonly run: TargetRun;
	/** Adds to the target's report, and records it. */
	readonly note: (more: Partial<TargetReport>) => void;
	/** Writes the plan's findings into the report. */
	readonly planned: (plan: Plan) => void;
	/** Applies a guarded plan and records each outcome as it comes. */
	readonly apply: (plan: Plan, applying: Applying) => Promise<void>;
}

/** A target as it stands before the run came to it. */
export const pendingReport = ({name, type, address}: TargetSetup): TargetReport => ({
	name,
	type,
	address,
	verbs: [],
	state: 'pending',
	outcomes: [],
	conflicts: [],
	orphans: [],
	guards: [],
	outOfScope: [],
	accounts: undefined,
	claimed: 0,
	firstSyncOrReset: false,
	warnings: [],
	milliseconds: {},
});

/** Verbs that a target has. */
export const verbsOf = (target: Target): Verb[] => allVerbs.filter(verb => target[verb] !== undefined);

/** Locks and opens one target, lets `work` do its part, closes and unlocks. Never rejects: whatever happens is in the report, so that a target that is down harms no other. */
export const runTarget = async (run: TargetRun, work: (session: TargetSession) => Promise<void>): Promise<void> => {
	const {setup, signal, emit} = run;
	let report = pendingReport(setup);
	const note = (more: Partial<TargetReport>): void => {
		report = {...report, ...more};
		run.record(report);
	};
	let target: Target | undefined;
	let unlock: (() => Promise<void>) | undefined;
	try {
		if (signal.aborted) return note({state: 'stopped'});
		if (!run.dryRun) unlock = await setup.lock?.(signal);
		target = await opened(setup.open(), signal);
		note({verbs: verbsOf(target)});
		const open = target;
		await work({
			target: open,
			run,
			note,
			planned: ({conflicts, orphans, guards, accounts, claimed, firstSyncOrReset, warnings}) =>
				note({conflicts, orphans, guards, accounts, claimed, firstSyncOrReset, warnings}),
			apply: async (plan, applying) => carryOut(plan, applying, {target: open, run, report: () => report, note}),
		});
	} catch (error) {
		note(signal.aborted ? {state: 'stopped'} : {state: 'unusable', error: named(setup, error)});
	} finally {
		await tidy('closed', async () => target?.close?.());
		await tidy('unlocked', async () => unlock?.());
		emit({kind: 'target-ended', target: setup.name});
	}

	/** What only tidies up neither fails a run nor holds up its end. */
	async function tidy(what: string, act: () => Promise<void>): Promise<void> {
		const late = new AbortController();
		const timer = setTimeout(
			() => late.abort(new TargetError('unavailable', 'it took too long')),
			signal.aborted ? Math.min(run.grace, 1000) : run.grace,
		);
		try {
			await untilCut(act(), late.signal);
		} catch (error) {
			emit({kind: 'warning', target: setup.name, message: `could not be ${what}: ${errorInfo(error).message}`});
		} finally {
			clearTimeout(timer);
		}
	}
};

/** A target that does not open must not hold up a stop; one that opens too late is closed again. */
const opened = async (opening: Target | Promise<Target>, signal: AbortSignal): Promise<Target> => {
	const target = Promise.resolve(opening);
	try {
		return await untilCut(target, signal);
	} catch (error) {
		void target.then(async late => late.close?.()).catch(() => {});
		throw error;
	}
};

/** An error that names the target. */
const named = ({name}: TargetSetup, error: unknown): ErrorInfo => {
	const info = errorInfo(error);
	return {...info, message: info.message.startsWith(`${name}: `) ? info.message : `${name}: ${info.message}`};
};

interface Context {
	readonly target: Target;
	readonly run: TargetRun;
	readonly report: () => TargetReport;
	readonly note: TargetSession['note'];
}

const asksForCall = ({kind, withheldBy}: Operation): boolean => kind !== 'noop' && kind !== 'skip' && !withheldBy;

const carryOut = async (plan: Plan, {secrets, lookAgain, precheck}: Applying, {target, run, report, note}: Context): Promise<void> => {
	const {setup, emit} = run;
	const {name, policy} = setup;
	const startedAt = performance.now();
	const {settled, left} = precheck ? checkFirst(plan, precheck) : {settled: [], left: plan};
	const due = new Set(plan.operations.filter(asksForCall).map(({person}) => person.slackId));
	const outcomes: Outcome[] = [];
	let finished = 0;
	const take = (outcome: Outcome): void => {
		outcomes.push(outcome);
		if (outcome.kind !== 'not-run' && due.has(outcome.operation.person.slackId)) finished++;
		emit({kind: 'outcome', target: name, outcome, finished, total: due.size});
	};
	note({outcomes});
	emit({kind: 'applying', target: name, total: due.size});
	for (const outcome of settled) take(outcome);

	const onCommit = (): void => emit({kind: 'committing', target: name});
	const applying = applyPlan(left, {
		target,
		secrets,
		lookAgain,
		limits: policy.limits,
		guards: policy.guards,
		signal: run.signal,
		grace: run.grace,
		onCommit,
	});
	let step = await applying.next();
	for (; !step.done; step = await applying.next()) take(step.value);

	const {trouble, stopped, commitError} = step.value;
	note({
		state: trouble.tripped ? 'trouble' : stopped ? 'stopped' : commitError === undefined ? 'applied' : 'unusable',
		...(commitError !== undefined && {error: named(setup, commitError)}),
		...(trouble.tripped && {error: {kind: 'trouble', message: trouble.message}}),
		outcomes: inOrderOf(plan, outcomes),
		guards: [...plan.guards.map(result => withLate(result, plan, outcomes)), trouble],
		warnings: [...report().warnings, ...answerWarnings(outcomes)],
		milliseconds: {...report().milliseconds, apply: Math.round(performance.now() - startedAt)},
	});
};

/** What is settled before any call, and the plan of the rest. */
const checkFirst = (plan: Plan, precheck: Precheck): {settled: Outcome[]; left: Plan} => {
	const settled: Outcome[] = [];
	const operations: Operation[] = [];
	for (const operation of plan.operations) {
		if (!asksForCall(operation)) {
			operations.push(operation);
			continue;
		}
		const verdict = precheck(operation);
		if ('already' in verdict) settled.push({kind: 'done', operation, milliseconds: 0, note: 'already'});
		else if ('conflict' in verdict) settled.push({kind: 'conflict', operation, milliseconds: 0, conflict: verdict.conflict});
		else operations.push(verdict.operation);
	}
	return {settled, left: {...plan, operations}};
};

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

/** One warning for the target, so that a difference which never goes away is not silent. */
const answerWarnings = (outcomes: readonly Outcome[]): string[] => {
	const counts = new Map<string, number>();
	for (const outcome of outcomes)
		if (outcome.kind === 'done' && outcome.warning !== undefined) counts.set(outcome.warning, (counts.get(outcome.warning) ?? 0) + 1);
	return [...counts].map(
		([warning, count]) =>
			`${count} ${count === 1 ? 'update' : 'updates'}: ${warning}; the same update will be planned again until the attribute's value or name is corrected`,
	);
};
