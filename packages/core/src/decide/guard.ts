import {sameValue} from '../model/equal.ts';
import {withheldTogether} from './overtaking.ts';
import type {Json} from '../model/json.ts';
import type {GuardedPlan, GuardName, GuardResult, Operation, Plan} from '../model/plan.ts';
import {isRemoval} from './reconcile.ts';
import type {Guards} from '../model/settings.ts';

/** Names of the guards that `--allow` can lift. */
export const liftableGuards = ['removals', 'updates', 'adoptions', 'privileged'] as const;

/** The guards that `--allow` can lift once, with an exact ceiling. */
export type Liftable = Extract<GuardName, (typeof liftableGuards)[number]>;

/** `--allow`: an exact ceiling for one guard, for one target or (without `target`) for the only one. */
export interface Allowance {
	readonly target?: string;
	readonly guard: Liftable;
	readonly ceiling: number;
}

/** `--allow` of one target: those that name it, and those that name none where it is the only one. */
export const allowancesFor = (
	name: string,
	{allow = [], targets}: {readonly allow?: readonly Allowance[] | undefined; readonly targets?: readonly unknown[]},
): Partial<Record<Liftable, number>> =>
	Object.fromEntries(
		allow
			.filter(({target}) => (target === undefined ? targets === undefined || targets.length === 1 : target === name))
			.map(({guard, ceiling}) => [guard, ceiling]),
	);

/** What the guards look at beside the plan. */
export interface GuardOptions {
	readonly limits: Guards;
	/** People who are in, for this target. */
	readonly in: number;
	/** Exact ceilings set once by `--allow`. */
	readonly allow?: Partial<Record<Liftable, number>>;
	/** Several targets in the run: the option to paste then names this one. */
	readonly qualify?: boolean;
}

/** A guard with its numbers, and the operations that it would withhold. */
interface Check {
	readonly result: GuardResult;
	readonly counts: (operation: Operation) => boolean;
	/** Of those that count, the ones that are withheld; all of them where it is absent. */
	readonly withholds?: (operation: Operation) => boolean;
}

/** Whether the update guard counts an operation: a missing link to Slack is no change that anybody notices. */
const isCountedUpdate = (operation: Operation): boolean =>
	operation.kind === 'reactivate' || (operation.kind === 'update' && !operation.linkOnly);

/** Whether an account is linked to its person for the first time. */
const isAdoption = (operation: Operation): boolean =>
	(operation.kind === 'update' || operation.kind === 'reactivate') && operation.adopts === true;

const holds = (value: Json | undefined, named: Json): boolean =>
	Array.isArray(value) && !Array.isArray(named) ? value.some(item => sameValue(item, named)) : sameValue(value, named);

/** Whether an operation gives rights: one of the named values is there afterwards and, for an active account, was not before. */
const grants = (operation: Operation, named: NonNullable<Guards['privileged']>): boolean =>
	Object.entries(named).some(([attribute, values]) => Array.isArray(values) && values.some(value => gives(operation, attribute, value)));

const gives = (operation: Operation, attribute: string, value: Json): boolean => {
	if (operation.kind === 'create') return !operation.unverified && holds(operation.attributes[attribute], value);
	if (operation.kind !== 'update' && operation.kind !== 'reactivate') return false;
	const change = operation.changes.find(candidate => candidate.attribute === attribute);
	const before = operation.account.attributes[attribute];
	return holds(change ? change.to : before, value) && (operation.kind === 'reactivate' || !holds(before, value));
};

/** The largest whole number that is not more than a share of D: 0.29 × 100 is 29, whatever binary fractions say. */
const shareOf = (share: number, claimed: number): number => Math.floor(share * claimed + 1e-9);

const percent = (part: number, whole: number): string => (whole === 0 ? '' : ` (${Math.round((1000 * part) / whole) / 10} %)`);

/**
Evaluates every guard on the whole plan, before anything is written. Pure.

@returns The same plan with its guards' results; an operation that a guard withholds names every guard that does. The rest goes on.
*/
export const guard = (plan: Plan, options: GuardOptions): GuardedPlan => {
	const {limits} = options;
	const checks: Check[] = [
		...(options.in === 0 ? [emptySource(plan)] : []),
		liftable('removals', plan, options, isRemoval, {
			limit: removalLimit(limits.removals, plan.claimed),
			of: plan.claimed,
			phrase: (count, limit) => ofClaimed(plan, count, limit, 'deactivated or deleted'),
		}),
		updates(plan, options),
		...(plan.linked === undefined ? [] : [adoptions(plan, options, plan.linked)]),
		...(limits.privileged ? [privileged(plan, options, limits.privileged)] : []),
	];
	const tripped = checks.filter(({result}) => result.tripped);
	const guarded: Plan = {
		...plan,
		guards: checks.map(({result}) => result),
		operations: withheldTogether(
			plan.operations.map(operation => {
				if (operation.kind === 'noop' || operation.kind === 'skip') return operation;
				const withheldBy = tripped.filter(({counts, withholds = counts}) => withholds(operation)).map(({result}) => result.guard);
				return withheldBy.length > 0 ? {...operation, withheldBy} : operation;
			}),
		),
	};
	// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place that gives the brand
	return guarded as GuardedPlan;
};

interface Limit {
	readonly limit: number;
	/** D, where the guard uses it. */
	readonly of?: number;
	/** What the message says of the numbers. */
	readonly phrase: (count: number, limit: number) => string;
}

