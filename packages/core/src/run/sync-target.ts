import {keptOf, readAccounts, wantedOf} from '../read/accounts.ts';
import {by} from '../model/compare.ts';
import {inConflictOrder} from '../decide/conflict.ts';
import {SettingError} from '../model/errors.ts';
import {guard, type Liftable} from '../decide/guard.ts';
import type {Candidate, MatchRules} from '../decide/claims.ts';
import {match} from '../decide/match.ts';
import type {GuardResult, Outcome, Person, Plan, Verb} from '../model/plan.ts';
import {uniqueOf, withoutSwaps} from '../decide/order.ts';
import {personKey, personOf} from '../model/person.ts';
import {protection} from '../decide/protection.ts';
import {reconcile} from '../decide/reconcile.ts';
import {runTarget, verbsOf, type TargetRun} from './run-target.ts';
import type {RunEvent, TargetSetup} from './sync-options.ts';
import type {Account, Target} from '../model/target.ts';
import {reasons, type Reason} from '../model/verdict.ts';

/** What a target is planned from. */
export interface Planning {
	readonly setup: TargetSetup;
	/** Everybody as this target sees them. */
	readonly candidates: readonly Candidate[];
	/** Further verbs that the run is limited to. */
	readonly only?: readonly Verb[] | undefined;
	/** Slack id of the one person that the run is about. */
	readonly person?: string | undefined;
	readonly allow: Partial<Record<Liftable, number>>;
	/** Several targets in the run. */
	readonly qualify: boolean;
	readonly signal: AbortSignal;
	readonly emit?: (event: RunEvent) => void;
}

/** Reads, plans, guards and (unless it is a dry run) applies one target. Never rejects: what cannot even be asked of the people is in the report as well. */
export const syncTarget = async (
	run: TargetRun,
	{candidates, ...rest}: Omit<Planning, 'candidates'> & {readonly candidates: () => readonly Candidate[]},
): Promise<void> =>
	runTarget(run, async ({target, note, planned, apply}) => {
		const planning: Planning = {...rest, candidates: candidates()};
		note({outOfScope: outOfScope(planning.candidates)});
		const startedAt = performance.now();
		const {plan, decide, accounts} = await planTarget(target, planning);
		planned(plan);
		note({milliseconds: {list: Math.round(performance.now() - startedAt)}});
		run.emit({kind: 'planned', target: plan.target, plan});
		if (run.dryRun) return note({state: 'planned', outcomes: plan.operations.map(notApplied)});
		const identities = new Map(planning.candidates.map(({identity}) => [identity.slackId, identity]));
		return apply(plan, {decide, accounts, secrets: slackId => run.setup.mapping.secrets(identities.get(slackId)!)});
	});

/** A plan, what it was made from, and how it is made again. */
export interface Planned {
	readonly plan: Plan;
	readonly accounts: readonly Account[];
	readonly decide: (accounts: readonly Account[]) => Plan;
}

/** Reads a target and plans it; nothing is written. Rejects when it cannot be read whole. */
export const planTarget = async (target: Target, planning: Planning): Promise<Planned> => {
	const accounts = await read(target, planning);
	planning.signal.throwIfAborted();
	const decide = decider(target, planning);
	return {plan: decide(accounts), accounts, decide};
};

