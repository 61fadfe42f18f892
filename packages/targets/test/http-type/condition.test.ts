import {describe, expect, test} from 'vitest';

import {condition} from '../../src/http/condition.ts';
import type {StateSpec} from '../../src/http/options.ts';

const row = {
	yes: true,
	text: 'True',
	one: 1,
	zero: 0,
	no: false,
	state: 'ACTIVE',
	blocked: 'Blocked',
	tags: ['x', 'Disabled'],
	since: '2026-01-01',
	gone: null,
	empty: '',
};

describe('a state', () => {
	test.each<[string, string | StateSpec, boolean]>([
		['true', 'yes', true],
		['"True"', 'text', true],
		['1', 'one', true],
		['0', 'zero', false],
		['false', 'no', false],
		['ACTIVE', 'state', true],
		['another word', 'blocked', false],
		['an empty text', 'empty', false],
		['what is missing, where nothing is said', 'missing', true],
		['what is null, where nothing is said', 'gone', true],
		['a value that is named', {at: 'state', is: 'active'}, true],
		['one of several that are named', {at: 'blocked', is: ['trial', 'blocked']}, true],
		['a value that is not named', {at: 'blocked', is: 'active'}, false],
		['what is missing, where a value is named', {at: 'missing', is: 'active'}, false],
		['what is missing, where null is named', {at: 'missing', is: null}, true],
		['what is null, where null is named', {at: 'gone', is: null}, true],
		['a date, where null is named', {at: 'since', is: null}, false],
		['a value that means inactive', {at: 'blocked', not: 'blocked'}, false],
		['any other value', {at: 'state', not: ['blocked', 'left']}, true],
		['what is missing, where one means inactive', {at: 'missing', not: 'blocked'}, true],
		['a number beside a text', {at: 'one', not: '1'}, false],
		['a word in a list', {at: 'tags', not: 'disabled'}, false],
		['no such word in a list', {at: 'tags', not: 'left'}, true],
	])('%s', (_sentence, spec, active) => {
		expect(condition(spec).holds(row)).toBe(active);
	});

	test.each<[string | StateSpec, unknown, unknown]>([
		['enabled', true, false],
		[{at: 'enabled', is: true}, true, false],
		[{at: 'locked', not: true}, false, true],
		[{at: 'locked', is: false}, false, true],
		[{at: 'state', is: ['live', 'trial']}, 'live', undefined],
		[{at: 'state', not: 'left'}, undefined, 'left'],
		[{at: 'state', is: 'live', off: 'left'}, 'live', 'left'],
		[{at: 'deletedAt', is: null, off: 'now'}, null, 'now'],
		[{at: 'state', not: 3, on: 1}, 1, 3],
	])('%j is written as %j and %j', (spec, on, off) => {
		expect([condition(spec).on, condition(spec).off]).toEqual([on, off]);
	});
});
