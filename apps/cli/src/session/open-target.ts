import {shownNames, type Target, type TargetSetup} from '@slack-im/core';
import {httpFactory, type ProxySettings} from '@slack-im/targets';

import type {Config, ConfigTarget} from '@slack-im/config';
import type {CliContext} from '../context.ts';
import {takeLock} from '../lock.ts';
import type {Logger} from '../terminal/log.ts';
import {version} from '../version.ts';
import {scrub} from './scrub.ts';
import {takingTurns} from './turns.ts';

/** How the targets of a command are opened. */
export interface Opening {
	readonly context: CliContext;
	readonly log: Logger;
	/** Nothing may be written: plan, dry run, doctor. */
	readonly readOnly: boolean;
	/** Milliseconds to wait for another run's lock. */
	readonly lockWait?: number;
	/** Told what a target warns of, beside the log: the report has it too. */
	readonly onWarning?: (sentence: string) => void;
}

/** Those of the environment, where Node is told to use them: Slack's client obeys the same switch. */
const proxyOf = (env: CliContext['env']): ProxySettings | undefined =>
	env['NODE_USE_ENV_PROXY'] === '1'
		? {
				http: env['http_proxy'] ?? env['HTTP_PROXY'],
				https: env['https_proxy'] ?? env['HTTPS_PROXY'],
				no: env['no_proxy'] ?? env['NO_PROXY'],
			}
		: undefined;

/** Members of a target that stand in for its own. Whatever is not among them is the target's: nothing can be forgotten. */
const standingIn = (target: Target, own: Pick<Target, 'create' | 'close'>): Target =>
	new Proxy(target, {
		get(object, name) {
			const value: unknown = Reflect.get(Object.hasOwn(own, name) ? own : object, name);
			// A class may keep its state in private fields, which only the object itself has
			return typeof value === 'function' ? value.bind(object) : value;
		},
	});

/** The same target, whose errors hold no secret that it was given, and whose end is also that of its connections. */
const guarded = (target: Target, end: () => Promise<void>): Target =>
	standingIn(target, {
		create: async (draft, call) => {
			try {
				return await target.create(draft, call);
			} catch (error) {
				throw scrub(error, Object.values(draft.secrets));
			}
		},
		close: async () => {
			try {
				await target.close?.();
			} finally {
				await end();
			}
		},
	});

/** Opens one target of the config. */
export const openTarget = async (
	{name, targetType, options, policy, mapping}: ConfigTarget,
	folder: string,
	{context, log, readOnly, onWarning}: Opening,
): Promise<Target> => {
	const fields = {target: name};
	const about = {
		debug: (message: string) => log.debug(message, fields),
		info: (message: string) => log.info(message, fields),
		// What is recorded is logged by the recorder's owner
		warn: (message: string) => (onWarning ? onWarning(`${name}: ${message}`) : log.warn(message, fields)),
	};
	const {timeout, perSecond, concurrency} = policy.limits;
	const http = httpFactory({
		timeout,
		perSecond,
		concurrency,
		readOnly,
		userAgent: `slack-im/${version}`,
		proxy: proxyOf(context.env),
		log: about,
		redact: text => context.redactor.text(text),
	});
	const tools = {
		http,
		log: about,
		attributes: mapping.attributes,
		shown: shownNames(policy, mapping),
		keys: policy.match,
		folder,
		readOnly,
	};
	try {
		return guarded(await targetType.open(options, tools), () => http.close());
	} catch (error) {
		await http.close();
		throw error;
	}
};

/** The targets of a config as the engine takes them. */
export const targetSetups = ({targets, folder}: Pick<Config, 'targets' | 'folder'>, opening: Opening): TargetSetup[] => {
	const turn = takingTurns();
	return targets.map(target => {
		const {name, type, targetType, options, address, policy, mapping, digest} = target;
		const {context, log, lockWait = 0} = opening;
		const {platform, pid, startOf} = context.host;
		return {
			name,
			type,
			address,
			policy,
			mapping,
			digest,
			open: () => openTarget(target, folder, opening),
			async lock(signal) {
				const identity = (await targetType.identity?.(options, folder)) ?? address;
				return turn(`${type} ${identity}`, () =>
					takeLock({
						type,
						address: identity,
						wait: lockWait,
						signal,
						platform,
						pid,
						startOf,
						onWait: holder => log.info(`waiting for another run to end (${holder})`, {target: name}),
					}),
				);
			},
		};
	});
};
