import {describe, expect, test} from 'vitest';

import type {Target} from '../src/index.ts';
import {left, member, renamed, row} from './running.ts';
import {apply, save} from './saved.ts';
import {createWorld, trouble, type World, type WorldOptions} from './world.ts';

const policy = {leavers: 'delete', guards: {updates: {share: 1}}};
const accounts = [renamed('ben'), renamed('cem', {active: false}), row('dan'), row('fay'), row('gil')];
const people = [member('ada'), member('ben'), member('cem'), left('dan'), member('eve'), member('fay'), member('gil')];
const writes = 6;

const plain = ({rows}: World): unknown[] =>
	[...rows.values()].map(({keys, active, attributes}) => JSON.stringify({keys, active, attributes})).toSorted();

/** A world in which the process dies at one write: the request is lost, or its answer is. */
const dying = (when: 'before' | 'after', at: number, options: WorldOptions) => {
	const stop = new AbortController();
	const lost = trouble('unknown-outcome');
	let write = 0;
	const world = createWorld({
		...options,
		fault: ({verb}) => {
			if (verb === 'list' || verb === 'find' || write++ !== at) return undefined;
			stop.abort('SIGTERM');
			return when === 'before' ? {before: lost} : {after: lost};
		},
	});
	return {world, signal: stop.signal};
};

describe.each(['list', 'find'] as const)('a plan that was applied half-way, on a target that can %s', ability => {
	const can = [ability, 'update', 'deactivate', 'reactivate', 'delete'] as const;
	const cuts = Array.from({length: writes}, (_, at) => at).flatMap(at => [{at, when: 'before'} as const, {at, when: 'after'} as const]);

	test.each(cuts)('ends without a conflict when it is applied again: cut off $when write $at', async ({at, when}) => {
		const undisturbed = createWorld({accounts, can});
		await apply(undisturbed.target, await save(undisturbed.target, people, {policy}), {policy});
		expect(undisturbed.writes()).toHaveLength(writes);

		const {world, signal} = dying(when, at, {accounts, can});
		const file = await save(world.target, people, {policy});
		await apply(world.target, file, {policy: {...policy, limits: {concurrency: 1}}, signal});
		expect(signal.aborted).toBe(true);
		const {lines, exit} = await apply(world.target, file, {policy});
		expect(lines.filter(line => line.startsWith('conflict'))).toEqual([]);
		expect(exit).toBe(0);
		expect(plain(world)).toEqual(plain(undisturbed));
	});
});

test('an account whose keys the plan changed is still found by a target that can only find', async () => {
	const old = row('old', {slackId: 'UADA'});
	const world = createWorld({can: ['list', 'find', 'update'], slackIdAt: 'externalId', accounts: [old]});
	const file = await save(world.target, [member('ada')]);
	const blind: Target = {
		...world.target,
		list: undefined!,
		find: async (wanted, call) =>
			world.target.find!(Object.fromEntries(Object.entries(wanted).filter(([name]) => name !== 'slackId')), call),
	};
	expect((await apply(blind, file)).lines).toEqual(['done update ada@example.com']);
	expect((await apply(blind, file)).lines).toEqual(['done update ada@example.com (already)']);
});
