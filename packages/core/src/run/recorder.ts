import type {ErrorInfo} from '../model/plan.ts';
import {runVersion, type ExitCode, type Run, type SourceReport, type TargetReport} from '../model/run.ts';

/** The one place where a run is written down while it happens. `run()` has a value at any moment. */
export interface Recorder {
	run(): Run;
	warn(message: string): void;
	schedule(schedule: NonNullable<Run['schedule']>): void;
	plan(plan: NonNullable<Run['plan']>): void;
	source(report: SourceReport): void;
	/** Adds the target or replaces what was known of it; targets keep the order in which they were first named. */
	target(report: TargetReport): void;
	/** `foreign`: of a run that was limited to a target which is not there. */
	configError(error: ErrorInfo, options?: {readonly foreign?: boolean}): void;
	bug(error: ErrorInfo): void;
	stopped(by: string): void;
	finish(exitCode: ExitCode): void;
}

/** What is known of a run before it begins. */
export interface RunHeader {
	readonly command: Run['command'];
	readonly dryRun: boolean;
	readonly toolVersion: string;
	/** The one `--target` of the run. */
	readonly only?: string;
}

/** Begins the record of a run. `now` gives the times in it. */
export const createRecorder = ({command, dryRun, toolVersion, only}: RunHeader, now: () => Date): Recorder => {
	const targets = new Map<string, TargetReport>();
	const warnings: string[] = [];
	let rest: Partial<Run> = {};
	let isForeign = false;
	const startedAt = now().toISOString();
	const set = (more: Partial<Run>): void => {
		rest = {...rest, ...more};
	};

	return {
		run: () => ({
			format: 'slack-im/run',
			version: runVersion,
			tool: {name: 'slack-im', version: toolVersion},
			command,
			dryRun,
			startedAt,
			...(only !== undefined && !isForeign && {only}),
			...rest,
			targets: [...targets.values()],
			warnings: [...warnings],
		}),
		warn: message => {
			warnings.push(message);
		},
		schedule: schedule => set({schedule}),
		plan: plan => set({plan}),
		source: source => set({source}),
		target: report => {
			targets.set(report.name, report);
		},
		configError: (configError, {foreign = false} = {}) => {
			set({configError});
			if (foreign) isForeign = true;
		},
		bug: bug => set({bug}),
		stopped: stoppedBy => set({stoppedBy}),
		finish: exitCode => set({exitCode, finishedAt: now().toISOString()}),
	};
};
