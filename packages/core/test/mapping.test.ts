import {describe, expect, test} from 'vitest';

import type {Identity} from '../src/model/identity.ts';
import type {Json} from '../src/model/json.ts';
import {compileMapping} from '../src/decide/mapping/mapping.ts';
import {attributeSchema, type AttributeSetting} from '../src/model/settings.ts';
import {failureOf, person} from './support.ts';

const kim = person({slackId: 'U02', email: 'Kim.Lee@Example.com', name: 'Kim Lee', title: 'Team Lead', groups: ['agents', 'leads']});

/** The value of one attribute as a config has it; 'unmanaged' where there is none. */
const valueOf = (setting: AttributeSetting, overrides: Partial<Identity> = {}): Json => {
	expect(attributeSchema.safeParse(setting).success).toBe(true);
	const {managed, onCreate} = compileMapping({x: setting}).map({...kim, ...overrides});
	expect(onCreate).toEqual({});
	return Object.hasOwn(managed, 'x') ? managed['x']! : 'unmanaged';
};

describe('an attribute is', () => {
	test.each<[string, AttributeSetting, Json]>([
		['a literal text', 'AGENT', 'AGENT'],
		['an empty text', '', ''],
		['a text with a single brace', '{x} 100%', '{x} 100%'],
		['a number', 7, 7],
		['a boolean', false, false],
		['cleared by null', null, null],
		['a list', ['spectra', 7], ['spectra', 7]],
		['a template', '{{ email | local_part | lower }}', 'kim.lee'],
		['a list of templates, without those that come to nothing', ['{{ name }}', '{{ phone }}', 'x'], ['Kim Lee', 'x']],
		['a list of everything', '{{ groups }}', ['agents', 'leads']],
		[
			'an object under value, templates in it',
			{value: {a: '{{ name }}', b: {c: ['{{ slackId }}']}, d: '{{ phone }}'}},
			{a: 'Kim Lee', b: {c: ['U02']}},
		],
		['unmanaged where its template comes to nothing', '{{ phone }}', 'unmanaged'],
		['cleared there, if the config says so', {value: '{{ phone }}', empty: 'clear'}, null],
		['the default there, if there is one', {value: '{{ phone }}', default: 'none', empty: 'clear'}, 'none'],
		['what a function gives', person => ({length: person.name.length}), {length: 7}],
		['unmanaged where a function gives undefined', () => undefined, 'unmanaged'],
		['unmanaged there, also where what is empty is cleared', {value: () => undefined, empty: 'clear'}, 'unmanaged'],
		['cleared where a function gives null', () => null, null],
		['empty text where a function gives that', {value: () => '', empty: 'clear'}, ''],
	])('%s', (_sentence, setting, expected) => {
		expect(valueOf(setting)).toEqual(expected);
	});
});

describe('by rules, an attribute is', () => {
	const roles: AttributeSetting = {
		rules: [
			{group: 'leads', value: 'ADMIN'},
			{title: '*Lead*', value: 'LEAD'},
			{email: ['*@vendor.example', 'lee@*'], value: '{{ slackId }}'},
		],
		default: 'AGENT',
	};

	test.each<[string, Partial<Identity>, AttributeSetting, Json]>([
		['the first that fits', {}, roles, 'ADMIN'],
		['that of the title, where the group does not fit', {groups: []}, roles, 'LEAD'],
		['that of the e-mail, where only that fits', {groups: [], title: undefined, email: 'LEE@example.com'}, roles, 'U02'],
		['the default, where none fits', {groups: [], title: undefined}, roles, 'AGENT'],
		['the default, where there is no e-mail to fit', {groups: [], title: undefined, email: undefined}, roles, 'AGENT'],
		['unmanaged, where none fits and there is no default', {groups: []}, {rules: [{group: 'leads', value: 1}]}, 'unmanaged'],
		['unmanaged, also where what is empty is cleared', {groups: []}, {rules: [{group: 'leads', value: 1}], empty: 'clear'}, 'unmanaged'],
		['that of any of several groups, however they are written', {}, {rules: [{group: ['@LEADS', 'staff'], value: 1}]}, 1],
		[
			'that whose every condition fits',
			{},
			{
				rules: [
					{group: 'leads', title: '*Boss*', value: 1},
					{group: 'leads', title: '*lead*', value: 2},
				],
			},
			2,
		],
		['cleared, where the rule says null', {}, {rules: [{group: 'leads', value: null}], default: 1}, null],
		[
			'unmanaged, where the template of the rule comes to nothing',
			{},
			{rules: [{group: 'leads', value: '{{ phone }}'}], default: 1},
			'unmanaged',
		],
		['cleared there, if the config says so', {}, {rules: [{group: 'leads', value: '{{ phone }}'}], empty: 'clear'}, null],
		[
			'cleared where the default comes to nothing, if the config says so',
			{groups: []},
			{rules: [{group: 'leads', value: 1}], default: '{{ phone }}', empty: 'clear'},
			null,
		],
	])('%s', (_sentence, overrides, setting, expected) => {
		expect(valueOf(setting, overrides)).toEqual(expected);
	});
});

