import {expect, test} from 'vitest';

import {left, member, recorderOf, row, sync} from './running.ts';
import {createWorld, trouble} from './world.ts';

const can = ['list', 'update', 'deactivate', 'commit'] as const;
test('outcomes become done when commit resolves, which is called once, after everything else', async () => {
	const world = createWorld({can, accounts: [row('dan')]});
	const {lines, events} = await sync(world.target, [member('ada'), member('ben'), left('dan')]);
	expect(lines).toEqual(['done create ada@example.com', 'done create ben@example.com', 'done deactivate dan@example.com']);
	expect(world.writes().at(-1)).toBe('commit');
	expect(world.writes().filter(write => write === 'commit')).toHaveLength(1);
	expect(events.findIndex(({kind}) => kind === 'committing')).toBeLessThan(events.findIndex(({kind}) => kind === 'outcome'));
});

test('until then the record says of none of them that it is done: the process may die', async () => {
	const recorder = recorderOf();
	const world = createWorld({can});
	let known: readonly unknown[] | undefined;
	const commit = async (): Promise<void> => {
		known = [...recorder.run().targets[0]!.outcomes];
	};
	await sync({...world.target, commit}, [member('ada')], {recorder});
	expect(known).toEqual([]);
});

test('when its answer is lost, the target tells whether it was done', async () => {
	for (const [kept, line, exit] of [
		[true, 'done create ada@example.com', 0],
		[false, 'not-run create ada@example.com (commit)', 5],
	] as const) {
		const world = createWorld({can});
		const commit = async (): Promise<void> => {
			if (!kept) world.rows.clear();
			throw trouble('unknown-outcome');
		};
		const ran = await sync({...world.target, commit}, [member('ada')]);
		expect(ran.lines).toEqual([line]);
		expect(ran.exit).toBe(exit);
	}
});

test('when it rejects, that is one failure of the target, and no person was written', async () => {
	const world = createWorld({can, fault: ({verb}) => (verb === 'commit' ? {before: trouble('changed', 412)} : undefined)});
	const {lines, report, exit} = await sync(world.target, [member('ada'), member('ben')]);
	expect(lines).toEqual(['not-run create ada@example.com (commit)', 'not-run create ben@example.com (commit)']);
	expect(report).toMatchObject({state: 'unusable', error: {kind: 'changed'}});
	expect(exit).toBe(5);
});

test('what had failed before is left out of it, and keeps its own reason', async () => {
	const world = createWorld({can, fault: ({about}) => (about === 'UADA' ? {before: trouble('refused')} : undefined)});
	const {lines} = await sync(world.target, [member('ada'), member('ben')]);
	expect(lines).toEqual(['failed create ada@example.com (refused)', 'done create ben@example.com']);
});

test('it is called with nothing to do as well: an earlier push may be outstanding', async () => {
	const world = createWorld({can, accounts: [row('ada')]});
	await sync(world.target, [member('ada')]);
	expect(world.writes()).toEqual(['commit']);
});

test('and when it rejects then, the target is unusable as well', async () => {
	const world = createWorld({
		can,
		accounts: [row('ada')],
		fault: ({verb}) => (verb === 'commit' ? {before: trouble('unavailable')} : undefined),
	});
	const {report, lines, exit} = await sync(world.target, [member('ada')]);
	expect(lines).toEqual(['done noop ada@example.com']);
	expect(report).toMatchObject({state: 'unusable', error: {kind: 'unavailable'}});
	expect(exit).toBe(5);
});

test('it is not called in a dry run, nor where nobody is in', async () => {
	const world = createWorld({can, accounts: [row('ada')]});
	await sync(world.target, [member('ada')], {dryRun: true});
	await sync(world.target, [member('ada', {is_bot: true})]);
	expect(world.writes()).toEqual([]);
});

test('a stop while it waits for its turn: nothing was done, and nothing failed', async () => {
	const world = createWorld({can});
	const stop = new AbortController();
	const {lines, exit} = await sync(world.target, [member('ada'), member('ben')], {
		policy: {limits: {perSecond: 2}},
		signal: stop.signal,
		onEvent: event => {
			if (event.kind === 'committing') stop.abort('SIGTERM');
		},
	});
	expect(lines).toEqual(['not-run create ada@example.com (stopped)', 'not-run create ben@example.com (stopped)']);
	expect(world.writes()).not.toContain('commit');
	expect(exit).toBe(143);
});

test('it is not called once the target is in trouble', async () => {
	const world = createWorld({can, fault: ({verb}) => (verb === 'create' ? {before: trouble('auth', 401)} : undefined)});
	const {exit} = await sync(world.target, [member('ada')]);
	expect(world.writes()).toEqual(['create UADA']);
	expect(exit).toBe(5);
});
