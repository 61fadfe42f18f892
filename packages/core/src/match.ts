import {by} from './compare.ts';
import {inConflictOrder, toConflict} from './conflict.ts';
import {fold} from './fold.ts';
import {groupBy, joined, lazily, listOf, type Group} from './groups.ts';
import type {Identity} from './identity.ts';
import type {Conflict, ConflictKind} from './operation.ts';
import {personOf} from './person.ts';
import type {Account} from './target.ts';
import type {Verdict} from './verdict.ts';

/** A person as matching sees them: who they are, whether they belong into the target, and what their keys are. */
export interface Candidate {
	readonly identity: Identity;
	readonly verdict: Verdict;
	/** The verdict before the target's own `people` narrowed it. */
	readonly globally?: Verdict['kind'];
	/** Raw values in the order of `match`; undefined where the person has none. */
	readonly keys: readonly (string | undefined)[];
	/** Why a key could not be computed. Nothing is written for this person then. */
	readonly unmappable?: string;
}

/** Who claims an account, and by which key: `slackId` or a name of `match`. */
export interface Claim {
	readonly account: Account;
	readonly matchedBy: string;
}

/** Who claims which account. What could not be settled is a conflict, and nothing may be written to the people and accounts in it. */
export interface Claims {
	/** In the order of the Slack ids. */
	readonly candidates: readonly Candidate[];
	/** By Slack id. People who are in a conflict may have a claim too, so that nobody else gets the account; nothing is written to it. */
	readonly claims: ReadonlyMap<string, Claim>;
	readonly conflicts: readonly Conflict[];
	/** Slack ids of everybody who is in a conflict. */
	readonly conflicted: ReadonlySet<string>;
	/** Accounts that nobody claims and that are in no conflict, by id. */
	readonly unclaimed: readonly Account[];
	/** Of the Slack ids that unclaimed accounts carry, those that this read knows, earlier ones included. */
	readonly known: ReadonlySet<string>;
}

/** In before out before leavers: who wins where an account cannot tell two people apart. */
const ranks = ['in', 'out', 'leaver'] as const satisfies readonly Verdict['kind'][];

/** Who has a value of a key, and which accounts do. */
interface Meeting {
	people: Group<Candidate>;
	accounts: Group<Account>;
}

const foldedKey = (value: string | undefined): string | undefined => (value === undefined || value === '' ? undefined : fold(value));

