import type {Identity} from '../../model/identity.ts';
import {ownField} from '../../model/record.ts';

/** What a reading says of everybody: whose workspace it is, and who is in which group and channel. */
export interface IdentityContext {
	/** Id of the workspace that was read. */
	readonly workspace: string;
	/** Handles of the user groups that a member is in, sorted, by the member's id. */
	readonly groups: ReadonlyMap<string, readonly string[]>;
	/** Channels (as the config writes them) that a member is in, sorted, by the member's id. */
	readonly channels: ReadonlyMap<string, readonly string[]>;
}

const longestText = 1000;
/** RFC 5321 allows 64 + 1 + 255. */
const longestEmail = 320;
const none: readonly string[] = [];
const systemIds: ReadonlySet<string> = new Set(['USLACKBOT', 'USLACK']);

const usableId = /^[A-Z0-9][\w.-]{0,63}$/;
/** Controls, and the format characters that turn the direction of what follows. */
const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
const needsCleaning = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const emailShape = /^[^\s@\p{Cc}\p{Cf}\p{Cs}]+@[^\s@\p{Cc}\p{Cf}\p{Cs}]+$/u;

const isTrue = (record: unknown, name: string): boolean => ownField(record, name) === true;

/** Text as an identity holds it; undefined where there is none. The long tail of a hostile value is dropped before it costs time. */
const text = (value: unknown): string | undefined => {
	if (typeof value !== 'string' || value === '') return undefined;
	let result = value.trim().slice(0, 4 * longestText);
	if (needsCleaning.test(result)) result = result.replace(/\p{Cs}/gu, '').replace(controls, ' ');
	result = result.normalize('NFC');
	if (result.length > longestText) result = result.slice(0, longestText).replace(/[\ud800-\udbff]$/, '');
	result = result.trim();
	return result === '' ? undefined : result;
};

/** An e-mail that would have to be mended or cut is none: mended, it could be somebody else's. */
const emailOf = (value: unknown): string | undefined => {
	if (typeof value !== 'string' || value.length > 2 * longestEmail) return undefined;
	const email = value.trim().normalize('NFC');
	return email.length <= longestEmail && emailShape.test(email) ? email : undefined;
};

const kindOf = (id: string, member: unknown, profile: unknown): Identity['kind'] => {
	if (systemIds.has(id)) return 'slackbot';
	if (isTrue(member, 'is_bot') || text(ownField(profile, 'bot_id')) !== undefined) return 'bot';
	const isApp =
		isTrue(member, 'is_workflow_bot') ||
		isTrue(member, 'is_connector_bot') ||
		isTrue(member, 'is_agentforce_bot') ||
		text(ownField(profile, 'api_app_id')) !== undefined;
	return isApp ? 'app' : 'person';
};

const isExternal = (member: unknown, workspace: string): boolean => {
	if (isTrue(member, 'is_stranger')) return true;
	const team = text(ownField(member, 'team_id'));
	if (team === undefined || team === workspace) return false;
	const teams = ownField(ownField(member, 'enterprise_user'), 'teams');
	return !(Array.isArray(teams) && teams.includes(workspace));
};

const guestOf = (member: unknown): Identity['guest'] => {
	if (isTrue(member, 'is_ultra_restricted')) return 'single-channel';
	return isTrue(member, 'is_restricted') ? 'multi-channel' : undefined;
};

/**
Whether a member has an id that can be used as one. Everything is keyed by it, so a member without one cannot be told from others.

@see https://docs.slack.dev/reference/objects/user-object – ids are opaque; all that were ever seen are capitals and digits.
*/
export const hasUsableId = (member: unknown): member is {readonly id: string} => {
	const id = ownField(member, 'id');
	return typeof id === 'string' && usableId.test(id);
};

/**
A person (or bot) from a member as Slack, or a snapshot, gives it. This is the only place that knows the names of Slack's fields.

Nothing in a member can make it throw: a field that is missing, null, of another type or empty counts as not said, and flags count only when they are `true`. Text is cleaned as {@link Identity} says; an e-mail is taken whole or not at all.

@param member - A record of `users.list`, nobody vouches for its fields.
@returns undefined for a member without a usable id (see {@link hasUsableId}).
*/
export const toIdentity = (member: unknown, {workspace, groups, channels}: IdentityContext): Identity | undefined => {
	if (!hasUsableId(member)) return undefined;
	const profile = ownField(member, 'profile');
	const {id} = member;
	const forgotten = isTrue(member, 'is_forgotten');
	const email = forgotten ? undefined : emailOf(ownField(profile, 'email'));
	const displayName = text(ownField(profile, 'display_name'));
	const realName = text(ownField(profile, 'real_name')) ?? text(ownField(member, 'real_name'));
	const confirmed = ownField(member, 'is_email_confirmed');

	return {
		slackId: id,
		teamId: text(ownField(member, 'team_id')),
		earlierIds: none,
		kind: kindOf(id, member, profile),
		deleted: isTrue(member, 'deleted'),
		forgotten,
		invited: isTrue(member, 'is_invited_user'),
		external: isExternal(member, workspace),
		guest: guestOf(member),
		email,
		emailConfirmed: typeof confirmed === 'boolean' ? confirmed : undefined,
		name: displayName ?? realName ?? (email && text(email.slice(0, email.lastIndexOf('@')))) ?? id,
		displayName,
		realName,
		firstName: text(ownField(profile, 'first_name')),
		lastName: text(ownField(profile, 'last_name')),
		title: text(ownField(profile, 'title')),
		phone: text(ownField(profile, 'phone')),
		timezone: text(ownField(member, 'tz')),
		locale: text(ownField(member, 'locale')),
		admin: isTrue(member, 'is_admin'),
		owner: isTrue(member, 'is_owner'),
		groups: groups.get(id) ?? none,
		channels: channels.get(id) ?? none,
	};
};
