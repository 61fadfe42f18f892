import type {Candidate, Claims, MatchRules} from './claims.ts';
import {inConflictOrder, type ConflictFacts} from './conflict.ts';
import {keyOf} from '../model/key.ts';
import {groupBy, listOf} from './groups.ts';
import {begin, dispute, isTied, meetingOf, settle, tie, type Dispute, type State} from './matching.ts';
import type {Conflict, ConflictKind} from '../model/plan.ts';
import {personOf} from '../model/person.ts';
import {emailsOf, foreignOwners, isOwnEmail, mayHaveAccount, objectionTo, rivalsOf} from './ownership.ts';
import type {Account} from '../model/target.ts';
import type {Verdict} from '../model/verdict.ts';

/** In before out before leavers: who wins where several have a key. */
const ranks = ['in', 'out', 'leaver'] as const satisfies readonly Verdict['kind'][];

type On = NonNullable<Conflict['on']>;

/**
Settles who claims which account, key by key over all people. Pure, and the same for any order of its input.

An account that carries a Slack id belongs to that id's owner only, one that an override names to that person, and one that shows the e-mail of somebody who left to them. Then each key of `match` in order, among the accounts still free; in each round people who are in before those who are out before leavers. Whatever cannot be settled is a conflict, never a guess.
*/
export const match = (people: readonly Candidate[], allAccounts: readonly Account[], rules: MatchRules): Claims => {
	const state = begin(people, allAccounts, rules);
	claimBySlackId(state, 'present');
	claimBySlackId(state, 'earlier');
	claimByOverride(state);
	claimByLeaversEmail(state);
	disputeUnmappable(state);
	disputeRecycled(state);
	disputeSharedKeys(state);
	for (const round of rules.match.keys()) for (const rank of ranks) claimByKey(state, round, rank);
	disputeLeftovers(state);

	const {candidates, accounts, claims, waiting, conflicts, conflicted, taken, owners} = state;
	const unclaimed = accounts.filter(account => !taken.has(account));
	return {
		candidates,
		claims,
		waiting,
		conflicts: conflicts.toSorted(inConflictOrder),
		conflicted,
		unclaimed,
		known: new Set(unclaimed.flatMap(({slackId}) => (slackId !== undefined && owners().has(slackId) ? [slackId] : []))),
	};
};

/** The present id first, then ids of earlier Slack accounts of the same person. */
const claimBySlackId = (state: State, which: 'present' | 'earlier'): void => {
	const {accounts, owners, claims, conflicted} = state;
	const linked = accounts.filter(({slackId}) => slackId !== undefined);
	const hits = groupBy(linked, ({slackId}) => {
		const owner = owners().get(slackId!);
		return owner && (owner.identity.slackId === slackId) === (which === 'present') ? owner.identity.slackId : undefined;
	});
	for (const [slackId, group] of hits) {
		const own = listOf(group);
		const candidate = owners().get(slackId)!;
		if (claims.has(slackId) || conflicted.has(slackId)) continue; // An earlier account beside the present one is reported as an orphan
		if (own.length === 1 || isOver(candidate, own)) tie(state, candidate, own[0]!, 'slackId');
		else dispute(state, 'several-accounts', [candidate], {over: own, on: {key: 'slackId', value: own[0]!.slackId!}});
	}
};

/** The account that the config names for one person: whatever it carries, but another's Slack id. */
const claimByOverride = (state: State): void => {
	const {candidates, accounts, claims, conflicted, taken} = state;
	const tied = candidates.filter(({account}) => account !== undefined);
	if (tied.length === 0) return;
	const byId = new Map(accounts.map(account => [account.id, account]));
	for (const [id, group] of groupBy(tied, ({account}) => account)) {
		const account = byId.get(id);
		const on = {key: 'account', value: id};
		const open = listOf(group).filter(({identity}) => claims.get(identity.slackId)?.account.id !== id && !conflicted.has(identity.slackId));
		const seeking = open.filter(({verdict}) => verdict.kind === 'in' || account !== undefined);
		if (seeking.length === 0) continue;
		const holders = account ? listOf(taken.get(account)) : [];
		if (!account) for (const candidate of seeking) dispute(state, 'no-account', [candidate], {on});
		else if (account.slackId !== undefined || holders.length > 0)
			dispute(state, 'other-slack-id', seeking, {over: [account], holders, on, ...strangeId(account)});
		else if (seeking.length > 1) dispute(state, 'same-account', seeking, {over: [account], on});
		else if (claims.has(seeking[0]!.identity.slackId))
			dispute(state, 'several-accounts', seeking, {over: [claims.get(seeking[0]!.identity.slackId)!.account, account], on});
		else tie(state, seeking[0]!, account, 'override');
	}
};

