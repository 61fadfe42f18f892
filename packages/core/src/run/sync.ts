import {candidatesFor, outOfScope} from '../decide/candidates.ts';
import {allowancesFor} from '../decide/guard.ts';
import {errorInfo, errorKind, SettingError} from '../model/errors.ts';
import type {Outcome, Plan} from '../model/plan.ts';
import type {Run, SourceReport} from '../model/run.ts';
import {findPerson, readPeople, type People} from '../read/people.ts';
import {applyTarget} from './apply-target.ts';
import type {CommonOptions, RunEvent, SyncOptions} from './options.ts';
import {planTarget} from './plan-target.ts';
import {pendingReport, withTarget} from './with-target.ts';

/**
Everything that a run does, in order: reads the source once, then plans, guards and (unless it is a dry run) applies and verifies every target, independently of each other.

Never rejects: what a source or a target does is in the run, and so is a bug. A value is there even when the run was aborted. The exit code is the caller's to set, by {@link exitCodeOf}.
*/
export const runSync = async (options: SyncOptions): Promise<Run> => {
	const {recorder, signal, targets, only} = options;
	const {dryRun} = recorder.run();
	const emit = emitter(options);
	const running = {...options, emit};
	const twice = targets.find(({name}, index) => targets.findIndex(other => other.name === name) !== index);
	if (twice) {
		recorder.configError(
			errorInfo(
				new SettingError(['targets', twice.name], `two targets are named ${twice.name}`, {hint: 'Give each target a name of its own'}),
			),
		);
		return recorder.run();
	}
	for (const setup of targets) recorder.target(pendingReport(setup));

	const people = await readSource(options, emit);
	if (people) options.onPeople?.(people);
	const concerns = people && whomOf(options, people);
	if (people && concerns)
		await Promise.all(
			targets.map(async setup =>
				withTarget(setup, running, async open => {
					const {target, note} = open;
					const candidates = candidatesFor(setup, people.everybody);
					note({outOfScope: outOfScope(candidates)});
					const allow = allowancesFor(setup.name, options);
					const asked = {candidates, allow, only, person: concerns.person, qualify: targets.length > 1};

					const startedAt = performance.now();
					const {plan, accounts, decide} = await planTarget(target, setup, asked, running);
					note({...findingsOf(plan), milliseconds: {list: Math.round(performance.now() - startedAt)}});
					emit({kind: 'planned', target: setup.name, plan});
					if (dryRun) return note({state: 'planned', outcomes: plan.operations.map(notApplied)});

					const identities = new Map(candidates.map(({identity}) => [identity.slackId, identity]));
					const secrets = (slackId: string): Record<string, string> => setup.mapping.secrets(identities.get(slackId)!);
					return applyTarget(plan, {setup, running, open, accounts, decide, secrets});
				}),
			),
		);
	if (signal.aborted) recorder.stopped(stopReason(signal));
	return recorder.run();
};

/** What the report of a target says of its plan, outcomes apart. */
export const findingsOf = ({conflicts, orphans, guards, accounts, claimed, firstSyncOrReset, warnings}: Plan) => ({
	conflicts,
	orphans,
	guards,
	accounts,
	claimed,
	firstSyncOrReset,
	warnings,
});

const notApplied = (operation: Plan['operations'][number]): Outcome => {
	if (operation.withheldBy) return {kind: 'withheld', operation, by: operation.withheldBy};
	return {kind: 'not-run', operation, because: operation.kind === 'skip' ? 'plan' : 'dry-run'};
};

/** Tells what happens. A listener that fails (a terminal that is gone) must not stop a run in the middle: it is a bug in the record. */
export const emitter = ({onEvent, recorder}: Pick<CommonOptions, 'onEvent' | 'recorder'>): ((event: RunEvent) => void) => {
	const failed = (error: unknown): void => recorder.bug(errorInfo(error));
	return event => {
		try {
			const given = onEvent?.(event);
			if (given instanceof Promise) given.catch(failed);
		} catch (error) {
			failed(error);
		}
	};
};

/** What stopped a run: the signal's name where the abort gives it as its reason. */
export const stopReason = ({reason}: AbortSignal): string => (typeof reason === 'string' ? reason : 'abort');

/** Reads the source and records what was read; undefined where it cannot be used. */
const readSource = async (options: CommonOptions, emit: (event: RunEvent) => void): Promise<People | undefined> => {
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

/** The one person that a run is limited to, where it is; undefined, and a config error, where no one in Slack is that person. */
const whomOf = ({person, recorder}: SyncOptions, {everybody}: People): {readonly person?: string} | undefined => {
	if (person === undefined) return {};
	const found = findPerson(person, everybody);
	if (found) return {person: found.identity.slackId};
	const reason = `--person: nobody in Slack has the e-mail or Slack id ${JSON.stringify(person)}`;
	recorder.configError(errorInfo(new SettingError(['--person'], reason, {hint: 'slack-im members --all lists everybody'})));
	return undefined;
};
