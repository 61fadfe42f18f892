import {errorKind, foundAccounts, type Target} from '@slack-im/core';

import type {Config, ConfigTarget} from '../config/config.ts';
import {openTarget, type Opening} from '../session/open-target.ts';
import {ok, problem, problemOf, warning, type Finding} from './finding.ts';

/** Milliseconds that a target has to show its first account. */
const patience = 30_000;
/** Of one request's time: a page may be asked for again, and a login may come before it. */
const tries = 3;

/** What can be said of a target without calling it. */
export const checkTargetConfig = ({name, policy, mapping}: ConfigTarget): Finding[] => {
	const check = `target ${name}`;
	if (!mapping.generatesSecrets || policy.schedule === undefined) return [];
	return [
		warning(
			check,
			`it is worked on a schedule (${policy.schedule.cron}) and its ${mapping.secretNames.join(', ')} is made at random: after a reset, everybody's is new and nobody knows it`,
			'give the secret by the environment, as in value: "${INITIAL_PASSWORD}", or let people sign in by SSO',
		),
	];
};

/** What to do where an error does not say it itself, by its kind. */
const ways: Readonly<Record<string, string>> = {
	auth: 'check its token or password, and what they are allowed to do',
	unavailable: 'is it running, is its address right, and can this machine reach it (proxy, firewall)?',
	'not-found': 'is its address right, with the path?',
	'invalid-answer': 'is its address right, and does the config describe its answers?',
};

const reach = async (target: Target, signal: AbortSignal): Promise<string> => {
	if (target.list) {
		for await (const account of target.list({signal})) return `it can be listed (the first account is ${account.id})`;
		return 'it can be listed, and holds no account';
	}
	if (target.find) {
		const found = await target.find({email: 'nobody@slack-im.invalid'}, {signal});
		return foundAccounts(found).length > 0
			? 'it answers, but finds somebody under an address that nobody has'
			: 'it answers a search, and finds nobody under an address that nobody has';
	}
	return 'it was not called: it can only be written to';
};

const describe = (name: string, target: Target): Finding[] => {
	const check = `target ${name}`;
	if (!target.list && !target.find)
		return [
			warning(
				check,
				'its accounts cannot be read: creates are sent again on every run, and nothing else is compared',
				'where it can list or find accounts, say how in its config',
			),
		];
	if (target.slackIdAt !== undefined) return [];
	return [
		warning(
			check,
			'it keeps no Slack id: a rename that changes every key shows as a create and an orphan',
			'name a field for it by slackIdAt, where the target has one',
		),
	];
};

/** Opens a target without calling it: a module that cannot be loaded, a path that is none and a key that ties nobody show then. */
export const checkOpening = async (
	target: ConfigTarget,
	{folder, missing}: Pick<Config, 'folder' | 'missing'>,
	opening: Opening,
): Promise<Finding[]> => {
	const check = `target ${target.name}`;
	try {
		const open = await openTarget(target, folder, opening);
		await open.close?.();
		return [ok(check, 'it can be opened')];
	} catch (error) {
		const {message, hint = 'run again without --offline where the run will be'} = problemOf(check, 5, error);
		// What is missing here (its variables, its file) may be there where the run is
		const isSettled = errorKind(error) === 'setting' && !(target.type === 'module' && missing.length > 0);
		return [isSettled ? problem(check, 2, message, hint) : warning(check, `it could not be opened here: ${message}`, hint)];
	}
};

/** Opens a target for reading and asks it for one account. */
export const checkTarget = async (target: ConfigTarget, {folder}: Pick<Config, 'folder'>, opening: Opening): Promise<Finding[]> => {
	const check = `target ${target.name}`;
	const signal = AbortSignal.any([opening.context.signal, AbortSignal.timeout(Math.max(patience, tries * target.policy.limits.timeout))]);
	let open: Target | undefined;
	try {
		open = await openTarget(target, folder, {...opening, readOnly: true});
		const beyond = await target.targetType.reach?.(target.options, {folder}, {signal});
		return [
			ok(check, `${target.address}: ${await reach(open, signal)}`),
			...(beyond === undefined ? [] : [ok(check, beyond)]),
			...describe(target.name, open),
		];
	} catch (error) {
		const problem = problemOf(check, 5, error);
		return [{...problem, hint: problem.hint ?? ways[errorKind(error) ?? ''] ?? 'run again with --verbose to see more'}];
	} finally {
		await open?.close?.().catch(() => {}); // What was to be known is known
	}
};
