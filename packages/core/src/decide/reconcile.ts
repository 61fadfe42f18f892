import {by, compare} from '../model/compare.ts';
import {sameValue} from '../model/equal.ts';
import type {Json} from '../model/json.ts';
import {sameText} from '../model/key.ts';
import type {Mapped} from './mapping/mapping.ts';
import {inConflictOrder, toConflict} from './conflict.ts';
import type {Candidate, Claim, Claims} from './claims.ts';
import type {Conflict, Operation, Orphan, Plan, Reactivate, Skip, Verb} from '../model/plan.ts';
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

/**
Compares what Slack says with what a target holds. Pure: no clock, no network, no logging.

@param claims - Who claims which account, from `match`; leavers included.
@returns One operation per person who is in or has an account, changes before removals, then by key in code units, so that equal input gives an equal plan. What cannot be settled is a conflict in it, never an exception. No guard has looked at it yet.
*/
export const reconcile = (claims: Claims, options: ReconcileOptions): Plan => {
	const {policy, verbs, only} = options;
	const isProtected = protection(policy.protected);
	const operations: Operation[] = [];
	const unmappable: Conflict[] = [];
	const compared = new Map<string, {accounts: number; differing: number}>();
	let claimed = 0;
	let linked = 0;
	let creates = 0;

	for (const candidate of claims.candidates) {
		const {slackId} = candidate.identity;
		const claim = claims.claims.get(slackId);
		if (claim?.account.active && !isProtected(claim.account)) claimed++;
		if (claim?.account.slackId !== undefined) linked++;
		if (claims.conflicted.has(slackId)) continue;
		const operation = operationFor(candidate, claim);
		if (operation?.kind === 'create') creates++;
		if (operation) operations.push(allowed(operation));
	}

	const {operations: possible, conflicts: taken} =
		options.idAt === undefined ? {operations, conflicts: []} : withoutTaken(operations, {idAt: options.idAt, accounts: accountsOf(claims)});
	const orphans = claims.unclaimed.map(account => orphan(account, claims.known, isProtected(account)));
	const inScope = claims.candidates.filter(({verdict}) => verdict.kind === 'in').length;
	return {
		target: options.target,
		operations: possible.toSorted(inPlanOrder),
		conflicts: [...claims.conflicts, ...unmappable, ...taken].toSorted(inConflictOrder),
		orphans,
		guards: [],
		claimed,
		...(options.slackIdAt !== undefined && {linked}),
		...neverEqual(compared),
		accounts: options.accounts,
		firstSyncOrReset: !options.unverified && inScope >= 10 && 5 * creates >= 4 * inScope,
		warnings: warnings(possible, orphans, options),
	};

	/** A function of the config that fails for one person must not end the run for the others. */
	function operationFor(candidate: Candidate, claim: Claim | undefined): Operation | undefined {
		try {
			return claim ? forAccount(candidate, claim) : forNobody(candidate);
		} catch (error) {
			const reason = whyUnmappable(error);
			unmappable.push(toConflict('unmappable', [personOf(candidate.identity)], claim ? [claim.account] : [], {reason}));
			return undefined;
		}
	}

	function forNobody(candidate: Candidate): Operation | undefined {
		if (candidate.verdict.kind !== 'in') return undefined;
		const {managed, onCreate} = options.map(candidate);
		const keys = namedKeys(candidate, policy.match);
		const after = claims.waiting.get(candidate.identity.slackId);
		const base = about(candidate);
		if (wouldBeProtected({...managed, ...onCreate}, keys)) return {...base, kind: 'skip', verb: 'create', because: 'protected'};
		return {
			...base,
			kind: 'create',
			keys,
			attributes: {...withoutNull(managed), ...onCreate},
			secrets: options.secretNames,
			...(after && {after}),
			...(options.unverified && {unverified: true as const}),
		};
	}

	function forAccount(candidate: Candidate, {account, matchedBy}: Claim): Operation | undefined {
		const base = {...about(candidate), account, matchedBy};
		if (candidate.verdict.kind !== 'in') return removal(base, account, candidate.verdict.kind);
		const changes = differences(candidate, account);
		const adopts = options.slackIdAt !== undefined && account.slackId === undefined && changes.length > 0;
		const isOff =
			isProtected(account) ||
			(changes.length > 0 && wouldBeProtected(Object.fromEntries(changes.map(({attribute, to}) => [attribute, to]))));
		if (account.active) {
			if (changes.length === 0) return {...base, kind: 'noop', because: isOff ? 'protected' : 'equal'};
			if (isOff) return {...base, kind: 'skip', verb: 'update', because: 'protected', changes};
			const linkOnly = changes.every(({attribute}) => attribute === options.slackIdAt);
			return {...base, kind: 'update', changes, ...(linkOnly && {linkOnly: true as const}), ...(adopts && {adopts: true as const})};
		}
		if (isOff) return {...base, kind: 'skip', verb: 'reactivate', because: 'protected'};
		if (policy.returners === 'report') return {...base, kind: 'skip', verb: 'reactivate', because: 'policy'};
		return {...base, kind: 'reactivate', changes, ...(adopts && {adopts: true as const})};
	}

	/** Nobody gets the name of a protected account: neither a new account, nor one that is renamed. */
	function wouldBeProtected(attributes: Record<string, Json>, keys: Record<string, string> = {}): boolean {
		const named = ['email', ...policy.match, ...(options.idAt === undefined ? [] : [options.idAt])];
		const own = named.flatMap(name => {
			const value = attributes[name];
			return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
		});
		return isProtected({id: '', keys: {...Object.fromEntries(own), ...keys}});
	}

	function removal(
		base: Omit<Skip, 'kind' | 'verb' | 'because'> & {account: Account; matchedBy: string},
		account: Account,
		why: 'leaver' | 'out',
	): Operation | undefined {
		const wanted = why === 'leaver' ? policy.leavers : policy.outOfScope;
		if (!account.active) return {...base, kind: 'noop', because: 'already-inactive'};
		if (isProtected(account)) return {...base, kind: 'noop', because: 'protected'};
		if (wanted === 'report') return {...base, kind: 'skip', verb: 'deactivate', because: 'policy'};
		return {...base, kind: wanted, because: why};
	}

	function differences(candidate: Candidate, account: Account): readonly Change[] {
		const {managed} = options.map(candidate);
		const changes: Change[] = [];
		const compareWith = (attribute: string, from: Json | undefined, to: Json): void => {
			if (!sameValue(from, to) && !(options.caseless?.includes(attribute) && sameText(from, to))) changes.push({attribute, from, to});
		};
		for (const attribute of Object.keys(managed)) {
			const before = changes.length;
			compareWith(attribute, account.attributes[attribute], managed[attribute]!);
			if (account.active) count(attribute, changes.length > before);
		}
		// An earlier id is replaced too: once the old Slack record loses the e-mail, nothing else would tie it to this person
		if (options.slackIdAt !== undefined) compareWith(options.slackIdAt, account.slackId, candidate.identity.slackId);
		return changes.toSorted(by(({attribute}) => attribute));
	}

	function count(attribute: string, differs: boolean): void {
		const counted = compared.get(attribute) ?? {accounts: 0, differing: 0};
		counted.accounts++;
		if (differs) counted.differing++;
		compared.set(attribute, counted);
	}

	function can(verb: Verb): boolean {
		return verbs.has(verb) && (policy.do?.includes(verb) ?? true) && (only?.includes(verb) ?? true);
	}

	function whyNot(verb: Verb): 'no-verb' | 'do' | 'only' {
		if (!verbs.has(verb)) return 'no-verb';
		return policy.do?.includes(verb) === false ? 'do' : 'only';
	}

	/** A verb that the target lacks, or that the config or this run does not allow, is said aloud and never replaced by another. */
	function allowed(operation: Operation): Operation {
		if (operation.kind === 'noop' || operation.kind === 'skip') return operation;
		if (can(operation.kind)) return operation.kind === 'reactivate' && !can('update') ? unchanged(operation) : operation;
		const {person, key} = operation;
		return {
			kind: 'skip',
			verb: operation.kind,
			because: whyNot(operation.kind),
			person,
			key,
			...('account' in operation && {account: operation.account, matchedBy: operation.matchedBy}),
			...('changes' in operation && {changes: operation.changes}),
		};
	}
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
