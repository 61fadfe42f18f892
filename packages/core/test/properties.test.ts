import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import type {Account, Allowance, Plan, TargetReport} from '../src/index.ts';
import {setupOf, runAll} from './running.ts';
import {numRuns, scenario, worldOf, type Scenario} from './scenario.ts';
import type {World} from './world.ts';

const everything: Allowance[] = [
	{guard: 'removals', ceiling: 1e6},
	{guard: 'updates', ceiling: 1e6},
];

/** One run without anything in its way. */
const play = async ({members, policy}: Scenario, world: World, dryRun = false): Promise<{report: TargetReport; plan: Plan | undefined}> => {
	let plan: Plan | undefined;
	const {run} = await runAll({
		members,
		targets: [setupOf(world.target, {policy})],
		dryRun,
		allow: everything,
		onEvent: event => {
			if (event.kind === 'planned') plan = event.plan;
		},
	});
	return {report: run.targets[0]!, plan};
};

const unmanaged = ({attributes: {phone, role}}: Account): unknown => [phone, role];

describe('for any workspace and any target', () => {
	test('applying a plan and planning again asks for nothing more', async () => {
		await fc.assert(
			fc.asyncProperty(scenario({removals: ['deactivate', 'report']}), async drawn => {
				const world = worldOf(drawn);
				const first = await play(drawn, world);
				const unsettled = new Set([
					...first.report.outcomes.filter(({kind}) => kind !== 'done').map(({operation}) => operation.person.slackId),
					...first.report.conflicts.flatMap(({people}) => people.map(({slackId}) => slackId)),
				]);
				const {report} = await play(drawn, world, true);
				// A find shows one account where two have a key: the other is only seen once the first has another
				const isBlind = !drawn.server.can.includes('list') && !['email', 'userId'].every(name => drawn.server.unique?.includes(name));
				// What may not be updated of a returner is said aloud only once the account is active
				const returners = new Set(
					first.report.outcomes.filter(({operation}) => operation.kind === 'reactivate').map(({operation}) => operation.person.slackId),
				);
				const asks = report.outcomes.filter(
					({operation: {kind, person}}) =>
						kind !== 'noop' && !unsettled.has(person.slackId) && !(kind === 'skip' && returners.has(person.slackId)),
				);
				expect((isBlind ? [] : asks).map(({operation}) => `${operation.kind} ${operation.person.slackId}`)).toEqual([]);
				const conflicts = report.conflicts.filter(({people}) => !people.some(({slackId}) => unsettled.has(slackId)));
				expect(isBlind ? [] : conflicts).toEqual([]);
			}),
			{numRuns},
		);
	}, 60_000);

	test('with delete as well, repeated runs come to an end: each takes only what carries a key of somebody who is not in', async () => {
		await fc.assert(
			fc.asyncProperty(scenario({removals: ['delete']}), async drawn => {
				const world = worldOf(drawn);
				for (let runs = 0; runs <= drawn.accounts.length; runs++) await play(drawn, world);
				const {report} = await play(drawn, world, true);
				expect(report.outcomes.filter(({kind, operation}) => kind !== 'withheld' && operation.kind === 'delete')).toEqual([]);
			}),
			{numRuns},
		);
	}, 60_000);

	test('nobody outside the plan is touched', async () => {
		await fc.assert(
			fc.asyncProperty(scenario(), async drawn => {
				const world = worldOf(drawn);
				const before = new Map(structuredClone([...world.rows]));
				const {plan} = await play(drawn, world);
				const planned = new Set(
					plan?.operations.flatMap(operation =>
						operation.kind !== 'noop' && operation.kind !== 'skip' && operation.kind !== 'create' ? [operation.account.id] : [],
					),
				);
				// An account is somebody's or nobody's, not both
				const held = plan?.operations.flatMap(operation => ('account' in operation && operation.account ? [operation.account.id] : []));
				expect(plan?.orphans.filter(({id}) => held?.includes(id)) ?? []).toEqual([]);
				const created = [...world.rows.keys()].filter(id => !before.has(id));
				expect(created.length).toBeLessThanOrEqual(plan?.operations.filter(({kind}) => kind === 'create').length ?? 0);
				const others = [...before].filter(([id]) => !planned.has(id));
				expect(others.map(([id]) => world.rows.get(id))).toEqual(others.map(([, account]) => account));
				// Whatever the plan does to an account, what slack-im does not manage stays as it was
				const kept = [...before].filter(([id]) => world.rows.has(id));
				expect(kept.map(([id]) => unmanaged(world.rows.get(id)!))).toEqual(kept.map(([, account]) => unmanaged(account)));
			}),
			{numRuns},
		);
	}, 60_000);

	test('the plan is the same for any order of the input, byte for byte', async () => {
		const shuffled = scenario({reads: [['list']]}).chain(drawn =>
			fc.record({
				drawn: fc.constant(drawn),
				members: fc.shuffledSubarray([...drawn.members], {minLength: drawn.members.length}),
				accounts: fc.shuffledSubarray([...drawn.accounts], {minLength: drawn.accounts.length}),
			}),
		);
		await fc.assert(
			fc.asyncProperty(shuffled, async ({drawn, members, accounts}) => {
				const other = {...drawn, members, accounts};
				const [one, two] = await Promise.all([drawn, other].map(async it => (await play(it, worldOf(it), true)).plan));
				expect(JSON.stringify(two)).toBe(JSON.stringify(one));
			}),
			{numRuns},
		);
	}, 60_000);
});
