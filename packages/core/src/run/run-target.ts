import {keptOf} from '../read/accounts.ts';
import {applyPlan} from '../write/apply.ts';
import {untilCut} from '../read/parallel.ts';
import {errorInfo} from '../model/errors.ts';
import {notKeptWarnings} from '../write/judge.ts';
import type {Decide} from '../write/look.ts';
import type {ErrorInfo, GuardResult, Operation, Outcome, Plan, Verb} from '../model/plan.ts';
import {uniqueOf} from '../decide/order.ts';
import type {TargetReport} from '../model/run.ts';
import {verbs as allVerbs, type Policy} from '../model/settings.ts';
import type {RunEvent, TargetSetup} from './sync-options.ts';
import {TargetError, type Account, type Target} from '../model/target.ts';

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

/** What applying needs beside the plan. */
interface Applying {
	readonly secrets: (slackId: string) => Record<string, string>;
	readonly decide: Decide;
	/** The accounts that the plan was made from, or (`apply FILE`) as they are now. */
	readonly accounts: readonly Account[];
	/** (`apply FILE`) What is settled before any call: what is done by now, or meets something that the plan did not see. */
	readonly settled?: readonly Outcome[];
	/** (`apply FILE`) The plan of the rest, on the accounts as they are now. */
	readonly left?: Plan;
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
			signal.aborted ? Math.min(run.grace, 500) : run.grace,
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

/** The writes were answered, but whether they were kept is not known. */
const unread = ({name}: TargetSetup, error: unknown): ErrorInfo => {
	const info = errorInfo(error);
	return {...info, message: `${name}: the accounts could not be read again after the writes: ${info.message}`};
};

interface Context {
	readonly target: Target;
	readonly run: TargetRun;
	readonly report: () => TargetReport;
	readonly note: TargetSession['note'];
}

const asksForCall = ({kind, withheldBy}: Operation): boolean => kind !== 'noop' && kind !== 'skip' && !withheldBy;

const carryOut = async (
	plan: Plan,
	{secrets, decide, accounts, settled = [], left = plan}: Applying,
	{target, run, report, note}: Context,
): Promise<void> => {
	const {setup, emit} = run;
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
	run.signal.addEventListener('abort', standstill, {once: true});
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
		signal: run.signal,
		grace: run.grace,
		onBegin: ({person}) => begun.add(person.slackId),
		onOutcome: take,
		onPhase: phase => {
			if (phase === 'verifying') verifyingAt = performance.now();
			emit({kind: phase, target: name});
		},
	}).finally(() => run.signal.removeEventListener('abort', standstill));
	const endedAt = performance.now();
	const all = inOrderOf(plan, outcomes);
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
