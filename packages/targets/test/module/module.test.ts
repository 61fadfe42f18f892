import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

import {errorInfo, type ErrorInfo, type Target} from '@slack-im/core';
import {build} from 'tsup';
import {describe, expect, onTestFinished, test} from 'vitest';

import {module} from '../../src/module/target.ts';
import type {Tools} from '../../src/type.ts';

const folderWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
	const folder = await mkdtemp(join(tmpdir(), 'module-'));
	onTestFinished(async () => rm(folder, {recursive: true, force: true}));
	for (const [name, text] of Object.entries(files)) {
		await mkdir(dirname(join(folder, name)), {recursive: true});
		await writeFile(join(folder, name), text);
	}
	return folder;
};

const openModule = async (
	folder: string,
	name: string,
	options: Record<string, unknown> = {},
	tools: Partial<Tools> = {},
): Promise<Target> =>
	module.open(module.schema.parse({module: name, options}), {
		http: () => {
			throw new Error('not here');
		},
		log: {debug: () => {}, info: () => {}, warn: () => {}},
		attributes: [],
		keys: ['email'],
		folder,
		readOnly: false,
		...tools,
	});

const failureOf = async (promise: Promise<unknown>): Promise<ErrorInfo & {path?: unknown}> =>
	promise.then(
		() => ({kind: 'none', message: 'it succeeded'}),
		(error: unknown) => ({...errorInfo(error), path: error instanceof Error && 'path' in error ? error.path : undefined}),
	);

const body = `{create: async draft => ({id: 'new ' + draft.slackId}), list: async function * () { yield {id: options.id, keys: {}, active: true, attributes: {}}; }}`;

const firstId = async (target: Target): Promise<string | undefined> => {
	for await (const {id} of target.list!({signal: new AbortController().signal})) return id;
	return undefined;
};

describe('a module is loaded', () => {
	test.each([
		[
			'a type in TypeScript',
			'desk.ts',
			`interface Options {id: string}\nexport default {open: (options: Options) => (${body})} satisfies object;`,
			'./desk.ts',
		],
		['a function', 'desk.mjs', `export default options => (${body});`, './desk.mjs'],
		['an async function in a folder above', 'lib/desk.js', `export default async options => (${body});`, './lib/../lib/desk.js'],
		['a CommonJS module', 'desk.cjs', `module.exports = {open: options => (${body})};`, './desk.cjs'],
		[
			'a module that was compiled to CommonJS',
			'desk.cjs',
			`Object.defineProperty(exports, '__esModule', {value: true}); exports.default = {open: options => (${body})};`,
			'./desk.cjs',
		],
	])('%s', async (_sentence, file, text, name) => {
		const folder = await folderWith({[file]: text, 'package.json': '{"type": "module"}'});
		expect(await firstId(await openModule(folder, name, {id: '7'}))).toBe('7');
	});

	test('a package, found from the folder of the config, as an ES module', async () => {
		const folder = await folderWith({
			'node_modules/@team/desk/package.json': '{"name": "@team/desk", "exports": {".": {"import": "./desk.mjs"}}}',
			'node_modules/@team/desk/desk.mjs': `export default options => (${body});`,
		});
		expect(await firstId(await openModule(folder, '@team/desk', {id: '7'}))).toBe('7');
	});
});

