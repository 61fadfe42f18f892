import {createHash, type Hash} from 'node:crypto';

import {SourceError} from '../model/errors.ts';
import {hasFields, ownField} from '../model/record.ts';
import {checkHandles} from './slack/groups.ts';
import {memberFields, profileFields, type Member} from '../model/member.ts';
import {projectMember} from './slack/project.ts';
import type {Reading, Source, SourceCall, SourceNeeds} from '../model/source.ts';

/** Version of the snapshot format. Another one is refused. */
const snapshotVersion = 1;

const format = 'slack-im/snapshot';
/** The fields of a member that a snapshot holds, as its header names them. */
const fields: readonly string[] = [...memberFields, ...profileFields.map(name => `profile.${name}`)];

/** Milliseconds that the clocks of two machines may be apart. */
const clockSkew = 5 * 60_000;

const makeAgain = 'Make a new one: slack-im snapshot --out FILE';

/** A line that every reader of lines takes for one: readers that know Unicode also end one at U+2028 and U+2029. */
const toLine = (value: unknown): string =>
	`${JSON.stringify(value)
		.replaceAll('\u2028', String.raw`\u2028`)
		.replaceAll('\u2029', String.raw`\u2029`)}\n`;

const listed = (sets: ReadonlyMap<string, ReadonlySet<string>>): {name: string; members: string[]}[] =>
	[...sets].map(([name, members]) => ({name, members: [...members].toSorted()})).toSorted((one, other) => (one.name < other.name ? -1 : 1));

/** What a snapshot says of itself beyond the reading. */
export interface SnapshotFacts {
	/** What was read: a snapshot made without groups must not pass for a workspace without any. @default groups where there are some */
	readonly needs?: Pick<SourceNeeds, 'groups'>;
	/** Version of slack-im that made it. */
	readonly toolVersion?: string;
}

/**
A reading as the lines of a file, so that other machines and later runs can use it: a header, one member a line (leavers and bots too), and a trailer with count and SHA-256. Members come and go one by one: nothing is held.

Each piece is one line and ends with a line feed. Only fields that slack-im reads are in it; that is personal data all the same.

@throws the `SourceError` of a reading that breaks off. There is no trailer then, so that what was written is refused.
*/
export async function* writeSnapshot(
	{workspace, readAt, channels, groups, members}: Reading,
	{needs, toolVersion}: SnapshotFacts = {},
): AsyncGenerator<string> {
	const digest = createHash('sha256');
	const line = (value: unknown): string => {
		const text = toLine(value);
		digest.update(text);
		return text;
	};
	yield line({
		format,
		version: snapshotVersion,
		...(toolVersion !== undefined && {tool: toolVersion}),
		workspace,
		readAt,
		fields,
		channels: listed(channels),
		groups: (needs?.groups ?? groups.size > 0) ? listed(groups) : null,
	});
	let count = 0;
	for await (const member of members) {
		count++;
		yield line(projectMember(member));
	}
	yield toLine({end: true, members: count, sha256: digest.digest('hex')});
}

export interface SnapshotOptions {
	/** The lines of the file, with or without their ends; a function where the source is read more than once. */
	readonly lines: AsyncIterable<string> | (() => AsyncIterable<string>);
	/** Where they are from, for messages and reports. */
	readonly from: string;
	/** Milliseconds that it may be old; its age does not matter where this is left out. */
	readonly maxAge?: number | undefined;
	/** @default the system's clock */
	readonly now?: (() => Date) | undefined;
	/** The workspace that the config pins. */
	readonly workspace?: string | undefined;
}

/**
A snapshot as the place where people come from.

@returns a source whose `read`, and whose members, reject with a `SourceError`: `snapshot` (truncated, altered, of another version or workspace, or lacking what the config needs), `stale` (older than allowed), `unusable` (a group that the config names was not there) or `aborted`. Whether it is whole is known at its end only: a consumer acts on nothing before the members have ended.
*/
export const snapshotSource = (options: SnapshotOptions): Source => ({
	kind: 'snapshot',
	from: options.from,
	async read(call) {
		const lines = typeof options.lines === 'function' ? options.lines() : options.lines;
		const reader = lines[Symbol.asyncIterator]();
		try {
			return await openSnapshot(reader, options, call);
		} catch (error) {
			await reader.return?.();
			throw error;
		}
	},
});

