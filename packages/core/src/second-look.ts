import {attemptAgain, carryOut, create, failed, since, type Attempts, type Deferred, type DeferredCreate} from './attempt.ts';
import {isNotBegun} from './calls.ts';
import {toConflict} from './conflict.ts';
import {errorInfo, errorKind} from './errors.ts';
import {inParallel} from './parallel.ts';
import type {Conflict, Create, GuardName, Operation, Outcome, Plan} from './operation.ts';
import {foundAccounts, type Account} from './target.ts';

/** Plans anew from accounts as they are now; `whole`: they are the whole list, else they replace those of the same id in what was listed before. Pure. */
export type LookAgain = (accounts: readonly Account[], whole: boolean) => Pick<Plan, 'operations' | 'conflicts'>;

interface SecondLook extends Attempts {
	readonly lookAgain: LookAgain;
	readonly concurrency: number;
	/** The guards that withhold what is to be done with an account which was found only now. */
	readonly withheld: (found: Operation, planned: Operation) => readonly GuardName[];
	/** Tells the trouble guard of an outcome, before the next call begins. */
	readonly count: (outcome: Outcome) => Outcome;
}

/**
What had to wait for the others: updates that were refused because another account held the value (an e-mail that was handed on), and creates that the target refused as "exists" or whose outcome nobody knows. Those are looked up – by `find`, else by one list for all – and go on with what the tables say of what is there now.
*/
export async function* secondLook(deferred: readonly Deferred[], look: SecondLook): AsyncGenerator<Outcome> {
	const {caller, concurrency} = look;
	const left = new Set(deferred);
	const bounds = {concurrency, mayStart: caller.mayStart};

	const updates = deferred.filter(one => one.why === 'exists-elsewhere');
	yield* inParallel(updates, bounds, async one => {
		left.delete(one);
		return look.count(await attemptAgain(one, look));
	});

	const creates = deferred.filter(one => one.why !== 'exists-elsewhere');
	if (creates.length > 0 && caller.mayStart()) {
		const present = await lookUp(creates, look);
		yield* inParallel(creates, bounds, async one => {
			left.delete(one);
			return look.count(await settle(one, present, look));
		});
	}
	for (const one of left) yield leftOver(one, look);
}

/** Whether an account was created must not be told as "was not run". */
const leftOver = ({operation, why, error, startedAt}: Deferred, {caller}: SecondLook): Outcome =>
	why === 'unknown-outcome'
		? failed(operation, error, since(startedAt))
		: {kind: 'not-run', operation, because: caller.stopped() ?? 'stopped'};

/** What is there now, by Slack id: what the tables ask for, or why it cannot be settled. Whoever could not be looked up is in `unreadable`. */
interface Present {
	readonly operations: ReadonlyMap<string, Operation>;
	readonly conflicts: ReadonlyMap<string, Conflict>;
	readonly unreadable: ReadonlyMap<string, unknown>;
}

const lookUp = async (creates: readonly DeferredCreate[], look: SecondLook): Promise<Present> => {
	const unreadable = new Map<string, unknown>();
	const accounts = await (look.target.find ? findAll : listAll)(creates, look, unreadable);
	let plan: ReturnType<LookAgain> | undefined;
	try {
		plan = accounts && look.lookAgain(accounts, look.target.find === undefined);
	} catch (error) {
		for (const {operation} of creates) unreadable.set(operation.person.slackId, error);
	}
	return {
		operations: new Map(plan?.operations.map(operation => [operation.person.slackId, operation])),
		conflicts: new Map(plan?.conflicts.toReversed().flatMap(conflict => conflict.people.map(({slackId}) => [slackId, conflict] as const))),
		unreadable,
	};
};

type Look = (creates: readonly DeferredCreate[], look: SecondLook, unreadable: Map<string, unknown>) => Promise<Account[] | undefined>;