/** An account that shows the e-mail of somebody who left, and no other, is theirs: they lose it, whatever else is in dispute. */
const claimByLeaversEmail = (state: State): void => {
	const {candidates, rules, claims, conflicted} = state;
	if (rules.adopt === 'none') return;
	const open = candidates.filter(
		({identity, verdict}) => verdict.kind === 'leaver' && !claims.has(identity.slackId) && !conflicted.has(identity.slackId),
	);
	for (const [round, key] of rules.match.entries()) {
		const hits = open.flatMap((candidate): Hit[] => {
			const held = listOf(meetingOf(state, round, candidate.keys[round])?.accounts);
			const free = claims.has(candidate.identity.slackId) ? [] : held.filter(account => isOnlyOf(state, candidate, account));
			return free.length > 0 ? [{candidate, free}] : [];
		});
		for (const group of groupBy(hits, ({candidate}) => keyOf(candidate.identity.email)).values()) {
			const own = listOf(group);
			const pairs = leaversPairs(own, [...new Set(own.flatMap(({free}) => free))]) ?? [];
			for (const {candidate, account} of pairs) tie(state, candidate, account, key);
		}
	}
};

/** Whether a free account shows the e-mail of somebody who left and no other, and whoever still has that e-mail, or had it, has left as well. */
const isOnlyOf = (state: State, {identity: {email = ''}}: Candidate, account: Account): boolean => {
	const {rules, taken, byEmail} = state;
	if (account.slackId !== undefined || taken.has(account)) return false;
	const [shown, ...others] = emailsOf(account, rules.emailNames);
	if (shown === undefined || others.length > 0 || shown !== keyOf(email)) return false;
	const sharing = rules.match.flatMap((key, round) => listOf(meetingOf(state, round, account.keys[key])?.people));
	return [...listOf(byEmail().get(shown)), ...sharing].every(one => one.verdict.kind === 'leaver' || !isOwnEmail(one, shown, rules));
};

/** Where ids of another system stand, that is what has to be said. */
const strangeId = ({slackId = ''}: Account): Pick<ConflictFacts, 'reason'> =>
	slackId !== '' && !/^[UW][A-Z\d]+$/i.test(slackId) ? {reason: slackId} : {};

/** A person whose key cannot be computed; a leaver's account that is certain needs no key. */
const disputeUnmappable = (state: State): void => {
	for (const candidate of state.candidates) {
		if (candidate.unmappable === undefined || (candidate.verdict.kind !== 'in' && isTied(state, candidate))) continue;
		dispute(state, 'unmappable', [candidate], {reason: candidate.unmappable});
	}
};

/** A person with the e-mail of somebody who left, and quite another name: what the keys of both give to either is nobody's until it is settled. */
const disputeRecycled = (state: State): void => {
	const {candidates, owners, taken, rules} = state;
	/** What shows another e-mail alone is of a third person. */
	const mayShow = (account: Account, email: string | undefined): boolean => {
		const emails = emailsOf(account, rules.emailNames);
		return emails.length === 0 || emails.some(shown => shown === keyOf(email));
	};
	for (const candidate of candidates) {
		const {identity, verdict, keys} = candidate;
		if (identity.recycledFrom === undefined || isTied(state, candidate)) continue;
		const former = identity.recycledFrom.flatMap(id => owners().get(id) ?? []);
		const values = [candidate, ...former.filter(one => !isTied(state, one))].flatMap(one =>
			one.keys.map((value, round) => ({value, round})),
		);
		const held = values.flatMap(({value, round}) => listOf(meetingOf(state, round, value)?.accounts));
		const over = [...new Set(held)].filter(
			account => account.slackId === undefined && !taken.has(account) && mayShow(account, identity.email),
		);
		if (verdict.kind !== 'in' && over.length === 0) continue;
		dispute(state, 'recycled', [candidate], {over, holders: former, on: {key: 'email', value: identity.email ?? keys[0] ?? ''}});
	}
};

