import {describe, expect, test} from 'vitest';

import {type GuardName, type Json, type Operation, type Plan, type Update} from '../src/index.ts';
import {guardsSchema} from '../src/model/settings.ts';
import type {Guards} from '../src/model/settings.ts';
import {guard, lateGuard, type GuardOptions} from '../src/decide/guard.ts';
import {account} from './planning.ts';

const about = (index: number) => ({person: {slackId: `U${index}`, name: 'Ada'}, key: `p${index}@example.com`});
const on = (attributes: Record<string, Json> = {}) => ({account: account({attributes}), matchedBy: 'email'});

const removal = (index: number, kind: 'deactivate' | 'delete' = 'deactivate'): Operation => ({
	...about(index),
	...on(),
	kind,
	because: 'leaver',
});
const update = (index: number, to: Json = 'x', from?: Json): Operation => ({
	...about(index),
	...on(from === undefined ? {} : {role: from}),
	kind: 'update',
	changes: [{attribute: 'role', from, to}],
});
const link = (index: number): Update => ({
	...about(index),
	...on(),
	kind: 'update',
	linkOnly: true,
	changes: [{attribute: 'externalId', from: undefined, to: 'U1'}],
});
const reactivation = (index: number, role: Json = 'x', to?: Json): Operation => ({
	...about(index),
	...on({role}),
	kind: 'reactivate',
	changes: to === undefined ? [] : [{attribute: 'role', from: role, to}],
});
const creation = (index: number, role: Json = 'x', unverified = false): Operation => ({
	...about(index),
	kind: 'create',
	keys: {},
	attributes: {role},
	secrets: [],
	...(unverified && {unverified: true as const}),
});
const times = (count: number, make: (index: number) => Operation): Operation[] => Array.from({length: count}, (_, index) => make(index));

const planOf = (operations: readonly Operation[], claimed: number): Plan => ({
	target: 'dev-server',
	operations,
	conflicts: [],
	orphans: [],
	guards: [],
	claimed,
	accounts: claimed,
	firstSyncOrReset: false,
	warnings: [],
});

const limits = (written: unknown = {}): Guards => guardsSchema.parse(written);
const guarded = (operations: readonly Operation[], claimed: number, options: Partial<GuardOptions> = {}): Plan =>
	guard(planOf(operations, claimed), {limits: limits(), in: 1, ...options});
const result = (plan: Plan, name: GuardName) => plan.guards.find(({guard}) => guard === name);
const withheld = (plan: Plan): number => plan.operations.filter(({withheldBy}) => withheldBy).length;

describe('removals: more than max(3, 0.1 × D), not rounded, or all of D where D > 1', () => {
	test.each([
		['3 of 20 pass: three always do', 3, 20, false],
		['4 of 20 trip', 4, 20, true],
		['4 of 39 trip: 3.9 is not rounded up', 4, 39, true],
		['4 of 40 pass: exactly a tenth', 4, 40, false],
		['5 of 40 trip', 5, 40, true],
		['10 of 100 pass', 10, 100, false],
		['11 of 100 trip', 11, 100, true],
		['10 of 109 pass: 10.9', 10, 109, false],
		['11 of 109 trip: 10.9', 11, 109, true],
		['nothing of nothing passes', 0, 0, false],
		['the only one of 1 passes', 1, 1, false],
		['1 of 2 passes', 1, 2, false],
		['2 of 2 trip: that is everybody', 2, 2, true],
		['2 of 3 pass', 2, 3, false],
		['3 of 3 trip: that is everybody', 3, 3, true],
		['3 of 4 pass', 3, 4, false],
	] as const)('%s', (_sentence, removals, claimed, trips) => {
		const plan = guarded(times(removals, removal), claimed);
		expect(result(plan, 'removals')).toMatchObject({tripped: trips, count: removals, of: claimed});
		expect(withheld(plan)).toBe(trips ? removals : 0);
	});

	test.each([
		['29 of 100 at 0.29 pass, whatever binary fractions say', 0.29, 29, 100, false],
		['30 of 100 at 0.29 trip', 0.29, 30, 100, true],
		['57 of 100 at 0.57 pass', 0.57, 57, 100, false],
		['58 of 100 at 0.58 pass', 0.58, 58, 100, false],
		['7 of 10 at 0.7 pass', 0.7, 7, 10, false],
		['9 of 10 at a share of 1 pass', 1, 9, 10, false],
		['10 of 10 at a share of 1 trip: everybody is never routine', 1, 10, 10, true],
		['1 of 5 at nothing at all trips', 0, 1, 5, true],
	] as const)('%s', (_sentence, share, removals, claimed, trips) => {
		const plan = guarded(times(removals, removal), claimed, {limits: limits({removals: {count: 0, share}})});
		expect(result(plan, 'removals')!.tripped).toBe(trips);
	});

	test('deactivations and deletions are counted together', () => {
		const plan = guarded([...times(2, index => removal(index)), ...times(2, index => removal(index + 2, 'delete'))], 20);
		expect(result(plan, 'removals')).toMatchObject({tripped: true, count: 4});
	});

	test('the rest goes on', () => {
		const plan = guarded([creation(8), update(9), ...times(4, removal)], 20);
		expect(plan.operations.map(({kind, withheldBy}) => [kind, withheldBy?.join() ?? 'goes on'])).toEqual([
			['create', 'goes on'],
			['update', 'goes on'],
			...times(4, removal).map(() => ['deactivate', 'removals']),
		]);
	});
});

