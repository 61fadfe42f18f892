import type {Json} from '@slack-im/core';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import {type Edit, openDocument} from '../../src/init-data/document.ts';
import type {Places} from '../../src/init-data/read.ts';

const places: Places = {file: 'agents.json', at: '', idAt: 'userId', emailAt: 'email', slackIdAt: 'slackId'};

const edited = (text: string, edits: readonly Edit[], where: Partial<Places> = {}): string => {
	const document = openDocument(text, {...places, ...where});
	for (const edit of edits) document.edit(edit);
	return document.text();
};

const rename = (id: string, name: Json): Edit => ({kind: 'set', id, owner: {}, values: [{path: 'name', to: name}]});
const set = (id: string, path: string, to: Json): Edit => ({kind: 'set', id, owner: {}, values: [{path, to}]});
const remove = (id: string): Edit => ({kind: 'remove', id, owner: {}});
const add = (id: string, more: Record<string, Json> = {}): Edit => ({
	kind: 'add',
	id,
	values: Object.entries({userId: id, email: `${id}@example.com`, ...more}).map(([path, to]) => ({path, to})),
});

const rowsOf = (text: string): {userId: string; name?: string}[] => JSON.parse(text);
const ids = (text: string): string[] => rowsOf(text).map(({userId}) => userId);

const odd = `\t[
    {   "userId" : "ada" ,"email":"ada@example.com",
    	"rate": 1.0, "big": 12345678901234567890, "exp": 1e3, "esc": "\\u00e9\\/", "name":"Ada"   },
  {"userId":"admin","name":"root", "rate":1.50}
 ,
      {
        "userId": "bob",
        "email": "bob@example.com",
        "name": "Bob",
        "nested": { "z": 1, "a": [ ] }
      }
]   \n\n`;

describe('one value changes and every other byte stays', () => {
	test.each([
		['on one line', odd, rename('ada', 'Ada L.'), ['"name":"Ada"   }', '"name":"Ada L."   }']],
		['on several lines', odd, rename('bob', 'Bób "B"'), ['"name": "Bob"', '"name": "Bób \\"B\\""']],
		['null clears', odd, rename('bob', null), ['"name": "Bob"', '"name": null']],
		['with Windows line breaks', odd.replaceAll('\n', '\r\n'), rename('bob', 'B'), ['"name": "Bob"', '"name": "B"']],
		[
			'of a name that is there twice the last one counts',
			'[{"userId":"ada","email":"a@x","name":1,"name":2}]',
			rename('ada', 3),
			['"name":2', '"name":3'],
		],
		[
			'a list on one line stays on one line',
			'[\n  {\n    "userId": "a", "email": "a@x",\n    "name": ["x"]\n  }\n]',
			rename('a', ['y', 'z']),
			['["x"]', '["y", "z"]'],
		],
		[
			'a list on several lines stays on several lines',
			'[\n  {\n    "userId": "a", "email": "a@x",\n    "name": [\n      "x"\n    ]\n  }\n]',
			rename('a', ['y', 'z']),
			['"x"', '"y",\n      "z"'],
		],
	] as const)('%s', (_sentence, text, edit, [before, after]) => {
		expect(edited(text, [edit])).toBe(text.replace(before, () => after));
	});

	test('a value that is equal in another spelling is left in it', () => {
		const text = '[{"userId":"a","email":"a@x","rate":1.0,"name":"\\u0041"}]';
		expect(
			edited(text, [
				{
					kind: 'set',
					id: 'a',
					owner: {},
					values: [
						{path: 'rate', to: 1},
						{path: 'name', to: 'A'},
					],
				},
			]),
		).toBe(text);
	});

	test('a missing value is added behind the last one, in the manner of its neighbours', () => {
		expect(edited('[{"userId":"a","email":"a@x"}]', [set('a', 'name', 'A')])).toBe('[{"userId":"a","email":"a@x","name":"A"}]');
		expect(edited('[{"userId": "a", "email": "a@x"}]', [set('a', 'meta.slackId', 'U1')])).toBe(
			'[{"userId": "a", "email": "a@x", "meta": {"slackId": "U1"}}]',
		);
		expect(edited('[\n\t{\n\t\t"userId": "a",\n\t\t"email": "a@x"\n\t}\n]\n', [set('a', 'meta.slackId', 'U1')])).toBe(
			'[\n\t{\n\t\t"userId": "a",\n\t\t"email": "a@x",\n\t\t"meta": {\n\t\t\t"slackId": "U1"\n\t\t}\n\t}\n]\n',
		);
		expect(edited('[\n  {\n    "userId": "a",\n    "email": "a@x",\n    "meta": {}\n  }\n]', [set('a', 'meta.slackId', 'U1')])).toContain(
			'"meta": {\n      "slackId": "U1"\n    }\n  }',
		);
		expect(edited('[{"userId":"a","email":"a@x"}]', [set('a', 'name', null)])).toBe('[{"userId":"a","email":"a@x"}]');
	});

	test('what is no object is not made one', () => {
		expect(() =>
			edited('[{"userId":"a","email":"a@x","meta":"text"}]', [
				{kind: 'set', id: 'a', owner: {}, values: [{path: 'meta.slackId', to: 'U1'}]},
			]),
		).toThrow('meta.slackId cannot be set: meta is no object');
	});
});

