import {
	createPlanFile,
	exitCodeOf,
	readPlanFile,
	runApply,
	writePlanFile,
	type Account,
	type Allowance,
	type GuardedPlan,
	type PlanFile,
	type Target,
	type TargetReport,
} from '../src/index.ts';
import {inWords, recorderOf, runAll, setupOf, type SetupOptions} from './running.ts';
import {person} from './support.ts';
import type {World} from './world.ts';

const now = new Date('2026-11-24T12:00:00.000Z');

interface Saving extends SetupOptions {
	readonly allow?: readonly Allowance[] | undefined;
}

/** A plan of one target, saved and read back. */
export const save = async (target: Target, members: readonly unknown[], {allow, ...options}: Saving = {}): Promise<PlanFile> => {
	const setup = setupOf(target, options);
	const plans: GuardedPlan[] = [];
	await runAll({
		members,
		targets: [setup],
		dryRun: true,
		...(allow && {allow}),
		onEvent: event => {
			if (event.kind === 'planned') plans.push(event.plan);
		},
	});
	const file = createPlanFile({
		plans,
		targets: [setup],
		allowances: () => ({}),
		identity: slackId => person({slackId}),
		toolVersion: '1',
		now,
	});
	return readPlanFile([...writePlanFile(file)].join(''), {now});
};

/** A saved plan, carried out. */
export const apply = async (target: Target, file: PlanFile, {allow, signal, ...options}: Saving & {readonly signal?: AbortSignal} = {}) => {
	const run = await runApply({
		file,
		targets: [setupOf(target, options)],
		signal: signal ?? new AbortController().signal,
		recorder: recorderOf('apply'),
		...(allow && {allow}),
	});
	const report: TargetReport | undefined = run.targets[0];
	return {run, report, exit: exitCodeOf(run), lines: report?.outcomes.map(inWords) ?? []};
};

/** Somebody changes an account. */
export const set = (world: World, account: Account): void => void world.rows.set(account.id, account);
