import type {Conflict, ErrorInfo, GuardResult, Orphan, Outcome, Person, Verb} from './plan.ts';
import type {Reason} from './verdict.ts';

/** Version of the {@link Run} format. Fields may be added without a new one; a field that changes its meaning needs one. */
export const runVersion = 1;

/** Everything that a run was and did, as plain data: what every report is a function of. Filled as the run goes, so that an aborted one has a value too. */
export interface Run {
	readonly format: 'slack-im/run';
	readonly version: typeof runVersion;
	readonly tool: {readonly name: 'slack-im'; readonly version: string};
	readonly command: 'sync' | 'plan' | 'apply' | 'snapshot';
	/** True for `sync --dry-run` and `plan`: nothing was written. */
	readonly dryRun: boolean;
	/** ISO, UTC. */
	readonly startedAt: string;
	/** ISO, UTC; undefined while the run goes on, and for ever when the process died. */
	readonly finishedAt?: string;
	/** The one `--target` of a run limited to it; the run's cases then sit in that target's suite. */
	readonly only?: string;
	/** A config or usage error: nothing was read or written. */
	readonly configError?: ErrorInfo;
	/** With `--due-since`: which targets were due in the window. */
	readonly schedule?: {readonly since: string; readonly until: string; readonly due: readonly string[]; readonly notDue: readonly string[]};
	/** (`apply FILE`) SHA-256 of the plan, as in its last line; with `--approved` what a guard withheld in it was let pass, by whom APPROVED_BY names. */
	readonly plan?: {readonly sha256: string; readonly approved: boolean; readonly approvedBy?: string};
	readonly source?: SourceReport;
	/** In the order of the config. */
	readonly targets: readonly TargetReport[];
	/** `SIGTERM` or `SIGINT`, or `abort` for an AbortSignal of a caller. */
	readonly stoppedBy?: string;
	/** A bug, or a report that could not be written. */
	readonly bug?: ErrorInfo;
	readonly warnings: readonly string[];
	readonly exitCode?: ExitCode;
}

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 70 | 130 | 143;

/** What was read, and who is not in. */
export interface SourceReport {
	/** `slack`, `snapshot`, or the name of a source of your own. */
	readonly kind: string;
	/** The snapshot's path, or the API's address. */
	readonly from: string;
	readonly workspace?: {readonly id: string; readonly name?: string; readonly url?: string};
	/** ISO: when the read began; of a snapshot, when it was made. */
	readonly readAt: string;
	readonly milliseconds: number;
	readonly pages: number;
	/** Members read, bots and leavers included. */
	readonly members: number;
	/** People who are in, by the global rules. */
	readonly in: number;
	readonly leavers: number;
	/** One entry for each reason that applies to anybody, in the order of the reasons, people sorted by key. Leavers stand under `deleted`. */
	readonly excluded: readonly {readonly reason: Reason; readonly people: readonly Person[]}[];
	readonly error?: ErrorInfo;
}

/** What became of one target. */
export interface TargetReport {
	readonly name: string;
	readonly type: string;
	/** Where it is, without credentials. */
	readonly address: string;
	/** Verbs that the target has. */
	readonly verbs: readonly Verb[];
	/**
	`pending`: not reached yet. `planned`: nothing was to be applied (dry run, plan). `applied`: every operation has an outcome. `unusable`: could not be read, or is locked: `error` says why. `trouble`: stopped in the middle by the guard. `stopped`: the run was stopped.
	*/
	readonly state: 'pending' | 'planned' | 'applied' | 'unusable' | 'trouble' | 'stopped';
	readonly error?: ErrorInfo;
	/** One for each operation of the plan, in its order. */
	readonly outcomes: readonly Outcome[];
	/** Those of the plan. */
	readonly conflicts: readonly Conflict[];
	readonly orphans: readonly Orphan[];
	readonly guards: readonly GuardResult[];
	/** People who are in globally and out of this target's scope, by reason. */
	readonly outOfScope: readonly {readonly reason: Reason; readonly people: readonly Person[]}[];
	/** Accounts in the target; undefined where it cannot be listed. */
	readonly accounts: number | undefined;
	/** D of the guards. */
	readonly claimed: number;
	readonly firstSyncOrReset: boolean;
	/** Whether what was written was read again: false with `verify: false`, where the target can show no accounts, and where that read failed; absent where nothing was written. */
	readonly verified?: boolean;
	readonly warnings: readonly string[];
	/** Of the phases that were reached. */
	readonly milliseconds: {readonly list?: number; readonly apply?: number; readonly verify?: number};
}
