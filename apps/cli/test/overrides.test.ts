import path from 'node:path';
import {readFileSync, writeFileSync} from 'node:fs';

import {expect, test} from 'vitest';

import {newFolder, slackIm} from './harness/run.ts';
import {devConfig, world} from './harness/world.ts';

const overridesOf = (count: number): string =>
	`overrides:\n${Array.from({length: count}, (_, index) => `  q${index}@example.com: {userId: q${index}, name: "Person ${index}", "roleGroupId": LEAD}\n`).join('')}`;

/** Milliseconds of the processor that a command takes with so many overrides. */
const loadTime = async (count: number): Promise<number> => {
	const cwd = newFolder({
		'slack-im.config.yaml': overridesOf(count) + devConfig,
		'cpu.cjs': "process.on('exit', () => require('fs').writeFileSync('cpu.json', JSON.stringify(process.cpuUsage())));",
	});
	const {exitCode, stderr} = await slackIm(['targets'], {
		cwd,
		env: {
			NODE_OPTIONS: '--require ./cpu.cjs',
			SLACK_BOT_TOKEN: 'xoxb-1',
			API_URL: 'http://127.0.0.1:9/',
			SLACK_IM_INITIAL_PASSWORD: 'pass-1234',
		},
	});
	expect(exitCode, stderr).toBe(0);
	const {user, system}: {user: number; system: number} = JSON.parse(readFileSync(path.join(cwd, 'cpu.json'), 'utf8'));
	return (user + system) / 1000;
};

test('four times as many overrides take about four times as long to load', async () => {
	const few = await loadTime(5000);
	const many = await loadTime(20_000);
	expect(many / few).toBeLessThan(6);
});

test('of many overrides that are nobody’s, some are named', async () => {
	const {folder, run} = await world();
	writeFileSync(path.join(folder, 'slack-im.config.yaml'), overridesOf(1000) + devConfig);
	const {exitCode, stderr} = await run(['sync', '-q']);
	expect(exitCode, stderr).toBe(0);
	expect(stderr.match(/overrides: Slack knows nobody as q/g)).toHaveLength(20);
	expect(stderr).toContain('warning: overrides: Slack does not know 980 more of these people');
});
