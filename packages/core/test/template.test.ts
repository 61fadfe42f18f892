import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import type {Identity} from '../src/model/identity.ts';
import type {Json} from '../src/model/json.ts';
import {engine} from '../src/decide/template/engine.ts';
import {filterNames, templateFilters} from '../src/decide/template/filters.ts';
import {personTemplate} from '../src/decide/mapping/value.ts';
import {compileTemplate} from '../src/decide/template/template.ts';
import {variableNames} from '../src/decide/template/variables.ts';
import {failureOf, person} from './support.ts';

const kim = person({
	email: 'Kim.Lee@Example.com',
	name: 'Kim Lee',
	title: 'Team Lead',
	groups: ['agents', 'leads'],
	admin: true,
	lastName: undefined,
});

const render = (template: string, overrides: Partial<Identity> = {}): Json | undefined =>
	personTemplate(template, []).of({...kim, ...overrides});

describe('a template renders', () => {
	test.each<[string, string, Json | undefined]>([
		['a variable', '{{ email }}', 'Kim.Lee@Example.com'],
		['text around variables', 'Agent {{ firstName }} ({{ slackId }})', 'Agent Ada (U01)'],
		['trimmed, where something at an end is missing', '{{ firstName }} {{ lastName }} ', 'Ada'],
		['nothing where all is missing', ' {{ lastName }} ', undefined],
		['a list as it is', '{{ groups }}', ['agents', 'leads']],
		['a list as it is with white space around the tag', ' {{ groups }}\n', ['agents', 'leads']],
		['a boolean as it is', '{{ admin }}', true],
		['a comparison as it is', '{{ title == "Team Lead" }}', true],
		['a negation as it is', '{{ not admin }}', false],
		['a number as it is', '{{ groups | size }}', 2],
		['a boolean in text as text', 'admin: {{ admin }}', 'admin: true'],
		['a list in text one item after the other', 'x{{ groups }}', 'xagentsleads'],
		['text between quotes', '{{ \'a\' | append: "b" }}', 'ab'],
		['braces between quotes', '{{ "a}}b" }}', 'a}}b'],
		['without the white space that is taken away', 'a {{- name -}} b', 'aKim Leeb'],
		['the branch that holds', '{% if groups contains "leads" %}LEAD{% else %}AGENT{% endif %}', 'LEAD'],
		['the branch that holds, of several', '{% if owner %}O{% elsif admin and title == "Team Lead" %}A{% else %}X{% endif %}', 'A'],
		['nothing where no branch holds', '{% if owner %}O{% endif %}', undefined],
		['the case that fits', '{% case title %}{% when "Boss", "Team Lead" %}1{% when "x" or "y" %}2{% else %}3{% endcase %}', '1'],
		['a list in a branch as text', '{% if admin %}{{ groups | join: "+" }}{% endif %}', 'agents+leads'],
		['nothing for what is nil', '{% if lastName == nil %}none{% endif %}', 'none'],
	])('%s', (_sentence, template, expected) => {
		expect(render(template)).toEqual(expected);
	});
});

