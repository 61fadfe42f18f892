import {SourceError} from '../errors.ts';
import {fold} from '../fold.ts';
import {didYouMean} from '../nearest.ts';
import {ownField} from '../record.ts';
import type {Access} from './access.ts';
import type {Caller} from './caller.ts';
import {listPages} from './pages.ts';

/** Slack serves up to 1,000 members and channels a page. */
const pageSize = 999;

const channelId = /^[CG][A-Z0-9]{2,}$/;
const nameOf = (channel: string): string => fold(channel.replace(/^#/, ''));
const inviteHint = 'Check the name; a private channel is only there for apps that were invited into it (/invite @app) and have groups:read';

/**
Who is in these channels, by the channel as the config writes it: an id, or `#name`. Bots and people of other workspaces included.

@throws a `SourceError` of kind `unusable` for a channel that is not there, or not for this app.
@see https://docs.slack.dev/reference/methods/conversations.members
*/
export const readChannels = async (
	caller: Caller,
	channels: readonly string[],
	access: Access,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
	const named = channels.filter(channel => !channelId.test(channel));
	const ids = named.length > 0 ? await findByName(caller, named, access) : new Map<string, string>();
	const found = new Map<string, ReadonlySet<string>>();
	for (const channel of channels) found.set(channel, await readMembers(caller, channel, ids.get(channel) ?? channel));
	return found;
};

const readMembers = async (caller: Caller, channel: string, id: string): Promise<ReadonlySet<string>> => {
	const members = new Set<string>();
	try {
		for await (const page of listPages(caller, 'conversations.members', {items: 'members', args: {channel: id}, pageSize})) {
			for (const member of page) if (typeof member === 'string') members.add(member);
		}
	} catch (error) {
		if (ownField(ownField(error, 'cause'), 'code') === 'channel_not_found')
			throw new SourceError('unusable', `there is no channel ${channel} for this app`, {hint: inviteHint, cause: error});
		throw error;
	}
	return members;
};

/** Ids of channels by the name that the config writes. Ends as soon as all are found. */
const findByName = async (caller: Caller, channels: readonly string[], {teamId, scopes}: Access): Promise<ReadonlyMap<string, string>> => {
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
			const written = wanted.get(fold(name));
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
		`there is no channel ${missing.map(name => `${name}${didYouMean(nameOf(name), seen)}`).join(', ')} for this app${looked}`,
		{hint: inviteHint},
	);
};