describe('updates: more than 0.3 × D, from D = 10 on', () => {
	test.each([
		['3 of 10 pass', 3, 10, false],
		['4 of 10 trip', 4, 10, true],
		['9 of 9 pass: too few accounts to tell', 9, 9, false],
		['3 of 11 pass: 3.3', 3, 11, false],
		['4 of 11 trip', 4, 11, true],
		['30 of 100 pass', 30, 100, false],
		['31 of 100 trip', 31, 100, true],
	] as const)('%s', (_sentence, updates, claimed, trips) => {
		const plan = guarded(times(updates, update), claimed);
		expect(result(plan, 'updates')).toMatchObject({tripped: trips, count: updates});
		expect(withheld(plan)).toBe(trips ? updates : 0);
	});

	test('reactivations count as updates', () => {
		expect(result(guarded([...times(3, update), reactivation(3)], 10), 'updates')).toMatchObject({tripped: true, count: 4});
	});

	test('creates and removals do not', () => {
		expect(result(guarded([...times(3, update), creation(4), removal(5)], 10), 'updates')).toMatchObject({tripped: false, count: 3});
	});

	test('a missing link to Slack counts in no guard, and passes when others are withheld', () => {
		const plan = guarded([...times(4, update), ...times(50, index => link(index + 4))], 60, {limits: limits({updates: {share: 0}})});
		expect(result(plan, 'updates')).toMatchObject({tripped: true, count: 4});
		expect(withheld(plan)).toBe(4);
	});

	test('where there is no limit, the result names none', () => {
		expect(result(guarded([update(1)], 9), 'updates')).not.toHaveProperty('limit');
	});
});

const title = (index: number, ...more: string[]): Operation => ({
	...about(index),
	...on(),
	kind: 'update',
	changes: ['title', ...more].map(attribute => ({attribute, from: undefined, to: 'x'})),
});

describe('attributes that differ in every account', () => {
	const neverEqual = [{attribute: 'title', accounts: 12}];
	const planned = (operations: readonly Operation[], options: Partial<GuardOptions> = {}): Plan =>
		guard({...planOf(operations, 20), neverEqual}, {limits: limits(), in: 1, ...options});
	const lost = times(12, index => title(index));

	test.each([
		['what they alone change is withheld, the rest goes on', [...lost, update(20), reactivation(21)], 12, true],
		['an update of more goes on', [...lost, title(20, 'name')], 12, true],
		['as many others as the limit go on', [...lost, ...times(6, index => update(index + 20))], 12, true],
		['one more, and all are withheld', [...lost, ...times(7, index => update(index + 20))], 19, true],
		['within the limit nothing is withheld', times(6, index => title(index)), 0, false],
	] as const)('%s', (_sentence, operations, count, trips) => {
		const plan = planned(operations);
		expect(withheld(plan)).toBe(count);
		expect(result(plan, 'updates')!.tripped).toBe(trips);
	});

	test('the message names them, and the option for all', () => {
		const {message} = result(planned([...lost, update(20)]), 'updates')!;
		expect(message).toContain('`title` differs in all 12 accounts that were compared');
		expect(message).toMatch(/may not keep or show it.*to allow it once: --allow updates=13$/);
	});

	test('the option lets all of them pass', () => {
		expect(withheld(planned([...lost, update(20)], {allow: {updates: 13}}))).toBe(0);
	});
});

const adoption = (index: number): Operation => ({...link(index), adopts: true});

