import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {describe, expect, test} from 'vitest';

import {loadConfig} from '../src/load.ts';
import {environment, failure, folderWith, load, withTarget, person} from './config.ts';

const plain = {
	people: {domains: ['example.com']},
	targets: {dev: {type: 'workspace', url: 'https://dev.example.com', attributes: {userId: '{{ email }}'}}},
};
const yaml = `people: {domains: [example.com]}\n${withTarget('attributes: {userId: "{{ email }}"}', {url: 'url: https://dev.example.com'})}`;
const asModule = `export default ${JSON.stringify(plain)};\n`;

describe('a config', () => {
	test.each([
		['YAML', 'slack-im.config.yaml', yaml],
		['YAML, short', 'slack-im.config.yml', yaml],
		['JSON', 'slack-im.config.json', JSON.stringify(plain, undefined, '\t')],
		['JSON with $schema', 'slack-im.config.json', JSON.stringify({$schema: './schema.json', ...plain})],
		['JavaScript', 'slack-im.config.mjs', asModule],
		[
			'TypeScript',
			'slack-im.config.mts',
			`import type {WrittenConfig} from '@slack-im/cli/config';\n${asModule.replace(/;\n$/, ' satisfies WrittenConfig;\n')}`,
		],
	])('can be %s', async (_sentence, name, text) => {
		const {people, targets} = await load(text, {name});
		expect(people).toEqual({domains: ['example.com']});
		expect(targets).toMatchObject([{name: 'dev', address: 'https://dev.example.com'}]);
	});

	test.each([
		[
			'data that holds itself',
			'const c = {targets: {}}; c.targets.dev = c; export default c',
			['targets', 'dev'],
			'is a value that it stands in itself',
		],
		[
			'a list that holds itself',
			'const l = []; l.push(l); export default {people: {domains: l}}',
			['people', 'domains', 0],
			'is a value that it stands in itself',
		],
		['a bigint', 'export default {maxAge: 5n}', ['maxAge'], 'is a bigint'],
		['a symbol', 'export default {people: {domains: [Symbol("x")]}}', ['people', 'domains', 0], 'is a symbol'],
		['a date', 'export default {maxAge: new Date(0)}', ['maxAge'], 'is an instance of Date'],
		['an address', 'export default {source: {url: new URL("https://x.example")}}', ['source', 'url'], 'is an instance of URL'],
		['an object of a class', 'export default {people: new (class Rules {})()}', ['people'], 'is an instance of Rules'],
		['a function where none may be', 'export default {targets: () => 1}', ['targets'], 'must be keys and values; there is a function'],
		['a promise that fails', 'export default Promise.reject(new Error("no luck"))', [], 'the config cannot be loaded: no luck'],
		['a getter that fails', 'export default {get people() { throw new Error("no luck"); }}', [], 'the config cannot be loaded: no luck'],
		['what is thrown and no error', 'throw Object.create(null)', [], 'the config cannot be loaded: something was thrown that is no error'],
	])('that is a program cannot hold %s', async (_sentence, text, path, message) => {
		expect((await failure(text, {name: 'slack-im.config.mjs'})).mistakes).toMatchObject([{path, message}]);
	});

	test('that is a program cannot show a variable that is called like a secret', async () => {
		const env = {...environment, CRM_TOKEN: 'hunter2-of-crm', CRM_NAME: 'crm'};
		const failed = await failure(`throw new Error('no crm with hunter2-of-crm');`, {name: 'slack-im.config.mjs', env});
		expect(failed.message).toContain('no crm with [redacted]');
		expect(failed.secrets).toEqual(['hunter2-of-crm']);
		const config = structuredClone(plain);
		Object.assign(config.targets.dev, {headers: {'X-Crm': 'hunter2-of-crm'}});
		const {secrets} = await load(`export default ${JSON.stringify(config)}`, {name: 'slack-im.config.mjs', env});
		expect(secrets).toContain('hunter2-of-crm');
		expect(secrets).not.toContain('crm');
	});

	test.each([
		[
			'Latin-1',
			Buffer.from('# ok\npeople: {deny: ["Zoë*"]}\n', 'latin1'),
			'this line is no UTF-8: is the file Latin-1, or Windows-1252?',
			2,
		],
		['UTF-16', Buffer.from('\uFEFFtargets: {}\n', 'utf16le'), 'this is UTF-16, and a config is UTF-8', undefined],
		['UTF-16 that does not say so', Buffer.from('targets: {}\n', 'utf16le'), 'this looks like UTF-16, and a config is UTF-8', undefined],
		['no text', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]), 'this is no text: it holds a byte 0', undefined],
	])('that is %s is refused', async (_sentence, bytes, message, line) => {
		const folder = folderWith();
		writeFileSync(path.join(folder, 'slack-im.config.yaml'), bytes);
		const loading = loadConfig({cwd: folder, env: environment});
		await expect(loading).rejects.toMatchObject({kind: 'config', mistakes: [{message, ...(line !== undefined && {place: {line}})}]});
	});

	test('in JSON is told of its mistakes with line and column', async () => {
		expect((await failure('{\n\t"people": {"strict": 1},\n\t"targets": {}\n}', {name: 'slack-im.config.json'})).mistakes).toMatchObject([
			{path: [], message: 'the config has no target'},
			{path: ['people', 'strict'], place: {line: 2, column: 23}},
		]);
	});

	test.each([
		['a comment', '{"people": {} // nobody\n}'],
		['a comma at the end', '{"people": {},}'],
		['words without quotes', '{people: {}}'],
	])('in JSON cannot hold %s', async (_sentence, text) => {
		expect((await failure(text, {name: 'slack-im.config.json'})).mistakes.length).toBeGreaterThan(0);
	});

	test('that is no config file is refused', async () => {
		const folder = folderWith({'config.toml': ''});
		await expect(loadConfig({cwd: folder, env: environment, config: 'config.toml'})).rejects.toThrow(
			'config.toml: a config cannot be a .toml file\n  give it one of .yaml .yml .json .ts .mts .mjs',
		);
	});
});

