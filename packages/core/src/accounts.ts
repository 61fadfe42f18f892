import {by} from './compare.ts';
import {inParallel} from './parallel.ts';
import type {Candidate} from './match.ts';
import type {Operation} from './operation.ts';
import {namedKeys} from './reconcile.ts';
import type {Policy} from './settings.ts';
import {TargetError, type Account, type Call, type Keys, type Target} from './target.ts';

/** Names that are kept of every account; everything else is dropped as it is read, so that a large list fits into memory. */
export interface Projection {
	readonly keys: readonly string[];
	readonly attributes: readonly string[];
}

const pick = <T>(from: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> => {
	const picked: Record<string, T> = {};
	for (const name of names) {
		const value = Object.hasOwn(from, name) ? from[name] : undefined;
		if (value !== undefined) picked[name] = value;
	}
	return picked;
};

/** An account without anything that slack-im does not manage. */
export const project = ({id, slackId, keys, active, attributes, version}: Account, names: Projection): Account => ({
	id,
	...(slackId !== undefined && slackId !== '' && {slackId}),
	keys: pick(keys, names.keys),
	active,
	attributes: pick(attributes, names.attributes),
	...(version !== undefined && {version}),
});

/** Everything that a target holds, each id once (a list that changes while it is read may show one twice; the later one counts). */
export const listAccounts = async (list: NonNullable<Target['list']>, call: Call, names: Projection, onCount?: (accounts: number) => void): Promise<Account[]> => {
	const accounts = new Map<string, Account>();
	for await (const account of list(call)) {
		if (typeof account.id !== 'string' || account.id === '') throw new TargetError('invalid-answer', 'the list has an account without an id: nothing could be addressed by it');
		accounts.set(account.id, project(account, names));
		if (accounts.size % 1000 === 0) onCount?.(accounts.size);
	}
	onCount?.(accounts.size);
	return [...accounts.values()];
};

interface Finding {
	readonly call: Call;
	readonly names: Projection;
	readonly concurrency: number;
}

/** One `find` for each item; what is found is the whole of what is known of the target. Rejects when one look-up failed: not found and not asked are two things. */
const findEach = async <T>(items: readonly T[], keysOf: (item: T) => readonly Keys[], find: NonNullable<Target['find']>, {call, names, concurrency}: Finding): Promise<Account[]> => {
	const accounts = new Map<string, Account>();
	let failure: {error: unknown} | undefined;
	const found = inParallel(items, {concurrency, mayStart: () => failure === undefined && !call.signal.aborted}, async item => {
		try {
			for (const keys of keysOf(item)) {
				const account = await find(keys, call);
				if (account) return account;
			}
		} catch (error) {
			failure ??= {error};
		}
		return undefined;
	});
	for await (const account of found) if (account) accounts.set(account.id, project(account, names));
	if (failure) throw failure.error;
	if (call.signal.aborted) throw new TargetError('aborted', 'stopped while the accounts were looked up');
	return [...accounts.values()].toSorted(by(({id}) => id));
};

/** The accounts of the people whom the policy may touch, one `find` for each (and one for each earlier Slack id). */
export const findAccounts = async (find: NonNullable<Target['find']>, candidates: readonly Candidate[], policy: Pick<Policy, 'match' | 'leavers' | 'outOfScope'>, finding: Finding): Promise<Account[]> => {
	const isTouched = ({verdict, identity}: Candidate): boolean => verdict.kind === 'in' || (identity.kind === 'person' && policy[verdict.kind === 'leaver' ? 'leavers' : 'outOfScope'] !== 'report');
	return findEach(
		candidates.filter(isTouched),
		candidate => [candidate.identity.slackId, ...candidate.identity.earlierIds].map(slackId => ({...namedKeys(candidate, policy.match), slackId})),
		find,
		finding,
	);
};

/** The accounts of a saved plan's people, one `find` for each operation that would be written. */
export const findForPlan = async (find: NonNullable<Target['find']>, operations: readonly Operation[], finding: Finding): Promise<Account[]> =>
	findEach(
		operations.filter(({kind}) => kind !== 'noop' && kind !== 'skip'),
		operation => [{...('keys' in operation ? operation.keys : operation.kind === 'skip' ? {} : operation.account.keys), slackId: operation.person.slackId}],
		find,
		finding,
	);

/** What was listed before, with newer accounts in place of those of the same id. */
export const mergeAccounts = (known: readonly Account[], newer: readonly Account[]): Account[] => [...new Map([...known, ...newer].map(account => [account.id, account])).values()];