const adopting = (count: number, claimed: number, linked: number | undefined, options: Partial<GuardOptions> = {}): Plan =>
	guard(
		{...planOf([update(900), ...times(count, adoption)], claimed), ...(linked !== undefined && {linked})},
		{limits: limits(), in: 1, ...options},
	);

describe('adoptions: more than max(3, 0.1 × D) first links, where accounts are linked already', () => {
	test.each([
		['3 of 20 pass: three always do', 3, 20, 10, false],
		['4 of 20 trip', 4, 20, 10, true],
		['4 of 40 pass: exactly a tenth', 4, 40, 1, false],
		['5 of 40 trip', 5, 40, 1, true],
		['all of them pass in the first run that links anybody', 20, 20, 0, false],
	] as const)('%s', (_sentence, count, claimed, linked, trips) => {
		const plan = adopting(count, claimed, linked);
		expect(result(plan, 'adoptions')).toMatchObject({tripped: trips, count});
		expect(withheld(plan)).toBe(trips ? count : 0);
	});

	test('a target that keeps no Slack id has no such guard', () => {
		expect(result(adopting(4, 20, undefined), 'adoptions')).toBeUndefined();
	});

	test('--allow is an exact ceiling, and the message prints it', () => {
		expect(result(adopting(4, 20, 10), 'adoptions')!.message).toBe(
			'dev-server: 4 of 20 active accounts (20 %) would be linked to people for the first time, more than 3; to allow it once: --allow adoptions=4',
		);
		expect(withheld(adopting(4, 20, 10, {allow: {adoptions: 4}}))).toBe(0);
	});

	test('the limit is the config’s', () => {
		expect(withheld(adopting(4, 20, 10, {limits: limits({adoptions: {count: 4}})}))).toBe(0);
	});
});

describe('privileged: more grants than max, once values are named', () => {
	const named = {limits: limits({privileged: {role: ['ADMIN', 'OWNER']}})};
	test.each([
		['a create with a named value is a grant', creation(1, 'ADMIN'), 1],
		['a create with another value is none', creation(1, 'AGENT'), 0],
		['a create with a list that holds one is a grant', creation(1, ['AGENT', 'OWNER']), 1],
		['a create that is unverified counts in no guard', creation(1, 'ADMIN', true), 0],
		['an update to a named value is a grant', update(1, 'ADMIN', 'AGENT'), 1],
		['an update from one named value to the other is a grant', update(1, 'OWNER', 'ADMIN'), 1],
		['an update away from it is none', update(1, 'AGENT', 'ADMIN'), 0],
		['an update of a list that holds it before and after is none', update(1, ['ADMIN', 'x'], ['ADMIN']), 0],
		['an update that adds it to a list is a grant', update(1, ['x', 'ADMIN'], ['x']), 1],
		['a reactivation of an account that has it is a grant', reactivation(1, 'ADMIN'), 1],
		['a reactivation that takes it away is none', reactivation(1, 'ADMIN', 'AGENT'), 0],
		['a reactivation that gives it is a grant', reactivation(1, 'AGENT', 'ADMIN'), 1],
		['a reactivation without it is none', reactivation(1, 'AGENT'), 0],
		['a removal is none', removal(1), 0],
	] as const)('%s', (_sentence, operation, count) => {
		const plan = guarded([operation], 20, named);
		expect(result(plan, 'privileged')).toMatchObject({tripped: count > 0, count});
		expect(withheld(plan)).toBe(count);
	});

	test('is off until values are named', () => {
		expect(result(guarded([creation(1, 'ADMIN')], 20), 'privileged')).toBeUndefined();
	});

	test('withholds all grants, not only those beyond max', () => {
		const two = {limits: limits({privileged: {role: ['ADMIN'], max: 1}})};
		expect(withheld(guarded([creation(1, 'ADMIN'), creation(2)], 20, two))).toBe(0);
		expect(withheld(guarded([creation(1, 'ADMIN'), creation(2, 'ADMIN'), creation(3)], 20, two))).toBe(2);
	});
});

describe('an empty source', () => {
	test('withholds everything, and nothing lifts that', () => {
		const plan = guarded([removal(1), link(2), creation(3, 'x', true)], 20, {in: 0, allow: {removals: 100, updates: 100, privileged: 100}});
		expect(result(plan, 'empty-source')).toMatchObject({tripped: true});
		expect(withheld(plan)).toBe(3);
		expect(result(plan, 'empty-source')!.message).not.toContain('--allow');
	});

	test('is no guard where somebody is in', () => {
		expect(result(guarded([], 20), 'empty-source')).toBeUndefined();
	});
});

