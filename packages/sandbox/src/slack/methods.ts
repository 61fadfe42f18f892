import type {Method, MethodCall} from './call.ts';
import {conversations} from './conversations.ts';
import {groupsList, postMessage} from './notices.ts';
import {usersInfo, usersList} from './users.ts';

const authTest = ({workspace: {team, roster}, token}: MethodCall): Record<string, unknown> => ({
	url: `https://${team.domain}.slack.com/`,
	// Not documented for an organisation's token; both are the organisation's then.
	team: token.orgWide ? 'Attic Group' : team.name,
	user: roster.get(token.user)?.name ?? 'slackim',
	team_id: token.orgWide ? team.enterprise : team.id,
	user_id: token.user,
	...(token.kind === 'bot' && {bot_id: `B${token.user.slice(1)}`}),
	...(token.expiresIn !== undefined && {expires_in: token.expiresIn}),
	...(token.orgWide && {enterprise_id: team.enterprise}),
	is_enterprise_install: token.orgWide ?? false,
});

/** What the sandbox's Slack can do. Everything else answers `unknown_method`. */
export const methods: Readonly<Record<string, Method>> = {
	'auth.test': {scopes: [], run: authTest},
	'users.list': {scopes: ['users:read'], ofTeam: true, run: usersList},
	'users.info': {scopes: ['users:read'], run: usersInfo},
	'usergroups.list': {scopes: ['usergroups:read'], ofTeam: true, run: groupsList},
	'chat.postMessage': {scopes: ['chat:write'], run: postMessage},
	...conversations,
};