/**
Settles who claims which account, key by key over all people. Pure, and the same for any order of its input.

An account that carries a Slack id belongs to that id's owner only. Then each key of `match` in order, among the accounts still free; in each round people who are in before those who are out before leavers. Whatever cannot be settled is a conflict, never a guess.

@param match - Names of the keys, the strongest first; `Candidate.keys` has the same order.
*/
export const match = (people: readonly Candidate[], allAccounts: readonly Account[], match: readonly string[]): Claims => {
	const candidates = people.toSorted(by(({identity}) => identity.slackId));
	const accounts = allAccounts.toSorted(by(({id}) => id));

	const owners = lazily(() => {
		const byId = new Map<string, Candidate>();
		for (const candidate of candidates) for (const id of candidate.identity.earlierIds) byId.set(id, candidate);
		for (const candidate of candidates) byId.set(candidate.identity.slackId, candidate);
		return byId;
	});
	const byEmail = lazily(() => groupBy(candidates, ({identity}) => foldedKey(identity.email)));

	const claims = new Map<string, Claim>();
	/** Accounts that are claimed or in a conflict, by whom. */
	const taken = new Map<Account, Group<Candidate>>();
	const conflicts: Conflict[] = [];
	const conflicted = new Set<string>();

	const settle = (candidate: Candidate, account: Account, matchedBy: string): void => {
		claims.set(candidate.identity.slackId, {account, matchedBy});
		taken.set(account, candidate);
	};

	const dispute = (
		kind: ConflictKind,
		involved: readonly Candidate[],
		over: readonly Account[],
		more: Pick<Conflict, 'on'> & {readonly reason?: string} = {},
	): void => {
		const people = [...new Set(involved)];
		for (const {identity} of people) conflicted.add(identity.slackId);
		for (const account of over) taken.set(account, [...new Set([...listOf(taken.get(account)), ...people])]);
		conflicts.push(
			toConflict(
				kind,
				people.map(({identity}) => personOf(identity)),
				over,
				more,
			),
		);
	};

	for (const candidate of candidates)
		if (candidate.unmappable !== undefined) dispute('unmappable', [candidate], [], {reason: candidate.unmappable});
	claimBySlackId();
	const meetings = match.map(meet);
	disputeSharedKeys();
	for (const round of match.keys()) for (const rank of ranks) claimByKey(round, rank);
	disputeLeftovers();

	const unclaimed = accounts.filter(account => !taken.has(account));
	return {
		candidates,
		claims,
		conflicts: conflicts.toSorted(inConflictOrder),
		conflicted,
		unclaimed,
		known: new Set(unclaimed.flatMap(({slackId}) => (slackId !== undefined && owners().has(slackId) ? [slackId] : []))),
	};

	function meet(key: string, round: number): ReadonlyMap<string, Meeting> {
		const found = new Map<string, Meeting>();
		const at = (folded: string): Meeting => {
			const known = found.get(folded);
			if (known) return known;
			const meeting = {people: undefined, accounts: undefined};
			found.set(folded, meeting);
			return meeting;
		};
		for (const candidate of candidates) {
			const folded = foldedKey(candidate.keys[round]);
			if (folded === undefined) continue;
			const meeting = at(folded);
			meeting.people = joined(meeting.people, candidate);
		}
		for (const account of accounts) {
			const folded = foldedKey(account.keys[key]);
			if (folded === undefined) continue;
			const meeting = at(folded);
			meeting.accounts = joined(meeting.accounts, account);
		}
		return found;
	}

	/** The present id first, then ids of earlier Slack accounts of the same person. */
	function claimBySlackId(): void {
		const linked = accounts.filter(({slackId}) => slackId !== undefined);
		for (const present of [true, false]) {
			const hits = groupBy(linked, ({slackId}) => {
				const owner = owners().get(slackId!);
				return owner && (owner.identity.slackId === slackId) === present ? owner.identity.slackId : undefined;
			});
			for (const [slackId, group] of hits) {
				const own = listOf(group);
				const candidate = owners().get(slackId)!;
				if (claims.has(slackId) || (conflicted.has(slackId) && candidate.unmappable === undefined)) continue; // An earlier account beside the present one is reported as an orphan
				if (own.length === 1 || isOver(candidate, own)) settle(candidate, own[0]!, 'slackId');
				else dispute('several-accounts', [candidate], own, {on: {key: 'slackId', value: own[0]!.slackId!}});
			}
		}
	}

	/** Two people who are in and map to one key would become one account: neither is written, whether an account is there or not. */
	function disputeSharedKeys(): void {
		for (const [round, key] of match.entries()) {
			for (const {people, accounts: held} of meetings[round]!.values()) {
				if (!Array.isArray(people)) continue;
				const group = people.filter(({verdict}) => verdict.kind === 'in');
				if (group.length < 2) continue;
				// What a third person holds by Slack id is theirs, whoever maps to its key
				const over = listOf(held).filter(account => listOf(taken.get(account)).every(owner => group.includes(owner)));
				dispute('same-key', group, over, {on: {key, value: group[0]!.keys[round]!}});
			}
		}
	}

	/** People who are in a conflict already claim as well: an account that is theirs by the rules must not fall to somebody of a lower rank, who might lose it. */
	function claimByKey(round: number, rank: Verdict['kind']): void {
		for (const {people, accounts: held} of meetings[round]!.values()) {
			if (people === undefined || held === undefined) continue;
			const seeking = listOf(people).filter(({identity, verdict}) => verdict.kind === rank && !claims.has(identity.slackId));
			if (seeking.length > 0) settleGroup(seeking, listOf(held), match[round]!, round);
		}
	}

	/** People of one rank with one value of a key, and the accounts with that value. */
	function settleGroup(group: readonly Candidate[], held: readonly Account[], key: string, round: number): void {
		const hits = group
			.map(candidate => ({candidate, free: freeFor(candidate, held, {key, value: candidate.keys[round]!})}))
			.filter(({free}) => free.length > 0);
		const [only, ...others] = hits;
		if (!only) return;
		if (others.length === 0 && only.free.length === 1) return settle(only.candidate, only.free[0]!, key);

		const claimants = new Map<Account, number>();
		for (const {free} of hits) for (const account of free) claimants.set(account, (claimants.get(account) ?? 0) + 1);

		const unclear = hits.filter(({candidate, free: [account, ...others]}) => {
			if (others.length > 0 || claimants.get(account!)! > 1) return true;
			settle(candidate, account!, key);
			return false;
		});
		const over = [...new Set(unclear.flatMap(({free}) => free))];
		const people = unclear.map(({candidate}) => candidate);
		if (unclear.length === 0) return;
		if (isOver(people[0]!, over)) return settle(people[0]!, over[0]!, key);
		const kind = unclear.some(({free}) => free.length > 1) ? 'several-accounts' : 'same-account';
		dispute(kind, people, over, {on: {key, value: people[0]!.keys[round]!}});
	}

	/** Nobody who is in, and every account inactive already: whoever it is, nothing is called for, and there is nothing for anybody to settle. */
	function isOver({verdict}: Candidate, accounts: readonly Account[]): boolean {
		return verdict.kind !== 'in' && accounts.every(({active}) => !active);
	}

	/** The accounts that the rules give to this person. For somebody who is in, one that is provably another's is a conflict of both. */
	function freeFor(candidate: Candidate, held: readonly Account[], on: NonNullable<Conflict['on']>): Account[] {
		// A leaver whose key was given to somebody else simply has no account any more; who is in a conflict already needs no second one
		const complains = candidate.verdict.kind === 'in' && !conflicted.has(candidate.identity.slackId);
		return held.filter(account => {
			if (account.slackId !== undefined) {
				if (complains) {
					dispute('other-slack-id', [candidate, ...listOf(taken.get(account))], [account], {
						on,
						// Where ids of another system stand, that is what has to be said
						...(!/^[UW][A-Z\d]+$/i.test(account.slackId) && {reason: account.slackId}),
					});
				}
				return false;
			}
			if (taken.has(account)) return false;
			const others = foreign(candidate, account);
			if (others.length > 0 && complains) dispute('other-email', [candidate, ...others], [account], {on});
			return others.length === 0;
		});
	}

	/** Other Slack people whose e-mail the account carries. Where several have one, it is no less that of whoever is in: nobody else takes it from them. */
	function foreign({identity, verdict}: Candidate, {keys}: Account): readonly Candidate[] {
		const email = foldedKey(keys['email']);
		if (email === undefined) return [];
		const isOwn = email === foldedKey(identity.email);
		if (isOwn && verdict.kind === 'in') return [];
		return listOf(byEmail().get(email)).filter(
			other => other.identity.slackId !== identity.slackId && (!isOwn || other.verdict.kind === 'in'),
		);
	}

	/** In, no account, no conflict so far: a create, unless it would take what others have or could never be found again. */
	function disputeLeftovers(): void {
		for (const candidate of candidates) {
			const {slackId} = candidate.identity;
			if (candidate.verdict.kind !== 'in' || claims.has(slackId) || conflicted.has(slackId)) continue;
			if (candidate.keys.every(value => foldedKey(value) === undefined)) {
				dispute('no-key', [candidate], []);
				continue;
			}
			for (const [round, key] of match.entries()) {
				const held = listOf(meetings[round]!.get(foldedKey(candidate.keys[round]) ?? '')?.accounts);
				if (held.length === 0) continue;
				dispute('claimed', [candidate, ...held.flatMap(account => listOf(taken.get(account)))], held, {
					on: {key, value: candidate.keys[round]!},
				});
				break;
			}
		}
	}
};
