import {SourceError, type SourceErrorKind} from '../errors.ts';
import {CallFailure} from './failure.ts';
import {BrokenList} from './pages.ts';

/** What a code of Slack's means for whoever runs the tool: what is wrong with the token, and the way out. */
const meanings: Readonly<Record<string, {readonly kind: SourceErrorKind; readonly message: string; readonly hint: string}>> = {
	not_authed: {kind: 'auth', message: 'Slack got no token', hint: 'Set SLACK_BOT_TOKEN to the "Bot User OAuth Token" of the Slack app'},
	invalid_auth: {
		kind: 'auth',
		message: 'Slack does not accept the token (invalid_auth)',
		hint: 'Copy the "Bot User OAuth Token" (xoxb-…) again; if the app is limited to IP addresses, this machine must be among them',
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
		message: 'a token of this kind cannot read a workspace (not_allowed_token_type)',
		hint: 'Use the "Bot User OAuth Token" (xoxb-…) of the Slack app',
	},
	team_access_not_granted: {
		kind: 'auth',
		message: 'the token has no access to this workspace (team_access_not_granted)',
		hint: 'Let an organisation admin add the app to the workspace, or set source.teamId to one that has it',
	},
	missing_argument: {kind: 'auth', message: 'Slack misses an argument (missing_argument)', hint: 'An org-wide token needs source.teamId'},
	org_login_required: {
		kind: 'auth',
		message: 'the workspace moves into an organisation (org_login_required)',
		hint: 'Install the Slack app again afterwards and use its new token',
	},
	enterprise_is_restricted: {
		kind: 'auth',
		message: 'the organisation restricts this method (enterprise_is_restricted)',
		hint: 'Ask an organisation admin to approve the app',
	},
	two_factor_setup_required: {
		kind: 'auth',
		message: 'the workspace demands two-factor authentication (two_factor_setup_required)',
		hint: 'Use a bot token, which is tied to no person',
	},
	no_permission: {
		kind: 'auth',
		message: 'the token may not do this (no_permission)',
		hint: 'Use the bot token of an app that a workspace admin has approved',
	},
	access_denied: {
		kind: 'auth',
		message: 'the token may not do this (access_denied)',
		hint: 'Use the bot token of an app that a workspace admin has approved',
	},
	accesslimited: {kind: 'auth', message: 'the workspace limits access (accesslimited)', hint: 'Ask a workspace admin'},
	plan_upgrade_required: {
		kind: 'unusable',
		message: 'the workspace has no user groups: they need a paid plan of Slack',
		hint: 'Use a channel instead of groups in the config',
	},
	invalid_team: {kind: 'auth', message: 'Slack does not know the workspace (invalid_team)', hint: 'Check source.teamId'},
};

/** The way out where scopes are missing. */
export const scopeHint = (scopes: readonly string[]): string =>
	`Add ${scopes.join(', ')} to the "Bot Token Scopes" under "OAuth & Permissions" of the Slack app, then reinstall the app to the workspace`;

/**
What a failure inside `slack/` is to whoever reads: the thing, the place, the way out.

@param failed - What did not come about, as a sentence.
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
	if (kind === 'aborted') return new SourceError('aborted', 'the read of Slack was stopped', {cause: error});
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
		? new SourceError('incomplete', `only ${pages} ${pages === 1 ? 'page' : 'pages'} of Slack could be read: ${cause.message}`, {
				hint: hint ?? 'Nothing is planned from half a read; run again, and see https://status.slack.com if it stays',
				cause,
			})
		: new SourceError('unavailable', `${failed}: ${cause.message}`, {
				hint: hint ?? 'Check the network and the proxy, and see https://status.slack.com',
				cause,
			});
