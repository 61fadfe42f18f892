import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import {dueTargets, nextTicks, parseInstant, ticksIn, type Schedule} from '../src/decide/schedule.ts';
import {failureOf} from './support.ts';

const noonInSeoul: Schedule = {cron: '0 12 * * *', timezone: 'Asia/Seoul'};
const halfPastTwo: Schedule = {cron: '30 2 * * *', timezone: 'Europe/Berlin'};

const ticks = (schedule: Schedule, since: string, until: string): string[] =>
	ticksIn(schedule, {since: new Date(since), until: new Date(until)}).map(tick => tick.toISOString().replace(':00.000Z', 'Z'));

describe('a tick is in the window', () => {
	test.each<[string, Schedule, string, string, string[]]>([
		['that begins before it and ends with it', noonInSeoul, '2026-11-24T02:59:59.999Z', '2026-11-24T03:00:00.000Z', ['2026-11-24T03:00Z']],
		['never where the window begins with it', noonInSeoul, '2026-11-24T03:00:00.000Z', '2026-11-24T23:00:00Z', []],
		['never where the window ends before it', noonInSeoul, '2026-11-23T03:00:00Z', '2026-11-24T02:59:59.999Z', []],
		['never where the window began a moment after it', noonInSeoul, '2026-11-24T03:00:00.001Z', '2026-11-24T23:00:00Z', []],
		[
			'for each day of a long window',
			noonInSeoul,
			'2026-11-22T03:00:00Z',
			'2026-11-24T03:00:00Z',
			['2026-11-23T03:00Z', '2026-11-24T03:00Z'],
		],
		['never where the window ends before it begins', noonInSeoul, '2026-11-25T00:00Z', '2026-11-24T00:00Z', []],
		['in UTC where no time zone is given', {cron: '0 12 * * *'}, '2026-11-24T00:00Z', '2026-11-25T00:00Z', ['2026-11-24T12:00Z']],
		[
			'every second week by its day',
			{cron: '0 18 * * FRI#2'},
			'2026-11-01T00:00Z',
			'2026-12-31T00:00Z',
			['2026-11-13T18:00Z', '2026-12-11T18:00Z'],
		],
		['never for a day that does not come', {cron: '0 12 30 2 *'}, '2026-01-01T00:00Z', '2036-01-01T00:00Z', []],
	])('%s', (_sentence, schedule, since, until, expected) => {
		expect(ticks(schedule, since, until)).toEqual(expected);
	});
});

