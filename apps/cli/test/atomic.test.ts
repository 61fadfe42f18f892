import {mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {streamAtomically, writeAtomically} from '../src/files/atomic.ts';

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'slack-im-atomic-'));
const pid = 4242;
const broken = function* (): Generator<string> {
	yield 'x'.repeat(100_000);
	throw new Error('broke off');
};
const lines = async function* (): AsyncGenerator<string> {
	yield 'one\n';
	yield 'two\n';
};

describe('a file written atomically', () => {
	test('is there as a whole, for its owner only, in folders that were missing', () => {
		const file = path.join(folder(), 'a', 'b', 'junit.xml');
		writeAtomically(file, ['one ', 'two'], {pid});
		expect(readFileSync(file, 'utf8')).toBe('one two');
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(readdirSync(path.dirname(file))).toEqual(['junit.xml']);
	});

	test('replaces an older one whatever its rights were', () => {
		const file = path.join(folder(), 'plan');
		writeFileSync(file, 'old', {mode: 0o644});
		writeAtomically(file, ['new'], {pid});
		expect(readFileSync(file, 'utf8')).toBe('new');
		expect(statSync(file).mode & 0o777).toBe(0o600);
	});

	test('leaves the old one, and nothing else, when its text breaks off', () => {
		const dir = folder();
		const file = path.join(dir, 'plan');
		writeFileSync(file, 'old');
		expect(() => writeAtomically(file, broken(), {pid})).toThrow('broke off');
		expect(readFileSync(file, 'utf8')).toBe('old');
		expect(readdirSync(dir)).toEqual(['plan']);
	});

	test('leaves nothing behind when its place is a folder', () => {
		const dir = folder();
		expect(() => writeAtomically(dir, ['x'], {pid})).toThrow(/could not be written: it is a folder/);
		expect(readdirSync(path.dirname(dir)).filter(name => name.includes(`${path.basename(dir)}.${pid}`))).toEqual([]);
	});

	test('goes through a link to what it points to', () => {
		const dir = folder();
		writeFileSync(path.join(dir, 'real'), 'old');
		symlinkSync(path.join(dir, 'real'), path.join(dir, 'link'));
		writeAtomically(path.join(dir, 'link'), ['new'], {pid});
		expect(readFileSync(path.join(dir, 'real'), 'utf8')).toBe('new');
		expect(readdirSync(dir).toSorted()).toEqual(['link', 'real']);
	});

	test('a device is written to, not replaced', () => {
		writeAtomically('/dev/null', ['x'], {pid});
		expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
	});

	test('may come in pieces over time', async () => {
		const file = path.join(folder(), 'snapshot.jsonl');
		await streamAtomically(file, lines(), {pid});
		expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
	});
});
