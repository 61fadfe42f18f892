import {bot, deactivated, forgotten, invited, person, type PersonOptions, type SlackMember} from './member.ts';

/** What somebody is, in the sandbox's own words: what a program that reads the workspace ought to find out. */
export type Kind =
	| 'person'
	| 'system'
	| 'bot'
	| 'deactivated'
	| 'forgotten'
	/** The old, deactivated id of somebody who is here again under a new one. */
	| 'former-id'
	| 'invited'
	| 'guest'
	| 'external'
	| 'no-email'
	| 'unconfirmed';

export interface Someone {
	readonly kind: Kind;
	readonly member: SlackMember;
}

const as =
	(kind: Kind, shape: (options: PersonOptions) => SlackMember = person) =>
	(id: string, name: string, email: string | null = null, more: Partial<PersonOptions> = {}): Someone => ({
		kind,
		member: shape({id, name, email, ...more}),
	});

const here = as('person');
const gone = as('deactivated', options => deactivated(person(options)));
const goneBot = as('bot', options => deactivated(bot(options)));

/** Slack says `is_bot: false` of it, and gives it no time zone. */
export const slackbot = as('system')('USLACKBOT', 'Slackbot', null, {
	displayName: 'Slackbot',
	updated: 0,
	member: {name: 'slackbot', color: '757575', tz: null, tz_label: 'Pacific Standard Time', tz_offset: -28_800, is_email_confirmed: false},
	profile: {always_active: true, fields: {}},
});

const systems: readonly Someone[] = [
	slackbot,
	as('system')('USLACK', 'Slack', null, {member: {name: 'slack', tz: null, is_email_confirmed: false}, profile: {always_active: true}}),
];

const bots: readonly Someone[] = [
	as('bot', bot)('U0B0T0JIRA', 'Jira Cloud', null, {member: {name: 'jira'}, profile: {api_app_id: 'A0JIRA001'}}),
	as('bot', bot)('U0B0TJENKI', 'Jenkins', null, {member: {name: 'jenkins'}, profile: {api_app_id: 'A0JENKINS'}}),
	// The app whose token the sandbox hands out.
	as('bot', bot)('U0B0TSLIM1', 'slack-im', null, {member: {name: 'slackim'}, profile: {api_app_id: 'A0SLACKIM'}}),
	// From before apps: no app id.
	as('bot', bot)('U0B0TLEGAC', 'deploybot', null, {member: {name: 'deploybot'}}),
	as('bot', bot)('U0B0TFLOW1', 'Holiday request', null, {
		member: {name: 'wf_bot_a0flow001', is_workflow_bot: true},
		profile: {api_app_id: 'A0FLOW001'},
	}),
	as('bot', bot)('U0B0TCONN1', 'Calendar connector', null, {
		member: {name: 'connector', is_connector_bot: true},
		profile: {api_app_id: 'A0CONN001'},
	}),
	goneBot('U0B0TGONE1', 'Old CI', null, {profile: {api_app_id: 'A0OLDCI01'}}),
	goneBot('U0B0TGONE2', 'gamebot'),
];

const staff: readonly Someone[] = [
	here('U02ADA0001', 'Ada Lovelace', 'ada@attic.example', {
		displayName: 'ada',
		title: 'Lead Engineer',
		member: {is_admin: true, is_owner: true, is_primary_owner: true, has_2fa: true},
		profile: {pronouns: 'she/her'},
	}),
	here('U02GRACE01', 'Grace Hopper', 'grace@attic.example', {
		displayName: 'grace',
		title: 'Team Lead, Agents',
		member: {is_admin: true, is_owner: true},
	}),
	// Authorised the app that asks: not a bot for that.
	here('U02LINUS01', 'Linus Park', 'linus@attic.example', {displayName: 'linus', title: 'Platform Engineer', member: {is_app_user: true}}),
	here('U02MARIE01', 'Marie Curie', 'marie@attic.example', {title: 'Scientist', phone: '+82 2 555 0101', tz: 'Europe/Warsaw'}),
	here('U02ALAN001', 'Alan Turing', 'alan@attic.example', {displayName: 'al', title: 'Agent'}),
	here('U02KATHER1', 'Katherine Johnson', 'katherine.johnson@attic.example', {title: 'Agent'}),
	here('U02DOROTHY', 'Dorothy Vaughan', 'dorothy@attic.example', {title: 'Lead, Support'}),
	here('U02RADIA01', 'Radia Perlman', 'radia@attic.example', {title: 'Agent'}),
	here('U02BARBARA', 'Barbara Liskov', 'barbara@attic.example', {title: 'Agent'}),
	here('U02EDSGER1', 'Edsger Dijkstra', 'edsger@attic.example', {title: 'Agent', tz: 'Europe/Amsterdam'}),
	// One word is a whole name.
	here('U02PRINCE1', 'Prince', 'prince@attic.example', {profile: {last_name: ''}}),
	// An old, short id and one of today's.
	here('U0OLD', 'Founding Father', 'founder@attic.example', {title: 'Founder'}),
	here('U08NEWHIRE42', 'Newest Hire', 'newest@attic.example'),
	// W ids come from Enterprise organisations.
	here('W02MERGED1', 'Merged Colleague', 'merged@attic.example'),
];

