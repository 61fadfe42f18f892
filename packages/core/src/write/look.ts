import {project, readWholeList, wantedForPlan, type Kept} from '../read/accounts.ts';
import type {Caller} from './calls.ts';
import type {Sent} from './attempt.ts';
import type {Shown} from './judge.ts';
import type {Conflict, Decide, Operation} from '../model/plan.ts';
import {inParallel} from '../read/parallel.ts';
import type {Limits} from '../model/settings.ts';
import {foundAccounts, type Account, type Target} from '../model/target.ts';

export interface Looking {
	readonly target: Target;
	readonly caller: Caller;
	readonly decide: Decide;
	/** The accounts that the plan was made from, or (`apply FILE`) as they were before the first write. */
	readonly accounts: readonly Account[];
	readonly kept: Kept;
	readonly limits: Pick<Limits, 'concurrency' | 'rows' | 'readTimeout'>;
}

/** What the target shows now: asked for one person at a time. `whole` is the new plan, where the target was listed. */
export interface Look {
	of(sent: Sent): Shown;
	readonly whole: ReturnType<Decide> | undefined;
}

/** Whether a target can be looked at again after the writes. */
export const canLook = (target: Target): boolean => target.list !== undefined || target.find !== undefined;

/**
Reads what the target holds after the writes, and plans it anew: the whole list where there is one, else what was written, one look-up each.

@throws the target's error where the list cannot be read; a look-up that fails says nothing of the others.
*/
export const lookAgain = async (sent: readonly Sent[], looking: Looking): Promise<Look> => {
	const {target, decide} = looking;
	if (target.list) {
		const {caller, kept, limits} = looking;
		// Of people nothing is known here: what was there and what was written tells how long the list may be
		const reading = {kept, limits, people: looking.accounts.length + sent.length, onCount: () => {}};
		const accounts = await caller.call(async call => readWholeList(target.list!.bind(target), {...call, ...reading}), {isList: true});
		const plan = decide(accounts);
		return {of: shownBy(plan, accounts, {known: looking.accounts}), whole: plan};
	}
	const {accounts, errors} = await findWritten(sent, looking);
	return {of: shownBy(decide(accounts), accounts, {known: looking.accounts, errors}), whole: undefined};
};

const shownBy = (
	{operations, conflicts}: ReturnType<Decide>,
	accounts: readonly Account[],
	{known, errors = new Map()}: {readonly known: readonly Account[]; readonly errors?: ReadonlyMap<string, unknown>},
): Look['of'] => {
	const byPerson = new Map<string, Operation>(operations.map(operation => [operation.person.slackId, operation]));
	const disputed = new Map<string, Conflict>(
		conflicts.toReversed().flatMap(conflict => conflict.people.map(({slackId}) => [slackId, conflict] as const)),
	);
	return ({operation: {person}}) => {
		if (errors.has(person.slackId)) return {error: errors.get(person.slackId)};
		const conflict = disputed.get(person.slackId);
		return conflict ? {conflict} : {operation: byPerson.get(person.slackId), accounts, known};
	};
};

/** The accounts that were known before, with those that were written as they are now. */
const findWritten = async (
	sent: readonly Sent[],
	{target, caller, accounts: known, kept, limits: {concurrency}}: Looking,
): Promise<{accounts: readonly Account[]; errors: ReadonlyMap<string, unknown>}> => {
	const accounts = new Map(known.map(account => [account.id, account]));
	for (const {operation} of sent) if ('account' in operation && operation.account) accounts.delete(operation.account.id);
	const errors = new Map<string, unknown>();
	const finds = inParallel(sent, {concurrency, mayStart: () => true}, async ({operation}) => {
		try {
			const found: Account[] = [];
			for (const {keys: all, id} of wantedForPlan([operation])) {
				for (const keys of all) {
					found.push(...foundAccounts(await caller.call(async call => target.find!(keys, call))));
					if (found.some(account => id === undefined || account.id === id)) break;
				}
			}
			return found.map(account => project(account, kept));
		} catch (error) {
			errors.set(operation.person.slackId, error);
			return [];
		}
	});
	for await (const found of finds) for (const account of found) accounts.set(account.id, account);
	return {accounts: [...accounts.values()], errors};
};
