import type {Identity} from '../model/identity.ts';
import type {Conflict, Create} from '../model/plan.ts';
import type {Policy} from '../model/settings.ts';
import type {Account} from '../model/target.ts';
import type {Verdict} from '../model/verdict.ts';

/** A person as matching sees them: who they are, whether they belong into the target, and what their keys are. */
export interface Candidate {
	readonly identity: Identity;
	readonly verdict: Verdict;
	/** The verdict before the target's own `people` narrowed it. */
	readonly globally?: Verdict['kind'];
	/** Raw values in the order of `match`; undefined where the person has none. */
	readonly keys: readonly (string | undefined)[];
	/** Id of the account that an override ties this person to. */
	readonly account?: string;
	/** Why a key could not be computed. Nothing is written for this person then. */
	readonly unmappable?: string;
}

/** Who claims an account, and by which key: `slackId`, `override` or a name of `match`. */
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
	/** By Slack id: the accounts of others, and whose they are, that have a key of somebody who has no account, and are renamed. */
	readonly waiting: ReadonlyMap<string, NonNullable<Create['after']>>;
	/** Slack ids of everybody who is in a conflict. */
	readonly conflicted: ReadonlySet<string>;
	/** Accounts that nobody claims and that are in no conflict, by id. */
	readonly unclaimed: readonly Account[];
	/** Of the Slack ids that unclaimed accounts carry, those that this read knows, earlier ones included. */
	readonly known: ReadonlySet<string>;
}

/** How an account may become somebody's that does not carry their Slack id. */
export interface AdoptionRules {
	readonly adopt: Policy['adopt'];
	/** Names of the keys and attributes under which an account shows an e-mail: `email`, and attributes whose value is the person's e-mail. */
	readonly emailNames: readonly string[];
	/** E-mails that the config gives a person beside the one in Slack. Asked only where the account shows another one. */
	readonly emailsOf?: (identity: Identity) => readonly string[];
}

/** What matching goes by. */
export interface MatchRules extends AdoptionRules {
	/** Names of the keys, the strongest first; `Candidate.keys` has the same order. */
	readonly match: readonly string[];
	/** Accounts that are never written: nothing has to be settled before a person may have one. */
	readonly isProtected?: (account: Account) => boolean;
	/** The target's name, where a message has to tell it from others of the config. */
	readonly target?: string | undefined;
}