describe('entries come and go', () => {
	const lines = '[\n  {"userId": "ada", "email": "ada@example.com"},\n  {"userId": "cleo", "email": "cleo@example.com"}\n]\n';

	test.each([
		[
			'a new one is sorted in',
			lines,
			[add('bob')],
			lines.replace('},\n  {"userId": "cleo', '},\n  {"userId": "bob", "email": "bob@example.com"},\n  {"userId": "cleo'),
		],
		['one before all', lines, [add('aa')], lines.replace('[\n', '[\n  {"userId": "aa", "email": "aa@example.com"},\n')],
		['one behind all', lines, [add('zoe')], lines.replace('}\n]', '},\n  {"userId": "zoe", "email": "zoe@example.com"}\n]')],
		['the first goes', lines, [remove('ada')], '[\n  {"userId": "cleo", "email": "cleo@example.com"}\n]\n'],
		['the last goes', lines, [remove('cleo')], '[\n  {"userId": "ada", "email": "ada@example.com"}\n]\n'],
		['all go', lines, [remove('cleo'), remove('ada')], '[]\n'],
		[
			'into an empty document',
			'[]',
			[add('bob'), add('ada')],
			'[\n  {\n    "userId": "ada",\n    "email": "ada@example.com"\n  },\n  {\n    "userId": "bob",\n    "email": "bob@example.com"\n  }\n]',
		],
		[
			'on one line',
			'[{"userId":"b","email":"b@x"}, {"userId":"d","email":"d@x"}]',
			[add('a'), add('c'), remove('d')],
			'[{"userId":"a","email":"a@example.com"}, {"userId":"b","email":"b@x"}, {"userId":"c","email":"c@example.com"}]',
		],
	] as const)('%s', (_sentence, text, edits, after) => {
		expect(edited(text, edits)).toBe(after);
	});

	test('an empty list deep in a document with tabs', () => {
		expect(edited('{\n\t"data": {\n\t\t"agents": []\n\t}\n}\n', [add('ada')], {at: 'data.agents'})).toBe(
			'{\n\t"data": {\n\t\t"agents": [\n\t\t\t{\n\t\t\t\t"userId": "ada",\n\t\t\t\t"email": "ada@example.com"\n\t\t\t}\n\t\t]\n\t}\n}\n',
		);
	});

	test("the system's own entries keep their places, and people are sorted in among people", () => {
		const text = JSON.stringify([
			{userId: 'zz-admin'},
			{userId: 'ada', email: 'a@x'},
			{userId: 'aa-bot'},
			{userId: 'cleo', email: 'c@x'},
			{userId: 'system'},
		]);
		expect(ids(edited(text, [add('bob'), add('dora'), add('a')]))).toEqual([
			'zz-admin',
			'a',
			'ada',
			'bob',
			'aa-bot',
			'cleo',
			'dora',
			'system',
		]);
	});

	test('in a list that is not sorted, new entries go to the end, sorted', () => {
		const text = JSON.stringify([{userId: 'cleo', email: 'c@x'}, {userId: 'ada', email: 'a@x'}, {userId: 'system'}]);
		expect(ids(edited(text, [add('dora'), add('bob')]))).toEqual(['cleo', 'ada', 'system', 'bob', 'dora']);
	});

	test('a new id moves the entry, text and all', () => {
		const text = '[\n  {"userId": "ada", "email": "a@x", "rate": 1.0},\n  {"userId": "bob", "email": "b@x"}\n]';
		expect(edited(text, [{kind: 'set', id: 'ada', owner: {}, values: [{path: 'userId', to: 'cara'}]}])).toBe(
			'[\n  {"userId": "bob", "email": "b@x"},\n  {"userId": "cara", "email": "a@x", "rate": 1.0}\n]',
		);
	});

	test('a new entry has its names in the order of the others, and no null', () => {
		const text = '[\n  {\n    "name": "Ada",\n    "userId": "ada",\n    "email": "a@x",\n    "centers": ["x"]\n  }\n]';
		expect(edited(text, [add('bob', {extra: 1, gone: null, centers: ['y', 'z'], name: 'Bob'})])).toContain(
			',\n  {\n    "name": "Bob",\n    "userId": "bob",\n    "email": "bob@example.com",\n    "centers": ["y", "z"],\n    "extra": 1\n  }\n]',
		);
	});
});

