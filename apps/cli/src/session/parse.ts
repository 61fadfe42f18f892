import {
	durationSchema,
	liftableGuards,
	parseInstant,
	SettingError,
	verbs,
	type Allowance,
	type PlanFile,
	type Verb,
	nearest,
} from '@slack-im/core';

import {UsageError} from '../usage.ts';

const oneOf = <T extends string>(words: readonly T[], word: string, what: string): T => {
	const found = words.find(known => known === word);
	if (found !== undefined) return found;
	const close = nearest(word, words);
	throw new UsageError(
		`${what} is ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, not "${word}"`,
		close ? `did you mean: ${close}` : undefined,
	);
};

/** `removals=12`, or `dev-server:removals=12`. */
export const parseAllowances = (texts: readonly string[] = [], targets: readonly string[]): Allowance[] =>
	texts.map(text => {
		const [, target, guard, ceiling] = /^(?:([^:=]*):)?([^:=]+)=(\d+)$/.exec(text) ?? [];
		if (guard === undefined)
			throw new UsageError(
				`--allow ${text}: it looks like removals=12, or NAME:removals=12`,
				'the message of a guard prints the option to paste',
			);
		const name = oneOf(liftableGuards, guard, `--allow ${text}: a guard`);
		if (target === undefined) {
			if (targets.length > 1)
				throw new UsageError(
					`--allow ${text}: this run has ${targets.length} targets, say for which`,
					`as in --allow ${targets[0]}:${text}`,
				);
			return {guard: name, ceiling: Number(ceiling)};
		}
		if (!targets.includes(target)) {
			const close = nearest(target, targets);
			throw new UsageError(
				`--allow ${text}: there is no target "${target}" in this run`,
				close ? `did you mean: ${close}` : `the targets are ${targets.join(', ')}`,
			);
		}
		return {target, guard: name, ceiling: Number(ceiling)};
	});

/** `--approved`: what the guards withheld in a saved plan, and no more. */
export const approvedIn = ({targets}: PlanFile): Allowance[] =>
	targets.flatMap(({name, plan}) =>
		plan.guards.flatMap(({guard, tripped, count}) => {
			const liftable = liftableGuards.find(known => known === guard);
			return tripped && liftable ? [{target: name, guard: liftable, ceiling: count}] : [];
		}),
	);

/** `--only create --only update`, or `--only create,update`; undefined where it is not there. */
export const parseVerbs = (texts: readonly string[] | undefined): Verb[] | undefined =>
	texts?.flatMap(text => text.split(',')).map(word => oneOf(verbs, word.trim(), '--only: a verb'));

/** What a value is to be called in a message: the variable that it came from, where it did. */
export const saidBy = (option: string, value: string, env: Readonly<Record<string, string | undefined>>): string => {
	const variable = `SLACK_IM_${option.slice(2).replaceAll('-', '_').toUpperCase()}`;
	return env[variable] === value ? variable : option;
};

/** Milliseconds of `90m`. */
export const parseDuration = (text: string, option: string): number => {
	const {success, data} = durationSchema.safeParse(text);
	if (!success) throw new UsageError(`${option} is a duration, not "${text}"`, 'as in 90s, 30m, 24h or 7d');
	return data;
};

/** Milliseconds of a number of seconds. */
export const parseSeconds = (text: string, option: string): number => {
	const seconds = Number(text);
	if (text.trim() === '' || !Number.isFinite(seconds) || seconds < 0)
		throw new UsageError(
			`${option} is a number of seconds, not "${text}"`,
			`as in ${option.startsWith('--') ? `${option} ` : `${option}=`}60`,
		);
	return seconds * 1000;
};

/** A moment: ISO with a zone, or milliseconds since 1970. */
export const parseTime = (text: string, option: string): Date => {
	try {
		return parseInstant(text);
	} catch (error) {
		throw new UsageError(
			`${option}: ${error instanceof Error ? error.message : text}`,
			error instanceof SettingError ? error.hint : undefined,
		);
	}
};