describe('where clocks change', () => {
	test.each<[string, Schedule, string, string, string[]]>([
		[
			'an hour that is skipped has its tick right after',
			halfPastTwo,
			'2026-03-28T12:00Z',
			'2026-03-30T12:00Z',
			['2026-03-29T01:00Z', '2026-03-30T00:30Z'],
		],
		[
			'an hour that comes twice has its tick once',
			halfPastTwo,
			'2026-10-24T12:00Z',
			'2026-10-26T12:00Z',
			['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
		],
		['also for a window that begins between the two', halfPastTwo, '2026-10-25T00:45Z', '2026-10-25T12:00Z', []],
		[
			'every hour stays every hour in spring',
			{cron: '0 * * * *', timezone: 'Europe/Berlin'},
			'2026-03-28T23:30Z',
			'2026-03-29T03:00Z',
			['2026-03-29T00:00Z', '2026-03-29T01:00Z', '2026-03-29T02:00Z', '2026-03-29T03:00Z'],
		],
		[
			'and in autumn',
			{cron: '0 * * * *', timezone: 'Europe/Berlin'},
			'2026-10-24T23:30Z',
			'2026-10-25T03:00Z',
			['2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z', '2026-10-25T03:00Z'],
		],
		[
			'noon in Berlin moves in UTC',
			{cron: '0 12 * * *', timezone: 'Europe/Berlin'},
			'2026-10-24T00:00Z',
			'2026-10-26T00:00Z',
			['2026-10-24T10:00Z', '2026-10-25T11:00Z'],
		],
		['noon in Seoul does not', noonInSeoul, '2026-10-24T00:00Z', '2026-10-26T00:00Z', ['2026-10-24T03:00Z', '2026-10-25T03:00Z']],
	])('%s', (_sentence, schedule, since, until, expected) => {
		expect(ticks(schedule, since, until)).toEqual(expected);
	});

	test('windows that follow each other lose no tick and double none, wherever they meet', () => {
		const from = Date.parse('2026-03-28T20:00Z');
		const changes = [from, Date.parse('2026-10-24T20:00Z')];
		const day = 86_400_000;
		fc.assert(
			fc.property(
				fc.constantFrom(...changes),
				fc.array(fc.integer({min: 0, max: day}), {minLength: 1, maxLength: 6}),
				fc.constantFrom('30 2 * * *', '*/15 * * * *', '0 2,3 * * *', '0 * * * *', '59 1-3 * * *'),
				fc.constantFrom('Europe/Berlin', 'Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe'),
				(start, cuts, cron, timezone) => {
					const schedule = {cron, timezone};
					const edges = [0, ...cuts, day].toSorted((one, other) => one - other).map(offset => new Date(start + offset));
					const pieces = edges.slice(1).flatMap((until, index) => ticksIn(schedule, {since: edges[index]!, until}));
					expect(pieces).toEqual(ticksIn(schedule, {since: edges[0]!, until: edges.at(-1)!}));
				},
			),
			{numRuns: 1000},
		);
	});
});

describe('targets', () => {
	const targets = [
		{name: 'sales-demo'},
		{name: 'dev-server', schedule: noonInSeoul},
		{name: 'model-office', schedule: {cron: '0 18 * * FRI'}},
	];

	test('are due by their own schedules, and never without one', () => {
		expect(dueTargets(targets, {since: new Date('2026-11-27T02:00Z'), until: new Date('2026-11-27T18:00Z')})).toEqual([
			'dev-server',
			'model-office',
		]);
		expect(dueTargets(targets, {since: new Date('2026-11-27T03:00Z'), until: new Date('2026-11-27T17:59Z')})).toEqual([]);
	});

	test('with a schedule that is none are refused with the place', () => {
		const window = {since: new Date(0), until: new Date(1)};
		expect(failureOf(() => dueTargets([{name: 'dev', schedule: {cron: 'H 12 * * *'}}], window))).toMatchObject({
			kind: 'setting',
			path: ['targets', 'dev', 'schedule', 'cron'],
			hint: expect.stringContaining('Jenkins'),
		});
		expect(failureOf(() => dueTargets([{name: 'dev', schedule: {cron: '0 12 * * *', timezone: 'Asia/Soul'}}], window))).toMatchObject({
			path: ['targets', 'dev', 'schedule', 'timezone'],
			message: expect.stringContaining('did you mean Asia/Seoul?'),
		});
	});

	test.each(['', '0 12 * *', '0 0 12 * * *', '61 * * * *', '* * * * * * *', 'noon'])('the cron line %j is refused', cron => {
		expect(failureOf(() => nextTicks({cron}, new Date(0)))).toMatchObject({kind: 'setting', path: ['schedule', 'cron']});
	});

	test('tell their next ticks', () => {
		expect(nextTicks(noonInSeoul, new Date('2026-11-24T03:00Z'), 2).map(tick => tick.toISOString())).toEqual([
			'2026-11-25T03:00:00.000Z',
			'2026-11-26T03:00:00.000Z',
		]);
		expect(nextTicks({cron: '0 12 30 2 *'}, new Date('2026-11-24T03:00Z'), 2)).toEqual([]);
	});
});

describe('a time', () => {
	test.each([
		['2026-11-24T11:45:00Z', '2026-11-24T11:45:00.000Z'],
		['2026-11-24T11:45Z', '2026-11-24T11:45:00.000Z'],
		['2026-11-24T20:45:00.123+09:00', '2026-11-24T11:45:00.123Z'],
		['2026-11-24T20:45:00+0900', '2026-11-24T11:45:00.000Z'],
		['2026-11-24', '2026-11-24T00:00:00.000Z'],
		['1795520700000', '2026-11-24T11:45:00.000Z'],
		[' 1795520700000\n', '2026-11-24T11:45:00.000Z'],
	])('%j is %s', (text, expected) => {
		expect(parseInstant(text).toISOString()).toBe(expected);
	});

	test.each([
		['9999999999999999', /further off/],
		['1795520700', /seconds, not milliseconds/],
		['2026-11-24T11:45:00', /Z or an offset/],
		['2026-11-24 11:45Z', /Z or an offset/],
		['2026-13-24T11:45:00Z', /no such day/],
		['2026-02-31T11:45:00Z', /no such day/],
		['2026-11-24T25:45:00Z', /no such day or hour/],
		['yesterday', /neither ISO nor milliseconds/],
		['', /neither ISO nor milliseconds/],
		['-1', /neither ISO nor milliseconds/],
		['24/11/2026', /neither ISO nor milliseconds/],
	])('%j is none', (text, message) => {
		expect(failureOf(() => parseInstant(text, ['since']))).toMatchObject({
			kind: 'setting',
			path: ['since'],
			message: expect.stringMatching(message),
		});
	});
});

const local = (schedule: Schedule, after: string, count: number): string[] =>
	nextTicks(schedule, new Date(after), count).map(tick =>
		new Intl.DateTimeFormat('sv-SE', {dateStyle: 'short', timeStyle: 'short', timeZone: schedule.timezone ?? 'UTC'}).format(tick),
	);

const sprint: Schedule = {cron: '0 12 * * 1', timezone: 'Asia/Seoul', every: '2 weeks', from: '2026-01-05'};

const due = (since: string, until: string): string[] =>
	dueTargets(
		[
			{name: 'model-office', schedule: sprint},
			{name: 'sales-demo', schedule: 'manual'},
		],
		{since: new Date(since), until: new Date(until)},
	);

describe('every two weeks', () => {
	test.each<[string, Schedule, string, string[]]>([
		['begins with its first date', sprint, '2025-12-01T00:00Z', ['2026-01-05 12:00', '2026-01-19 12:00', '2026-02-02 12:00']],
		['goes on over the end of a year', sprint, '2026-12-20T00:00Z', ['2026-12-21 12:00', '2027-01-04 12:00', '2027-01-18 12:00']],
		[
			'keeps its hour when summer begins and ends',
			{...sprint, timezone: 'Europe/Berlin', from: '2026-03-16'},
			'2026-03-01T00:00Z',
			['2026-03-16 12:00', '2026-03-30 12:00', '2026-04-13 12:00'],
		],
		[
			'counts by the date in its zone',
			{cron: '0 1 * * *', timezone: 'Asia/Seoul', every: '3 days', from: '2026-01-01'},
			'2025-12-31T00:00Z',
			['2026-01-01 01:00', '2026-01-04 01:00', '2026-01-07 01:00'],
		],
		[
			'has every tick of its day',
			{cron: '0 9,17 * * *', every: '1 week', from: '2026-01-01'},
			'2026-01-01T10:00Z',
			['2026-01-01 17:00', '2026-01-08 09:00'],
		],
		['never comes where its first date is another weekday', {...sprint, from: '2026-01-06'}, '2026-01-01T00:00Z', []],
	])('%s', (_, schedule, after, expected) => {
		expect(local(schedule, after, Math.max(expected.length, 1))).toEqual(expected);
	});

	test('is due in the window that holds its tick, and not a week later', () => {
		expect(due('2026-01-19T02:45Z', '2026-01-19T03:00Z')).toEqual(['model-office']);
		expect(due('2026-01-12T02:45Z', '2026-01-12T03:00Z')).toEqual([]);
		expect(due('2020-01-01T00:00Z', '2026-12-31T00:00Z')).toEqual(['model-office']);
	});

	test.each<[Schedule, string, RegExp]>([
		[{cron: '0 12 * * 1', every: '2 weeks'}, 'every', /`from` is missing/],
		[{cron: '0 12 * * 1', from: '2026-01-05'}, 'from', /`every` is missing/],
		[{cron: '0 12 * * 1', every: 'fortnight', from: '2026-01-05'}, 'every', /is no period/],
		[{cron: '0 12 * * 1', every: '2 weeks', from: '2026-02-30'}, 'from', /is no date/],
	])('%j is refused', (schedule, key, message) => {
		expect(failureOf(() => nextTicks(schedule, new Date()))).toMatchObject({
			path: ['schedule', key],
			message: expect.stringMatching(message),
		});
	});
});