const findAll: Look = async (creates, {target, caller, concurrency}, unreadable) => {
	const found: Account[] = [];
	const finds = inParallel(creates, {concurrency, mayStart: caller.mayStart}, async ({operation: {person, keys}}) => {
		try {
			return await caller.call(async call => target.find!({...keys, slackId: person.slackId}, call));
		} catch (error) {
			unreadable.set(person.slackId, error);
			return undefined;
		}
	});
	for await (const accounts of finds) found.push(...foundAccounts(accounts));
	return found;
};

/** Undefined where there is nothing to look at, or where the list did not come to its end. */
const listAll: Look = async (creates, {target, caller}, unreadable) => {
	if (!target.list) return undefined;
	const found: Account[] = [];
	try {
		const read = async (list: AsyncIterable<Account>): Promise<void> => {
			for await (const account of list) found.push(account);
		};
		await caller.call(async call => read(target.list!(call)), {isList: true});
		return found;
	} catch (error) {
		for (const {operation} of creates) unreadable.set(operation.person.slackId, error);
		return undefined;
	}
};

/** Goes on with one create, given what is there now. Never rejects. */
const settle = async (one: DeferredCreate, {operations, conflicts, unreadable}: Present, look: SecondLook): Promise<Outcome> => {
	const {operation, startedAt, error, why} = one;
	const {slackId} = operation.person;
	const milliseconds = since(startedAt);
	if (unreadable.has(slackId)) return unseen(operation, {error, lookingFailed: unreadable.get(slackId)}, milliseconds);

	const conflict = conflicts.get(slackId);
	if (conflict) return {kind: 'conflict', operation, milliseconds, conflict};

	const found = operations.get(slackId);
	if (!found || found.kind === 'create')
		return why === 'exists' ? {kind: 'conflict', operation, milliseconds, conflict: hidden(operation, error)} : onceMore(one, look);
	if (found.kind === 'noop') return {kind: 'done', operation, milliseconds, note: 'adopted'};
	if (found.kind === 'skip') return {kind: 'not-run', operation: found, because: 'plan'};

	const withheldBy = look.withheld(found, operation);
	if (withheldBy.length > 0) return {kind: 'withheld', operation: {...found, withheldBy}, by: withheldBy};
	try {
		const outcome = await carryOut(found, look, startedAt);
		return outcome.kind === 'done' ? {...outcome, note: 'adopted'} : outcome;
	} catch (again) {
		return isNotBegun(again) ? leftOver(one, look) : failed(found, again, since(startedAt));
	}
};

/** What the target said of the create, and why nobody could see what is there. */
const unseen = (
	operation: Create,
	{error, lookingFailed}: {readonly error: unknown; readonly lookingFailed: unknown},
	milliseconds: number,
): Outcome => {
	if (error === undefined) return failed(operation, lookingFailed, milliseconds);
	const outcome = failed(operation, error, milliseconds);
	const {message} = outcome.error;
	return {
		...outcome,
		error: {...outcome.error, message: `${message}; the account could not be looked up: ${errorInfo(lookingFailed).message}`},
	};
};

/** The same create again, only where the target is known to refuse what is there: elsewhere it could make a second account. */
const onceMore = async (one: DeferredCreate, look: SecondLook): Promise<Outcome> => {
	const {operation, startedAt, error} = one;
	const {target} = look;
	if (!target.declaresExists) return failed(operation, error, since(startedAt));
	/** Where there is a list, it did not show the account a moment ago: perhaps the first request was carried out since. */
	const exists = (): Outcome =>
		target.list || target.find
			? failed(operation, error, since(startedAt))
			: {kind: 'done', operation, milliseconds: since(startedAt), note: 'existed'};
	try {
		const outcome = await create(operation, look, startedAt);
		return outcome.note === 'existed' ? exists() : outcome;
	} catch (again) {
		if (errorKind(again) === 'exists') return exists();
		return isNotBegun(again) ? leftOver(one, look) : failed(operation, again, since(startedAt));
	}
};

const hidden = ({person, keys}: Create, error: unknown): Conflict => {
	const [on] = Object.entries(keys).map(([key, value]) => ({key, value}));
	return toConflict('hidden', [person], [], {...(on && {on}), ...(error !== undefined && {reason: errorInfo(error).message})});
};
