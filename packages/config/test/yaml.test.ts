import {describe, expect, test} from 'vitest';

import {ConfigError} from '../src/say/error.ts';
import {valueAt} from '../src/schema/schema-walk.ts';
import {readYaml} from '../src/read/yaml.ts';

const told = (text: string): string => {
	const {mistakes} = readYaml(text, 'f.yaml');
	return mistakes.length === 0 ? '' : new ConfigError(mistakes).message.replace(/\n\n\d+ mistakes?;.*$/s, '');
};

const nested = (depth: number): string =>
	[
		'a: &a0 [x, x, x, x, x, x, x, x, x]',
		...Array.from({length: depth}, (_, index) => `b${index}: &a${index + 1} [${Array.from({length: 9}, () => `*a${index}`).join(', ')}]`),
	].join('\n');

describe('the text of a YAML file', () => {
	test.each([
		[
			'a tab that indents',
			'source:\n\tchannel: C1\n',
			'f.yaml:2:1: a tab cannot indent in YAML\n    2 |  channel: C1\n      | ^ use spaces',
		],
		[
			'a double quote that is not closed',
			'a: "foo\nb: 1\n',
			'f.yaml:1:4: the " that begins here is not closed on its line\n    1 | a: "foo\n      |    ^ put " at the end of the text',
		],
		[
			'a quote that swallows lines up to the next quote',
			'a:\n  t: "foo\n  b: "bar"\nc: 1\n',
			'f.yaml:2:6: the " that begins here is not closed on its line\n    2 |   t: "foo\n      |      ^ put " at the end of the text',
		],
		[
			'a single quote that is not closed',
			"a: 'foo\nb: 1\n",
			"f.yaml:1:4: the ' that begins here is not closed on its line\n    1 | a: 'foo\n      |    ^ put ' at the end of the text",
		],
		['a key twice', 'a: 1\nb: 2\na: 3\n', 'f.yaml:3:1: `a` is written twice; the first is in line 1\n    3 | a: 3\n      | ^ join the two'],
		[
			'a key twice in JSON',
			'{"a": 1,\n "a": 2}',
			'f.yaml:2:2: `a` is written twice; the first is in line 1\n    2 |  "a": 2}\n      |  ^^^ join the two',
		],
		[
			'a target twice',
			'targets:\n  dev: {type: http}\n  dev: {type: scim}\n',
			'f.yaml:3:3: a second target `dev`; the first is in line 2\n    3 |   dev: {type: scim}\n      |   ^^^ give it another name, or join the two',
		],
		[
			'a line without a colon',
			'a: 1\nfoo\nb: 2\n',
			'f.yaml:2:1: this line is neither `key: value` nor part of a list\n    2 | foo\n      | ^^^ put `: ` after the key',
		],
		[
			'a line that is indented by one',
			'a:\n  b: 1\n c: 2\n',
			'f.yaml:3:1: this line is indented differently from its neighbours\n    3 |  c: 2\n      | ^ keys that belong together begin in the same column',
		],
		[
			'a template without quotes',
			'name: {{ email | lower }}\n',
			'f.yaml:1:8: name: a template must stand in quotes\n    1 | name: {{ email | lower }}\n      |        ^^^^^^^^^^^^^^^^^ write "{{ email | lower }}"',
		],
		[
			'a glob without quotes',
			'deny: [*@vendor.example]\n',
			'f.yaml:1:8: deny[0]: *@vendor.example without quotes is a reference to an anchor, and there is no anchor &@vendor.example\n    1 | deny: [*@vendor.example]\n      |        ^^^^^^^^^^^^^^^^ put it in quotes: "*@vendor.example"',
		],
		[
			'a line that is indented differently, but not what follows from it',
			't:\n  dev:\n    type: x\n   url: x\n    attributes:\n      a: b\n    list: true\n',
			'f.yaml:4:1: this line is indented differently from its neighbours\n    4 |    url: x\n      | ^ keys that belong together begin in the same column',
		],
		[
			'a value that begins with @',
			'a: @foo\n',
			'f.yaml:1:4: text cannot begin with this character\n    1 | a: @foo\n      |    ^ put the text in quotes',
		],
		[
			'a second colon',
			'a: b: c\n',
			'f.yaml:1:4: a second `: ` on one line\n    1 | a: b: c\n      |    ^ put text that holds `: ` in quotes, or begin a new line after the key',
		],
		[
			'`__proto__` as a key',
			'b:\n  __proto__: 2\n',
			'f.yaml:2:3: b: `__proto__` cannot be a key\n    2 |   __proto__: 2\n      |   ^^^^^^^^^',
		],
		[
			'a number that loses its zeros',
			'id: 007\n',
			'f.yaml:1:5: id: YAML reads 007 as the number 7\n    1 | id: 007\n      |     ^^^ put it in quotes if it is text: "007"',
		],
		['an infinite number', 'n: .inf\n', 'f.yaml:1:4: n: .inf is no number that can be used\n    1 | n: .inf\n      |    ^^^^'],
		[
			'a tag',
			'n: !env TOKEN\n',
			'f.yaml:1:4: a word with ! in front is a tag, which means nothing here\n    1 | n: !env TOKEN\n      |    ^^^^ put text that begins with ! in quotes',
		],
		['a second document', 'a: 1\n---\nb: 2\n', 'f.yaml:2:1: a second document begins here\n    2 | ---\n      | ^^^ remove the line `---`'],
		[
			'an alias of itself',
			'a: &a {b: *a}\n',
			'f.yaml:1:11: a.b: *a refers to the value that it stands in\n    1 | a: &a {b: *a}\n      |           ^^',
		],
		['an empty file', '# nothing\n', 'f.yaml: the file is empty\n  `slack-im init` writes a config to begin with'],
		[
			'a list at the top',
			'- a\n',
			'f.yaml: the file must hold keys and values, as in `targets: …`\n  `slack-im init` writes a config to begin with',
		],
		[
			'no space after the colons',
			'a:1\nb:2\n',
			'f.yaml: the file must hold keys and values, as in `targets: …`\n  put a space after each colon',
		],
	])('tells of %s', (_sentence, text, expected) => {
		expect(told(text)).toBe(expected);
	});

	test('ends early where aliases multiply, at the alias that does it', () => {
		const before = performance.now();
		const {value, mistakes} = readYaml(nested(12), 'f.yaml');
		expect(performance.now() - before).toBeLessThan(2000);
		expect(value).toBeUndefined();
		expect(mistakes).toMatchObject([{message: 'the references (*…) of this file repeat more than 10000 values', place: {line: 5}}]);
	});

	test('merges with <<, its own keys first, the first source first', () => {
		const {value, mistakes} = readYaml('x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 3\n', 'f.yaml');
		expect(mistakes).toEqual([]);
		expect(value).toMatchObject({z: {a: 3, b: 1, c: 2}});
	});

	test('reads JSON with tabs, and a byte order mark', () => {
		expect(readYaml('\uFEFF{\n\t"a": [\n\t\t1,\n\t\ttrue\n\t]\n}', 'f.json')).toMatchObject({value: {a: [1, true]}, mistakes: []});
	});

	test('takes no, yes and on for words, as YAML 1.2 does', () => {
		expect(readYaml('a: no\nb: yes\nc: on\nd: NO\n', 'f.yaml').value).toEqual({a: 'no', b: 'yes', c: 'on', d: 'NO'});
	});
});

