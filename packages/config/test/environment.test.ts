import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, test} from 'vitest';

import {fillIn, variables, type Environment} from '../src/fill/environment.ts';
import {valueAt} from '../src/schema/schema-walk.ts';
import {readYaml} from '../src/read/yaml.ts';
import {folderWith} from './config.ts';

const fill = (text: string, env: Environment = {}, mayMiss = false) =>
	fillIn(readYaml(text, 'f.yaml'), {env, lookup: variables(env), mayMiss: () => mayMiss});
const valueOf = (text: string, env: Environment = {}): unknown => valueAt(fill(`a: ${text}\n`, env).value, ['a']);
const mistakesOf = (text: string, env: Environment = {}) =>
	fill(`a: ${text}\n`, env).mistakes.map(({message, hint, place}) => [message, hint, place?.column]);

const fileWith = (text: string): string => {
	const file = path.join(mkdtempSync(path.join(tmpdir(), 'slack-im-env-')), 'secret');
	writeFileSync(file, text);
	return file;
};

describe('the environment in the config', () => {
	test.each([
		['a variable', '"${X}"', {X: 'x'}, 'x'],
		['a variable inside text', '"a${X}b${X}"', {X: 'x'}, 'axbx'],
		['a default, where the variable is not set', '"${X:-d}"', {}, 'd'],
		['a default, where the variable is empty', '"${X:-d}"', {X: ''}, 'd'],
		['an empty default', '"${X:-}"', {X: ''}, ''],
		['a default that is not needed', '"${X:-d}"', {X: 'x'}, 'x'],
		['an escaped reference', '"$${X}"', {X: 'x'}, '${X}'],
		['a value that looks like a reference', '"${X}"', {X: '${Y}'}, '${Y}'],
		['a lone dollar', '"$5 {x}"', {}, '$5 {x}'],
	])('fills in %s', (_sentence, text, env, expected) => {
		expect(valueOf(text, env)).toBe(expected);
	});

	test.each([
		['lines within are kept', 'a\nb\n', 'a\nb'],
		['one final newline goes, not two', 'a\n\n', 'a\n'],
		['a Windows newline goes too', 'a\r\n', 'a'],
		['spaces are kept', ' a ', ' a '],
	])('reads NAME_FILE: %s', (_sentence, text, expected) => {
		expect(valueOf('"${X}"', {X_FILE: fileWith(text)})).toBe(expected);
	});

	test.each([
		[
			'a variable that is not set',
			'"${API_URL}"',
			{},
			[
				[
					'the environment variable API_URL is not set',
					'set API_URL, or API_URL_FILE to a file that holds it, or write ${API_URL:-default}',
					5,
				],
			],
		],
		[
			'a mistyped variable',
			'"x${SLACK_BOT_TOKN}"',
			{SLACK_BOT_TOKEN: 'x'},
			[
				[
					'the environment variable SLACK_BOT_TOKN is not set',
					'did you mean ${SLACK_BOT_TOKEN}? Otherwise set SLACK_BOT_TOKN, or SLACK_BOT_TOKN_FILE to a file that holds it, or write ${SLACK_BOT_TOKN:-default}',
					6,
				],
			],
		],
		[
			'an empty variable',
			'"${X}"',
			{X: ''},
			[['the environment variable X is empty', 'give it a value, or write ${X:-} if it may be empty', 5]],
		],
		[
			'a name that is none',
			'"${1X}"',
			{},
			[['${1X} is not the name of a variable', 'write ${NAME} or ${NAME:-default}, or $${ for a plain ${', 5]],
		],
		[
			'a default within a default',
			'"${X:-${Y}}"',
			{X: '1'},
			[['a default cannot hold another ${…}', 'write the default itself, or set the variable', 5]],
		],
		[
			'a short name, without guessing',
			'"${Y}"',
			{X: '1', _: '/bin/x'},
			[[expect.any(String), 'set Y, or Y_FILE to a file that holds it, or write ${Y:-default}', 5]],
		],
		[
			'a shell’s other forms',
			'"${X-d}"',
			{X: '1'},
			[['${X-d} is not the name of a variable', 'write ${NAME} or ${NAME:-default}, or $${ for a plain ${', 5]],
		],
		[
			'a reference that is not closed',
			'"a ${X"',
			{X: '1'},
			[['the ${ that begins here is not closed', 'write ${NAME}, or $${ for a plain ${', 7]],
		],
		['both X and X_FILE', '"${X}"', {X: 'x', X_FILE: '/x'}, [['X and X_FILE are both set', 'unset one of the two', 5]]],
		[
			'a file that is not there',
			'"${X}"',
			{X_FILE: '/nowhere/x'},
			[
				[
					'X_FILE names /nowhere/x, which cannot be read: there is no such file or folder',
					'see whether the file is there and who may read it',
					5,
				],
			],
		],
	])('tells of %s', (_sentence, text, env, expected) => {
		expect(mistakesOf(text, env)).toEqual(expected);
	});

	test('tells of a file that holds nothing, and of one that is no text', () => {
		const folder = folderWith({empty: '\n'});
		writeFileSync(`${folder}/latin1`, Buffer.from('Zoë', 'latin1'));
		expect(mistakesOf('"${X}"', {X_FILE: `${folder}/empty`})).toEqual([
			[`X_FILE names ${folder}/empty, which is empty`, 'write the value into that file', 5],
		]);
		expect(mistakesOf('"${X}"', {X_FILE: `${folder}/latin1`})).toEqual([
			[`X_FILE names ${folder}/latin1, which cannot be read: it is no UTF-8`, 'see whether the file is there and who may read it', 5],
		]);
	});

	test('tells of a variable in a key, which is not filled in', () => {
		expect(fill('"${X}": 1\n', {X: 'x'})).toMatchObject({
			value: {'${X}': 1},
			mistakes: [{message: '`${X}`: keys are taken as they are, without the environment'}],
		});
	});

	test('where a variable may be missing, its name is remembered', () => {
		expect(fill('a: "${B} ${A:-x}"\nb: "${A}"\n', {}, true)).toMatchObject({missing: ['A', 'B'], mistakes: []});
	});

	test('remembers where each value came from and where it went', () => {
		const {filled} = fill('a: "-${X}-${Y:-yy}"\n', {X: 'long'});
		expect([...filled.values()]).toEqual([
			{
				path: ['a'],
				text: '-${X}-${Y:-yy}',
				whole: false,
				pieces: [
					{name: 'X', value: 'long', from: 'variable', written: [1, 5], result: [1, 5]},
					{name: 'Y', value: 'yy', from: 'default', written: [6, 14], result: [6, 8]},
				],
			},
		]);
	});
});
