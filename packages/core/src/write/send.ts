import {attempt, update, type Attempts, type Sent} from './attempt.ts';
import {isTroubled, type Caller} from './calls.ts';
import {errorKind} from '../model/errors.ts';
import {byAnswer} from './judge.ts';
import type {Operation, Outcome} from '../model/plan.ts';
import {inWaves, isChanging, type Changing, type Step} from '../decide/order.ts';
import {inParallel} from '../read/parallel.ts';
import {isRemoval} from '../decide/reconcile.ts';
import type {Change, Draft, Target} from '../model/target.ts';

export interface SendOptions {
	readonly target: Target;
	readonly caller: Caller;
	/** Values of the secrets of one new account, by Slack id. Called once for an operation, whatever is sent again. */
	readonly secrets: (slackId: string) => Record<string, string>;
	/** Attributes of which no two accounts may hold the same value. */
	readonly unique: ReadonlySet<string>;
	/** Attributes that are made of the e-mail. */
	readonly ofEmail?: readonly string[];
	readonly concurrency: number;
	/** Told of each operation that is about to be sent. */
	readonly onBegin?: (operation: Operation) => void;
	/** Told what the target answered; for a target with `commit` only what was never sent. */
	readonly onOutcome: (outcome: Outcome) => void;
}

/** The writes of one apply. */
export interface Sender {
	/**
	Sends operations, in an order in which they do not stand in each other's way.

	@param adopting - Slack ids of people whose create turned out to exist.
	@param atOnce - Fewer than usual, where it may have been too much for the target.
	*/
	send(operations: readonly Operation[], adopting?: ReadonlySet<string>, atOnce?: number): Promise<void>;
	/** Everything that was sent or was to be, as it was answered last, by Slack id. */
	readonly sent: ReadonlyMap<string, Sent>;
}

/** Sends the operations of a plan: changes before removals, who frees a value before who takes it, the rest at once. */
export const createSender = ({target, caller, secrets, unique, ofEmail = [], concurrency, onBegin, onOutcome}: SendOptions): Sender => {
	const drafts = new Map<string, Draft>();
	const attempts: Attempts = {
		target,
		caller,
		draft({person: {slackId}, attributes}) {
			const draft = drafts.get(slackId) ?? {slackId, attributes, secrets: secrets(slackId)};
			drafts.set(slackId, draft);
			return draft;
		},
	};
	const all = new Map<string, Sent>();

	const record = (sent: Sent): void => {
		all.set(sent.operation.person.slackId, sent);
		// Not before it took effect
		if (!target.commit || sent.answer.kind === 'not-sent') onOutcome(byAnswer(sent, caller.stopped()));
	};
	/** The trouble guard counts an operation once, however often it is sent. */
	const count = ({operation, answer}: Sent): void => {
		if (answer.kind === 'not-sent' || all.has(operation.person.slackId)) return;
		caller.finished(answer.kind === 'error' && isTroubled(errorKind(answer.error)));
	};
	/** What accounts gave up for the time being, by Slack id. */
	const parked = new Map<string, readonly Change[]>();
	const park = async ({person: {slackId}, account}: Changing, tries: readonly (readonly Change[])[]): Promise<void> => {
		for (const changes of tries) {
			try {
				await update(account, changes, attempts);
				parked.set(slackId, changes);
				return;
			} catch {
				// The write that needs it tells
			}
		}
	};
	/** An account must not stay with what it got for the time being: where its own values were refused in the end, it gets back what it had, if that is still free. */
	const unpark = async (slackId: string, changes: readonly Change[]): Promise<void> => {
		parked.delete(slackId);
		const {operation, answer} = all.get(slackId) ?? {};
		if (
			!operation ||
			!isChanging(operation) ||
			answer?.kind !== 'error' ||
			!['refused', 'exists', 'not-found'].includes(errorKind(answer.error) ?? '')
		)
			return;
		const back = changes.map(({attribute, from, to}) => ({attribute, from: to, to: from ?? null}));
		await update(operation.account, back, attempts).catch(() => {});
	};
	const take = async ({operation, park: values, least = []}: Step, adopting: ReadonlySet<string>): Promise<void> => {
		if (values && isChanging(operation)) return park(operation, least.length < values.length ? [values, least] : [values]);
		const sent = await attempt(operation, attempts);
		count(sent);
		record(adopting.has(operation.person.slackId) ? {...sent, adopts: true} : sent);
	};

	return {
		sent: all,
		async send(operations, adopting = new Set(), atOnce = concurrency) {
			const begun = new Set<Operation>();
			for (const phase of [operations.filter(operation => !isRemoval(operation)), operations.filter(isRemoval)]) {
				for (const wave of inWaves(phase, unique, {idAt: target.idAt, ofEmail})) {
					const writes = inParallel(wave, {concurrency: atOnce, mayStart: caller.mayStart}, async step => {
						begun.add(step.operation);
						onBegin?.(step.operation);
						await take(step, adopting);
					});
					for await (const _ of writes); // What counts is in `all`
				}
				for (const [slackId, changes] of parked) await unpark(slackId, changes);
			}
			for (const operation of operations)
				if (!begun.has(operation) && !all.has(operation.person.slackId)) record({operation, answer: {kind: 'not-sent'}, milliseconds: 0});
		},
	};
};
