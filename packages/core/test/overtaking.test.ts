import {describe, expect, test} from 'vitest';

import type {AttributeSetting} from '../src/model/settings.ts';
import {member, row, sync, usualAttributes, type RunOptions, type SetupOptions} from './running.ts';
import {apply, save} from './saved.ts';
import {createWorld, trouble, type World, type WorldOptions} from './world.ts';

/** Kim was kim@example.com, and somebody who joins is called so now. */
const kim = member('kim', {id: 'UKIM', email: 'kim2@example.com'});
const joiner = member('kim', {id: 'UNEW'});
const held = row('kim', {slackId: 'UKIM'});

const worldOf = (options: WorldOptions = {}): World =>
	createWorld({accounts: [held], unique: ['email', 'userId'], slackIdAt: 'slackId', ...options});

const loginOnce: Record<string, AttributeSetting> = {...usualAttributes, userId: {value: '{{ email | local_part }}', onCreate: true}};

type Row = [
	sentence: string,
	options: SetupOptions & Omit<RunOptions, 'targets'> & {readonly world?: WorldOptions; readonly members?: readonly unknown[]},
	lines: string[],
	conflicts: string[],
	writes: string[],
];

const rename = 'done update kim2@example.com';
const both = [rename, 'done create kim@example.com'];
const refused = 'other-slack-id UNEW';

describe('a joiner takes what a rename of the same run gives up', () => {
	test.each<Row>([
		['first the rename, then the account', {}, both, [], ['update id-kim', 'create UNEW']],
		['where accounts can only be found', {world: {can: ['find', 'update']}}, both, [], ['update id-kim', 'create UNEW']],
		[
			'with an inactive account that is taken up again',
			{world: {accounts: [{...held, active: false}]}},
			['done reactivate kim2@example.com', both[1]!],
			[],
			['reactivate id-kim', 'update id-kim', 'create UNEW'],
		],
		[
			'two of them, one after the other',
			{
				members: [kim, joiner, member('ada', {email: 'ada2@example.com'}), member('ada', {id: 'UNEW2'})],
				world: {accounts: [held, row('ada', {slackId: 'UADA'})]},
			},
			['done update ada2@example.com', 'done create ada@example.com', ...both].toSorted(),
			[],
			['update id-ada', 'update id-kim', 'create UNEW2', 'create UNEW'],
		],
		['not where the login stays', {attributes: loginOnce}, [rename], [refused], ['update id-kim']],
		['not where the e-mail is not written', {attributes: {name: 'x'}, policy: {match: ['email']}}, [rename], [refused], ['update id-kim']],
		['not where nothing may be updated', {policy: {do: ['create']}}, ['not-run skip update kim2@example.com (plan)'], [refused], []],
		['not in a run that only creates', {only: ['create']}, ['not-run skip update kim2@example.com (plan)'], [refused], []],
		['not in a run for the joiner alone', {person: 'UNEW'}, [], [refused], []],
		[
			'not where the account stays inactive',
			{world: {accounts: [{...held, active: false}]}, policy: {returners: 'report'}},
			['not-run skip reactivate kim2@example.com (plan)'],
			[refused],
			[],
		],
		[
			'not from somebody who is in a conflict',
			{members: [kim, joiner, member('kim2', {id: 'UTWIN'})]},
			[],
			['same-key UKIM+UTWIN', 'same-key UKIM+UTWIN', refused],
			[],
		],
		[
			'what is withheld holds it back',
			{policy: {guards: {updates: {share: 0, from: 1}}}},
			['withheld update kim2@example.com (updates)', 'withheld create kim@example.com (updates)'],
			[],
			[],
		],
	])('%s', async (_sentence, {world: options, members = [kim, joiner], ...run}, lines, conflicts, writes) => {
		const world = worldOf(options);
		const ran = await sync(world.target, members, run);
		expect(ran.lines.toSorted()).toEqual(lines.toSorted());
		expect(ran.report.conflicts.map(({kind, people}) => `${kind} ${people.map(({slackId}) => slackId).join('+')}`)).toEqual(conflicts);
		expect(world.writes()).toEqual(writes);
	});

	test('a rename that is refused gives nothing up, and no second account takes its place', async () => {
		const world = worldOf({fault: ({verb}) => (verb === 'update' ? {before: trouble('refused', 422)} : undefined)});
		const {lines, exit} = await sync(world.target, [kim, joiner]);
		expect(lines[0]).toBe('failed update kim2@example.com (refused)');
		expect([world.rows.size, exit]).toEqual([1, 1]);
	});

	test('a saved plan does the same, also when it is applied again', async () => {
		const world = worldOf();
		const file = await save(world.target, [kim, joiner]);
		expect((await apply(world.target, file)).lines.toSorted()).toEqual(both.toSorted());
		expect((await apply(world.target, file)).lines.toSorted()).toEqual(both.map(line => `${line} (already)`).toSorted());
		expect(world.writes()).toEqual(['update id-kim', 'create UNEW']);
	});

	test('and nothing where the account was changed since', async () => {
		const world = worldOf();
		const file = await save(world.target, [kim, joiner]);
		world.rows.set('id-kim', {...held, attributes: {...held.attributes, name: 'changed'}});
		const {lines} = await apply(world.target, file);
		expect(lines.toSorted()).toEqual(['conflict create kim@example.com (other-slack-id)', 'conflict update kim2@example.com (changed)']);
		expect(world.writes()).toEqual([]);
	});
});
