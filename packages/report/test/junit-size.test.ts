import {execFile} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';

import {afterAll, beforeAll, expect, test} from 'vitest';

import {bundleProgram} from '../../../vitest.bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'slack-im-size-'));

let program = '';
beforeAll(async () => {
	program = await bundleProgram(new URL('junit-size.ts', import.meta.url), folder);
}, 60_000);
afterAll(() => rmSync(folder, {recursive: true, force: true}));

// The goals are 3 s and 150 MB, without the young space that V8 takes where it may; the bound is on processor time, and leaves room for a slow machine
test.each([
	['100,000 cases take little time and memory', 'lazy', 150],
	['100,000 cases take little more than the run that holds them', 'whole', 320],
] as const)(
	'%s',
	async (_sentence, mode, most) => {
		const file = join(folder, 'junit.xml');
		const {stdout} = await promisify(execFile)(process.execPath, ['--max-semi-space-size=8', program, file, mode]);
		const [seconds = 0, processor = 0, before = 0, megabytes = 0, bytes = 0] = stdout.split(' ').map(Number);
		process.stdout.write(
			`junit.xml of 100,000 cases (${mode}): ${seconds.toFixed(2)} s (${processor.toFixed(2)} s of processor time), maxRSS ${megabytes.toFixed(0)} MB, of which ${before.toFixed(0)} MB before the report began; ${(bytes / 1e6).toFixed(1)} MB written\n`,
		);
		expect(readFileSync(file, 'utf8').match(/<testcase /g)).toHaveLength(100_003);
		expect(processor).toBeLessThan(6);
		expect(megabytes).toBeLessThan(most);
	},
	60_000,
);
