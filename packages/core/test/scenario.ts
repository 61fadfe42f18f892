import * as fc from 'fast-check';

import {key, keyText, type Account, type Target} from '../src/index.ts';
import {member} from './running.ts';
import {createWorld, trouble, type Fault, type Seen, type World, type WorldOptions} from './world.ts';

/** A workspace and a target, as plain data: the same scenario can be played twice. */
export interface Scenario {
	readonly members: readonly ReturnType<typeof member>[];
	readonly accounts: readonly Account[];
	readonly server: Pick<WorldOptions, 'unique' | 'slackIdAt'> & {readonly can: readonly (keyof Target)[]};
	readonly policy: Record<string, unknown>;
}

// Few values, so that people and accounts meet, collide and are each other's look-alikes
const locals = ['kim', 'KIM', 'ada', 'ben', 'cem', 'dan', 'adm-eve'] as const;
const domains = ['a.example', 'b.example'] as const;
const slackIds = Array.from({length: 14}, (_, index) => `U${String(index).padStart(2, '0')}`);
const address = fc.tuple(fc.constantFrom(...locals), fc.constantFrom(...domains)).map(([local, domain]) => `${local}@${domain}`);
const shownName = fc.constantFrom('Ada', 'Kim', 'Ádám', 'Ádám', '한', '<b>', "O'Neil");

const state = fc.oneof(
	{weight: 6, arbitrary: fc.constant({})},
	{weight: 3, arbitrary: fc.constant({deleted: true, is_email_confirmed: undefined})},
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			{is_restricted: true},
			{is_bot: true},
			{is_invited_user: true},
			{is_email_confirmed: false},
			{deleted: true, is_forgotten: true},
		),
	},
);

const someone = fc.record({id: fc.constantFrom(...slackIds), email: fc.option(address, {freq: 9, nil: null}), name: shownName, state});

/** People with one id each. */
const workspace = (maxLength: number) =>
	fc
		.uniqueArray(someone, {maxLength, selector: ({id}) => id})
		.map(people =>
			people.map(({id, email, name, state: flags}) => member(id, {id, email, ...flags, profile: {display_name: name, real_name: name}})),
		);

const account = fc
	.record({
		slackId: fc.option(fc.constantFrom(...slackIds, 'U99'), {freq: 1}),
		email: fc.option(address, {freq: 3}),
		userId: fc.option(fc.constantFrom(...locals), {freq: 5}),
		name: shownName,
		role: fc.constantFrom('AGENT', 'ADMIN'),
		active: fc.boolean(),
		phone: fc.option(fc.constantFrom('1', '2')),
	})
	.map(({slackId, active, ...values}) => ({
		slackId,
		active,
		attributes: Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
	}));

const pick = (names: readonly string[], attributes: Record<string, string>): Record<string, string> =>
	Object.fromEntries(names.flatMap(name => (attributes[name] === undefined ? [] : [[name, attributes[name]]])));

/** Accounts that such a server could hold. */
const accountsOf = (
	drafts: readonly {slackId: string | null; active: boolean; attributes: Record<string, string>}[],
	unique: readonly string[],
	keepsLinks: boolean,
): Account[] => {
	const taken = new Set<string>();
	return drafts.flatMap(({slackId, active, attributes}, index) => {
		const values = unique.flatMap(name => (attributes[name] === undefined ? [] : [`${name} ${keyText(key(attributes[name]))}`]));
		if (values.some(value => taken.has(value))) return [];
		for (const value of values) taken.add(value);
		return [
			{
				id: `a${index}`,
				active,
				attributes,
				keys: pick(['email', 'userId'], attributes),
				...(keepsLinks && slackId !== null && {slackId}),
			},
		];
	});
};

const writes = ['update', 'deactivate', 'reactivate', 'delete'] as const;

export interface ScenarioOptions {
	readonly size?: number;
	readonly reads?: readonly (readonly ('list' | 'find')[])[];
	/** What `leavers` and `outOfScope` may be. */
	readonly removals?: readonly ('deactivate' | 'delete' | 'report')[];
}

