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
