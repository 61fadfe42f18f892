import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import {fold} from '../src/model/fold.ts';

describe('two texts are one key', () => {
	test.each([
		['whatever their case', 'Ada@Example.COM', 'ada@example.com'],
		['whether an accent is one character or two', 'Rene\u0301', 'René'],
		['in Korean, whether a syllable is one character or its parts', '\u1112\u1161\u11ab', '한'],
		['in Greek, at the end of a word or not', 'ΟΔΟΣ', 'οδοσ'],
		['in Cyrillic, whatever their case', 'ИВАН', 'иван'],
	])('%s', (_sentence, one, other) => {
		expect(fold(one)).toBe(fold(other));
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
		expect(fold(one)).not.toBe(fold(other));
	});
});

test('folding twice changes nothing, and case never matters in what was folded', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), text => {
			const folded = fold(text);
			expect(fold(folded)).toBe(folded);
			expect(fold(text.normalize('NFD'))).toBe(folded);
		}),
		{numRuns: 5000},
	);
});
