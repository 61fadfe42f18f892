import {attempt, failed, type Attempts, type Deferred} from './attempt.ts';
import {createCaller, isTroubled, type Caller} from './calls.ts';
import {isCountedUpdate} from './guard.ts';
import {inParallel} from './parallel.ts';
import type {GuardResult, Operation, Outcome, Plan} from './operation.ts';
import {isRemoval} from './reconcile.ts';
import {secondLook, type LookAgain} from './second-look.ts';
import type {Limits} from './settings.ts';
import type {Draft, Target} from './target.ts';

/** What applying needs beside the plan. */
export interface ApplyOptions {
	readonly target: Target;
	/** Values of the secrets of one new account, by Slack id. Called once for an operation, whatever is retried. */
	readonly secrets: (slackId: string) => Record<string, string>;
	/** Plans anew from fresh accounts, for creates that were refused as "exists" or whose outcome is unknown. */
	readonly lookAgain: LookAgain;
	readonly limits: Pick<Limits, 'concurrency' | 'perSecond'>;
	readonly signal: AbortSignal;
	/** Milliseconds that calls under way get after an abort. */
	readonly grace: number;
	readonly onCommit?: () => void;
}

/** What applying says beside the outcomes. */
export interface ApplyResult {
	/** The trouble guard, whether it tripped or not. */
	readonly trouble: GuardResult;
	readonly stopped: boolean;
	/** `commit` failed although no operation depended on it. */
	readonly commitError?: unknown;
}

/**
Carries out a plan: changes, then removals, then what had to wait for the others. A failed account never stops the others; operations that a guard withholds, and those that a stop left over, have an outcome too.

@returns One outcome for each operation of the plan, as they finish.
*/
export async function* applyPlan(plan: Plan, options: ApplyOptions): AsyncGenerator<Outcome, ApplyResult> {
	const {target, limits, signal, grace} = options;
	const caller = createCaller({target: plan.target, signal, grace, perSecond: limits.perSecond});
	const drafts = new Map<string, Draft>();
	const attempts: Attempts = {
		target,
		caller,
		draft({person: {slackId}, attributes}) {
			const known = drafts.get(slackId);
			if (known) return known;
			const draft = {slackId, attributes, secrets: options.secrets(slackId)};
			drafts.set(slackId, draft);
			return draft;
		},
	};
	/** Done, but only once `commit` resolves. */
	const staged: Outcome[] = [];
	const settled = (outcome: Outcome): Outcome[] => {
		if (outcome.kind === 'done') caller.finished(false);
		else if (outcome.kind === 'failed') caller.finished(isTroubled(outcome.error.kind));
		if (outcome.kind !== 'done' || !target.commit) return [outcome];
		staged.push(outcome);
		return [];
	};

	try {
		const deferred: Deferred[] = [];
		const due: Operation[] = [];
		for (const operation of plan.operations) {
			const outcome = withoutCall(operation);
			if (outcome) yield outcome;
			else due.push(operation);
		}
		for (const phase of [due.filter(operation => !isRemoval(operation)), due.filter(isRemoval)]) {
			const left = new Set(phase);
			const results = inParallel(phase, {concurrency: limits.concurrency, mayStart: caller.mayStart}, async operation => {
				left.delete(operation);
				return attempt(operation, attempts);
			});
			for await (const result of results) {
				if ('why' in result) deferred.push(result);
				else yield* settled(result);
			}
			yield* notRun(left, caller);
		}
		for await (const outcome of secondLook(deferred, {...attempts, lookAgain: options.lookAgain, concurrency: limits.concurrency, updatesLeft: updatesLeft(plan)})) yield* settled(outcome);

		const commitError = yield* commit(staged, caller, options);
		const trouble = caller.trouble();
		return {
			trouble: {guard: 'trouble', tripped: trouble !== undefined, count: trouble === undefined ? 0 : 1, limit: 0, message: trouble ?? `${plan.target}: the target answered`},
			stopped: signal.aborted,
			...(commitError !== undefined && {commitError}),
		};
	} finally {
		caller.close();
	}
}

/** The outcome of an operation that asks for no call. */
const withoutCall = (operation: Operation): Outcome | undefined => {
	if (operation.kind === 'noop') return {kind: 'done', operation, milliseconds: 0};
	if (operation.kind === 'skip') return {kind: 'not-run', operation, because: 'plan'};
	if (operation.withheldBy) return {kind: 'withheld', operation, by: operation.withheldBy};
	return undefined;
};

function* notRun(operations: Iterable<Operation>, caller: Caller): Generator<Outcome> {
	for (const operation of operations) yield {kind: 'not-run', operation, because: caller.stopped() ?? 'stopped'};
}

/** How many updates the guard would still let through: an adopted account must not slip past it. */
const updatesLeft = ({guards, operations}: Plan): number => {
	const limit = guards.find(({guard}) => guard === 'updates')?.limit ?? Infinity;
	return limit - operations.filter(operation => isCountedUpdate(operation) && !operation.withheldBy).length;
};

/** One commit for the whole plan: only then are its outcomes done, or all failed. Not made after a stop: a half-applied plan is not committed. */
async function* commit(staged: readonly Outcome[], caller: Caller, {target, onCommit}: ApplyOptions): AsyncGenerator<Outcome, unknown> {
	const because = caller.stopped();
	if (!target.commit) return undefined;
	if (because !== undefined) {
		yield* notRun(staged.map(({operation}) => operation), caller);
		return undefined;
	}
	try {
		onCommit?.();
		await caller.call(async call => target.commit!(call));
		yield* staged;
		return undefined;
	} catch (error) {
		for (const {operation} of staged) yield failed(operation, error, 0);
		return staged.length === 0 ? error : undefined;
	}
}
