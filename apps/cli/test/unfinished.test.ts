import {writeFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {newFolder, slackIm} from './harness/run.ts';
import {staff, world} from './harness/world.ts';

const oldReport = {'reports/junit.xml': '<testsuites><testsuite name="old" tests="0"/></testsuites>\n'};

describe('a config whose code never comes to an end', () => {
	test.each([
		['waits for what never comes', 'await new Promise(() => {});\nexport default {};\n'],
		['exports a promise that never settles', 'export default new Promise(() => {});\n'],
		['ends the process as if all were well', 'process.exit(0);\n'],
		['ends the process in its own way', 'process.exitCode = 0;\nprocess.exit();\n'],
	])('%s: exit 2, one sentence, and no report of an earlier run', async (_, text) => {
		const cwd = newFolder({...oldReport, 'slack-im.config.mjs': text});
		const result = await slackIm(['sync'], {cwd});
		expect(result.exitCode, result.stderr).toBe(2);
		expect(result.stderr).toContain('error: the config was never loaded: its code ended the process, or waits for what never comes');
		expect(result.stderr).toContain('process.exit()');
		expect(result.junit().failures + result.junit().errors).toBeGreaterThan(0);
		expect(result.file('reports/junit.xml')).not.toContain('old');
	});

	test.each([['members'], ['targets'], ['explain', 'kim@example.com'], ['doctor']])('is told by %s too', async (...args) => {
		const cwd = newFolder({'slack-im.config.mjs': 'await new Promise(() => {});\nexport default {};\n'});
		const result = await slackIm(args, {cwd});
		expect(result.exitCode, result.stderr).toBe(2);
		expect(result.stderr).toContain('the config was never loaded');
	});
});

const withModule = async (text: string) => {
	const one = await world({
		slack: {people: staff(2)},
		config: 'targets:\n  ours:\n    type: module\n    module: ./ours.mjs\n    attributes:\n      email: "{{ email }}"\n',
	});
	writeFileSync(path.join(one.folder, 'ours.mjs'), text);
	return one;
};

const moduleWith = (method: string): string => `export default {
	schema: {safeParse: () => ({success: true, data: {}}), parse: () => ({})},
	defaults: () => ({match: ['email']}),
	address: () => 'ours',
	open: () => ({
		list: async function* () {},
		create: async () => ({id: '1'}),
		${method},
	}),
};
`;

describe('a module of a target that never comes to an end', () => {
	test.each([
		['at its import', 'await new Promise(() => {});\nexport default {};\n'],
		['in its list', moduleWith('list: async function* () { await new Promise(() => {}); yield {} }')],
		['in its create, which ends the process', moduleWith('create: async () => process.exit(0)')],
	])('%s: the run does not look like a good one', async (_, text) => {
		const {run} = await withModule(text);
		const result = await run(['sync']);
		expect(result.exitCode, result.stderr).toBe(70);
		expect(result.stderr).toContain('the work is not done, yet nothing is left to wait for');
		expect(result.junit().failures + result.junit().errors).toBeGreaterThan(0);
	});
});

test('a module whose list shows no key of `match` is exit 5, and nothing is created', async () => {
	const {run} = await withModule(`import {writeFileSync} from 'node:fs';
${moduleWith(`list: async function* () { yield {id: '7', active: true, keys: {}, attributes: {nick: 'kim'}}; },
		create: async () => { writeFileSync('created', ''); return {id: '1'}; }`)}`);
	const result = await run(['sync']);
	expect(result.exitCode, result.stderr).toBe(5);
	expect(result.junit().cases.find(({suite, name}) => suite === 'slack-im.ours' && name === 'target')).toMatchObject({
		state: 'error',
		text: expect.stringContaining('none with a Slack id or a value for email'),
	});
	expect(() => result.file('created')).toThrow('ENOENT');
});