/** Any workspace, any target, any policy. */
export const scenario = ({
	size = 9,
	reads = [['list'], ['find'], ['list', 'find']],
	removals = ['deactivate', 'delete', 'report'],
}: ScenarioOptions = {}): fc.Arbitrary<Scenario> =>
	fc
		.record({
			members: workspace(size),
			drafts: fc.array(account, {maxLength: size}),
			unique: fc.constantFrom([], ['userId'], ['email'], ['email', 'userId']),
			slackIdAt: fc.option(fc.constant('externalId'), {nil: undefined}),
			can: fc.constantFrom(...reads).chain(some => fc.subarray([...writes], {minLength: 3}).map(verbs => [...some, ...verbs])),
			policy: fc.record(
				{
					match: fc.constantFrom(['email', 'userId'], ['userId', 'email'], ['userId'], ['email']),
					leavers: fc.constantFrom(...removals),
					outOfScope: fc.constantFrom(...removals),
					returners: fc.constantFrom('reactivate', 'report'),
					protected: fc.constantFrom([], ['adm-*'], ['a1']),
					do: fc.subarray(['create', ...writes], {minLength: 1}),
					people: fc.constant({domains: ['a.example']}),
				},
				{requiredKeys: ['match', 'leavers', 'outOfScope']},
			),
		})
		.map(({members, drafts, unique, slackIdAt, can, policy}) => ({
			members,
			accounts: accountsOf(drafts, unique, slackIdAt !== undefined),
			server: {unique, slackIdAt, can},
			policy,
		}));

/** The world of a scenario, as it is before any run. */
export const worldOf = ({accounts, server}: Scenario, options: WorldOptions = {}): World => createWorld({accounts, ...server, ...options});

/** What may go wrong with a call. */
export type Mishap = 'fine' | 'lost' | 'answer-lost' | 'unavailable' | 'exists' | 'refused' | 'login' | 'stopped' | 'killed';

export const mishaps: fc.Arbitrary<readonly Mishap[]> = fc.array(
	fc.oneof(
		{weight: 5, arbitrary: fc.constant<Mishap>('fine')},
		{weight: 4, arbitrary: fc.constantFrom<Mishap[]>('lost', 'answer-lost', 'unavailable', 'exists')},
		{weight: 1, arbitrary: fc.constantFrom<Mishap[]>('refused', 'login', 'stopped', 'killed')},
	),
	{maxLength: 16},
);

const isRead = ({verb}: Seen): boolean => verb === 'list' || verb === 'find';

/** What each mishap does to a call; a read that fails is merely unavailable. */
const effects: Record<Mishap, (call: Seen, nth: number) => Fault> = {
	fine: () => undefined,
	lost: call => ({before: trouble(isRead(call) ? 'unavailable' : 'unknown-outcome')}),
	'answer-lost': call => ({after: trouble(isRead(call) ? 'unavailable' : 'unknown-outcome')}),
	unavailable: () => ({before: trouble('unavailable', 503)}),
	exists: ({verb}) => (verb === 'create' || verb === 'update' ? {before: trouble('exists', 409)} : undefined),
	refused: () => ({before: trouble('refused', 422)}),
	login: () => ({before: trouble('auth', 401)}),
	stopped: () => undefined,
	killed: (_call, nth) => ({hang: nth % 2 === 0 ? 'before' : 'after'}),
};

/** Turns mishaps into what happens at the calls of one run; `stop` ends that run. */
export const faultsOf = (happens: readonly Mishap[], stop: AbortController): ((call: Seen) => Fault) => {
	let nth = 0;
	return call => {
		const mishap = happens[nth++] ?? 'fine';
		if (mishap === 'stopped' || mishap === 'killed') stop.abort('SIGTERM');
		return effects[mishap](call, nth);
	};
};

/** How often each property is tried. */
export const numRuns = Number(process.env['SLACK_IM_PROPERTY_RUNS'] ?? 1000);
