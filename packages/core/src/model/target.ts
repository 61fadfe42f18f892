import {sameText} from './key.ts';
import type {Json} from './json.ts';

/** What every call to a target or a source carries. */
export interface Call {
	/** Aborted when the run is stopped or a time limit passed: a call that is under way must end soon after. */
	readonly signal: AbortSignal;
	/** Told the HTTP status of each answer, where there is one: messages repeat it. */
	readonly onStatus?: ((status: number) => void) | undefined;
}

/** One attribute that differs. `from` is undefined where the account has no value. */
export interface Change {
	readonly attribute: string;
	readonly from: Json | undefined;
	readonly to: Json;
}

/** What a new account is to hold. `secrets` are sent and forgotten: they are in no plan, report or log. */
export interface Draft {
	readonly slackId: string;
	readonly attributes: Record<string, Json>;
	readonly secrets: Record<string, string>;
}

/** Raw values by key name, as in `{email: 'Ada@example.com', userId: 'ada'}`. Only the engine folds them (case, NFC). */
export type Keys = Record<string, string>;

/** A person's record in a target, as the target tells it. */
export interface Account {
	/** The target's own identifier: what update, deactivate, reactivate and delete are addressed by. */
	readonly id: string;
	/** The Slack id that the target keeps for this account, where it keeps one. */
	readonly slackId?: string;
	readonly keys: Keys;
	readonly active: boolean;
	/** By attribute name as the config writes it; more than the managed ones may be there, the engine drops the rest. */
	readonly attributes: Record<string, Json>;
	/** What `If-Match` wants, where the system has such a thing. */
	readonly version?: string;
	/** Set by the engine where the row holds what protects an account: whatever a target says here is dropped. */
	readonly protected?: true;
}

/**
A system that accounts are provisioned into.

A target translates; it never decides. `create` is the least it must do. Leaving a method out is how a target says "I can't": the plan then says `skip`, and never uses another verb instead. Every method throws a {@link TargetError} (or any error with such a `kind`) that tells the engine what happened; none of them retries, logs or catches.
*/
export interface Target {
	/** The attribute name under which the target keeps the Slack id, as in `externalId`; absent where it keeps none. A link that is missing is then sent as a {@link Change} of this attribute. */
	readonly slackIdAt?: string;
	/** True where `create` is known to answer `existed` or throw `exists` for an account that is there. Needed where there is neither `list` nor `find`. */
	readonly declaresExists?: boolean;

	/** The attribute whose value becomes an account's id, where it is one that the config maps: two accounts never share it, so that a plan shows who cannot be created. */
	readonly idAt?: string;
	/** Names of attributes whose case the system does not keep apart, as in SCIM's `userName`: values that differ in case alone are equal. */
	readonly caseless?: readonly string[];
	/** Config keys that a person looks at where a write is not kept. */
	readonly settings?: TargetSettings;

	/** Every account, inactive ones included. Throws when a page is missing: half a list is no list. */
	list?(call: Call): AsyncIterable<Account>;
	/** The account that carries any of these keys, or the Slack id under the key `slackId`; inactive ones included. Where several do and none fits better, all of them: the engine makes that a conflict of this one person. */
	find?(keys: Keys, call: Call): Promise<Found>;
	/** `existed`: the target says that this account was there already and nothing was written. */
	create(draft: Draft, call: Call): Promise<{id?: string; existed?: true}>;
	/** Whether a write was kept is not the target's to say: the engine reads the accounts again. */
	update?(account: Account, changes: readonly Change[], call: Call): Promise<void>;
	deactivate?(account: Account, call: Call): Promise<void>;
	reactivate?(account: Account, call: Call): Promise<void>;
	delete?(account: Account, call: Call): Promise<void>;
	/** Makes everything since `open` take effect at once; outcomes become done when it resolves. When it rejects, that is one failure of the target, and none of them was done. Before it, `list` shows what is about to take effect; after it, also where it failed, what really did. */
	commit?(call: Call): Promise<void>;
	close?(): Promise<void>;
}

/** What a look-up finds. */
export type Found = Account | readonly Account[] | undefined;

const isSeveral = (found: Found): found is readonly Account[] => Array.isArray(found);

/** The accounts that a look-up found: mostly one or none. */
export const foundAccounts = (found: Found): readonly Account[] => (found === undefined ? [] : isSeveral(found) ? found : [found]);

/** Of accounts that a search shows, which may be more than it was asked for: those that carry the Slack id under the key `slackId`, else those that carry the first of the keys that any of them carries. */
export const carriersOf = (accounts: readonly Account[], {slackId, ...keys}: Keys): readonly Account[] => {
	const linked = accounts.filter(account => slackId !== undefined && account.slackId === slackId);
	if (linked.length > 0) return linked;
	for (const [name, wanted] of Object.entries(keys)) {
		const found = accounts.filter(account => sameText(account.keys[name], wanted));
		if (found.length > 0) return found;
	}
	return [];
};

/** Config keys of a target's type, for messages: where the state of an account is read from, and where its Slack id. */
export interface TargetSettings {
	/** As in `account.active`. */
	readonly active?: string;
	/** As in `slackIdAt`. */
	readonly slackId?: string;
}

/**
What happened to a call:

- `exists`: another account holds what this one wants (409 and its like)
- `not-found`: the account, or the path, is not there
- `refused`: the target understood and said no (other 4xx)
- `changed`: the account is no longer as it was read (412)
- `auth`: the credentials are not accepted (401), or not for this (403)
- `unavailable`: the target says itself that it cannot answer now, or was not reached: nobody looks whether something was done (5xx to a read, 500, 429, 503 with `Retry-After` or within a second, a refused connection)
- `unknown-outcome`: a write was sent and no usable answer came: it may have been done
- `invalid-answer`: an answer came that is not what the config says it should be
- `not-kept`: said by the engine: a write was answered as done, and the target does not show it
- `aborted`: the run was stopped before the answer came
*/
export type TargetErrorKind =
	| 'exists'
	| 'not-found'
	| 'refused'
	| 'changed'
	| 'auth'
	| 'unavailable'
	| 'unknown-outcome'
	| 'invalid-answer'
	| 'not-kept'
	| 'aborted';

export interface TargetErrorOptions {
	/** The HTTP status of the answer; absent when there was none. */
	readonly status?: number | undefined;
	/** What to do about it, as one sentence. */
	readonly hint?: string | undefined;
	readonly cause?: unknown;
}

/** A call to a target that did not do what was asked. Told apart by `kind`, never by `instanceof`: a bundle may hold a second copy of the class. */
export class TargetError extends Error {
	override name = 'TargetError' as const;
	readonly kind: TargetErrorKind;
	readonly status?: number;
	readonly hint?: string;

	constructor(kind: TargetErrorKind, message: string, {status, hint, cause}: TargetErrorOptions = {}) {
		super(message, {cause});
		this.kind = kind;
		if (status !== undefined) this.status = status;
		if (hint !== undefined) this.hint = hint;
	}
}
