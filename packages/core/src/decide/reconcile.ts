import {by, compare} from '../model/compare.ts';
import {sameValue} from '../model/equal.ts';
import type {Json} from '../model/json.ts';
import {sameText} from '../model/key.ts';
import type {Mapped} from './mapping/mapping.ts';
import {inConflictOrder, toConflict} from './conflict.ts';
import type {Candidate, Claim, Claims} from './claims.ts';
import type {Conflict, Operation, Orphan, Plan, Reactivate, Verb} from '../model/plan.ts';
import {personKey, personOf} from '../model/person.ts';
import {protection} from './protection.ts';
import type {Policy} from '../model/settings.ts';
import {withoutTaken} from './taken.ts';
import type {Account, Change} from '../model/target.ts';
import {whyUnmappable} from './unmappable.ts';

/** What reconciling needs to know beyond the claims. */
export interface ReconcileOptions {
	readonly target: string;
	readonly policy: Pick<Policy, 'match' | 'leavers' | 'outOfScope' | 'returners' | 'protected' | 'do'>;
	/** Verbs that the target has. */
	readonly verbs: ReadonlySet<Verb>;
	/** Under which attribute the target keeps the Slack id, where it keeps one. */
	readonly slackIdAt?: string | undefined;
	/** Under which attribute the target keeps the account's id, where it is one of them. */
	readonly idAt?: string | undefined;
	/** Attributes whose case the target does not keep apart. */
	readonly caseless?: readonly string[] | undefined;
	/** What the target should hold of a person who is in. Asked once for each, and for nobody else. */
	readonly map: (candidate: Candidate) => Mapped;
	readonly secretNames: readonly string[];
	/** Nothing is known of the target's accounts: creates are unverified. */
	readonly unverified?: boolean;
	/** How many accounts the target holds; undefined where it cannot be listed. */
	readonly accounts?: number | undefined;
	/** Further verbs that this run is limited to (`--only`). */
	readonly only?: readonly Verb[] | undefined;
}

/** What the passes share. */
interface State {
	readonly claims: Claims;
	readonly options: ReconcileOptions;
	readonly isProtected: (account: Pick<Account, 'id' | 'keys'> & Partial<Pick<Account, 'attributes' | 'protected'>>) => boolean;
	/** Those of matching, and those that the passes find. */
	readonly conflicts: Conflict[];
	/** By attribute, the active accounts in which it was compared. */
	readonly compared: Map<string, {accounts: number; differing: number}>;
}

/**
Compares what Slack says with what a target holds. Pure: no clock, no network, no logging.

@param claims - Who claims which account, from `match`; leavers included.
@returns One operation per person who is in or has an account, changes before removals, then by key in code units, so that equal input gives an equal plan. What cannot be settled is a conflict in it, never an exception. No guard has looked at it yet.
*/
export const reconcile = (claims: Claims, options: ReconcileOptions): Plan => {
	const isProtected = protection(options.policy.protected);
	const state: State = {claims, options, isProtected, conflicts: [...claims.conflicts], compared: new Map()};
	const wanted = wantedOperations(state);
	const operations = possibleOperations(state, permittedOperations(state, wanted));
	const orphans = claims.unclaimed.map(account => orphan(account, claims.known, isProtected(account)));
	const owned = [...claims.claims.values()].map(({account}) => account);
	return {
		target: options.target,
		operations: operations.toSorted(inPlanOrder),
		conflicts: state.conflicts.toSorted(inConflictOrder),
		orphans,
		guards: [],
		claimed: owned.filter(account => account.active && !isProtected(account)).length,
		...(options.slackIdAt !== undefined && {linked: owned.filter(({slackId}) => slackId !== undefined).length}),
		...neverEqual(state.compared),
		accounts: options.accounts,
		firstSyncOrReset: isFirstSyncOrReset(state, wanted),
		warnings: warnings(operations, orphans, options),
	};
};

/** What each person calls for who is in no conflict. A function of the config that fails for one of them must not end the run for the others. */
const wantedOperations = (state: State): readonly Operation[] => {
	const {claims, conflicts} = state;
	return claims.candidates.flatMap(candidate => {
		const {slackId} = candidate.identity;
		if (claims.conflicted.has(slackId)) return [];
		const claim = claims.claims.get(slackId);
		try {
			if (candidate.verdict.kind === 'in') return claim ? changeOf(state, candidate, claim) : createOf(state, candidate);
			return claim ? removalOf(state, candidate, claim, candidate.verdict.kind) : [];
		} catch (error) {
			const reason = whyUnmappable(error);
			conflicts.push(toConflict('unmappable', [personOf(candidate.identity)], claim ? [claim.account] : [], {reason}));
			return [];
		}
	});
};