describe('filters', () => {
	test.each<[string, string, Json | undefined]>([
		['local_part', '{{ email | local_part }}', 'Kim.Lee'],
		['local_part and lower, one after the other', '{{ email | local_part | lower }}', 'kim.lee'],
		['local_part of nothing', '{{ lastName | local_part }}', undefined],
		['domain', '{{ email | domain }}', 'Example.com'],
		['upper and upcase', '{{ name | upper }}{{ name | upcase }}', 'KIM LEEKIM LEE'],
		['lower and downcase', '{{ name | lower }}{{ name | downcase }}', 'kim leekim lee'],
		['slug', '{{ "  Ana-María O’Neil!! " | slug }}', 'ana-maria-oneil'],
		['capitalize', '{{ "aDA" | capitalize }}', 'Ada'],
		['append and prepend', '{{ slackId | prepend: "<" | append: ">" }}', '<U01>'],
		['default for nothing', '{{ lastName | default: "Doe" }}', 'Doe'],
		['default for something', '{{ firstName | default: "Doe" }}', 'Ada'],
		['default of another variable', '{{ lastName | default: firstName }}', 'Ada'],
		['replace, everywhere', '{{ "a.b.c" | replace: ".", "-" }}', 'a-b-c'],
		['replace_first', '{{ "a.b.c" | replace_first: ".", "$&" }}', 'a$&b.c'],
		['remove and remove_first', '{{ "a.b.c" | remove: "." }}{{ "a.b.c" | remove_first: "." }}', 'abcab.c'],
		['split, first and last', '{{ email | split: "@" | first }}{{ email | split: "@" | last }}', 'Kim.Lee@Example.com'.replace('@', '')],
		['split gives a list', '{{ email | split: "@" }}', ['Kim.Lee', 'Example.com']],
		['first of text is a letter', '{{ firstName | first }}', 'A'],
		['slice', '{{ name | slice: 0, 3 }}{{ name | slice: -1 }}', 'Kime'],
		['slice of a list', '{{ groups | slice: 1, 5 }}', ['leads']],
		['truncate', '{{ name | truncate: 6 }}', 'Kim...'],
		['slice counts characters, not halves of them', '{{ "😀ab" | slice: 0 }}{{ "ab😀" | slice: -2, 2 }}', '😀b😀'],
		['split and replace between characters', '{{ "a😀" | replace: "", "-" }}{{ "a😀" | split: "" | last }}', 'a-😀😀'],
		['truncate does not split a pair', '{{ "ab😀cd" | truncate: 3, "" }}', 'ab'],
		['strip, lstrip, rstrip', '[{{ " a " | strip }}][{{ " a " | lstrip }}][{{ " a " | rstrip }}]', '[a][a ][ a]'],
		['join, reverse, sort, uniq', '{{ "b,a,b" | split: "," | uniq | sort | reverse | join: "-" }}', 'b-a'],
		['size of text', '{{ firstName | size }}', 3],
	])('%s', (_sentence, template, expected) => {
		expect(render(template)).toEqual(expected);
	});

	test.each([
		['Korean', '김하나', 'GimHaNa'],
		['Russian', 'Иван Щербаков', 'Ivan Shcherbakov'],
		['a soft sign', 'Ольга', 'Olga'],
		['Vietnamese', 'Nguyễn Thị Đỗ', 'Nguyen Thi Do'],
		['decomposed Vietnamese', 'Nguyễn'.normalize('NFD'), 'Nguyen'],
		['German', 'Jürgen Straße', 'Jurgen Strasse'],
		['Polish', 'Łukasz', 'Lukasz'],
		['Greek', 'Δημήτρης', 'Dimitris'],
		['Chinese', '李雷', 'LiLei'],
		['emoji', 'Ada 😀👩‍💻🇰🇷', 'Ada'],
		['typographic quotes and dashes', 'O’Neil – “x”', 'O\'Neil - "x"'],
	])('ascii spells %s', (_script, name, expected) => {
		expect(render('{{ name | ascii }}', {name})).toBe(expected);
	});

	test('ascii and slug give ASCII only, whatever the text', () => {
		fc.assert(
			fc.property(fc.string({unit: 'binary', maxLength: 50}), name => {
				expect(render('{{ name | ascii | append: "." }}', {name})).toMatch(/^\p{ASCII}*$/u);
				expect(render('{{ name | slug | append: "." }}', {name})).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*)?\.$/);
			}),
			{numRuns: 2000},
		);
	});
});