describe('its schema checks the options', () => {
	const withSchema = (schema: string): string => `export default {schema: ${schema}, open: options => (${body})};`;

	test.each([
		['anything with parse', withSchema(`{parse: options => ({id: options.id.toUpperCase()})}`)],
		[
			'a Standard Schema',
			withSchema(`{'~standard': {version: 1, vendor: 'me', validate: options => ({value: {id: options.id.toUpperCase()}})}}`),
		],
		[
			'one that is asked for its answer',
			withSchema(`{'~standard': {version: 1, vendor: 'me', validate: async options => ({value: {id: options.id.toUpperCase()}})}}`),
		],
		[
			'one beside a function',
			`export const schema = {parse: options => ({id: options.id.toUpperCase()})};\nexport default options => (${body});`,
		],
	])('%s', async (_sentence, text) => {
		const folder = await folderWith({'desk.mjs': text});
		expect(await firstId(await openModule(folder, './desk.mjs', {id: 'seven'}))).toBe('SEVEN');
	});

	test('all mistakes at once, with their places', async () => {
		const folder = await folderWith({
			'desk.mjs': withSchema(
				`{'~standard': {version: 1, vendor: 'me', validate: () => ({issues: [{message: 'is too short', path: ['door', {key: 'pin'}]}, {message: 'is odd'}]})}}`,
			),
			'old.mjs': withSchema(`{parse: () => { throw new Error('id is missing'); }}`),
			'checked.mjs': `export default {check: () => [{path: ['url'], message: 'is not https:', hint: 'Use https:.'}], open: options => (${body})};`,
		});
		expect(await failureOf(openModule(folder, './desk.mjs'))).toMatchObject({
			kind: 'setting',
			path: ['options', 'door', 'pin'],
			message: './desk.mjs does not accept its options: door: pin: is too short; is odd',
		});
		expect(await failureOf(openModule(folder, './old.mjs'))).toMatchObject({
			path: ['options'],
			message: './old.mjs does not accept its options: id is missing',
		});
		expect(await failureOf(openModule(folder, './checked.mjs'))).toMatchObject({
			path: ['options', 'url'],
			message: './checked.mjs does not accept its options: is not https:',
			hint: 'Use https:.',
		});
	});
});

describe('one clear error says what was found and what is expected', () => {
	test.each([
		[
			'nothing',
			'export const open = 1;',
			'the default export of ./m.mjs is missing, where a target type (an object with `open(options, tools)`) or a function `(options, tools) => target` should be; it has open by name',
		],
		[
			'an object without open',
			'export default {list: 1, create: 2};',
			'the default export of ./m.mjs is an object with list, create, where a target type',
		],
		['a class', 'export default class Desk {}', 'the default export of ./m.mjs is a class, where a target type'],
		['a text', 'export default "desk";', 'the default export of ./m.mjs is a string, where a target type'],
		[
			'a schema that is none',
			'export default {schema: {type: "object"}, open: () => ({})};',
			'the schema of ./m.mjs is an object with type, where a Standard Schema or an object with `parse` should be',
		],
		[
			'an address that is no function',
			'export default {address: "x", open: () => ({})};',
			'address of ./m.mjs is a string, not a function',
		],
		[
			'no target',
			'export default () => undefined;',
			'what ./m.mjs opens is missing, where a target (an object with at least `create`) should be',
		],
		[
			'a target without create',
			'export default () => ({list() {}});',
			'what ./m.mjs opens is an object with list, where a target (an object with at least `create`) should be',
		],
		[
			'a verb that is no function',
			'export default () => ({create() {}, update: true});',
			'what ./m.mjs opens has `update`, which is a boolean, not a function',
		],
		['a syntax error', 'export default {', './m.mjs cannot be loaded: '],
		['something it cannot import', 'import "nowhere-to-be-found"; export default 1;', './m.mjs cannot be loaded: Cannot find package'],
		['an error of its own', 'throw new Error("no desk today");', './m.mjs cannot be loaded: no desk today'],
	])('%s', async (_sentence, text, message) => {
		const folder = await folderWith({'m.mjs': text});
		const error = await failureOf(openModule(folder, './m.mjs'));
		expect(error).toMatchObject({kind: 'setting', path: ['module']});
		expect(error.message.slice(0, message.length)).toBe(message);
	});

	test('no file, a folder, no package', async () => {
		const folder = await folderWith({'lib/desk.ts': ''});
		expect(await failureOf(openModule(folder, './desk.ts'))).toMatchObject({message: `there is no file ${folder}/desk.ts`});
		expect(await failureOf(openModule(folder, './lib'))).toMatchObject({hint: 'It is a folder: name the file in it.'});
		expect(await failureOf(openModule(folder, 'desk'))).toMatchObject({
			message: `there is no package desk to be found from ${folder}`,
			hint: 'Install it there; a file is written with ./ in front.',
		});
	});

	test('an error inside of open is the module’s own', async () => {
		const folder = await folderWith({
			'm.mjs': 'export default () => { throw Object.assign(new Error("the desk is closed"), {kind: "unavailable"}); };',
		});
		expect(await failureOf(openModule(folder, './m.mjs'))).toMatchObject({kind: 'unavailable', message: 'the desk is closed'});
	});

	test('keys that the module is not made for are warned of', async () => {
		const folder = await folderWith({'m.mjs': `export default {defaults: () => ({match: ['badge']}), open: options => (${body})};`});
		const lines: string[] = [];
		await openModule(folder, './m.mjs', {}, {log: {debug: () => {}, info: () => {}, warn: line => void lines.push(line)}});
		expect(lines).toEqual(['./m.mjs is made to match by badge; the config matches by email: set `match`']);
	});
});

