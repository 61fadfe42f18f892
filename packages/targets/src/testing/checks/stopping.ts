import assert from 'node:assert/strict';

import type {Account, Call, Target} from '@slack-im/core';

import {check, type Need} from '../check.ts';
import {ending, readAll, type Session} from '../session.ts';

/** Milliseconds within which a stopped call has ended. */
const soon = 2_000;

const stopped: Call = {signal: AbortSignal.abort()};

type Verb = (target: Target, account: Account, session: Session, call: Call) => Promise<unknown>;

const verbs: readonly (readonly [name: string, needs: readonly Need[], run: Verb])[] = [
	['list', ['list'], async (target, _account, _session, call) => readAll(target, call)],
	['find', ['find'], async (target, _account, {key}, call) => target.find?.({[key]: 'nobody@example.com'}, call)],
	['create', [], async (target, _account, {system}, call) => target.create(system.draft(7), call)],
	['update', ['update'], async (target, account, {change}, call) => target.update?.(account, [change(account, 'Too Late')], call)],
	['deactivate', ['deactivate'], async (target, account, _session, call) => target.deactivate?.(account, call)],
	['reactivate', ['reactivate'], async (target, account, _session, call) => target.reactivate?.(account, call)],
	['delete', ['delete'], async (target, account, _session, call) => target.delete?.(account, call)],
];

/** An account to try a verb on; one made up will do where none can be looked up. */
const someAccount = async (session: Session): Promise<Account> => {
	const draft = session.system.draft(0);
	await session.create(0);
	const [account] = await session.accounts(draft);
	return account ?? {id: '0', keys: {}, active: true, attributes: draft.attributes};
};

const quickly = async (what: string, call: Promise<unknown>, from = performance.now()): Promise<void> => {
	assert.notEqual(await ending(call), 'done', `${what} does not succeed once the run was stopped`);
	const milliseconds = Math.round(performance.now() - from);
	assert.ok(milliseconds < soon, `${what} ends within ${soon} ms, not after ${milliseconds}`);
};

/** What a stop owes: an end, soon. */
export const stopping = [
	...verbs.map(([name, needs, run]) =>
		check(`${name} does nothing once the run was stopped`, needs, async session => {
			const account = await someAccount(session);
			const before =
				session.target.slackIdAt === undefined && needs.length === 0 ? undefined : await session.accounts(session.system.draft(0));
			await session.act(async target => quickly(name, run(target, account, session, stopped)));
			if (before) assert.deepEqual(await session.accounts(session.system.draft(0)), before, 'nothing was changed');
			assert.deepEqual(await session.accounts(session.system.draft(7)), [], 'nobody was created');
		}),
	),
	check('a list ends soon when the run is stopped between two pages', ['list', 'pages'], async session => {
		await session.create(...Array.from({length: session.pageSize * 2 + 1}, (_, number) => number));
		await session.act(async target => {
			const controller = new AbortController();
			const read = async (): Promise<void> => {
				let count = 0;
				for await (const account of target.list?.({signal: controller.signal}) ?? []) {
					assert.ok(account.id);
					if (++count === 1) controller.abort();
				}
			};
			await quickly('list', read());
		});
	}),
	...verbs.map(([name, needs, run]) =>
		check(`${name} ends soon when the run is stopped while it waits for an answer`, [...needs, 'faults'], async session => {
			const account = await someAccount(session);
			await session.act(async target => {
				await session.system.faults?.set('hang');
				const controller = new AbortController();
				const call = run(target, account, session, {signal: controller.signal});
				setTimeout(() => controller.abort(), 100);
				await quickly(name, call);
				await session.system.faults?.clear();
			});
		}),
	),
];
