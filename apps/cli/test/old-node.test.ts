import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {runInNewContext} from 'node:vm';

import {expect, inject, test} from 'vitest';

import {isMissing} from './harness/real.ts';
import {newFolder, slackIm} from './harness/run.ts';

const firstStatement = (): string =>
	/^#!.*\n(\(function \(\) \{.*?\}\)\(\);)/s.exec(readFileSync(inject('bundle'), 'utf8'))?.[1] ?? 'missing';

/** What the first statement says on a Node, and how it exits. */
const gateOn = (node: string): {exits: number[]; said: string[]} => {
	const exits: number[] = [];
	const said: string[] = [];
	runInNewContext(firstStatement(), {
		process: {versions: {node}, execPath: '/usr/bin/node', exit: (code: number) => exits.push(code)},
		console: {error: (text: string) => said.push(text)},
	});
	return {exits, said};
};

test.each(['0.12.18', '12.22.12', '20.20.2', '22.20.0'])('Node %s is told what is needed, exit 2', node => {
	expect(gateOn(node)).toEqual({
		exits: [2],
		said: [expect.stringMatching(/needs Node 22\.21 or later; this is Node .* \(\/usr\/bin\/node\)/)],
	});
});

test.each(['22.21.0', '22.100.0', '24.0.0', '100.0.0'])('Node %s is let through', node => {
	expect(gateOn(node)).toEqual({exits: [], said: []});
});

const isTooOld = (node: string): boolean => {
	const [major = 0, minor = 0] = execFileSync(node, ['-p', 'process.versions.node'], {encoding: 'utf8'}).split('.').map(Number);
	return major < 22 || (major === 22 && minor < 21);
};
const oldNode = (process.env['PATH'] ?? '')
	.split(path.delimiter)
	.map(folder => path.join(folder, 'node'))
	.find(node => existsSync(node) && isTooOld(node));

test.skipIf(isMissing(oldNode !== undefined, 'the bundle on an older Node needs one on the PATH'))(
	'the bundle on an older Node of this machine says what it needs, and exits 2',
	async () => {
		const cwd = newFolder();
		const result = await slackIm(['sync', 'http://127.0.0.1:1'], {cwd, node: oldNode ?? 'an older node'});
		expect(result).toMatchObject({exitCode: 2, stdout: ''});
		expect(result.stderr).toContain('needs Node 22.21 or later');
		expect(existsSync(path.join(cwd, 'reports'))).toBe(false);
	},
);
