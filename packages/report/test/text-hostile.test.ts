import * as fc from 'fast-check';
import {stripVTControlCharacters} from 'node:util';
import {describe, expect, test} from 'vitest';

import {displayWidth, planText, resultText, table, wrap} from '../src/index.ts';
import {wrapWords} from '../src/text/columns.ts';
import {arbitraryRun} from './arbitrary.ts';
import * as make from './builders.ts';

const {run, target, person, create, notRun} = make;
const style = new RegExp(`${String.fromCodePoint(0x1b)}\\[\\d+m`, 'gu');
const control = /[^\n\P{C}]/u;
const allowed = /[\u{200D}\u{E0020}-\u{E007F}]|\p{Cn}|\p{Co}|\p{Cf}/gu;

const lines = (text: string): string[] => text.split('\n').map(line => line.trimEnd());

describe('text for a terminal', () => {
	test('in a pipe there is no control character, whatever a run holds', () => {
		fc.assert(
			fc.property(arbitraryRun, fc.option(fc.integer({min: 20, max: 200}), {nil: undefined}), (of, width) => {
				const text = [
					...planText(of, {...(width !== undefined && {width}), matchedBy: true}),
					...resultText(of, width === undefined ? {} : {width}),
				].join('');
				expect(control.test(text.replace(allowed, ''))).toBe(false);
				expect(text).not.toMatch(/[\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FFFE}\u{FFFF}\u{D800}-\u{DFFF}]/u);
				expect(text.endsWith('\n')).toBe(true);
			}),
			{numRuns: 150},
		);
	});

	test('colour adds styles and nothing else', () => {
		fc.assert(
			fc.property(arbitraryRun, of => {
				const print = (color: boolean): string => [...planText(of, {color}), ...resultText(of, {color})].join('');
				const plain = lines(print(false));
				expect(lines(stripVTControlCharacters(print(true)))).toEqual(plain);
				expect(lines(print(true).replace(style, ''))).toEqual(plain);
			}),
			{numRuns: 80},
		);
	});

	test('an escape in a name moves no cursor', () => {
		const who = person('eve', {name: '\u{1B}[2J\u{1B}]0;owned\u{7}Eve\r\nroot'});
		const text = [...planText(run({dryRun: true, targets: [target({outcomes: [notRun(create(who), 'dry-run')]})]}))].join('');
		expect(text).toContain('\u{FFFD}[2J\u{FFFD}]0;owned\u{FFFD}Eve root');
	});
});

describe('wrapping', () => {
	test.each([
		['a text that fits stays', 'a b c', 5, 'a b c'],
		['a line breaks at the last space that fits', 'aa bb cc', 5, 'aa bb\n  cc'],
		['an indent is kept', '  aa bb', 5, '  aa\n  bb'],
		['a wide character takes two columns', '김 민 수', 5, '김 민\n  수'],
		['a word that is too wide stands alone', 'a bbbbbbbb c', 5, 'a\n  bbbbbbbb\n  c'],
		['an option stays with its value', 'to allow: --allow removals=41', 20, 'to allow:\n  --allow removals=41'],
		['a number stays with its noun', 'there are 41 people', 13, 'there are\n  41 people'],
		['no line ends in a space', 'aa  bb', 3, 'aa\n  bb'],
		['without a width there is one line', 'aa bb cc', undefined, 'aa bb cc'],
	] as const)('%s', (_sentence, text, width, expected) => {
		expect(wrap(text, width, '  ')).toBe(expected);
	});

	test('loses nothing and keeps to the width where words allow it', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('a', 'bb', '김', 'ccc', '👩‍👩‍👧'), {minLength: 1, maxLength: 30}),
				fc.integer({min: 8, max: 30}),
				(words, width) => {
					const text = wrapWords(words, width, '', '  ');
					expect(text.split(/\s+/).filter(Boolean)).toEqual(words);
					for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
				},
			),
		);
	});

	test('a table is aligned by display width', () => {
		expect(
			table(
				[{title: 'name'}, {title: 'n', align: 'right'}],
				[
					['김민수', '1'],
					['ada', '100'],
				],
			),
		).toEqual(['name      n', '김민수    1', 'ada     100']);
	});
});
