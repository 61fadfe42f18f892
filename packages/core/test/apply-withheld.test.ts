import {expect, test} from 'vitest';

import type {Allowance} from '../src/index.ts';
import {left, member, numbered, renamed, row} from './running.ts';
import {apply, save} from './saved.ts';
import {createWorld} from './world.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const people = [...names.slice(0, 5).map(name => left(name)), member('f'), member('new')];
const accounts = names.map(name => row(name));
const removals = (ceiling: number): Allowance[] => [{guard: 'removals', ceiling}];

test.each([
	['stays withheld', undefined, 0, 4],
	['stays withheld under a ceiling that does not cover its number', removals(4), 0, 4],
	['is carried out under one that does', removals(5), 5, 0],
	['is carried out under a larger one', removals(50), 5, 0],
	['stays withheld when another guard is lifted', [{guard: 'updates', ceiling: 50}], 0, 4],
] as const)('what a guard withheld %s', async (_sentence, allow, removed, exit) => {
	const world = createWorld({accounts});
	const applied = await apply(world.target, await save(world.target, people), {allow});
	expect(world.writes().filter(write => write.startsWith('deactivate'))).toHaveLength(removed);
	expect(world.writes()).toContain('create UNEW');
	expect(applied.report!.guards.find(({guard}) => guard === 'removals')!.tripped).toBe(removed === 0);
	expect(applied.exit).toBe(exit);
});

test('it is not there where --allow made the plan', async () => {
	const world = createWorld({accounts});
	await apply(world.target, await save(world.target, people, {allow: removals(5)}));
	expect(world.writes().filter(write => write.startsWith('deactivate'))).toHaveLength(5);
});

test('by two guards, it needs both of them lifted', async () => {
	const ten = numbered('p', 10);
	const policy = {guards: {privileged: {name: ten.slice(0, 4)}}};
	const world = createWorld({accounts: ten.map(name => renamed(name))});
	const file = await save(
		world.target,
		ten.map(name => member(name)),
		{policy},
	);
	const {lines} = await apply(world.target, file, {policy, allow: [{guard: 'updates', ceiling: 10}]});
	expect(lines.slice(3, 5)).toEqual(['withheld update p003@example.com (privileged)', 'done update p004@example.com']);
});

test('because nobody was in, it stays withheld, whatever is allowed', async () => {
	const world = createWorld({accounts});
	const allow = [...removals(50), {guard: 'updates', ceiling: 50}, {guard: 'privileged', ceiling: 50}] as const;
	const {exit} = await apply(world.target, await save(world.target, [left('a')]), {allow});
	expect(world.writes()).toEqual([]);
	expect(exit).toBe(4);
});
