import {classifier, needsOf, scopeClassifier} from '../decide/classify.ts';
import {by} from '../model/compare.ts';
import {errorInfo, errorKind, SettingError} from '../model/errors.ts';
import {fold} from '../model/fold.ts';
import type {Liftable} from '../decide/guard.ts';
import {readIdentities} from '../read/identities.ts';
import type {Identity} from '../model/identity.ts';
import type {Candidate} from '../decide/claims.ts';
import type {Person} from '../model/plan.ts';
import {personKey, personOf} from '../model/person.ts';
import type {ExitCode, Run, SourceReport} from '../model/run.ts';
import type {CommonOptions, RunEvent, SyncOptions, TargetSetup} from './sync-options.ts';
import {pendingReport} from './run-target.ts';
import {syncTarget} from './sync-target.ts';
import {whyUnmappable} from '../decide/unmappable.ts';
import {reasons, type Reason, type Verdict} from '../model/verdict.ts';

/** Everybody whom a source knows, with the global verdict. */
export interface People {
	readonly everybody: readonly {readonly identity: Identity; readonly verdict: Verdict}[];
	readonly report: SourceReport;
	readonly warnings: readonly string[];
}

/**
Reads the source once, then plans, guards and (unless it is a dry run) applies every target, independently of each other.

Never rejects: what a source or a target does is in the run, and so is a bug. A value is there even when the run was aborted. The exit code is the caller's to set, by {@link exitCodeOf}.
*/
export const runSync = async (options: SyncOptions): Promise<Run> => {
	const {recorder, signal, targets, dryRun, only} = options;
	const emit = emitter(options);
	for (const setup of targets) recorder.target(pendingReport(setup));

	const people = await readInto(options, emit);
	if (people) {
		options.onPeople?.(people);
		const person =
			options.person === undefined ? undefined : personNamed(options.person, people.everybody, error => recorder.configError(error));
		if (options.person === undefined || person !== undefined) {
			await Promise.all(
				targets.map(async setup =>
					syncTarget(
						{setup, dryRun, signal, grace: options.grace ?? 3000, emit, record: report => recorder.target(report)},
						{
							setup,
							candidates: () => candidatesFor(setup, people),
							only,
							person,
							allow: allowancesFor(setup.name, options),
							qualify: targets.length > 1,
							signal,
							emit,
						},
					),
				),
			);
		}
	}
	if (signal.aborted) recorder.stopped(stopReason(signal));
	return recorder.run();
};

/** Tells what happens. A listener that fails (a terminal that is gone) must not stop a run in the middle: it is a bug in the record. */
export const emitter =
	({onEvent, recorder}: Pick<CommonOptions, 'onEvent' | 'recorder'>) =>
	(event: RunEvent): void => {
		try {
			onEvent?.(event);
		} catch (error) {
			recorder.bug(errorInfo(error));
		}
	};

/** What stopped a run: the signal's name where the abort gives it as its reason. */
export const stopReason = ({reason}: AbortSignal): string => (typeof reason === 'string' ? reason : 'abort');

/** Reads the source and records what was read; undefined where it cannot be used. */
export const readInto = async (options: CommonOptions, emit: (event: RunEvent) => void): Promise<People | undefined> => {
	const {recorder} = options;
	try {
		const people = await readPeople(options, emit);
		recorder.source(people.report);
		for (const warning of people.warnings) recorder.warn(warning);
		return people;
	} catch (error) {
		if (options.signal.aborted) return undefined;
		if (errorKind(error) === 'setting') recorder.configError(errorInfo(error));
		else if (errorKind(error) === undefined) recorder.bug(errorInfo(error)); // Not Slack's fault, and not to be told as such
		else recorder.source({...emptyReport(options), error: errorInfo(error)});
		return undefined;
	}
};

const emptyReport = ({source}: Pick<CommonOptions, 'source'>): SourceReport => ({
	kind: source.kind,
	from: source.from,
	readAt: '',
	milliseconds: 0,
	pages: 0,
	members: 0,
	in: 0,
	leavers: 0,
	excluded: [],
});

/** Reads everybody and says of each who is in. Rejects with a `SourceError` when the source cannot be read whole. */
export const readPeople = async (
	{
		source,
		people,
		channel,
		targets,
		sameAs,
		signal,
	}: Pick<CommonOptions, 'source' | 'people' | 'channel' | 'targets' | 'signal'> & {
		/** Where there is no target whose overrides say it. */
		readonly sameAs?: ReadonlyMap<string, readonly string[]> | undefined;
	},
	emit: (event: RunEvent) => void = () => {},
): Promise<People> => {
	const startedAt = performance.now();
	let pages = 0;
	emit({kind: 'reading', progress: {kind: 'page', pages, members: 0}});
	const reading = await source.read({
		signal,
		needs: needsOf({people, channel, scopes: targets.map(({policy}) => policy.people), mappings: targets.map(({mapping}) => mapping)}),
		onProgress: progress => {
			if (progress.kind === 'page') pages = progress.pages;
			emit({kind: 'reading', progress});
		},
	});
	const {identities, members, warnings} = await readIdentities(reading, {
		trust: people.rehires === 'trust',
		sameAs: sameAs ?? targets[0]?.mapping.sameAs,
	});
	const classify = classifier(people, {channel});
	const everybody = identities.map(identity => ({identity, verdict: classify(identity)}));
	const count = (kind: Verdict['kind']): number => everybody.filter(({verdict}) => verdict.kind === kind).length;
	const report: SourceReport = {
		kind: source.kind,
		from: source.from,
		workspace: reading.workspace,
		readAt: reading.readAt,
		milliseconds: Math.round(performance.now() - startedAt),
		pages,
		members,
		in: count('in'),
		leavers: count('leaver'),
		excluded: exclusions(everybody),
	};
	emit({kind: 'read', members, in: report.in, leavers: report.leavers, excluded: count('out')});
	return {everybody, report, warnings};
};

