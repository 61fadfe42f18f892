import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import {toJUnit, unfinishedJUnit} from '../src/index.ts';
import {arbitraryRun} from './arbitrary.ts';
import * as make from './builders.ts';
import {schemaErrors, xmllint} from './xml.ts';

describe.skipIf(!xmllint)('against the schema that Jenkins validates by (needs xmllint)', () => {
	test('any run makes a valid document', () => {
		const runs = fc.sample(arbitraryRun, 200);
		expect(schemaErrors(runs.map(run => [...toJUnit(run)].join('')))).toBe('');
	});

	test('the file of the beginning is valid', () => {
		expect(schemaErrors([[...unfinishedJUnit({command: 'plan', dryRun: true, toolVersion: '\u{1B}', only: 'x y'})].join('')])).toBe('');
	});

	test('the check can fail', () => {
		expect(schemaErrors(['<testsuites><testsuite name="x"/></testsuites>'])).toContain("attribute 'tests' is required");
	});
});

describe('what stands in the document', () => {
	const {run, target, done, create, person, failed} = make;
	const xmlOf = (name: string, message = 'no'): string =>
		[...toJUnit(run({targets: [target({outcomes: [done(create(person('ada', {name}))), failed(create('kim'), {message})]})]}))].join('');

	test('characters that XML forbids never get through, the others do', () => {
		const xml = xmlOf('\u{0}\u{1B}\u{D800}\u{FFFE}\u{FFFF}김민수 👩‍👩‍👧');
		expect(xml).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
		expect(xml).toContain('김민수 👩‍👩‍👧');
	});

	test('bodies end somewhere, and say how much is missing', () => {
		const xml = xmlOf('Ada', 'x'.repeat(100_000));
		expect(xml.length).toBeLessThan(30_000);
		expect(xml).toMatch(/… \(\d\d,\d{3} characters more\)/);
	});

	test('times have at most three decimals and no exponent', () => {
		for (const milliseconds of [0.0001, 1 / 3, 1e300, Number.NaN, -5, Infinity, 1e21]) {
			const xml = [
				...toJUnit(run({targets: [target({outcomes: [done(create(), {milliseconds})], milliseconds: {list: milliseconds}})]})),
			].join('');
			for (const [, time] of xml.matchAll(/ time="([^"]*)"/g)) expect(time).toMatch(/^\d+(\.\d{1,3})?$/);
		}
	});
});
