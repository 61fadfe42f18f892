import assert from 'node:assert/strict';

import type {Account, Call, Target} from '@slack-im/core';

import {check, type Need} from '../check.ts';
import type {FaultKind, Faults} from '../faults.ts';
import {ending, endsWith, readAll, type Session} from '../session.ts';

// A server that asks for more patience than anybody has: nothing waits for it
const notNow = {'retry-after': '86400'};

const faultsOf = ({system}: Session): Faults => {
	assert.ok(system.faults);
	return system.faults;
};

/** How a call ends that meets a fault from its first request on. */
const endingWith = async (
	session: Session,
	fault: FaultKind,
	work: (target: Target, call: Call) => Promise<unknown>,
	options: Parameters<Faults['set']>[1] = {},
): Promise<string> => {
	const faults = faultsOf(session);
	return session.act(async (target, call) => {
		await faults.set(fault, options);
		const end = await ending(work(target, call));
		await faults.clear();
		return end;
	});
};

const statuses: readonly (readonly [
	status: number,
	headers: Record<string, string>,
	toRead: readonly string[] | undefined,
	toWrite: readonly string[],
])[] = [
	[401, {}, ['auth'], ['auth']],
	[403, {}, ['auth'], ['auth']],
	[404, {}, ['not-found'], ['not-found']],
	[409, {}, undefined, ['exists']],
	[412, {}, undefined, ['changed']],
	[422, {}, ['refused'], ['refused']],
	[429, notNow, ['unavailable'], ['unavailable']],
	[500, {}, ['unavailable'], ['unavailable']],
	// It comes at once, so nobody began with it; a target may be more careful, for a gateway says it too
	[503, {}, ['unavailable'], ['unavailable', 'unknown-outcome']],
	[503, notNow, ['unavailable'], ['unavailable']],
];

const inWords = ([status, headers]: (typeof statuses)[number]): string =>
	`${status}${status === 503 && headers === notNow ? ' with Retry-After' : ''}`;

const updating =
	(account: Account, {change}: Session) =>
	async (target: Target, call: Call): Promise<unknown> =>
		target.update?.(account, [change(account, 'Somebody Else')], call);
const creating =
	({system}: Session) =>
	async (target: Target, call: Call): Promise<unknown> =>
		target.create(system.draft(0), call);

const onWrites = {on: 'writes'} as const;

/** A create that loses its connection leaves at most one account, and never says of one that is there that nothing was done. */
const createWithReset =
	(fault: FaultKind) =>
	async (session: Session): Promise<void> => {
		const end = await endingWith(session, fault, creating(session), {...onWrites, times: 1});
		const found = await session.accounts(session.system.draft(0));
		assert.ok(found.length <= 1, 'there is at most one account');
		if (end === 'done') assert.equal(found.length, 1, 'what is called done is done');
		else if (end === 'exists') assert.equal(found.length, 1, 'what is said to exist is there');
		else assert.equal(end, 'unknown-outcome', 'nobody knows whether it was done');
	};

const needsOf = (more: readonly Need[] = []): readonly Need[] => ['faults', ...more];

/** What a target on HTTP owes when the other side fails: the right kind, and an end. */
export const failing = [
	...statuses.flatMap(status => {
		const [code, headers, toRead, toWrite] = status;
		const fault = {status: code, headers};
		return [
			...(toRead
				? [
						check(`a list that is answered ${inWords(status)} is ${toRead.join(' or ')}`, needsOf(['list']), async session =>
							endsWith(await endingWith(session, fault, readAll), ...toRead),
						),
					]
				: []),
			check(`a create that is answered ${inWords(status)} is ${toWrite.join(' or ')}`, needsOf(), async session => {
				endsWith(await endingWith(session, fault, creating(session), onWrites), ...toWrite);
			}),
			check(`an update that is answered ${inWords(status)} is ${toWrite.join(' or ')}`, needsOf(['look', 'update']), async session => {
				await session.create(0);
				const account = await session.account(session.system.draft(0));
				endsWith(await endingWith(session, fault, updating(account, session), onWrites), ...toWrite);
			}),
		];
	}),

	check('a create that is told once to come back at once is not lost, and not done twice', needsOf(['look']), async session => {
		const end = await endingWith(session, {status: 503, headers: {'retry-after': '0'}}, creating(session), {...onWrites, times: 1});
		endsWith(end, 'done', 'unavailable');
		assert.equal((await session.accounts(session.system.draft(0))).length, end === 'done' ? 1 : 0);
	}),
	check('a create whose connection breaks before the system acted', needsOf(['look']), createWithReset('reset-before')),
	check('a create whose connection breaks after the system acted', needsOf(['look']), createWithReset('reset-after')),
	check('a list whose connection breaks is whole or fails', needsOf(['list']), async session => {
		await session.create(0, 1);
		const end = await endingWith(session, 'reset-before', readAll, {times: 1});
		endsWith(end, 'done', 'unavailable');
	}),
	...(['slow', 'endless', 'hang'] as const).flatMap(fault => [
		check(`a list whose answer is ${fault} ends, and fails`, needsOf(['list']), async session => {
			endsWith(await endingWith(session, fault, readAll), 'unavailable', 'invalid-answer');
		}),
		check(`a create whose answer is ${fault} ends, and leaves open what was done`, needsOf(), async session => {
			assert.equal(await endingWith(session, fault, creating(session), onWrites), 'unknown-outcome');
		}),
	]),
	check('a list that is answered with a page for people fails', needsOf(['list']), async session => {
		assert.equal(await endingWith(session, 'html', readAll), 'invalid-answer');
	}),
	check('a create that is answered with a page for people is not called done', needsOf(), async session => {
		endsWith(await endingWith(session, 'html', creating(session), onWrites), 'unknown-outcome', 'invalid-answer');
	}),
	...[302, 307].flatMap(redirect => [
		check(`a list that is redirected elsewhere by ${redirect} fails, and nothing is sent there`, needsOf(['list']), async session => {
			assert.notEqual(await endingWith(session, {redirect}, readAll), 'done');
			assert.equal(await faultsOf(session).strays(), 0, 'credentials do not go to another origin');
		}),
		check(`a create that is redirected elsewhere by ${redirect} fails, and nothing is sent there`, needsOf(), async session => {
			assert.notEqual(await endingWith(session, {redirect}, creating(session), onWrites), 'done');
			assert.equal(await faultsOf(session).strays(), 0, 'credentials do not go to another origin');
		}),
	]),
];
