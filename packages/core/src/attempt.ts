import {isNotBegun, type Caller} from './calls.ts';
import {toConflict} from './conflict.ts';
import {sameFolded, sameValue} from './equal.ts';
import {errorInfo, errorKind} from './errors.ts';
import type {Create, Operation, Outcome, Update} from './operation.ts';
import type {Account, Change, Draft, Target, TargetErrorKind} from './target.ts';
import {whyUnmappable} from './unmappable.ts';

interface Late {
	/** What the target said; undefined where it said `existed`. */
	readonly error: unknown;
	readonly startedAt: number;
}

/** An update that was refused because another account holds the value: perhaps only until that one is updated. */
export type DeferredUpdate = Late & {readonly why: 'exists-elsewhere'; readonly operation: Update};

/** A create of an account that exists, or whose outcome nobody knows. */
export type DeferredCreate = Late & {readonly why: 'exists' | 'unknown-outcome'; readonly operation: Create};

/** What is put off until the others are through. */
export type Deferred = DeferredUpdate | DeferredCreate;

/** Everything a try needs to know; one for each apply. */
export interface Attempts {
	readonly target: Target;
	readonly caller: Caller;
	/** What is sent for a create: the same whenever it is asked for, secrets included. */
	readonly draft: (operation: Create) => Draft;
}

type Done = Extract<Outcome, {kind: 'done'}>;
type Failed = Extract<Outcome, {kind: 'failed'}>;

/** Milliseconds since a time of `performance.now()`, to a tenth. */
export const since = (startedAt: number): number => Math.round((performance.now() - startedAt) * 10) / 10;

const kinds = {
	exists: true,
	'not-found': true,
	refused: true,
	changed: true,
	auth: true,
	unavailable: true,
	'unknown-outcome': true,
	'invalid-answer': true,
	aborted: true,
} satisfies Record<TargetErrorKind, true>;

const isKnown = (kind: string): kind is TargetErrorKind => Object.hasOwn(kinds, kind);

/** A failure as an outcome. Where a request was sent and not answered, or was cut off by a stop, it says that nobody knows. */
export const failed = (operation: Operation, error: unknown, milliseconds: number): Failed => {
	const info = errorInfo(error);
	const kind = info.kind === 'aborted' ? 'unknown-outcome' : isKnown(info.kind) ? info.kind : 'bug';
	const doubt = `it may have been ${operation.kind === 'create' ? 'created' : 'done'}; the next run will see`;
	return {
		kind: 'failed',
		operation,
		milliseconds,
		error: {...info, kind, message: kind === 'unknown-outcome' ? `${info.message}: ${doubt}` : info.message},
	};
};

/** Only the second half of a reactivation failed: whoever reads of it must know that the first half holds. */
const halfReactivated = (operation: Operation, error: unknown, milliseconds: number): Outcome => {
	const half = 'the account is active again, but its attributes were not updated';
	if (isNotBegun(error)) {
		const message = `${half}: the run was stopped before; the next run will do that`;
		return {kind: 'failed', operation, milliseconds, error: {kind: 'aborted', message}};
	}
	const outcome = failed(operation, error, milliseconds);
	return {...outcome, error: {...outcome.error, message: `${half}: ${outcome.error.message}`}};
};

/** What came of a call that threw; `not-run` where it was never made. */
const ended = (operation: Operation, error: unknown, {caller}: Attempts, startedAt: number): Outcome =>
	isNotBegun(error) ? {kind: 'not-run', operation, because: caller.stopped() ?? 'stopped'} : failed(operation, error, since(startedAt));

/** The first try of one operation. Never rejects. */
export const attempt = async (operation: Operation, attempts: Attempts): Promise<Outcome | Deferred> => {
	const startedAt = performance.now();
	try {
		if (operation.kind === 'create') return withoutDraft(operation, attempts) ?? (await tryCreate(operation, attempts, startedAt));
		return await carryOut(operation, attempts, startedAt);
	} catch (error) {
		if (operation.kind === 'update' && errorKind(error) === 'exists') return {operation, why: 'exists-elsewhere', error, startedAt};
		return ended(operation, error, attempts, startedAt);
	}
};

