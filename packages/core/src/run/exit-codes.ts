import type {ExitCode, Run} from '../model/run.ts';

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
