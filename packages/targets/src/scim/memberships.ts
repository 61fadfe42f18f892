import {type Call, errorKind, type Json} from '@slack-im/core';

import {isJsonRecord} from '../http/json.ts';
import type {Answer} from '../http/rows.ts';
import {segment} from '../http/segment.ts';
import {textOf} from './account.ts';
import type {ScimApi} from './api.ts';
import type {Resource} from './pages.ts';
import {memberOf, type ScimObject} from './path.ts';

/** All groups, and who is in them. */
export interface Memberships {
	/** By display name. */
	readonly ids: Map<string, string[]>;
	/** By id. */
	readonly names: Map<string, string>;
	/** Display names by the user's id. */
	readonly members: Map<string, Set<string>>;
	/** The users that each group shows, by its id. */
	readonly shown: Map<string, Set<string>>;
	/** How many members the provider says that a group has, by its id; few providers do. */
	readonly totals: Map<string, number>;
}

export const noMemberships = (): Memberships => ({
	ids: new Map(),
	names: new Map(),
	members: new Map(),
	shown: new Map(),
	totals: new Map(),
});

export const listAt = (data: ScimObject, name: string): Json[] => {
	const value = memberOf(data, name);
	return Array.isArray(value) ? value : [];
};

export const textAt = (item: Json, name: string): string | undefined => textOf(memberOf(item, name));

export const membersIn = (group: ScimObject): Set<string> =>
	new Set(listAt(group, 'members').flatMap(member => textAt(member, 'value') ?? []));

/** The number of members that a group tells itself, as in `memberCount`. RFC 7643 has no such attribute. */
export const totalIn = (group: ScimObject): number | undefined => {
	for (const [name, value] of Object.entries(group))
		if (typeof value === 'number' && /^(total|number_?of)?_?members?_?(count|total)?$/i.test(name)) return value;
	return undefined;
};

export const groupPath = (id: string): string => `Groups/${segment(id, 'Groups/{id}')}`;

/** A group by itself. One that comes without `members` is asked for them by name: there are providers that give them to nobody else. */
export const readGroup = async (api: ScimApi, id: string, call: Call): Promise<{readonly answer: Answer; readonly data: ScimObject}> => {
	const path = groupPath(id);
	const answer = await api({method: 'GET', path}, call);
	const data: ScimObject = isJsonRecord(answer.data) ? answer.data : {};
	if (memberOf(data, 'members') !== undefined) return {answer, data};
	try {
		const {data: asked} = await api({method: 'GET', path, query: {attributes: 'displayName,members'}}, call);
		const members = isJsonRecord(asked) ? memberOf(asked, 'members') : undefined;
		return {answer, data: members === undefined ? data : {...data, members}};
	} catch (error) {
		// That it does not know how to be asked so is no news
		if (errorKind(error) !== 'refused') throw error;
		return {answer, data};
	}
};

/** Groups read at once. */
const width = 8;

interface ReadOptions {
	readonly api: ScimApi;
	readonly readGroups: (call: Call) => AsyncIterable<Resource>;
	readonly isManaged: (name: string) => boolean;
}

/**
Reads all groups, and by itself each managed one of which the list may show a part only, for whoever takes a part for all joins and removes people who were never gone.

In a list that cuts members off, the groups that are cut are those of most members. So some of these are read: where one has more members than the list shows, all of them are read. A list in which no group has a member may be one that leaves members out: then every managed group is read.
*/
export const readMemberships = async ({api, readGroups, isManaged}: ReadOptions, call: Call): Promise<Memberships> => {
	const found = noMemberships();
	const {ids, names, members, shown, totals} = found;
	const keep = (id: string, name: string, data: ScimObject): void => {
		const inIt = membersIn(data);
		shown.set(id, new Set([...(shown.get(id) ?? []), ...inIt]));
		for (const user of inIt) members.set(user, (members.get(user) ?? new Set()).add(name));
		const total = totalIn(data);
		if (total !== undefined) totals.set(id, total);
	};
	const sizeOf = (id: string): number => shown.get(id)?.size ?? 0;
	/** Reads groups by themselves; one that was deleted since it was listed has nobody in it. @returns Whether one of them has more members than the list has shown. */
	const readEach = async (some: readonly string[], passedOver: readonly (string | undefined)[] = ['not-found']): Promise<boolean> => {
		let isMore = false;
		for (let first = 0; first < some.length; first += width) {
			const read = some.slice(first, first + width).map(async id => {
				const before = sizeOf(id);
				try {
					keep(id, names.get(id) ?? id, (await readGroup(api, id, call)).data);
				} catch (error) {
					if (!passedOver.includes(errorKind(error))) throw error;
				}
				isMore ||= sizeOf(id) > before;
			});
			await Promise.all(read);
		}
		return isMore;
	};

	for await (const {id, data} of readGroups(call)) {
		const name = textAt({...data}, 'displayName') ?? id;
		if (!names.has(id)) ids.set(name, [...(ids.get(name) ?? []), id]);
		names.set(id, name);
		keep(id, name, data);
	}
	const most = Math.max(0, ...[...shown.values()].map(({size}) => size));
	const managed = [...names.keys()].filter(id => isManaged(names.get(id) ?? id));
	const largest = managed.filter(id => sizeOf(id) === most);
	if (most === 0) await readEach(largest);
	else if (await readEach(largest.slice(0, width), ['not-found', 'refused', 'auth'])) await readEach(largest.slice(width));
	// What tells its total needs no guess
	await readEach(managed.filter(id => (totals.get(id) ?? 0) > sizeOf(id)));
	return found;
};