/** Two people who are in and map to one key would become one account: neither is written, whether an account is there or not. */
const disputeSharedKeys = (state: State): void => {
	const {rules, meetings, taken} = state;
	for (const [round, key] of rules.match.entries()) {
		for (const {people, accounts: held} of meetings[round]!.values()) {
			if (!Array.isArray(people)) continue;
			const group = people.filter(({verdict}) => verdict.kind === 'in');
			if (group.length < 2) continue;
			// What a third person holds by Slack id is theirs, whoever maps to its key
			const over = listOf(held).filter(account => listOf(taken.get(account)).every(owner => group.includes(owner)));
			dispute(state, 'same-key', group, {over, on: {key, value: group[0]!.keys[round]!}});
		}
	}
};

/** People who are in a conflict already claim as well: an account that is theirs by the rules must not fall to somebody of a lower rank, who might lose it. */
const claimByKey = (state: State, round: number, rank: Verdict['kind']): void => {
	const {rules, meetings, claims} = state;
	for (const {people, accounts: held} of meetings[round]!.values()) {
		if (people === undefined || held === undefined) continue;
		const sharing = listOf(people);
		const seeking = sharing.filter(({identity, verdict}) => verdict.kind === rank && !claims.has(identity.slackId));
		if (seeking.length > 0) settleGroup(state, seeking, listOf(held), {key: rules.match[round]!, round, sharing});
	}
};

interface Round {
	readonly key: string;
	readonly round: number;
	/** Everybody of any rank who has the value. */
	readonly sharing: readonly Candidate[];
}

/** A person, and the accounts with their value of a key that the rules give to them. */
interface Hit {
	readonly candidate: Candidate;
	readonly free: readonly Account[];
}

/** People of one rank with one value of a key, and the accounts with that value. */
const settleGroup = (state: State, group: readonly Candidate[], held: readonly Account[], round: Round): void => {
	const {key} = round;
	const hits: Hit[] = group
		.map(candidate => ({candidate, free: freeFor(state, candidate, held, round)}))
		.filter(({free}) => free.length > 0);
	const [only, ...others] = hits;
	if (!only) return;
	if (others.length === 0 && only.free.length === 1) return settle(state, only.candidate, only.free[0]!, key);

	const claimants = new Map<Account, number>();
	for (const {free} of hits) for (const account of free) claimants.set(account, (claimants.get(account) ?? 0) + 1);

	const unclear = hits.filter(({candidate, free: [account, ...others]}) => {
		if (others.length > 0 || claimants.get(account!)! > 1) return true;
		settle(state, candidate, account!, key);
		return false;
	});
	const over = [...new Set(unclear.flatMap(({free}) => free))];
	const people = unclear.map(({candidate}) => candidate);
	if (unclear.length === 0) return;
	if (isOver(people[0]!, over)) return settle(state, people[0]!, over[0]!, key);
	const pairs = leaversPairs(unclear, over);
	if (pairs) {
		for (const {candidate, account} of pairs) settle(state, candidate, account, key);
		return;
	}
	const kind = unclear.some(({free}) => free.length > 1) ? 'several-accounts' : 'same-account';
	dispute(state, kind, people, {over, on: {key, value: people[0]!.keys[round.round]!}});
};

/** Nobody who is in, and every account inactive already: whoever it is, nothing is called for, and there is nothing for anybody to settle. */
const isOver = ({verdict}: Candidate, accounts: readonly Account[]): boolean =>
	verdict.kind !== 'in' && accounts.every(({active}) => !active);

/** Several leavers, and an account for each of them or fewer: whichever is whose, all of them go. Undefined where an account would be left over. */
const leaversPairs = (
	hits: readonly Hit[],
	over: readonly Account[],
): readonly {readonly candidate: Candidate; readonly account: Account}[] | undefined => {
	if (!hits.every(({candidate}) => candidate.verdict.kind === 'leaver')) return undefined;
	const left = new Set(over);
	const pairs = hits.flatMap(({candidate, free}) => {
		const account = free.find(one => left.delete(one));
		return account ? [{candidate, account}] : [];
	});
	return left.size === 0 ? pairs : undefined;
};

