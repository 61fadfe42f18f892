import type {Candidate, Claim, MatchRules} from './claims.ts';
import {by} from '../model/compare.ts';
import {toConflict, type ConflictFacts} from './conflict.ts';
import {keyOf, type Key} from '../model/key.ts';
import {groupBy, joined, lazily, listOf, type Group} from './groups.ts';
import type {Conflict, ConflictKind, Create} from '../model/plan.ts';
import {personOf} from '../model/person.ts';
import type {Account} from '../model/target.ts';

/** Who has a value of a key, and which accounts do. */
export interface Meeting {
	people: Group<Candidate>;
	accounts: Group<Account>;
}

/** What the passes have found so far. */
export interface State {
	readonly rules: MatchRules;
	/** Sorted by Slack id. */
	readonly candidates: readonly Candidate[];
	/** Sorted by id. */
	readonly accounts: readonly Account[];
	/** Whose a Slack id is, earlier ids included. */
	readonly owners: () => ReadonlyMap<string, Candidate>;
	readonly byEmail: () => ReadonlyMap<Key, Group<Candidate>>;
	/** By the position of a key in `match`, then by its value. */
	readonly meetings: readonly ReadonlyMap<Key, Meeting>[];
	readonly claims: Map<string, Claim>;
	/** Slack ids of people whose account is certain, whoever else maps to its keys: it carries their Slack id, an override names it, or it shows the e-mail of somebody who left. */
	readonly tied: Set<string>;
	/** Accounts that are claimed or in a conflict, by whom. */
	readonly taken: Map<Account, Group<Candidate>>;
	readonly waiting: Map<string, NonNullable<Create['after']>>;
	readonly conflicts: Conflict[];
	readonly conflicted: Set<string>;
}

/** Everything sorted, and who meets which account by which key. */
export const begin = (people: readonly Candidate[], allAccounts: readonly Account[], rules: MatchRules): State => {
	const candidates = people.toSorted(by(({identity}) => identity.slackId));
	const accounts = allAccounts.toSorted(by(({id}) => id));
	return {
		rules,
		candidates,
		accounts,
		owners: lazily(() => ownersOf(candidates)),
		byEmail: lazily(() => groupBy(candidates, ({identity}) => keyOf(identity.email))),
		meetings: rules.match.map((key, round) => meet(candidates, accounts, key, round)),
		claims: new Map(),
		tied: new Set(),
		taken: new Map(),
		waiting: new Map(),
		conflicts: [],
		conflicted: new Set(),
	};
};

const ownersOf = (candidates: readonly Candidate[]): ReadonlyMap<string, Candidate> => {
	const byId = new Map<string, Candidate>();
	for (const candidate of candidates) for (const id of candidate.identity.earlierIds) byId.set(id, candidate);
	for (const candidate of candidates) byId.set(candidate.identity.slackId, candidate);
	return byId;
};

const meet = (candidates: readonly Candidate[], accounts: readonly Account[], key: string, round: number): ReadonlyMap<Key, Meeting> => {
	const found = new Map<Key, Meeting>();
	const at = (value: Key): Meeting => {
		const known = found.get(value);
		if (known) return known;
		const meeting = {people: undefined, accounts: undefined};
		found.set(value, meeting);
		return meeting;
	};
	for (const candidate of candidates) {
		const value = keyOf(candidate.keys[round]);
		if (value === undefined) continue;
		const meeting = at(value);
		meeting.people = joined(meeting.people, candidate);
	}
	for (const account of accounts) {
		const value = keyOf(account.keys[key]);
		if (value === undefined) continue;
		const meeting = at(value);
		meeting.accounts = joined(meeting.accounts, account);
	}
	return found;
};

/** Who has a value of a key, and which accounts do; undefined where nobody does. */
export const meetingOf = ({meetings}: State, round: number, value: string | undefined): Meeting | undefined => {
	const key = keyOf(value);
	return key && meetings[round]!.get(key);
};

/** The account is theirs, and nobody else's. */
export const settle = ({claims, taken}: State, candidate: Candidate, account: Account, matchedBy: string): void => {
	claims.set(candidate.identity.slackId, {account, matchedBy});
	taken.set(account, candidate);
};

/** The account is theirs, whoever else maps to its keys. */
export const tie = (state: State, candidate: Candidate, account: Account, matchedBy: string): void => {
	settle(state, candidate, account, matchedBy);
	state.tied.add(candidate.identity.slackId);
};

export const isTied = ({tied}: State, {identity}: Candidate): boolean => tied.has(identity.slackId);

/** What a dispute is about, beside the people whom it stops. */
export interface Dispute extends ConflictFacts {
	readonly over?: readonly Account[];
	/** People whom it stops as well, unless their own account is certain and the dispute cannot touch it: a leaver then loses it all the same. */
	readonly holders?: readonly Candidate[];
}

/** Nothing is written to these people and accounts. */
export const dispute = (
	state: State,
	kind: ConflictKind,
	involved: readonly Candidate[],
	{over = [], holders = [], ...facts}: Dispute = {},
): void => {
	const {conflicted, conflicts, taken, claims, rules} = state;
	const isApart = (holder: Candidate): boolean =>
		isTied(state, holder) && (holder.verdict.kind !== 'in' || over.includes(claims.get(holder.identity.slackId)!.account));
	const people = [...new Set([...involved, ...holders.filter(holder => !isApart(holder))])];
	for (const {identity} of people) conflicted.add(identity.slackId);
	for (const account of over) taken.set(account, [...new Set([...listOf(taken.get(account)), ...people])]);
	conflicts.push(
		toConflict(
			kind,
			people.map(({identity}) => personOf(identity)),
			over,
			{
				...facts,
				target: rules.target,
				subject: personOf(involved[0]!.identity),
				others: holders.filter(isApart).map(({identity, verdict}) => ({...personOf(identity), left: verdict.kind === 'leaver'})),
			},
		),
	);
};