/** A person who is in and has no account. */
const createOf = (state: State, candidate: Candidate): Operation => {
	const {claims, options} = state;
	const {managed, onCreate} = options.map(candidate);
	const keys = namedKeys(candidate, options.policy.match);
	const after = claims.waiting.get(candidate.identity.slackId);
	const base = about(candidate);
	if (wouldBeProtected(state, {...managed, ...onCreate}, keys)) return {...base, kind: 'skip', verb: 'create', because: 'protected'};
	return {
		...base,
		kind: 'create',
		keys,
		attributes: {...withoutNull(managed), ...onCreate},
		secrets: options.secretNames,
		...(after && {after}),
		...(options.unverified && {unverified: true as const}),
	};
};

/** A person who is in, and their account. */
const changeOf = (state: State, candidate: Candidate, {account, matchedBy}: Claim): Operation => {
	const {isProtected, options} = state;
	const {policy, slackIdAt} = options;
	const base = {...about(candidate), account, matchedBy};
	const changes = differences(state, candidate, account);
	const adopts = slackIdAt !== undefined && account.slackId === undefined && changes.length > 0;
	const isOff =
		isProtected(account) ||
		(changes.length > 0 && wouldBeProtected(state, Object.fromEntries(changes.map(({attribute, to}) => [attribute, to]))));
	if (account.active) {
		if (changes.length === 0) return {...base, kind: 'noop', because: isOff ? 'protected' : 'equal'};
		if (isOff) return {...base, kind: 'skip', verb: 'update', because: 'protected', changes};
		const linkOnly = changes.every(({attribute}) => attribute === slackIdAt);
		return {...base, kind: 'update', changes, ...(linkOnly && {linkOnly: true as const}), ...(adopts && {adopts: true as const})};
	}
	if (isOff) return {...base, kind: 'skip', verb: 'reactivate', because: 'protected'};
	if (policy.returners === 'report') return {...base, kind: 'skip', verb: 'reactivate', because: 'policy'};
	return {...base, kind: 'reactivate', changes, ...(adopts && {adopts: true as const})};
};

/** A person who left or is out, and their account. */
const removalOf = ({isProtected, options}: State, candidate: Candidate, {account, matchedBy}: Claim, why: 'leaver' | 'out'): Operation => {
	const {leavers, outOfScope} = options.policy;
	const wanted = why === 'leaver' ? leavers : outOfScope;
	const base = {...about(candidate), account, matchedBy};
	if (!account.active) return {...base, kind: 'noop', because: 'already-inactive'};
	if (isProtected(account)) return {...base, kind: 'noop', because: 'protected'};
	if (wanted === 'report') return {...base, kind: 'skip', verb: 'deactivate', because: 'policy'};
	return {...base, kind: wanted, because: why};
};

/** No person gets the name of a protected account: neither a new account, nor one that is renamed. */
const wouldBeProtected = (
	{isProtected, options: {policy, idAt}}: State,
	attributes: Record<string, Json>,
	keys: Record<string, string> = {},
): boolean => {
	const named = ['email', ...policy.match, ...(idAt === undefined ? [] : [idAt])];
	const own = named.flatMap(name => {
		const value = attributes[name];
		return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
	});
	return isProtected({id: '', keys: {...Object.fromEntries(own), ...keys}});
};

/** The managed attributes that are not as they should be, the link to Slack included. */
const differences = ({options, compared}: State, candidate: Candidate, account: Account): readonly Change[] => {
	const {caseless, slackIdAt} = options;
	const {managed} = options.map(candidate);
	const changes: Change[] = [];
	const compareWith = (attribute: string, from: Json | undefined, to: Json): boolean => {
		if (sameValue(from, to) || (caseless?.includes(attribute) && sameText(from, to))) return false;
		changes.push({attribute, from, to});
		return true;
	};
	for (const attribute of Object.keys(managed)) {
		const differs = compareWith(attribute, account.attributes[attribute], managed[attribute]!);
		if (!account.active) continue;
		const counted = compared.get(attribute) ?? {accounts: 0, differing: 0};
		counted.accounts++;
		if (differs) counted.differing++;
		compared.set(attribute, counted);
	}
	// An earlier id is replaced too: once the old Slack record loses the e-mail, nothing else would tie it to this person
	if (slackIdAt !== undefined) compareWith(slackIdAt, account.slackId, candidate.identity.slackId);
	return changes.toSorted(by(({attribute}) => attribute));
};

/** A verb that the target lacks, or that the config or this run does not allow, is said aloud and never replaced by another. */
const permittedOperations = ({options}: State, operations: readonly Operation[]): readonly Operation[] =>
	operations.map(operation => {
		if (operation.kind === 'noop' || operation.kind === 'skip') return operation;
		const because = whyNot(operation.kind, options);
		if (because === undefined) return operation.kind === 'reactivate' && whyNot('update', options) ? unchanged(operation) : operation;
		const {person, key} = operation;
		return {
			kind: 'skip',
			verb: operation.kind,
			because,
			person,
			key,
			...('account' in operation && {account: operation.account, matchedBy: operation.matchedBy}),
			...('changes' in operation && {changes: operation.changes}),
		};
	});

