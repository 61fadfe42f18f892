import {verbsOf} from '../decide/decider.ts';
import {errorInfo} from '../model/errors.ts';
import type {ErrorInfo} from '../model/plan.ts';
import type {TargetReport} from '../model/run.ts';
import {TargetError, type Target} from '../model/target.ts';
import {untilCut} from '../read/parallel.ts';
import type {CommonOptions, RunEvent, TargetSetup} from './options.ts';

/** What every part of a run shares. */
export interface Running extends Pick<CommonOptions, 'recorder' | 'signal' | 'grace'> {
	/** Says what happens; never throws. */
	readonly emit: (event: RunEvent) => void;
}

/** A target while it is open, and its part of the record. */
export interface OpenTarget {
	readonly target: Target;
	readonly report: () => TargetReport;
	/** Adds to the target's report, and records it. */
	readonly note: (more: Partial<TargetReport>) => void;
}

/** Milliseconds that calls under way get after an abort: Jenkins sends SIGKILL after 5 s. */
export const defaultGrace = 3000;

/** A target as it stands before the run came to it. */
export const pendingReport = ({name, type, address}: TargetSetup): TargetReport => ({
	name,
	type,
	address,
	verbs: [],
	state: 'pending',
	outcomes: [],
	conflicts: [],
	orphans: [],
	guards: [],
	outOfScope: [],
	accounts: undefined,
	claimed: 0,
	firstSyncOrReset: false,
	warnings: [],
	milliseconds: {},
});

/** Locks and opens one target, lets `work` do its part, closes and unlocks. Never rejects: whatever happens is in the report, so that a target that is down harms no other. */
export const withTarget = async (
	setup: TargetSetup,
	{recorder, signal, grace = defaultGrace, emit}: Running,
	work: (open: OpenTarget) => Promise<void>,
): Promise<void> => {
	let report = pendingReport(setup);
	const note = (more: Partial<TargetReport>): void => {
		report = {...report, ...more};
		recorder.target(report);
	};
	let target: Target | undefined;
	let unlock: (() => Promise<void>) | undefined;
	try {
		if (signal.aborted) return note({state: 'stopped'});
		if (!recorder.run().dryRun) unlock = await setup.lock?.(signal);
		target = await opened(setup.open(), signal);
		note({verbs: verbsOf(target)});
		await work({target, report: () => report, note});
	} catch (error) {
		note(signal.aborted ? {state: 'stopped'} : {state: 'unusable', error: named(setup, error)});
	} finally {
		await tidy('closed', async () => target?.close?.());
		await tidy('unlocked', async () => unlock?.());
		emit({kind: 'target-ended', target: setup.name});
	}

	/** What only tidies up neither fails a run nor holds up its end. */
	async function tidy(what: string, act: () => Promise<void>): Promise<void> {
		const late = new AbortController();
		const timer = setTimeout(
			() => late.abort(new TargetError('unavailable', 'it took too long')),
			signal.aborted ? Math.min(grace, 500) : grace,
		);
		try {
			await untilCut(act(), late.signal);
		} catch (error) {
			emit({kind: 'warning', target: setup.name, message: `could not be ${what}: ${errorInfo(error).message}`});
		} finally {
			clearTimeout(timer);
		}
	}
};

/** A target that does not open must not hold up a stop; one that opens too late is closed again. */
const opened = async (opening: Target | Promise<Target>, signal: AbortSignal): Promise<Target> => {
	const target = Promise.resolve(opening);
	try {
		return await untilCut(target, signal);
	} catch (error) {
		void target.then(async late => late.close?.()).catch(() => {});
		throw error;
	}
};

/** An error that names the target. */
export const named = ({name}: Pick<TargetSetup, 'name'>, error: unknown): ErrorInfo => {
	const info = errorInfo(error);
	return {...info, message: info.message.startsWith(`${name}: `) ? info.message : `${name}: ${info.message}`};
};