const program = (body: string): string =>
	`export default {targets: {dev: {type: 'workspace', url: 'https://dev.example.com', ${body}}}};\n`;

describe('a config that is a program', () => {
	test('may hold functions of a person', async () => {
		const {targets} = await load(program(`attributes: {userId: person => person.email.split('@')[0], note: {value: () => null}}`), {
			name: 'slack-im.config.mjs',
		});
		expect(targets[0]?.mapping.map(person()).managed).toEqual({userId: 'kim', note: null});
	});

	test('may read the environment by itself, or with ${…}', async () => {
		const env = {...environment, TOKEN: 'abc-token-1'};
		const {targets, secrets} = await load(program(`auth: {bearer: 'abc-token-1'}, attributes: {userId: '\${API_URL}'}`), {
			name: 'slack-im.config.mjs',
			env,
		});
		expect(targets[0]?.policy.attributes).toEqual({userId: 'https://dev.example.com/api'});
		expect(secrets).toContain('abc-token-1');
		expect(
			(await failure(program(`auth: {bearer: 'abc-token-2'}, attributes: {userId: 'x'}`), {name: 'slack-im.config.mjs', env})).mistakes,
		).toMatchObject([{message: 'is a secret that stands in the file', place: {file: 'slack-im.config.mjs'}}]);
	});

	test.each([
		[
			'has no default export',
			'export const config = {};\n',
			'slack-im.config.mjs: has no default export\n  write `export default {targets: {…}} satisfies WrittenConfig`',
		],
		[
			'exports something else',
			'export default 5;\n',
			'slack-im.config.mjs: exports by default something else than keys and values\n  write `export default {targets: {…}} satisfies WrittenConfig`',
		],
		[
			'throws',
			'throw new Error("no luck");\n',
			expect.stringMatching(/^slack-im\.config\.mjs(:1(:\d+)?)?: the config cannot be loaded: no luck/),
		],
		[
			'imports what is not there',
			'import "nowhere-at-all";\nexport default {};\n',
			expect.stringMatching(/the config cannot be loaded: Cannot find (package|module) 'nowhere-at-all'/),
		],
		[
			'has mistakes',
			'export default {targets: {dev: {type: "http"}}};\n',
			'slack-im.config.mjs: targets.dev.url: `url` is missing\n  url: Where the API is',
		],
	])('that %s', async (_sentence, text, expected) => {
		expect((await failure(text, {name: 'slack-im.config.mjs'})).message.replace(/\n\n1 mistake.*$/, '')).toEqual(expected);
	});

	test('in TypeScript is loaded by Node itself, with types only, from a folder without node_modules', () => {
		const folder = folderWith({
			'slack-im.config.ts': `import type {WrittenConfig} from '@slack-im/cli/config';\n\nexport default ${JSON.stringify(plain)} satisfies WrittenConfig;\n`,
		});
		const read = pathToFileURL(path.resolve(import.meta.dirname, '../src/read/program.ts')).href;
		const script = `const {readProgram} = await import(${JSON.stringify(read)}); console.log(JSON.stringify((await readProgram(${JSON.stringify(path.join(folder, 'slack-im.config.ts'))}, 'x', {})).value));`;
		const output = execFileSync(
			process.execPath,
			['--disable-warning=ExperimentalWarning', '--conditions=@slack-im/source', '--input-type=module', '--eval', script],
			{cwd: folder, encoding: 'utf8'},
		);
		expect(JSON.parse(output)).toEqual(plain);
	});
});
