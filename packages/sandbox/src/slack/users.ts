import {type MethodCall, truthy} from './call.ts';
import type {SlackMember} from './member.ts';
import {readLimit, SlackError} from './paging.ts';

/** The member as this token may see it. */
const shown = (member: SlackMember, {token, args, workspace}: MethodCall): SlackMember => {
	const {locale, ...rest} = member;
	const seen: SlackMember = truthy(args['include_locale']) && locale !== undefined ? {...rest, locale} : rest;
	if (token.orgWide && !member.deleted && !member.is_bot)
		seen['enterprise_user'] = {
			id: member.id,
			enterprise_id: workspace.team.enterprise,
			enterprise_name: 'Attic Group',
			is_admin: false,
			is_owner: false,
			is_primary_owner: false,
			teams: [workspace.team.id],
		};
	if (!member.profile || token.scopes.includes('users:read.email')) return seen;
	// No error says so: the address is just not there.
	const {email: _, ...profile} = member.profile;
	return {...seen, profile};
};

/** `users.list`: everybody of this workspace, whatever became of them. */
export const usersList = (call: MethodCall): Record<string, unknown> => {
	const {workspace, args, limits} = call;
	const {roster, cursors, strangers} = workspace;
	const asked = readLimit(args['limit']);
	const extra = limits.strangers ? [...strangers.values()] : [];
	if (asked === undefined ? roster.ids.length + extra.length > limits.unpaged : asked > limits.refused)
		throw new SlackError('limit_required');
	const cursor = args['cursor'];
	const from = typeof cursor === 'string' && cursor !== '' ? roster.indexOf(cursors.take('user', cursor)) : 0;
	const to = from + Math.min(asked ?? Infinity, limits.page);
	const next = roster.ids[to];
	const members = roster.slice(from, to).map(member => shown(member, call));
	return {
		// People of other workspaces come last: their ids have no place in this workspace's order.
		members: next === undefined ? [...members, ...extra.map(member => shown(member, call))] : members,
		cache_ts: Math.floor(Date.now() / 1_000),
		...(next !== undefined && {offset: next}),
		response_metadata: {next_cursor: next === undefined ? '' : cursors.give('user', next)},
	};
};

/** `users.info`: also people of other workspaces, when their id is known. */
export const usersInfo = (call: MethodCall): Record<string, unknown> => {
	const id = call.args['user'];
	const {roster, strangers} = call.workspace;
	const member = typeof id === 'string' ? (roster.get(id) ?? strangers.get(id)) : undefined;
	if (!member) throw new SlackError('user_not_found');
	return {user: shown(member, call)};
};
