import {by} from '../model/compare.ts';
import {inParallel, untilCut} from './parallel.ts';
import {hasFields} from '../model/record.ts';
import type {Candidate} from '../decide/claims.ts';
import type {Operation} from '../model/plan.ts';
import {protection} from '../decide/protection.ts';
import {namedKeys} from '../decide/reconcile.ts';
import type {Limits, Policy} from '../model/settings.ts';
import type {Mapping} from '../decide/mapping/mapping.ts';
import {foundAccounts, TargetError, type Account, type Keys, type Target} from '../model/target.ts';

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const pick = <T>(from: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> => {
	const picked: Record<string, T> = {};
	for (const name of names) {
		const value = Object.hasOwn(from, name) ? from[name] : undefined;
		if (value !== undefined && value !== null) picked[name] = value;
	}
	return picked;
};

/** What the engine keeps of an account. */
export interface Kept {
	/** Names of the attributes that are managed, or tell an e-mail. */
	readonly attributes: readonly string[];
	/** Whether the account, as the target shows it, is protected by what its row holds; absent where no row can protect. */
	readonly isProtected?: (account: Account) => boolean;
}

/** What the engine keeps of the accounts of a target. */
export const keptOf = ({
	mapping,
	policy,
}: {
	readonly mapping: Pick<Mapping, 'attributes' | 'shown'>;
	readonly policy: Pick<Policy, 'protected'>;
}): Kept => {
	const rows = policy.protected.filter(rule => typeof rule !== 'string');
	return {attributes: [...mapping.attributes, ...mapping.shown], ...(rows.length > 0 && {isProtected: protection(rows)})};
};

/**
An account without anything that slack-im does not manage, so that a large list fits into memory. All keys stay: whether an account is protected may hang on one that nobody is matched by.

@throws a `TargetError` of kind `invalid-answer` where it cannot be addressed or compared: a target in plain JavaScript has no compiler that would have told.
*/
export const project = (account: Account, {attributes: names, isProtected}: Kept): Account => {
	const {id, slackId, keys, active, attributes, version} = account;
	if (!isText(id)) throw invalid('an account has no id, or one that is no text: nothing could be addressed by it');
	if (typeof active !== 'boolean') throw invalid(`account ${id} does not say whether it is active: "active" must be true or false`);
	if (!hasFields(keys) || !hasFields(attributes)) throw invalid(`account ${id} has no "keys" or no "attributes"`);
	const kept = pick(keys, Object.keys(keys).toSorted());
	for (const name in kept) if (typeof kept[name] !== 'string') throw invalid(`account ${id}: the key ${name} is no text`);
	return {
		id,
		...(isText(slackId) && {slackId}),
		keys: kept,
		active,
		attributes: pick(attributes, names),
		...(isText(version) && {version}),
		...(isProtected?.({id, keys, active, attributes}) && {protected: true as const}),
	};
};

const invalid = (message: string): TargetError => new TargetError('invalid-answer', message);

/** How the accounts of a target are read. */
export interface AccountReading {
	readonly signal: AbortSignal;
	readonly kept: Kept;
	/** By what people are found, and how long a list may be and take. */
	readonly policy: Pick<Policy, 'match' | 'protected' | 'limits'>;
	/** Members of Slack: where the config does not say how long a list may be, they do. */
	readonly people?: number;
	readonly onCount: (accounts: number) => void;
}

/** How a whole list is read. */
interface ListReading extends Pick<AccountReading, 'signal' | 'kept' | 'people' | 'onCount'>, Partial<Pick<AccountReading, 'policy'>> {
	readonly limits: Pick<Limits, 'rows' | 'readTimeout'>;
}

/** Whom to ask for: by each of these in turn, until the one with that id (or any, where none is known) is found. */
export interface Wanted {
	readonly keys: readonly Keys[];
	readonly id?: string;
}

/**
Reads the accounts of a target: the whole list, or, where there is none, those that are wanted, one look-up for each.

@returns Undefined where the target can show none at all. Rejects when anything is missing: not found and not asked are two things. Rejects as well where no person could be found in the list.
*/
export const readAccounts = async (
	target: Target,
	wanted: () => readonly Wanted[],
	reading: AccountReading,
): Promise<Account[] | undefined> => {
	reading.onCount(0); // Long before the first account comes, somebody may wonder what goes on
	if (target.list) return readWholeList(target.list.bind(target), {...reading, limits: reading.policy.limits});
	if (target.find) return untilCut(findEach(target.find.bind(target), wanted(), reading), reading.signal);
	return undefined;
};

/** `setTimeout` takes no more. */
const longestTimer = 2 ** 31 - 1;

const tooLong = (readTimeout: number): TargetError =>
	new TargetError('unavailable', `the list of accounts was not read to its end within ${readTimeout / 1000} s`, {
		hint: 'Does the list end? If it is that long, raise `limits: {readTimeout}`.',
	});

/** Rows of one list that are kept within 300 MB. */
const manyRows = 150_000;
const mostRows = 1_000_000;

/** How many rows a list may have: a system that holds many times the people of Slack is rarer than a list without an end. */
const rowLimit = (rows: number | undefined, people = Infinity): number => rows ?? Math.min(mostRows, Math.max(manyRows, 20 * people));

/** Characters of a row that count as one row: few rows without an end to their values need as much memory as many. */
const usualRow = 300;

const lengthOf = (value: unknown): number => {
	if (typeof value === 'string') return value.length;
	if (typeof value !== 'object' || value === null) return 0;
	let length = 0;
	for (const item of Object.values(value)) length += lengthOf(item);
	return length;
};

const tooMany = (rows: number): TargetError =>
	new TargetError('invalid-answer', `the list of accounts goes on after ${rows} rows`, {
		hint: 'Does the list end, and does its paging work? If there are so many accounts, raise `limits: {rows}`.',
	});

/**
Each id once: a list that changes while it is read may show one twice, and the later one counts. Sorted, so that a large list needs no index for that.

Rejects where the list has no end: more rows than `limits.rows`, rows that need as much memory, or longer than `limits.readTimeout`.

@param reading - With a policy, a list in which no person could be found is refused too.
*/
export const readWholeList = async (list: NonNullable<Target['list']>, reading: ListReading): Promise<Account[]> => {
	const late = new AbortController();
	const {readTimeout} = reading.limits;
	const timer = setTimeout(() => late.abort(tooLong(readTimeout)), Math.min(readTimeout, longestTimer)).unref();
	const signal = AbortSignal.any([reading.signal, late.signal]);
	try {
		return await untilCut(readRows(list({signal}), {...reading, signal}), signal);
	} finally {
		clearTimeout(timer);
	}
};

const readRows = async (list: AsyncIterable<Account>, {signal, kept, policy, limits, people, onCount}: ListReading): Promise<Account[]> => {
	const accounts: Account[] = [];
	const most = rowLimit(limits.rows, people);
	const mostText = usualRow * Math.max(manyRows, most);
	let text = 0;
	let names: string[] = [];
	for await (const account of list) {
		signal.throwIfAborted();
		if (accounts.length >= most) throw tooMany(most);
		const row = project(account, kept);
		text += lengthOf(row);
		if (text > mostText) throw tooMany(accounts.length);
		accounts.push(row);
		if (accounts.length === 1) names = Object.keys({...account.keys, ...account.attributes}).slice(0, 20);
		if (accounts.length % 1000 === 0) onCount(accounts.length);
	}
	const sorted = accounts.toSorted(by(({id}) => id));
	const found = sorted.filter(({id}, index) => id !== sorted[index + 1]?.id);
	onCount(found.length);
	if (policy) checkUsable(found, names, policy);
	return found;
};

/** Where no account carries a key, everybody would be created again in every run. Protected accounts may well carry none: a new system often holds only its own administrator. */
const checkUsable = (
	accounts: readonly Account[],
	names: readonly string[],
	{match, protected: patterns}: AccountReading['policy'],
): void => {
	if (accounts.some(({slackId, keys}) => slackId !== undefined || match.some(key => isText(keys[key])))) return;
	const isProtected = protection(patterns);
	if (accounts.every(isProtected)) return;
	const has = names.length === 0 ? 'nothing but an id' : names.join(', ');
	throw new TargetError(
		'invalid-answer',
		`the list has ${counted(accounts.length)}, none with a Slack id or a value for ${match.join(' or ')}: every run would create all users again. The first account has ${has}`,
		{
			hint: 'Check where the config reads these keys, and `match`. If these are system accounts only, add them to `protected`',
		},
	);
};

const counted = (accounts: number): string => (accounts === 1 ? '1 account' : `${accounts} accounts`);

const findEach = async (
	find: NonNullable<Target['find']>,
	wanted: readonly Wanted[],
	{signal, kept, policy}: AccountReading,
): Promise<Account[]> => {
	const {concurrency} = policy.limits;
	const accounts = new Map<string, Account>();
	let failure: {error: unknown} | undefined;
	const looks = inParallel(wanted, {concurrency, mayStart: () => failure === undefined && !signal.aborted}, async ({keys: all, id}) => {
		try {
			for (const keys of all) {
				const found = foundAccounts(await find(keys, {signal}));
				for (const account of found) accounts.set(account.id, project(account, kept));
				if (found.some(account => id === undefined || account.id === id)) return;
			}
		} catch (error) {
			failure ??= {error};
		}
	});
	for await (const _ of looks); // What counts is in `accounts`
	if (failure) throw failure.error;
	if (signal.aborted) throw new TargetError('aborted', 'stopped while the accounts were looked up');
	return [...accounts.values()].toSorted(by(({id}) => id));
};

/** The people whom the policy may touch, by their keys and the Slack id (and once more by each earlier one). */
export const wantedOf = (candidates: readonly Candidate[], policy: Pick<Policy, 'match' | 'leavers' | 'outOfScope'>): Wanted[] => {
	const isTouched = ({verdict, identity}: Candidate): boolean =>
		verdict.kind === 'in' || (identity.kind === 'person' && policy[verdict.kind === 'leaver' ? 'leavers' : 'outOfScope'] !== 'report');
	return candidates.filter(isTouched).map(candidate => {
		const keys = namedKeys(candidate, policy.match);
		return {keys: [candidate.identity.slackId, ...candidate.identity.earlierIds].map(slackId => ({...keys, slackId}))};
	});
};

/** The accounts that a saved plan would write to, by what tied the person to the account, then by what ties them to it once the plan was carried out. */
export const wantedForPlan = (operations: readonly Operation[]): Wanted[] =>
	operations.flatMap((operation): Wanted[] => {
		if (operation.kind === 'noop' || operation.kind === 'skip') return [];
		const {slackId, email} = operation.person;
		if (operation.kind === 'create') return [{keys: [{...operation.keys, slackId}]}];
		const {id, keys} = operation.account;
		const changes = 'changes' in operation ? operation.changes : [];
		const changed = Object.fromEntries(
			changes.flatMap(({attribute, to}) => (Object.hasOwn(keys, attribute) && typeof to === 'string' ? [[attribute, to]] : [])),
		);
		const later = {...keys, ...(email !== undefined && Object.hasOwn(keys, 'email') && {email}), ...changed};
		return [{id, keys: [keys, later].map(all => ({...all, slackId}))}];
	});
