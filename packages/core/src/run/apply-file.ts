import {keptOf, readAccounts, wantedForPlan} from '../read/accounts.ts';
import {toConflict} from '../decide/conflict.ts';
import {sameValue} from '../model/equal.ts';
import {errorInfo} from '../model/errors.ts';
import type {Json} from '../model/json.ts';
import {sameText} from '../model/key.ts';
import {lookupIn} from '../model/lookup.ts';
import {allowancesFor, type Liftable} from '../decide/guard.ts';
import type {Conflict, Create, Decide, GuardedPlan, Operation, Outcome, Plan} from '../model/plan.ts';
import {PlanFileError, type PlanFile, type PlannedTarget} from './plan-file.ts';
import {parkedValue} from '../decide/order.ts';
import {withoutOvertaking} from '../decide/overtaking.ts';
import type {Run} from '../model/run.ts';
import {applyTarget} from './apply-target.ts';
import type {CommonOptions, TargetSetup} from './options.ts';
import {emitter, findingsOf, stopReason} from './sync.ts';
import {pendingReport, withTarget, type OpenTarget, type Running} from './with-target.ts';
import type {Account, Keys, Target} from '../model/target.ts';

/** Options of {@link runApply}: those of a sync, without a source. */
export interface ApplyFileOptions extends Pick<CommonOptions, 'targets' | 'allow' | 'signal' | 'grace' | 'onEvent' | 'recorder'> {
	readonly file: PlanFile;
}

/**
Carries out a saved plan. Slack is not read; each target is listed once more, and an operation is written only where the account is as the plan saw it. What is as wanted by now is done (`already`), so that a plan whose first apply was cut off can be applied again; anything else that changed is a conflict.

Never rejects for what a target does. A config other than the plan's is a config error: nothing is written to any target.
*/
export const runApply = async (options: ApplyFileOptions): Promise<Run> => {
	const {file, recorder, signal, targets} = options;
	const emit = emitter(options);
	const pairs: {setup: TargetSetup; saved: PlannedTarget}[] = [];
	for (const saved of file.targets) {
		const setup = targets.find(({name}) => name === saved.name);
		if (!setup || setup.digest !== saved.config) {
			const reason = setup
				? `the config of ${saved.name} is not the one that the plan was made under`
				: `the plan is for ${saved.name}, which is not in the config`;
			recorder.configError(errorInfo(new PlanFileError(reason)));
			return recorder.run();
		}
		pairs.push({setup, saved});
	}
	for (const {setup} of pairs) recorder.target(pendingReport(setup));
	const running = {...options, emit};
	await Promise.all(
		pairs.map(async ({setup, saved}) =>
			withTarget(setup, running, async open => {
				const allow = allowancesFor(setup.name, {allow: options.allow, targets: pairs});
				return applySaved(saved, allow, {setup, running, open});
			}),
		),
	);
	if (signal.aborted) recorder.stopped(stopReason(signal));
	return recorder.run();
};

const applySaved = async (
	{plan: saved, identities}: PlannedTarget,
	allow: Partial<Record<Liftable, number>>,
	where: {readonly setup: TargetSetup; readonly running: Running; readonly open: OpenTarget},
): Promise<void> => {
	const {setup, running, open} = where;
	const {target, note} = open;
	const {mapping, policy} = setup;
	const plan = lift(saved, allow);
	note(findingsOf(plan));
	const startedAt = performance.now();
	const accounts = await readAccounts(target, () => wantedForPlan(plan.operations), {
		signal: running.signal,
		kept: keptOf(setup),
		policy,
		onCount: count => running.emit({kind: 'listing', target: plan.target, accounts: count}),
	});
	note({milliseconds: {list: Math.round(performance.now() - startedAt)}});
	const compared = {managed: new Set(mapping.attributes), slackIdAt: target.slackIdAt, isSame: sameFor(target)};
	const byId = new Map(identities.map(identity => [identity.slackId, identity]));
	const decide: Decide = fresh => planAgain(plan, checker(fresh, compared));
	await applyTarget(plan, {
		...where,
		secrets: slackId => (byId.has(slackId) ? mapping.secrets(byId.get(slackId)!) : {}),
		decide,
		accounts: accounts ?? [],
		...(accounts && checkFirst(plan, decide(accounts))),
	});
};

