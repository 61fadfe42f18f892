import type {TargetRules} from '../decide/candidates.ts';
import type {Allowance} from '../decide/guard.ts';
import type {GuardedPlan, Outcome, Verb} from '../model/plan.ts';
import type {PeopleRules} from '../model/settings.ts';
import type {Source} from '../model/source.ts';
import type {Target} from '../model/target.ts';
import type {People, ReadEvent} from '../read/people.ts';
import type {Recorder} from './recorder.ts';

/** One target of a run: its policy, its mapping, and how it is opened. */
export interface TargetSetup extends TargetRules {
	readonly type: string;
	/** Where it is, without credentials. */
	readonly address: string;
	/** SHA-256 (hex) of the target's config without secrets: a saved plan is only applied under the same. */
	readonly digest: string;
	/** Called once, when the run comes to the target; closed by the run. */
	open(): Target | Promise<Target>;
	/** Takes the lock of one run per target and machine; resolves to its release. Rejects with an error of kind `locked`. Not called for plan and dry run. */
	lock?(signal: AbortSignal): Promise<() => Promise<void>>;
}

/** What happens while a run goes on: for progress lines and logs. */
export type RunEvent =
	| ReadEvent
	| {readonly kind: 'listing'; readonly target: string; readonly accounts: number}
	| {readonly kind: 'planned'; readonly target: string; readonly plan: GuardedPlan}
	| {readonly kind: 'applying'; readonly target: string; readonly total: number}
	/** So many of the operations were answered. What came of them is told by `outcome`, once the target was read again. */
	| {readonly kind: 'answered'; readonly target: string; readonly finished: number; readonly total: number}
	/** `finished` counts the operations that were to be carried out and have an outcome now; those that a stop kept from running are not among them. */
	| {readonly kind: 'outcome'; readonly target: string; readonly outcome: Outcome; readonly finished: number; readonly total: number}
	| {readonly kind: 'committing'; readonly target: string}
	| {readonly kind: 'verifying'; readonly target: string}
	| {readonly kind: 'target-ended'; readonly target: string}
	| {readonly kind: 'warning'; readonly target?: string; readonly message: string};

/** What every run needs. */
export interface CommonOptions {
	readonly source: Source;
	readonly people: PeopleRules;
	/** `source.channel` of the config. */
	readonly channel?: string;
	/** In the order of the config. */
	readonly targets: readonly TargetSetup[];
	readonly allow?: readonly Allowance[];
	/** Aborting stops the run: no new calls, those under way get `grace`. */
	readonly signal: AbortSignal;
	/** Milliseconds that calls under way get after an abort. @default 3000, because Jenkins sends SIGKILL after 5 s */
	readonly grace?: number;
	/** What it throws, or rejects with, is a bug in the record; the run goes on. */
	readonly onEvent?: (event: RunEvent) => unknown;
	/** Filled as the run goes; its `run()` is what the promise resolves to. */
	readonly recorder: Recorder;
}

/** Options of `runSync`. Whether anything is written is the recorder's to say, so that a run and its record cannot disagree. */
export interface SyncOptions extends CommonOptions {
	/** Carry out only these verbs; the others are reported as skipped. */
	readonly only?: readonly Verb[];
	/** E-mail or Slack id of the one person whose operations are carried out and reported. */
	readonly person?: string;
	/** Called once with everybody who was read, before the first target is planned: a saved plan needs some of them. */
	readonly onPeople?: (people: People) => void;
}
