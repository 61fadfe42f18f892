import {describe, expect, test} from 'vitest';

import {sync, type LibraryOptions, type Source} from '../src/index.ts';
import {left, member, sourceOf} from './running.ts';
import {createWorld, type World} from './world.ts';

const ran = async (world: World, more: Partial<LibraryOptions> = {}) =>
	sync({
		source: sourceOf([member('ada'), left('dan')]),
		targets: [{name: 'dev', target: world.target, match: ['email'], attributes: {email: '{{ email }}', name: '{{ name }}'}}],
		...more,
	});
const refused = async (run: Promise<unknown>): Promise<unknown> =>
	run.then(
		() => undefined,
		(error: unknown) => error,
	);
const dan = {id: '7', active: true, keys: {email: 'dan@example.com'}, attributes: {email: 'dan@example.com', name: 'dan'}};

describe('sync, for a program that has a source and targets', () => {
	test('needs a name, a target and its attributes, and says the exit code', async () => {
		const world = createWorld({accounts: [dan]});
		const run = await ran(world);
		expect(run.exitCode).toBe(0);
		expect(run.finishedAt).toBeDefined();
		expect([...world.rows.values()].map(({keys, active}) => [keys['email'], active])).toEqual([
			['dan@example.com', false],
			['ada@example.com', true],
		]);
	});

	test('writes nothing in a dry run', async () => {
		const world = createWorld({accounts: [dan]});
		const run = await ran(world, {dryRun: true});
		expect(run).toMatchObject({dryRun: true, exitCode: 0});
		expect(run.targets[0]!.outcomes.map(({kind, operation}) => [operation.kind, kind])).toEqual([
			['create', 'not-run'],
			['deactivate', 'not-run'],
		]);
		expect([...world.rows.values()]).toEqual([dan]);
	});

	test('refuses two targets of one name before anything is read', async () => {
		const world = createWorld();
		let reads = 0;
		const source: Source = {kind: 'list', from: 'a list', read: async call => (reads++, sourceOf([]).read(call))};
		const one = {name: 'dev', target: world.target, attributes: {email: '{{ email }}'}};
		const run = await sync({source, targets: [one, one]});
		expect(run.exitCode).toBe(2);
		expect(run.configError?.message).toBe('two targets are named dev');
		expect(reads).toBe(0);
	});

	test('names the place of a setting that cannot be used', async () => {
		const world = createWorld();
		const wrong = await refused(ran(world, {targets: [{name: 'dev', target: world.target, attributes: {name: '{{ nmae }}'}}]}));
		expect(wrong).toMatchObject({kind: 'setting', path: ['targets', 'dev', 'attributes', 'name']});
		const share = await refused(
			ran(world, {targets: [{name: 'dev', target: world.target, attributes: {}, guards: {removals: {share: 3}}}]}),
		);
		expect(share).toMatchObject({kind: 'setting', path: ['targets', 'dev', 'guards', 'removals', 'share']});
	});

	test('a listener that rejects is a bug in the record, and stops nothing', async () => {
		const world = createWorld();
		const run = await ran(world, {
			onEvent: async event => {
				if (event.kind === 'planned') throw new Error('the socket is closed');
			},
		});
		expect(run.bug?.message).toBe('the socket is closed');
		expect(run.exitCode).toBe(70);
		expect(world.rows.size).toBe(1);
	});

	test('a person who comes twice from a source of your own is said', async () => {
		const world = createWorld();
		const run = await ran(world, {source: sourceOf([member('ada'), member('ada', {email: 'other@example.com'})])});
		expect(run.warnings).toContain('1 id came more than once, as UADA: the first one counts');
	});
});
