import {describe, expect, test} from 'vitest';

import {left, member, row, runAll, setupOf, sync} from './running.ts';
import {createWorld, trouble, type World} from './world.ts';

/** A run that is stopped when a call comes. */
const stoppedAt = (
	isIt: (verb: string, about: string) => boolean,
	options: Parameters<typeof createWorld>[0] = {},
): {world: World; signal: AbortSignal} => {
	const stop = new AbortController();
	const world = createWorld({
		...options,
		fault: (call, nth) => {
			if (isIt(call.verb, call.about)) stop.abort('SIGTERM');
			return options.fault?.(call, nth);
		},
	});
	return {world, signal: stop.signal};
};

const one = {policy: {limits: {concurrency: 1}}};

describe('a run that is stopped', () => {
	test('makes no new call; what is under way gets an answer; the rest is not run', async () => {
		const {world, signal} = stoppedAt((_verb, about) => about === 'UBEN', {
			takes: 5,
			accounts: [row('dan')],
			can: ['list', 'update', 'deactivate', 'commit'],
		});
		const {lines, report, run, events, exit} = await sync(
			{...world.target, commit: undefined!},
			[member('ada'), member('ben'), member('cem'), left('dan')],
			{...one, signal},
		);
		expect(lines).toEqual([
			'done create ada@example.com',
			'done create ben@example.com',
			'not-run create cem@example.com (stopped)',
			'not-run deactivate dan@example.com (stopped)',
		]);
		expect(report.state).toBe('stopped');
		expect(run.stoppedBy).toBe('SIGTERM');
		expect(events.findLast(({kind}) => kind === 'outcome')).toMatchObject({finished: 2, total: 4});
		expect(exit).toBe(143);
	});

	test('calls no commit, and what was only staged was not done', async () => {
		const {world, signal} = stoppedAt((_verb, about) => about === 'UBEN', {can: ['list', 'commit']});
		const {lines} = await sync(world.target, [member('ada'), member('ben'), member('cem')], {...one, signal});
		expect(lines.map(line => line.split(' ')[0])).toEqual(['not-run', 'not-run', 'not-run']);
		expect(world.writes()).not.toContain('commit');
	});

	test('cuts off what has no answer by the end of the grace, a target that ignores its signal included, and says that nobody knows', async () => {
		const {world, signal} = stoppedAt((_verb, about) => about === 'UBEN', {
			fault: ({about}) => (about === 'UBEN' ? {hang: 'after'} : undefined),
		});
		const startedAt = performance.now();
		const {lines, report, exit} = await sync(world.target, [member('ada'), member('ben'), member('cem')], {...one, signal, grace: 50});
		expect(performance.now() - startedAt).toBeLessThan(2000);
		expect(lines).toEqual([
			'done create ada@example.com',
			'failed create ben@example.com (unknown-outcome)',
			'not-run create cem@example.com (stopped)',
		]);
		expect(report.outcomes[1]).toMatchObject({
			error: {message: expect.stringMatching(/no answer within 0.05 s: it may have been created; the next run will see$/)},
		});
		expect(exit).toBe(143);
	});

	test('waits for the grace and not longer: an answer within it counts', async () => {
		const {world, signal} = stoppedAt((_verb, about) => about === 'UBEN', {takes: 60});
		const {lines} = await sync(world.target, [member('ben'), member('cem')], {...one, signal, grace: 2000});
		expect(lines).toEqual(['done create ben@example.com', 'not-run create cem@example.com (stopped)']);
	});

	test('hands every call a signal that is aborted only after the grace', async () => {
		const stop = new AbortController();
		let abortedAtOnce: boolean | undefined;
		const world = createWorld();
		const create: typeof world.target.create = async (_draft, {signal}) => {
			stop.abort('SIGINT');
			abortedAtOnce = signal.aborted;
			return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(trouble('aborted'))));
		};
		const {lines, exit} = await sync({...world.target, create}, [member('ada')], {signal: stop.signal, grace: 30});
		expect(abortedAtOnce).toBe(false);
		expect(lines).toEqual(['failed create ada@example.com (unknown-outcome)']);
		expect(exit).toBe(130);
	});

	test('does not begin the second half of a reactivation, and tells that half of it is done', async () => {
		const {world, signal} = stoppedAt(verb => verb === 'reactivate', {accounts: [row('ada', {active: false, attributes: {name: 'A.'}})]});
		const {report} = await sync(world.target, [member('ada')], {signal});
		expect(world.writes()).toEqual(['reactivate id-ada']);
		expect(report.outcomes[0]).toMatchObject({
			kind: 'failed',
			error: {kind: 'aborted', message: expect.stringContaining('is active again')},
		});
	});

	test('and so does a second half that is refused', async () => {
		const world = createWorld({
			accounts: [row('ada', {active: false, attributes: {name: 'A.'}})],
			fault: ({verb}) => (verb === 'update' ? {before: trouble('refused', 422)} : undefined),
		});
		const {report} = await sync(world.target, [member('ada')]);
		expect(report.outcomes[0]).toMatchObject({
			kind: 'failed',
			error: {kind: 'refused', message: expect.stringMatching(/is active again.*were not updated: .*refused/)},
		});
	});

	test('does not wait for a target that never opens, and closes one that opens too late', async () => {
		const stop = new AbortController();
		const {target} = createWorld();
		let opens!: (opened: typeof target) => void;
		const promise = new Promise<typeof target>(resolve => {
			opens = resolve;
		});
		const open = async (): Promise<typeof target> => {
			stop.abort('SIGTERM');
			return promise;
		};
		const {run, exit} = await runAll({members: [member('ada')], targets: [setupOf(open)], signal: stop.signal, grace: 50});
		expect(run.targets[0]).toMatchObject({state: 'stopped', outcomes: []});
		expect(exit).toBe(143);
		await new Promise<void>(closed => {
			opens({...target, close: async () => closed()});
		});
	});

	test('sends nothing that still waits for its turn', async () => {
		const {world, signal} = stoppedAt((_verb, about) => about === 'UADA');
		const {lines} = await sync(
			world.target,
			['ada', 'ben', 'cem'].map(name => member(name)),
			{policy: {limits: {concurrency: 3, perSecond: 10}}, signal},
		);
		expect(world.writes()).toEqual(['create UADA']);
		expect(lines.slice(1)).toEqual(['not-run create ben@example.com (stopped)', 'not-run create cem@example.com (stopped)']);
	});

	test('does not look up afterwards what has an unknown outcome, and says so', async () => {
		const {world, signal} = stoppedAt((_verb, about) => about === 'UADA', {
			can: ['list'],
			fault: ({verb}) => (verb === 'create' ? {after: trouble('unknown-outcome')} : undefined),
		});
		const {lines} = await sync(world.target, [member('ada')], {signal});
		expect(lines).toEqual(['failed create ada@example.com (unknown-outcome)']);
		expect(world.seen.filter(({verb}) => verb === 'list')).toHaveLength(1);
	});

	test('and was cut off is no trouble of the target', async () => {
		const people = Array.from({length: 16}, (_, index) => member(`p${index}`));
		const {world, signal} = stoppedAt((_verb, about) => about === 'UP9', {
			fault: ({verb}) => (verb === 'create' ? {hang: 'before'} : undefined),
		});
		const {report} = await sync(world.target, people, {signal, grace: 20});
		expect(report.state).toBe('stopped');
		expect(report.guards.at(-1)).toMatchObject({guard: 'trouble', tripped: false});
	});

	test('while the accounts are listed ends at once, though the target ignores its signal', async () => {
		const stop = new AbortController();
		const target = {
			...createWorld().target,
			list: async function* () {
				yield row('ada');
				stop.abort('SIGTERM');
				await new Promise(() => {});
			},
		};
		const {report, exit} = await sync(target, [member('ada')], {signal: stop.signal, grace: 60_000});
		expect(report).toMatchObject({state: 'stopped', outcomes: []});
		expect(exit).toBe(143);
	});

	test('before it came to a target opens none', async () => {
		const stop = new AbortController();
		stop.abort('SIGINT');
		let opened = 0;
		const {run, exit} = await runAll({
			members: [member('ada')],
			targets: [setupOf(() => (opened++, createWorld().target))],
			signal: stop.signal,
		});
		expect(opened).toBe(0);
		expect(run.targets[0]!.state).toBe('stopped');
		expect(exit).toBe(130);
	});

	test('is finished by the next one', async () => {
		const {world, signal} = stoppedAt((_verb, about) => about === 'UBEN');
		const members = ['ada', 'ben', 'cem', 'dan'].map(name => member(name));
		await sync(world.target, members, {...one, signal});
		expect((await sync(world.target, members)).lines).toEqual([
			'done noop ada@example.com',
			'done noop ben@example.com',
			'done create cem@example.com',
			'done create dan@example.com',
		]);
		expect(world.rows.size).toBe(4);
	});
});

const close = (): Promise<void> => {
	throw new Error('no');
};
const lock = async () => async (): Promise<void> => {
	throw new Error('gone');
};

describe('closing', () => {
	test('a target that never closes does not hold up the end', async () => {
		const {run, events} = await runAll({
			members: [member('ada')],
			targets: [setupOf({...createWorld().target, close: async () => new Promise(() => {})})],
			grace: 20,
		});
		expect(run.targets[0]!.state).toBe('applied');
		expect(events).toContainEqual({kind: 'warning', target: 'dev-server', message: 'could not be closed: it took too long'});
	});

	test('one that fails to close, or to let go of its lock, has still done its work', async () => {
		const {run, events, exit} = await runAll({members: [member('ada')], targets: [setupOf({...createWorld().target, close}, {lock})]});
		expect(run.targets[0]!.state).toBe('applied');
		expect(events.filter(({kind}) => kind === 'warning')).toHaveLength(2);
		expect(exit).toBe(0);
	});
});