test('a mapping says what it manages and what it needs', () => {
	const mapping = compileMapping({
		userId: '{{ email | local_part }}',
		role: {rules: [{group: ['@Leads', 'agents'], value: 'ADMIN'}]},
		welcome: {value: 'Hello {{ name }}', onCreate: true},
		password: {secret: true, value: 'from the environment'},
		'address.city': 'Seoul',
	});
	expect(mapping).toMatchObject({
		attributes: ['address.city', 'role', 'userId'],
		names: ['address.city', 'password', 'role', 'userId', 'welcome'],
		secretNames: ['password'],
		needsGroups: true,
		groupHandles: ['agents', 'leads'],
		generatesSecrets: false,
	});
	expect(mapping.map(kim)).toEqual({
		managed: {'address.city': 'Seoul', role: 'ADMIN', userId: 'Kim.Lee'},
		onCreate: {welcome: 'Hello Kim Lee'},
	});
	expect(mapping.secrets(kim)).toEqual({password: 'from the environment'});
});

test.each<[string, AttributeSetting, boolean]>([
	['a template without them', '{{ name }}', false],
	['a template with them', '{{ groups | size }}', true],
	['a template in a list', ['{% if groups contains "x" %}a{% endif %}'], true],
	['a template in an object', {value: {a: '{{ groups }}'}}, true],
	['a template in a rule', {rules: [{title: '*', value: '{{ groups }}'}]}, true],
	['a template in a default', {rules: [{title: '*', value: 1}], default: '{{ groups }}'}, true],
	['a function that names them', ({groups}) => groups.length, true],
	['a function that does not', ({name}) => name, false],
])('groups are needed by %s: %s', (_sentence, setting, needed) => {
	expect(compileMapping({x: setting}).needsGroups).toBe(needed);
});

const hidden = (somebody: Identity, name: string): unknown => Reflect.get(somebody, name);

/** A function that no type checker has looked at. */
const unchecked = (call: (somebody: Identity) => unknown): AttributeSetting => attributeSchema.parse(call);

describe('functions', () => {
	test.each<[string, AttributeSetting, string]>([
		[
			'one that throws is told with its place',
			() => {
				throw new Error('no such team');
			},
			'the function failed for U02: no such team',
		],
		['one that gives a date is refused', unchecked(() => new Date()), 'gave something for U02 that is no JSON value'],
		['one that gives NaN is refused', () => Number.NaN, 'no JSON value'],
		['one that is async is refused', unchecked(async () => 'x'), 'no JSON value'],
		[
			'one that reaches the groups without naming them is told so',
			unchecked(somebody => hidden(somebody, 'gro'.concat('ups'))),
			'does not name them in its own text',
		],
	])('%s', (_sentence, setting, message) => {
		const mapping = compileMapping({x: setting}, {path: ['targets', 'dev', 'attributes']});
		expect(failureOf(() => mapping.map(kim))).toMatchObject({
			kind: 'setting',
			path: ['targets', 'dev', 'attributes', 'x'],
			message: expect.stringContaining(message),
		});
	});
});

test.each<AttributeSetting>([2 ** 53, {value: [-(2 ** 53)]}, {rules: [{group: 'a', value: 2 ** 60}]}])(
	'a number that lost digits when it was read is refused: %j',
	setting => {
		expect(failureOf(() => compileMapping({x: setting}))).toMatchObject({
			kind: 'setting',
			message: expect.stringContaining('loses digits'),
		});
		expect(compileMapping({x: 2 ** 53 - 1}).map(kim).managed).toEqual({x: 2 ** 53 - 1});
	},
);

