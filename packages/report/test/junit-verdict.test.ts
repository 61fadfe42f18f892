import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import {toJUnit} from '../src/index.ts';
import {arbitraryRun} from './arbitrary.ts';
import {readCases, readSuites} from './xml.ts';

describe('the verdict of a report', () => {
	test('exit 0 or 6 means no failure and no error, any other exit code means at least one', () => {
		let clean = 0;
		fc.assert(
			fc.property(arbitraryRun, run => {
				const bad = readCases([...toJUnit(run)].join('')).some(({status}) => status === 'failure' || status === 'error');
				if (!bad) clean++;
				expect(bad).toBe(run.exitCode !== 0 && run.exitCode !== 6);
			}),
			{numRuns: 600},
		);
		expect(clean).toBeGreaterThan(40);
	});

	test('counts are those of the cases, names are unique in their suite, and there is a case always', () => {
		fc.assert(
			fc.property(arbitraryRun, run => {
				const xml = [...toJUnit(run)].join('');
				const cases = readCases(xml);
				const suites = readSuites(xml);
				const sum = (field: 'tests' | 'failures' | 'errors' | 'skipped'): number =>
					suites.reduce((total, suite) => total + suite[field], 0);
				const of = (status: string): number => cases.filter(item => item.status === status).length;
				expect(cases.length).toBeGreaterThan(0);
				expect([sum('tests'), sum('failures'), sum('errors'), sum('skipped')]).toEqual([
					cases.length,
					of('failure'),
					of('error'),
					of('skipped'),
				]);
				expect(xml).toContain(`<testsuites name="slack-im" tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}"`);
				// Targets of one name are refused with the config; here they come up
				const distinct = new Set(suites.map(({name}) => name)).size === suites.length;
				expect(!distinct || new Set(cases.map(({suite, name}) => `${suite}\n${name}`)).size === cases.length).toBe(true);
			}),
			{numRuns: 200},
		);
	});
});
