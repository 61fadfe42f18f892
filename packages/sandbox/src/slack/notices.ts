import {channelOf} from './conversations.ts';
import {someTime} from './member.ts';
import {type MethodCall, truthy} from './call.ts';
import {SlackError} from './paging.ts';
import type {Channel} from './places.ts';

/** `usergroups.list`: everything in one answer, no cursor. */
export const groupsList = ({workspace: {paid, groups, team}, args}: MethodCall): Record<string, unknown> => {
	if (!paid) throw new SlackError('plan_upgrade_required');
	const seen = [...groups.values()].filter(({dateDelete}) => dateDelete === 0 || truthy(args['include_disabled']));
	return {
		usergroups: seen.map(({id, name, handle, description, autoType, dateDelete, users}) => ({
			id,
			team_id: team.id,
			is_usergroup: true,
			is_subteam: true,
			name,
			description,
			handle,
			is_external: false,
			date_create: someTime,
			date_update: someTime,
			date_delete: dateDelete,
			auto_type: autoType,
			auto_provision: false,
			enterprise_subteam_id: '',
			created_by: autoType ? 'USLACKBOT' : 'U02ADA0001',
			updated_by: 'U02ADA0001',
			deleted_by: dateDelete === 0 ? null : 'U02ADA0001',
			prefs: {channels: [], groups: []},
			...(truthy(args['include_users']) && {users}),
			// Text, as in Slack's documentation; a number has been seen too.
			...((truthy(args['include_users']) || truthy(args['include_count'])) && {user_count: String(users.length)}),
		})),
	};
};

/** Where a message goes: a channel by id or name, or a person, which opens a direct message. */
const receiver = (call: MethodCall): Channel | string => {
	const {workspace, args, token} = call;
	const to = args['channel'];
	if (typeof to !== 'string' || to === '') throw new SlackError('channel_not_found');
	// Posting to somebody who has left succeeds silently.
	if (workspace.roster.get(to)) return to;
	const named = [...workspace.channels.values()].find(({name}) => name === to.replace(/^#/, ''));
	const channel = channelOf({...call, args: {channel: named?.id ?? to}});
	if (channel.isArchived) throw new SlackError('is_archived');
	if (!channel.members.includes(token.user) && !token.scopes.includes('chat:write.public')) throw new SlackError('not_in_channel');
	return channel;
};

/** `chat.postMessage`: the message stays in `messages`. */
export const postMessage = (call: MethodCall): Record<string, unknown> => {
	const {workspace, args, token} = call;
	const to = receiver(call);
	const text = typeof args['text'] === 'string' ? args['text'] : '';
	if (text === '' && !args['blocks'] && !args['attachments']) throw new SlackError('no_text');
	const channel = typeof to === 'string' ? `D${to.slice(1)}` : to.id;
	const ts = `${Math.floor(Date.now() / 1_000)}.${String(workspace.messages.length + 1).padStart(6, '0')}`;
	workspace.messages.push({channel: typeof to === 'string' ? to : channel, ts, text, sent: args});
	return {
		channel,
		ts,
		message: {
			type: 'message',
			subtype: 'bot_message',
			text,
			user: token.user,
			bot_id: `B${token.user.slice(1)}`,
			team: workspace.team.id,
			ts,
		},
	};
};
