/**
Counts the house: files, lines and exported names of each package's hand-written source, and the keys of the config, beside those of commit 1c79803, from which the house was rebuilt.

    node scripts/size.ts

Lines are all lines of `src`, blank ones and comments included; generated files do not count. Keys: how many names a config may hold, each place of the schema once ("places"), and each group of names that occurs more than once counted once ("distinct"): what a reader has to learn.
*/
import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** Measured by this program in a checkout of 1c79803. */
const before: Record<string, readonly [files: number, lines: number, names: number]> = {
	'packages/core': [69, 6937, 175],
	'packages/targets': [94, 8340, 27],
	'packages/report': [28, 2824, 20],
	'packages/sandbox': [30, 2605, 49],
	'apps/cli': [94, 7676, 0],
};
const keysBefore = {places: 949, distinct: 313};

const isGenerated = (text: string): boolean => text.startsWith('// Made from ');

const sourcesOf = (folder: string): string[] =>
	existsSync(folder)
		? readdirSync(folder, {recursive: true, encoding: 'utf8'})
				.filter(name => name.endsWith('.ts'))
				.map(name => readFileSync(path.join(folder, name), 'utf8'))
				.filter(text => !isGenerated(text))
		: [];

/** Names that the package's index exports; a star counts what stands behind it. */
const namesOf = (folder: string, file = 'index.ts'): number => {
	const full = path.join(folder, file);
	if (!existsSync(full)) return 0;
	const text = readFileSync(full, 'utf8');
	let names = text
		.matchAll(/^export (?:declare )?(?:async )?(?:abstract )?(?:const|function\*?|class|interface|type|enum) \w+/gm)
		.toArray().length;
	for (const [, list] of text.matchAll(/^export (?:type )?\{([^}]*)\}/gm))
		names += list!.split(',').filter(name => name.trim() !== '').length;
	for (const [, from] of text.matchAll(/^export \* from '\.\/(.+)'/gm)) names += namesOf(folder, path.join(path.dirname(file), from!));
	return names;
};

interface Schema {
	readonly properties?: Record<string, Schema>;
	readonly additionalProperties?: Schema | boolean;
	readonly items?: Schema | boolean;
	readonly anyOf?: readonly Schema[];
	readonly oneOf?: readonly Schema[];
	readonly allOf?: readonly Schema[];
}

const keysOf = (schema: Schema | boolean | undefined, groups: Map<string, number>): number => {
	if (typeof schema !== 'object') return 0;
	const names = Object.keys(schema.properties ?? {});
	if (names.length > 0) groups.set(names.toSorted().join(' '), names.length);
	const inner = [
		...Object.values(schema.properties ?? {}),
		...(schema.anyOf ?? []),
		...(schema.oneOf ?? []),
		...(schema.allOf ?? []),
		schema.items,
		schema.additionalProperties,
	];
	return names.length + inner.reduce((sum: number, part) => sum + keysOf(part, groups), 0);
};

const keys = (): {readonly places: number; readonly distinct: number} => {
	const groups = new Map<string, number>();
	const cli = path.join(root, 'apps/cli/dist/cli.cjs');
	const places = keysOf(JSON.parse(execFileSync(process.execPath, [cli, 'schema'], {encoding: 'utf8'})), groups);
	return {places, distinct: [...groups.values()].reduce((sum, count) => sum + count, 0)};
};

const packages = [
	'packages/http',
	'packages/core',
	'packages/config',
	'packages/targets',
	'packages/report',
	'packages/sandbox',
	'apps/cli',
];
const row = (cells: readonly (string | number)[]): string =>
	cells.map((cell, index) => (index === 0 ? String(cell).padEnd(18) : String(cell).padStart(9))).join('');
const lines = [row(['', 'files', 'before', 'lines', 'before', 'names', 'before'])];
const sum = [0, 0, 0, 0, 0, 0];
for (const name of packages) {
	const folder = path.join(root, name, 'src');
	const sources = sourcesOf(folder);
	const [files, count, names] = before[name] ?? [0, 0, 0];
	if (sources.length === 0 && files === 0) continue;
	const cells = [
		sources.length,
		files,
		sources.reduce((total, text) => total + text.split('\n').length - 1, 0),
		count,
		namesOf(folder),
		names,
	];
	for (const [index, cell] of cells.entries()) sum[index]! += cell;
	lines.push(row([name, ...cells]));
}
lines.push(row(['all', ...sum]));
const {places, distinct} = keys();
lines.push('', `config keys: ${places} places, ${distinct} distinct (before: ${keysBefore.places} and ${keysBefore.distinct})`);
process.stdout.write(`${lines.join('\n')}\n`);
