import {Cron} from 'croner';

import {SettingError} from '../model/errors.ts';
import {didYouMean} from '../model/nearest.ts';
import {datePattern, periodPattern} from '../model/settings.ts';

type Path = readonly (string | number)[];

/** When a target is due, as a config says it. */
export interface Schedule {
	/** Minute, hour, day, month, weekday; as in `0 12 * * *`. */
	readonly cron: string;
	/** IANA name, as in `Asia/Seoul`. @default 'UTC' */
	readonly timezone?: string | undefined;
	/** As in `2 weeks`: only ticks whose date in the time zone lies whole periods after `from` count. */
	readonly every?: string | undefined;
	/** A date, as in `2026-01-05`. */
	readonly from?: string | undefined;
}

const dayLength = 86_400_000;

/** A date as a number of days since 1970; undefined for a day that no month has. */
const dayOf = (date: string): number | undefined => {
	const time = Date.parse(`${date}T00:00:00Z`);
	return new Date(time || 0).toISOString().startsWith(date) ? time / dayLength : undefined;
};

const cronHint = 'Write minute, hour, day, month and weekday, as in "0 12 * * *"; Jenkins’ H is not known here';

const compile = ({cron, timezone = 'UTC'}: Schedule, path: Path): Cron => {
	try {
		Intl.DateTimeFormat('en', {timeZone: timezone});
	} catch (error) {
		throw new SettingError(
			[...path, 'timezone'],
			`there is no time zone ${timezone}${didYouMean(timezone, Intl.supportedValuesOf('timeZone'))}`,
			{hint: 'Write an IANA name, as in Asia/Seoul', cause: error},
		);
	}
	const fields = cron.trim().split(/\s+/).length;
	if (fields !== 5 && !cron.trim().startsWith('@')) {
		throw new SettingError(
			[...path, 'cron'],
			`${JSON.stringify(cron)} has ${fields} ${fields === 1 ? 'field' : 'fields'}, and a cron line has five`,
			{
				hint: cronHint,
			},
		);
	}
	try {
		return new Cron(cron, {timezone, mode: '5-part', paused: true});
	} catch (error) {
		const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '').replace(/^Invalid/, 'invalid') : String(error);
		throw new SettingError([...path, 'cron'], `${JSON.stringify(cron)} is no cron line: ${reason}`, {
			hint: cronHint,
			cause: error,
		});
	}
};

/** Which of the cron line's days count. */
interface Period {
	/** Whether a tick counts. */
	readonly counts: (tick: Date) => boolean;
	/** A moment before the next day that counts, in any time zone. */
	readonly skip: (tick: Date) => Date;
}

const everyTick: Period = {counts: () => true, skip: tick => tick};

