import {readFile} from 'node:fs/promises';
import path from 'node:path';

import {planDigest, readPlanFile, runApply, type PlanFile} from '@slack-im/core';

import type {ReportingCommand} from '../commands/base.ts';
import {reasonOf} from '@slack-im/config/errno';
import {UsageError} from '../usage.ts';
import {notify} from './notify.ts';
import {openAhead} from './open-ahead.ts';
import {targetSetups} from './open-target.ts';
import {approvedIn, parseAllowances, parseSeconds, saidBy} from './parse.ts';
import {printRun} from './print.ts';
import {reported} from './run.ts';

export interface ApplyFlags extends ReportingCommand {
	readonly file: string;
	readonly allow: readonly string[] | undefined;
	readonly approved: boolean;
	readonly lockWait: string;
	readonly insecureHttp: boolean;
}

const readText = async (file: string, cwd: string): Promise<string> => {
	try {
		return await readFile(path.resolve(cwd, file), 'utf8');
	} catch (error) {
		throw new UsageError(`${file} cannot be read: ${reasonOf(error)}`, 'slack-im plan --out FILE makes one');
	}
};

/** `slack-im apply FILE`. */
export const runApplyFile = (command: ApplyFlags): Promise<number> => {
	const {file, allow, approved, lockWait, insecureHttp, context} = command;
	let reading: Promise<PlanFile> | undefined;
	const planFile = (): Promise<PlanFile> =>
		(reading ??= readText(file, context.cwd).then(text => readPlanFile(text, {now: context.now()})));
	/** A target that the plan does not name may lack its environment here. Where there is no plan, the config still says where reports go. */
	const load = async () => {
		const needed = await planFile().then(
			({targets}) => ({targets: targets.map(({name}) => name), needs: {slack: false}}),
			() => ({needs: {slack: false, targets: false}}),
		);
		return {insecureHttp, ...needed};
	};
	return reported(
		command,
		{
			command: 'apply',
			dryRun: false,
			load,
			print: printRun(command),
			after: notify,
		},
		async ({config, log, recorder, onEvent}) => {
			const plan = await planFile();
			const planned = plan.targets.map(({name}) => name);
			const {APPROVED_BY: approvedBy} = context.env;
			recorder.plan({sha256: planDigest(plan), approved, ...(approved && approvedBy && {approvedBy})});
			const targets = targetSetups(config, {
				context,
				log,
				readOnly: false,
				onWarning: sentence => recorder.warn(sentence),
				lockWait: parseSeconds(lockWait, saidBy('--lock-wait', lockWait, context.env)),
			});
			const allowances = [...parseAllowances(allow, planned), ...(approved ? approvedIn(plan) : [])];
			const ahead = await openAhead(
				targets.filter(({name}) => planned.includes(name)),
				context.signal,
			);
			try {
				await runApply({file: plan, targets: ahead.setups, allow: allowances, signal: context.signal, onEvent, recorder});
			} finally {
				await ahead.close();
			}
		},
	);
};
