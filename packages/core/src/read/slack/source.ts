import type {Reading, Source, SourceCall} from '../../model/source.ts';
import {checkedToken, checkScopes, findAccess, type Access} from './access.ts';
import {createSlackCaller, systemClock, type SlackCaller, type Clock} from './caller.ts';
import {readChannels} from './channels.ts';
import {createClient, slackUrl, type SlackConnection} from './client.ts';
import {toSourceError} from './errors.ts';
import {checkHandles, readGroups} from './groups.ts';
import {createHeartbeat, type Heartbeat} from './heartbeat.ts';
import {hasUsableId} from './identity.ts';
import type {Member} from '../../model/member.ts';
import {listPages} from './pages.ts';
import {projectMember} from './project.ts';

const defaultReadTimeout = 15 * 60_000;
const defaultPageSize = 999;

export interface SlackSourceOptions extends SlackConnection {
	/** Pins the workspace (`T…`, or `E…` for an organisation): a token of another is refused before anything is read. */
	readonly workspace?: string | undefined;
	/** With an org-wide token: which of its workspaces to read. */
	readonly teamId?: string | undefined;
	/** Milliseconds that the whole read may take, waiting included. @default 900_000 */
	readonly readTimeout?: number | undefined;
	/** Members a page to begin with; it halves when Slack cannot serve that. @default 999 */
	readonly pageSize?: number | undefined;
	/** Time and chance, for tests. */
	readonly clock?: Clock | undefined;
	/** Milliseconds after which the last progress is told again. @default 25_000 */
	readonly heartbeat?: number | undefined;
}

/**
A Slack workspace as the place where people come from.

Reads the whole workspace, leavers included, whatever the channel: that only tells who is in it. Does not write, and keeps nothing between two reads.

@returns a source whose `read`, and whose members, reject with a `SourceError`: `auth` (the token, its scopes, its workspace), `unusable` (a channel or group is not there), `unavailable`, `incomplete` or `aborted`. No message holds the token.
@see https://docs.slack.dev/reference/methods/users.list – needs `users:read` and `users:read.email`; without the second, no member has an e-mail and no error says so.
*/
export const slackSource = (options: SlackSourceOptions): Source => {
	const from = withoutCredentials(options.url ?? slackUrl);
	return {
		kind: 'slack',
		from,
		async read(call) {
			const heart = createHeartbeat(call.onProgress, options.heartbeat);
			try {
				return await heart.during(async () => beginReading(call, {...options, from, heart}));
			} catch (error) {
				throw toSourceError(error, {failed: couldNotRead(from)});
			}
		},
	};
};

const couldNotRead = (from: string): string => `Slack at ${from} could not be read`;

interface Begun extends SlackSourceOptions {
	/** The address as messages show it. */
	readonly from: string;
	readonly heart: Heartbeat;
}

const beginReading = async ({signal, needs}: SourceCall, options: Begun): Promise<Reading> => {
	const {clock = systemClock, readTimeout = defaultReadTimeout, pageSize = defaultPageSize, from, heart} = options;
	const token = checkedToken(options.token);
	const startedAt = clock.now();
	const client = createClient({...options, token});
	const caller = createSlackCaller({client, clock, signal, deadline: startedAt + readTimeout, onWait: wait => heart.say(wait)});

	const access = await findAccess(caller, options);
	checkScopes(access, needs);
	const groups = needs.groups ? await readGroups(caller, access) : new Map<string, ReadonlySet<string>>();
	checkHandles(needs.groupHandles ?? [], groups);
	const channels = await readChannels(caller, needs.channels, access);

	return {
		workspace: access.workspace,
		readAt: new Date(startedAt).toISOString(),
		groups,
		channels,
		members: listMembers({caller, access, pageSize, from, heart}),
	};
};

interface MembersOptions extends Pick<Begun, 'from' | 'heart'> {
	readonly caller: SlackCaller;
	readonly access: Access;
	readonly pageSize: number;
}

/** Everybody, page by page, each id once, leavers included: `users.list` keeps deactivated members. */
async function* listMembers({caller, access: {teamId}, pageSize, from, heart}: MembersOptions): AsyncGenerator<Member> {
	const seen = new Set<string>();
	const isNew = (member: Member): boolean => {
		if (!hasUsableId(member)) return true; // Counted and left out where identities are made
		if (seen.has(member.id)) return false;
		seen.add(member.id);
		return true;
	};
	const args = {include_locale: true, ...(teamId !== undefined && {team_id: teamId})};
	const list = listPages(caller, 'users.list', {items: 'members', args, pageSize});
	let pages = 0;
	let members = 0;
	try {
		for (;;) {
			const page = await heart.during(async () => list.next());
			if (page.done) return;
			const fresh = page.value.map(projectMember).filter(isNew);
			members += fresh.length;
			heart.say({kind: 'page', pages: ++pages, members});
			yield* fresh;
		}
	} catch (error) {
		throw toSourceError(error, {failed: couldNotRead(from), pages});
	}
}

/** An address as messages may show it. */
const withoutCredentials = (address: string): string => {
	if (!URL.canParse(address)) return '(no address)';
	const url = new URL(address);
	url.username = '';
	url.password = '';
	url.search = '';
	return url.href;
};
