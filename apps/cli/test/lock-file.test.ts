import {spawn} from 'node:child_process';
import {once} from 'node:events';
import type * as nodeFs from 'node:fs';
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import * as fc from 'fast-check';
import {afterEach, describe, expect, onTestFinished, test, vi} from 'vitest';

import {tryFile} from '../src/lock-file.ts';

/** Called before each step that an attempt takes in the file system: others get a turn there. */
const {turn, stepping} = vi.hoisted(() => {
	const turn = {before: () => {}};
	const stepping =
		<Args extends unknown[], Result>(run: (...args: Args) => Result) =>
		(...args: Args): Result => {
			turn.before();
			return run(...args);
		};
	return {turn, stepping};
});
vi.mock('node:fs', async original => {
	const fs = await original<typeof nodeFs>();
	return {
		...fs,
		linkSync: stepping(fs.linkSync),
		readFileSync: stepping(fs.readFileSync),
		renameSync: stepping(fs.renameSync),
		rmSync: stepping(fs.rmSync),
	};
});
afterEach(() => {
	turn.before = () => {};
});

const newFile = (): string => {
	const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-lock-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return path.join(folder, 'lock.pid');
};

const running = (pids: Readonly<Record<number, string>>) => (pid: number) => pids[pid];

describe('a lock that is a file', () => {
	test.each([
		['its process runs', {1: 'monday', 2: 'monday'}, {holder: 'process 1'}],
		['its process is gone', {2: 'monday'}, {release: expect.any(Function)}],
		['its process id is now that of another process', {1: 'tuesday', 2: 'monday'}, {release: expect.any(Function)}],
		['nothing tells when processes began: safe is held', {1: '', 2: ''}, {holder: 'process 1'}],
	])('%s', (_sentence, pids, result) => {
		const file = newFile();
		tryFile(file, {pid: 1, startOf: running({1: 'monday'})});
		expect(tryFile(file, {pid: 2, startOf: running(pids)})).toEqual(result);
	});

	test('is held by a process against itself as well', () => {
		const file = newFile();
		tryFile(file, {pid: 1, startOf: () => 'monday'});
		expect(tryFile(file, {pid: 1, startOf: () => 'monday'})).toEqual({holder: 'process 1'});
	});

	test('is free where its file is empty or torn, as after a power cut', () => {
		const file = newFile();
		for (const text of ['', '17', '17 x y']) {
			writeFileSync(file, text);
			expect(tryFile(file, {pid: 1, startOf: () => 'monday'})).toHaveProperty('release');
			rmSync(file);
		}
	});

	test('leaves nothing behind, whoever died before', async () => {
		const file = newFile();
		for (const pid of [1, 2, 3]) expect(tryFile(file, {pid, startOf: () => undefined})).toHaveProperty('release');
		const last = tryFile(file, {pid: 4, startOf: () => undefined});
		expect(readdirSync(path.dirname(file))).toEqual(['lock.pid']);
		if ('release' in last) await last.release();
		expect(readdirSync(path.dirname(file))).toEqual([]);
	});
});

/** A run on its way to the lock, or with it. */
interface Run {
	readonly pid: number;
	state: 'trying' | 'holding' | 'over' | 'killed';
	release?: () => Promise<void>;
}

test('is never held by two, whoever gets a turn between any two steps of whom, and whoever is killed there', () => {
	fc.assert(
		fc.property(fc.array(fc.nat(99), {maxLength: 60}), choices => {
			const file = newFile();
			const runs: Run[] = [];
			const startOf = (pid: number): string | undefined =>
				runs.some(run => run.pid === pid && run.state !== 'killed') ? 'now' : undefined;
			const holding = (): Run[] => runs.filter(({state}) => state === 'holding');
			const attempt = (): void => {
				const run: Run = {pid: runs.length + 1, state: 'trying'};
				runs.push(run);
				try {
					const result = tryFile(file, {pid: run.pid, startOf});
					if ('release' in result) Object.assign(run, {state: 'holding', release: result.release});
					else run.state = 'over';
				} catch (error) {
					if (error !== run) throw error;
				}
				expect(holding().length).toBeLessThan(2);
			};
			let next = 0;
			const choose = (): number => choices[next++] ?? 99;
			turn.before = () => {
				const trying = runs.filter(({state}) => state === 'trying');
				const choice = choose();
				const [holder] = holding();
				if (choice < 30 && runs.length < 8) attempt();
				else if (choice < 45 && holder) holder.state = 'killed';
				else if (choice < 55 && holder) {
					void holder.release!();
					holder.state = 'over';
				} else if (choice < 65 && trying.length > 0) {
					const killed = trying.at(-1)!; // The one whose step this is
					killed.state = 'killed';
					throw killed;
				}
			};
			for (let round = 0; round < 4; round++) {
				attempt();
				const [holder] = holding();
				if (holder) holder.state = 'killed';
			}
			// Whatever the dead have left, the next one gets it
			turn.before = () => {};
			attempt();
			expect(holding()).toHaveLength(1);
			rmSync(path.dirname(file), {recursive: true, force: true});
		}),
		{numRuns: 150},
	);
});

test('is never held by two of many processes, of which some are killed while they hold it', {timeout: 60_000}, async () => {
	const file = newFile();
	const script = `
		import {mkdirSync, readFileSync, rmdirSync} from 'node:fs';
		import {takeLock} from ${JSON.stringify(path.join(import.meta.dirname, '../src/lock.ts'))};
		const startOf = pid => { try { return readFileSync('/proc/' + pid + '/stat', 'utf8').split(' ')[21]; } catch { return undefined; } };
		process.env.TMPDIR = ${JSON.stringify(path.dirname(file))};
		for (let round = 1; round <= 20; round++) {
			const release = await takeLock({type: 'http', address: 'x', wait: 50_000, every: 1, signal: new AbortController().signal, platform: 'darwin', pid: process.pid, startOf});
			mkdirSync(${JSON.stringify(`${file}.held`)}); // Throws where another holds it
			await new Promise(setImmediate);
			rmdirSync(${JSON.stringify(`${file}.held`)});
			if (process.argv[1] === 'dies' && round === 4) process.kill(process.pid, 'SIGKILL');
			await release();
		}`;
	const children = ['lives', 'dies', 'lives', 'dies', 'dies', 'dies'].map(fate => {
		const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, fate], {stdio: ['ignore', 'inherit', 'pipe']});
		let said = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
		return once(child, 'close').then(([code, signal]) => ({end: fate === 'dies' ? signal : code, said}));
	});
	const ends = await Promise.all(children);
	expect(ends.filter(({end}) => end !== 0 && end !== 'SIGKILL')).toEqual([]);
	// The one that was killed last may have left its own
	expect(readdirSync(path.dirname(file)).filter(name => !/^slack-im-[0-9a-f]{32}\.pid$/.test(name))).toEqual([]);
});