const addresses: readonly Someone[] = [
	here('U03KIMATTC', 'Kim Minsu', 'kim@attic.example', {title: 'Agent'}),
	// The same local part on the other domain is somebody else.
	here('U03KIMLABS', 'Kim Jiyoung', 'kim@attic-labs.example', {title: 'Agent'}),
	here('U03UPPER01', 'Ursula Upper', 'Ursula.UPPER@Attic.Example', {title: 'Agent'}),
	here('U03PLUS001', 'Pat Plus', 'pat+slack@attic.example', {title: 'Agent'}),
	here('U03APOSTR1', "Miles O'Brien", "miles.o'brien@attic.example"),
	here('U03DOTS001', 'Dot Dash', 'dot.-_dash@mail.attic.example'),
	here('U03LONG001', 'Long Address', `${'l'.repeat(64)}@attic.example`),
];

const names: readonly Someone[] = [
	here('U04KOREAN1', '김민수', 'minsu.kim@attic.example', {displayName: '민수', title: '상담원', locale: 'ko-KR'}),
	here('U04KOREAN2', '이서연', 'seoyeon.lee@attic.example', {displayName: '이서연 (Seoyeon)', title: '팀장 Lead', locale: 'ko-KR'}),
	here('U04VIETNAM', 'Nguyễn Thị Phương', 'phuong.nguyen@attic.example', {tz: 'Asia/Ho_Chi_Minh', locale: 'vi-VN'}),
	here('U04CYRILLI', 'Фёдор Достоевский', 'fyodor@attic.example', {tz: 'Europe/Moscow', locale: 'ru-RU'}),
	here('U04CHINESE', '王小明', 'xiaoming.wang@attic.example', {locale: 'zh-CN'}),
	// Decomposed: what a Mac types. Equal to the eye, other code units.
	here('U04NFD0001', 'José Núñez'.normalize('NFD'), 'jose@attic.example'),
	here('U04NFD0002', '박지훈'.normalize('NFD'), 'jihoon@attic.example', {locale: 'ko-KR'}),
	here('U04ARABIC1', 'محمد علي', 'mohamed@attic.example'),
	here('U04LESS001', 'Robert <b>Tables</b>', 'robert@attic.example'),
	here('U04AMP0001', 'Marks & Spencer "M&S" O\'Neil', 'marks@attic.example'),
	here('U04ENTITY1', 'Tom &amp; Jerry', 'tom@attic.example'),
	here('U04FORMULA', "=cmd()|' /C calc'!A0", 'formula@attic.example', {title: '+1-800', displayName: '@SUM(A1)'}),
	here('U04EMOJI01', 'Zoë 👩‍💻 Rocket 🚀', 'zoe@attic.example', {displayName: '🚀'}),
	here('U04CONTROL', 'Bell\u0007 Escape\u001b[31m Null\u0000', 'control@attic.example', {title: 'line one\nline two\ttabbed'}),
	here('U04SURROGA', 'Lone \ud83d Surrogate', 'surrogate@attic.example'),
	here('U04BIDI001', 'Right\u202eto\u202cLeft\u200bZero', 'bidi@attic.example'),
	here('U04LIQUID1', '{{ name }} ${SLACK_BOT_TOKEN} {% raw %}', 'liquid@attic.example'),
	here('U04SLACKMK', '<!channel> *bold* <@U02ADA0001>', 'markup@attic.example'),
	here('U04SPACES1', '  Spacy   Spaces  ', 'spaces@attic.example', {displayName: ' '}),
	here('U04LONG001', 'Wolfeschlegelsteinhausenbergerdorff '.repeat(4).trim(), 'long.name@attic.example'),
];

