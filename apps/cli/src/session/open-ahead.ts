import {errorInfo, errorKind, exitOf, notReadable, type Target, type TargetSetup} from '@slack-im/core';

import {UsageError} from '../usage.ts';

/** What a person can correct in the config, in contrast to a system that is down. */
const mistakeOf = ({name}: TargetSetup, opened: PromiseSettledResult<Target>): Error | undefined => {
	const error =
		opened.status === 'fulfilled' ? notReadable(name, opened.value) : exitOf(errorKind(opened.reason), 'target') === 2 && opened.reason;
	if (!error) return undefined;
	const {message, hint} = errorInfo(error);
	return new UsageError(message.startsWith(name) || message.includes(`targets.${name}`) ? message : `${name}: ${message}`, hint);
};

/** Targets that are open already. */
export interface OpenTargets {
	readonly setups: readonly TargetSetup[];
	/** Closes those that nobody has taken. */
	readonly close: () => Promise<void>;
}

/**
Opens all targets before anything is read or written: a module that cannot be loaded, or a key that can tie nobody, shows only then, and must not show after the first target was written. A system that does not answer stays the trouble of its own target, which is opened again when its turn comes.

@throws A {@link UsageError} for the first mistake.
*/
export const openAhead = async (setups: readonly TargetSetup[], signal: AbortSignal): Promise<OpenTargets> => {
	const stopped = new Promise<undefined>(resolve => {
		signal.addEventListener('abort', () => resolve(undefined), {once: true});
	});
	const all = await Promise.race([Promise.allSettled(setups.map(async setup => setup.open())), stopped]);
	if (all === undefined) return {setups, close: async () => {}};
	const open = new Map<string, Target>();
	for (const [index, {name}] of setups.entries()) {
		const one = all[index]!;
		if (one.status === 'fulfilled') open.set(name, one.value);
	}
	const take = (name: string): Target | undefined => {
		const target = open.get(name);
		open.delete(name);
		return target;
	};
	const close = async (): Promise<void> => {
		await Promise.allSettled([...open.keys()].map(async name => take(name)?.close?.()));
	};
	const [mistake] = setups.flatMap((setup, index) => mistakeOf(setup, all[index]!) ?? []);
	if (mistake) {
		await close();
		throw mistake;
	}
	return {setups: setups.map(setup => ({...setup, open: () => take(setup.name) ?? setup.open()})), close};
};