/** Why a verb may not be used; undefined where it may. */
const whyNot = (verb: Verb, {verbs, policy, only}: ReconcileOptions): 'no-verb' | 'do' | 'only' | undefined => {
	if (!verbs.has(verb)) return 'no-verb';
	if (policy.do?.includes(verb) === false) return 'do';
	return only?.includes(verb) === false ? 'only' : undefined;
};

/** A create whose id another account has, or another create, is a conflict. */
const possibleOperations = ({claims, options: {idAt}, conflicts}: State, operations: readonly Operation[]): readonly Operation[] => {
	if (idAt === undefined) return operations;
	const parted = withoutTaken(operations, {idAt, accounts: accountsOf(claims)});
	conflicts.push(...parted.conflicts);
	return parted.operations;
};

/** Ten people or more, and hardly one of them has an account. */
const isFirstSyncOrReset = ({claims, options}: State, wanted: readonly Operation[]): boolean => {
	const inScope = claims.candidates.filter(({verdict}) => verdict.kind === 'in').length;
	const creates = wanted.filter(({kind}) => kind === 'create').length;
	return !options.unverified && inScope >= 10 && 5 * creates >= 4 * inScope;
};

/** Nothing is written of a returner where updates are not allowed, the link to Slack included. */
const unchanged = ({kind, person, key, account, matchedBy}: Reactivate): Reactivate => ({
	kind,
	person,
	key,
	account,
	matchedBy,
	changes: [],
});

/** From so many accounts on, an attribute that differs in every one of them says something of the target. */
const enough = 10;

/** Attributes that differ in every account that was compared. */
const neverEqual = (compared: ReadonlyMap<string, {readonly accounts: number; readonly differing: number}>): Pick<Plan, 'neverEqual'> => {
	const found = [...compared].filter(([, {accounts, differing}]) => accounts >= enough && differing === accounts);
	if (found.length === 0) return {};
	return {neverEqual: found.map(([attribute, {accounts}]) => ({attribute, accounts})).toSorted(by(({attribute}) => attribute))};
};

/** All accounts that matching has seen. */
const accountsOf = ({claims, unclaimed, conflicts}: Claims): Pick<Account, 'id' | 'keys'>[] => [
	...[...claims.values()].map(({account}) => account),
	...unclaimed,
	...conflicts.flatMap(({accounts}) => accounts),
];

const about = ({identity}: Candidate) => {
	const person = personOf(identity);
	return {person, key: personKey(person)};
};

const withoutNull = (values: Record<string, Json>): Record<string, Json> =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

/** A person's values of the match keys, by name. */
export const namedKeys = ({keys}: Candidate, names: readonly string[]): Record<string, string> =>
	Object.fromEntries(names.flatMap((name, index) => (keys[index] === undefined ? [] : [[name, keys[index]]])));

const orphan = ({id, slackId, keys, active}: Account, known: Claims['known'], isProtected: boolean): Orphan => ({
	id,
	...(slackId !== undefined && {slackId}),
	keys,
	active,
	kind: slackId !== undefined && !known.has(slackId) ? 'absent' : 'orphan',
	protected: isProtected,
});

const verbOf = (operation: Operation): string => (operation.kind === 'skip' ? operation.verb : operation.kind);

/** Whether an operation takes an account away. */
export const isRemoval = (operation: Operation): boolean => operation.kind === 'deactivate' || operation.kind === 'delete';

const phase = (operation: Operation): number => (['deactivate', 'delete'].includes(verbOf(operation)) ? 1 : 0);

const inPlanOrder = (a: Operation, b: Operation): number =>
	phase(a) - phase(b) || compare(a.key, b.key) || compare(a.person.slackId, b.person.slackId);

/** What a person should read before the plan is carried out. */
const warnings = (operations: readonly Operation[], orphans: readonly Orphan[], {slackIdAt, unverified}: ReconcileOptions): string[] => {
	const weak = new Map<string, number>();
	for (const operation of operations) {
		if (!('account' in operation) || operation.account === undefined || operation.matchedBy === undefined) continue;
		const {account, matchedBy} = operation;
		if (matchedBy === 'slackId' || matchedBy === 'email' || account.slackId !== undefined || account.keys['email'] !== undefined) continue;
		weak.set(matchedBy, (weak.get(matchedBy) ?? 0) + 1);
	}
	const found = [...weak]
		.toSorted(([a], [b]) => compare(a, b))
		.map(
			([key, count]) =>
				`matched by ${key} only: ${count} ${count === 1 ? 'account' : 'accounts'}; without a Slack id or an e-mail in the target, two people with one ${key} cannot be told apart`,
		);

	const creates = operations.filter(({kind}) => kind === 'create').length;
	const strays = orphans.filter(({active, kind, protected: isProtected}) => active && kind === 'orphan' && !isProtected).length;
	if (slackIdAt === undefined && !unverified && creates > 0 && strays > 0) {
		found.push(
			`the target keeps no Slack id, so a person whose keys all changed looks like a new one: compare the ${creates} to create with the ${strays} that nobody claims, or let the target keep the Slack id (slackIdAt)`,
		);
	}
	return found;
};
