import {runSync, type People, type GuardedPlan} from '@slack-im/core';

import type {ReportingCommand} from '../commands/base.ts';
import {UsageError} from '../usage.ts';
import {dueOf} from './due.ts';
import {notify} from './notify.ts';
import {openAhead} from './open-ahead.ts';
import {targetSetups} from './open-target.ts';
import {parseAllowances, parseDuration, parseSeconds, parseVerbs, saidBy} from './parse.ts';
import {reported, type Session} from './run.ts';
import {claimPlanFile, savePlan} from './save-plan.ts';
import {printRun} from './print.ts';
import {openSource} from './source.ts';
import {unknownOverrides} from './unknown-overrides.ts';

/** What `sync` and `plan` are asked for, as typed. */
export interface SyncFlags extends ReportingCommand {
	readonly apiUrl: string | undefined;
	readonly target: readonly string[] | undefined;
	readonly person: string | undefined;
	readonly only: readonly string[] | undefined;
	readonly allow: readonly string[] | undefined;
	readonly from: string | undefined;
	readonly maxAge: string | undefined;
	readonly dueSince: string | undefined;
	readonly dueUntil: string | undefined;
	readonly attr: readonly string[] | undefined;
	readonly header: readonly string[] | undefined;
	readonly insecureHttp: boolean;
	readonly matchedBy: boolean;
	readonly dryRun?: boolean;
	readonly lockWait?: string;
	readonly out?: string | undefined;
	readonly check?: boolean;
}

/** `slack-im sync` and `slack-im plan`. */
export const runSyncOrPlan = (name: 'sync' | 'plan', command: SyncFlags): Promise<number> => {
	const {apiUrl, target, from, attr, header, insecureHttp, check = false} = command;
	const dryRun = name === 'plan' || command.dryRun === true;
	return reported(
		command,
		{
			command: name,
			dryRun,
			...(target?.length === 1 && {only: target[0]!}),
			check,
			load: {apiUrl, targets: target, attrs: attr, headers: header, insecureHttp, needs: {slack: from === undefined}},
			print: printRun(command),
			after: notify,
		},
		session => synchronise(command, session, dryRun),
	);
};

const synchronise = async (command: SyncFlags, session: Session, dryRun: boolean): Promise<void> => {
	const {apiUrl, person, allow, from, maxAge, lockWait = '0', out, context} = command;
	const {config, log, recorder, onEvent} = session;
	// Everything that was typed is checked before anything is read
	if (out !== undefined && apiUrl !== undefined)
		throw new UsageError(
			'--out cannot save a plan made with API_URL: slack-im apply takes the address from the config, and would refuse it',
			'leave --out out, or write the address into the config',
		);
	const only = parseVerbs(command.only);
	const all = targetSetups(config, {
		context,
		log,
		readOnly: dryRun,
		onWarning: sentence => recorder.warn(sentence),
		lockWait: parseSeconds(lockWait, saidBy('--lock-wait', lockWait, context.env)),
	});
	const allowances = parseAllowances(
		allow,
		all.map(({name}) => name),
	);
	const age = maxAge === undefined ? config.maxAge : parseDuration(maxAge, saidBy('--max-age', maxAge, context.env));
	const targets = dueOf(command, all, session);
	if (out !== undefined) claimPlanFile(out, context);
	if (targets.length === 0) return;

	const plans: GuardedPlan[] = [];
	let people: People | undefined;
	const {channel} = config.source;
	const ahead = await openAhead(targets, context.signal);
	try {
		await runSync({
			source: await openSource(config, {from, maxAge: age, context}),
			people: config.people,
			...(channel !== undefined && {channel}),
			targets: ahead.setups,
			allow: allowances,
			...(only && {only}),
			...(person !== undefined && {person}),
			signal: context.signal,
			recorder,
			onPeople: read => {
				people = read;
				for (const sentence of unknownOverrides(config.overrides, read)) recorder.warn(sentence);
			},
			onEvent: event => {
				if (event.kind === 'planned') plans.push(event.plan);
				onEvent(event);
			},
		});
	} finally {
		await ahead.close();
	}
	if (out !== undefined && people && !recorder.run().configError) savePlan(out, {plans, targets, allowances, people, session});
};