/** An update that was refused only because of another operation, again: by now the account that held the value may have given it up. Two that hold each other's value never do. Never rejects. */
export const attemptAgain = async ({operation, startedAt}: DeferredUpdate, attempts: Attempts): Promise<Outcome> => {
	try {
		return await carryOut(operation, attempts, startedAt);
	} catch (error) {
		const outcome = ended(operation, error, attempts, startedAt);
		if (outcome.kind !== 'failed' || outcome.error.kind !== 'exists') return outcome;
		const hint =
			'another account still holds the value; where two people swapped theirs, give one of the two accounts another value by hand, once';
		return {...outcome, error: {hint, ...outcome.error}};
	}
};

/** A function of the config that fails for one person's secret is that person's conflict, as it is for every other attribute. */
const withoutDraft = (operation: Create, {draft}: Attempts): Outcome | undefined => {
	try {
		draft(operation);
		return undefined;
	} catch (error) {
		const conflict = toConflict('unmappable', [operation.person], [], {reason: whyUnmappable(error)});
		return {kind: 'conflict', operation, milliseconds: 0, conflict};
	}
};

const tryCreate = async (operation: Create, attempts: Attempts, startedAt: number): Promise<Outcome | DeferredCreate> => {
	const {target} = attempts;
	const canLook = target.list !== undefined || target.find !== undefined;
	try {
		const outcome = await create(operation, attempts, startedAt);
		return outcome.note === 'existed' && canLook ? {operation, why: 'exists', error: undefined, startedAt} : outcome;
	} catch (error) {
		const kind = errorKind(error);
		if (kind === 'unknown-outcome' && (canLook || target.declaresExists)) return {operation, why: 'unknown-outcome', error, startedAt};
		if (kind === 'exists' && canLook) return {operation, why: 'exists', error, startedAt};
		if (kind === 'exists' && target.declaresExists) return {kind: 'done', operation, milliseconds: since(startedAt), note: 'existed'};
		throw error;
	}
};

/** Sends a create; throws what the target throws. */
export const create = async (operation: Create, {target, caller, draft}: Attempts, startedAt: number): Promise<Done> => {
	// A target in plain JavaScript may answer nothing at all
	const {id, existed} = (await caller.call(async call => target.create(draft(operation), call))) ?? {};
	return {
		kind: 'done',
		operation,
		milliseconds: since(startedAt),
		...(existed && {note: 'existed' as const}),
		...(id !== undefined && {id}),
	};
};

/** Carries out anything but a create; throws what the target throws. */
export const carryOut = async (
	operation: Exclude<Operation, Create>,
	{target, caller}: Pick<Attempts, 'target' | 'caller'>,
	startedAt: number,
): Promise<Outcome> => {
	let warning: string | undefined;
	const update = async ({account, changes}: {readonly account: Account; readonly changes: readonly Change[]}): Promise<void> => {
		if (changes.length === 0) return;
		const answer = await caller.call(async call => target.update!(account, changes, call));
		const shown = answer?.attributes ?? {};
		const other = changes
			.filter(
				({attribute, to}) =>
					Object.hasOwn(shown, attribute) &&
					!sameValue(shown[attribute], to) &&
					!(target.caseless?.includes(attribute) && sameFolded(shown[attribute], to)),
			)
			.map(({attribute}) => attribute);
		if (other.length > 0) warning = `the target answered with another value of ${other.join(', ')} than was sent`;
	};
	switch (operation.kind) {
		case 'update':
			await update(operation);
			break;
		case 'reactivate':
			await caller.call(async call => target.reactivate!(operation.account, call));
			try {
				await update(operation);
			} catch (error) {
				return halfReactivated(operation, error, since(startedAt));
			}
			break;
		case 'deactivate':
			await caller.call(async call => target.deactivate!(operation.account, call));
			break;
		case 'delete':
			await caller.call(async call => target.delete!(operation.account, call));
			break;
		case 'noop':
		case 'skip':
			break;
	}
	return {kind: 'done', operation, milliseconds: since(startedAt), ...(warning !== undefined && {warning})};
};