const addressOf = (options: Record<string, unknown>): string => module.address(module.schema.parse({module: './desk.ts', options}));

const identityIn = (folder: string, name = './desk.ts') => module.identity?.(module.schema.parse({module: name}), folder);

test('a module of the same name elsewhere is another system, for the lock', () => {
	expect(identityIn('/one')).not.toBe(identityIn('/two'));
	expect(identityIn('/one')).toBe(identityIn('/one/sub', '../desk.ts'));
	expect(identityIn('/one', 'some-package')).toBe(identityIn('/two', 'some-package'));
});

test('two targets of one module have two addresses, without their secrets', () => {
	expect(addressOf({})).toBe('./desk.ts');
	expect(addressOf({url: 'https://me:pass@desk.example/api?key=1'})).toBe('./desk.ts https://desk.example/api');
	expect(addressOf({host: 'a'})).not.toBe(addressOf({host: 'b'}));
	expect(addressOf({host: 'a', apiToken: '1'})).toBe(addressOf({host: 'a', apiToken: '2'}));
});

describe('beside a lone bundle, in an empty folder', () => {
	const run = promisify(execFile);
	const here = dirname(fileURLToPath(import.meta.url));

	test.each(['cjs', 'esm'] as const)('TypeScript loads from a %s bundle', async format => {
		const folder = await folderWith({
			'desk.ts': `import type {ModuleType} from '@slack-im/targets';\nexport default {open: (options: {id: string}) => (${body})} satisfies Partial<ModuleType<{id: string}>>;\n`,
			'entry/main.ts': `import {module} from '${join(here, '../../src/module/target.ts')}';
const tools = {log: console, attributes: [], keys: ['email'], folder: process.cwd(), readOnly: false, http: undefined as never};
void (async () => {
	const target = await module.open({module: './desk.ts', options: {id: '7'}}, tools);
	for await (const {id} of target.list!({signal: new AbortController().signal})) console.log(id);
})();
`,
		});
		const out = join(folder, 'entry/dist');
		await build({
			config: false,
			entry: [join(folder, 'entry/main.ts')],
			outDir: out,
			format,
			platform: 'node',
			target: 'node22',
			noExternal: [/.*/],
			silent: true,
			dts: false,
			clean: false,
			esbuildOptions: options => void (options.conditions = ['@slack-im/source']),
			...(format === 'esm' && {banner: {js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);"}}),
		});
		const lone = await mkdtemp(join(tmpdir(), 'lone-'));
		onTestFinished(async () => rm(lone, {recursive: true, force: true}));
		const bundle = join(lone, format === 'cjs' ? 'cli.cjs' : 'cli.mjs');
		await writeFile(
			bundle,
			await readFile(join(out, format === 'cjs' ? 'main.js' : 'main.mjs')).catch(async () =>
				readFile(join(out, format === 'cjs' ? 'main.cjs' : 'main.js')),
			),
		);
		await writeFile(join(lone, 'desk.ts'), await readFile(join(folder, 'desk.ts')));
		const {stdout} = await run(process.execPath, ['--disable-warning=ExperimentalWarning', bundle], {cwd: lone});
		expect(stdout.trim()).toBe('7');
	});

	test('and a link to a file elsewhere', async () => {
		const folder = await folderWith({'real/desk.ts': `export default (options: {id: string}) => (${body});`});
		await symlink(join(folder, 'real/desk.ts'), join(folder, 'desk.ts'));
		expect(await firstId(await openModule(folder, './desk.ts', {id: '8'}))).toBe('8');
	});
});
