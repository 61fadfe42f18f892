import {describe, expect, test, vi} from 'vitest';

import type {RunEvent} from '@slack-im/core';

import {printable} from '@slack-im/config';
import {createLog} from '../src/terminal/log.ts';
import {startProgress} from '../src/terminal/progress.ts';
import {count, duration, statusLines} from '../src/terminal/status.ts';

const now = (): Date => new Date();

/** A pipe and a clock that is turned by hand. */
const pipe = (level: 'info' | 'warn' = 'info') => {
	vi.useFakeTimers({now: Date.UTC(2026, 10, 24, 12)});
	const lines: string[] = [];
	const log = createLog({write: line => lines.push(line.trimEnd()), format: 'text', level, colour: false, now, redact: text => text});
	const progress = startProgress({log, live: {print: () => {}, changes: false, show: () => {}, end: () => {}}, now, quiet: false});
	return {
		lines,
		tell: (event: RunEvent) => progress.onEvent(event),
		pass: (seconds: number) => vi.advanceTimersByTime(seconds * 1000),
		end: () => {
			progress.end();
			vi.useRealTimers();
		},
	};
};

describe('in a pipe', () => {
	test('no half minute passes without a word, whatever is waited for', () => {
		const {lines, tell, pass, end} = pipe();
		tell({kind: 'reading', progress: {kind: 'page', pages: 3, members: 2997}});
		pass(29);
		expect(lines).toEqual(['Slack: 2,997 members so far, 3 pages']);
		tell({kind: 'reading', progress: {kind: 'waiting', until: Date.UTC(2026, 10, 24, 12, 2), why: 'rate limit'}});
		pass(29);
		expect(lines.slice(1)).toEqual([
			expect.stringMatching(/^waiting for Slack until \d\d:02:00 \(rate limit\)$/),
			expect.stringMatching(/^waiting for Slack until \d\d:02:00, 2,997 members so far$/),
		]);
		tell({kind: 'read', members: 3000, in: 2900, leavers: 60, excluded: 40});
		tell({kind: 'listing', target: 'dev-server', accounts: 200});
		tell({kind: 'listing', target: 'model-office', accounts: 0});
		const before = lines.length;
		pass(29);
		expect(lines.slice(before)).toEqual(['dev-server: listing accounts, 200 so far', 'model-office: listing accounts, 0 so far']);
		tell({kind: 'applying', target: 'dev-server', total: 1000});
		pass(5);
		tell({kind: 'target-ended', target: 'model-office'});
		const then = lines.length;
		pass(60);
		expect(lines.slice(then)).toHaveLength(3);
		expect(lines.at(-1)).toBe('dev-server: 0 of 1,000, 0.0 a second');
		end();
	});

	test('nothing is said after the end, nor without anything going on', () => {
		const {lines, tell, pass, end} = pipe();
		pass(100);
		expect(lines).toEqual([]);
		tell({kind: 'applying', target: 'dev-server', total: 10});
		end();
		expect(lines).toEqual(['dev-server: applying 10 changes']);
	});

	test('--quiet says nothing but warnings', () => {
		const {lines, tell, pass, end} = pipe('warn');
		tell({kind: 'applying', target: 'dev-server', total: 10});
		pass(100);
		tell({kind: 'warning', target: 'dev-server', message: 'slow'});
		expect(lines).toEqual(['warning: dev-server: slow']);
		end();
	});
});

describe('a status line', () => {
	const since = Date.UTC(2026, 10, 24, 12);
	const target = {phase: 'applying', accounts: 0, finished: 300, total: 1200, failed: 0, since} as const;

	test('has done, total, rate and the time that is left', () => {
		expect(statusLines({source: undefined, targets: new Map([['dev-server', {...target, failed: 2}]])}, since + 10_000)).toEqual([
			'dev-server: 300 of 1,200, 30 a second, about 30 s left, 2 failed',
		]);
	});

	test('is aligned with the others where it has a bar', () => {
		const lines = statusLines(
			{
				source: undefined,
				targets: new Map([
					['a', target],
					['sales-demo', {...target, finished: 1200}],
				]),
			},
			since + 10_000,
			{bars: true},
		);
		expect(lines).toEqual([
			'a          █████░░░░░░░░░░░░░░░ 300 of 1,200, 30 a second, about 30 s left',
			'sales-demo ████████████████████ 1,200 of 1,200, 120 a second',
		]);
	});

	test.each([
		[0, '0.0 s'],
		[450, '0.5 s'],
		[59_400, '59 s'],
		[185_000, '3 min 5 s'],
		[7_800_000, '2 h 10 min'],
	])('%i milliseconds are %s', (milliseconds, text) => {
		expect(duration(milliseconds)).toBe(text);
	});

	test.each([
		[0, '0'],
		[999, '999'],
		[1000, '1,000'],
		[1_234_567, '1,234,567'],
	])('%i is written %s', (value, text) => {
		expect(count(value)).toBe(text);
	});
});

test('a log line shows control characters instead of obeying them', () => {
	expect(printable('a\u001B[31mb\u0007c\u202Ed\r\ne\rf')).toBe(
		['a', '[31mb', 'c', 'd\ne', 'f']
			.join('|')
			.replace('|', '\\u001b')
			.replace('|', '\\u0007')
			.replace('|', '\\u202e')
			.replace('|', '\\u000d'),
	);
});
