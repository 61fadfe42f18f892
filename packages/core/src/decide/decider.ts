import type {TargetRules} from './candidates.ts';
import type {Candidate, MatchRules} from './claims.ts';
import {inConflictOrder} from './conflict.ts';
import {guard, type Liftable} from './guard.ts';
import type {Mapping} from './mapping/mapping.ts';
import {match} from './match.ts';
import {uniqueOf, withoutSwaps} from './order.ts';
import {withoutOvertaking} from './overtaking.ts';
import {protection} from './protection.ts';
import {reconcile} from './reconcile.ts';
import type {Decide, GuardedPlan, GuardResult, Plan, Verb} from '../model/plan.ts';
import {verbs} from '../model/settings.ts';
import type {Target} from '../model/target.ts';

/** What a run asks of one target, beside the config. */
export interface Asked {
	/** Everybody as this target sees them. */
	readonly candidates: readonly Candidate[];
	/** Further verbs that the run is limited to. */
	readonly only?: readonly Verb[] | undefined;
	/** Slack id of the one person that the run is about. */
	readonly person?: string | undefined;
	readonly allow: Partial<Record<Liftable, number>>;
	/** Several targets in the run. */
	readonly qualify: boolean;
}

/** Verbs that a target has. */
export const verbsOf = (target: Target): Verb[] => verbs.filter(verb => target[verb] !== undefined);

/** What is to be done in a target, given its accounts: match, reconcile, guard. Pure. */
export const decider = (target: Target, {name, policy, mapping}: TargetRules, asked: Asked): Decide => {
	const {candidates, only, person, allow, qualify} = asked;
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
		emailsOf: identity => {
			try {
				return mapping.emails(identity);
			} catch {
				return []; // What cannot be computed is that person's conflict where the attributes are mapped
			}
		},
		isProtected: protection(policy.protected),
		target: qualify ? name : undefined,
	};
	const unique = uniqueOf(policy, target, mapping);
	return accounts => {
		const raw = reconcile(match(candidates, accounts, rules), {...options, accounts: target.list ? accounts.length : undefined});
		const {operations: settled, conflicts: swaps} = withoutSwaps(raw.operations, unique);
		const {operations, conflicts} = withoutOvertaking(settled);
		const whole = guard({...raw, operations, conflicts: [...raw.conflicts, ...swaps, ...conflicts].toSorted(inConflictOrder)}, limits);
		const plan = person === undefined ? whole : forPerson(whole, person);
		return {...plan, warnings: [...plan.warnings, ...secretWarnings(plan, mapping)]};
	};
};

/** One person's part of a guarded plan: the guards looked at everybody, but only those that hold back something of this person stand in the way. */
const forPerson = (plan: GuardedPlan, slackId: string): GuardedPlan => {
	const {operations, conflicts} = withoutOvertaking(plan.operations.filter(({person}) => person.slackId === slackId));
	const concerns = ({guard: name, tripped}: GuardResult): boolean =>
		!tripped || name === 'empty-source' || operations.some(({withheldBy}) => withheldBy?.includes(name));
	return {
		...plan,
		operations,
		guards: plan.guards.filter(concerns),
		conflicts: [...plan.conflicts.filter(({people}) => people.some(person => person.slackId === slackId)), ...conflicts],
		orphans: [],
	};
};

const secretWarnings = ({operations}: Plan, mapping: Mapping): string[] => {
	const creates = operations.filter(({kind, withheldBy}) => kind === 'create' && !withheldBy).length;
	if (!mapping.generatesSecrets || creates === 0) return [];
	return [
		`${creates} new ${creates === 1 ? 'account gets' : 'accounts get'} a generated ${mapping.secretNames.join(', ')} that nobody knows: people set their own by the system's reset, or give one by the environment`,
	];
};
