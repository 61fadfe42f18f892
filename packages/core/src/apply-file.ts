import {findForPlan, listAccounts, type Projection} from './accounts.ts';
import {conflictMessage} from './conflict.ts';
import {sameValue} from './equal.ts';
import {errorInfo} from './errors.ts';
import {fold} from './fold.ts';
import type {Liftable} from './guard.ts';
import type {Conflict, ConflictKind, Create, Operation, Plan} from './operation.ts';
import {PlanFileError, type PlanFile, type PlannedTarget} from './plan-file.ts';
import type {Run} from './run.ts';
import type {CommonOptions, RunEvent, TargetSetup} from './sync-options.ts';
import {allowancesFor, stopReason} from './sync.ts';
import {pendingReport, runTarget, type Precheck, type TargetSession} from './run-target.ts';
import type {Account} from './target.ts';

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
	const emit = (event: RunEvent): void => options.onEvent?.(event);
	const pairs: {setup: TargetSetup; saved: PlannedTarget}[] = [];
	for (const saved of file.targets) {
		const setup = targets.find(({name}) => name === saved.name);
		if (!setup || setup.digest !== saved.config) {
			const reason = setup ? `the config of ${saved.name} is not the one that the plan was made under` : `the plan is for ${saved.name}, which is not in the config`;
			recorder.configError(errorInfo(new PlanFileError(reason)));
			return recorder.run();
		}
		pairs.push({setup, saved});
	}
	for (const {setup} of pairs) recorder.target(pendingReport(setup));
	await Promise.all(
		pairs.map(async ({setup, saved}) =>
			runTarget({setup, dryRun: false, signal, grace: options.grace ?? 10_000, emit, record: recorder.target}, async session => applySaved(session, saved, allowancesFor(setup.name, options))),
		),
	);
	if (signal.aborted) recorder.stopped(stopReason(signal));
	return recorder.run();
};

const applySaved = async (session: TargetSession, {plan: saved, identities}: PlannedTarget, allow: Partial<Record<Liftable, number>>): Promise<void> => {
	const {target, run} = session;
	const {policy, mapping, name} = run.setup;
	const names: Projection = {keys: [...new Set([...policy.match, 'email'])], attributes: mapping.attributes};
	const call = {signal: run.signal};
	const plan = lift(saved, allow);
	const accounts = target.list
		? await listAccounts(target.list.bind(target), call, names, count => run.emit({kind: 'listing', target: name, accounts: count}))
		: target.find
			? await findForPlan(target.find.bind(target), plan.operations, {call, names, concurrency: policy.limits.concurrency})
			: undefined;
	const compared = {managed: new Set(mapping.attributes), slackIdAt: target.slackIdAt};
	const byId = new Map(identities.map(identity => [identity.slackId, identity]));
	await session.apply(plan, {
		secrets: slackId => (byId.has(slackId) ? mapping.secrets(byId.get(slackId)!) : {}),
		...(accounts && {precheck: checker(accounts, compared)}),
		lookAgain: fresh => recheck(plan, checker(fresh, compared)),
	});
};

/** Withheld stays withheld, unless a ceiling covers the guard's number. */
const lift = (plan: Plan, allow: Partial<Record<Liftable, number>>): Plan => {
	const lifted = new Set(plan.guards.filter(({guard, count}) => guard in allow && allow[guard as Liftable]! >= count).map(({guard}) => guard));
	return {
		...plan,
		guards: plan.guards.map(result => (lifted.has(result.guard) && result.tripped ? {...result, tripped: false, limit: allow[result.guard as Liftable]!, allowed: allow[result.guard as Liftable]!} : result)),
		operations: plan.operations.map(operation => {
			if (!operation.withheldBy) return operation;
			const {withheldBy, ...free} = operation;
			const left = withheldBy.filter(guard => !lifted.has(guard));
			return left.length > 0 ? {...operation, withheldBy: left} : (free as Operation);
		}),
	};
};

const conflict = (kind: ConflictKind, {person}: Operation, accounts: readonly Account[], on?: Conflict['on']): {conflict: Conflict} => {
	const found = {kind, people: [person], accounts: accounts.map(({id, keys}) => ({id, keys})), ...(on && {on})};
	return {conflict: {...found, message: conflictMessage(found)}};
};

/** What can be compared with an account. */
interface Compared {
	readonly managed: ReadonlySet<string>;
	readonly slackIdAt: string | undefined;
}

const checker = (accounts: readonly Account[], {managed, slackIdAt}: Compared): Precheck => {
	const byId = new Map(accounts.map(account => [account.id, account]));
	const bySlackId = new Map(accounts.filter(({slackId}) => slackId !== undefined).map(account => [account.slackId!, account]));
	const byKey = new Map<string, Account>();
	for (const account of accounts) for (const [key, value] of Object.entries(account.keys)) byKey.set(`${key}\0${fold(value)}`, account);

	const holderOf = ({person, keys}: Create): {account: Account; on: {key: string; value: string}} | undefined => {
		const linked = bySlackId.get(person.slackId);
		if (linked) return {account: linked, on: {key: 'slackId', value: person.slackId}};
		for (const [key, value] of Object.entries(keys)) {
			const account = byKey.get(`${key}\0${fold(value)}`);
			if (account) return {account, on: {key, value}};
		}
		return undefined;
	};
	const isCreated = (account: Account, {person, attributes}: Create): boolean =>
		account.active && (account.slackId === undefined || account.slackId === person.slackId) && Object.entries(attributes).every(([name, value]) => !managed.has(name) || sameValue(account.attributes[name], value));

	return operation => {
		if (operation.kind === 'create') {
			const holder = holderOf(operation);
			if (!holder) return {operation};
			return isCreated(holder.account, operation) ? {already: true} : conflict('exists', operation, [holder.account], holder.on);
		}
		if (operation.kind === 'noop' || operation.kind === 'skip') return {operation};
		const now = byId.get(operation.account.id);
		if (!now) return operation.kind === 'delete' ? {already: true} : conflict('changed', operation, [operation.account]);
		if (isAsWanted(now, operation, slackIdAt)) return {already: true};
		return isAsPlanned(now, operation.account) ? {operation: {...operation, account: now}} : conflict('changed', operation, [now]);
	};
};

const isAsWanted = (now: Account, operation: Exclude<Operation, {kind: 'create' | 'noop' | 'skip'}>, slackIdAt: string | undefined): boolean => {
	if (operation.kind === 'deactivate') return !now.active;
	if (operation.kind === 'delete' || !now.active) return false;
	return operation.changes.every(({attribute, to}) => sameValue(attribute === slackIdAt ? now.slackId : now.attributes[attribute], to));
};

const isAsPlanned = (now: Account, then: Account): boolean =>
	now.active === then.active && now.slackId === then.slackId && [...new Set([...Object.keys(now.attributes), ...Object.keys(then.attributes)])].every(name => sameValue(now.attributes[name], then.attributes[name] ?? null));

/** The plan of the creates that were refused or unanswered, from accounts as they are now. */
const recheck = (plan: Plan, check: Precheck): Plan => {
	const conflicts: Conflict[] = [];
	const operations: Operation[] = [];
	for (const operation of plan.operations) {
		if (operation.kind !== 'create') continue;
		const verdict = check(operation);
		if ('conflict' in verdict) conflicts.push(verdict.conflict);
		else if ('already' in verdict) operations.push({kind: 'noop', because: 'equal', matchedBy: 'slackId', person: operation.person, key: operation.key, account: {id: '', keys: operation.keys, active: true, attributes: {}}});
		else operations.push(operation);
	}
	return {...plan, operations, conflicts};
};
