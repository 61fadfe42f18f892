import {
	createRecorder,
	errorInfo,
	errorKind,
	exitCodeOf,
	exitOf,
	type ErrorInfo,
	type ExitCode,
	type Recorder,
	type Run,
	type RunEvent,
	type RunHeader,
} from '@slack-im/core';

import type {ReportingCommand} from '../commands/base.ts';
import {type Config, configErrorInfo, formatConfigError, isConfigError, type LoadOptions} from '@slack-im/config';
import {stoppedBy, type CliContext} from '../context.ts';
import {describeFailure} from '../failure.ts';
import {sparing} from '../memory.ts';
import {openLive, plainLive} from '../terminal/live.ts';
import {createLog, type Logger} from '../terminal/log.ts';
import {startProgress, type Progress} from '../terminal/progress.ts';
import {version} from '../version.ts';
import {loadAndTell} from './load-and-tell.ts';
import {
	createReports,
	defaultReports,
	reportFiles,
	separateReports,
	standIn,
	type ReportFiles,
	type Reports,
	type StandIns,
} from './reports.ts';

/** What a run works with. */
export interface Session {
	readonly context: CliContext;
	readonly config: Config;
	readonly log: Logger;
	readonly recorder: Recorder;
	readonly onEvent: (event: RunEvent) => void;
}

type Loading = Omit<LoadOptions, 'cwd' | 'env' | 'config'>;

/** What a run is, before it begins. */
export interface RunKind extends Omit<RunHeader, 'toolVersion'> {
	/** What of the config is needed; asked for once the reports can tell of a failure. */
	readonly load: Loading | (() => Promise<Loading>);
	/** `--check`: exit 6 where something would change. */
	readonly check?: boolean;
	/** Prints the result, once everything is over. */
	readonly print: (run: Run, reports: ReportFiles) => Iterable<string>;
	/** What may fail without changing anything, once the rest is over. */
	readonly after?: (run: Run, session: Session) => Promise<void>;
}

/**
Loads the config, does the work, and leaves reports whatever becomes of it: first files that say that the run did not finish, at the end those of what it did, also when it is stopped or the process is about to die. A JUnit report without a failure is the last thing that is done.

@param work - Fills the recorder. What it throws becomes a config error where a person can mend it, else a bug.
*/
export const reported = async (command: ReportingCommand, kind: RunKind, work: (session: Session) => Promise<void>): Promise<ExitCode> => {
	const {context} = command;
	const {cwd, env, now, redactor, releaseOthers, dying, stderr, err} = context;
	const {load, check = false, print, after, ...header} = kind;
	const recorder = createRecorder({...header, toolVersion: version}, now);
	const live = command.quiet ? plainLive(context) : await openLive(context);
	let log = createLog({write: live.print, format: 'text', level: 'info', colour: err.colour, now, redact: redactor.text});
	let reports = createReports(reportFiles(command, defaultReports, cwd), {recorder, context});
	let standIns: StandIns | undefined;
	let progress: Progress | undefined;
	let session: Session | undefined;

	const record = (error: unknown): void => {
		if (isConfigError(error)) {
			// A class of its own for a mistyped name would never go away; with a snapshot, each target has a report of its own
			const isOwnReport = typeof load === 'object' && load.needs?.slack === false && error.targets.length === 0;
			recorder.configError(configErrorInfo(error), {
				foreign: kind.only !== undefined && !error.targets.includes(kind.only) && !isOwnReport,
			});
		} else if (exitOf(errorKind(error), 'command') === 2) recorder.configError(errorInfo(error));
		else recorder.bug(errorInfo(error));
	};
	const fail = (error: unknown): void => {
		if (stoppedBy(context) === undefined || errorKind(error) !== 'aborted') record(error);
		if (isConfigError(error) && command.logFormat === 'text') stderr.write(`${formatConfigError(error, {color: err.colour})}\n`);
		else log.error(describeFailure(error));
	};

	dying.save = why => {
		if ('stoppedBy' in why) recorder.stopped(why.stoppedBy);
		else record(why.error);
		recorder.finish(exitCodeOf(recorder.run()));
		standIns?.settle(reports.files);
		reports.save();
	};
	const onStop = whenStopped(context.signal, () => dying.save?.({stoppedBy: stoppedBy(context)!}));
	try {
		standIns = standIn(reports, context);
		log = command.logger(live.print);
		const config = await loadAndTell(
			{cwd, env, config: command.config, ...(typeof load === 'function' ? await load() : load)},
			{redactor, dying, releaseOthers, log},
		);
		reports = createReports(separateReports(command, config.reports, cwd), {recorder, context});
		for (const warning of config.warnings) recorder.warn(warning);
		standIns.settle(reports.files);
		begin(reports, standIns);
		progress = startProgress({log, live, now, quiet: command.quiet});
		const spare = sparing();
		const {onEvent} = progress;
		session = {
			context,
			config,
			log,
			recorder: isPrinted(command, kind.command) ? recorder : telling(recorder, log),
			onEvent: event => {
				spare(event);
				onEvent(event);
			},
		};
		await work(session);
		tellFound(recorder.run(), log, command);
	} catch (error) {
		fail(error);
	}
	onStop.clear();
	progress?.end();
	standIns?.settle(reports.files);
	return finish({recorder, reports, log, check, signal: stoppedBy(context)}, async () => {
		if (!session || recorder.run().configError) return;
		for (const piece of print(redactor.data(recorder.run()), reports.files)) context.stdout.write(piece);
		await after?.(recorder.run(), session);
		await context.written();
	});
};