/** The accounts that the rules give to this person. For somebody who is in, one that they do not give is a conflict. */
const freeFor = (state: State, candidate: Candidate, held: readonly Account[], {key, round, sharing}: Round): Account[] => {
	const {taken, rules, byEmail, claims, conflicted} = state;
	const on: On = {key, value: candidate.keys[round]!};
	// A leaver whose key was given to somebody else simply has no account any more; who is in a conflict already needs no second one
	const complains = candidate.verdict.kind === 'in' && !conflicted.has(candidate.identity.slackId);
	const object = (kind: ConflictKind, about: Dispute): false => {
		if (complains) dispute(state, kind, [candidate], {on, ...about});
		return false;
	};
	return held.filter(account => {
		const over = [account];
		if (renamer(state, candidate, account)) return false;
		if (account.slackId !== undefined) return object('other-slack-id', {over, holders: listOf(taken.get(account)), ...strangeId(account)});
		if (taken.has(account)) return false;
		const emails = emailsOf(account, rules.emailNames);
		const others = foreignOwners(candidate, emails, byEmail, rules);
		if (others.length > 0) return object('other-email', {over, holders: others, emails});
		if (rules.isProtected?.(account)) return true;
		const objection = objectionTo(candidate, {active: account.active, emails}, key, rules);
		if (objection) return object(objection, {over, emails});
		const rivals = rivalsOf(candidate, sharing, emails, rules).filter(({identity}) => !claims.has(identity.slackId));
		if (rivals.length === 0) return true;
		if (candidate.verdict.kind === 'in') return object('same-account', {over, holders: rivals});
		// Of somebody who is out and somebody who left: who could have no account stands back, and where none is active nothing is called for
		if (!account.active || !mayHaveAccount(candidate)) return false;
		dispute(state, 'same-account', [candidate], {on, over, holders: rivals});
		return false;
	});
};

/** Who is in, has an account by its Slack id, and shares no key with somebody else any more: the account is renamed, and what it has becomes free. */
const renamer = ({rules, claims, taken, conflicted}: State, candidate: Candidate, account: Account): Candidate | undefined => {
	const [owner] = listOf(taken.get(account));
	if (account.slackId === undefined || owner?.verdict.kind !== 'in' || conflicted.has(owner.identity.slackId)) return undefined;
	if (claims.get(owner.identity.slackId)?.account !== account) return undefined;
	const keeps = rules.match.some((key, round) => {
		const value = keyOf(candidate.keys[round]);
		return value !== undefined && value === keyOf(account.keys[key]) && [undefined, value].includes(keyOf(owner.keys[round]));
	});
	return keeps ? undefined : owner;
};

/** In, no account, no conflict so far: a create, unless it would take what others have or could never be found again. */
const disputeLeftovers = (state: State): void => {
	const {candidates, rules, claims, conflicted, taken, waiting} = state;
	for (const candidate of candidates) {
		const {slackId} = candidate.identity;
		if (candidate.verdict.kind !== 'in' || claims.has(slackId) || conflicted.has(slackId)) continue;
		if (candidate.keys.every(value => keyOf(value) === undefined)) {
			dispute(state, 'no-key', [candidate]);
			continue;
		}
		for (const [round, key] of rules.match.entries()) {
			const held = listOf(meetingOf(state, round, candidate.keys[round])?.accounts);
			const renamed = held.map(account => ({account, owner: renamer(state, candidate, account)}));
			const after = renamed.flatMap(({account: {id, keys}, owner}) =>
				owner ? [{account: {id, keys}, person: personOf(owner.identity)}] : [],
			);
			if (after.length > 0) waiting.set(slackId, [...(waiting.get(slackId) ?? []), ...after]);
			if (after.length === held.length) continue;
			const holders = held.flatMap(account => listOf(taken.get(account)));
			dispute(state, 'claimed', [candidate], {over: held, holders, on: {key, value: candidate.keys[round]!}});
			break;
		}
	}
};