/** Live people whose records lack what others have. */
const sparse: readonly Someone[] = [
	here('U05ABSENT1', 'Nobody Confirmed', 'absent@attic.example', {member: {is_email_confirmed: undefined}}),
	here('U05NULLS01', 'Null Fields', 'nulls@attic.example', {
		member: {
			tz: null,
			tz_label: null,
			tz_offset: null,
			is_restricted: null,
			is_bot: null,
			is_app_user: undefined,
			color: undefined,
			deleted: null,
		},
		profile: {title: null, phone: null, display_name: null, first_name: undefined, last_name: null, pronouns: null},
	}),
	// The name is in the profile alone.
	here('U05PROFILE', 'Profile Only', 'profile.only@attic.example', {member: {real_name: undefined, deleted: undefined}}),
	as('unconfirmed')('U05UNCONF1', 'Not Confirmed', 'unconfirmed@attic.example', {member: {is_email_confirmed: false}}),
	as('unconfirmed')('U05UNCONF2', 'Not Confirmed Either', 'unconfirmed.too@attic-labs.example', {member: {is_email_confirmed: false}}),
	as('no-email')('U05NOMAIL1', 'No Mail'),
	as('no-email')('U05NOMAIL2', 'Empty Mail', '', {member: {name: 'emptymail'}}),
	as('no-email')('U05NOPROFL', 'No Profile', null, {member: {profile: null}}),
];

const newcomers: readonly Someone[] = [
	as('invited', invited)('U06INVITE1', 'invitee', 'invitee@attic.example'),
	as('invited', invited)('U06INVITE2', 'late', 'late@attic.example'),
	// As seen in 2019: an invitation withdrawn is deleted and still "invited".
	as('invited', options => ({...deactivated(person(options)), is_invited_user: true}))(
		'U06INVITE3',
		'withdrawn',
		'withdrawn@attic.example',
	),
	as('guest')('U06GUEST01', 'Gus Guest', 'gus@vendor.example', {
		member: {is_restricted: true},
		profile: {guest_invited_by: 'U02ADA0001', guest_expiration_ts: 1_830_000_000},
	}),
	as('guest')('U06GUEST02', 'Gina Guest', 'gina@vendor.example', {
		member: {is_restricted: true, is_ultra_restricted: true},
		profile: {guest_invited_by: 'U02GRACE01', guest_expiration_ts: null},
	}),
	as('guest')('U06GUEST03', 'Colleague as Guest', 'guest.colleague@attic.example', {member: {is_restricted: true}}),
];

const leavers: readonly Someone[] = [
	gone('U07LEAVER1', 'Lea Leaver', 'lea@attic.example', {displayName: 'lea', title: 'Agent'}),
	gone('U07LEAVER2', 'Leo Leaver', 'leo@attic.example'),
	// Their address has gone to nobody else; it is not theirs in the accounts either.
	gone('U07LEAVER3', '최유진', 'yujin@attic.example', {title: '상담원'}),
	gone('U07NOMAIL1', 'Gone Without Mail'),
	// Back since: the same address, a new id.
	as('former-id', options => deactivated(person(options)))('U07REHIRE1', 'Rita Rehired', 'rita@attic.example'),
	here('U09REHIRE2', 'Rita Rehired', 'rita@attic.example', {title: 'Agent'}),
	as('forgotten', options => forgotten(person(options), 'deactivateduser@deactivated.invalid'))('U07FORGOT1', 'x'),
	as('forgotten', options => forgotten(person(options), 'deactivateduser@deactivated.invalid'))('U07FORGOT2', 'x'),
	as('forgotten', options => forgotten(person(options), null))('U07FORGOT3', 'x'),
];

/** Everybody in the sandbox's workspace: every awkward kind of record that Slack is known to send. */
export const people: readonly Someone[] = [...systems, ...bots, ...staff, ...addresses, ...names, ...sparse, ...newcomers, ...leavers];

/** Members of other workspaces, met in shared channels. `users.list` does not name them; `users.info` and channels do. */
export const strangers: readonly Someone[] = [
	as('external')('U0STRANGER', 'Sam Stranger', 'sam@partner.example', {
		team: 'T0PARTNER1',
		member: {is_stranger: false, is_email_confirmed: undefined, locale: undefined},
	}),
	as('external')('U0STRANGE2', 'Stella Stranger', null, {
		team: 'T0PARTNER1',
		member: {is_stranger: true, real_name: undefined, locale: undefined},
	}),
];
