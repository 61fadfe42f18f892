import {by} from './compare.ts';
import {inParallel} from './parallel.ts';
import {isRecord} from './record.ts';
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
		if (value !== undefined && value !== null) picked[name] = value;
	}
	return picked;
};

/**
An account without anything that slack-im does not manage.

@throws a `TargetError` of kind `invalid-answer` where it cannot be addressed or compared: a target in plain JavaScript has no compiler that would have told.
*/
export const project = (account: Account, names: Projection): Account => {
	const {id, slackId, keys, active, attributes, version} = account;
	if (typeof id !== 'string' || id === '')
		throw new TargetError('invalid-answer', 'an account has no id, or one that is no text: nothing could be addressed by it');
	if (typeof active !== 'boolean')
		throw new TargetError('invalid-answer', `account ${id} does not say whether it is active: "active" must be true or false`);
	if (!isRecord(keys) || !isRecord(attributes)) throw new TargetError('invalid-answer', `account ${id} has no "keys" or no "attributes"`);
	const kept = pick(keys, names.keys);
	const odd = Object.keys(kept).find(name => typeof kept[name] !== 'string');
	if (odd !== undefined) throw new TargetError('invalid-answer', `account ${id}: the key ${odd} is no text`);
	return {
		id,
		...(isText(slackId) && {slackId}),
		keys: kept,
		active,
		attributes: pick(attributes, names.attributes),
		...(isText(version) && {version}),
	};
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Everything that a target holds, each id once (a list that changes while it is read may show one twice; the later one counts). */
export const listAccounts = async (
	list: NonNullable<Target['list']>,
	call: Call,
	names: Projection,
	onCount?: (accounts: number) => void,
): Promise<Account[]> => {
	const accounts = new Map<string, Account>();
	for await (const account of list(call)) {
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

/** Whom to ask for: by each of these in turn, until the one with that id (or any, where none is known) is found. */
interface Wanted {
	readonly keys: readonly Keys[];
	readonly id?: string;
}

/** What is found is the whole of what is known of the target. Rejects when one look-up failed: not found and not asked are two things. */
const findEach = async (
	wanted: readonly Wanted[],
	find: NonNullable<Target['find']>,
	{call, names, concurrency}: Finding,
): Promise<Account[]> => {
	const accounts = new Map<string, Account>();
	let failure: {error: unknown} | undefined;
	const looks = inParallel(
		wanted,
		{concurrency, mayStart: () => failure === undefined && !call.signal.aborted},
		async ({keys: all, id}) => {
			try {
				for (const keys of all) {
					const account = await find(keys, call);
					if (account) accounts.set(account.id, project(account, names));
					if (account && (id === undefined || account.id === id)) return;
				}
			} catch (error) {
				failure ??= {error};
			}
		},
	);
	for await (const _ of looks); // What counts is in `accounts`
	if (failure) throw failure.error;
	if (call.signal.aborted) throw new TargetError('aborted', 'stopped while the accounts were looked up');
	return [...accounts.values()].toSorted(by(({id}) => id));
};

/** The accounts of the people whom the policy may touch, one `find` for each (and one for each earlier Slack id). */
export const findAccounts = async (
	find: NonNullable<Target['find']>,
	candidates: readonly Candidate[],
	policy: Pick<Policy, 'match' | 'leavers' | 'outOfScope'>,
	finding: Finding,
): Promise<Account[]> => {
	const isTouched = ({verdict, identity}: Candidate): boolean =>
		verdict.kind === 'in' || (identity.kind === 'person' && policy[verdict.kind === 'leaver' ? 'leavers' : 'outOfScope'] !== 'report');
	const wanted = candidates.filter(isTouched).map(candidate => {
		const keys = namedKeys(candidate, policy.match);
		return {keys: [candidate.identity.slackId, ...candidate.identity.earlierIds].map(slackId => ({...keys, slackId}))};
	});
	return findEach(wanted, find, finding);
};

/** The accounts that a saved plan would write to, as they are now: asked for by what tied the person to the account, then by what ties them to it once the plan was carried out. */
export const findForPlan = async (
	find: NonNullable<Target['find']>,
	operations: readonly Operation[],
	finding: Finding,
): Promise<Account[]> => {
	const wanted = operations.flatMap((operation): Wanted[] => {
		if (operation.kind === 'noop' || operation.kind === 'skip') return [];
		const {slackId, email} = operation.person;
		if (operation.kind === 'create') return [{keys: [{...operation.keys, slackId}]}];
		const {id, keys} = operation.account;
		const changed = Object.fromEntries(
			('changes' in operation ? operation.changes : []).flatMap(({attribute, to}) =>
				Object.hasOwn(keys, attribute) && typeof to === 'string' ? [[attribute, to]] : [],
			),
		);
		const later = {...keys, ...(email !== undefined && Object.hasOwn(keys, 'email') && {email}), ...changed};
		return [{id, keys: [keys, later].map(all => ({...all, slackId}))}];
	});
	return findEach(wanted, find, finding);
};

/** What was listed before, with newer accounts in place of those of the same id. */
export const mergeAccounts = (known: readonly Account[], newer: readonly Account[]): Account[] => [
	...new Map([...known, ...newer].map(account => [account.id, account])).values(),
];
