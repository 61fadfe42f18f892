import {nextTicks, verbs, worstExit, type Schedule, type Verb} from '@slack-im/core';
import {table} from '@slack-im/report';

import type {ConfigCommand} from '../commands/base.ts';
import {type Config, type ConfigTarget, printable} from '@slack-im/config';
import {describeFailure, failureExit} from '../failure.ts';
import {openTarget, type Opening} from './open-target.ts';
import {quietly} from './quietly.ts';

export interface TargetsFlags extends ConfigCommand {
	readonly target: readonly string[] | undefined;
	readonly json: boolean;
	readonly insecureHttp: boolean;
}

/** How many ticks of a schedule are shown. */
const ticks = 3;

/** One target, as it is listed. */
interface Row {
	readonly name: string;
	readonly type: string;
	readonly address: string;
	readonly verbs: readonly Verb[];
	/** How its accounts are read. */
	readonly reads: 'list' | 'find' | 'nothing';
	readonly schedule?: Schedule | 'manual';
	/** ISO, UTC. */
	readonly next: readonly string[];
}

const toRow = async (target: ConfigTarget, {folder}: Config, opening: Opening): Promise<Row> => {
	const {name, type, address, policy} = target;
	const open = await openTarget(target, folder, opening);
	try {
		return {
			name,
			type,
			address,
			verbs: verbs.filter(verb => open[verb] !== undefined),
			reads: open.list ? 'list' : open.find ? 'find' : 'nothing',
			...(policy.schedule && {schedule: policy.schedule}),
			next: timed(policy.schedule) ? nextTicks(policy.schedule, opening.context.now(), ticks).map(tick => tick.toISOString()) : [],
		};
	} finally {
		await open.close?.();
	}
};

const timed = (schedule: Schedule | 'manual' | undefined): schedule is Schedule => schedule !== undefined && schedule !== 'manual';

const scheduleText = ({cron, timezone = 'UTC', every, from}: Schedule): string =>
	`${cron} (${[timezone, ...(every === undefined ? [] : [`every ${every} from ${from}`])].join(', ')})`;

const local = (iso: string, timezone = 'UTC'): string =>
	new Intl.DateTimeFormat('sv-SE', {dateStyle: 'short', timeStyle: 'short', timeZone: timezone}).format(new Date(iso));

const cells = ({name, type, address, verbs, reads, schedule, next}: Row): string[] => [
	name,
	type,
	address,
	reads,
	verbs.join(' '),
	timed(schedule) ? scheduleText(schedule) : (schedule ?? ''),
	next.map(tick => local(tick, timed(schedule) ? schedule.timezone : undefined)).join(', '),
];

/** `slack-im targets`. Targets are opened to see what they can do, and not called. */
export const listTargets = async (command: TargetsFlags): Promise<number> => {
	const {context, target, json, insecureHttp} = command;
	const {redactor} = context;
	return quietly(command, {targets: target, insecureHttp, needs: {slack: false}}, async ({config, log, print}) => {
		const opened = await Promise.allSettled(config.targets.map(each => toRow(each, config, {context, log, readOnly: true})));
		const rows = redactor.data(opened.flatMap(one => (one.status === 'fulfilled' ? [one.value] : [])));
		const failures = opened.flatMap((one, index) =>
			one.status === 'rejected' ? [{name: config.targets[index]?.name, reason: one.reason as unknown}] : [],
		);
		for (const {name, reason} of failures) log.error(describeFailure(reason), {target: name});
		const exitCode = worstExit(failures.map(({reason}) => failureExit(reason, context)));
		if (json) {
			print(`${JSON.stringify(rows, undefined, '\t')}\n`);
			return exitCode;
		}
		const head = ['target', 'type', 'address', 'read by', 'verbs', 'schedule', 'next'].map(title => ({title}));
		print(
			`${table(
				head,
				rows.map(row => cells(row).map(cell => printable(cell))),
			).join('\n')}\n`,
		);
		return exitCode;
	});
};