/** Whether the result on stdout has the warnings: what is said there is not said in the log as well. */
const isPrinted = ({quiet}: Pick<ReportingCommand, 'quiet'>, command: RunKind['command']): boolean =>
	command === 'plan' || (command !== 'snapshot' && !quiet);

/** Warnings stand in the log at once, where no result has them. */
const telling = (recorder: Recorder, log: Logger): Recorder => ({
	...recorder,
	warn: message => {
		recorder.warn(message);
		log.warn(message);
	},
});

/** Calls under way get 3 s, and Jenkins gives the process 5: what is known is on disk before that. */
const reportsAfter = 2000;

/** Does something some time after a run was told to stop, unless it ended before. */
const whenStopped = (signal: AbortSignal, act: () => void): {clear: () => void} => {
	let timer: NodeJS.Timeout | undefined;
	const start = (): void => {
		timer = setTimeout(act, reportsAfter);
	};
	signal.addEventListener('abort', start, {once: true});
	return {
		clear: () => {
			signal.removeEventListener('abort', start);
			clearTimeout(timer);
		},
	};
};

/** What only the engine could see: a mistake of the person who typed something, bugs, and (where the result does not say it, or goes elsewhere than the log) warnings of targets and what could not be read. */
const tellFound = ({command, configError, bug, source, targets}: Run, log: Logger, {context, quiet}: ReportingCommand): void => {
	const isSeenTwice = context.out.isTTY && context.err.isTTY;
	for (const {name, warnings} of isPrinted({quiet}, command) ? [] : targets)
		for (const warning of warnings) log.warn(warning, {target: name});
	if (source?.error && !isSeenTwice) log.error(source.error.message);
	if (configError) log.error([configError.message, configError.hint].filter(Boolean).join('\n  '));
	if (bug) log.error(bugText(bug));
	for (const {error, name, type} of targets) {
		if (error?.kind === 'bug') log.error(type === 'module' ? `its code failed: ${causesOf(error)}` : bugText(error), {target: name});
		else if (error && !isSeenTwice) log.error(error.message.replace(`${name}: `, ''), {target: name});
	}
};

const causesOf = ({message, causes = []}: ErrorInfo): string => [message, ...causes].join(': ');
const bugText = (error: ErrorInfo): string => `this is a bug in slack-im, please report it: ${causesOf(error)}`;

/** A report that could not be written; nothing else went wrong. */
class ReportError extends Error {
	override name = 'ReportError' as const;
	readonly kind = 'output' as const;
	readonly hint: string | undefined;

	constructor({message, hint}: ErrorInfo) {
		super(message);
		this.hint = hint;
	}
}

/** Replaces the reports of an earlier run before anything is read: they must not pass for this one's. */
const begin = (reports: Reports, standIns: StandIns): void => {
	const [failure] = standIns.hold(reports.files) ? [] : reports.save();
	if (failure) throw new ReportError(failure);
};

interface Ending {
	readonly recorder: Recorder;
	readonly reports: Reports;
	readonly log: Logger;
	readonly check: boolean;
	readonly signal: string | undefined;
}

/** Whether its JUnit report holds no failure. */
const isGreen = (exitCode: ExitCode): boolean => exitCode === 0 || exitCode === 6;

/** Settles the exit code, writes the reports and tells the result. Where one of it fails, the reports say so. JUnit comes last where it holds no failure: whoever finds it finds that everything else is done. */
const finish = async ({recorder, reports, log, check, signal}: Ending, tell: () => Promise<void>): Promise<ExitCode> => {
	const settle = (): ExitCode => {
		const exitCode = exitCodeOf(recorder.run(), {check});
		recorder.finish(exitCode);
		return exitCode;
	};
	/** What fails at the end is in the reports too. */
	const worse = (failure: ErrorInfo): ExitCode => {
		recorder.bug(failure);
		const exitCode = settle();
		reports.save();
		return exitCode;
	};
	const save = (part: Parameters<Reports['save']>[0]): ExitCode | undefined => {
		const failures = reports.save(part);
		for (const {message, hint} of failures) log.error(`${message}\n  ${hint ?? ''}`);
		return failures[0] && worse(failures[0]);
	};
	if (signal !== undefined) recorder.stopped(signal);
	let exitCode = settle();
	exitCode = save(isGreen(exitCode) ? 'all-but-junit' : 'all') ?? exitCode;
	try {
		await tell();
	} catch (error) {
		log.error(describeFailure(error));
		exitCode = worse(errorInfo(error));
	}
	return isGreen(exitCode) ? (save('junit') ?? exitCode) : exitCode;
};
