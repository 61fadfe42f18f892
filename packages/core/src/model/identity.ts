/**
A person (or a bot) of a Slack workspace, normalised from a member: the one shape that everything after the source sees.

Text is NFC, trimmed, without control characters or lone surrogates, and at most 1,000 characters; what Slack leaves empty is undefined, except `name`, which is never empty: it falls back to the real name, the e-mail's local part, then the Slack id.
*/
export interface Identity {
	readonly slackId: string;
	readonly teamId: string | undefined;
	/** Ids of this person's earlier, deactivated Slack accounts (a rehire), sorted. */
	readonly earlierIds: readonly string[];
	/** Their e-mails, where they are other than the present one. */
	readonly earlierEmails?: readonly string[];
	/** Ids of deactivated members with this e-mail and quite another name: whether they are this person is not settled. */
	readonly recycledFrom?: readonly string[];
	readonly kind: 'person' | 'slackbot' | 'bot' | 'app';
	readonly deleted: boolean;
	/** The profile was erased: what is left is a placeholder, so there is no e-mail and the name says nothing. */
	readonly forgotten: boolean;
	/** Invited, never signed in. */
	readonly invited: boolean;
	/** Of another workspace (Slack Connect, another workspace of the organisation). */
	readonly external: boolean;
	readonly guest: 'multi-channel' | 'single-channel' | undefined;
	/** As Slack has it (trimmed, NFC); compare it folded. */
	readonly email: string | undefined;
	/** Undefined where Slack does not say. */
	readonly emailConfirmed: boolean | undefined;
	/** The display name, else the real name. */
	readonly name: string;
	readonly displayName: string | undefined;
	readonly realName: string | undefined;
	readonly firstName: string | undefined;
	readonly lastName: string | undefined;
	readonly title: string | undefined;
	readonly phone: string | undefined;
	readonly timezone: string | undefined;
	readonly locale: string | undefined;
	readonly admin: boolean;
	readonly owner: boolean;
	/** Handles of the user groups that the person is in, sorted; empty where no config asks for groups. */
	readonly groups: readonly string[];
	/** Of the channels that the config names, as it writes them, those that the person is in; sorted. */
	readonly channels: readonly string[];
}
