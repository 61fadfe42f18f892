import type {Json} from './json.ts';
import type {Account, Change, Keys, TargetErrorKind} from './target.ts';

/** What a plan and a report say of a person. */
export interface Person {
	readonly slackId: string;
	readonly email?: string;
	readonly name: string;
}

/** A verb that a target may have. */
export type Verb = 'create' | 'update' | 'reactivate' | 'deactivate' | 'delete';

interface Base {
	readonly person: Person;
	/** What the plan is sorted by and the operation addressed by: e-mail, else Slack id, else account id. */
	readonly key: string;
	/** The guards that withhold it; absent where none does. */
	readonly withheldBy?: readonly GuardName[];
}

interface OnAccount extends Base {
	readonly account: Account;
	/** The key by which the account was matched: `slackId`, `override` or a name of `match`. */
	readonly matchedBy: string;
}

export interface Create extends Base {
	readonly kind: 'create';
	/** The values of the person's match keys, raw. */
	readonly keys: Keys;
	/** What is sent, `onCreate` values included, secrets not. */
	readonly attributes: Record<string, Json>;
	/** Names of the secrets that are sent, sorted. Their values are made at apply and are nowhere else. */
	readonly secrets: readonly string[];
	/** Accounts of others that have a value of `keys` and give it up in the same plan. They come first. */
	readonly after?: readonly {readonly account: Pick<Account, 'id' | 'keys'>; readonly person: Person}[];
	/** The target cannot be read: it may be there already. Printed as `? ensure`; counts in no guard. */
	readonly unverified?: true;
}

export interface Update extends OnAccount {
	readonly kind: 'update';
	readonly changes: readonly Change[];
	/** Only the Slack id is written: counts in no guard but `adoptions`. */
	readonly linkOnly?: true;
	/** The account carried no Slack id: it is taken over. */
	readonly adopts?: true;
}

export interface Reactivate extends OnAccount {
	readonly kind: 'reactivate';
	/** What differs as well; may be empty. Written after the account is active again. */
	readonly changes: readonly Change[];
	/** The account carried no Slack id: it is taken over. */
	readonly adopts?: true;
}

export interface Deactivate extends OnAccount {
	readonly kind: 'deactivate';
	/** Why: the person left, or is out of this target's scope. */
	readonly because: 'leaver' | 'out';
}

export interface Delete extends OnAccount {
	readonly kind: 'delete';
	readonly because: 'leaver' | 'out';
}

export interface Noop extends Base {
	readonly kind: 'noop';
	readonly account: Account;
	readonly matchedBy: string;
	/** Nothing differs, or the account is inactive already, or it is protected. */
	readonly because: 'equal' | 'already-inactive' | 'protected';
}

/** Called for, but not done: `no-verb` (the target cannot), `policy` (`report`), `do` (not among the verbs that the config allows), `only` (not among those that this run allows), `protected`. */
export interface Skip extends Base {
	readonly kind: 'skip';
	readonly verb: Verb;
	readonly because: 'no-verb' | 'policy' | 'do' | 'only' | 'protected';
	readonly account?: Account;
	readonly matchedBy?: string;
	readonly changes?: readonly Change[];
}

/** What a plan asks for one person. */
export type Operation = Create | Update | Reactivate | Deactivate | Delete | Noop | Skip;

/**
Why a claim cannot be settled:

- `same-account`: two people of one rank hit one account, or one of another rank may be the owner as well
- `several-accounts`: one person hits two accounts by one key
- `other-slack-id`: the account carries another's Slack id
- `other-email`: the account carries an e-mail that is not the person's
- `not-adopted`: `adopt` does not give an account to the person that does not carry their Slack id
- `weak-inactive`: the account is inactive, and neither a Slack id nor an e-mail says that it is the person's
- `no-account`: an override ties the person to an account that is not there
- `recycled`: the person has the e-mail of a deactivated member, and quite another name
- `claimed`: the person's only hits are claimed already
- `taken`: another account has the id that the new one would get
- `same-key`: two people who are in map to one key
- `no-key`: the person has a value for none of the keys
- `unmappable`: the config's function for an attribute failed for this person
- `hidden`: create says "exists", and the list does not show by whom
- `swapped`: accounts hold each other's values, and are not all tied to their people by Slack id
- `changed`: (apply FILE) the account is no longer as the plan saw it
- `exists`: (apply FILE, adopted creates) an account holds one of the person's keys that the rules do not give to them
*/
export type ConflictKind =
	| 'same-account'
	| 'several-accounts'
	| 'other-slack-id'
	| 'other-email'
	| 'not-adopted'
	| 'weak-inactive'
	| 'no-account'
	| 'recycled'
	| 'claimed'
	| 'taken'
	| 'same-key'
	| 'no-key'
	| 'unmappable'
	| 'hidden'
	| 'swapped'
	| 'changed'
	| 'exists';