describe('a mistake is found at load, with its place and what was meant', () => {
	test.each<[string, string, number, string]>([
		['an unknown variable', 'Hi {{ emial }}', 6, 'unknown variable emial (did you mean email?)'],
		['an unknown variable in a filter', '{{ name | append: fistName }}', 18, 'unknown variable fistName (did you mean firstName?)'],
		['an unknown variable in a branch', '{% if admin %}a{% elsif amdin %}b{% endif %}', 24, 'unknown variable amdin (did you mean admin?)'],
		['an unknown variable in a case', '{% case titel %}{% when "a" %}{% endcase %}', 8, 'unknown variable titel (did you mean title?)'],
		[
			'an unknown variable of a when',
			'{% case title %}{% when "a", nmae %}{% endcase %}',
			29,
			'unknown variable nmae (did you mean name?)',
		],
		['a name of a prototype', '{{ constructor }}', 3, 'unknown variable constructor'],
		['a variable far from all', '{{ something_else_entirely }}', 3, 'unknown variable something_else_entirely'],
		['an unknown filter', '{{ email | localpart }}', 11, 'unknown filter localpart (did you mean local_part?)'],
		['an unknown filter in a branch', '{% if email | lowr %}{% endif %}', 14, 'unknown filter lowr (did you mean lower?)'],
		['a filter of a prototype', '{{ email | constructor }}', 11, 'unknown filter constructor'],
		['a filter that reads files', '{{ email | date: "%Y" }}', 11, 'unknown filter date'],
		['a loop', '{% for g in groups %}{% endfor %}', 0, 'the tag for is not for templates here'],
		['an assignment', 'x {% assign a = 1 %}', 2, 'the tag assign'],
		['a partial', '{% include "/etc/passwd" %}', 0, 'the tag include'],
		['a layout', '{% layout "x" %}', 0, 'the tag layout'],
		['a raw block', '{% raw %}{{ x }}{% endraw %}', 0, 'the tag raw'],
		['a liquid block', '{% liquid\necho email %}', 0, 'the tag liquid'],
		['an unknown tag near a known one', '{% elseif %}', 0, 'the tag elseif is not for templates here (did you mean elsif?)'],
		['a part of a variable', '{{ email.size }}', 3, 'email.size: email has no parts'],
		['an item of a list', '{{ groups[0] }}', 3, 'groups[0]: groups has no parts'],
		['a range', '{{ (1..1000000000) }}', 3, 'is not for templates here'],
		['a filter without a bar', '{{ email lower }}', 9, 'unknown variable lower'],
		['two variables', '{{ email name }}', 9, 'name is one thing too many'],
		['two variables with a comma', '{{ email, name }}', 8, ', name is one thing too many'],
		['a bar without a filter', '{{ email | }}', 9, 'no filter stands after the last "|"'],
		['arithmetic', '{{ email + name }}', 10, 'expected "|" before filter'],
		['an assignment for a comparison', '{% if title = "x" %}{% endif %}', 13, 'expected "|" before filter'],
		['too few parameters', '{{ email | append }}', 11, 'the filter append takes 1 parameters, not 0'],
		['too many parameters', '{{ email | slice: 1, 2, 3 }}', 11, 'the filter slice takes 1 to 2 parameters, not 3'],
		['a named parameter', '{{ email | append: x: 1 }}', 11, 'the filter append takes no named parameters'],
		['text before the first when', '{% case title %}x{% when "a" %}{% endcase %}', 16, 'nothing may stand between case and its first when'],
		['a when after else', '{% case title %}{% when "a" %}{% else %}{% when "b" %}{% endcase %}', 40, 'when comes after else'],
		['values of a when without a comma', '{% case title %}{% when "a" "b" %}{% endcase %}', 28, '"b" is one thing too many'],
		['an else in no branch', 'x{% else %}', 1, 'else is out of place'],
		['an end in no branch', '{% endif %}', 0, 'endif is out of place'],
		['the wrong end', '{% if admin %}{% endcase %}', 14, 'endcase is out of place'],
		['a missing end', '{% if admin %}x', 0, 'not closed'],
		['an open brace', 'Hi {{ email', 3, 'not closed'],
		['a brace too few at the end', 'Hi {{ email }', 3, 'not closed'],
		['a brace too few at the beginning', 'Hi { email }}', 11, '"}}" ends nothing'],
		['a tag without its beginning', 'x endif %}', 8, '"%}" ends nothing'],
		['an empty pair of braces', '{{ }}', 3, 'invalid value expression: ""'],
		['nothing after if', '{% if %}{% endif %}', 5, 'invalid value expression: ""'],
		['something after endif', '{% if admin %}{% endif x %}', 23, 'x is one thing too many'],
	])('%s', (_sentence, template, offset, message) => {
		const error = failureOf(() => personTemplate(template, ['targets', 'dev', 'attributes', 'name']));
		expect(error).toMatchObject({
			kind: 'setting',
			path: ['targets', 'dev', 'attributes', 'name'],
			offset,
			message: expect.stringContaining(message),
		});
	});
});

const encode = (text: string) => `<${text}>`;