/** What is to be done in a target, given its accounts: match, reconcile, guard. Pure. */
const decider = (target: Target, {setup, candidates, only, person, allow, qualify}: Planning): Planned['decide'] => {
	const {policy, mapping, name} = setup;
	const options = {
		target: name,
		policy,
		verbs: new Set(verbsOf(target)),
		slackIdAt: target.slackIdAt,
		idAt: target.idAt,
		caseless: target.caseless,
		map: ({identity}: Candidate) => mapping.map(identity),
		secretNames: mapping.secretNames,
		unverified: target.list === undefined && target.find === undefined,
		only,
	};
	const limits = {limits: policy.guards, in: candidates.filter(({verdict}) => verdict.kind === 'in').length, allow, qualify};
	const rules: MatchRules = {
		match: policy.match,
		adopt: policy.adopt,
		emailNames: mapping.emailNames,
		isProtected: protection(policy.protected),
		target: qualify ? name : undefined,
	};
	const unique = uniqueOf(policy, target, mapping);
	return accounts => {
		const raw = reconcile(match(candidates, accounts, rules), {...options, accounts: target.list ? accounts.length : undefined});
		const {operations, conflicts} = withoutSwaps(raw.operations, unique);
		const whole = guard({...raw, operations, conflicts: [...raw.conflicts, ...conflicts].toSorted(inConflictOrder)}, limits);
		const plan = person === undefined ? whole : forPerson(whole, person);
		return {...plan, warnings: [...plan.warnings, ...secretWarnings(plan, setup)]};
	};
};

const read = async (target: Target, {setup, candidates, signal, emit}: Planning): Promise<Account[]> => {
	const {name, policy} = setup;
	const accounts = await readAccounts(target, () => wantedOf(candidates, policy), {
		signal,
		kept: keptOf(setup),
		policy,
		people: candidates.length,
		onCount: count => emit?.({kind: 'listing', target: name, accounts: count}),
	});
	if (accounts) return accounts;
	const mistake = notReadable(name, target);
	if (mistake) throw mistake;
	return [];
};

/** What is wrong with a target that could create everybody again in every run; undefined where it could not. */
export const notReadable = (name: string, target: Target): SettingError | undefined => {
	if (target.list || target.find || target.declaresExists) return undefined;
	const reason =
		'the target can neither list nor find accounts, nor does it tell when one exists already: every run could create everybody again';
	return new SettingError(['targets', name], reason, {
		hint: 'Give it a list, a way to find an account, or its answer for an account that exists',
	});
};

/** One person's part of a guarded plan: the guards looked at everybody, but only those that hold back something of this person stand in the way. */
const forPerson = (plan: Plan, slackId: string): Plan => {
	const operations = plan.operations.filter(({person}) => person.slackId === slackId);
	const concerns = ({guard: name, tripped}: GuardResult): boolean =>
		!tripped || name === 'empty-source' || operations.some(({withheldBy}) => withheldBy?.includes(name));
	return {
		...plan,
		operations,
		guards: plan.guards.filter(concerns),
		conflicts: plan.conflicts.filter(({people}) => people.some(person => person.slackId === slackId)),
		orphans: [],
	};
};

const secretWarnings = ({operations}: Plan, {mapping}: TargetSetup): string[] => {
	const creates = operations.filter(({kind, withheldBy}) => kind === 'create' && !withheldBy).length;
	if (!mapping.generatesSecrets || creates === 0) return [];
	return [
		`${creates} new ${creates === 1 ? 'account gets' : 'accounts get'} a generated ${mapping.secretNames.join(', ')} that nobody knows: people set their own by the system's reset, or give one by the environment`,
	];
};

const notApplied = (operation: Plan['operations'][number]): Outcome => {
	if (operation.withheldBy) return {kind: 'withheld', operation, by: operation.withheldBy};
	return {kind: 'not-run', operation, because: operation.kind === 'skip' ? 'plan' : 'dry-run'};
};

/** People who are in globally but not for this target, by reason. */
const outOfScope = (candidates: readonly Candidate[]): {reason: Reason; people: Person[]}[] => {
	const byReason = new Map<Reason, Person[]>(reasons.map(reason => [reason, []]));
	for (const {identity, verdict, globally} of candidates)
		if (globally === 'in' && verdict.kind === 'out') byReason.get(verdict.reason)!.push(personOf(identity));
	return [...byReason]
		.filter(([, people]) => people.length > 0)
		.map(([reason, people]) => ({reason, people: people.toSorted(by(personKey))}));
};
