import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import {toJson} from '../src/index.ts';
import {arbitraryRun} from './arbitrary.ts';
import * as make from './builders.ts';

const {run, target, source, done, create, update, person, conflict, orphan, guard} = make;
const jsonOf = (of: Parameters<typeof toJson>[0]): string => [...toJson(of)].join('');

describe('the run as JSON', () => {
	test('parsed back it is the run', () => {
		fc.assert(
			fc.property(arbitraryRun, of => {
				expect(JSON.parse(jsonOf(of))).toEqual(JSON.parse(JSON.stringify(of)));
			}),
		);
	});

	test('says how to read it first', () => {
		expect(jsonOf(run())).toMatch(/^\{\n\t"format": "slack-im\/run",\n\t"version": 1,\n/);
	});

	test('holds an operation, a conflict, an orphan, a guard and a person a line', () => {
		const lines = jsonOf(
			run({
				source: source({excluded: [{reason: 'bot', people: [person('bot'), person('bot2')]}]}),
				targets: [
					target({
						outcomes: [done(create()), done(update('kim'))],
						conflicts: [conflict()],
						orphans: [orphan()],
						guards: [guard()],
						outOfScope: [{reason: 'guest', people: [person('gus')]}],
					}),
				],
			}),
		).split('\n');
		for (const item of [done(create()), done(update('kim')), conflict(), orphan(), guard(), person('bot'), person('gus')]) {
			expect(lines.map(line => line.trim().replace(/,$/, ''))).toContain(JSON.stringify(item));
		}
	});

	test('lone surrogates are escaped', () => {
		expect(jsonOf(run({warnings: ['\u{D800}']}))).toContain('"\\ud800"');
	});

	test('comes in pieces', () => {
		const pieces = [...toJson(run({targets: [target({outcomes: Array.from({length: 5000}, (_, index) => done(create(`p${index}`)))})]}))];
		expect(pieces.length).toBeGreaterThan(50);
		expect(Math.max(...pieces.map(piece => piece.length))).toBeLessThan(20_000);
	});
});
