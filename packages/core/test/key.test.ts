import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import {key, keyOf, keyText, sameText} from '../src/model/key.ts';

describe('two texts are one key', () => {
	test.each([
		['whatever their case', 'Ada@Example.COM', 'ada@example.com'],
		['whether an accent is one character or two', 'Rene\u0301', 'René'],
		['in Korean, whether a syllable is one character or its parts', '\u1112\u1161\u11ab', '한'],
		['in Greek, at the end of a word or not', 'ΟΔΟΣ', 'οδοσ'],
		['in Cyrillic, whatever their case', 'ИВАН', 'иван'],
	])('%s', (_sentence, one, other) => {
		expect(key(one)).toBe(key(other));
		expect(sameText(one, other)).toBe(true);
	});
});

describe('two texts stay two keys', () => {
	test.each([
		['with a look-alike dotless i', 'mıke', 'mike'],
		['with ß and ss', 'strauß', 'strauss'],
		['with a space at the end', 'ada ', 'ada'],
		['with and without an accent', 'rené', 'rene'],
		['with full-width letters', 'ａｄａ', 'ada'],
	])('%s', (_sentence, one, other) => {
		expect(key(one)).not.toBe(key(other));
		expect(sameText(one, other)).toBe(false);
	});
});

test('folding twice changes nothing, and case never matters in what was folded', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), text => {
			const folded = key(text);
			expect(key(keyText(folded))).toBe(folded);
			expect(key(text.normalize('NFD'))).toBe(folded);
		}),
		{numRuns: 5000},
	);
});

test('what is missing is the same as nothing, not even as itself', () => {
	expect([sameText(undefined, undefined), sameText(undefined, ''), sameText(1, 1)]).toEqual([false, false, false]);
	expect([keyOf(undefined), keyOf('')]).toEqual([undefined, undefined]);
});

test('the compiler refuses raw text where a key is meant', () => {
	const email = key('Ada@Example.com');
	const text: string = 'Ada@Example.com';
	// @ts-expect-error -- a key is compared with a key alone
	expect(email === text).toBe(false);
	// @ts-expect-error -- and is found in a list by a key alone
	expect([email].includes(text)).toBe(false);
	// @ts-expect-error -- and in a map
	expect(new Map([[email, 1]]).get(text)).toBeUndefined();
	// @ts-expect-error -- and is made by `key` alone
	const made: typeof email = text;
	expect(email).not.toBe(made);
});