/** What is settled before any call, and the plan of the rest on the accounts as they are now. */
const checkFirst = (plan: GuardedPlan, now: Plan): {settled: Outcome[]; left: GuardedPlan} => {
	const byPerson = new Map(now.operations.map(operation => [operation.person.slackId, operation]));
	const disputed = new Map(now.conflicts.flatMap(conflict => conflict.people.map(({slackId}) => [slackId, conflict] as const)));
	const settled: Outcome[] = [];
	const operations: Operation[] = [];
	for (const operation of plan.operations) {
		const {slackId} = operation.person;
		const fresh = byPerson.get(slackId);
		const conflict = disputed.get(slackId);
		if (operation.kind === 'noop' || operation.kind === 'skip' || operation.withheldBy) operations.push(operation);
		else if (conflict) settled.push({kind: 'conflict', operation, milliseconds: 0, conflict});
		else if (fresh && fresh.kind !== 'noop') operations.push(fresh);
		else settled.push({kind: 'done', operation, milliseconds: 0, note: 'already'});
	}
	return {settled, left: {...plan, operations}};
};

/** Withheld stays withheld, unless a ceiling covers the guard's number. */
const lift = (plan: GuardedPlan, allow: Partial<Record<Liftable, number>>): GuardedPlan => {
	const ceilings = new Map<string, number>(Object.entries(allow));
	const ceilingOf = (guard: string): number => ceilings.get(guard) ?? -1;
	const lifted = new Set(plan.guards.filter(({guard, tripped, count}) => tripped && ceilingOf(guard) >= count).map(({guard}) => guard));
	return {
		...plan,
		guards: plan.guards.map(result =>
			lifted.has(result.guard) ? {...result, tripped: false, limit: ceilingOf(result.guard), allowed: ceilingOf(result.guard)} : result,
		),
		operations: plan.operations.map(operation => {
			if (!operation.withheldBy) return operation;
			const {withheldBy, ...free} = operation;
			const left = withheldBy.filter(guard => !lifted.has(guard));
			return left.length > 0 ? {...operation, withheldBy: left} : free;
		}),
	};
};

/** What stands against carrying out an operation now: it is done already, or the account changed. Otherwise the operation on the account as it is now. */
type Check = (operation: Operation) => {readonly operation: Operation} | {readonly already: true} | {readonly conflict: Conflict};

/** What can be compared with an account. */
interface Compared {
	readonly managed: ReadonlySet<string>;
	readonly slackIdAt: string | undefined;
	/** Whether an attribute is as it should be. */
	readonly isSame: (name: string, actual: Json | undefined, wanted: Json) => boolean;
}

/** As a plan compares: some attributes of a target differ in letter case alone. */
const sameFor =
	({caseless = []}: Pick<Target, 'caseless'>): Compared['isSame'] =>
	(name, actual, wanted) =>
		sameValue(actual, wanted) || (caseless.includes(name) && sameText(actual, wanted));

/** Tells of each operation of a saved plan whether it is done by now, may still be carried out, or meets something that the plan did not see. */
const checker = (accounts: readonly Account[], compared: Compared): Check => {
	const {managed, isSame} = compared;
	const byId = new Map(accounts.map(account => [account.id, account]));
	const holderOf = lookupIn(accounts);
	const isCreated = (account: Account, {person, keys, attributes}: Create): boolean =>
		account.active &&
		(account.slackId === undefined || account.slackId === person.slackId) &&
		sameKeys(account.keys, {...(person.email !== undefined && {email: person.email}), ...keys}) &&
		Object.entries(attributes).every(([name, value]) => !managed.has(name) || isSame(name, account.attributes[name], value));

	return operation => {
		if (operation.kind === 'noop' || operation.kind === 'skip') return {operation};
		if (operation.kind === 'create') {
			const holder = holderOf({...operation.keys, slackId: operation.person.slackId});
			if (!holder) return {operation: withoutAfter(operation)};
			if (operation.after?.some(({account}) => account.id === holder.account.id)) return {operation};
			return isCreated(holder.account, operation)
				? {already: true}
				: {conflict: toConflict('exists', [operation.person], [holder.account], {on: holder.on})};
		}
		const now = byId.get(operation.account.id);
		if (now) return compare(operation, now, compared);
		return operation.kind === 'delete' ? {already: true} : {conflict: changed(operation, operation.account)};
	};
};

