type Maybe<T> = T | null | undefined;

export interface SlackProfile {
	email?: Maybe<string>;
	real_name?: Maybe<string>;
	display_name?: Maybe<string>;
	first_name?: Maybe<string>;
	last_name?: Maybe<string>;
	title?: Maybe<string>;
	phone?: Maybe<string>;
	bot_id?: string;
	api_app_id?: string;
	[field: string]: unknown;
}

/** A record of `users.list`, as loose as Slack sends it. */
export interface SlackMember {
	id: string;
	team_id?: Maybe<string>;
	name?: Maybe<string>;
	deleted?: Maybe<boolean>;
	real_name?: Maybe<string>;
	is_bot?: Maybe<boolean>;
	updated?: number | undefined;
	profile?: Maybe<SlackProfile>;
	[field: string]: unknown;
}

/** What a person is made from; everything but the id and the name may be left out. */
export interface PersonOptions {
	id: string;
	/** `real_name`. */
	name: string;
	/** `null` leaves the field out, as for somebody without an e-mail. */
	email?: string | null;
	/** `profile.display_name`; often empty in real workspaces. @default '' */
	displayName?: string;
	title?: string;
	phone?: string;
	team?: string;
	tz?: string;
	locale?: string;
	/** Seconds since the epoch. */
	updated?: number;
	/** Laid over the member as they are: flags, mostly. `undefined` removes a field. */
	member?: Record<string, unknown>;
	profile?: Record<string, unknown>;
}

/** The workspace all people of the sandbox are in. */
export const homeTeam = 'T0ATTIC01';

/** A time that never changes, so that two starts of the sandbox answer alike. */
export const someTime = 1_790_000_000;

/** `fields` without those that are `undefined`: in JSON, absent and `null` are two things. */
const present = <T extends object>(fields: T): T => {
	const kept = {...fields};
	for (const [name, value] of Object.entries(kept)) if (value === undefined) Reflect.deleteProperty(kept, name);
	return kept;
};

const hash = (text: string): string => {
	let sum = 0;
	for (const letter of text) sum = (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
	return sum.toString(16).padStart(8, '0');
};

/** Slack's own word: non-Latin characters filtered out. Nobody should provision by it. */
const normalized = (name: string): string =>
	name
		.normalize('NFKD')
		.replaceAll(/[^\u0020-\u007e]/g, '')
		.trim();

const imagesOf = (id: string): Record<string, string> => {
	const face = hash(id);
	return {
		avatar_hash: `g${face}`,
		...Object.fromEntries(
			[24, 32, 48, 72, 192, 512].map(size => [
				`image_${size}`,
				`https://secure.gravatar.example/avatar/${face}${face}.jpg?s=${size}&d=ava_0001-${size}.png`,
			]),
		),
	};
};

const profileOf = ({
	id,
	name,
	email,
	displayName = '',
	title = '',
	phone = '',
	team = homeTeam,
	profile = {},
}: PersonOptions): SlackProfile => {
	const [first = '', ...rest] = name.split(' ');
	return present({
		title,
		phone,
		skype: '',
		real_name: name,
		real_name_normalized: normalized(name),
		display_name: displayName,
		display_name_normalized: normalized(displayName),
		fields: null,
		status_text: '',
		status_emoji: '',
		status_emoji_display_info: [],
		status_expiration: 0,
		...imagesOf(id),
		email: email ?? undefined,
		first_name: first,
		last_name: rest.join(' '),
		huddle_state: 'default_unset',
		huddle_state_expiration_ts: 0,
		status_text_canonical: '',
		team,
		...profile,
	});
};

const localPart = (email: string): string => email.split('@')[0] ?? '';

/** A member who is there: every field that a full member has who has signed in. */
export const person = (options: PersonOptions): SlackMember => {
	const {id, name, email, team = homeTeam, tz = 'Asia/Seoul', locale = 'en-US', updated = someTime} = options;
	return present({
		id,
		team_id: team,
		name: localPart(email ?? id.toLowerCase()).toLowerCase(),
		deleted: false,
		color: hash(id).slice(0, 6),
		real_name: name,
		tz,
		tz_label: tz === 'Asia/Seoul' ? 'Korea Standard Time' : tz,
		tz_offset: tz === 'Asia/Seoul' ? 32_400 : 0,
		profile: profileOf(options),
		is_admin: false,
		is_owner: false,
		is_primary_owner: false,
		is_restricted: false,
		is_ultra_restricted: false,
		is_bot: false,
		is_app_user: false,
		updated,
		is_email_confirmed: true,
		who_can_share_contact_card: 'EVERYONE',
		locale,
		...options.member,
	});
};

/** Somebody invited who has never signed in. */
export const invited = (options: PersonOptions): SlackMember =>
	person({...options, member: {is_invited_user: true, is_email_confirmed: false, ...options.member}, displayName: ''});

/** A bot user: it never has an e-mail, and its e-mail is never confirmed. */
export const bot = ({id, ...options}: PersonOptions): SlackMember =>
	person({
		id,
		...options,
		email: null,
		member: {is_bot: true, is_email_confirmed: false, ...options.member},
		profile: {bot_id: `B${id.slice(1)}`, api_app_id: '', always_active: true, ...options.profile},
	});

/**
The same member after an admin deactivated the account: the profile stays, e-mail included. These are all the fields that such a record keeps; roles, guest flags, time zone and `is_email_confirmed` are gone.
*/
export const deactivated = (member: SlackMember, updated = member.updated ?? someTime): SlackMember => {
	const {id, team_id, name, is_bot, is_app_user, is_forgotten} = member;
	const {huddle_state_expiration_ts: _, ...profile} = member.profile ?? {};
	return present({id, team_id, name, deleted: true, profile, is_bot, is_app_user, updated, is_forgotten});
};

/** The same member after the profile was erased: deactivated for good, with placeholders for everything personal. */
export const forgotten = (member: SlackMember, email: string | null, updated = member.updated ?? someTime): SlackMember => ({
	...deactivated(person({id: member.id, name: 'Deactivated User', displayName: 'deactivateduser', email, updated})),
	name: 'deactivateduser',
	is_forgotten: true,
});

/** Slack's order: Slackbot, then short ids before long ones, then ascending. */
export const byId = (a: string, b: string): number => {
	if (a === b) return 0;
	if (a === 'USLACKBOT' || b === 'USLACKBOT') return a === 'USLACKBOT' ? -1 : 1;
	return a.length - b.length || (a < b ? -1 : 1);
};
