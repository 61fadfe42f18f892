import {attemptAgain, carryOut, create, failed, since, type Attempts, type Deferred} from './attempt.ts';
import {conflictMessage} from './conflict.ts';
import {errorKind} from './errors.ts';
import {isCountedUpdate} from './guard.ts';
import {inParallel} from './parallel.ts';
import type {Conflict, Create, Outcome, Plan} from './operation.ts';
import type {Account} from './target.ts';

/** Plans anew from accounts as they are now; `whole`: they are the whole list, else they replace those of the same id in what was listed before. Pure. */
export type LookAgain = (accounts: readonly Account[], whole: boolean) => Plan;

interface SecondLook extends Attempts {
	readonly lookAgain: LookAgain;
	readonly concurrency: number;
	/** How many updates the guard still lets through. */
	readonly updatesLeft: number;
}

type DeferredCreate = Deferred & {readonly operation: Create};

/**
What had to wait for the others: updates that were refused because another account held the value (swapped e-mails), and creates that the target refused as "exists" or whose outcome nobody knows. Those are looked up – by `find`, else by one list for all – and go on with what the tables say of what is there now.
*/
export async function* secondLook(deferred: readonly Deferred[], look: SecondLook): AsyncGenerator<Outcome> {
	const {caller, concurrency} = look;
	const left = new Set(deferred);
	const bounds = {concurrency, mayStart: caller.mayStart};

	yield* inParallel(
		deferred.filter(({why}) => why === 'swap'),
		bounds,
		async swap => {
			left.delete(swap);
			return attemptAgain(swap, look);
		},
	);
	const creates = deferred.filter((one): one is DeferredCreate => one.operation.kind === 'create');
	if (creates.length > 0 && caller.mayStart()) {
		const present = await lookUp(creates, look);
		let updatesLeft = look.updatesLeft;
		yield* inParallel(creates, bounds, async one => {
			left.delete(one);
			return settle(one, present, look, () => updatesLeft-- > 0);
		});
	}
	for (const one of left) {
		// Whether it was created must not be told as "was not run"
		if (one.why === 'unknown-outcome') yield failed(one.operation, one.error, one.startedAt);
		else yield {kind: 'not-run', operation: one.operation, because: caller.stopped() ?? 'stopped'};
	}
}

/** What is there now: a plan made anew, and whom could not be looked up. Without `find` and `list` there is nothing to look at. */
interface Present {
	readonly plan: Plan | undefined;
	readonly unreadable: ReadonlyMap<string, unknown>;
}

const lookUp = async (creates: readonly DeferredCreate[], {target, caller, lookAgain, concurrency}: SecondLook): Promise<Present> => {
	const unreadable = new Map<string, unknown>();
	const found: Account[] = [];
	if (target.find) {
		const finds = inParallel(creates, {concurrency, mayStart: caller.mayStart}, async ({operation: {person, keys}}) => {
			try {
				return await caller.call(async call => target.find!({...keys, slackId: person.slackId}, call));
			} catch (error) {
				unreadable.set(person.slackId, error);
				return undefined;
			}
		});
		for await (const account of finds) if (account) found.push(account);
		return {plan: lookAgain(found, false), unreadable};
	}
	if (!target.list) return {plan: undefined, unreadable};
	try {
		await caller.call(async call => {
			for await (const account of target.list!(call)) found.push(account);
		});
		return {plan: lookAgain(found, true), unreadable};
	} catch (error) {
		for (const {operation} of creates) unreadable.set(operation.person.slackId, error);
		return {plan: undefined, unreadable};
	}
};

/** Goes on with one create, given what is there now. Never rejects. */
const settle = async (one: DeferredCreate, {plan, unreadable}: Present, look: SecondLook, takeUpdate: () => boolean): Promise<Outcome> => {
	const {operation, startedAt, error, why} = one;
	const {slackId} = operation.person;
	const milliseconds = since(startedAt);
	if (unreadable.has(slackId)) return failed(operation, error ?? unreadable.get(slackId), startedAt);

	const conflict = plan?.conflicts.find(({people}) => people.some(person => person.slackId === slackId));
	if (conflict) return {kind: 'conflict', operation, milliseconds, conflict};

	const next = plan?.operations.find(({person}) => person.slackId === slackId);
	if (!next || next.kind === 'create') return why === 'exists' ? {kind: 'conflict', operation, milliseconds, conflict: hidden(operation)} : onceMore(one, look);
	if (next.kind === 'noop' || next.kind === 'skip') return {kind: 'done', operation, milliseconds, note: 'adopted'};
	if (isCountedUpdate(next) && !takeUpdate()) return {kind: 'withheld', operation: {...next, withheldBy: ['updates']}, by: ['updates']};
	try {
		const outcome = await carryOut(next, look, startedAt);
		return outcome.kind === 'done' ? {...outcome, note: 'adopted'} : outcome;
	} catch (again) {
		return failed(next, again, startedAt);
	}
};

/** The same create again, only where the target is known to refuse what is there: elsewhere it could make a second account. */
const onceMore = async ({operation, startedAt, error}: DeferredCreate, look: SecondLook): Promise<Outcome> => {
	if (!look.target.declaresExists) return failed(operation, error, startedAt);
	try {
		return await create(operation, look, startedAt);
	} catch (again) {
		if (errorKind(again) !== 'exists') return failed(operation, again, startedAt);
		if (!look.target.list && !look.target.find) return {kind: 'done', operation, milliseconds: since(startedAt), note: 'existed'};
		return {kind: 'conflict', operation, milliseconds: since(startedAt), conflict: hidden(operation)};
	}
};

const hidden = ({person, keys}: Create): Conflict => {
	const [key, value] = Object.entries(keys)[0] ?? [];
	const conflict = {kind: 'hidden' as const, people: [person], accounts: [], ...(key !== undefined && value !== undefined && {on: {key, value}})};
	return {...conflict, message: conflictMessage(conflict)};
};
