import assert from 'node:assert/strict';

import type {Account} from '@slack-im/core';

import {check} from '../check.ts';
import type {Session} from '../session.ts';

const range = (count: number): number[] => Array.from({length: count}, (_, number) => number);

const eachOnce = (accounts: readonly Account[]): void => {
	const ids = accounts.map(({id}) => id);
	assert.deepEqual(ids.toSorted(), [...new Set(ids)].toSorted(), 'every account is listed once');
};

const listsExactly =
	(count: (session: Session) => number) =>
	async (session: Session): Promise<void> => {
		const before = (await session.list()).length;
		const numbers = range(count(session));
		await session.create(...numbers);
		const accounts = await session.list();
		eachOnce(accounts);
		assert.equal(accounts.length, before + numbers.length, 'the list is whole');
		for (const number of numbers) sees(session, accounts, number);
	};

const sees = ({system, key, keyOf}: Session, accounts: readonly Account[], number: number): void => {
	const wanted = keyOf(system.draft(number));
	assert.ok(
		accounts.some(({keys}) => keys[key] === wanted),
		`the list shows the account with ${key} ${wanted}`,
	);
};

/** What a list owes: everybody, once, the inactive ones too. */
export const listing = [
	check(
		'a list of nobody ends',
		['list'],
		listsExactly(() => 0),
	),
	check(
		'a list of one account is whole',
		['list'],
		listsExactly(() => 1),
	),
	check(
		'a list of exactly a page is whole',
		['list'],
		listsExactly(({pageSize}) => pageSize),
	),
	check(
		'a list of a page and one is whole',
		['list'],
		listsExactly(({pageSize}) => pageSize + 1),
	),
	check(
		'a list of three pages is whole',
		['list', 'pages'],
		listsExactly(({pageSize}) => pageSize * 3),
	),

	check('every account has an id, keys that are texts, and a state', ['list'], async session => {
		await session.create(0, 1);
		for (const {id, keys, active} of await session.list()) {
			assert.ok(typeof id === 'string' && id !== '', 'the id is a text');
			assert.ok(
				Object.values(keys).every(value => typeof value === 'string'),
				`the keys of ${id} are texts`,
			);
			assert.equal(typeof active, 'boolean', `${id} is active or not`);
		}
	}),

	check('inactive accounts are listed, as inactive', ['list', 'inactive'], async session => {
		const {system, act, account} = session;
		await session.create(0);
		const draft = system.draft(1);
		if (system.addInactive) {
			await system.addInactive(draft);
		} else {
			await session.create(1);
			const made = await account(draft);
			await act(async (target, call) => target.deactivate?.(made, call));
		}
		assert.equal((await account(draft)).active, false, 'the inactive account is listed as inactive');
		assert.equal((await account(system.draft(0))).active, true, 'the other one is active');
	}),

	check('a list to which somebody is added while it is read shows all the others, each once', ['list'], async session => {
		const {pageSize, act} = session;
		const numbers = range(pageSize + 1);
		await session.create(...numbers);
		const accounts = await act(async (target, call) => {
			const read: Account[] = [];
			for await (const account of target.list?.(call) ?? []) {
				read.push(account);
				if (read.length === 1) await session.create(pageSize + 1);
			}
			return read;
		});
		eachOnce(accounts);
		for (const number of numbers) sees(session, accounts, number);
	}),

	check('a list from which somebody is deleted while it is read shows all the others', ['list', 'delete', 'pages'], async session => {
		const {pageSize, act} = session;
		const numbers = range(pageSize * 2 + 1);
		await session.create(...numbers);
		const before = await session.list();
		const gone = before[0]!;
		const accounts = await act(async (target, call) => {
			const read: Account[] = [];
			for await (const account of target.list?.(call) ?? []) {
				read.push(account);
				if (read.length === 1) await act(async (other, call) => other.delete?.(gone, call));
			}
			return read;
		});
		const ids = new Set(accounts.map(({id}) => id));
		for (const {id} of before.slice(1)) assert.ok(ids.has(id), `${id}, which was there all the time, is listed`);
	}),
];
