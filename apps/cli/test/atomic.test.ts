import {lstatSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {streamAtomically, writeAtomically} from '../src/files/atomic.ts';

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'slack-im-atomic-'));
const host = {pid: 4242, startOf: (pid: number) => (pid === 4242 || pid === 4243 ? 'today' : undefined)};
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
		writeAtomically(file, ['one ', 'two'], {host});
		expect(readFileSync(file, 'utf8')).toBe('one two');
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(readdirSync(path.dirname(file))).toEqual(['junit.xml']);
	});

	test('replaces an older one whatever its rights were', () => {
		const file = path.join(folder(), 'plan');
		writeFileSync(file, 'old', {mode: 0o644});
		writeAtomically(file, ['new'], {host});
		expect(readFileSync(file, 'utf8')).toBe('new');
		expect(statSync(file).mode & 0o777).toBe(0o600);
	});

	test('leaves the old one, and nothing else, when its text breaks off', () => {
		const dir = folder();
		const file = path.join(dir, 'plan');
		writeFileSync(file, 'old');
		expect(() => writeAtomically(file, broken(), {host})).toThrow('broke off');
		expect(readFileSync(file, 'utf8')).toBe('old');
		expect(readdirSync(dir)).toEqual(['plan']);
	});

	test('leaves nothing behind when its place is a folder', () => {
		const dir = folder();
		expect(() => writeAtomically(dir, ['x'], {host})).toThrow(/could not be written: it is a folder/);
		expect(readdirSync(path.dirname(dir)).filter(name => name.includes(`${path.basename(dir)}.${host.pid}`))).toEqual([]);
	});

	test('replaces a link, and leaves alone what it points to', () => {
		const dir = folder();
		writeFileSync(path.join(dir, 'victim'), 'old');
		symlinkSync(path.join(dir, 'victim'), path.join(dir, 'link'));
		writeAtomically(path.join(dir, 'link'), ['new'], {host});
		expect(readFileSync(path.join(dir, 'victim'), 'utf8')).toBe('old');
		expect(readFileSync(path.join(dir, 'link'), 'utf8')).toBe('new');
		expect(lstatSync(path.join(dir, 'link')).isSymbolicLink()).toBe(false);
	});

	test('replaces a link to a device too', () => {
		const file = path.join(folder(), 'junit.xml');
		symlinkSync('/dev/null', file);
		writeAtomically(file, ['new'], {host});
		expect(readFileSync(file, 'utf8')).toBe('new');
	});

	test('is in folders for their owner only, whatever the umask', () => {
		const dir = folder();
		const before = process.umask(0);
		try {
			writeAtomically(path.join(dir, 'a', 'b', 'junit.xml'), ['x'], {host});
		} finally {
			process.umask(before);
		}
		for (const made of ['a', 'a/b']) expect(statSync(path.join(dir, made)).mode & 0o777).toBe(0o700);
	});

	test('takes away what killed runs left of it, and nothing else', () => {
		const dir = folder();
		const left = ['.junit.xml.77.tmp', '.junit.xml.4243.tmp', '.run.json.77.tmp', '.junit.xml.mine.tmp', 'junit.xml.77.tmp'];
		for (const name of left) writeFileSync(path.join(dir, name), 'left');
		writeFileSync(path.join(dir, '.junit.xml.4242.tmp'), 'left by an earlier process of this number');
		writeAtomically(path.join(dir, 'junit.xml'), ['new'], {host});
		expect(readdirSync(dir).toSorted()).toEqual([...left.slice(1), 'junit.xml'].toSorted());
		const longAgo = new Date(Date.now() - 2 * 3_600_000);
		utimesSync(path.join(dir, '.junit.xml.4243.tmp'), longAgo, longAgo);
		writeAtomically(path.join(dir, 'junit.xml'), ['new'], {host});
		expect(readdirSync(dir)).not.toContain('.junit.xml.4243.tmp');
	});

	test('a device is written to, not replaced', () => {
		writeAtomically('/dev/null', ['x'], {host});
		expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
	});

	test('may come in pieces over time', async () => {
		const file = path.join(folder(), 'snapshot.jsonl');
		await streamAtomically(file, lines(), {host});
		expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
	});
});
