import {SourceError} from '../../model/errors.ts';
import {ownField} from '../../model/record.ts';
import type {SourceNeeds} from '../../model/source.ts';
import type {SlackCaller} from './caller.ts';
import {scopeHint} from './errors.ts';

/** What a token opens: which workspace, and what of it. */
export interface Access {
	readonly workspace: {readonly id: string; readonly name?: string; readonly url?: string};
	/** To be sent with every list; undefined where the token is of one workspace. */
	readonly teamId: string | undefined;
	/** Undefined where Slack does not say. */
	readonly scopes: ReadonlySet<string> | undefined;
}

export interface AccessRules {
	/** The workspace that the config pins. */
	readonly workspace?: string | undefined;
	/** Which workspace of an organisation is meant. */
	readonly teamId?: string | undefined;
}

const useBotToken = 'Use the "Bot User OAuth Token" (xoxb-…) of the Slack app, under "OAuth & Permissions"';

/** Kinds of tokens that do not work, by prefix. */
const refusedTokens: readonly (readonly [prefix: string, why: string, hint: string])[] = [
	[
		'xoxe.',
		'is an access token of an app with token rotation: it expires after 12 hours, and nightly runs would fail',
		'Use the bot token (xoxb-…) of an app without token rotation. Rotation cannot be turned off again: create a new app',
	],
	['xoxe-', 'is a refresh token, which cannot read anything', 'Use the bot token (xoxb-…) of an app without token rotation'],
	['xoxp-', 'is a user token: it sees only what its owner sees, and stops working when the owner is deactivated', useBotToken],
	['xapp-', 'is an app-level token, which cannot read a workspace', useBotToken],
	['xwfp-', 'is a workflow token, which expires after 15 minutes', useBotToken],
	['xoxc-', 'is a token of a browser session', useBotToken],
	['xoxs-', 'is a session token', useBotToken],
];

/**
The token as it is sent, once it is known to be of the right kind.

@throws a `SourceError` of kind `auth` that says what this token is instead. No message repeats it.
*/
export const checkedToken = (written: string): string => {
	const token = written.trim();
	if (token === '')
		throw new SourceError('auth', 'there is no Slack token', {
			hint: 'Set SLACK_BOT_TOKEN to the "Bot User OAuth Token" (xoxb-…) of the Slack app',
		});
	const refused = refusedTokens.find(([prefix]) => token.startsWith(prefix));
	if (refused) throw new SourceError('auth', `the Slack token (${refused[0]}…) ${refused[1]}`, {hint: refused[2]});
	if (!/^[\x21-\x7e]+$/.test(token))
		throw new SourceError('auth', 'the Slack token contains characters that are not allowed in a token', {
			hint: 'Copy the "Bot User OAuth Token" (xoxb-…) again, in one line and without quotes',
		});
	return token;
};

/**
Asks Slack whose token this is, before anything is read.

@throws a `SourceError` of kind `auth`: the workspace is not the pinned one, or an org-wide token does not say which workspace it means.
@see https://docs.slack.dev/reference/methods/auth.test – needs no scope; an org-wide token names the organisation.
*/
export const findAccess = async (caller: SlackCaller, {workspace: pinned, teamId}: AccessRules): Promise<Access> => {
	const {body, scopes} = await caller.call('auth.test');
	const text = (name: string): string | undefined => {
		const value = ownField(body, name);
		return typeof value === 'string' && value !== '' ? value : undefined;
	};
	const team = text('team_id');
	const enterprise = text('enterprise_id');
	const name = text('team');
	const url = text('url');
	const isOrgWide = ownField(body, 'is_enterprise_install') === true;
	const known = {scopes: scopes && new Set(scopes)};

	if (isOrgWide) {
		const organisation = `the token is for a whole organisation (${name ?? enterprise ?? 'unnamed'})`;
		if (teamId === undefined)
			throw new SourceError('auth', `${organisation}, and source.teamId is not set`, {
				hint: 'Set source.teamId to the id of one workspace (T…)',
			});
		if (pinned !== undefined && pinned !== teamId && pinned !== enterprise) {
			throw new SourceError('auth', `source.teamId is ${teamId}, but source.workspace pins ${pinned}`, {
				hint: 'Set both to the same workspace',
			});
		}
		return {...known, workspace: {id: teamId, ...(url !== undefined && {url})}, teamId};
	}

	if (team === undefined) throw new SourceError('auth', 'Slack does not say which workspace the token belongs to', {hint: useBotToken});
	const whose = `the token belongs to workspace ${team}${name === undefined ? '' : ` (${name})`}`;
	if (pinned !== undefined && pinned !== team && pinned !== enterprise) {
		throw new SourceError('auth', `${whose}, but the config pins ${pinned}`, {
			hint: `Use a token of ${pinned}, or change source.workspace`,
		});
	}
	if (teamId !== undefined && teamId !== team)
		throw new SourceError('auth', `${whose}, but source.teamId is ${teamId}`, {
			hint: 'source.teamId is for org-wide tokens; remove it, or use a token of that workspace',
		});
	return {...known, workspace: {id: team, ...(name !== undefined && {name}), ...(url !== undefined && {url})}, teamId: undefined};
};

/**
Whether the token may read what is needed, as far as Slack says what it was granted.

@throws a `SourceError` of kind `auth` that names everything that is missing: found now, and not after half a read.
*/
export const checkScopes = ({scopes}: Access, {groups, channels}: Pick<SourceNeeds, 'groups' | 'channels'>): void => {
	if (!scopes) return;
	const missing = ['users:read', 'users:read.email', ...(groups ? ['usergroups:read'] : [])].filter(scope => !scopes.has(scope));
	if (channels.length > 0 && !scopes.has('channels:read') && !scopes.has('groups:read')) missing.push('channels:read', 'groups:read');
	if (missing.length === 0) return;
	throw new SourceError(
		'auth',
		`the token lacks ${missing.join(', ')}; it has ${scopes.size === 0 ? 'none' : [...scopes].toSorted().join(', ')}`,
		{hint: scopeHint(missing)},
	);
};
