import {randomUUID} from 'node:crypto';

import {type Call, errorKind, TargetError} from '@slack-im/core';

import {isJsonRecord} from '../http/json.ts';
import {versionIn} from './account.ts';
import {isFormRefused, isMethodRefused, type ScimApi, withHint} from './api.ts';
import {patchBody, withoutReadOnly} from './change.ts';
import {createFinding} from './finding.ts';
import {groupPath, listAt, type Memberships, membersIn, readGroup, textAt, totalIn} from './memberships.ts';
import {memberOf, type ScimObject} from './path.ts';
import type {Provider} from './provider.ts';
import {createTurns, type Turns} from './turns.ts';

/** What is known of the groups at this moment. */
interface Known {
	readonly memberships: Memberships;
	/** The users that say themselves that they are in a group, by its name. */
	readonly told: ReadonlyMap<string, ReadonlySet<string>>;
	/** Whether the provider was ever seen to show who is in a group. */
	readonly isShown: boolean;
}

/** A user joins a group, or leaves it. */
export interface Move {
	readonly groupId: string;
	readonly name: string;
	readonly userId: string;
	readonly isIn: boolean;
	/** The user was created just now, and was in no group before. */
	readonly isNew: boolean;
}

const hidden = (name: string): TargetError =>
	new TargetError('refused', `the provider does not show who is in the group ${name}: its members can be neither compared nor kept`, {
		hint: 'Take `groups` out of the attributes, or let the provider show `members` of a group to these credentials; of a group that is sent whole it must show them also where there are none (or put somebody into it by hand).',
	});

const half = (name: string, why: string): TargetError =>
	new TargetError('refused', `the provider does not show all members of the group ${name}: ${why}`, {
		hint: 'Take `groups` out of the attributes, leave this group out of `groups` of the target, or let the provider show all `members` of a group to these credentials.',
	});

const doubtful = (name: string, size: number): TargetError =>
	new TargetError(
		'refused',
		`the group ${name} shows exactly ${size} members, which may be the most that the provider shows: it is not changed, for who else is in it is not known`,
		{
			hint: 'Put one more member into it by hand, which shows whether there are more; let the provider show the `groups` of its users; or leave this group out of `groups` of the target.',
		},
	);

const people = (count: number): string => `${count} ${count === 1 ? 'member' : 'members'}`;

/** As many members as providers are known to show at most. */
const usualMost = new Set([5, 10, 15, 20, 25, 30, 50, 64, 100, 128, 200, 250, 256, 500, 512, 1000, 1024, 2000, 2048, 5000, 10_000]);

interface MovesOptions {
	readonly api: ScimApi;
	readonly provider: (call: Call) => Promise<Provider>;
	readonly known: () => Known;
	/** Told of a group that is not changed because it may have more members than it shows. */
	readonly onDoubt: (name: string, size: number) => void;
}