test('whatever the layout: equal edits, equal bytes in any order; other entries keep theirs; the result is what the edits say', () => {
	const id = fc.stringMatching(/^[a-z]{1,4}$/);
	const entry = fc.record({
		userId: id,
		email: fc.constant('x'),
		name: fc.string({unit: 'grapheme'}),
		rate: fc.double({noNaN: true, noDefaultInfinity: true}),
		deep: fc.jsonValue(),
	});
	const style = fc.constantFrom<(value: readonly unknown[]) => string>(
		value => JSON.stringify(value),
		value => JSON.stringify(value, null, 2),
		value => JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n'),
		value => JSON.stringify(value, null, 4).replaceAll(':', ' : ').replaceAll(' : ', ':'),
		value => `[${value.map(item => `\n ${JSON.stringify(item)}`).join(',')}\n]`,
	);
	fc.assert(
		fc.property(
			fc.uniqueArray(entry, {selector: ({userId}) => userId}),
			fc.uniqueArray(id, {maxLength: 6}),
			style,
			fc.string(),
			(given, chosen, print, name) => {
				const entries = given.map(one => ({...one, email: `${one.userId}@example.com`}));
				const text = print(entries);
				const there = new Map(rowsOf(text).map(one => [one.userId, one]));
				const edits = chosen.map((id, index) => (!there.has(id) ? add(id, {name}) : index % 2 === 0 ? remove(id) : rename(id, name)));
				const result = edited(text, edits);
				expect(edited(text, edits.toReversed())).toBe(result);

				const after = new Map(rowsOf(result).map(one => [one.userId, one]));
				const renamed = edits.filter(({kind}) => kind !== 'remove').map(({id}) => id);
				expect(renamed.map(id => after.get(id)?.name)).toEqual(renamed.map(() => name));
				const removed = edits.filter(({kind}) => kind === 'remove').map(({id}) => id);
				expect([...after.keys()].toSorted()).toEqual(
					[...new Set([...there.keys(), ...renamed])].filter(id => !removed.includes(id)).toSorted(),
				);
				expect([...there].filter(([id]) => !chosen.includes(id)).map(([id]) => after.get(id))).toEqual(
					[...there].filter(([id]) => !chosen.includes(id)).map(([, one]) => one),
				);
				expect(edited(text, [])).toBe(text);
			},
		),
	);
});
