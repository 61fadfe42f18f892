import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import {expect, inject, test} from 'vitest';

import {newFolder} from './harness/run.ts';

const keptIn = (place: string): string[] => (existsSync(place) ? readdirSync(place) : []).filter(name => name.startsWith('cli.cjs@'));

/** The bundle in a folder of its own, and how to start it. */
const installed = () => {
	const folder = newFolder();
	const home = path.join(folder, 'home');
	const cache = path.join(home, '.cache/slack-im');
	const bundle = path.join(folder, 'cli.cjs');
	copyFileSync(inject('bundle'), bundle);
	return {
		folder,
		cache,
		start: (env: Readonly<Record<string, string>> = {}): string =>
			execFileSync(process.execPath, [bundle, 'schema'], {cwd: folder, env: {HOME: home, ...env}, encoding: 'utf8', stdio: 'pipe'}),
		/** Path of the one kept file. */
		kept: (): string => {
			expect(keptIn(cache)).toHaveLength(1);
			return path.join(cache, keptIn(cache)[0]!);
		},
	};
};

test('what a start compiled is kept in the cache of the user, for its owner only, and taken by the next; another version replaces it', () => {
	const {cache, start, kept} = installed();
	mkdirSync(cache, {recursive: true, mode: 0o700});
	writeFileSync(path.join(cache, 'cli.cjs@0123456789abcdef-tag.cache'), 'of an earlier version');
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

test('nothing is kept or taken beside the bundle, where a checkout could put it; where nothing is wanted, nowhere', () => {
	const {folder, cache, start, kept} = installed();
	start({NODE_DISABLE_COMPILE_CACHE: '1'});
	expect(keptIn(cache)).toEqual([]);
	const right = start();
	const name = path.basename(kept());
	expect(statSync(cache).mode & 0o777).toBe(0o700);
	expect(keptIn(folder)).toEqual([]);

	// Whole, and of the right user, but not in the right place
	const evil = path.join(folder, name);
	copyFileSync(kept(), evil);
	const {atimeMs} = statSync(evil);
	expect(start({HOME: path.join(folder, 'other')})).toBe(right);
	expect(statSync(evil).atimeMs).toBe(atimeMs);
	expect(start({HOME: '/nowhere'})).toBe(right);
});
