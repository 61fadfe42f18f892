import {randomUUID} from 'node:crypto';
import type {JsonObject} from '../json.ts';

/** A user or group as it is kept: what the client sent, without what the provider adds. */
export interface Kept {
	readonly id: string;
	readonly created: Date;
	modified: Date;
	/** Counts the changes. */
	version: number;
	data: JsonObject;
	/** Kept apart: it is never read back. */
	password?: string;
}

/** Everything one provider knows. Several of them may live in one process, though scimmy itself is one. */
export interface Tenant {
	readonly origin: () => string;
	readonly token: string;
	readonly users: Map<string, Kept>;
	readonly groups: Map<string, Kept>;
	/** Whether `meta.version` is given and `If-Match` minded. */
	readonly etag: boolean;
	/** Resources of a page, at most. */
	readonly largestPage: number;
	/** Whether user names differ by case. */
	readonly caseExact: boolean;
	/** What is kept of a user that somebody sends. */
	readonly keeps: (user: JsonObject) => JsonObject;
}

export const versionOf = ({version}: Kept): string => `W/"${version}"`;

/** What scimmy is given to answer with. */
export const shown = (kept: Kept, {etag}: Tenant): Record<string, unknown> => ({
	...kept.data,
	id: kept.id,
	meta: {created: kept.created, lastModified: kept.modified, ...(etag && {version: versionOf(kept)})},
});

/** Puts `data` into the place of what was there, or makes a new resource. */
export const keep = (map: Map<string, Kept>, id: string | undefined, {password, ...data}: JsonObject): Kept => {
	const now = new Date();
	const old = id === undefined ? undefined : map.get(id);
	const kept = old ?? {id: randomUUID(), created: now, modified: now, version: 0, data: {}};
	kept.data = withoutEmpty(data);
	kept.modified = now;
	kept.version += 1;
	if (typeof password === 'string') kept.password = password;
	map.set(kept.id, kept);
	return kept;
};

/** SCIM knows no `null`: what is cleared is gone. */
const withoutEmpty = (data: JsonObject): JsonObject => Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
