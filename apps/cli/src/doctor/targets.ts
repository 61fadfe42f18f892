import {errorKind, foundAccounts, type Target} from '@slack-im/core';

import type {Config, ConfigTarget} from '@slack-im/config';
import {openTarget, type Opening} from '../session/open-target.ts';
import {ok, problem, problemOf, warning, type Finding} from './finding.ts';

/** Milliseconds that a target has to show its first account. */
const patience = 30_000;
/** Of one request's time: a page may be asked for again, and a login may come before it. */
const tries = 3;

/** Checks a target's config without calling the target. */
export const checkTargetConfig = ({name, policy, mapping}: ConfigTarget): Finding[] => {
	const check = `target ${name}`;
	if (!mapping.generatesSecrets || policy.schedule === undefined || policy.schedule === 'manual') return [];
	return [
		warning(
			check,
			`it runs on a schedule (${policy.schedule.cron}) and generates a random ${mapping.secretNames.join(', ')}: after a reset of the target, all users get a new one that no one knows`,
			'set the secret through an environment variable, as in value: "${INITIAL_PASSWORD}", or let users sign in by SSO',
		),
	];
};

/** Hints for errors that have none, by kind. */
const ways: Readonly<Record<string, string>> = {
	auth: 'check its token or password, and its permissions',
	unavailable: 'check that it is running, that its address is right, and that this machine can reach it (proxy, firewall)',
	'not-found': 'check its address, including the path',
	'invalid-answer': 'check its address, and that the config describes its answers',
};

const reach = async (target: Target, signal: AbortSignal): Promise<string> => {
	if (target.list) {
		for await (const account of target.list({signal})) return `accounts can be listed (the first is ${account.id})`;
		return 'accounts can be listed; there are none yet';
	}
	if (target.find) {
		const found = await target.find({email: 'nobody@slack-im.invalid'}, {signal});
		return foundAccounts(found).length > 0
			? 'the search works, but finds an account for an e-mail that does not exist'
			: 'the search works: no account for an e-mail that does not exist';
	}
	return 'not called: accounts can only be written';
};

const describe = (name: string, target: Target): Finding[] => {
	const check = `target ${name}`;
	if (!target.list && !target.find)
		return [
			warning(
				check,
				'its accounts cannot be read: every run sends all creates again and compares nothing',
				'if it can list or find accounts, configure that',
			),
		];
	if (target.slackIdAt !== undefined) return [];
	return [
		warning(
			check,
			'it keeps no Slack id: a user whose e-mail changes becomes a conflict where another key still matches, else a second account; the first one stays active and is reported as an orphan',
			'if the target has a field for it, set slackIdAt',
		),
	];
};

/** Opens a target without calling it: finds a module that cannot be loaded, an invalid path, and a key that can match no one. */
export const checkOpening = async (
	target: ConfigTarget,
	{folder, missing}: Pick<Config, 'folder' | 'missing'>,
	opening: Opening,
): Promise<Finding[]> => {
	const check = `target ${target.name}`;
	try {
		const open = await openTarget(target, folder, opening);
		await open.close?.();
		return [ok(check, 'the config can be used')];
	} catch (error) {
		const {message, hint = 'run again without --offline on the machine that runs slack-im'} = problemOf(check, 5, error);
		// What is missing here (its variables, its file) may be there where the run is
		const isSettled = errorKind(error) === 'setting' && !(target.type === 'module' && missing.length > 0);
		return [isSettled ? problem(check, 2, message, hint) : warning(check, `could not be opened here: ${message}`, hint)];
	}
};

/** Opens a target for reading and asks it for one account. */
export const checkTarget = async (target: ConfigTarget, {folder}: Pick<Config, 'folder'>, opening: Opening): Promise<Finding[]> => {
	const check = `target ${target.name}`;
	const signal = AbortSignal.any([opening.context.signal, AbortSignal.timeout(Math.max(patience, tries * target.policy.limits.timeout))]);
	const doubts: Finding[] = [];
	const log = {...opening.log, warn: (message: string) => void doubts.push({check, state: 'warning', message})};
	let open: Target | undefined;
	try {
		open = await openTarget(target, folder, {...opening, log, readOnly: true});
		const beyond = await target.targetType.reach?.(target.options, {folder}, {signal});
		return [
			ok(check, `${target.address}: ${await reach(open, signal)}`),
			...(beyond === undefined ? [] : [ok(check, beyond)]),
			...doubts,
			...describe(target.name, open),
		];
	} catch (error) {
		const problem = problemOf(check, 5, error);
		return [{...problem, hint: problem.hint ?? ways[errorKind(error) ?? ''] ?? 'run again with --verbose to see more'}];
	} finally {
		await open?.close?.().catch(() => {}); // The check is done
	}
};
