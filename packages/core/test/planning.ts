import type {Account, Identity, Plan, Policy, Verb, Verdict} from '../src/index.ts';

import type {Candidate} from '../src/decide/claims.ts';
import type {Mapped} from '../src/decide/mapping/mapping.ts';
import {match} from '../src/decide/match.ts';
import {withoutOvertaking} from '../src/decide/overtaking.ts';
import {protection} from '../src/decide/protection.ts';
import {reconcile} from '../src/decide/reconcile.ts';
import {person} from './support.ts';

export {person};

export const leaver = (overrides: Partial<Identity> = {}): Identity => person({deleted: true, ...overrides});

/** Somebody who is in Slack, but not in: a guest. */
export const outsider = (overrides: Partial<Identity> = {}): Identity => person({guest: 'multi-channel', ...overrides});

export const account = (overrides: Partial<Account> = {}): Account => ({
	id: '7',
	keys: {email: 'ada@example.com', userId: 'ada'},
	active: true,
	attributes: {name: 'Ada'},
	...overrides,
});

const verdictOf = ({deleted, guest}: Identity): Verdict =>
	deleted ? {kind: 'leaver', reason: 'deleted'} : guest ? {kind: 'out', reason: 'guest'} : {kind: 'in'};

const localPart = (email: string | undefined): string | undefined => email?.split('@')[0];

export interface Planning {
	readonly match?: readonly string[];
	readonly verbs?: readonly Verb[];
	readonly policy?: Partial<Policy>;
	readonly slackIdAt?: string;
	readonly idAt?: string;
	readonly caseless?: readonly string[];
	readonly unverified?: boolean;
	readonly map?: (identity: Identity) => Mapped;
	/** Names under which accounts show an e-mail, beside `email`. */
	readonly emailNames?: readonly string[];
	/** What the config ties people to, by Slack id. */
	readonly tied?: Readonly<Record<string, string>>;
	/** Config with several targets. */
	readonly qualify?: boolean;
}

export const allVerbs = ['create', 'update', 'reactivate', 'deactivate', 'delete'] as const satisfies readonly Verb[];

/** By default keys are `email` and `userId` (the local part), and `name` is managed. */
const candidates = (people: readonly Identity[], keys: readonly string[], tied: Readonly<Record<string, string>> = {}): Candidate[] =>
	people.map(identity => ({
		identity,
		verdict: verdictOf(identity),
		...(tied[identity.slackId] !== undefined && {account: tied[identity.slackId]!}),
		keys: keys.map(key => (key === 'email' ? identity.email : localPart(identity.email))),
	}));

export const planFor = (people: readonly Identity[], accounts: readonly Account[], planning: Planning = {}): Plan => {
	const keys = planning.match ?? ['email', 'userId'];
	const rules = {
		match: keys,
		adopt: planning.policy?.adopt ?? 'agree',
		emailNames: ['email', ...(planning.emailNames ?? [])],
		isProtected: protection(planning.policy?.protected ?? []),
		target: planning.qualify ? 'dev-server' : undefined,
	};
	const plan = reconcile(match(candidates(people, keys, planning.tied), accounts, rules), {
		target: 'dev-server',
		policy: {
			leavers: 'deactivate',
			outOfScope: 'report',
			returners: 'reactivate',
			protected: [],
			do: undefined,
			match: keys,
			...planning.policy,
		},
		verbs: new Set(planning.verbs ?? allVerbs),
		slackIdAt: planning.slackIdAt,
		idAt: planning.idAt,
		caseless: planning.caseless,
		unverified: planning.unverified ?? false,
		secretNames: [],
		accounts: accounts.length,
		map: ({identity}) => planning.map?.(identity) ?? {managed: {name: identity.name}, onCreate: {}},
	});
	const {operations, conflicts} = withoutOvertaking(plan.operations);
	return {...plan, operations, conflicts: [...plan.conflicts, ...conflicts]};
};

/** A plan in words, as in `deactivate ada@example.com`. */
export const words = (plan: Plan): string[] => [
	...plan.operations.map(
		operation => `${operation.kind}${operation.kind === 'skip' ? ` ${operation.verb} (${operation.because})` : ''} ${operation.key}`,
	),
	...plan.conflicts.map(
		({kind, people, accounts}) =>
			`! ${kind} ${people.map(({slackId}) => slackId).join('+')} on ${accounts.map(({id}) => id).join('+') || 'nothing'}`,
	),
	...plan.orphans.map(({kind, id}) => `${kind} ${id}`),
];
