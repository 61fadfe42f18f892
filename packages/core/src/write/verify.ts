import {setTimeout as sleep} from 'node:timers/promises';

import {isOpen, type Sent} from './attempt.ts';
import {isNotBegun, isTroubled} from './calls.ts';
import {errorKind} from '../model/errors.ts';
import {answeredBefore, driftedError, judge, unlooked, type Judgement, type JudgeOptions, type Shown} from './judge.ts';
import {canLook, lookAgain, type Look, type Looking} from './look.ts';
import type {GuardName, Operation, Outcome, Plan} from '../model/plan.ts';
import type {Sender} from './send.ts';
import type {Policy} from '../model/settings.ts';

export interface VerifyOptions extends Looking, Pick<JudgeOptions, 'unique'> {
	readonly plan: Plan;
	readonly sender: Sender;
	readonly policy: Pick<Policy, 'verify'>;
	/** The guards that withhold what is to be done with an account which was found only now. */
	readonly withheld: (found: Operation, planned: Operation) => readonly GuardName[];
	readonly signal: AbortSignal;
	readonly onOutcome: (outcome: Outcome) => void;
	readonly onVerifying: () => void;
}

/** Looks what came of the writes of one apply. */
export interface Verifier {
	/** Sends a few of the missing links first, and looks whether the target keeps them: where it does not, whoever changed every key would get a second account. */
	keepsLinks(links: readonly Operation[]): Promise<boolean>;
	/** Whether the target shows everything that was sent. False where nobody can tell. */
	holds(): Promise<boolean>;
	/** Before a commit: looks at what was answered with an open outcome, and sends once more what is still to be done. */
	settleOpen(): Promise<void>;
	/** Looks at everything that was sent, until it is as wanted or the time for that is over, and tells each outcome. */
	verify(): Promise<Verified>;
}

interface Verified {
	/** Whether what was written was read again; absent where nothing was written. */
	readonly verified?: boolean;
	/** Why it could not be. */
	readonly error?: unknown;
}

/** Milliseconds before the first look again, and the most between two. */
const firstPause = 250;
const longestPause = 10_000;

type Judgements = ReadonlyMap<Sent, Judgement>;

const isDone = (judgement: Judgement): boolean => 'outcome' in judgement && judgement.outcome.kind === 'done';

/** Whether the target said no for a reason of its own: that tells nothing of what it keeps. */
const isRefused = ({answer}: Sent): boolean => answer.kind === 'error' && !isTroubled(errorKind(answer.error));

/** Whether an account is shown with the link that was written, whatever became of its other values. */
const isLinked = (shown: Shown, slackIdAt: string | undefined): boolean =>
	'operation' in shown &&
	!(shown.operation && 'changes' in shown.operation && shown.operation.changes?.some(({attribute}) => attribute === slackIdAt));

const slackIdOf = ({operation}: {readonly operation: Operation}): string => operation.person.slackId;