/** What had the values has given them up by now. */
const withoutAfter = (operation: Create): Create => (operation.after ? {...operation, after: []} : operation);

type OnAccount = Exclude<Operation, {kind: 'create' | 'noop' | 'skip'}>;

const changed = ({person}: Operation, account: Account): Conflict => toConflict('changed', [person], [account]);

/** An operation and the account as it is now: wanted already, as the plan saw it, or half-way between (an apply that was cut off); anything else is somebody else's change. */
const compare = (operation: OnAccount, now: Account, {slackIdAt, isSame}: Compared): ReturnType<Check> => {
	const then = operation.account;
	const changes = 'changes' in operation ? operation.changes : [];
	const wanted = new Map(changes.map(({attribute, to}) => [attribute, to]));
	const link = slackIdAt === undefined ? undefined : wanted.get(slackIdAt);

	if (operation.kind === 'deactivate' && !now.active) return {already: true};
	const isWanted = changes.every(({attribute, to}) =>
		attribute === slackIdAt ? now.slackId === to : isSame(attribute, now.attributes[attribute], to),
	);
	if ((operation.kind === 'update' || operation.kind === 'reactivate') && now.active && isWanted) return {already: true};

	const {person} = operation;
	const isKeyAsPlanned = ([key, value]: [string, string]): boolean =>
		isParked(then.keys[key], value) ||
		[then.keys[key] ?? value, wanted.get(key), key === 'email' ? person.email : undefined].some(expected => sameText(expected, value));
	/** What a swap that was cut off left there for the time being. */
	const isParked = (before: Json | undefined, value: Json | undefined): boolean =>
		typeof before === 'string' && typeof value === 'string' && value === parkedValue(before, person.slackId);
	const asPlanned = (name: string): boolean =>
		(wanted.has(name) && isParked(then.attributes[name], now.attributes[name])) ||
		isSame(name, now.attributes[name], then.attributes[name] ?? null) ||
		(wanted.has(name) && isSame(name, now.attributes[name], wanted.get(name)!));
	const names = new Set([...Object.keys(now.attributes), ...Object.keys(then.attributes)]);
	const isUnchanged =
		(now.slackId === then.slackId || (link !== undefined && now.slackId === link)) &&
		[...names].every(asPlanned) &&
		Object.entries(now.keys).every(isKeyAsPlanned);
	if (!isUnchanged) return {conflict: changed(operation, now)};
	if (now.active === then.active) return {operation: {...operation, account: now}};
	return operation.kind === 'reactivate' ? {operation: {...operation, kind: 'update', account: now}} : {conflict: changed(operation, now)};
};

/** Whether no key that both have differs. */
const sameKeys = (some: Keys, others: Keys): boolean =>
	Object.entries(some).every(([key, value]) => !Object.hasOwn(others, key) || sameText(others[key], value));

/** What the saved plan still asks for, given the accounts as they are now. */
const planAgain = (plan: GuardedPlan, check: Check): GuardedPlan => {
	const conflicts: Conflict[] = [];
	const operations: Operation[] = [];
	for (const operation of plan.operations) {
		const verdict = check(operation);
		if ('conflict' in verdict) conflicts.push(verdict.conflict);
		else if ('operation' in verdict) operations.push(verdict.operation);
	}
	const {operations: left, conflicts: overtaking} = withoutOvertaking(operations);
	return {...plan, operations: left, conflicts: [...conflicts, ...overtaking]};
};
