import type {Run, TargetReport} from '@slack-im/core';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import {reportCss, toHtml} from '../src/index.ts';
import {arbitraryRun} from './arbitrary.ts';
import * as make from './builders.ts';
import {sampleRun} from './sample.ts';

const {
	run,
	source,
	target,
	person,
	create,
	update,
	deactivate,
	skip,
	noop,
	done,
	failed,
	withheld,
	notRun,
	conflict,
	orphan,
	guard,
	tripped,
	error,
} = make;

const {exitCode: _exitCode, finishedAt: _finishedAt, ...unfinished} = run();
const {limit: _limit, ...unlimited} = guard();

const pageOf = (of: Run): string => [...toHtml(of)].join('');
/** What a person reads: no tags, single spaces. */
const textOf = (page: string): string =>
	page
		.replace(/<title>[^<]*<\/title>|<head>|<\/head>/g, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replaceAll('&quot;', '"')
		.replaceAll('&#39;', "'")
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&')
		.replace(/\s+/g, ' ')
		.replace(/ (?=[,.])/g, '');
const withTarget = (overrides: Partial<TargetReport>): Run => run({targets: [target(overrides)]});

const elements = new Set(
	'html head meta title link body a header p h1 h2 h3 ul li b span i nav main section figure svg rect figcaption div table caption thead tbody tr th td details summary dl dt dd footer bdi code del ins time'.split(
		' ',
	),
);
const attributes = new Set(
	'lang charset name content rel href class id tabindex datetime aria-label aria-labelledby aria-hidden viewBox width height preserveAspectRatio role x y rx fill scope open'.split(
		' ',
	),
);
const empty = new Set(['meta', 'link']);

/** Tags that are not closed in order, unknown elements and attributes; our own pages have none. */
const faults = (page: string): string[] => {
	const found: string[] = [];
	const open: string[] = [];
	for (const [whole, close, name = '', rest = ''] of page.replace('<!DOCTYPE html>', '').matchAll(/<(\/?)([a-zA-Z0-9]*)([^>]*)>?/g)) {
		if (!elements.has(name) || !whole.endsWith('>')) found.push(whole);
		const left = rest
			.replace(/\s([a-zA-Z-]+)(?:="[^"<>]*")?/g, (all, attribute: string) => (attributes.has(attribute) ? '' : all))
			.replace(/\/$/, '')
			.trim();
		if (left !== '') found.push(`${name}: ${left}`);
		if (close === '/') {
			if (open.pop() !== name) found.push(`${whole} closes another`);
		} else if (!empty.has(name) && !rest.endsWith('/')) open.push(name);
	}
	return [...found, ...open.map(name => `${name} is not closed`)];
};

describe('the page says', () => {
	test.each([
		['how the run ended', run(), 'All in step slack-im sync of Acme · 2026-01-05 12:00:00 UTC · 4.3 s'],
		['that it was a dry run', run({dryRun: true}), 'Dry run: nothing was written.'],
		['that it did not finish', unfinished, 'Did not finish'],
		[
			'what needs a person, and what to do',
			run({exitCode: 5, targets: [target({state: 'unusable', error: error({kind: 'auth', message: 'dev-server: 401'})})]}),
			'Needs a person dev-server could not be used: 401 check the credentials and their rights with "slack-im doctor"',
		],
		[
			'old and new values',
			withTarget({outcomes: [done(update())]}),
			'updated Ada ada@example.com account id-ada, matched by email name "Ada" → "Ada L."',
		],
		[
			'what a create sends, secrets by name',
			withTarget({outcomes: [done(create())]}),
			'created Ada ada@example.com userId "ada" name "Ada" password (secret)',
		],
		[
			'what would be done',
			run({dryRun: true, targets: [target({outcomes: [notRun(create('ada', {unverified: true}), 'dry-run')]})]}),
			'to ensure Ada',
		],
		[
			'what failed and what to do',
			withTarget({outcomes: [failed(update(), {hint: 'shorten it'})]}),
			'update failed POST /users: 422 name is too long shorten it',
		],
		[
			'what is withheld by which guard',
			withTarget({outcomes: [withheld()]}),
			'deactivate withheld withheld by the removals guard Ada ada@example.com account id-ada, matched by email left Slack',
		],
		[
			'what was called for and not done',
			withTarget({outcomes: [notRun(skip(), 'plan')]}),
			'Called for, but not done 1 Skipped Person What Why Ada ada@example.com skip deactivate the target has no such verb',
		],
		[
			'conflicts with everybody in them',
			withTarget({conflicts: [conflict({message: 'both want "kim"'})]}),
			'same key both want "kim" Kim kim@example.com UKIM Kim2 kim2@example.com UKIM2 they meet on userId "kim"',
		],
		[
			'orphans',
			withTarget({orphans: [orphan('old', {kind: 'absent', slackId: 'U9', active: false})]}),
			'id-old email old@example.com inactive its Slack id U9 is unknown to this read',
		],
		[
			'guards with their numbers',
			withTarget({guards: [guard({guard: 'updates'}), tripped({allowed: 25})]}),
			'removals 41 25 (allowed once) 250 tripped 41 of 250 active accounts (16.4 %) would be deactivated or deleted, more than 25; to allow it once: --allow removals=41',
		],
		['a guard without a limit', withTarget({guards: [unlimited]}), 'removals 1 none 250 passed'],
		[
			'who is left out and why',
			run({source: source({excluded: [{reason: 'guest', people: [person('gus')]}]})}),
			'guest a guest of the workspace 1 Left out: guest Name E-mail Slack id Gus gus@example.com UGUS',
		],
		[
			'who is out of a target’s scope',
			withTarget({outOfScope: [{reason: 'not-allowed', people: [person('gus')]}]}),
			'In Slack, but out of this target’s scope not-allowed',
		],
		['the numbers of a target as a chart and in words', withTarget({outcomes: [done(create()), done(noop('b'))]}), '1 created 1 unchanged'],
		[
			'who has access to what',
			run({targets: [target({outcomes: [done(create()), done(noop('bo'))]}), target({name: 'demo', state: 'unusable', error: error()})]}),
			'Person dev-server demo Ada ada@example.com created unknown Bo bo@example.com active unknown',
		],
		['warnings', withTarget({warnings: ['dev-server: matched by userId only']}), 'Warning: matched by userId only'],
		[
			'what was due',
			run({schedule: {since: '2026-01-05T11:00:00Z', until: '2026-01-05T12:00:00Z', due: ['dev-server'], notDue: ['demo']}}),
			'Due dev-server between 2026-01-05 11:00:00 UTC and 2026-01-05 12:00:00 UTC Not due demo',
		],
		['the exit code in words', run({exitCode: 4}), '4: something was withheld by a guard'],
	] as const)('%s', (_sentence, of, expected) => {
		expect(textOf(pageOf(of))).toContain(expected);
	});
});

describe('the page', () => {
	test('has only known elements and attributes, each closed, whatever a run holds', () => {
		fc.assert(
			fc.property(arbitraryRun, of => {
				expect(faults(pageOf(of))).toEqual([]);
			}),
			{numRuns: 150},
		);
	});

	test('the check of elements can fail', () => {
		expect(faults('<p><img src=x></p>')).not.toEqual([]);
		expect(faults('<p style="x">')).toEqual(['p: style="x"', 'p is not closed']);
	});

	test('has no control, no direction mark, no lone surrogate', () => {
		fc.assert(
			fc.property(arbitraryRun, of => {
				expect(pageOf(of).replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cs}\u{202A}-\u{202E}\u{2066}-\u{2069}]/u);
			}),
			{numRuns: 100},
		);
	});

	test('names in other scripts carry their language and are isolated', () => {
		const page = pageOf(
			withTarget({outcomes: [done(create(person('minsu', {name: '김민수'}))), done(create(person('sakura', {name: 'さくら'})))]}),
		);
		expect(page).toContain('<bdi lang="ko">김민수</bdi>');
		expect(page).toContain('<bdi lang="ja">さくら</bdi>');
	});

	test('has each id once', () => {
		const ids = [...pageOf(sampleRun(100)).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});

	test('every link leads to a part of the page', () => {
		const page = pageOf(sampleRun(100));
		for (const [, id] of page.matchAll(/href="#([^"]*)"/g)) expect(page).toContain(` id="${id!}"`);
	});

	test('lies beside its style sheet, wherever that is', () => {
		expect(pageOf(run())).toContain('<link rel="stylesheet" href="report.css" />');
		expect([...toHtml(run(), {stylesheet: 'a"b.css'})].join('')).toContain('<link rel="stylesheet" href="a&quot;b.css" />');
		expect(reportCss).toContain('prefers-color-scheme: dark');
		expect(reportCss).not.toMatch(/@import|url\(|https?:/);
	});

	test('of very many people lists those for whom anything was to be done', () => {
		const many = Array.from({length: 20_001}, (_, index) => done(noop(`p${index}`)));
		const page = pageOf(withTarget({outcomes: [...many, done(deactivate('lea'))]}));
		expect(textOf(page)).toContain('20,002 people in 1 target. So many that only the 1 are listed');
	});

	test('comes in pieces, equal for equal runs', () => {
		const of = sampleRun(2000);
		const pieces = [...toHtml(of)];
		expect(Math.max(...pieces.map(piece => piece.length))).toBeLessThan(80_000);
		expect([...toHtml(structuredClone(of))]).toEqual(pieces);
	});
});
