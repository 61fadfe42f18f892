import {sameValue} from './equal.ts';
import type {Json} from './json.ts';
import type {GuardName, GuardResult, Operation, Plan} from './operation.ts';
import {isRemoval} from './reconcile.ts';
import type {Guards} from './settings.ts';

/** The guards that `--allow` can lift once, with an exact ceiling. */
export type Liftable = Extract<GuardName, 'removals' | 'updates' | 'privileged'>;

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
}

/** Whether the update guard counts an operation: a missing link to Slack is no change that anybody notices. */
const isCountedUpdate = (operation: Operation): boolean =>
	operation.kind === 'reactivate' || (operation.kind === 'update' && !operation.linkOnly);

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
export const guard = (plan: Plan, options: GuardOptions): Plan => {
	const {limits} = options;
	const checks: Check[] = [
		...(options.in === 0 ? [emptySource(plan)] : []),
		liftable('removals', plan, options, isRemoval, {
			limit: removalLimit(limits.removals, plan.claimed),
			of: plan.claimed,
			phrase: (count, limit) => ofClaimed(plan, count, limit, 'deactivated or deleted'),
		}),
		liftable('updates', plan, options, isCountedUpdate, {
			limit: plan.claimed >= limits.updates.from ? shareOf(limits.updates.share, plan.claimed) : Infinity,
			of: plan.claimed,
			phrase: (count, limit) =>
				limit === Infinity
					? `${count} ${count === 1 ? 'update' : 'updates'}; fewer than ${limits.updates.from} accounts are claimed, so there is no limit`
					: ofClaimed(plan, count, limit, 'updated or reactivated'),
		}),
		...(limits.privileged ? [privileged(plan, options, limits.privileged)] : []),
	];
	const tripped = checks.filter(({result}) => result.tripped);
	return {
		...plan,
		guards: checks.map(({result}) => result),
		operations: plan.operations.map(operation => {
			if (operation.kind === 'noop' || operation.kind === 'skip') return operation;
			const withheldBy = tripped.filter(({counts}) => counts(operation)).map(({result}) => result.guard);
			return withheldBy.length > 0 ? {...operation, withheldBy} : operation;
		}),
	};
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
