import type {Sent} from './attempt.ts';
import {createCaller, isNotBegun, type Caller} from './calls.ts';
import {errorKind} from '../model/errors.ts';
import {lateGuard} from '../decide/guard.ts';
import {byAnswer} from './judge.ts';
import {canLook, type Looking} from './look.ts';
import type {GuardedPlan, GuardResult, Operation, Outcome, Plan} from '../model/plan.ts';
import {createSender, type Sender, type SendOptions} from './send.ts';
import type {Policy} from '../model/settings.ts';
import type {Target} from '../model/target.ts';
import {createVerifier, type Verifier} from './verify.ts';

/** What applying needs beside the plan. */
export interface ApplyOptions extends Omit<Looking, 'caller' | 'limits'>, Pick<SendOptions, 'secrets' | 'unique' | 'ofEmail' | 'onBegin'> {
	readonly policy: Pick<Policy, 'limits' | 'guards' | 'verify'>;
	readonly signal: AbortSignal;
	/** Milliseconds that calls under way get after an abort. */
	readonly grace: number;
	/** Told of each outcome, first by the target's answer, then by what it shows: the later one counts. */
	readonly onOutcome: (outcome: Outcome) => void;
	readonly onPhase: (phase: 'committing' | 'verifying') => void;
}

/** What applying says beside the outcomes. */
export interface ApplyResult {
	/** The trouble guard, whether it tripped or not. */
	readonly trouble: GuardResult;
	readonly stopped: boolean;
	/** Whether what was written was read again; absent where nothing was written. */
	readonly verified?: boolean;
	/** Why `commit` failed: one reason for the whole target. */
	readonly commitError?: unknown;
	/** What was written could not be read again. */
	readonly readError?: unknown;
}

/**
Carries out a plan and looks what came of it: changes, then removals; then the target is read again, and what is still open is sent once more; at the end the last look. A failed account never stops the others; operations that a guard withholds, and those that a stop left over, have an outcome too.
*/
export const applyPlan = async (plan: GuardedPlan, options: ApplyOptions): Promise<ApplyResult> => {
	const {target, policy, signal, grace, onOutcome, onPhase} = options;
	const {concurrency, perSecond} = policy.limits;
	const caller = createCaller({target: plan.target, signal, grace, perSecond});
	const sender = createSender({...options, caller, concurrency});
	const onVerifying = (): void => onPhase('verifying');
	const verifier = createVerifier({
		...options,
		plan,
		sender,
		caller,
		limits: policy.limits,
		onVerifying,
		withheld: lateGuard(plan, policy.guards),
	});
	try {
		const due: Operation[] = [];
		for (const operation of plan.operations) {
			const outcome = withoutCall(operation);
			if (outcome) onOutcome(outcome);
			else due.push(operation);
		}
		const unsafe = new Set((await losesLinks(plan, due, verifier, options)) ? due.filter(({kind}) => kind === 'create') : []);
		for (const operation of unsafe) onOutcome({kind: 'failed', operation, milliseconds: 0, error: unlinkedError(target)});
		await sender.send(due.filter(operation => !unsafe.has(operation) && !sender.sent.has(operation.person.slackId)));
		if (target.commit) await verifier.settleOpen();
		const committed = target.commit ? await commit(plan, sender, caller, verifier, options) : {};
		const {verified, error} = committed.failed ? {} : await verifier.verify();
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
			...(verified !== undefined && {verified}),
			...(committed.error !== undefined && {commitError: committed.error}),
			...(error !== undefined && {readError: error}),
		};
	} finally {
		caller.close();
	}
};

/** So many links show whether a target keeps any. */
const probes = 3;

/** Whether a target that should keep Slack ids shows none of them, not even those that are written now, while accounts are there that a new person might have had before. */
const losesLinks = async (
	{orphans}: Plan,
	due: readonly Operation[],
	verifier: Verifier,
	{target, accounts, policy}: ApplyOptions,
): Promise<boolean> => {
	if (target.slackIdAt === undefined || target.commit || !canLook(target) || policy.verify === false) return false;
	const isLink = (operation: Operation): boolean =>
		operation.kind === 'update' && operation.changes.some(({attribute}) => attribute === target.slackIdAt);
	const links = due.filter(isLink).slice(0, probes);
	const isDoubtful = orphans.some(({active, kind}) => active && kind === 'orphan') && accounts.every(({slackId}) => slackId === undefined);
	if (links.length === 0 || !isDoubtful || !due.some(({kind}) => kind === 'create')) return false;
	return !(await verifier.keepsLinks(links));
};

const unlinkedError = ({settings}: Target): Extract<Outcome, {kind: 'failed'}>['error'] => ({
	kind: 'not-kept',
	message:
		'not created: the target does not keep the Slack id, and holds accounts that no one in Slack matches; one of them may be this person’s under an earlier e-mail',
	hint: `Look at \`${settings?.slackId ?? 'slackIdAt'}\` in the config; without it people are matched by their keys alone`,
});

/** The outcome of an operation that asks for no call. */
const withoutCall = (operation: Operation): Outcome | undefined => {
	if (operation.kind === 'noop') return {kind: 'done', operation, milliseconds: 0};
	if (operation.kind === 'skip') return {kind: 'not-run', operation, because: 'plan'};
	if (operation.withheldBy) return {kind: 'withheld', operation, by: operation.withheldBy};
	return undefined;
};

const isStaged = ({answer}: Sent): boolean => answer.kind === 'done' || answer.kind === 'existed';

/** One commit for the whole plan: only then did its writes take effect. Where it fails, that is the target's failure, and no person's. Not made after a stop: a half-applied plan is not committed. */
const commit = async (
	{guards}: Plan,
	{sent}: Sender,
	caller: Caller,
	verifier: Verifier,
	{target, onPhase, onOutcome}: ApplyOptions,
): Promise<{readonly failed?: true; readonly error?: unknown}> => {
	/** What was staged was not done where the commit was not. */
	const tell = (because?: 'commit' | 'stopped' | 'trouble'): void => {
		for (const one of sent.values()) {
			const isUndone = because !== undefined && isStaged(one);
			onOutcome(isUndone ? {kind: 'not-run', operation: one.operation, because} : byAnswer(one, caller.stopped()));
		}
	};
	// Something upstream is wrong: not even what an earlier run left over is to take effect now
	if (guards.some(({guard}) => guard === 'empty-source')) return {};
	try {
		onPhase('committing');
		await caller.call(async call => target.commit!(call));
		tell();
		return {};
	} catch (error) {
		if (isNotBegun(error)) {
			tell(caller.stopped() ?? 'stopped');
			return {failed: true};
		}
		// A push whose answer was lost may have been done
		if (errorKind(error) === 'unknown-outcome' && (await verifier.holds())) {
			tell();
			return {};
		}
		tell('commit');
		return {failed: true, error};
	}
};
