import {type Call, compare, type Json, TargetError} from '@slack-im/core';

import {isJsonRecord} from '../http/json.ts';
import {segment} from '../http/segment.ts';
import {textOf, versionIn} from './account.ts';
import type {ScimApi} from './api.ts';
import {patchBody} from './change.ts';
import type {Resource} from './pages.ts';
import {memberOf, type ScimObject} from './path.ts';
import type {Provider} from './provider.ts';

/** Who is in which group, by the groups' display names. */
export interface Groups {
	/** Reads all groups anew. */
	load(call: Call): Promise<unknown>;
	/** Reads them where they were never read. */
	ready(call: Call): Promise<unknown>;
	/** The managed groups of a user, sorted. */
	of(user: Resource): string[];
	/** Throws where a group is not there, not managed, or there twice: before anything is written. */
	ensureKnown(names: readonly string[], call: Call): Promise<void>;
	/** Brings the user's memberships from one set to the other. */
	move(userId: string, from: readonly string[], to: readonly string[], call: Call): Promise<void>;
}

interface Known {
	/** By display name. */
	readonly ids: Map<string, string[]>;
	/** By id. */
	readonly names: Map<string, string>;
	/** Display names by the user's id. */
	readonly members: Map<string, Set<string>>;
}

interface GroupsOptions {
	readonly api: ScimApi;
	readonly readGroups: (call: Call) => AsyncIterable<Resource>;
	readonly provider: (call: Call) => Promise<Provider>;
	readonly managed: readonly string[] | undefined;
}

/** A value of the attribute `groups` as names. */
export const namesOf = (value: Json | undefined): string[] => {
	const names = Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value];
	return [...new Set(names.map(name => (typeof name === 'string' ? name : JSON.stringify(name))))];
};

const listAt = (data: ScimObject, name: string): Json[] => {
	const value = memberOf(data, name);
	return Array.isArray(value) ? value : [];
};

const textAt = (item: Json, name: string): string | undefined => textOf(memberOf(item, name));

const groupPath = (id: string): string => `Groups/${segment(id, 'Groups/{id}')}`;

export const createGroups = ({api, readGroups, provider, managed}: GroupsOptions): Groups => {
	let known: Promise<Known> | undefined;
	let {names, members}: Known = {ids: new Map(), names: new Map(), members: new Map()};
	/** A group that is sent whole must not be sent twice at once: one of the two would be lost. */
	const queues = new Map<string, Promise<unknown>>();

	const readAnew = async (call: Call): Promise<Known> => {
		const found: Known = {ids: new Map(), names: new Map(), members: new Map()};
		for await (const {id, data} of readGroups(call)) {
			const name = textAt({...data}, 'displayName') ?? id;
			if (!found.names.has(id)) found.ids.set(name, [...(found.ids.get(name) ?? []), id]);
			found.names.set(id, name);
			for (const member of listAt(data, 'members')) {
				const user = textAt(member, 'value');
				if (user !== undefined) found.members.set(user, (found.members.get(user) ?? new Set()).add(name));
			}
		}
		({names, members} = found);
		return found;
	};
	const load = async (call: Call): Promise<Known> => {
		known = readAnew(call);
		known.catch(() => (known = undefined));
		return known;
	};
	const isManaged = (name: string): boolean => managed === undefined || managed.includes(name);

	const idOf = async (name: string, call: Call): Promise<string> => {
		if (!isManaged(name))
			throw new TargetError('refused', `the group ${name} is not among those that may be changed`, {
				hint: 'Add it to `groups` of the target.',
			});
		const {ids} = await (known ?? load(call));
		const [id, second] = ids.get(name) ?? [];
		if (id === undefined) {
			const others = [...ids.keys()].toSorted(compare);
			throw new TargetError('refused', `there is no group ${name}`, {
				hint: `Make it there, or map to one that is: ${others.slice(0, 10).join(', ') || 'there are none'}${others.length > 10 ? ', …' : ''}.`,
			});
		}
		if (second !== undefined)
			throw new TargetError('refused', `there are ${ids.get(name)!.length} groups ${name}: nobody can tell which is meant`);
		return id;
	};

	const patch = async (groupId: string, userId: string, isIn: boolean, call: Call): Promise<void> => {
		const body = patchBody([
			isIn ? {op: 'add', path: 'members', value: [{value: userId}]} : {op: 'remove', path: `members[value eq ${JSON.stringify(userId)}]`},
		]);
		await api({method: 'PATCH', path: groupPath(groupId), body}, call);
	};
	const put = async (groupId: string, userId: string, isIn: boolean, call: Call): Promise<void> => {
		const path = groupPath(groupId);
		const answer = await api({method: 'GET', path}, call);
		const data: Record<string, Json> = isJsonRecord(answer.data) ? answer.data : {};
		const others = listAt(data, 'members').filter(member => textAt(member, 'value') !== userId);
		const {meta: _meta, ...rest} = data;
		const body = {...rest, members: isIn ? [...others, {value: userId}] : others};
		await api({method: 'PUT', path, body, version: (await provider(call)).etag ? versionIn(answer) : undefined}, call);
	};
	const inTurn = async (groupId: string, write: () => Promise<void>): Promise<void> => {
		const turn = (queues.get(groupId) ?? Promise.resolve()).then(write, write);
		queues.set(groupId, turn);
		return turn;
	};

	return {
		load,
		ready: async call => known ?? load(call),
		of({id, data}) {
			const direct = listAt(data, 'groups').filter(group => textAt(group, 'type')?.toLowerCase() !== 'indirect');
			const shown = direct
				.map(group => names.get(textAt(group, 'value') ?? '') ?? textAt(group, 'display'))
				.filter(name => name !== undefined);
			return [...new Set([...shown, ...(members.get(id) ?? [])])].filter(isManaged).toSorted(compare);
		},
		async ensureKnown(wanted, call) {
			for (const name of wanted) await idOf(name, call);
		},
		async move(userId, from, to, call) {
			const moves = [
				...to.filter(name => !from.includes(name)).map(name => [name, true] as const),
				...from.filter(name => !to.includes(name)).map(name => [name, false] as const),
			];
			const targets = await Promise.all(moves.map(async ([name, isIn]) => ({name, isIn, groupId: await idOf(name, call)})));
			const {patch: canPatch} = await provider(call);
			for (const {name, groupId, isIn} of targets) {
				await (canPatch ? patch(groupId, userId, isIn, call) : inTurn(groupId, async () => put(groupId, userId, isIn, call)));
				const joined = members.get(userId) ?? new Set();
				if (isIn) members.set(userId, joined.add(name));
				else joined.delete(name);
			}
		},
	};
};
