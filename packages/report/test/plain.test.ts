import {describe, expect, test} from 'vitest';

import {between, cap, capital, count, duration, inPieces, oneLine, timeText} from '../src/plain.ts';

describe('text made plain', () => {
	test.each([
		['white space becomes single spaces', ' a\r\n\t b  c ', 'a b c'],
		['an escape becomes visible', '\u{1B}[31m', '\u{FFFD}[31m'],
		['what is no character becomes one', 'a\u{FFFE}b\u{1FFFF}', 'a\u{FFFD}b\u{FFFD}'],
		['half a character becomes a whole one', 'a\u{D83D}', 'a\u{FFFD}'],
		['marks that turn the direction are taken out', 'a\u{202E}b\u{2066}\u{200F}', 'a\u{FFFD}b\u{FFFD}\u{FFFD}'],
		['joiners inside emoji stay', '👩‍👩‍👧', '👩‍👩‍👧'],
	] as const)('%s', (_sentence, text, expected) => {
		expect(oneLine(text)).toBe(expected);
	});

	test.each([
		['a short text stays', 'abc', 3, 'abc'],
		['a long one says how much is missing', 'abcdef', 3, 'abc… (3 characters more)'],
		['a character is never halved', 'ab😀cd', 3, 'ab… (4 characters more)'],
		['nor one that just fits', 'a😀bcd', 3, 'a😀… (3 characters more)'],
	] as const)('capped, %s', (_sentence, text, most, expected) => {
		expect(cap(text, most)).toBe(expected);
	});

	test.each([
		[0, '0.0 s'],
		[4250, '4.3 s'],
		[59_960, '1 min 0 s'],
		[72_000, '1 min 12 s'],
		[7_500_000, '2 h 5 min'],
		[Number.NaN, '0.0 s'],
		[-5, '0.0 s'],
	] as const)('%d ms last %s', (milliseconds, expected) => {
		expect(duration(milliseconds)).toBe(expected);
	});

	test('numbers have their nouns, sentences their capitals, times their zone', () => {
		expect([count(1, 'person', 'people'), count(1204, 'person', 'people'), count(2, 'page')]).toEqual([
			'1 person',
			'1,204 people',
			'2 pages',
		]);
		expect([capital('no changes'), capital('3 created')]).toEqual(['No changes', '3 created']);
		expect([timeText('2026-01-05T12:00:07+09:00'), timeText('soon')]).toEqual(['2026-01-05 03:00:07 UTC', 'soon']);
		expect([
			between('2026-01-05T12:00:00Z', '2026-01-05T12:00:04Z'),
			between('x', 'y'),
			between('2026-01-05T12:00:00Z', undefined),
		]).toEqual([4000, 0, 0]);
	});

	test('small pieces are joined, none is lost', () => {
		const texts = Array.from({length: 100}, (_, index) => String(index));
		const pieces = [...inPieces(texts, 20)];
		expect(pieces.join('')).toBe(texts.join(''));
		expect(pieces.length).toBeLessThan(12);
	});
});