export const createVerifier = (options: VerifyOptions): Verifier => {
	const {target, caller, policy, sender, signal, onOutcome} = options;
	const looks = canLook(target);
	/** What is known for good, by Slack id. */
	const settled = new Map<string, Outcome>();
	let mayRepeat = true;

	const written = (): Sent[] => [...sender.sent.values()].filter(sent => sent.answer.kind !== 'not-sent' && !settled.has(slackIdOf(sent)));
	/** All that was written, or, where that is not wanted, only what cannot be told otherwise. */
	const toLookAt = (): Sent[] => (looks ? written().filter(sent => policy.verify !== false || isOpen(sent)) : []);

	const judged = (sent: readonly Sent[], look?: Look): Judgements => {
		const {declaresExists = false, settings, slackIdAt} = target;
		const judging = {
			mayRepeat: mayRepeat && caller.mayStart(),
			declaresExists,
			wouldShow: false,
			unique: options.unique,
			settings,
			slackIdAt,
		};
		if (!look) return new Map(sent.map(one => [one, unlooked(one, judging)]));
		const isShown = (one: Sent): boolean => isDone(judge(one, look.of(one), judging));
		const before = look.whole && judging.mayRepeat ? answeredBefore([...sender.sent.values()], isShown) : new Set();
		return new Map(sent.map(one => [one, judge(one, look.of(one), {...judging, wouldShow: before.has(one)})]));
	};
	const keep = (judgements: Judgements): void => {
		for (const [sent, judgement] of judgements) if ('outcome' in judgement) settled.set(slackIdOf(sent), judgement.outcome);
	};

	/** Sends once what a look left open, one after another, and never a second time; an account that was found only now must pass the guards as well. False where nothing was open. */
	const repeated = async (judgements: Judgements): Promise<boolean> => {
		const operations: Operation[] = [];
		const adopting = new Set<string>();
		let isOpen = false;
		for (const [sent, judgement] of judgements) {
			if (!('again' in judgement)) continue;
			isOpen = true;
			const {again} = judgement;
			const by = options.withheld(again, sent.operation);
			if (by.length > 0) settled.set(slackIdOf(sent), {kind: 'withheld', operation: {...again, withheldBy: by}, by});
			else operations.push(again);
			if (sent.operation.kind === 'create' && again.kind !== 'create') adopting.add(slackIdOf(sent));
		}
		if (!isOpen) return false;
		mayRepeat = false;
		await sender.send(operations, adopting, 1);
		return true;
	};

	/** Looks again, with growing pauses, while something differs and there is time for that. */
	const lookWhile = async (): Promise<{look: Look; judgements: Judgements}> => {
		const until = performance.now() + (typeof policy.verify === 'object' ? policy.verify.within : 0);
		for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
			const sent = toLookAt();
			const look = await lookAgain(sent, options);
			const judgements = judged(sent, look);
			const isSettled = [...judgements.values()].every(isDone);
			const left = until - performance.now();
			if (isSettled || left <= 0) return {look, judgements};
			await sleep(Math.min(pause, left), undefined, {signal}).catch(() => {});
		}
	};

	const settleByLooking = async (): Promise<void> => {
		options.onVerifying();
		let {look, judgements} = await lookWhile();
		if (await repeated(judgements)) ({look, judgements} = await lookWhile());
		keep(judgements);
		if (look.whole && policy.verify !== false) for (const outcome of drifted(options.plan, look.whole, sender.sent)) onOutcome(outcome);
	};
	const settleByAnswer = async (): Promise<void> => {
		await repeated(judged(written()));
		keep(judged(written()));
	};

	return {
		async keepsLinks(links) {
			await sender.send(links);
			const sent = written().filter(one => !isRefused(one));
			if (sent.length === 0 || !caller.mayStart()) return true;
			const look = await lookAgain(sent, options);
			return sent.some(one => isLinked(look.of(one), target.slackIdAt));
		},
		async holds() {
			const sent = written();
			if (!looks || !caller.mayStart()) return false;
			try {
				const judgements = judged(sent, await lookAgain(sent, options));
				return [...judgements.values()].every(isDone);
			} catch {
				return false;
			}
		},
		async settleOpen() {
			const open = toLookAt().filter(isOpen);
			if (open.length === 0 || !caller.mayStart()) return;
			try {
				await repeated(judged(open, await lookAgain(open, options)));
			} catch {
				// The look after the commit tells
			}
		},
		async verify() {
			if (target.commit) mayRepeat = false; // What is sent after a commit would not take effect
			if (written().length === 0 || !caller.mayStart()) return {};
			let error: unknown;
			try {
				if (toLookAt().length > 0) await settleByLooking();
				await settleByAnswer();
			} catch (caught) {
				if (isNotBegun(caught) || signal.aborted) return {verified: false};
				error = caught;
				mayRepeat = false;
				keep(judged(toLookAt().filter(isOpen), {of: () => ({error: caught}), whole: undefined}));
			}
			for (const outcome of settled.values()) onOutcome(outcome);
			return {verified: looks && policy.verify !== false && error === undefined, ...(error !== undefined && {error})};
		},
	};
};

/** What was in line when the run began and is not any more: only a whole list tells. */
const drifted = ({operations}: Plan, now: Pick<Plan, 'operations'>, sent: ReadonlyMap<string, unknown>): Outcome[] => {
	const kinds = new Map(now.operations.map(({person, kind}) => [person.slackId, kind]));
	return operations.flatMap((operation): Outcome[] => {
		const kind = kinds.get(operation.person.slackId) ?? 'noop';
		if (operation.kind !== 'noop' || sent.has(operation.person.slackId) || kind === 'noop' || kind === 'skip') return [];
		return [{kind: 'failed', operation, milliseconds: 0, error: driftedError}];
	});
};
