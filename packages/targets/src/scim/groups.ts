import {type Call, compare, type Json, TargetError} from '@slack-im/core';

import {versionIn} from './account.ts';
import type {ScimApi} from './api.ts';
import {patchBody, withoutReadOnly} from './change.ts';
import {groupPath, listAt, type Memberships, noMemberships, readGroup, readMemberships, textAt} from './memberships.ts';
import type {Resource} from './pages.ts';
import {memberOf} from './path.ts';
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

const hidden = (name: string): TargetError =>
	new TargetError('refused', `the provider does not show who is in the group ${name}: its members can be neither compared nor kept`, {
		hint: 'Take `groups` out of the attributes, or let the provider show `members` of a group to these credentials; of a group that is sent whole it must show them also where there are none (or put somebody into it by hand).',
	});

export const createGroups = ({api, readGroups, provider, managed}: GroupsOptions): Groups => {
	let known: Promise<Memberships> | undefined;
	let {names, members} = noMemberships();
	/** Whether the provider was ever seen to show who is in a group: undefined until somebody is in one. */
	let isShown: boolean | undefined;
	/** A group that is sent whole must not be sent twice at once: one of the two would be lost. */
	const queues = new Map<string, Promise<unknown>>();
	const isManaged = (name: string): boolean => managed === undefined || managed.includes(name);

	const readAnew = async (call: Call): Promise<Memberships> => {
		const found = await readMemberships({api, readGroups, isManaged}, call);
		({names, members} = found);
		if (members.size > 0) isShown = true;
		return found;
	};
	const load = async (call: Call): Promise<Memberships> => {
		known = readAnew(call);
		known.catch(() => (known = undefined));
		return known;
	};

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
		const {answer, data} = await readGroup(api, groupId, call);
		const name = names.get(groupId) ?? groupId;
		// Whoever is not shown would be thrown out by what is sent; only where others are shown, none means nobody
		const isEmpty = members.size > 0 && ![...members.values()].some(joined => joined.has(name));
		if (memberOf(data, 'members') === undefined && !isEmpty) throw hidden(name);
		const others = listAt(data, 'members').filter(member => textAt(member, 'value') !== userId);
		const body = {...withoutReadOnly(data), members: isIn ? [...others, {value: userId}] : others};
		await api({method: 'PUT', path: groupPath(groupId), body, version: (await provider(call)).etag ? versionIn(answer) : undefined}, call);
	};
	/** Where nobody was ever seen in a group, the first who joins shows whether anybody ever will be. */
	const ensureShown = async (name: string, groupId: string, userId: string, call: Call): Promise<void> => {
		if (isShown === true) return;
		const {data} = await readGroup(api, groupId, call);
		isShown = listAt(data, 'members').some(member => textAt(member, 'value') === userId);
		if (!isShown) throw hidden(name);
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
			if (shown.length > 0) isShown = true;
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
			const {patchGroups} = await provider(call);
			for (const {name, groupId, isIn} of targets) {
				if (isShown === false) throw hidden(name);
				await (patchGroups ? patch(groupId, userId, isIn, call) : inTurn(groupId, async () => put(groupId, userId, isIn, call)));
				if (isIn) await ensureShown(name, groupId, userId, call);
				const joined = members.get(userId) ?? new Set();
				if (isIn) members.set(userId, joined.add(name));
				else joined.delete(name);
			}
		},
	};
};
