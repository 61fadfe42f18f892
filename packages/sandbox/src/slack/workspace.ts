import type {People} from './generate.ts';
import {deactivated, forgotten, homeTeam, invited, person, type PersonOptions, type SlackMember, type SlackProfile} from './member.ts';
import {createCursors, type Cursors} from './paging.ts';
import {botUser, channels as allChannels, groups as allGroups, type Channel, type Group} from './places.ts';
import {createRoster, type Roster} from './roster.ts';
import {createTokens, type Token} from './tokens.ts';

/** A message that `chat.postMessage` left. */
export interface Message {
	/** A channel's id, or a person's for a direct message. */
	readonly channel: string;
	readonly ts: string;
	readonly text: string;
	/** All that was sent, blocks included. */
	readonly sent: Readonly<Record<string, unknown>>;
}

/** Everything Slack knows about the workspace. */
export interface Workspace {
	readonly team: {readonly id: string; readonly name: string; readonly domain: string; readonly enterprise: string};
	/** False for the free plan, which has no user groups. */
	readonly paid: boolean;
	readonly roster: Roster;
	/** Members of other workspaces, by id. */
	readonly strangers: ReadonlyMap<string, SlackMember>;
	readonly channels: Map<string, Channel>;
	readonly groups: Map<string, Group>;
	readonly messages: Message[];
	readonly tokens: Map<string, Token>;
	readonly cursors: Cursors;
}

export interface WorkspaceOptions {
	readonly people: readonly SlackMember[] | People;
	readonly strangers: readonly SlackMember[];
	readonly scopes?: readonly string[];
	readonly paid?: boolean;
}

export const createWorkspace = ({people, strangers, scopes, paid = true}: WorkspaceOptions): Workspace => {
	const roster = createRoster(people);
	const channels = new Map(structuredClone(allChannels).map(channel => [channel.id, channel]));
	const general = channels.get('C0GENERAL1');
	// In a generated workspace nobody is made only to be listed here.
	if (general && !('idAt' in people))
		general.members = roster.ids.filter(id => id !== 'USLACKBOT' && id !== 'USLACK' && !roster.get(id)?.deleted);
	return {
		team: {id: homeTeam, name: 'Attic', domain: 'attic', enterprise: 'E0ATTIC01'},
		paid,
		roster,
		strangers: new Map(strangers.map(member => [member.id, member])),
		channels,
		groups: new Map(structuredClone(allGroups).map(group => [group.id, group])),
		messages: [],
		tokens: createTokens(botUser, 'U02ADA0001', scopes),
		cursors: createCursors(),
	};
};

/** Somebody new; the id is made up where none is given. */
export type Joiner = Omit<PersonOptions, 'id'> & {id?: string; invited?: boolean};

/** What happens in a workspace over time. Every function can be called from another process by its name. */
export interface WorkspaceControls {
	/** Somebody joins and signs in; `{invited: true}` waits for the latter. A whole member (with a `profile`) joins as it is. */
	join(someone: Joiner | SlackMember): SlackMember;
	/** The account is deactivated: the record keeps what such a record keeps, and leaves all channels. */
	leave(id: string): SlackMember;
	/** The account is reactivated: the record is again what it was, the channels are not. */
	comeBack(id: string): SlackMember;
	/** The profile of somebody who left is erased. The e-mail becomes a placeholder; `null` leaves none. */
	forget(id: string, email?: string | null): SlackMember;
	/** A new name: `real_name` at the top and in the profile, or any field of the profile. */
	rename(id: string, names: {name?: string; displayName?: string; title?: string; profile?: Partial<SlackProfile>}): SlackMember;
	/** The same account with a new address; `null` takes it away. */
	changeEmail(id: string, email: string | null): SlackMember;
	/** Lays `fields` over the record as they are. */
	setMember(id: string, fields: Record<string, unknown>): SlackMember;
	/** Changes a group by its id or handle, or makes one. */
	setGroup(group: Partial<Group> & ({id: string} | {handle: string})): Group;
	/** Changes a channel by its id or name, or makes one. */
	setChannel(channel: Partial<Channel> & ({id: string} | {name: string})): Channel;
	/** Changes a token, or makes one. */
	setToken(token: string, is: Partial<Token>): void;
	/** Cursors handed out so far answer `invalid_cursor`. */
	expireCursors(): void;
	member(id: string): SlackMember | undefined;
	/** Everybody, in Slack's order. */
	members(): SlackMember[];
	messages(): readonly Message[];
}

