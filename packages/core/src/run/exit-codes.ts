import type {ExitCode, Run} from '../model/run.ts';

const signalCodes: Readonly<Record<string, ExitCode>> = {SIGINT: 130, SIGTERM: 143};

/** The exit code of a process that a signal stopped: 128 + its number. */
export const signalExit = (signal: string): ExitCode => signalCodes[signal] ?? 143;

/** Errors that mean the same wherever they come up, by kind. */
const byKind: Readonly<Record<string, ExitCode>> = {
	config: 2,
	usage: 2,
	setting: 2,
	'plan-file': 2,
	snapshot: 2,
	locked: 5,
	bug: 70,
};

/** What any other error means, by where it came up. */
const byPlace = {source: 3, target: 5, command: 70} as const satisfies Record<string, ExitCode>;

/** The exit code that an error comes to, by its `kind` and by where it came up. */
export const exitOf = (kind: string | undefined, place: keyof typeof byPlace): ExitCode =>
	kind !== undefined && Object.hasOwn(byKind, kind) ? byKind[kind]! : byPlace[place];

const worstFirst: readonly ExitCode[] = [130, 143, 70, 2, 3, 5, 4, 1, 6];

/** Of several exit codes the one that a process ends with; 0 where there is none. */
export const worstExit = (codes: readonly ExitCode[]): ExitCode => worstFirst.find(code => codes.includes(code)) ?? 0;

/**
The exit code that a run comes to. Precedence: a signal, 70 (a bug, or a report that could not be written), 2 (config), 3 (source), 5 (a target unusable, locked or in trouble), 4 (withheld), 1 (a failure or conflict), 6 (`check`: something would change).
*/
export const exitCodeOf = (run: Run, {check = false}: {readonly check?: boolean} = {}): ExitCode => {
	if (run.stoppedBy !== undefined) return signalExit(run.stoppedBy);
	if (run.bug) return 70;
	if (run.configError) return 2;
	if (run.source?.error) return exitOf(run.source.error.kind, 'source');
	const {targets} = run;
	const failed = worstExit(targets.flatMap(({error}) => (error === undefined ? [] : [exitOf(error.kind, 'target')])));
	if (failed !== 0) return failed;
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
