import {describe, expect, test} from 'vitest';

import {generateSecret} from '../src/decide/mapping/generate.ts';
import {compileMapping} from '../src/decide/mapping/mapping.ts';
import type {AttributeSetting} from '../src/model/settings.ts';
import {failureOf, person} from './support.ts';

const kim = person();

describe('a secret', () => {
	test.each<[string, AttributeSetting, string | undefined]>([
		['is the text of the config', {secret: true, value: 's3cret'}, 's3cret'],
		['is text, also where it was read as a number', {secret: true, value: 1234}, '1234'],
		['is no template: a password may hold braces', {secret: true, value: 'a{{b'}, 'a{{b'],
		['is what a function gives', {secret: true, value: somebody => `${somebody.slackId}!`}, 'U01!'],
		['is not sent where a function gives nothing', {secret: true, value: () => undefined}, undefined],
	])('%s', (_sentence, setting, expected) => {
		const mapping = compileMapping({password: setting});
		expect(mapping.secrets(kim)['password']).toBe(expected);
		expect(mapping.map(kim)).toEqual({managed: {}, onCreate: {}});
		expect(mapping).toMatchObject({attributes: [], names: ['password'], secretNames: ['password'], generatesSecrets: false});
	});

	test('that is generated is new each time, and nobody can ask for it otherwise', () => {
		const mapping = compileMapping({password: {secret: true, generate: {length: 40}}, pin: {generate: true}});
		const [first, second] = [mapping.secrets(kim), mapping.secrets(kim)];
		expect(first['password']).toHaveLength(40);
		expect(first['pin']).toHaveLength(24);
		expect(second['password']).not.toBe(first['password']);
		expect(mapping).toMatchObject({attributes: [], secretNames: ['password', 'pin'], generatesSecrets: true});
		expect(mapping.key('password', kim)).toBeUndefined();
	});
});

describe('a generated secret', () => {
	test('has every class of characters, also where it is short, and none that is confused or escaped', () => {
		for (let round = 0; round < 500; round++) {
			const secret = generateSecret(12);
			expect(secret).toHaveLength(12);
			for (const characters of [/[a-z]/, /[A-Z]/, /[2-9]/, /[-_.!*+=:@#]/]) expect(secret).toMatch(characters);
			expect(secret).not.toMatch(/[^-A-Za-z2-9_.!*+=:@#]|[lIO]/);
		}
	});

	test('has no class in a fixed place', () => {
		const firsts = new Set(Array.from({length: 300}, () => (/[a-z]/.test(generateSecret(12)[0]!) ? 'small' : 'other')));
		expect(firsts.size).toBe(2);
	});
});

describe('what is called like a secret', () => {
	test.each<[string, AttributeSetting]>([
		['password', '1'],
		['password', 1],
		['initialPassword', '{{ email | local_part }}'],
		['credentials.passwd', {value: 'x'}],
		['user_password', {value: 'x', onCreate: true}],
		['apiKey', 'x'],
		['api_key2', 'x'],
		['token', {rules: [{title: '*', value: 'x'}]}],
		['urn:example:pin', {rules: [{title: '*', value: null}], default: 'x'}],
		['clientSecret', 'x'],
	])('%s is refused until it is said what it is', (name, setting) => {
		expect(failureOf(() => compileMapping({[name]: setting}))).toMatchObject({
			kind: 'setting',
			path: ['attributes', name],
			hint: expect.stringMatching(/`secret: true`.*`secret: false`/),
		});
	});

	test.each<[string, AttributeSetting]>([
		['pin', {value: '{{ title }}', secret: false}],
		['password', null],
		['password', false],
		['passwordExpired', 'yes'],
		['passwordPolicy', 'strict'],
		['pinCount', 'x'],
		['mapping', 'x'],
		['secretary', 'x'],
	])('%s is accepted where it is none', (name, setting) => {
		expect(compileMapping({[name]: setting}).attributes).toEqual([name]);
	});
});

describe('what cannot be', () => {
	test.each<[string, AttributeSetting, (string | number)[], RegExp]>([
		['nothing at all', {}, [], /has no value/],
		['a value and rules', {value: 1, rules: [{title: '*', value: 2}]}, [], /both `value` and `rules`/],
		['a secret without a value', {secret: true}, [], /has no value/],
		['an empty secret', {secret: true, value: ''}, [], /has no value/],
		['a secret with rules', {secret: true, rules: [{title: '*', value: 'x'}]}, [], /`rules` or `default`/],
		['a secret that is compared', {secret: true, value: 'x', onCreate: false}, [], /`onCreate: false`/],
		['a secret with a value that is generated', {secret: true, value: 'x', generate: true}, [], /both `value` and `generate`/],
		['something generated that is no secret', {secret: false, generate: true}, [], /is a secret/],
		['a secret that is a list', {secret: true, value: ['x']}, ['value'], /is no text/],
		['a secret that is a template', {secret: true, value: '{{ email }}-{{ slackId }}'}, ['value'], /holds a template/],
		['a glob that only takes back', {rules: [{title: ['!*Lead*'], value: 1}]}, ['rules', 0, 'title'], /takes back/],
		[
			'a mistake in the template of a rule',
			{
				rules: [
					{title: '*', value: 1},
					{title: '*', value: ['{{ x }}']},
				],
			},
			['rules', 1, 'value', 0],
			/unknown variable x/,
		],
		['a mistake in the default', {rules: [{title: '*', value: 1}], default: {a: '{{ x }}'}}, ['default', 'a'], /unknown variable x/],
		['a name of a prototype', {value: {a: {constructor: 1}}}, ['value', 'a', 'constructor'], /cannot be the name/],
	])('%s', (_sentence, setting, place, message) => {
		expect(failureOf(() => compileMapping({x: setting}, {path: ['targets', 'dev', 'attributes']}))).toMatchObject({
			kind: 'setting',
			path: ['targets', 'dev', 'attributes', 'x', ...place],
			message: expect.stringMatching(message),
		});
	});

	test.each(['__proto__', 'a.__proto__.b', 'constructor', 'a.prototype'])('an attribute called %s', name => {
		expect(failureOf(() => compileMapping(Object.fromEntries([[name, 1]])))).toMatchObject({
			kind: 'setting',
			message: expect.stringContaining('cannot be the name of an attribute'),
		});
	});

	test('and no error tells a secret', () => {
		const error = failureOf(() => compileMapping({x: {secret: true, value: '{{ hunter2 }}'}}));
		expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('hunter2');
	});
});
