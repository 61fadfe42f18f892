import {describe, expect, test} from 'vitest';

import {errorKind} from '../src/model/errors.ts';
import {globs} from '../src/model/globs.ts';
import {failureOf} from './support.ts';

describe('a text is matched', () => {
	test.each([
		['when it is the pattern', ['admin'], ['admin']],
		['whatever its case', ['*@Vendor.example'], ['KIM@vendor.EXAMPLE']],
		['by a star that stands for nothing', ['*Lead*'], ['Lead']],
		['by a star in the middle', ['kim*@example.com'], ['kim.lee@example.com']],
		['whether an accent is one character or two', ['rené*'], ['Rene\u0301 D.']],
		['by any of several patterns', ['a*', 'b*'], ['bob']],
		['under any of its names', ['U01'], ['kim@example.com', 'U01']],
		['by a pattern whose star is escaped', ['a\\*'], ['a*']],
		['by everything', ['*'], ['']],
	])('%s', (_sentence, patterns, texts) => {
		expect(globs(patterns)(...texts)).toBe(true);
	});
});

describe('a text is not matched', () => {
	test.each([
		['by no pattern at all', [], ['admin']],
		['by a part of it', ['min'], ['admin']],
		['when it is taken back, whatever the order', ['!kim@*', '*@example.com'], ['kim@example.com']],
		['when another of its names is taken back', ['*@example.com', '!U01'], ['kim@example.com', 'U01']],
		['by a regular expression', ['a.c', '(abc)', '[a]bc', 'ab?c'], ['abc']],
		['under no name', ['*'], []],
		['by a look-alike', ['mike'], ['mıke']],
	])('%s', (_sentence, patterns, texts) => {
		expect(globs(patterns)(...texts)).toBe(false);
	});
});

test('patterns that only take back are refused, with the place and the way out', () => {
	const error = failureOf(() => globs(['!kim@example.com'], ['people', 'deny']));
	expect(errorKind(error)).toBe('setting');
	expect(error).toMatchObject({path: ['people', 'deny'], hint: expect.stringContaining('["*", "!…"]')});
});

test('a pattern that would bring a regular expression down is quick', () => {
	const matches = globs([`${'a*'.repeat(500)}b`]);
	const before = performance.now();
	expect(matches('a'.repeat(50_000))).toBe(false);
	expect(performance.now() - before).toBeLessThan(1000);
});