const exclusions = (everybody: People['everybody']): {reason: Reason; people: Person[]}[] => {
	const people = new Map<Reason, Person[]>(reasons.map(reason => [reason, []]));
	for (const {identity, verdict} of everybody) if (verdict.kind !== 'in') people.get(verdict.reason)!.push(personOf(identity));
	return [...people]
		.filter(([, excluded]) => excluded.length > 0)
		.map(([reason, excluded]) => ({reason, people: excluded.toSorted(by(personKey))}));
};

/** Everybody as one target sees them: narrowed by its `people`, with the values of its match keys. */
export const candidatesFor = ({name, policy, mapping}: TargetSetup, {everybody}: Pick<People, 'everybody'>): Candidate[] => {
	const narrow = scopeClassifier(policy.people, ['targets', name, 'people']);
	return everybody.map(({identity, verdict}) => {
		const account = mapping.account(identity, name);
		return {
			identity,
			verdict: verdict.kind === 'in' ? narrow(identity) : verdict,
			globally: verdict.kind,
			...keysOf(identity, policy.match, mapping),
			...(account !== undefined && {account}),
		};
	});
};

/** A function of the config that fails for one person is that person's conflict. */
const keysOf = (
	identity: Identity,
	names: readonly string[],
	mapping: TargetSetup['mapping'],
): Pick<Candidate, 'keys' | 'emails' | 'unmappable'> => {
	let unmappable: string | undefined;
	const given = <T>(ask: () => T): T | undefined => {
		try {
			return ask();
		} catch (error) {
			unmappable ??= whyUnmappable(error);
			return undefined;
		}
	};
	const keys = names.map(name => given(() => mapping.key(name, identity)));
	const emails = given(() => mapping.emails(identity)) ?? [];
	return {keys, ...(emails.length > 0 && {emails}), ...(unmappable !== undefined && {unmappable})};
};

/** `--allow` of one target: those that name it, and those that name none where it is the only one. */
export const allowancesFor = (
	name: string,
	{allow = [], targets}: Pick<CommonOptions, 'allow'> & Partial<Pick<CommonOptions, 'targets'>>,
): Partial<Record<Liftable, number>> =>
	Object.fromEntries(
		allow
			.filter(({target}) => (target === undefined ? targets === undefined || targets.length === 1 : target === name))
			.map(({guard, ceiling}) => [guard, ceiling]),
	);

/** Slack id of the person whom an e-mail or a Slack id names; a config error where nobody is. */
const personNamed = (
	wanted: string,
	everybody: People['everybody'],
	refuse: (error: ReturnType<typeof errorInfo>) => void,
): string | undefined => {
	const found = findPerson(wanted, everybody);
	if (!found)
		refuse(
			errorInfo(
				new SettingError(['--person'], `--person: nobody in Slack has the e-mail or Slack id ${JSON.stringify(wanted)}`, {
					hint: 'slack-im members --all lists everybody',
				}),
			),
		);
	return found?.identity.slackId;
};

/** The one person (or bot) whom an e-mail or a Slack id names; of several with one e-mail the one who is in. */
export const findPerson = (wanted: string, everybody: People['everybody']): People['everybody'][number] | undefined => {
	const byId = everybody.find(({identity}) => identity.slackId === wanted || identity.earlierIds.includes(wanted));
	if (byId) return byId;
	const named = everybody.filter(({identity}) => identity.email !== undefined && fold(identity.email) === fold(wanted));
	return named.find(({verdict}) => verdict.kind === 'in') ?? named[0];
};

const signalCodes: Record<string, ExitCode> = {SIGINT: 130, SIGTERM: 143};

/**
The exit code that a run comes to. Precedence: a signal, 70 (a bug, or a report that could not be written), 2 (config), 3 (source), 5 (a target unusable, locked or in trouble), 4 (withheld), 1 (a failure or conflict), 6 (`check`: something would change).
*/
export const exitCodeOf = (run: Run, {check = false}: {readonly check?: boolean} = {}): ExitCode => {
	if (run.stoppedBy !== undefined) return signalCodes[run.stoppedBy] ?? 143;
	if (run.bug) return 70;
	if (run.configError) return 2;
	if (run.source?.error) return run.source.error.kind === 'snapshot' ? 2 : 3;
	const {targets} = run;
	if (targets.some(({error}) => error?.kind === 'bug')) return 70;
	if (targets.some(({error}) => error?.kind === 'setting')) return 2;
	if (targets.some(({error}) => error !== undefined)) return 5;
	if (targets.some(({guards}) => guards.some(({tripped}) => tripped))) return 4;
	if (targets.some(({outcomes}) => outcomes.some(({kind}) => kind === 'withheld'))) return 4;
	if (targets.some(({conflicts, outcomes}) => conflicts.length > 0 || outcomes.some(({kind}) => kind === 'failed' || kind === 'conflict')))
		return 1;
	if (check && targets.some(wouldChange)) return 6;
	return 0;
};

/** Whether a plan holds anything to do. Unverified creates do not count: nobody can tell whether they would change anything. */
const wouldChange = ({outcomes}: Run['targets'][number]): boolean =>
	outcomes.some(
		({operation}) => operation.kind !== 'noop' && operation.kind !== 'skip' && !(operation.kind === 'create' && operation.unverified),
	);
