import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';

import {build} from 'tsup';
import {afterAll, expect, test} from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'slack-im-size-'));
afterAll(() => rmSync(folder, {recursive: true}));

/** As it is shipped: Node's own removal of types would be a part of what is measured. */
const bundle = async (): Promise<string> => {
	await build({
		config: false,
		entry: {child: new URL('child.ts', import.meta.url).pathname},
		outDir: folder,
		format: ['esm'],
		outExtension: () => ({js: '.mjs'}),
		platform: 'node',
		noExternal: [/.*/],
		banner: {js: "import {createRequire as makeRequire} from 'node:module'; const require = makeRequire(import.meta.url);"},
		silent: true,
	});
	return join(folder, 'child.mjs');
};

/** The young space of V8 takes up to 100 MB where it may, whatever is needed: with it in bounds, what is measured is what a run holds. */
const sparing = ['--max-semi-space-size=8'];

const plan = (
	child: string,
	count: number,
): {
	kinds: Record<string, number>;
	members: number;
	seconds: number;
	reading: number;
	planning: number;
	megabytes: number;
	error?: unknown;
} => JSON.parse(execFileSync(process.execPath, [...sparing, child, String(count)], {encoding: 'utf8'}));

test('100,000 people are planned against 100,000 accounts in less than 350 MB', async () => {
	const child = await bundle();
	const first = plan(child, 100_000);
	// What is garbage and not collected yet depends on the machine's other work: the better of two runs is closer to what is needed
	const second = first.megabytes < 350 ? first : plan(child, 100_000);
	const {kinds, members, error, seconds, reading, planning, megabytes} = second.megabytes < first.megabytes ? second : first;
	process.stdout.write(
		`100,000 people and 100,000 accounts: ${megabytes} MB, ${seconds} s (reading a snapshot ${reading} s, listing and planning ${planning} s)\n`,
	);
	expect(error).toBeUndefined();
	expect(members).toBe(100_000);
	expect(kinds).toEqual({update: 1000, noop: 99_000});
	expect(megabytes).toBeLessThan(350);
}, 120_000);
