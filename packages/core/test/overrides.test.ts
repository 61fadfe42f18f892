import {describe, expect, test} from 'vitest';

import {compileMapping} from '../src/decide/mapping/mapping.ts';
import {checkOverrides} from '../src/decide/mapping/overrides.ts';
import {failureOf, person} from './support.ts';

const kim = person({slackId: 'U02', email: 'kim@b.example.com', name: 'Kim', groups: ['leads']});
const attributes = {userId: '{{ email | local_part }}', role: 'AGENT', welcome: {value: 'Hello', onCreate: true}};

describe('overrides', () => {
	test('win over the mapping, by e-mail in any case', () => {
		const mapping = compileMapping(attributes, {overrides: {'KIM@B.example.com': {userId: 'kim2', welcome: 'Hi'}}});
		expect(mapping.map(kim)).toEqual({managed: {role: 'AGENT', userId: 'kim2'}, onCreate: {welcome: 'Hi'}});
		expect(mapping.map(person({email: 'kim@a.example.com'})).managed).toEqual({role: 'AGENT', userId: 'kim'});
	});

	test('win over match keys, for leavers as well', () => {
		const mapping = compileMapping(attributes, {overrides: {U02: {userId: 'kim2', email: 'kim@old.example.com'}}});
		expect(mapping.key('userId', {...kim, deleted: true})).toBe('kim2');
		expect(mapping.key('email', kim)).toBe('kim@old.example.com');
		expect(mapping.key('slackId', kim)).toBe('U02');
	});

	test('by Slack id win over those by e-mail, attribute by attribute', () => {
		const mapping = compileMapping(attributes, {overrides: {U02: {role: 'LEAD'}, 'kim@b.example.com': {role: 'ADMIN', userId: 'kim2'}}});
		expect(mapping.map(kim).managed).toEqual({role: 'LEAD', userId: 'kim2'});
	});

	test('by the id of an earlier Slack account still stand for somebody who came back, unless the present one says otherwise', () => {
		const overrides = {U02: {role: 'LEAD'}, U01: {role: 'ADMIN', userId: 'kim1'}};
		expect(compileMapping(attributes, {overrides}).map({...kim, earlierIds: ['U00', 'U01']}).managed).toEqual({
			role: 'LEAD',
			userId: 'kim1',
		});
	});

	test('are templates where they look like one, and clear with null', () => {
		const mapping = compileMapping(attributes, {overrides: {U02: {role: null, userId: '{{ name | lower }}-{{ groups | first }}'}}});
		expect(mapping.map(kim).managed).toEqual({role: null, userId: 'kim-leads'});
		expect(mapping.needsGroups).toBe(true);
	});

	test('of attributes of other targets are left to these', () => {
		expect(compileMapping(attributes, {overrides: {U02: {userName: 'x'}}}).map(kim).managed).toEqual({role: 'AGENT', userId: 'kim'});
	});

	test('are not taken for somebody whose id is the name of a prototype’s field', () => {
		expect(compileMapping(attributes, {overrides: {}}).map(person({slackId: 'constructor'})).managed).toMatchObject({role: 'AGENT'});
	});
});

describe('refused overrides', () => {
	test('of a secret, without telling it', () => {
		const error = failureOf(() => compileMapping({password: {secret: true, generate: true}}, {overrides: {U02: {password: 'hunter2'}}}));
		expect(error).toMatchObject({kind: 'setting', path: ['overrides', 'U02', 'password']});
		expect(JSON.stringify([String(error), error])).not.toContain('hunter2');
	});

	test('of one person twice', () => {
		expect(failureOf(() => compileMapping(attributes, {overrides: {'kim@x.example': {}, 'KIM@x.example': {}}}))).toMatchObject({
			path: ['overrides', 'KIM@x.example'],
		});
	});

	test('with a mistake in a template', () => {
		expect(failureOf(() => compileMapping(attributes, {overrides: {U02: {role: '{{ titel }}'}}}))).toMatchObject({
			path: ['overrides', 'U02', 'role'],
			offset: 3,
		});
	});

	test('of a name that is an attribute of no target, with the nearest', () => {
		const mappings = [compileMapping(attributes), compileMapping({userName: '{{ name }}'})];
		expect(() => checkOverrides({U02: {userId: 'x', userName: 'y', email: 'z'}}, mappings)).not.toThrow();
		expect(failureOf(() => checkOverrides({U02: {userNane: 'x'}}, mappings))).toMatchObject({
			kind: 'setting',
			path: ['overrides', 'U02', 'userNane'],
			message: 'no target has an attribute userNane (did you mean userName?)',
		});
	});
});

describe('what is no attribute', () => {
	const mapping = compileMapping(attributes, {
		overrides: {
			U02: {account: 7, role: 'LEAD'},
			'jo@example.com': {account: {dev: 'a', office: 'b'}, sameAs: 'U00'},
			U03: {sameAs: ['U04', 'U05']},
		},
	});
	test('account ties a person to an account, of every target or by name', () => {
		expect(mapping.account(kim, 'dev')).toBe('7');
		expect(mapping.account(person({slackId: 'U09', earlierIds: ['U02']}), 'dev')).toBe('7');
		const jo = person({slackId: 'U10', email: 'JO@example.com'});
		expect(['dev', 'office', 'constructor'].map(target => mapping.account(jo, target))).toEqual(['a', 'b', undefined]);
		expect(mapping.account(person({slackId: 'U11'}), 'dev')).toBeUndefined();
	});

	test('nor is it sent, nor is sameAs', () => {
		expect(mapping.map(kim)).toEqual({managed: {role: 'LEAD', userId: 'kim'}, onCreate: {welcome: 'Hello'}});
		expect(Object.fromEntries(mapping.sameAs)).toEqual({'jo@example.com': ['U00'], U03: ['U04', 'U05']});
		expect(() => checkOverrides({U02: {account: '7', sameAs: 'U01'}}, [mapping])).not.toThrow();
	});

	test('is refused where the target has an attribute of that name', () => {
		expect(failureOf(() => compileMapping({account: 'x'}, {overrides: {U02: {account: 'y'}}}))).toMatchObject({
			path: ['overrides', 'U02', 'account'],
		});
	});
});
