import {SourceError} from '../../model/errors.ts';
import {key, keyText, type Key} from '../../model/key.ts';
import {didYouMean} from '../../model/nearest.ts';
import {ownField} from '../../model/record.ts';
import type {Access} from './access.ts';
import type {SlackCaller} from './caller.ts';
import {listPages} from './pages.ts';

/** Slack serves up to 1,000 members and channels a page. */
const pageSize = 999;

const channelId = /^[CG][A-Z0-9]{2,}$/;
const nameOf = (channel: string): Key => key(channel.replace(/^#/, ''));
const inviteHint = 'Check the name. An app sees a private channel only if it was invited (/invite @app) and has groups:read';

/**
The members of these channels, by the channel as the config writes it: an id, or `#name`. Bots and people of other workspaces included.

@throws a `SourceError`: `unusable` for a channel that is not there, not for this app, or archived; `incomplete` where Slack lists fewer members than it says the channel has.
@see https://docs.slack.dev/reference/methods/conversations.members
*/
export const readChannels = async (
	caller: SlackCaller,
	channels: readonly string[],
	access: Access,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
	const named = channels.filter(channel => !channelId.test(channel));
	const ids = named.length > 0 ? await findByName(caller, named, access) : new Map<string, string>();
	const found = new Map<string, ReadonlySet<string>>();
	for (const channel of channels) {
		try {
			found.set(channel, await readMembers(caller, {channel, id: ids.get(channel) ?? channel}));
		} catch (error) {
			if (slackCodeOf(error) !== 'channel_not_found') throw error;
			throw new SourceError('unusable', `the app sees no channel ${channel}`, {hint: inviteHint, cause: error});
		}
	}
	return found;
};

/**
The members of a channel, checked against the number that Slack gives for it: without that, a list that is cut short would look like people who left the channel.

Both count bots and people of other workspaces, and neither counts deactivated members. A user may join between the two calls, so a shorter list is read once more. A longer list is fine: no one is missing.
*/
const readMembers = async (
	caller: SlackCaller,
	{channel, id, isSecond = false}: {channel: string; id: string; isSecond?: boolean},
): Promise<ReadonlySet<string>> => {
	const {body} = await caller.call('conversations.info', () => ({channel: id, include_num_members: true}));
	const about = body['channel'];
	if (ownField(about, 'is_archived') === true)
		throw new SourceError('unusable', `channel ${channel} is archived`, {
			hint: 'Name another channel, or unarchive this one',
		});
	const count = ownField(about, 'num_members');
	const members = new Set<string>();
	for await (const page of listPages(caller, 'conversations.members', {items: 'members', args: {channel: id}, pageSize}))
		for (const member of page) if (typeof member === 'string') members.add(member);
	if (typeof count === 'number' && members.size >= count) return members;
	if (!isSecond) return readMembers(caller, {channel, id, isSecond: true});
	throw new SourceError(
		'incomplete',
		typeof count === 'number'
			? `Slack listed ${members.size} of the ${count} members of channel ${channel}`
			: `Slack does not say how many members channel ${channel} has, so its list cannot be checked`,
		{hint: 'Nothing is planned from an incomplete list. Run again; if this stays, use a user group (people.groups) instead of the channel'},
	);
};

/** Slack's code, of a call and of a list that ended with it. */
const slackCodeOf = (error: unknown): unknown => ownField(error, 'code') ?? ownField(ownField(error, 'cause'), 'code');

/** Ids of channels by the name that the config writes. Ends as soon as all are found. */
const findByName = async (
	caller: SlackCaller,
	channels: readonly string[],
	{teamId, scopes}: Access,
): Promise<ReadonlyMap<string, string>> => {
	const wanted = new Map(channels.map(channel => [nameOf(channel), channel]));
	const seen: string[] = [];
	const ids = new Map<string, string>();
	const types = [
		!scopes || scopes.has('channels:read') ? ['public_channel'] : [],
		!scopes || scopes.has('groups:read') ? ['private_channel'] : [],
	]
		.flat()
		.join(',');
	const args = {types, exclude_archived: true, ...(teamId !== undefined && {team_id: teamId})};
	for await (const page of listPages(caller, 'conversations.list', {items: 'channels', args, pageSize})) {
		for (const channel of page) {
			const id = ownField(channel, 'id');
			const name = ownField(channel, 'name');
			if (typeof id !== 'string' || typeof name !== 'string') continue;
			seen.push(name);
			const written = wanted.get(key(name));
			if (written !== undefined) ids.set(written, id);
		}
		if (channels.every(channel => ids.has(channel))) return ids;
	}
	const missing = channels.filter(channel => !ids.has(channel));
	const looked =
		types === 'public_channel'
			? ' among the public channels (the token lacks groups:read)'
			: types === 'private_channel'
				? ' among the private channels (the token lacks channels:read)'
				: '';
	throw new SourceError(
		'unusable',
		`the app sees no channel ${missing.map(name => `${name}${didYouMean(keyText(nameOf(name)), seen)}`).join(', ')}${looked}`,
		{hint: inviteHint},
	);
};
