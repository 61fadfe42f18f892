import {type Method, type MethodCall, truthy} from './call.ts';
import {SlackError, strictLimit} from './paging.ts';
import type {Channel} from './places.ts';
import {byId, someTime} from './member.ts';

const scopeOf = ({isPrivate}: Pick<Channel, 'isPrivate'>): string => (isPrivate ? 'groups:read' : 'channels:read');

const missing = (needed: string, {token}: MethodCall): SlackError =>
	new SlackError('missing_scope', {needed, provided: token.scopes.join(',')});

const shown = (channel: Channel, {workspace, token}: MethodCall): Record<string, unknown> => ({
	id: channel.id,
	name: channel.name,
	is_channel: !channel.id.startsWith('G'),
	is_group: channel.id.startsWith('G'),
	is_im: false,
	is_mpim: false,
	is_private: channel.isPrivate,
	created: someTime,
	is_archived: channel.isArchived,
	is_general: channel.name === 'general',
	unlinked: 0,
	name_normalized: channel.name,
	is_shared: channel.isShared,
	is_org_shared: false,
	is_ext_shared: channel.isShared,
	context_team_id: workspace.team.id,
	creator: 'U02ADA0001',
	is_member: channel.members.includes(token.user),
	topic: {value: '', creator: '', last_set: 0},
	purpose: {value: '', creator: '', last_set: 0},
});

/** A private channel is only there for its members. */
const visible = (channel: Channel, {token}: MethodCall): boolean => !channel.isPrivate || channel.members.includes(token.user);

/** The channel, or `channel_not_found`: also for one that the token may not see. Names are no ids. */
export const channelOf = (call: MethodCall): Channel => {
	const id = call.args['channel'];
	const channel = typeof id === 'string' ? call.workspace.channels.get(id) : undefined;
	if (!channel || !visible(channel, call)) throw new SlackError('channel_not_found');
	return channel;
};

const readable = (call: MethodCall): Channel => {
	if (!call.token.scopes.some(scope => scope === 'channels:read' || scope === 'groups:read')) throw missing('channels:read', call);
	const channel = channelOf(call);
	if (!call.token.scopes.includes(scopeOf(channel))) throw missing(scopeOf(channel), call);
	return channel;
};

const list = (call: MethodCall): Record<string, unknown> => {
	const {args, workspace, token} = call;
	const asked = args['types'];
	const types = (typeof asked === 'string' && asked !== '' ? asked : 'public_channel')
		.split(',')
		.map(type => type.trim())
		.filter(Boolean);
	if (types.some(type => !['public_channel', 'private_channel', 'mpim', 'im'].includes(type))) throw new SlackError('invalid_types');
	const needed = ['public_channel', 'private_channel']
		.filter(type => types.includes(type))
		.map(type => scopeOf({isPrivate: type === 'private_channel'}));
	if (needed.some(scope => !token.scopes.includes(scope))) throw missing(needed.join(','), call);

	const limit = strictLimit(args['limit']);
	const all = [...workspace.channels.values()].filter(channel => visible(channel, call)).toSorted((a, b) => byId(a.id, b.id));
	const cursor = args['cursor'];
	const start = typeof cursor === 'string' && cursor !== '' ? workspace.cursors.take('team', cursor) : undefined;
	const from = start === undefined ? 0 : all.findIndex(({id}) => id === start);
	if (from < 0) throw new SlackError('invalid_cursor');
	const next = all[from + limit];
	// Slack cuts the page first and filters then, so that a page may be short or empty and not the last.
	const channels = all
		.slice(from, from + limit)
		.filter(({isPrivate}) => types.includes(isPrivate ? 'private_channel' : 'public_channel'))
		.filter(({isArchived}) => !(isArchived && truthy(args['exclude_archived'])));
	return {
		channels: channels.map(channel => ({...shown(channel, call), num_members: channel.members.length})),
		response_metadata: {next_cursor: next ? workspace.cursors.give('team', next.id) : ''},
	};
};

const info = (call: MethodCall): Record<string, unknown> => {
	const channel = readable(call);
	return {channel: {...shown(channel, call), ...(truthy(call.args['include_num_members']) && {num_members: channel.members.length})}};
};

const members = (call: MethodCall): Record<string, unknown> => {
	const channel = readable(call);
	const {cursors} = call.workspace;
	const limit = strictLimit(call.args['limit']);
	const all = [...channel.members].toSorted(byId);
	const cursor = call.args['cursor'];
	const from = typeof cursor === 'string' && cursor !== '' ? all.indexOf(cursors.take('user', cursor)) : 0;
	if (from < 0) throw new SlackError('invalid_cursor');
	const next = all[from + limit];
	return {
		members: all.slice(from, from + limit),
		response_metadata: {next_cursor: next === undefined ? '' : cursors.give('user', next)},
	};
};

export const conversations: Readonly<Record<string, Method>> = {
	'conversations.list': {scopes: [], ofTeam: true, run: list},
	'conversations.info': {scopes: [], run: info},
	'conversations.members': {scopes: [], run: members},
};
