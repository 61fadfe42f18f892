import {describe, expect, test} from 'vitest';

import {crowd, sync} from './running.ts';
import {createWorld, trouble, type Fault, type Seen, type WorldOptions} from './world.ts';

const once = (fault: Fault) => {
	let done = false;
	return ({verb}: Seen): Fault => {
		if (verb !== 'create' || done) return undefined;
		done = true;
		return fault;
	};
};

describe('a create that the target did not take, as under too much at once, and that its list does not show', () => {
	const down: Fault = {before: trouble('unavailable', 503)};
	test.each<[sentence: string, options: WorldOptions, outcome: string, writes: number]>([
		['is sent once more: the list shows who was created after it', {fault: once(down)}, 'done create', 5],
		['a 500 as well', {fault: once({before: trouble('unavailable', 500)})}, 'done create', 5],
		['and not a third time', {fault: ({about}) => (about === 'UP000' ? down : undefined)}, 'failed create (unavailable)', 5],
		['not where it may still be under way', {fault: once({before: trouble('unknown-outcome')})}, 'failed create (unknown-outcome)', 4],
		['not where the list is late', {fault: once(down), lag: 1}, 'failed create (unavailable)', 4],
		[
			'not where the list hides another one',
			{fault: once(down), hides: ({keys}) => keys.userId === 'p003'},
			'failed create (unavailable)',
			4,
		],
		[
			'not where each account is looked up: that shows nothing of the others',
			{fault: once(down), can: ['find']},
			'failed create (unavailable)',
			4,
		],
		[
			'not where nobody was created after it',
			{fault: ({about}) => (about === 'UP000' ? down : undefined), takes: ({about}) => (about === 'UP000' ? 40 : 0)},
			'failed create (unavailable)',
			4,
		],
	])('%s', async (_sentence, options, outcome, writes) => {
		const world = createWorld({can: ['list'], ...options});
		const {lines} = await sync(world.target, crowd(4));
		const [, kind, note = ''] = /^(\S+ \S+)(?: p000@example.com)(.*)$/.exec(lines.find(line => line.includes('p000'))!)!;
		expect(`${kind}${note}`).toBe(outcome);
		expect(world.writes()).toHaveLength(writes);
	});

	test('is sent by itself: so many at once may have been too much', async () => {
		const asked = new Set<string>();
		const again: number[] = [];
		let underWay = 0;
		const world = createWorld({can: ['list'], takes: 5});
		const create: typeof world.target.create = async (draft, call) => {
			underWay++;
			if (asked.has(draft.slackId)) again.push(underWay);
			const isFirst = asked.size < 3 && !asked.has(draft.slackId);
			asked.add(draft.slackId);
			try {
				if (isFirst) throw trouble('unavailable', 503);
				return await world.target.create(draft, call);
			} finally {
				underWay--;
			}
		};
		const {exit} = await sync({...world.target, create}, crowd(8));
		expect([exit, world.rows.size, again]).toEqual([0, 8, [1, 1, 1]]);
	});
});