const liftable = (
	name: Liftable,
	{target, operations}: Plan,
	{allow = {}, qualify}: GuardOptions,
	counts: Check['counts'],
	{limit, of, phrase}: Limit,
): Check => {
	const count = operations.filter(counts).length;
	const allowed = allow[name];
	const ceiling = allowed ?? limit;
	const tripped = count > ceiling;
	const way = tripped ? `; to allow it once: --allow ${qualify ? `${target}:` : ''}${name}=${count}` : '';
	return {
		result: {
			guard: name,
			tripped,
			count,
			...(ceiling !== Infinity && {limit: ceiling}),
			...(of !== undefined && {of}),
			...(allowed !== undefined && {allowed}),
			message: `${target}: ${phrase(count, ceiling)}${way}`,
		},
		counts,
	};
};

/** Operations that change nothing but attributes which differ everywhere: what a target does not keep or show, rather than news of people. */
const isHopeless =
	({neverEqual = []}: Plan): Check['counts'] =>
	operation =>
		operation.kind === 'update' &&
		operation.changes.length > 0 &&
		operation.changes.every(change => neverEqual.some(({attribute}) => attribute === change.attribute));

/** What to think of attributes that differ everywhere. */
const neverEqualText = (found: NonNullable<Plan['neverEqual']>): string =>
	found
		.map(
			({attribute, accounts}) =>
				`; \`${attribute}\` differs in all ${accounts} accounts that were compared: if it is not new in the config, the target may not keep or show it: correct its name or its value, or send it with onCreate`,
		)
		.join('');

/** Where what differs everywhere is all that is too much, only that is withheld: it must not hold up the rest every night. */
const updates = (plan: Plan, options: GuardOptions): Check => {
	const {share, from} = options.limits.updates;
	const hopeless = isHopeless(plan);
	const check = liftable('updates', plan, options, isCountedUpdate, {
		limit: plan.claimed >= from ? shareOf(share, plan.claimed) : Infinity,
		of: plan.claimed,
		phrase: (count, limit) =>
			limit === Infinity
				? `${count} ${count === 1 ? 'update' : 'updates'}; fewer than ${from} accounts are claimed, so there is no limit`
				: `${ofClaimed(plan, count, limit, 'updated or reactivated')}${count > limit ? neverEqualText(plan.neverEqual ?? []) : ''}`,
	});
	const rest = plan.operations.filter(operation => isCountedUpdate(operation) && !hopeless(operation)).length;
	const {limit = Infinity} = check.result;
	return rest <= limit && rest < check.result.count ? {...check, withholds: hopeless} : check;
};

/** The first run that links anybody trips nothing: there it is what is asked for. */
const adoptions = (plan: Plan, options: GuardOptions, linked: number): Check => {
	const {count: least, share} = options.limits.adoptions;
	return liftable('adoptions', plan, options, isAdoption, {
		limit: linked > 0 ? Math.max(least, shareOf(share, plan.claimed)) : Infinity,
		of: plan.claimed,
		phrase: (count, limit) =>
			limit === Infinity
				? `${count} ${count === 1 ? 'account' : 'accounts'} would be linked to people; none is linked yet, so there is no limit`
				: ofClaimed(plan, count, limit, 'linked to people for the first time'),
	});
};

/** Removing everybody is never routine, however few they are. */
const removalLimit = ({count, share}: Guards['removals'], claimed: number): number =>
	Math.min(Math.max(count, shareOf(share, claimed)), claimed > 1 ? claimed - 1 : Infinity);

const ofClaimed = ({claimed}: Plan, count: number, limit: number, verb: string): string =>
	`${count} of ${claimed} active ${claimed === 1 ? 'account' : 'accounts'}${percent(count, claimed)} would be ${verb}, ${count > limit ? 'more than' : 'within'} ${limit}`;

const privileged = (plan: Plan, options: GuardOptions, named: NonNullable<Guards['privileged']>): Check =>
	liftable('privileged', plan, options, operation => grants(operation, named), {
		limit: named.max,
		phrase: (count, limit) =>
			`${count} ${count === 1 ? 'person' : 'people'} would be given privileged values, ${count > limit ? 'more than' : 'within'} ${limit}`,
	});

/** Nobody is in: something upstream is wrong, and there is no option that makes it right. */
const emptySource = ({target}: Plan): Check => ({
	result: {
		guard: 'empty-source',
		tripped: true,
		count: 0,
		message: `${target}: nobody is in, so nothing is written: check the token's workspace, the channel and the rules under "people" (slack-im members --all tells why each person is out)`,
	},
	counts: () => true,
});

/**
What the guards say of an account that was found only while the plan was carried out, in place of one to be created: an adopted account must not slip past a limit that the plan was held to.

@returns Asked once for each such account; names the guards that withhold what is to be done with it.
*/
export const lateGuard = ({guards, operations}: Plan, limits: Guards): ((found: Operation, planned: Operation) => readonly GuardName[]) => {
	const isGrant = (operation: Operation): boolean => limits.privileged !== undefined && grants(operation, limits.privileged);
	const late = (
		[
			['updates', isCountedUpdate],
			['adoptions', isAdoption],
			['privileged', isGrant],
		] as const
	).map(([name, counts]) => {
		const limit = guards.find(({guard}) => guard === name)?.limit ?? Infinity;
		return {name, counts, left: limit - operations.filter(counts).length};
	});
	return (found, planned) => {
		const counted = late.filter(({counts}) => counts(found) && !counts(planned));
		const spent = counted.filter(({left}) => left < 1);
		if (spent.length === 0) for (const one of counted) one.left--;
		return spent.map(({name}) => name);
	};
};
