import type {Json} from '@slack-im/core';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import {getter, isPath, setter} from '../../src/http/path.ts';

const row: Json = {
	a: {b: [{c: 1}, {c: 2}]},
	emails: [
		{type: 'home', value: 'h'},
		{type: 'work', value: 'w'},
	],
	'a.b': 'dotted',
};

describe('a path', () => {
	test.each([
		['emails[type=work].value', 'w'],
		['emails[type="work"].value', 'w'],
		['a.b[1].c', 2],
		['$.a.b[0].c', 1],
		['a.b[*].c', [1, 2]],
		['["a.b"]', 'dotted'],
		['a.b.c', undefined],
		['a.b[7].c', undefined],
		['emails[type=none].value', undefined],
		['toString', undefined],
		['a.b.length', undefined],
	])('%s reads', (path, value) => {
		expect(getter(path)(row)).toEqual(value);
	});

	test.each([
		['x', {}, {x: 9}],
		['x.y[1]', undefined, {x: {y: [null, 9]}}],
		['x[type=work].value', {x: [{type: 'home'}]}, {x: [{type: 'home'}, {type: 'work', value: 9}]}],
		['x[type=work].value', {x: [{type: 'work', value: 1, primary: true}]}, {x: [{type: 'work', value: 9, primary: true}]}],
		['x.y', {x: {z: 1}, w: 2}, {x: {z: 1, y: 9}, w: 2}],
		['x.y', {x: 'text'}, {x: {y: 9}}],
	])('%s writes, and keeps what is beside it', (path, before, after) => {
		const copy = structuredClone(before);
		expect(setter(path)(before, 9)).toEqual(after);
		expect(before).toEqual(copy);
	});

	test('[*] writes one item for each value', () => {
		expect(setter('roles[*].name')({roles: [{name: 'old', id: 3}]}, ['a', 'b'])).toEqual({roles: [{name: 'a', id: 3}, {name: 'b'}]});
		expect(setter('tags[*]')({tags: ['old', 'older']}, ['a'])).toEqual({tags: ['a']});
	});

	test.each(['a..b', 'a[', 'a[b', 'a]', '__proto__.x', 'a.constructor', 'a["prototype"]'])('%s is none', path => {
		expect(isPath(path)).toBe(false);
	});

	test('what was written is read back, whatever the path', () => {
		const name = fc.stringMatching(/^[a-z]{1,3}$/);
		const piece = fc.oneof(
			name.map(text => `.${text}`),
			fc.nat(3).map(index => `[${index}]`),
			fc.tuple(name, name).map(([key, value]) => `[${key}=${value}].x${key}`),
		);
		fc.assert(
			fc.property(name, fc.array(piece, {maxLength: 4}), fc.jsonValue(), fc.integer(), (first, pieces, before, value) => {
				const path = first + pieces.join('');
				expect(getter(path)(setter(path)(JSON.parse(JSON.stringify(before)), value))).toBe(value);
			}),
		);
		expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
	});
});