describe('--allow is an exact ceiling', () => {
	test.each([
		['exactly as many pass', 12, 12, false],
		['one more trips', 12, 13, true],
		['a ceiling below the usual limit counts as well', 1, 2, true],
		['none at all', 0, 1, true],
	] as const)('%s', (_sentence, ceiling, removals, trips) => {
		const plan = guarded(times(removals, removal), 40, {allow: {removals: ceiling}});
		expect(result(plan, 'removals')).toMatchObject({tripped: trips, limit: ceiling, allowed: ceiling});
	});

	test('lets everybody go where that is what it says', () => {
		expect(withheld(guarded(times(5, removal), 5, {allow: {removals: 5}}))).toBe(0);
	});

	test('lifts the guard that it names and no other', () => {
		const plan = guarded([...times(4, removal), ...times(9, index => update(index + 4))], 20, {allow: {updates: 9}});
		expect(plan.operations.map(({withheldBy}) => withheldBy?.join())).toEqual([
			...times(4, removal).map(() => 'removals'),
			...times(9, update).map(() => undefined),
		]);
	});
});

describe('messages say the numbers, the thing and the way out', () => {
	test('with the option to paste', () => {
		expect(result(guarded(times(41, removal), 250), 'removals')!.message).toBe(
			'dev-server: 41 of 250 active accounts (16.4 %) would be deactivated or deleted, more than 25; to allow it once: --allow removals=41',
		);
	});

	test('which names the target where the run has several', () => {
		expect(result(guarded(times(4, update), 10, {qualify: true}), 'updates')!.message).toMatch(
			/more than 3; to allow it once: --allow dev-server:updates=4$/,
		);
	});

	test('and for grants', () => {
		expect(result(guarded([creation(1, 'ADMIN')], 20, {limits: limits({privileged: {role: ['ADMIN']}})}), 'privileged')!.message).toBe(
			'dev-server: 1 person would be given privileged values, more than 0; to allow it once: --allow privileged=1',
		);
	});

	test('pasting the option lets exactly this plan pass', () => {
		const tripped = guarded(times(41, removal), 250);
		const ceiling = Number(/removals=(\d+)$/.exec(result(tripped, 'removals')!.message)![1]);
		expect(withheld(guarded(times(41, removal), 250, {allow: {removals: ceiling}}))).toBe(0);
		expect(withheld(guarded(times(42, removal), 250, {allow: {removals: ceiling}}))).toBe(42);
	});

	test('one is one', () => {
		expect(result(guarded([removal(1)], 1), 'removals')!.message).toContain('1 of 1 active account (100 %)');
	});

	test('a guard that is fine says so without an option', () => {
		expect(result(guarded([removal(1)], 20), 'removals')!.message).toBe(
			'dev-server: 1 of 20 active accounts (5 %) would be deactivated or deleted, within 3',
		);
	});
});

test('an operation names every guard that withholds it', () => {
	const grants = times(4, index => update(index, 'ADMIN', 'AGENT'));
	const plan = guarded(grants, 10, {limits: limits({privileged: {role: ['ADMIN']}})});
	expect(plan.operations[0]!.withheldBy).toEqual(['updates', 'privileged']);
});

const late = (operations: readonly Operation[], claimed: number, options: Partial<GuardOptions> = {}) =>
	lateGuard(guarded(operations, claimed, options), options.limits ?? limits());

describe('accounts that are found only while the plan is carried out', () => {
	test('take what the plan left of the update limit', () => {
		const ask = late([...times(2, update), creation(5), creation(6)], 10);
		expect(ask(update(5), creation(5))).toEqual([]);
		expect(ask(update(6), creation(6))).toEqual(['updates']);
	});

	test('take nothing where the guard tripped: together they would be more still', () => {
		expect(late(times(4, update), 10)(update(5), creation(5))).toEqual(['updates']);
	});

	test('count for nothing where only the link is missing', () => {
		expect(late(times(3, update), 10)(link(5), creation(5))).toEqual([]);
	});

	test('are grants where the create was none', () => {
		const named = {limits: limits({privileged: {role: ['ADMIN']}})};
		expect(late([creation(5)], 20, named)(reactivation(5, 'ADMIN'), creation(5))).toEqual(['privileged']);
		expect(late([creation(5, 'ADMIN')], 20, {...named, allow: {privileged: 1}})(update(5, 'ADMIN'), creation(5, 'ADMIN'))).toEqual([]);
	});
});