describe('match keys', () => {
	const mapping = compileMapping({
		userId: '{{ email | local_part | lower }}',
		number: 7,
		list: ['a'],
		cleared: null,
		password: {secret: true, value: 'x'},
		welcome: {value: 'hi', onCreate: true},
	});

	test.each<[string, string, Partial<Identity>, string | undefined]>([
		['an attribute', 'userId', {}, 'kim.lee'],
		['a number as text', 'number', {}, '7'],
		['an attribute that is only sent once', 'welcome', {}, 'hi'],
		['the built-in e-mail', 'email', {}, 'Kim.Lee@Example.com'],
		['the built-in Slack id', 'slackId', {}, 'U02'],
		['an attribute of a leaver', 'userId', {deleted: true, emailConfirmed: undefined}, 'kim.lee'],
		['nothing of a forgotten leaver', 'userId', {deleted: true, forgotten: true, email: undefined}, undefined],
		['no e-mail of a forgotten leaver', 'email', {deleted: true, forgotten: true, email: undefined}, undefined],
		['no list', 'list', {}, undefined],
		['nothing where it is cleared', 'cleared', {}, undefined],
		['no secret', 'password', {}, undefined],
		['no other field', 'name', {}, undefined],
		['no field of a prototype', 'constructor', {}, undefined],
	])('%s', (_sentence, name, overrides, expected) => {
		expect(mapping.key(name, {...kim, ...overrides})).toBe(expected);
	});

	test('an attribute called email stands before the built-in one', () => {
		expect(compileMapping({email: '{{ email | lower }}'}).key('email', kim)).toBe('kim.lee@example.com');
	});
});

const names = (attributes: Record<string, AttributeSetting>): readonly string[] => compileMapping(attributes).emailNames;

describe('where an account shows its e-mail', () => {
	test.each<[string, AttributeSetting, boolean]>([
		['the e-mail alone', '{{ email }}', true],
		['in lower case', '{{ email | strip | downcase }}', true],
		['in detail', {value: '{{ email }}'}, true],
		['a part of it', '{{ email | local_part }}', false],
		['a condition', '{% if email %}{{ email }}{% endif %}', true],
		['a condition on something else', '{% if title %}{{ email }}{% else %}{{ name }}{% endif %}', false],
		['either way of a condition', '{% if admin %}{{ email | upcase }}{% else %}{{ email }}{% endif %}', true],
		['put together again', '{{ email | local_part }}@{{ email | domain }}', true],
		['with something around it', 'x-{{ email }}', false],
		['with another domain', '{{ email | local_part }}@corp.example', false],
		['a changed one', '{{ email | replace: "a", "b" }}', false],
		['something else', '{{ name }}', false],
		['a literal', 'kim@example.com', false],
		['a function', ({email}) => email, true],
		['a function that needs what nobody else has', ({groups}) => groups[7]!.slice(1), false],
		['in a list', ['{{ email }}'], true],
		['in an object of a list, beside other things', {value: [{value: '{{ email }}', type: 'work', owner: '{{ name }}'}]}, true],
		['beside an e-mail that is everybody’s', {value: {mail: '{{ email }}', team: 'team@example.com'}}, false],
		['by whatever rule', {rules: [{title: 'Boss', value: '{{ email | upcase }}'}], default: '{{ email }}'}, true],
		['by one of two rules', {rules: [{title: 'Boss', value: 'boss@example.com'}], default: '{{ email }}'}, false],
		['on create only', {value: '{{ email }}', onCreate: true}, true],
	])('%s', (_sentence, setting, isEmail) => {
		expect(names({mail: setting})).toEqual(isEmail ? ['email', 'mail'] : ['email']);
	});

	test('what is made of it is known apart: a target may take none of it twice', () => {
		const {ofEmail} = compileMapping({mail: '{{ email }}', login: '{{ email | local_part }}', name: '{{ name }}', role: 'AGENT'});
		expect(ofEmail).toEqual(['login', 'mail']);
	});

	test('what is given at creation only must be shown, though it is never compared', () => {
		const mapping = compileMapping({mail: {value: '{{ email }}', onCreate: true}, login: '{{ email | local_part }}'});
		expect(mapping).toMatchObject({shown: ['mail'], attributes: ['login']});
		expect(compileMapping({mail: '{{ email }}'}).shown).toEqual([]);
	});

	test('what the config gives a person is theirs as well', () => {
		const overrides = {U01: {mail: 'kim@else.example'}};
		const mapping = compileMapping({mail: '{{ email }}', email: '{{ email | local_part }}@corp.example'}, {overrides});
		expect(mapping.emails(person({email: 'kim@example.com'}))).toEqual(['kim@corp.example', 'kim@else.example']);
		expect(mapping.emails(person({slackId: 'U02', email: 'jo@example.com'}))).toEqual(['jo@corp.example', 'jo@example.com']);
		expect(compileMapping({name: '{{ name }}'}).emails(person())).toEqual([]);
	});
});
