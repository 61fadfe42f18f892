import type {Account, Target} from '@slack-im/core';
import {describe, expect, test} from 'vitest';

import {memoryTarget} from '../../src/memory.ts';
import {checkTarget, contractTable} from '../../src/testing/index.ts';
import {draft, memorySystem} from './systems.ts';

const never = {signal: new AbortController().signal};

/** An adapter over the smallest target, in pages of two, with one thing done wrong. */
const adapter = (change: (good: Target, rows: () => Account[]) => Partial<Target>) => () => {
	const rows = memoryTarget({unique: ['email'], slackIdAt: 'slackId'});
	return {open: () => ({...rows, ...change(rows, () => [...rows.accounts.values()])}), draft, pageSize: 2};
};

const failures = async (connect: Parameters<typeof checkTarget>[0]): Promise<string[]> => {
	const results = await checkTarget(connect);
	return results.filter(({kind}) => kind === 'failed').map(({name}) => name);
};

describe('the contract', () => {
	test('is kept by the smallest target', async () => {
		const results = await checkTarget(memorySystem);
		expect(results.filter(({kind}) => kind === 'failed')).toEqual([]);
		expect(contractTable(new Map([['memory', results]]))).toMatch(
			/^target +passed +failed +left out \(checks\)\nmemory +\d+ +0 +the list has no pages \(\d\); no faults in the test \(\d+\)$/,
		);
	});

	test('is broken by an adapter that ignores the signal', async () => {
		const deaf = adapter((good, rows) => ({
			async *list() {
				yield* rows();
			},
			find: async keys => good.find!(keys, never),
			create: async given => good.create(given, never),
			update: async (account, changes) => good.update!(account, changes, never),
			deactivate: async account => good.deactivate!(account, never),
			reactivate: async account => good.reactivate!(account, never),
			delete: async account => good.delete!(account, never),
		}));
		expect(await failures(deaf)).toEqual([
			...['list', 'find', 'create', 'update', 'deactivate', 'reactivate', 'delete'].map(
				verb => `${verb} does nothing once the run was stopped`,
			),
			'a list ends soon when the run is stopped between two pages',
		]);
	});

	test('is broken by an adapter that drops the last page', async () => {
		const hasty = adapter((_good, rows) => ({
			async *list({signal}) {
				for (let from = 0; rows().length - from >= 2; from += 2) {
					for (const account of rows().slice(from, from + 2)) {
						if (signal.aborted) throw Object.assign(new Error('stopped'), {kind: 'aborted'});
						yield account;
					}
				}
			},
		}));
		expect(await failures(hasty)).toEqual(expect.arrayContaining(['a list of one account is whole', 'a list of a page and one is whole']));
	});

	test('is broken by an adapter that does not read inactive rows', async () => {
		const blind = adapter((_good, rows) => ({
			async *list({signal}) {
				for (const account of rows().filter(({active}) => active)) {
					if (signal.aborted) throw Object.assign(new Error('stopped'), {kind: 'aborted'});
					yield account;
				}
			},
		}));
		expect(await failures(blind)).toEqual(expect.arrayContaining(['inactive accounts are listed, as inactive']));
	});

	test('says of a check that fails what must hold', async () => {
		const empty = adapter(() => ({async *list() {}}));
		const result = (await checkTarget(empty)).find(({name}) => name === 'a list of one account is whole');
		expect(result).toMatchObject({kind: 'failed', error: {message: expect.stringMatching(/^must hold: the list is whole/)}});
	});

	test('says which person of the test cannot be created', async () => {
		const picky = adapter(() => ({
			async create() {
				throw Object.assign(new Error('a login is missing'), {kind: 'refused'});
			},
		}));
		const result = (await checkTarget(picky)).find(({name}) => name === 'a list of one account is whole');
		const message = "person 0 cannot be created as the test's draft(0) has it: a login is missing";
		expect(result).toMatchObject({kind: 'failed', error: {message, kind: 'refused'}});
	});
});
