import {attempt, failed, type Attempts, type Deferred} from './attempt.ts';
import {createCaller, isNotBegun, isTroubled, type Caller} from './calls.ts';
import {errorKind} from './errors.ts';
import {lateGuard} from './guard.ts';
import {inParallel} from './parallel.ts';
import type {GuardResult, Operation, Outcome, Plan} from './operation.ts';
import {isRemoval} from './reconcile.ts';
import {secondLook, type LookAgain} from './second-look.ts';
import type {Guards, Limits} from './settings.ts';
import type {Draft, Target} from './target.ts';

/** What applying needs beside the plan. */
export interface ApplyOptions {
	readonly target: Target;
	/** Values of the secrets of one new account, by Slack id. Called once for an operation, whatever is retried. */
	readonly secrets: (slackId: string) => Record<string, string>;
	/** Plans anew from fresh accounts, for creates that were refused as "exists" or whose outcome is unknown. */
	readonly lookAgain: LookAgain;
	readonly limits: Pick<Limits, 'concurrency' | 'perSecond'>;
	/** Those that the plan was held to. */
	readonly guards: Guards;
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
		drafts.delete(outcome.operation.person.slackId); // Secrets are kept no longer than they may be sent again
		if (outcome.kind !== 'done' || !target.commit) return [outcome];
		staged.push(outcome);
		return [];
	};
	/** A create that nobody answered counts as soon as that is known, not only once it was looked up: 1,000 of them would be 1,000 timeouts. */
	const counted = new Set<Operation>();
	const count = <T extends Outcome | Deferred>(result: T): T => {
		const {operation} = result;
		const kind = 'why' in result ? errorKind(result.error) : result.kind === 'failed' ? result.error.kind : undefined;
		const isAnswer = 'why' in result ? result.why === 'unknown-outcome' : result.kind !== 'not-run';
		if (isAnswer && !counted.has(operation)) caller.finished(isTroubled(kind));
		if (isAnswer) counted.add(operation);
		return result;
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
				return count(await attempt(operation, attempts));
			});
			for await (const result of results) {
				if ('why' in result) deferred.push(result);
				else yield* settled(result);
			}
			yield* notRun(left, caller);
		}
		const look = {
			...attempts,
			lookAgain: options.lookAgain,
			concurrency: limits.concurrency,
			withheld: lateGuard(plan, options.guards),
			count,
		};
		for await (const outcome of secondLook(deferred, look)) {
			yield* settled(outcome);
		}

		const commitError = yield* commit(plan, staged, caller, options);
		const trouble = caller.trouble();
		return {
			trouble: {
				guard: 'trouble',
				tripped: trouble !== undefined,
				count: trouble === undefined ? 0 : 1,
				limit: 0,
				message: trouble ?? `${plan.target}: the target answered`,
			},
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

/** One commit for the whole plan: only then are its outcomes done, or all failed. Not made after a stop: a half-applied plan is not committed. */
async function* commit(
	{guards}: Plan,
	staged: readonly Outcome[],
	caller: Caller,
	{target, onCommit}: ApplyOptions,
): AsyncGenerator<Outcome, unknown> {
	if (!target.commit) return undefined;
	if (caller.stopped() !== undefined) {
		yield* notRun(
			staged.map(({operation}) => operation),
			caller,
		);
		return undefined;
	}
	// Something upstream is wrong: not even what an earlier run left over is to take effect now
	if (guards.some(({guard}) => guard === 'empty-source')) return undefined;
	try {
		onCommit?.();
		await caller.call(async call => target.commit!(call));
		yield* staged;
		return undefined;
	} catch (error) {
		const operations = staged.map(({operation}) => operation);
		if (isNotBegun(error)) yield* notRun(operations, caller);
		else for (const operation of operations) yield failed(operation, error, 0);
		return operations.length === 0 && !isNotBegun(error) ? error : undefined;
	}
}
