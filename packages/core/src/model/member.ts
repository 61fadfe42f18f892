type Maybe<T> = T | null | undefined;

/**
A record of Slack's `users.list`, as far as slack-im reads it. Every field may be missing, null or empty.

@see https://docs.slack.dev/reference/objects/user-object
*/
export interface Member {
	readonly id: string;
	readonly team_id?: Maybe<string>;
	readonly name?: Maybe<string>;
	readonly deleted?: Maybe<boolean>;
	readonly real_name?: Maybe<string>;
	readonly tz?: Maybe<string>;
	readonly locale?: Maybe<string>;
	readonly is_admin?: Maybe<boolean>;
	readonly is_owner?: Maybe<boolean>;
	readonly is_restricted?: Maybe<boolean>;
	readonly is_ultra_restricted?: Maybe<boolean>;
	readonly is_email_confirmed?: Maybe<boolean>;
	readonly is_bot?: Maybe<boolean>;
	readonly is_invited_user?: Maybe<boolean>;
	readonly is_forgotten?: Maybe<boolean>;
	readonly is_stranger?: Maybe<boolean>;
	readonly is_workflow_bot?: Maybe<boolean>;
	readonly is_connector_bot?: Maybe<boolean>;
	readonly is_agentforce_bot?: Maybe<boolean>;
	readonly enterprise_user?: Maybe<{readonly id?: Maybe<string>; readonly teams?: Maybe<readonly string[]>}>;
	readonly profile?: Maybe<{
		readonly email?: Maybe<string>;
		readonly real_name?: Maybe<string>;
		readonly display_name?: Maybe<string>;
		readonly first_name?: Maybe<string>;
		readonly last_name?: Maybe<string>;
		readonly title?: Maybe<string>;
		readonly phone?: Maybe<string>;
		readonly bot_id?: Maybe<string>;
		readonly api_app_id?: Maybe<string>;
	}>;
}

type MemberField = Exclude<keyof Member, 'profile'>;
type ProfileField = keyof NonNullable<Member['profile']>;

/** The fields of a member that slack-im reads, the profile apart. */
export const memberFields = [
	'id',
	'team_id',
	'name',
	'deleted',
	'real_name',
	'tz',
	'locale',
	'is_admin',
	'is_owner',
	'is_restricted',
	'is_ultra_restricted',
	'is_email_confirmed',
	'is_bot',
	'is_invited_user',
	'is_forgotten',
	'is_stranger',
	'is_workflow_bot',
	'is_connector_bot',
	'is_agentforce_bot',
	'enterprise_user',
] as const satisfies readonly MemberField[];

/** The fields of a member's profile that slack-im reads. */
export const profileFields = [
	'email',
	'real_name',
	'display_name',
	'first_name',
	'last_name',
	'title',
	'phone',
	'bot_id',
	'api_app_id',
] as const satisfies readonly ProfileField[];
