import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

import {expect, test} from 'vitest';

const src = path.resolve(import.meta.dirname, '../src');
/** The rooms of the engine; each may use those before it. CONTRIBUTING.md shows them in one picture. */
const rooms = ['model', 'decide', 'read', 'write', 'run'];

const roomOf = (file: string): string => path.relative(src, file).split(path.sep)[0]!;

/** What each file imports from another room, as in `write/look.ts → decide/order.ts`. */
const arrows = (): {readonly from: string; readonly to: string; readonly text: string}[] =>
	readdirSync(src, {recursive: true, encoding: 'utf8'})
		.filter(name => name.endsWith('.ts') && name !== 'index.ts')
		.flatMap(name => {
			const file = path.join(src, name);
			return [...readFileSync(file, 'utf8').matchAll(/from '(\.{1,2}\/[^']+)'/g)].map(([, specifier = '']) => {
				const to = path.resolve(path.dirname(file), specifier);
				return {from: roomOf(file), to: roomOf(to), text: `${name} → ${path.relative(src, to)}`};
			});
		});

test('the rooms of the engine are those that are drawn', () => {
	const found = readdirSync(src, {withFileTypes: true}).filter(entry => entry.isDirectory());
	expect(found.map(({name}) => name).toSorted()).toEqual(rooms.toSorted());
	const picture = readFileSync(path.resolve(import.meta.dirname, '../../../CONTRIBUTING.md'), 'utf8');
	for (const room of rooms) expect(picture).toContain(`    ${room} `);
});

test('imports run one way, from a room to those before it', () => {
	const all = arrows();
	expect(all.length).toBeGreaterThan(200);
	expect(all.filter(({from, to}) => rooms.indexOf(from) < rooms.indexOf(to)).map(({text}) => text)).toEqual([]);
});

test('every file that CONTRIBUTING.md sends a reader to is there', () => {
	const root = path.resolve(import.meta.dirname, '../../..');
	const text = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');
	const named = [...text.matchAll(/`((?:cli|config|core|targets)\/[\w./-]+)`/g)].map(([, name = '']) => name);
	expect(named.length).toBeGreaterThan(20);
	const missing = named.filter(name => !existsSync(path.join(root, name.startsWith('cli/') ? 'apps' : 'packages', name)));
	expect(missing).toEqual([]);
});

test('deciding reads nothing: no clock, no file, no network', () => {
	const deciding = readdirSync(path.join(src, 'decide'), {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ts'));
	for (const name of deciding) {
		const code = readFileSync(path.join(src, 'decide', name), 'utf8');
		expect([name, /Date\.now|new Date\(\)|performance\.now|\bfetch\(|node:(fs|net|http|timers)/.test(code)]).toEqual([name, false]);
	}
});
