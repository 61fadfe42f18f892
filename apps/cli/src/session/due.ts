import {dueTargets, type TargetSetup} from '@slack-im/core';

import {UsageError} from '../usage.ts';
import {parseTime} from './parse.ts';
import type {Session} from './run.ts';

export interface DueFlags {
	readonly dueSince: string | undefined;
	readonly dueUntil: string | undefined;
}

/** The targets that are due in the window of `--due-since` and `--due-until`; all of them where no window is asked for. Which are not is recorded. */
export const dueOf = (
	{dueSince, dueUntil}: DueFlags,
	targets: readonly TargetSetup[],
	{recorder, context, log}: Session,
): readonly TargetSetup[] => {
	if (dueSince === undefined) {
		if (dueUntil !== undefined)
			throw new UsageError(
				'--due-until needs --due-since: the window has an end and no beginning',
				'as in --due-since 2026-11-24T11:45:00Z',
			);
		return targets;
	}
	const since = parseTime(dueSince, '--due-since');
	const until = dueUntil === undefined ? context.now() : parseTime(dueUntil, '--due-until');
	if (since > until)
		throw new UsageError(
			`--due-since ${since.toISOString()} is after the end of the window, ${until.toISOString()}`,
			'swap them, or leave --due-until out for now',
		);
	const due = new Set(
		dueTargets(
			targets.map(({name, policy}) => ({name, schedule: policy.schedule})),
			{since, until},
		),
	);
	const names = (wanted: boolean): string[] => targets.filter(({name}) => due.has(name) === wanted).map(({name}) => name);
	recorder.schedule({since: since.toISOString(), until: until.toISOString(), due: names(true), notDue: names(false)});
	log.info(due.size === 0 ? `nothing is due between ${since.toISOString()} and ${until.toISOString()}` : `due: ${names(true).join(', ')}`);
	const never = targets.flatMap(({name, policy}) => (policy.schedule === undefined ? [name] : []));
	if (never.length > 0) recorder.warn(`never due, because there is no \`schedule\` in the config: ${never.join(', ')}`);
	return targets.filter(({name}) => due.has(name));
};