/** A claim that cannot be settled; never written, always reported. */
export interface Conflict {
	readonly kind: ConflictKind;
	/** Everybody involved, sorted by key; at least one. */
	readonly people: readonly Person[];
	/** Everything involved, sorted by id; may be empty. */
	readonly accounts: readonly {readonly id: string; readonly keys: Keys}[];
	/** The key on which they meet, and its value; absent where there is none. */
	readonly on?: {readonly key: string; readonly value: string};
	/** One sentence: what, who, and the way out. */
	readonly message: string;
}

/** An account that no identity claims. `absent`: it carries a Slack id that this read does not know. Reported, never touched. */
export interface Orphan {
	readonly id: string;
	readonly slackId?: string;
	readonly keys: Keys;
	readonly active: boolean;
	readonly kind: 'orphan' | 'absent';
	readonly protected: boolean;
}

export type GuardName = 'empty-source' | 'removals' | 'updates' | 'adoptions' | 'privileged' | 'trouble';

/** One limit, its numbers, and whether the plan passed it. */
export interface GuardResult {
	readonly guard: GuardName;
	readonly tripped: boolean;
	/** How many operations it counted. */
	readonly count: number;
	/** How many it lets through; after `--allow`, that number; absent where there is no limit (few accounts). */
	readonly limit?: number;
	/** D: active, unprotected accounts that somebody in Slack claims; absent where the guard does not use it. */
	readonly of?: number;
	/** The ceiling that `--allow` set, where it did. */
	readonly allowed?: number;
	/** Numbers, the thing, the way out; ends in the option to paste where there is one. */
	readonly message: string;
}

/** What would be done to one target, in a stable order, as plain data. */
export interface Plan {
	readonly target: string;
	/** Changes before removals, then by key in code units. */
	readonly operations: readonly Operation[];
	readonly conflicts: readonly Conflict[];
	readonly orphans: readonly Orphan[];
	readonly guards: readonly GuardResult[];
	/** D of the guards. */
	readonly claimed: number;
	/** Accounts that carry the Slack id of a person; absent where the target keeps none. */
	readonly linked?: number;
	/** Attributes that differ in every account that was compared, 10 or more: most likely the target does not keep or show them. */
	readonly neverEqual?: readonly {readonly attribute: string; readonly accounts: number}[];
	/** Accounts that the target holds; undefined where it cannot be listed. */
	readonly accounts: number | undefined;
	/** At least 10 people are in and 80 % of them have no account: a first sync, or the target was reset. */
	readonly firstSyncOrReset: boolean;
	/** Sentences for a person to read: matched by an ambiguous key only, generated secrets, renames that look like a create and an orphan, … */
	readonly warnings: readonly string[];
}

declare const guarded: unique symbol;

/** A plan that the guards have seen: only such a plan is carried out. */
export type GuardedPlan = Plan & {readonly [guarded]: true};

/**
What is to be done, given the accounts of a target: the one function that a sync, `apply FILE`, the check of creates that exist and the read after write call. Pure.
*/
export type Decide = (accounts: readonly Account[]) => GuardedPlan;

/** An error as data: what reports can hold. */
export interface ErrorInfo {
	readonly kind: string;
	readonly message: string;
	readonly status?: number;
	readonly hint?: string;
	/** Messages of the causes, outermost first. */
	readonly causes?: readonly string[];
	/** All there is to say, over several lines, where `message` is only its sum. */
	readonly details?: string;
}

/** What became of an operation. `milliseconds` is the time from its first request to its last answer. */
export type Outcome =
	| {
			readonly kind: 'done';
			readonly operation: Operation;
			readonly milliseconds: number;
			/** `existed`: the target said it was there; `adopted`: found after "exists" or an unknown outcome and brought in line; `confirmed`: its answer was no success, and the target shows it all the same; `already`: (apply FILE) as wanted before. */
			readonly note?: 'existed' | 'adopted' | 'confirmed' | 'already';
			/** The id of the account that was created, where the target told it. */
			readonly id?: string;
	  }
	| {
			readonly kind: 'failed';
			readonly operation: Operation;
			readonly milliseconds: number;
			readonly error: ErrorInfo & {readonly kind: TargetErrorKind | 'bug'};
	  }
	/** Found only while applying: the person's claim cannot be settled. */
	| {readonly kind: 'conflict'; readonly operation: Operation; readonly milliseconds: number; readonly conflict: Conflict}
	| {readonly kind: 'withheld'; readonly operation: Operation; readonly by: readonly GuardName[]}
	/** `commit`: the target's one commit failed, which the target's error tells. `unknown`: the run was stopped while the call was under way; the outcome that follows replaces it. */
	| {
			readonly kind: 'not-run';
			readonly operation: Operation;
			readonly because: 'stopped' | 'trouble' | 'dry-run' | 'plan' | 'commit' | 'unknown';
	  };
