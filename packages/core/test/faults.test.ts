import * as fc from 'fast-check';
import {expect, test} from 'vitest';

import {by, sameText, type Account, type Allowance, type Target} from '../src/index.ts';
import {runAll, setupOf} from './running.ts';
import {faultsOf, mishaps, numRuns, scenario, worldOf, type Mishap, type Scenario} from './scenario.ts';
import type {World} from './world.ts';

const everything: Allowance[] = [
	{guard: 'removals', ceiling: 1e6},
	{guard: 'updates', ceiling: 1e6},
];

/** How a world is disturbed just now; nothing is by default. */
interface Disturbed {
	readonly world: World;
	play(happens?: readonly Mishap[]): Promise<void>;
}

const disturbed = (drawn: Scenario): Disturbed => {
	let fault: ReturnType<typeof faultsOf> | undefined;
	const world = worldOf(drawn, {fault: call => fault?.(call)});
	return {
		world,
		async play(happens = []) {
			const stop = new AbortController();
			fault = faultsOf(happens, stop);
			await runAll({
				members: drawn.members,
				targets: [setupOf(world.target, {policy: drawn.policy})],
				allow: everything,
				signal: stop.signal,
				grace: 1,
			});
		},
	};
};

const plain = ({rows}: World): string[] =>
	[...rows.values()]
		.map(({active, attributes, slackId}) => JSON.stringify([slackId, active, Object.entries(attributes).toSorted(by(([name]) => name))]))
		.toSorted();

const outFlags = ['deleted', 'is_bot', 'is_restricted', 'is_invited_user'];

/** People who are in for the target of the scenario, found without the engine. */
const insiders = ({members, policy}: Scenario) =>
	members.filter(person => {
		const flags = Object.entries(person).filter(([name, value]) => value === true && outFlags.includes(name));
		const {email} = person.profile;
		const scope = policy['people'] === undefined ? '@' : '@a.example';
		return flags.length === 0 && person.is_email_confirmed && typeof email === 'string' && email.includes(scope);
	});

const isTheirs = (account: Account, {id, profile: {email}}: Scenario['members'][number]): boolean =>
	account.slackId === undefined ? sameText(account.keys['email'], email) : account.slackId === id;

const protectedBy: Record<string, (account: Account) => boolean> = {
	'adm-*': ({keys}) => Object.values(keys).some(value => value.toLowerCase().startsWith('adm-')),
	a1: ({id}) => id === 'a1',
};

/** What nobody may see of a world, whatever went wrong. */
const wrongs = (drawn: Scenario, before: ReadonlyMap<string, Account>, {rows, made}: World): string[] => {
	const found: string[] = [];
	const accountsOf = new Map<string, number>();
	for (const [id, {slackId}] of made) if (rows.has(id)) accountsOf.set(slackId, (accountsOf.get(slackId) ?? 0) + 1);
	for (const [slackId, count] of accountsOf) if (count > 1) found.push(`${slackId} has ${count} accounts`);

	const {leavers, outOfScope, protected: spared} = drawn.policy;
	const mayDelete = leavers === 'delete' || outOfScope === 'delete';
	const within = insiders(drawn);
	for (const [id, account] of before) {
		const now = rows.get(id);
		const removed = !now || (account.active && !now.active);
		if (!now && !mayDelete) found.push(`${id} is lost`);
		if (!removed) continue;
		if (!account.active) found.push(`${id} was inactive and is gone`);
		if (leavers === 'report' && outOfScope === 'report') found.push(`${id} was removed, and nothing may be`);
		if (Array.isArray(spared) && spared.some(glob => protectedBy[String(glob)]!(account))) found.push(`${id} is protected and was removed`);
		const owner = within.find(person => isTheirs(account, person));
		if (owner) found.push(`${id} belongs to ${owner.id}, who is in, and was removed`);
	}
	return found;
};

/** Who gets a value that only the server knows to be unique is whoever comes first: nobody can promise one end. */
const hangsOnOrder = ({policy: {match}, server: {unique}}: Scenario): boolean =>
	Array.isArray(match) && !unique!.every(name => match.includes(name));

const runs = fc.array(mishaps, {minLength: 1, maxLength: 4});

test('failures at any call, in any number of runs: no duplicate, no lost account, no removal that the tables do not allow, and then the undisturbed end', async () => {
	await fc.assert(
		fc.asyncProperty(scenario({removals: ['deactivate', 'report']}), runs, async (drawn, sequence) => {
			const before = new Map(structuredClone([...worldOf(drawn).rows]));
			const quiet = disturbed(drawn);
			for (let run = 0; run < 3; run++) await quiet.play();

			const stormy = disturbed(drawn);
			for (const happens of sequence) {
				await stormy.play(happens);
				expect(wrongs(drawn, before, stormy.world)).toEqual([]);
			}
			for (let run = 0; run < 3; run++) await stormy.play();
			expect(wrongs(drawn, before, stormy.world)).toEqual([]);
			const end = hangsOnOrder(drawn) ? stormy : quiet;
			expect(plain(stormy.world)).toEqual(plain(end.world));
		}),
		{numRuns},
	);
}, 120_000);

test('the same where leavers are deleted', async () => {
	await fc.assert(
		fc.asyncProperty(scenario({removals: ['delete', 'report']}), runs, async (drawn, sequence) => {
			const before = new Map(structuredClone([...worldOf(drawn).rows]));
			const stormy = disturbed(drawn);
			for (const happens of sequence) {
				await stormy.play(happens);
				expect(wrongs(drawn, before, stormy.world)).toEqual([]);
			}
		}),
		{numRuns},
	);
}, 120_000);

test('on a target that can only create, nobody gets a second account, and everybody ends with one', async () => {
	const blind = scenario({reads: [[]]}).map((drawn): Scenario => ({
		...drawn,
		accounts: [],
		server: {unique: ['userId'], can: [] as (keyof Target)[], slackIdAt: undefined},
	}));
	await fc.assert(
		fc.asyncProperty(blind, runs, async (drawn, sequence) => {
			const quiet = disturbed(drawn);
			await quiet.play();
			const stormy = disturbed(drawn);
			for (const happens of sequence) await stormy.play(happens);
			await stormy.play();
			expect(wrongs(drawn, new Map(), stormy.world)).toEqual([]);
			const end = hangsOnOrder(drawn) ? stormy : quiet;
			expect(plain(stormy.world)).toEqual(plain(end.world));
		}),
		{numRuns},
	);
}, 120_000);