describe('a template of parts', () => {
	const variables = {id: false, keys: ['email', 'team.role'], row: true, paths: ['mails[type=work].value', '["a.b"]']} as const;
	const scope = {
		id: 'a/7',
		keys: {email: 'kim@example.com', team: {role: 'lead'}},
		row: {n: 7, all: ['x', 'y'], of: [{b: null}]},
		paths: {mails: [{}], 'a.b': 'dotted'},
	};
	const compile = (source: string) => compileTemplate(source, {path: [], variables});

	test.each<[string, unknown]>([
		['{{ row.n }}', 7],
		['{{ row.all }}', ['x', 'y']],
		['{{ row.of[0] }}', {b: null}],
		['{{ row.of[0].b }}', null],
		['{{ row.none.at.all }}', undefined],
		['{{ row.constructor }}', undefined],
		['{{ paths.mails | size }}', 1],
		['{{ paths["a.b"] }}', 'dotted'],
		['{{ keys.email | local_part }} of {{ keys.team.role }}', 'kim of lead'],
		['{{ row.all }}: {{ row.all | json }} {{ row.of }}', 'xy: ["x","y"] {"b":null}'],
		['{% if row.n == 7 %}{{ id | url_encode }}{% endif %}', 'a%2F7'],
		['{{ row.n == 7 }}', true],
		['query { user(id: "{{ id }}") { id }}', 'query { user(id: "a/7") { id }}'],
	])('%s', (source, value) => {
		expect(compile(source).value(scope)).toEqual(value);
	});

	test.each([
		['{{ keys.emial }}', 'unknown variable keys.emial (did you mean keys.email?)'],
		['{{ keys.team.rol }}', 'unknown variable keys.team.rol (did you mean keys.team.role?)'],
		['{{ email }}', 'unknown variable email (did you mean keys.email?)'],
		['{{ id.x }}', 'id.x: id has no parts'],
	])('%s is a mistake', (source, message) => {
		expect(failureOf(() => compile(source))).toMatchObject({message: expect.stringContaining(message)});
	});

	test('names the parts that it needs', () => {
		expect(compile('{{ keys.team }}{% if row.of[0] %}{{ row[id] }}{% endif %}').paths).toEqual([
			['keys', 'team'],
			['row', 'of', 0],
			['row', undefined],
		]);
	});

	test('encodes what outputs give, in a text without tags', () => {
		expect(compileTemplate('a/{{ id }}', {path: [], variables, encode}).value(scope)).toBe('a/<a/7>');
		expect(compileTemplate('{{ row.n }}', {path: [], variables, encode}).value(scope)).toBe('<7>');
		expect(failureOf(() => compileTemplate('{% if id %}a{% endif %}', {path: [], variables, encode}))).toMatchObject({offset: 0});
	});
});

test('a template names what it needs', () => {
	expect(
		[...personTemplate('{{ email }}{% if groups contains title %}{{ name | append: phone }}{% endif %}', []).names].toSorted(),
	).toEqual(['email', 'groups', 'name', 'phone', 'title']);
});

test('Liquid itself knows nothing that is refused, either', () => {
	expect(Object.keys(engine.tags).toSorted()).toEqual(['case', 'if']);
	expect(Object.keys(engine.filters).toSorted()).toEqual(filterNames);
	expect(() => engine.parse('{% include "x" %}')).toThrow(/not found/);
});

describe('a template cannot run away', () => {
	const growing = `{{ name${' | replace: "a", "aaaaaaaaaaaaaaaa"'.repeat(30)} }}`;

	test.each([
		['as a function', growing],
		['by Liquid', `{% if admin %}${growing}{% endif %}`],
		['by many outputs', '{{ name }}'.repeat(100)],
	])('%s', (_sentence, template) => {
		expect(failureOf(() => personTemplate(template, ['attributes', 'x']).of(person({admin: true, name: 'a'.repeat(1000)})))).toMatchObject({
			kind: 'setting',
			path: ['attributes', 'x'],
			message: expect.stringContaining('U01: more than 65536 characters'),
		});
	});
});

test('both ways of running a template give the same', () => {
	const chains = Object.entries(templateFilters).flatMap(
		([
			name,
			{
				parameters: [least],
			},
		]) => [`| ${name}${least > 0 ? `: ${['"a"', '"b"'].slice(0, least).join(', ')}` : ''}`],
	);
	fc.assert(
		fc.property(
			fc.constantFrom(...variableNames),
			fc.array(fc.constantFrom(...chains), {maxLength: 3}),
			fc.string({unit: 'grapheme', maxLength: 12}),
			(name, filters, text) => {
				const output = `{{ ${name} ${filters.join(' ')} }}`;
				const somebody = {...kim, name: text, title: text};
				const plain = personTemplate(`x${output}`, []).of(somebody);
				const liquid = personTemplate(`x{% if true %}${output}{% endif %}`, []).of(somebody);
				expect(plain).toEqual(liquid);
			},
		),
		{numRuns: 2000},
	);
});
