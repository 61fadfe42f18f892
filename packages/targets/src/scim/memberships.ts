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
}

export const noMemberships = (): Memberships => ({ids: new Map(), names: new Map(), members: new Map()});

export const listAt = (data: ScimObject, name: string): Json[] => {
	const value = memberOf(data, name);
	return Array.isArray(value) ? value : [];
};

export const textAt = (item: Json, name: string): string | undefined => textOf(memberOf(item, name));

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
Reads all groups. A list in which no group has a member may be one that leaves members out: each managed group is then read by itself, for whoever takes them for empty joins and removes people who were never gone.
*/
export const readMemberships = async ({api, readGroups, isManaged}: ReadOptions, call: Call): Promise<Memberships> => {
	const found = noMemberships();
	const keepMembers = (name: string, data: ScimObject): void => {
		for (const member of listAt(data, 'members')) {
			const user = textAt(member, 'value');
			if (user !== undefined) found.members.set(user, (found.members.get(user) ?? new Set()).add(name));
		}
	};
	/** A group that was deleted since it was listed has nobody in it. */
	const unlessGone = async (id: string): Promise<ScimObject> => {
		try {
			return (await readGroup(api, id, call)).data;
		} catch (error) {
			if (errorKind(error) !== 'not-found') throw error;
			return {};
		}
	};
	for await (const {id, data} of readGroups(call)) {
		const name = textAt({...data}, 'displayName') ?? id;
		if (!found.names.has(id)) found.ids.set(name, [...(found.ids.get(name) ?? []), id]);
		found.names.set(id, name);
		keepMembers(name, data);
	}
	if (found.members.size > 0) return found;
	const managed = [...found.names].filter(([, name]) => isManaged(name));
	for (let first = 0; first < managed.length; first += width) {
		const some = managed.slice(first, first + width);
		const read = await Promise.all(some.map(async ([id, name]) => ({name, data: await unlessGone(id)})));
		for (const {name, data} of read) keepMembers(name, data);
	}
	return found;
};
