import {type Call, compare, type Json, TargetError} from '@slack-im/core';

import type {Log} from '../type.ts';
import type {ScimApi} from './api.ts';
import {listAt, type Memberships, noMemberships, readMemberships, textAt} from './memberships.ts';
import {createMoves, type Move} from './moves.ts';
import type {Resource} from './pages.ts';
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
	move(user: {readonly id: string; readonly isNew?: boolean}, from: readonly string[], to: readonly string[], call: Call): Promise<void>;
}

interface GroupsOptions {
	readonly api: ScimApi;
	readonly readGroups: (call: Call) => AsyncIterable<Resource>;
	readonly provider: (call: Call) => Promise<Provider>;
	readonly managed: readonly string[] | undefined;
	readonly log: Log;
}

/** A value of the attribute `groups` as names. */
export const namesOf = (value: Json | undefined): string[] => {
	const names = Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value];
	return [...new Set(names.map(name => (typeof name === 'string' ? name : JSON.stringify(name))))];
};

export const createGroups = ({api, readGroups, provider, managed, log}: GroupsOptions): Groups => {
	let reading: Promise<Memberships> | undefined;
	let memberships = noMemberships();
	/** The users that say themselves that they are in a group, by its name. */
	const told = new Map<string, Set<string>>();
	/** Whether the provider was ever seen to show who is in a group. */
	let isShown = false;
	const isManaged = (name: string): boolean => managed === undefined || managed.includes(name);
	const warned = new Set<string>();
	/** Said once, however many people are to join. */
	const warnOnce = (name: string, what: string): void => {
		if (warned.has(name)) return;
		warned.add(name);
		log.warn(
			`${what}: who else is in it is not known, and it is not changed; an account that should join or leave it fails (exit code 1). Take the group out of \`groups\` of the target, or let the provider show all \`members\``,
		);
	};
	const warnOfDoubt = (name: string, size: number): void =>
		warnOnce(name, `the group ${name} shows exactly ${size} members, which may be the most that the provider shows`);
	const move = createMoves({api, provider, known: () => ({memberships, told, isShown}), onDoubt: warnOfDoubt});

	const readAnew = async (call: Call): Promise<Memberships> => {
		told.clear();
		memberships = await readMemberships({api, readGroups, isManaged}, call);
		isShown ||= memberships.members.size > 0;
		for (const [id, total] of memberships.totals) {
			const shown = memberships.shown.get(id)?.size ?? 0;
			const name = memberships.names.get(id) ?? id;
			if (total > shown && isManaged(name)) warnOnce(name, `the provider shows ${shown} of ${total} members of the group ${name}`);
		}
		return memberships;
	};
	const load = async (call: Call): Promise<Memberships> => {
		reading = readAnew(call);
		reading.catch(() => (reading = undefined));
		return reading;
	};

	const idOf = async (name: string, call: Call): Promise<string> => {
		if (!isManaged(name))
			throw new TargetError('refused', `the group ${name} is not among those that may be changed`, {
				hint: 'Add it to `groups` of the target.',
			});
		const {ids} = await (reading ?? load(call));
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

	/** Keeps what was read in step with what was written. */
	const moved = ({name, groupId, userId, isIn}: Move): void => {
		const {members, shown, totals} = memberships;
		const names = members.get(userId) ?? new Set();
		const users = shown.get(groupId) ?? new Set();
		const total = totals.get(groupId);
		if (total !== undefined && users.has(userId) !== isIn) totals.set(groupId, total + (isIn ? 1 : -1));
		if (isIn) {
			members.set(userId, names.add(name));
			shown.set(groupId, users.add(userId));
			isShown = true;
		} else {
			names.delete(name);
			users.delete(userId);
			told.get(name)?.delete(userId);
		}
	};

	return {
		load,
		ready: async call => reading ?? load(call),
		of({id, data}) {
			const direct = listAt(data, 'groups').filter(group => textAt(group, 'type')?.toLowerCase() !== 'indirect');
			const shown = direct
				.map(group => memberships.names.get(textAt(group, 'value') ?? '') ?? textAt(group, 'display'))
				.filter(name => name !== undefined);
			if (shown.length > 0) isShown = true;
			for (const name of shown) told.set(name, (told.get(name) ?? new Set()).add(id));
			return [...new Set([...shown, ...(memberships.members.get(id) ?? [])])].filter(isManaged).toSorted(compare);
		},
		async ensureKnown(wanted, call) {
			for (const name of wanted) await idOf(name, call);
		},
		async move({id: userId, isNew = false}, from, to, call) {
			const wanted = [
				...to.filter(name => !from.includes(name)).map(name => [name, true] as const),
				...from.filter(name => !to.includes(name)).map(name => [name, false] as const),
			];
			const moves = await Promise.all(wanted.map(async ([name, isIn]) => ({name, isIn, isNew, userId, groupId: await idOf(name, call)})));
			for (const one of moves) {
				await move(one, call);
				moved(one);
			}
		},
	};
};