const periodOf = ({every, from, timezone = 'UTC'}: Schedule, path: Path): Period => {
	if (every === undefined && from === undefined) return everyTick;
	const lacks = every === undefined ? 'every' : from === undefined ? 'from' : undefined;
	if (lacks !== undefined)
		throw new SettingError(
			[...path, lacks === 'every' ? 'from' : 'every'],
			`\`every\` and \`from\` go together, and \`${lacks}\` is missing`,
			{
				hint: 'As in every: 2 weeks, from: 2026-01-05',
			},
		);
	const [, count = '', unit] = periodPattern.exec(every!) ?? [];
	if (count === '')
		throw new SettingError([...path, 'every'], `${JSON.stringify(every)} is no period`, {
			hint: 'Write a number of days or weeks, as in 2 weeks',
		});
	const first = datePattern.test(from!) ? dayOf(from!) : undefined;
	if (first === undefined)
		throw new SettingError([...path, 'from'], `${JSON.stringify(from)} is no date`, {hint: 'Write it as in 2026-01-05'});
	const days = Number(count) * (unit === 'week' ? 7 : 1);
	const calendar = new Intl.DateTimeFormat('en-CA', {timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit'});
	const since = (tick: Date): number => dayOf(calendar.format(tick))! - first;
	return {
		counts: tick => since(tick) >= 0 && since(tick) % days === 0,
		skip: tick => {
			const next = first + Math.max(0, Math.ceil(since(tick) / days)) * days;
			return new Date(Math.max(tick.getTime(), next * dayLength - 1.5 * dayLength));
		},
	};
};

/** So many days in a row that do not count, and no other will. */
const patience = 500;

/** Every tick after a time that counts, without an end. */
function* ticksAfter(schedule: Schedule, after: Date, path: Path): Generator<Date> {
	const cron = compile(schedule, path);
	const period = periodOf(schedule, path);
	let missed = 0;
	for (let tick = cron.nextRun(after); tick !== null && missed < patience;) {
		if (period.counts(tick)) {
			missed = 0;
			yield tick;
			tick = cron.nextRun(tick);
		} else {
			missed++;
			tick = cron.nextRun(period.skip(tick));
		}
	}
}

/** A stretch of time: after `since`, up to and with `until`. Windows that follow each other share no tick and lose none. */
export interface TimeWindow {
	readonly since: Date;
	readonly until: Date;
}

/**
The ticks of a schedule in a window, the first ones where there are more than `most`.

An hour that a clock skips in spring has its tick at the time that comes instead, and an hour that comes twice in autumn has the tick of a fixed time once.

@param path - Where the schedule stands in the config, for errors.
@throws a `SettingError` for what is no cron line or no time zone.
*/
export const ticksIn = (
	schedule: Schedule,
	{since, until}: TimeWindow,
	{most = 1000, path = ['schedule']}: {readonly most?: number; readonly path?: Path} = {},
): Date[] => {
	const ticks: Date[] = [];
	for (const tick of ticksAfter(schedule, since, path)) {
		if (tick.getTime() > until.getTime() || ticks.length >= most) break;
		ticks.push(tick);
	}
	return ticks;
};

/** The next ticks of a schedule after a time; fewer where it never comes again. */
export const nextTicks = (schedule: Schedule, after: Date, count = 1, path: Path = ['schedule']): Date[] => {
	const ticks: Date[] = [];
	for (const tick of ticksAfter(schedule, after, path)) if (ticks.push(tick) >= count) break;
	return ticks;
};

/** A target as its schedule sees it. */
export interface Scheduled {
	readonly name: string;
	/** `manual`: only started by hand. */
	readonly schedule?: Schedule | 'manual' | undefined;
}

/**
Names of the targets that are due: a tick of their cron lies in the window. In the order given. A target without a schedule is never due, and neither is a manual one.

@throws a `SettingError` at `targets.NAME.schedule`, also for a target that would not be due.
*/
export const dueTargets = (targets: readonly Scheduled[], window: TimeWindow): string[] =>
	targets
		.filter(
			({name, schedule}) =>
				schedule !== undefined &&
				schedule !== 'manual' &&
				ticksIn(schedule, window, {most: 1, path: ['targets', name, 'schedule']}).length > 0,
		)
		.map(({name}) => name);

/**
A time as pipelines hand it on: ISO with a zone (or a date, which begins at midnight UTC), or milliseconds since 1970.

@throws a `SettingError` for anything else; a time without a zone would mean another moment on every machine, and a count of seconds one in January 1970.
*/
export const parseInstant = (text: string, path: Path = []): Date => {
	const trimmed = text.trim();
	const refuse = (reason: string): never => {
		throw new SettingError(path, `${JSON.stringify(text)} is no time: ${reason}`, {
			hint: 'Write it as 2026-11-24T11:45:00Z, or in milliseconds since 1970 as Jenkins has it',
		});
	};
	if (/^\d+$/.test(trimmed)) {
		if (trimmed.length < 12) return refuse('it looks like seconds, not milliseconds');
		const time = new Date(Number(trimmed));
		return Number.isNaN(time.getTime()) ? refuse('it is further off than any calendar goes') : time;
	}
	if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/i.test(trimmed)) {
		return refuse(
			/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/i.test(trimmed)
				? 'it needs T between date and time and Z or an offset at its end'
				: 'neither ISO nor milliseconds',
		);
	}
	const time = new Date(trimmed.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
	// A 31st of February would quietly become a 3rd of March
	const day = new Date(`${trimmed.slice(0, 10)}T00:00:00Z`);
	return Number.isNaN(time.getTime()) || day.getUTCDate() !== Number(trimmed.slice(8, 10)) ? refuse('there is no such day or hour') : time;
};
