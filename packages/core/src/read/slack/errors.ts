import {SourceError, type SourceErrorKind} from '../../model/errors.ts';
import {CallFailure} from './failure.ts';
import {BrokenList} from './pages.ts';

/** What an error code of Slack means: what is wrong, and what to do. */
const meanings: Readonly<Record<string, {readonly kind: SourceErrorKind; readonly message: string; readonly hint: string}>> = {
	not_authed: {
		kind: 'auth',
		message: 'Slack received no token',
		hint: 'Set SLACK_BOT_TOKEN to the "Bot User OAuth Token" of the Slack app',
	},
	invalid_auth: {
		kind: 'auth',
		message: 'Slack does not accept the token (invalid_auth)',
		hint: 'Copy the "Bot User OAuth Token" (xoxb-…) again. If the app allows only certain IP addresses, add the address of this machine',
	},
	account_inactive: {
		kind: 'auth',
		message: "the token's account is deactivated, or the app was removed (account_inactive)",
		hint: 'Install the Slack app again and use its new token',
	},
	token_revoked: {
		kind: 'auth',
		message: 'the token was revoked (token_revoked)',
		hint: 'Install the Slack app again and use its new token',
	},
	token_expired: {
		kind: 'auth',
		message: 'the token has expired (token_expired)',
		hint: 'Use the bot token of an app without token rotation: it does not expire',
	},
	not_allowed_token_type: {
		kind: 'auth',
		message: 'this kind of token cannot read a workspace (not_allowed_token_type)',
		hint: 'Use the "Bot User OAuth Token" (xoxb-…) of the Slack app',
	},
	team_access_not_granted: {
		kind: 'auth',
		message: 'the token has no access to this workspace (team_access_not_granted)',
		hint: 'Let an organisation admin add the app to the workspace, or set source.teamId to a workspace that has the app',
	},
	missing_argument: {
		kind: 'auth',
		message: 'an argument is missing in the call to Slack (missing_argument)',
		hint: 'An org-wide token needs source.teamId',
	},
	org_login_required: {
		kind: 'auth',
		message: 'the workspace is being moved into an organisation (org_login_required)',
		hint: 'Afterwards install the Slack app again and use its new token',
	},
	enterprise_is_restricted: {
		kind: 'auth',
		message: 'the organisation restricts this method (enterprise_is_restricted)',
		hint: 'Ask an organisation admin to approve the app',
	},
	two_factor_setup_required: {
		kind: 'auth',
		message: 'the workspace requires two-factor authentication (two_factor_setup_required)',
		hint: 'Use a bot token: it does not belong to a user',
	},
	no_permission: {
		kind: 'auth',
		message: 'the token is not allowed to do this (no_permission)',
		hint: 'Use the bot token of an app that a workspace admin has approved',
	},
	access_denied: {
		kind: 'auth',
		message: 'the token is not allowed to do this (access_denied)',
		hint: 'Use the bot token of an app that a workspace admin has approved',
	},
	accesslimited: {kind: 'auth', message: 'the workspace limits access (accesslimited)', hint: 'Ask a workspace admin to allow the app'},
	plan_upgrade_required: {
		kind: 'unusable',
		message: 'the workspace has no user groups: they need a paid plan of Slack',
		hint: 'Use a channel instead of groups in the config',
	},
	invalid_team: {kind: 'auth', message: 'Slack does not know the workspace (invalid_team)', hint: 'Check source.teamId'},
};

/** What to do where scopes are missing. */
export const scopeHint = (scopes: readonly string[]): string =>
	`Add ${scopes.join(', ')} to the "Bot Token Scopes" under "OAuth & Permissions" of the Slack app, then reinstall the app to the workspace`;

/**
A failure inside `slack/` as an error for users: what failed, where, what to do.

@param failed - What failed, as a sentence.
@param pages - Pages that came before: then the read is incomplete, and not merely unavailable.
*/
export const toSourceError = (error: unknown, {failed, pages = 0}: {readonly failed: string; readonly pages?: number}): unknown => {
	if (error instanceof BrokenList) {
		return error.cause instanceof CallFailure
			? toSourceError(error.cause, {failed, pages: error.pages})
			: unfinished(error, {failed, pages: error.pages});
	}
	if (!(error instanceof CallFailure)) return error;
	const {kind, code, needed, hint, message} = error;
	if (kind === 'aborted') return new SourceError('aborted', 'reading Slack was stopped', {cause: error});
	if (code === 'missing_scope') {
		return new SourceError('auth', `the token lacks ${needed === undefined ? 'a scope' : `the scope ${needed}`}: ${message}`, {
			hint: scopeHint([needed ?? 'what is missing']),
			cause: error,
		});
	}
	const meaning = code !== undefined && Object.hasOwn(meanings, code) ? meanings[code] : undefined;
	if (meaning) return new SourceError(meaning.kind, meaning.message, {hint: meaning.hint, cause: error});
	return unfinished(error, {failed, pages, hint: kind === 'late' ? 'Run again later, or raise source.readTimeout' : hint});
};

const unfinished = (
	cause: Error,
	{failed, pages, hint}: {readonly failed: string; readonly pages: number; readonly hint?: string | undefined},
): SourceError =>
	pages > 0
		? new SourceError(
				'incomplete',
				`the list from Slack is incomplete, it ended after ${pages} ${pages === 1 ? 'page' : 'pages'}: ${cause.message}`,
				{
					hint: hint ?? 'Nothing is planned from an incomplete list. Run again; if this stays, check https://status.slack.com',
					cause,
				},
			)
		: new SourceError('unavailable', `${failed}: ${cause.message}`, {
				hint: hint ?? 'Check the network, the proxy and https://status.slack.com',
				cause,
			});
