import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {devConfig, staff, world, writesTo} from './harness/world.ts';

const withModule = async (text: string) => {
	const one = await world({
		slack: {people: staff(3)},
		config: `${devConfig}  ours:\n    type: module\n    module: ./ours.mjs\n    match: [email]\n    attributes: {email: "{{ email }}"}\n`,
	});
	writeFileSync(path.join(one.folder, 'ours.mjs'), text);
	return one;
};

const target = (members: string): string => `export default () => ({create: async () => ({id: '1'}), ${members}});\n`;

describe('a mistake that shows when a target is opened stops the run before anything is read or written', () => {
	test.each([
		['a module with a syntax error', 'export default {\n', 'ours.mjs'],
		['a module without a default export', 'export const target = 1;\n', 'default'],
		['a target that could create everybody again in every run', target(''), 'could create everybody again'],
	])('%s', async (_, text, words) => {
		const {slack, devServer, run} = await withModule(text);
		for (const command of ['plan', 'sync']) {
			const {exitCode, stderr, junit} = await run([command]);
			expect(exitCode, stderr).toBe(2);
			expect(stderr).toContain('ours');
			expect(stderr).toContain(words);
			expect(junit().cases.map(({name}) => name)).toEqual(['config']);
		}
		expect(slack.requests).toEqual([]);
		expect(writesTo(devServer)).toEqual([]);
	});

	test('in apply, too', async () => {
		const {folder, devServer, run} = await withModule(target('list: async function* () {}'));
		expect((await run(['plan', '--out', 'plan.json'])).exitCode).toBe(0);
		writeFileSync(path.join(folder, 'ours.mjs'), 'export default {\n');
		const {exitCode, stderr} = await run(['apply', 'plan.json']);
		expect(exitCode, stderr).toBe(2);
		expect(writesTo(devServer)).toEqual([]);
	});
});

test('what is opened ahead is opened once, and closed once, also when Slack cannot be read', async () => {
	const {folder, slack, run} = await withModule(
		`import {appendFileSync} from 'node:fs';
const note = word => appendFileSync(import.meta.dirname + '/calls', word + ' ');
export default () => {
	note('open');
	return {list: async function* () { note('list'); }, create: async () => ({id: '1'}), close: async () => note('close')};
};
`,
	);
	const calls = (): string => readFileSync(path.join(folder, 'calls'), 'utf8').trim();
	expect((await run(['plan', '--target', 'ours'])).exitCode).toBe(0);
	expect(calls()).toBe('open list close');
	slack.faults.add({match: {path: '/api/users.list'}, status: 200, body: {ok: false, error: 'account_inactive'}, times: null});
	expect((await run(['plan', '--target', 'ours'])).exitCode).toBe(3);
	expect(calls()).toBe('open list close open close');
});

test('a system that is down is the trouble of its own target', async () => {
	const {devServer, run} = await withModule('export default () => { throw new Error("the shelf is locked"); };\n');
	const {exitCode, stdout, stderr} = await run(['sync']);
	expect(exitCode, stderr).not.toBe(2);
	expect(exitCode).not.toBe(0);
	expect(stdout + stderr).toContain('the shelf is locked');
	expect(devServer.accounts()).toHaveLength(4);
});