const now = (): number => Math.floor(Date.now() / 1_000);

const isMember = (someone: Joiner | SlackMember): someone is SlackMember => 'team_id' in someone && 'profile' in someone;

const find = <T extends {id: string}>(map: ReadonlyMap<string, T>, id: string | undefined, fits: (other: T) => boolean): T | undefined =>
	id === undefined ? [...map.values()].find(fits) : map.get(id);

export const controlsOf = (workspace: Workspace): WorkspaceControls => {
	const {roster, channels, groups, tokens} = workspace;
	const before = new Map<string, SlackMember>();
	let joined = 0;

	const wanted = (id: string): SlackMember => {
		const member = roster.get(id);
		if (!member) throw new Error(`nobody in the workspace has the id ${id}`);
		return member;
	};
	const put = (member: SlackMember): SlackMember => {
		roster.set(member);
		return member;
	};

	return {
		join(someone) {
			if (isMember(someone)) return put(someone);
			joined += 1;
			const {invited: waiting, ...options} = someone;
			return put((waiting ? invited : person)({id: `U0ZZJOIN${String(joined).padStart(3, '0')}`, updated: now(), ...options}));
		},
		leave(id) {
			const member = wanted(id);
			if (member.deleted) return member;
			before.set(id, member);
			for (const channel of channels.values()) channel.members = channel.members.filter(other => other !== id);
			return put(deactivated(member, now()));
		},
		comeBack(id) {
			const member = wanted(id);
			if (!member.deleted || member['is_forgotten'])
				throw new Error(`${id} can't come back: ${member.deleted ? 'forgotten' : 'never left'}`);
			const {name, profile} = member;
			const old = before.get(id) ?? person({id, name: profile?.real_name ?? ''});
			return put({...old, name: name ?? '', deleted: false, profile: {...old.profile, ...profile}, updated: now()});
		},
		forget: (id, email = 'deactivateduser@deactivated.invalid') => put(forgotten(wanted(id), email, now())),
		rename(id, {name, displayName, title, profile}) {
			const member = wanted(id);
			const words = name?.split(' ') ?? [];
			return put({
				...member,
				...(name !== undefined && !member.deleted && {real_name: name}),
				updated: now(),
				profile: {
					...member.profile,
					...(name !== undefined && {real_name: name, first_name: words[0] ?? '', last_name: words.slice(1).join(' ')}),
					...(displayName !== undefined && {display_name: displayName}),
					...(title !== undefined && {title}),
					...profile,
				},
			});
		},
		changeEmail(id, email) {
			const member = wanted(id);
			const {email: _, ...profile} = member.profile ?? {};
			return put({...member, updated: now(), profile: email === null ? profile : {...profile, email}});
		},
		setMember: (id, fields) => put({...wanted(id), ...fields, id}),
		setGroup(change) {
			const old = find(groups, change.id, ({handle}) => handle === change.handle);
			const handle = change.handle ?? change.id ?? '';
			const id = old?.id ?? change.id ?? `S0${handle.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`;
			const group = {name: handle, handle, description: '', autoType: null, dateDelete: 0, users: [], ...old, ...change, id};
			groups.set(id, group);
			return group;
		},
		setChannel(change) {
			const old = find(channels, change.id, ({name}) => name === change.name);
			const name = change.name ?? change.id ?? '';
			const id = old?.id ?? change.id ?? `C0${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`;
			const channel = {name, isPrivate: false, isArchived: false, isShared: false, members: [], ...old, ...change, id};
			channels.set(id, channel);
			return channel;
		},
		setToken: (token, is) => void tokens.set(token, {kind: 'bot', scopes: [], user: botUser, ...tokens.get(token), ...is}),
		expireCursors: () => workspace.cursors.expire(),
		member: id => roster.get(id),
		members: () => roster.slice(0, roster.ids.length),
		messages: () => workspace.messages,
	};
};