describe('the place of a part of a string', () => {
	test.each([
		['plain text', 'a: x {{ nmae }}\n', 5, 1, 9],
		['plain text after wide letters', 'a: 김 {{ nmae }}\n', 5, 1, 9],
		['double quotes with escapes', 'a: "x\\n{{ nmae }}"\n', 5, 1, 11],
		['double quotes with a long escape', 'a: "\\u00e9{{ nmae }}"\n', 4, 1, 14],
		['single quotes, nothing but letters before', "a: 'it''s{{nmae}}'\n", 6, 1, 12],
		['single quotes', "a: 'it''s {{ nmae }}'\n", 8, 1, 14],
		['a block of lines', 'a: |\n  foo\n  {{ nmae }}\n', 7, 3, 6],
		['a folded block', 'a: >-\n  foo\n  {{ nmae }}\n', 7, 3, 6],
		['quotes over two lines', 'a: "foo\n  {{ nmae }}"\n', 7, 2, 6],
	])('is found in %s', (_sentence, text, offset, line, column) => {
		const written = readYaml(text, 'f.yaml');
		expect(String(valueAt(written.value, ['a'])).slice(offset, offset + 4)).toBe('nmae');
		expect(written.place(['a'], {offset, length: 4})).toMatchObject({line, column, length: 4});
	});

	test('what is not there stands where its parent stands', () => {
		expect(readYaml('targets:\n  dev:\n    type: http\n', 'f.yaml').place(['targets', 'dev', 'url'])).toMatchObject({
			line: 2,
			column: 3,
			length: 3,
		});
	});
});
