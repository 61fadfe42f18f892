import {isNotBegun, type Caller} from './calls.ts';
import {toConflict} from '../decide/conflict.ts';
import {errorKind} from '../model/errors.ts';
import type {Conflict, Create, Operation} from '../model/plan.ts';
import type {Account, Change, Draft, Target} from '../model/target.ts';
import {whyUnmappable} from '../decide/unmappable.ts';

/** What the target said to an operation. What really happened is read from the target afterwards. */
type Answer =
	| {readonly kind: 'done'; readonly id?: string}
	/** A create: the target said that the account was there already. */
	| {readonly kind: 'existed'}
	/** `half`: a reactivation whose first half was answered as done. */
	| {readonly kind: 'error'; readonly error: unknown; readonly half?: true}
	/** No call was made: the run was stopped, or the target is in trouble. */
	| {readonly kind: 'not-sent'}
	/** No call was made: a secret of the config cannot be computed for this person. */
	| {readonly kind: 'conflict'; readonly conflict: Conflict};

/** An operation as it was sent, and what the target said to it. */
export interface Sent {
	readonly operation: Operation;
	readonly answer: Answer;
	/** From the first request to the last answer. */
	readonly milliseconds: number;
	/** HTTP status of the last answer, where there was one. */
	readonly status?: number;
	/** What the first of two tries was for: a create that turned out to exist. */
	readonly adopts?: true;
}

/** Everything that a try needs to know; one for each apply. */
export interface Attempts {
	readonly target: Target;
	readonly caller: Caller;
	/** What is sent for a create: the same whenever it is asked for, secrets included. */
	readonly draft: (operation: Create) => Draft;
}

/** Kinds of errors that leave open whether the write was done, or whether it can be done a moment later. */
const openKinds: ReadonlySet<string | undefined> = new Set(['unknown-outcome', 'unavailable', 'exists']);

/** Whether an answer leaves the outcome open: it may be sent once more, once the target was looked at. */
export const isOpen = ({answer, operation}: Sent): boolean => {
	if (answer.kind === 'existed') return true;
	if (answer.kind !== 'error') return false;
	const kind = errorKind(answer.error);
	return openKinds.has(kind) && (kind !== 'exists' || operation.kind === 'create' || 'changes' in operation);
};

/** Sends one operation. Never rejects. */
export const attempt = async (operation: Operation, {caller: plain, ...given}: Attempts): Promise<Sent> => {
	const startedAt = performance.now();
	let status: number | undefined;
	const onStatus = (last: number): void => void (status = last);
	const attempts: Attempts = {
		...given,
		caller: {...plain, call: async (request, options) => plain.call(async call => request({...call, onStatus}), options)},
	};
	const sent = (answer: Answer): Sent => ({
		operation,
		answer,
		milliseconds: Math.round((performance.now() - startedAt) * 10) / 10,
		...(status !== undefined && {status}),
	});
	let reactivated = false;
	try {
		switch (operation.kind) {
			case 'create': {
				const conflict = draftConflict(operation, attempts);
				return sent(conflict ? {kind: 'conflict', conflict} : await create(operation, attempts));
			}
			case 'reactivate':
				await attempts.caller.call(async call => attempts.target.reactivate!(operation.account, call));
				reactivated = true;
				await update(operation.account, operation.changes, attempts);
				break;
			case 'update':
				await update(operation.account, operation.changes, attempts);
				break;
			case 'deactivate':
				await attempts.caller.call(async call => attempts.target.deactivate!(operation.account, call));
				break;
			case 'delete':
				await attempts.caller.call(async call => attempts.target.delete!(operation.account, call));
				break;
			case 'noop':
			case 'skip':
				break;
		}
		return sent({kind: 'done'});
	} catch (error) {
		if (reactivated) return sent({kind: 'error', error, half: true});
		return sent(isNotBegun(error) ? {kind: 'not-sent'} : {kind: 'error', error});
	}
};

/** Writes attributes; nothing is sent where nothing differs. */
export const update = async (
	account: Account,
	changes: readonly Change[],
	{target, caller}: Pick<Attempts, 'target' | 'caller'>,
): Promise<void> => {
	if (changes.length > 0) await caller.call(async call => target.update!(account, changes, call));
};

const create = async (operation: Create, {target, caller, draft}: Attempts): Promise<Answer> => {
	// A target in plain JavaScript may answer nothing at all
	const {id, existed} = (await caller.call(async call => target.create(draft(operation), call))) ?? {};
	return existed ? {kind: 'existed'} : {kind: 'done', ...(id !== undefined && {id})};
};

/** A function of the config that fails for one person's secret is that person's conflict, as it is for every other attribute. */
const draftConflict = (operation: Create, {draft}: Attempts): Conflict | undefined => {
	try {
		draft(operation);
		return undefined;
	} catch (error) {
		return toConflict('unmappable', [operation.person], [], {reason: whyUnmappable(error)});
	}
};
