import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import {expect, inject, test} from 'vitest';

import {newFolder} from './harness/run.ts';

const keptIn = (place: string): string[] => readdirSync(place).filter(name => name.startsWith('.cli.cjs@'));

/** The bundle in a folder of its own, and how to start it. */
const installed = () => {
	const folder = newFolder();
	const home = path.join(folder, 'home');
	const bundle = path.join(folder, 'cli.cjs');
	copyFileSync(inject('bundle'), bundle);
	return {
		folder,
		home,
		start: (env: Readonly<Record<string, string>> = {}): string =>
			execFileSync(process.execPath, [bundle, 'schema'], {cwd: folder, env: {HOME: home, ...env}, encoding: 'utf8', stdio: 'pipe'}),
		/** Path of the one kept file beside the bundle. */
		kept: (): string => {
			expect(keptIn(folder)).toHaveLength(1);
			return path.join(folder, keptIn(folder)[0]!);
		},
	};
};

test('what a start compiled is kept beside the bundle, for its owner only, and taken by the next; another version replaces it', () => {
	const {folder, start, kept} = installed();
	writeFileSync(path.join(folder, '.cli.cjs@0123456789abcdef-tag.cache'), 'of an earlier version');
	const first = start();
	const {ino, mode} = statSync(kept());
	expect(mode & 0o777).toBe(0o600);
	expect(start()).toBe(first);
	expect(statSync(kept()).ino).toBe(ino);
});

test('a kept file that is damaged, or that others can write, is not taken but replaced', () => {
	const {start, kept} = installed();
	const right = start();
	const evil = readFileSync(kept());
	evil[evil.length >> 1]! ^= 1;
	writeFileSync(kept(), evil);
	expect(start()).toBe(right);
	expect(readFileSync(kept()).equals(evil)).toBe(false);

	const before = statSync(kept()).ino;
	chmodSync(kept(), 0o620);
	expect(start()).toBe(right);
	expect(statSync(kept())).toMatchObject({mode: 0o100600});
	expect(statSync(kept()).ino).not.toBe(before);
});

test('where it cannot be written beside the bundle it is kept in the cache of the user; where nothing is wanted, nowhere', () => {
	const {folder, home, start, kept} = installed();
	start({NODE_DISABLE_COMPILE_CACHE: '1'});
	expect(keptIn(folder)).toEqual([]);
	const right = start();
	const file = kept();
	rmSync(file);
	mkdirSync(file);
	expect(start()).toBe(right);
	const cache = path.join(home, '.cache/slack-im');
	expect(keptIn(cache)).toEqual([path.basename(file)]);
	expect(statSync(cache).mode & 0o777).toBe(0o700);
	expect(start()).toBe(right);
	expect(keptIn(folder)).toHaveLength(1);
});
