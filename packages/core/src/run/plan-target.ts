import type {TargetRules} from '../decide/candidates.ts';
import {decider, type Asked} from '../decide/decider.ts';
import {SettingError} from '../model/errors.ts';
import type {Decide, GuardedPlan} from '../model/plan.ts';
import type {Account, Target} from '../model/target.ts';
import {keptOf, readAccounts, wantedOf} from '../read/accounts.ts';
import type {RunEvent} from './options.ts';

/** A plan, the accounts that it was made from, and how it is made again. */
export interface Planned {
	readonly plan: GuardedPlan;
	readonly accounts: readonly Account[];
	readonly decide: Decide;
}

/** Reads a target and plans it; nothing is written. Rejects when it cannot be read whole. */
export const planTarget = async (
	target: Target,
	rules: TargetRules,
	asked: Asked,
	{signal, emit}: {readonly signal: AbortSignal; readonly emit?: ((event: RunEvent) => void) | undefined},
): Promise<Planned> => {
	const {name, policy} = rules;
	const accounts = await readAccounts(target, () => wantedOf(asked.candidates, policy), {
		signal,
		kept: keptOf(rules),
		policy,
		people: asked.candidates.length,
		onCount: count => emit?.({kind: 'listing', target: name, accounts: count}),
	});
	const mistake = accounts ? undefined : notReadable(name, target);
	if (mistake) throw mistake;
	signal.throwIfAborted();
	const decide = decider(target, rules, asked);
	return {plan: decide(accounts ?? []), accounts: accounts ?? [], decide};
};

/** What is wrong with a target that could create everybody again in every run; undefined where it could not. */
export const notReadable = (name: string, target: Target): SettingError | undefined => {
	if (target.list || target.find || target.declaresExists) return undefined;
	const reason =
		'the target can neither list nor find accounts, nor does it tell when one exists already: every run could create everybody again';
	return new SettingError(['targets', name], reason, {
		hint: 'Give it a list, a way to find an account, or its answer for an account that exists',
	});
};
