import {closeSync, existsSync, openSync, readSync, rmSync, statSync} from 'node:fs';
import path from 'node:path';

import {
	allowancesFor,
	createPlanFile,
	writePlanFile,
	type Allowance,
	type People,
	type GuardedPlan,
	type TargetSetup,
} from '@slack-im/core';

import type {CliContext} from '../context.ts';
import {writeAtomically} from '../files/atomic.ts';
import {UsageError} from '../usage.ts';
import {version} from '../version.ts';
import type {Session} from './run.ts';

export interface Saving {
	readonly plans: readonly GuardedPlan[];
	readonly targets: readonly TargetSetup[];
	readonly allowances: readonly Allowance[];
	readonly people: People;
	readonly session: Session;
}

/**
Makes room for a plan: one of an earlier run must not pass for this one's, whatever becomes of this run.

@throws A {@link UsageError} for a file that is no plan: it was hardly meant.
*/
export const claimPlanFile = (out: string, {cwd}: Pick<CliContext, 'cwd'>): void => {
	const file = path.resolve(cwd, out);
	if (!existsSync(file) || !statSync(file).isFile()) return;
	if (statSync(file).size > 0 && !beginsLikePlan(file))
		throw new UsageError(`--out ${out}: this file is there, and is no plan`, 'name another file, or remove it');
	rmSync(file);
};

const planStart = '{"format":"slack-im/plan"';

const beginsLikePlan = (file: string): boolean => {
	const bytes = Buffer.alloc(planStart.length);
	const descriptor = openSync(file, 'r');
	readSync(descriptor, bytes);
	closeSync(descriptor);
	return bytes.toString() === planStart;
};

/** Saves a plan for `slack-im apply`, for its owner only: what could be planned, and nothing where nothing could. One that holds a secret is not saved: taking it out would make apply write the gap. */
export const savePlan = (out: string, {plans, targets, allowances, people, session}: Saving): void => {
	const {context, log, recorder} = session;
	const {host, now, cwd, redactor} = context;
	const unplanned = targets.filter(({name}) => !plans.some(({target}) => target === name)).map(({name}) => name);
	if (plans.length === 0) {
		// An empty plan would be carried out without a word, as if all were done
		log.warn(`${out} was not written: no target could be planned`);
		return;
	}
	const identities = new Map(people.everybody.map(({identity}) => [identity.slackId, identity]));
	const file = createPlanFile({
		plans,
		targets,
		allowances: name => allowancesFor(name, {allow: allowances}),
		identity: slackId => identities.get(slackId),
		toolVersion: version,
		workspace: recorder.run().source?.workspace?.id,
		now: now(),
	});
	if (redactor.data(file) !== file) {
		throw new UsageError(
			`${out} was not written: an attribute of the plan holds a secret`,
			'mark it in the config: {secret: true, value: …}; secrets are in no plan',
		);
	}
	writeAtomically(path.resolve(cwd, out), writePlanFile(file), {host});
	if (unplanned.length > 0) log.warn(`${out} is without ${unplanned.join(', ')}, which could not be planned`);
	log.info(`the plan is in ${out} until ${file.expiresAt}; slack-im apply ${out} carries it out`);
};
