import {type Account, hasKey, type Json, type Keys, sameText, type Target, TargetError} from '@slack-im/core';
import {z} from 'zod';

import {throwIfStopped} from './stopped.ts';
import type {TargetType} from './type.ts';

const abilities = ['list', 'find', 'update', 'deactivate', 'reactivate', 'delete'] as const;

const schema = z.strictObject({
	can: z
		.array(z.enum(abilities))
		.default([...abilities])
		.meta({description: 'What it can do besides `create`. Default: everything.'}),
	unique: z
		.array(z.string().min(1))
		.default([])
		.meta({description: 'Attributes of which no two accounts may hold the same value; case does not matter.'}),
	slackIdAt: z.string().min(1).optional().meta({description: 'The attribute that keeps the Slack id. Without it none is kept.'}),
	accounts: z.array(z.custom<Account>()).default([]).meta({description: 'Accounts that are there from the start.'}),
});

export type MemoryOptions = z.output<typeof schema>;

/** A {@link Target} whose accounts a test can look at. */
export interface MemoryTarget extends Target {
	readonly accounts: ReadonlyMap<string, Account>;
}

const without = (record: Record<string, Json>, name: string): Record<string, Json> =>
	Object.fromEntries(Object.entries(record).filter(([other]) => other !== name));

/**
A target that holds its accounts in memory: a fake for tests, and the smallest legal target to copy from.

@param keys - Names of the attributes that are keys as well. @default ['email']
*/
export const memoryTarget = (options: z.input<typeof schema> = {}, keys: readonly string[] = ['email']): MemoryTarget => {
	const {can, unique, slackIdAt, accounts} = schema.parse(options);
	const rows = new Map(accounts.map(account => [account.id, account]));
	let lastId = 0;

	const keysOf = (attributes: Record<string, Json>): Keys =>
		Object.fromEntries(keys.flatMap(name => (typeof attributes[name] === 'string' ? [[name, attributes[name]]] : [])));

	const save = (id: string, active: boolean, attributes: Record<string, Json>, slackId: string | undefined): void => {
		for (const other of rows.values()) {
			const name = unique.find(name => sameText(attributes[name], other.attributes[name]));
			if (name !== undefined && other.id !== id) throw new TargetError('exists', `another account has the same ${name}`);
		}
		rows.set(id, {id, active, attributes, keys: keysOf(attributes), ...(slackId !== undefined && {slackId})});
	};
	const row = ({id}: Account): Account => {
		const found = rows.get(id);
		if (!found) throw new TargetError('not-found', `there is no account ${id}`);
		return found;
	};
	const setActive = (account: Account, active: boolean): void => {
		const {id, attributes, slackId} = row(account);
		save(id, active, attributes, slackId);
	};

	const all: Required<Pick<Target, (typeof abilities)[number]>> = {
		async *list(call) {
			for (const account of rows.values()) {
				throwIfStopped(call);
				yield account;
			}
		},
		async find(wanted, call) {
			throwIfStopped(call);
			return [...rows.values()].find(account => hasKey(account, wanted));
		},
		async update(account, changes, call) {
			throwIfStopped(call);
			const {id, active, attributes, slackId} = row(account);
			const link = changes.find(({attribute}) => attribute === slackIdAt)?.to;
			const others = changes.filter(({attribute}) => attribute !== slackIdAt);
			const changed = others.reduce(
				(all, {attribute, to}) => (to === null ? without(all, attribute) : {...all, [attribute]: to}),
				attributes,
			);
			save(id, active, changed, typeof link === 'string' ? link : slackId);
		},
		async deactivate(account, call) {
			throwIfStopped(call);
			setActive(account, false);
		},
		async reactivate(account, call) {
			throwIfStopped(call);
			setActive(account, true);
		},
		async delete(account, call) {
			throwIfStopped(call);
			rows.delete(row(account).id);
		},
	};

	return {
		accounts: rows,
		...(slackIdAt !== undefined && {slackIdAt}),
		...(unique.length > 0 && {declaresExists: true}),
		...Object.fromEntries(can.map(name => [name, all[name]])),
		async create({slackId, attributes}, call) {
			throwIfStopped(call);
			do lastId++;
			while (rows.has(String(lastId)));
			save(String(lastId), true, attributes, slackIdAt === undefined ? undefined : slackId);
			return {id: String(lastId)};
		},
	};
};

/** Accounts in memory, gone with the process. Not in the registry: nobody's config needs it. */
export const memory: TargetType<MemoryOptions> = {
	schema,
	defaults: () => ({match: ['email']}),
	address: () => 'memory',
	open: (options, {keys}) => memoryTarget(options, keys),
};
