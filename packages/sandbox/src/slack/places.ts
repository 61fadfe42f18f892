/** A channel as the sandbox keeps it; what Slack shows of it is made from it. */
export interface Channel {
	id: string;
	name: string;
	isPrivate: boolean;
	isArchived: boolean;
	/** Shared with another workspace (Slack Connect). */
	isShared: boolean;
	/** Ids, bots and people of other workspaces too. */
	members: string[];
}

/** A user group as the sandbox keeps it. */
export interface Group {
	id: string;
	handle: string;
	name: string;
	description: string;
	/** Slack makes these two itself. */
	autoType: 'admin' | 'owner' | null;
	/** Seconds since the epoch at which it was disabled; 0 while it is in use. */
	dateDelete: number;
	users: string[];
}

/** The bot whose token the sandbox hands out. */
export const botUser = 'U0B0TSLIM1';

const channel = (id: string, name: string, members: string[], more: Partial<Channel> = {}): Channel => ({
	id,
	name,
	isPrivate: false,
	isArchived: false,
	isShared: false,
	members,
	...more,
});

const group = (id: string, handle: string, name: string, users: string[], more: Partial<Group> = {}): Group => ({
	id,
	handle,
	name,
	description: '',
	autoType: null,
	dateDelete: 0,
	users,
	...more,
});

const agents = [
	'U02ALAN001',
	'U02KATHER1',
	'U02RADIA01',
	'U02BARBARA',
	'U02EDSGER1',
	'U03KIMATTC',
	'U03KIMLABS',
	'U04KOREAN1',
	'U04VIETNAM',
	'U09REHIRE2',
];
const leads = ['U02ADA0001', 'U02GRACE01', 'U02DOROTHY', 'U04KOREAN2'];

/** `#general` has everybody who is active, and is filled when the workspace starts. */
export const channels: readonly Channel[] = [
	channel('C0GENERAL1', 'general', []),
	channel('C0AGENTS01', 'agents', [...agents, ...leads, 'U0B0TJIRA', 'U06GUEST01']),
	// Public, and without the bot.
	channel('C0RANDOM01', 'random', ['U02ADA0001', 'U02ALAN001', 'U06GUEST02']),
	channel('C0PARTNER1', 'ext-partner', ['U02GRACE01', 'U02LINUS01', 'U0STRANGER', 'U0STRANGE2', botUser], {isShared: true}),
	channel('C0OLDTIMES', 'old-times', ['U0OLD'], {isArchived: true}),
	channel('C0MODELOFF', 'model-office', [...leads, 'U02LINUS01', botUser], {isPrivate: true}),
	// From before private channels had ids with C.
	channel('G0BOARD001', 'board', ['U02ADA0001', 'U0OLD'], {isPrivate: true}),
];

/** Some groups name people who have left: what Slack does with them is not documented. */
export const groups: readonly Group[] = [
	group('S0AGENTS01', 'agents', 'Agents', [...agents, 'U07LEAVER1']),
	group('S0LEADS001', 'leads', 'Leads', leads),
	group('S0ADMINS01', 'admins', 'Workspace Admins', ['U02ADA0001', 'U02GRACE01'], {autoType: 'admin'}),
	group('S0EMPTY001', 'nobody', 'Nobody yet', []),
	group('S0DISABLE1', 'night-shift', 'Night shift', ['U02ALAN001'], {dateDelete: 1_780_000_000}),
];
