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

/** Whether the update guard counts an operation: a missing link to Slack is no change that anybody notices. */
export const isCountedUpdate = (operation: Operation): boolean => operation.kind === 'reactivate' || (operation.kind === 'update' && !operation.linkOnly);

const holds = (value: Json | undefined, named: Json): boolean => (Array.isArray(value) && !Array.isArray(named) ? value.some(item => sameValue(item, named)) : sameValue(value, named));

/** Whether an operation gives rights: one of the named values is there afterwards and (for an active account) was not before. */
const grants = (operation: Operation, {max: _, ...named}: NonNullable<Guards['privileged']>): boolean =>
	Object.entries(named).some(([attribute, values]) =>
		(values as Json[]).some(value => {
			if (operation.kind === 'create') return !operation.unverified && holds(operation.attributes[attribute], value);
			if (operation.kind !== 'update' && operation.kind !== 'reactivate') return false;
			const change = operation.changes.find(candidate => candidate.attribute === attribute);
			const before = operation.account.attributes[attribute];
			const after = change ? change.to : before;
			return holds(after, value) && (operation.kind === 'reactivate' || !holds(before, value));
		}),
	);

/** The largest whole number that is not more than a share of D: 0.29 × 100 is 29, whatever binary fractions say. */
const shareOf = (share: number, claimed: number): number => Math.floor(share * claimed + 1e-9);

const percent = (part: number, whole: number): string => (whole === 0 ? '' : ` (${Math.round((1000 * part) / whole) / 10} %)`);

/**
Evaluates every guard on the whole plan, before anything is written. Pure.

@returns The same plan with its guards' results; an operation that a guard withholds names every guard that does. The rest goes on.
*/
export const guard = (plan: Plan, options: GuardOptions): Plan => {
	const {limits, allow = {}} = options;
	const {claimed, target} = plan;
	const check = (name: GuardName, counted: (operation: Operation) => boolean, limit: number, phrase: (result: {count: number; limit: number}) => string): [GuardResult, (operation: Operation) => boolean] => {
		const count = plan.operations.filter(operation => counted(operation)).length;
		const ceiling = name in allow ? allow[name as Liftable]! : limit;
		const tripped = count > ceiling;
		const way = tripped ? `; to allow it once: --allow ${options.qualify ? `${target}:` : ''}${name}=${count}` : '';
		const message = `${target}: ${phrase({count, limit: ceiling})}${name === 'empty-source' ? '' : way}`;
		return [{guard: name, tripped, count, ...(ceiling !== Infinity && {limit: ceiling}), of: claimed, ...(name in allow && {allowed: ceiling}), message}, tripped ? counted : () => false];
	};
	const compared = ({count, limit}: {count: number; limit: number}, verb: string): string =>
		`${count} of ${claimed} active accounts${percent(count, claimed)} would be ${verb}, ${count > limit ? 'more than' : 'within'} ${limit}`;

	// Removing everybody is never routine, however few they are
	const removalLimit = Math.min(Math.max(limits.removals.count, shareOf(limits.removals.share, claimed)), claimed > 1 ? claimed - 1 : Infinity);
	const updateLimit = claimed >= limits.updates.from ? shareOf(limits.updates.share, claimed) : Infinity;
	const {privileged} = limits;

	const checks = [
		check('removals', isRemoval, removalLimit, result => compared(result, 'deactivated or deleted')),
		check('updates', isCountedUpdate, updateLimit, result => (result.limit === Infinity ? `${result.count} updates; fewer than ${limits.updates.from} accounts are claimed, so there is no limit` : compared(result, 'updated or reactivated'))),
		...(privileged ? [check('privileged', operation => grants(operation, privileged), privileged.max, ({count, limit}) => `${count} ${count === 1 ? 'person' : 'people'} would be given privileged values, ${count > limit ? 'more than' : 'within'} ${limit}`)] : []),
	];
	if (options.in === 0) checks.unshift(emptySource(plan));

	return {
		...plan,
		guards: checks.map(([result]) => result),
		operations: plan.operations.map(operation => {
			if (operation.kind === 'noop' || operation.kind === 'skip') return operation;
			const withheldBy = checks.filter(([, withholds]) => withholds(operation)).map(([{guard: name}]) => name);
			return withheldBy.length > 0 ? {...operation, withheldBy} : operation;
		}),
	};
};

/** Nobody is in: something upstream is wrong, and there is no option that makes it right. */
const emptySource = ({target, claimed}: Plan): [GuardResult, (operation: Operation) => boolean] => [
	{guard: 'empty-source', tripped: true, count: 0, limit: 0, of: claimed, message: `${target}: nobody is in, so nothing is written: check the token's workspace, the channel and the rules under "people" (slack-im members --all tells why each person is out)`},
	() => true,
];
