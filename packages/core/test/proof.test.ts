import * as fc from 'fast-check';
import {expect, test} from 'vitest';

import {sameText, type Account, type Json} from '../src/index.ts';
import {runAll, setupOf} from './running.ts';
import {numRuns, scenario, worldOf, type Scenario} from './scenario.ts';
import {trouble, type Fault, type World, type WorldOptions} from './world.ts';

/** What an adversarial target does to a write. */
const fates = ['fine', 'ignored', '500 before', '500 after', 'lost', 'answer lost', '400 after'] as const;
const effects: Record<(typeof fates)[number], Fault> = {
	fine: undefined,
	ignored: {ignored: true},
	'500 before': {before: trouble('unavailable', 500)},
	'500 after': {after: trouble('unavailable', 500)},
	lost: {before: trouble('unknown-outcome')},
	'answer lost': {after: trouble('unknown-outcome')},
	'400 after': {after: trouble('refused', 400)},
};

const drops = (name: string, value: Json): Json | undefined => (name === 'name' ? undefined : value);
const lowers = (name: string, value: Json): Json => (name === 'name' && typeof value === 'string' ? value.toLowerCase() : value);

const adversary = fc.record({
	happens: fc.array(fc.oneof({weight: 3, arbitrary: fc.constant<(typeof fates)[number]>('fine')}, fc.constantFrom(...fates)), {
		maxLength: 20,
	}),
	world: fc.constantFrom<WorldOptions>({}, {}, {keeps: drops}, {keeps: lowers}, {keepsLinks: false}, {lag: 1}),
});

const allow = (['removals', 'updates'] as const).map(guard => ({guard, ceiling: 1e6}));

const play = async ({members, policy}: Scenario, world: World, dryRun = false) =>
	runAll({members, targets: [setupOf(world.target, {policy})], dryRun, allow});

/** Whether the rules give an account to somebody in Slack: by its Slack id; else by its e-mail; else, where it carries none, by its userId. */
const isSomebodys = ({members}: Scenario, {slackId, keys}: Account): boolean => {
	if (slackId !== undefined) return members.some(({id}) => id === slackId);
	if (keys['email'] !== undefined) return members.some(({profile}) => sameText(profile.email, keys['email']));
	return members.some(({profile}) => sameText(String(profile.email).split('@')[0], keys['userId']));
};

test('whatever the target does with writes: exit 0 means that it holds what was planned, and no account is changed that the rules do not give', async () => {
	let proofs = 0;
	await fc.assert(
		fc.asyncProperty(scenario({removals: ['deactivate', 'report']}), adversary, async (drawn, {happens, world: options}) => {
			let nth = 0;
			const world = worldOf(drawn, {
				...options,
				fault: ({verb}) => (verb === 'list' || verb === 'find' ? undefined : effects[happens[nth++] ?? 'fine']),
			});
			const before = new Map(structuredClone([...world.rows]));
			const {exit} = await play(drawn, world);

			const strangers = [...before].filter(
				([id, account]) => JSON.stringify(world.rows.get(id)) !== JSON.stringify(account) && !isSomebodys(drawn, account),
			);
			expect(strangers).toEqual([]);

			// A find shows one account where two have a key: the other is only seen once the first has another
			const isBlind = !drawn.server.can.includes('list') && drawn.server.unique?.length !== 2;
			if (exit !== 0 || isBlind) return;
			proofs++;
			const truth = worldOf(drawn, {});
			truth.rows.clear();
			for (const [id, account] of world.rows) truth.rows.set(id, account);
			const {run} = await play(drawn, truth, true);
			const {outcomes, conflicts} = run.targets[0]!;
			expect(
				outcomes.filter(({operation}) => operation.kind !== 'noop' && operation.kind !== 'skip').map(({operation}) => operation),
			).toEqual([]);
			expect(conflicts).toEqual([]);
		}),
		{numRuns},
	);
	expect(proofs).toBeGreaterThan(numRuns / 20);
}, 60_000);