const openSnapshot = async (
	lines: AsyncIterator<string>,
	{from, maxAge, now = () => new Date(), workspace: pinned}: SnapshotOptions,
	{needs, signal, onProgress}: SourceCall,
): Promise<Reading> => {
	const refuse = (message: string, hint = makeAgain, cause?: unknown): never => {
		throw new SourceError('snapshot', `${from} ${message}`, {hint, cause});
	};
	const digest = createHash('sha256');
	let number = 0;
	/** The next line and its value. */
	const next = async (): Promise<{text: string; value: unknown} | undefined> => {
		if (signal.aborted) throw new SourceError('aborted', `the read of ${from} was stopped`);
		let step: IteratorResult<string, unknown>;
		try {
			step = await lines.next();
		} catch (error) {
			return refuse(`cannot be read: ${error instanceof Error ? error.message : String(error)}`, 'Check the path and its rights', error);
		}
		if (step.done) return undefined;
		number++;
		const text = step.value.replace(/\r?\n?$/, '');
		try {
			return {text, value: JSON.parse(text)};
		} catch (error) {
			return refuse(number === 1 ? 'is no snapshot: its first line is no JSON' : `is damaged: line ${number} is no JSON`, makeAgain, error);
		}
	};

	const first = await next();
	if (!first) return refuse('is empty');
	const header = readHeader(first.value, refuse);
	digest.update(`${first.text}\n`);
	const {workspace, readAt, groups, channels} = header;
	if (pinned !== undefined && pinned !== workspace.id)
		refuse(
			`is of workspace ${workspace.id}, but the config pins ${pinned}`,
			'Make a new one of that workspace, or change source.workspace',
		);
	checkNeeds(header, needs, refuse);

	const age = now().getTime() - Date.parse(readAt);
	if (maxAge !== undefined && age < -clockSkew) {
		throw new SourceError('stale', `${from} was made at ${readAt}, which is ${duration(-age)} from now: nobody can tell how old it is`, {
			hint: `Set the clocks right, of this machine and of the one that made it; then: ${makeAgain}`,
		});
	}
	if (maxAge !== undefined && age > maxAge) {
		throw new SourceError('stale', `${from} was made at ${readAt}, ${duration(age)} ago; allowed are ${duration(maxAge)}`, {
			hint: `${makeAgain}, or allow more by --max-age`,
		});
	}

	return {
		workspace,
		readAt,
		groups: groups ?? new Map(),
		channels,
		members: readMembers({next, digest, refuse, close: async () => lines.return?.(), onProgress}),
	};
};

type Refuse = (message: string, hint?: string, cause?: unknown) => never;

interface Header {
	readonly workspace: Reading['workspace'];
	readonly readAt: string;
	readonly fields: ReadonlySet<string>;
	readonly channels: ReadonlyMap<string, ReadonlySet<string>>;
	/** Undefined where they were not read. */
	readonly groups: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

const readHeader = (value: unknown, refuse: Refuse): Header => {
	if (ownField(value, 'format') !== format) return refuse('is no snapshot: its first line does not say so');
	const version = ownField(value, 'version');
	if (version !== snapshotVersion) {
		const isNewer = typeof version === 'number' && version > snapshotVersion;
		return refuse(
			`is of format version ${String(version)}; this slack-im reads ${snapshotVersion}`,
			isNewer ? 'Use the slack-im that made it, or a newer one' : makeAgain,
		);
	}
	const workspace = ownField(value, 'workspace');
	const [id, name, url, readAt] = [
		ownField(workspace, 'id'),
		ownField(workspace, 'name'),
		ownField(workspace, 'url'),
		ownField(value, 'readAt'),
	];
	const channels = setsOf(ownField(value, 'channels'));
	const groups = ownField(value, 'groups');
	const fields = ownField(value, 'fields');
	if (typeof id !== 'string' || typeof readAt !== 'string' || Number.isNaN(Date.parse(readAt)) || !channels || !Array.isArray(fields))
		return refuse('is damaged: its header is not whole');
	return {
		workspace: {id, ...(typeof name === 'string' && {name}), ...(typeof url === 'string' && {url})},
		readAt,
		fields: new Set(fields),
		channels,
		groups: groups === null ? undefined : (setsOf(groups) ?? refuse('is damaged: its header is not whole')),
	};
};

const setsOf = (value: unknown): ReadonlyMap<string, ReadonlySet<string>> | undefined => {
	if (!Array.isArray(value)) return undefined;
	const sets = new Map<string, ReadonlySet<string>>();
	for (const item of value) {
		const [name, members] = [ownField(item, 'name'), ownField(item, 'members')];
		if (typeof name !== 'string' || !Array.isArray(members)) return undefined;
		sets.set(name, new Set(members.filter(member => typeof member === 'string')));
	}
	return sets;
};

const checkNeeds = (header: Header, needs: SourceNeeds, refuse: Refuse): void => {
	const again = 'Make a new one under this config: slack-im snapshot --out FILE';
	const missing = fields.filter(field => !header.fields.has(field));
	if (missing.length > 0) refuse(`lacks ${missing.join(', ')} of every member`, again);
	const channels = needs.channels.filter(channel => !header.channels.has(channel));
	if (channels.length > 0) refuse(`does not know who is in ${channels.join(', ')}, which the config asks for`, again);
	if (needs.groups && !header.groups) refuse('was made without user groups, which the config asks for', again);
	if (header.groups) checkHandles(needs.groupHandles ?? [], header.groups);
};

interface MembersOptions {
	readonly next: () => Promise<{text: string; value: unknown} | undefined>;
	readonly digest: Hash;
	readonly refuse: Refuse;
	readonly close: () => Promise<unknown>;
	readonly onProgress: SourceCall['onProgress'];
}

async function* readMembers({next, digest, refuse, close, onProgress}: MembersOptions): AsyncGenerator<Member> {
	let members = 0;
	try {
		for (;;) {
			const line = await next();
			if (!line) throw refuse(`is truncated: it ends after ${members} members, and without a trailer`);
			const {text, value} = line;
			if (ownField(value, 'end') === true) {
				if (ownField(value, 'members') !== members)
					refuse(`is damaged: it holds ${members} members and says ${String(ownField(value, 'members'))}`);
				if (ownField(value, 'sha256') !== digest.digest('hex')) refuse('was altered: its digest is another');
				if (await next()) refuse('is damaged: something follows its end');
				onProgress?.({kind: 'page', pages: 1, members});
				return;
			}
			if (!hasFields(value)) throw refuse('is damaged: a line is no member');
			digest.update(`${text}\n`);
			members++;
			yield projectMember(value);
		}
	} finally {
		await close();
	}
}

const duration = (milliseconds: number): string => {
	const minutes = Math.round(milliseconds / 60_000);
	return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`;
};
