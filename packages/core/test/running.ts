import {
	compileMapping,
	createRecorder,
	exitCodeOf,
	policySchema,
	resolvePolicy,
	runSync,
	type Account,
	type ExitCode,
	type Outcome,
	type Run,
	type RunEvent,
	type Source,
	type SyncOptions,
	type Target,
	type TargetReport,
	type TargetSetup,
} from '../src/index.ts';
import type {AttributeSetting} from '../src/model/settings.ts';
import {readingOf} from './support.ts';

/** A member of Slack as `users.list` has it: `ada` is U-ADA, ada@example.com. */
export const member = (name: string, overrides: Record<string, unknown> = {}) => {
	const {email = `${name}@example.com`, profile, ...rest} = overrides;
	return {
		id: `U${name.toUpperCase()}`,
		team_id: 'T01',
		deleted: false,
		is_email_confirmed: true,
		...rest,
		profile: {email, real_name: name, display_name: name, ...(typeof profile === 'object' && profile)},
	};
};

/** Somebody who left. */
export const left = (name: string, overrides: Record<string, unknown> = {}) =>
	member(name, {deleted: true, is_email_confirmed: undefined, ...overrides});

export const sourceOf = (members: readonly unknown[]): Source & {readonly reads: () => number} => {
	let reads = 0;
	return {
		kind: 'slack',
		from: 'https://slack.example/api/',
		reads: () => reads,
		read: async () => {
			reads++;
			return readingOf(members);
		},
	};
};

/** What most tests manage of an account. */
export const usualAttributes: Record<string, AttributeSetting> = {
	email: '{{ email }}',
	userId: '{{ email | local_part }}',
	name: '{{ name }}',
};

export interface SetupOptions {
	readonly name?: string;
	/** As a config would have it. */
	readonly policy?: Record<string, unknown>;
	readonly attributes?: Record<string, AttributeSetting>;
	readonly digest?: string;
	readonly lock?: TargetSetup['lock'];
}

/** A target of a run, by default matched by `email`, then `userId`. */
export const setupOf = (
	open: Target | (() => Target | Promise<Target>),
	{name = 'dev-server', policy = {}, attributes = usualAttributes, digest = 'd1', lock}: SetupOptions = {},
): TargetSetup => ({
	name,
	type: 'world',
	address: `world:${name}`,
	policy: resolvePolicy(policySchema.parse({attributes, ...policy}), {match: ['email', 'userId']}),
	mapping: compileMapping(attributes),
	digest,
	open: typeof open === 'function' ? open : () => open,
	...(lock && {lock}),
});

export type RunOptions = Partial<Omit<SyncOptions, 'targets' | 'source'>> & {
	readonly dryRun?: boolean | undefined;
	readonly source?: Source;
	readonly members?: readonly unknown[];
	readonly targets: readonly TargetSetup[];
};

export interface Ran {
	readonly run: Run;
	readonly events: readonly RunEvent[];
	readonly exit: ExitCode;
}

const epoch = new Date('2026-11-24T12:00:00.000Z');

export const recorderOf = (command: Run['command'] = 'sync', dryRun = false) =>
	createRecorder({command, dryRun, toolVersion: '0.0.0'}, () => epoch);

/** A whole run. */
export const runAll = async ({source, members = [], dryRun = false, ...options}: RunOptions): Promise<Ran> => {
	const events: RunEvent[] = [];
	const run = await runSync({
		source: source ?? sourceOf(members),
		people: {},
		signal: new AbortController().signal,
		recorder: recorderOf('sync', dryRun),
		...options,
		onEvent: event => {
			events.push(event);
			options.onEvent?.(event);
		},
	});
	return {run, events, exit: exitCodeOf(run)};
};

/** A run of one target, and its report. */
export const sync = async (
	target: Target,
	members: readonly unknown[],
	options: SetupOptions & Omit<RunOptions, 'targets'> = {},
): Promise<Ran & {report: TargetReport; lines: string[]}> => {
	const ran = await runAll({...options, members, targets: [setupOf(target, options)]});
	const report = ran.run.targets[0]!;
	return {...ran, report, lines: report.outcomes.map(inWords)};
};

/** An outcome in words, as in `done create ada@example.com`, `failed update ada@example.com (refused)`. */
export const inWords = (outcome: Outcome): string => {
	const {kind, operation} = outcome;
	const why =
		kind === 'done'
			? outcome.note
			: kind === 'failed'
				? outcome.error.kind
				: kind === 'conflict'
					? outcome.conflict.kind
					: kind === 'withheld'
						? outcome.by.join()
						: outcome.because;
	const verb = operation.kind === 'skip' ? `skip ${operation.verb}` : operation.kind;
	return `${kind} ${verb} ${operation.key}${why === undefined ? '' : ` (${why})`}`;
};

/** An account of the usual attributes: `ada` is id-ada, ada@example.com. */
export const row = (name: string, overrides: Partial<Account> = {}): Account => ({
	id: `id-${name}`,
	active: true,
	keys: {email: `${name}@example.com`, userId: name},
	attributes: {email: `${name}@example.com`, userId: name, name},
	...overrides,
});

/** An account whose name is another than Slack's. */
export const renamed = (name: string, overrides: Partial<Account> = {}): Account =>
	row(name, {attributes: {email: `${name}@example.com`, userId: name, name: 'old'}, ...overrides});

/** Members called `p000`, `p001`, … */
export const crowd = (count: number, prefix = 'p') => numbered(prefix, count).map(name => member(name));

/** `p000`, `p001`, … */
export const numbered = (prefix: string, count: number): string[] =>
	Array.from({length: count}, (_, index) => `${prefix}${String(index).padStart(3, '0')}`);