/**
Writes memberships. Half a group is no group: whoever is not shown would be thrown out where the group is sent whole, and joined again every night where it is not. So a group is written only where nothing speaks for more members than it shows.
*/
export const createMoves = ({api, provider, known, onDoubt}: MovesOptions): ((move: Move, call: Call) => Promise<void>) => {
	const turns = new Map<string, Turns>();
	/** Groups of which more members are known than they show, with the reason. */
	const halves = new Map<string, string>();
	/** How many members of a group are all of them: as it was written, or seen to grow. */
	const proven = new Map<string, number>();
	/** The members of groups, as they were read, that were all of them: as many more as join since are all, too. */
	const clear = new WeakSet<ReadonlySet<string>>();
	const found = createFinding<'patch' | 'put'>(error => isFormRefused(error) || isMethodRefused(error));
	/** Whether nobody in the run was seen in a group after having joined. */
	let isHidden = false;

	/** Throws where a group has more members than it shows. */
	const ensureAllShown = ({groupId, name, userId}: Move, shown: ReadonlySet<string>, total: number | undefined): void => {
		if (total !== undefined && total > shown.size) halves.set(groupId, `it shows ${people(shown.size)} and counts ${total}`);
		const {memberships, told} = known();
		const saysSo = [...(told.get(name) ?? [])].filter(user => user !== userId && !shown.has(user)).length;
		if (saysSo > 0) halves.set(groupId, `it shows ${people(shown.size)}, and ${saysSo} more say of themselves that they are in it`);
		const why = halves.get(groupId);
		if (why !== undefined) throw half(name, why);
		const gone = [...(memberships.shown.get(groupId) ?? [])].filter(user => user !== userId && !shown.has(user)).length;
		// They may also have left since they were read: the next run knows
		if (gone > 0) throw half(name, `it has shown ${people(gone)} before that it does not show now`);
	};
	/** Whether a group shows just as many members as may be the most that the provider shows, and nothing tells that they are all. */
	const isDoubtful = (groupId: string, size: number): boolean => {
		const {memberships, told} = known();
		const members = memberships.shown.get(groupId);
		return (
			usualMost.has(size) &&
			!(members && clear.has(members)) &&
			proven.get(groupId) !== size &&
			memberships.totals.get(groupId) === undefined &&
			told.size === 0 &&
			![...memberships.shown].some(([id, others]) => id !== groupId && others.size > size)
		);
	};
	const inDoubt = ({name}: Move, size: number): TargetError => {
		onDoubt(name, size);
		return doubtful(name, size);
	};
	const setClear = (groupId: string): void => {
		const members = known().memberships.shown.get(groupId);
		if (members) clear.add(members);
	};
	const sizeOf = (groupId: string): number => known().memberships.shown.get(groupId)?.size ?? 0;

	const patch = async ({groupId, userId, isIn}: Move, call: Call): Promise<void> => {
		const body = patchBody([
			isIn ? {op: 'add', path: 'members', value: [{value: userId}]} : {op: 'remove', path: `members[value eq ${JSON.stringify(userId)}]`},
		]);
		await api({method: 'PATCH', path: groupPath(groupId), body}, call);
	};
	/** Whether who has joined is shown. Where nobody was ever seen in a group, it shows whether anybody ever will be. */
	const look = async ({groupId, name, userId}: Move, call: Call): Promise<void> => {
		const shown = membersIn((await readGroup(api, groupId, call)).data);
		if (shown.has(userId)) {
			proven.set(groupId, shown.size);
			setClear(groupId);
			return;
		}
		if (known().isShown) halves.set(groupId, `it shows ${people(shown.size)}, and not who has just joined`);
		else isHidden = true;
		throw known().isShown ? half(name, halves.get(groupId)!) : hidden(name);
	};
	/** Whether the provider finds the user in the group, which does not show them; undefined where it cannot be asked. That it finds whom it shows, and not somebody who is made up, tells those apart that ignore such filters. */
	const isInUnseen = async ({groupId, userId}: Move, call: Call): Promise<boolean | undefined> => {
		if (!(await provider(call)).filter) return undefined;
		const finds = async (user: string): Promise<boolean> => {
			const filter = `id eq ${JSON.stringify(groupId)} and members.value eq ${JSON.stringify(user)}`;
			const {data} = await api({method: 'GET', path: 'Groups', query: {filter}}, call);
			return isJsonRecord(data) && listAt(data, 'Resources').some(group => textAt(group, 'id') === groupId);
		};
		try {
			if (await finds(userId)) return (await finds(randomUUID())) ? undefined : true;
			const [seen] = known().memberships.shown.get(groupId) ?? [];
			return seen !== undefined && (await finds(seen)) ? false : undefined;
		} catch (error) {
			if (!['refused', 'not-found', 'auth'].includes(errorKind(error) ?? '')) throw error;
			return undefined;
		}
	};
	const patchInTurn = async (move: Move, call: Call): Promise<void> => {
		const {groupId, isIn} = move;
		const isLookDue = (): boolean => isIn && (!known().isShown || isDoubtful(groupId, sizeOf(groupId)));
		if (known().isShown && !isDoubtful(groupId, sizeOf(groupId))) setClear(groupId);
		if (!isLookDue()) return turnsOf(groupId).together(async () => patch(move, call));
		return turnsOf(groupId).alone(async () => {
			const isDue = isLookDue();
			// Who was in no group before may join: it shows whether all are shown. Anybody else may be in it unseen, and would join again every night
			if (isDue && known().isShown && !move.isNew) {
				const isUnseen = await isInUnseen(move, call);
				if (isUnseen === undefined) throw inDoubt(move, sizeOf(groupId));
				if (isUnseen) halves.set(groupId, `it shows ${people(sizeOf(groupId))}, and has others`);
			}
			ensureWritable(move);
			await patch(move, call);
			if (isDue) await look(move, call);
		});
	};

	const isEmpty = (name: string): boolean => {
		const {members} = known().memberships;
		// Only where others are shown, none means nobody
		return members.size > 0 && ![...members.values()].some(joined => joined.has(name));
	};
	const whole = (move: Move, data: ScimObject): ScimObject => {
		const {name, groupId, userId, isIn} = move;
		if (memberOf(data, 'members') === undefined && !isEmpty(name)) throw hidden(name);
		const shown = membersIn(data);
		ensureAllShown(move, shown, totalIn(data));
		if (isDoubtful(groupId, shown.size)) throw inDoubt(move, shown.size);
		const others = listAt(data, 'members').filter(member => textAt(member, 'value') !== userId);
		return {...withoutReadOnly(data), members: isIn ? [...others, {value: userId}] : others};
	};
	const put = async (move: Move, call: Call): Promise<void> => {
		const {groupId} = move;
		const {answer, data} = await readGroup(api, groupId, call);
		const body = whole(move, data);
		const version = (await provider(call)).etag ? versionIn(answer) : undefined;
		await api({method: 'PUT', path: groupPath(groupId), body, version}, call);
		proven.set(groupId, membersIn(body).size);
		if (move.isIn && !known().isShown) await look(move, call);
	};
	const putInTurn = async (move: Move, call: Call): Promise<void> => turnsOf(move.groupId).alone(async () => put(move, call));

	const turnsOf = (groupId: string): Turns => {
		const own = turns.get(groupId) ?? createTurns();
		turns.set(groupId, own);
		return own;
	};
	const ensureWritable = ({groupId, name}: Move): void => {
		if (isHidden) throw hidden(name);
		const {memberships} = known();
		const total = memberships.totals.get(groupId) ?? 0;
		if (total > sizeOf(groupId)) halves.set(groupId, `it shows ${people(sizeOf(groupId))} and counts ${total}`);
		const why = halves.get(groupId);
		if (why !== undefined) throw half(name, why);
	};

	return async (move, call) => {
		const {patchGroups, isPatchGroupsSet} = await provider(call);
		ensureWritable(move);
		if (!patchGroups) return putInTurn(move, call);
		try {
			await found(move.isIn ? 'add' : 'remove', isPatchGroupsSet ? ['patch'] : ['patch', 'put'], async way =>
				way === 'patch' ? patchInTurn(move, call) : putInTurn(move, call),
			);
		} catch (error) {
			if (!isFormRefused(error) && !isMethodRefused(error)) throw error;
			throw withHint(
				error,
				'Look whether the provider lets a client write `members` of a group; with `patchGroups: false` the whole group is sent.',
			);
		}
	};
};
