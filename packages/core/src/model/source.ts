import type {Member} from './member.ts';

/** What the config needs beyond the members themselves. Reading less is faster and asks for fewer scopes. */
export interface SourceNeeds {
	/** Some rule or mapping asks for user groups. */
	readonly groups: boolean;
	/** Folded handles of the groups that the config names, without @: one that is not there makes the reading unusable, so that a renamed group does not quietly change who may what. */
	readonly groupHandles?: readonly string[];
	/** Channels as the config writes them: an id, or `#name`. */
	readonly channels: readonly string[];
}

export interface SourceCall {
	readonly signal: AbortSignal;
	readonly needs: SourceNeeds;
	/** Called at least every 30 s while a read goes on, also while Slack makes it wait. */
	readonly onProgress?: (progress: ReadProgress) => void;
}

export type ReadProgress =
	| {readonly kind: 'page'; readonly pages: number; readonly members: number}
	/** Slack asked to wait; `until` is a time in milliseconds since 1970. */
	| {readonly kind: 'waiting'; readonly until: number; readonly why: string};

/** A workspace, read or being read. Members come as they are read; everything else is known beforehand. */
export interface Reading {
	readonly workspace: {readonly id: string; readonly name?: string; readonly url?: string};
	/** ISO: when the read began; of a snapshot, when it was made. */
	readonly readAt: string;
	/** Ids of each channel's members, by the channel as the config writes it. */
	readonly channels: ReadonlyMap<string, ReadonlySet<string>>;
	/** Ids of each user group's members, by handle. */
	readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
	/** Everybody, leavers and bots included, each id once. Throws a `SourceError` instead of ending early: a read that ends is complete. May be iterated once. */
	readonly members: AsyncIterable<Member>;
}

/** Where people come from: Slack, or a snapshot. */
export interface Source {
	/** `slack`, `snapshot`, or the name of a source of your own. */
	readonly kind: string;
	/** The API's address, or the snapshot's path. */
	readonly from: string;
	read(call: SourceCall): Promise<Reading>;
}
