import type {Caller} from './calls.ts';
import {sameValue} from './equal.ts';
import {errorInfo, errorKind} from './errors.ts';
import type {Create, Operation, Outcome} from './operation.ts';
import type {Account, Change, Draft, Target, TargetErrorKind} from './target.ts';

/** Why a first try is put off until the others are through. */
export type Deferred = {readonly operation: Operation; readonly why: 'exists' | 'unknown-outcome' | 'swap'; readonly error: unknown; readonly startedAt: number};

/** Everything a try needs to know; one for each apply. */
export interface Attempts {
	readonly target: Target;
	readonly caller: Caller;
	draft(operation: Create): Draft;
}

/** A failure as an outcome. A request that was cut off by a stop may have been carried out. */
export const failed = (operation: Operation, error: unknown, startedAt: number): Outcome => {
	const info = errorInfo(error);
	const cutOff = info.kind === 'aborted';
	const kind = (cutOff ? 'unknown-outcome' : info.kind) as TargetErrorKind | 'bug';
	const message = cutOff ? `${info.message}: it may have been done; the next run will see` : info.message;
	return {kind: 'failed', operation, milliseconds: since(startedAt), error: {...info, kind, message}};
};

/** Milliseconds since a time of `performance.now()`, to a tenth. */
export const since = (startedAt: number): number => (startedAt === 0 ? 0 : Math.round((performance.now() - startedAt) * 10) / 10);

/** The first try of one operation. Never rejects. */
export const attempt = async (operation: Operation, attempts: Attempts): Promise<Outcome | Deferred> => {
	const startedAt = performance.now();
	try {
		if (operation.kind === 'create') return await tryCreate(operation, attempts, startedAt);
		return await carryOut(operation, attempts, startedAt);
	} catch (error) {
		if (operation.kind === 'update' && errorKind(error) === 'exists') return {operation, why: 'swap', error, startedAt};
		return failed(operation, error, startedAt);
	}
};

/** The same again, for what was refused only because of another operation. Never rejects. */
export const attemptAgain = async ({operation, startedAt}: Deferred, attempts: Attempts): Promise<Outcome> => {
	try {
		return operation.kind === 'create' ? await create(operation, attempts, startedAt) : await carryOut(operation, attempts, startedAt);
	} catch (error) {
		return failed(operation, error, startedAt);
	}
};

const tryCreate = async (operation: Create, attempts: Attempts, startedAt: number): Promise<Outcome | Deferred> => {
	const {target} = attempts;
	const canLook = target.list !== undefined || target.find !== undefined;
	try {
		const outcome = await create(operation, attempts, startedAt);
		if (outcome.note === 'existed' && canLook) return {operation, why: 'exists', error: undefined, startedAt};
		return outcome;
	} catch (error) {
		const kind = errorKind(error);
		if (kind === 'unknown-outcome' && (canLook || target.declaresExists)) return {operation, why: 'unknown-outcome', error, startedAt};
		if (kind === 'exists' && canLook) return {operation, why: 'exists', error, startedAt};
		if (kind === 'exists' && target.declaresExists) return {kind: 'done', operation, milliseconds: since(startedAt), note: 'existed'};
		return failed(operation, error, startedAt);
	}
};

/** Sends a create; throws what the target throws. */
export const create = async (operation: Create, {target, caller, draft}: Attempts, startedAt: number): Promise<Extract<Outcome, {kind: 'done'}>> => {
	const {id, existed} = await caller.call(async call => target.create(draft(operation), call));
	return {kind: 'done', operation, milliseconds: since(startedAt), ...(existed && {note: 'existed' as const}), ...(id !== undefined && {id})};
};

/** Carries out anything but a create; throws what the target throws. */
export const carryOut = async (operation: Exclude<Operation, {kind: 'create'}>, {target, caller}: Attempts, startedAt: number): Promise<Outcome> => {
	let warning: string | undefined;
	const update = async ({account, changes}: {readonly account: Account; readonly changes: readonly Change[]}): Promise<void> => {
		if (changes.length === 0 || !target.update) return;
		const answer = await caller.call(async call => target.update!(account, changes, call));
		const shown = answer?.attributes ?? {};
		const other = changes.filter(({attribute, to}) => attribute in shown && !sameValue(shown[attribute], to)).map(({attribute}) => attribute);
		if (other.length > 0) warning = `the target answered with another value of ${other.join(', ')} than was sent`;
	};
	switch (operation.kind) {
		case 'update':
			await update(operation);
			break;
		case 'reactivate':
			await caller.call(async call => target.reactivate!(operation.account, call));
			await update(operation);
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
