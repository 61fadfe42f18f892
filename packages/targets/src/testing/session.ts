import assert from 'node:assert/strict';

import {type Account, type Call, type Change, type Draft, errorKind, foundAccounts, hasKey, type Json, type Target} from '@slack-im/core';

import type {TestSystem} from './system.ts';

/** What a check works with: the system, and the few things that every check does to it. */
export interface Session {
	readonly system: TestSystem;
	readonly key: string;
	readonly attribute: string;
	/** Accounts of a page; 2 where the list has none. */
	readonly pageSize: number;
	/** The value that a draft has for the key. */
	readonly keyOf: (draft: Draft) => string;
	readonly target: Pick<Target, 'slackIdAt' | 'declaresExists'>;
	/** Opens the target, does something with it, lets it take effect and closes it: what a run does. */
	readonly act: <T>(work: (target: Target, call: Call) => Promise<T>) => Promise<T>;
	/** Creates these people, one after the other. */
	readonly create: (...numbers: number[]) => Promise<void>;
	readonly list: () => Promise<Account[]>;
	/** The one account of a draft, by its key; fails where there is none, or more than one. */
	readonly account: (draft: Draft) => Promise<Account>;
	/** All accounts of a draft. */
	readonly accounts: (draft: Draft) => Promise<Account[]>;
	/** A change of the attribute that may be changed. */
	readonly change: (account: Account, to: Json) => Change;
}

const never: Call = {signal: new AbortController().signal};

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** People are created before most checks begin: what goes wrong then is mostly the test's own. */
const refuseDraft = (number: number, error: unknown): never => {
	const kind = errorKind(error);
	throw Object.assign(
		new Error(
			`person ${number} cannot be created as the test's draft(${number}) has it: ${error instanceof Error ? error.message : String(error)}`,
			{cause: error},
		),
		kind !== undefined && {kind},
	);
};

/** A call ends in one of these ways. */
export const endsWith = (end: string, ...ways: readonly string[]): void =>
	assert.ok(ways.includes(end), `it ends with ${ways.join(' or ')}, not with ${end}`);

export const createSession = (
	system: TestSystem,
	target: Session['target'] & {readonly list?: unknown; readonly find?: unknown},
): Session => {
	const {key = 'email', attribute = 'name', pageSize = 2} = system;

	const act: Session['act'] = async work => {
		const target = await system.open();
		try {
			const result = await work(target, never);
			await target.commit?.(never);
			return result;
		} finally {
			await target.close?.();
		}
	};
	const list = async (): Promise<Account[]> =>
		act(async (target, call) => {
			const accounts: Account[] = [];
			for await (const account of target.list?.(call) ?? []) accounts.push(account);
			return accounts;
		});
	const keyOf = ({attributes}: Draft): string => text(attributes[key]);
	const accounts = async (draft: Draft): Promise<Account[]> => {
		const wanted = keyOf(draft);
		if (target.list) return (await list()).filter(account => hasKey(account, {[key]: wanted}));
		return [...foundAccounts(await act(async (target, call) => target.find?.({[key]: wanted}, call)))];
	};

	return {
		system,
		key,
		attribute,
		pageSize,
		keyOf,
		target,
		act,
		list,
		accounts,
		async create(...numbers) {
			await act(async (target, call) => {
				for (const number of numbers) await target.create(system.draft(number), call).catch((error: unknown) => refuseDraft(number, error));
			});
		},
		async account(draft) {
			const found = await accounts(draft);
			assert.equal(found.length, 1, `there is one account with ${key} ${keyOf(draft)}, not ${found.length}`);
			return found[0]!;
		},
		change: (account, to) => ({attribute, from: account.attributes[attribute], to}),
	};
};

/** Milliseconds after which a call counts as one that does not end. */
export const patience = 15_000;

/** How a call ends: the kind of its error, or `done`. Fails where it does not end at all. */
export const ending = async (call: Promise<unknown>): Promise<string> => {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<string>(resolve => {
		timer = setTimeout(() => resolve('late'), patience);
	});
	const end = await Promise.race([
		call.then(
			() => 'done',
			(error: unknown) => errorKind(error) ?? `an error without a kind: ${error instanceof Error ? error.message : String(error)}`,
		),
		late,
	]);
	clearTimeout(timer);
	assert.notEqual(end, 'late', `the call ends within ${patience / 1000} s`);
	return end;
};

/** Reads a list to its end. */
export const readAll = async (target: Target, call: Call): Promise<void> => {
	for await (const account of target.list?.(call) ?? []) assert.ok(account.id);
};
