import {describe, expect, test} from 'vitest';

import {devConfig, world} from './harness/world.ts';

const config = devConfig.replace('    list: true', '    schedule: {cron: "0 12 * * *", timezone: Asia/Seoul}\n    list: true');

describe('--due-since and --due-until', () => {
	test.each([
		['ISO', '2026-11-24T02:45:00Z', '2026-11-24T03:00:00Z'],
		['milliseconds, as Jenkins has them', String(Date.UTC(2026, 10, 24, 2, 45)), String(Date.UTC(2026, 10, 24, 3))],
		['another zone', '2026-11-24T11:45:00+09:00', '2026-11-24T12:00:00+09:00'],
	])('a tick in the window runs the target: %s', async (_what, since, until) => {
		const {devServer, run} = await world({config});
		const result = await run(['sync', '--due-since', since, '--due-until', until]);
		expect(result.exitCode, result.stderr).toBe(0);
		expect(result.stderr).toContain('due: dev-server');
		expect(devServer.accounts()).toHaveLength(6);
	});

	test('a manual one is never due, and nothing is said about it', async () => {
		const {run, slack} = await world({config: devConfig.replace('    list: true', '    schedule: manual\n    list: true')});
		const result = await run(['sync', '--due-since', '2020-01-01T00:00:00Z']);
		expect(result.exitCode, result.stderr).toBe(0);
		expect(`${result.stdout}${result.stderr}`.toLowerCase()).not.toContain('warning');
		expect(slack.requests).toEqual([]);
	});

	test('a target without a schedule is said to be never due', async () => {
		const {run} = await world();
		const result = await run(['sync', '--due-since', '2026-11-24T03:00:00Z', '--due-until', '2026-11-24T03:15:00Z']);
		expect(result.exitCode, result.stderr).toBe(0);
		expect(`${result.stdout}${result.stderr}`).toContain('never due, because there is no `schedule` in the config: dev-server');
		expect(result.file('reports/run.json')).toContain('never due');
	});

	test('nothing due: Slack is not read, exit 0, the one case is schedule', async () => {
		const {slack, devServer, run} = await world({config});
		const result = await run(['sync', '--due-since', '2026-11-24T03:00:00Z', '--due-until', '2026-11-24T03:15:00Z']);
		expect(result.exitCode, result.stderr).toBe(0);
		expect(slack.requests).toEqual([]);
		expect(devServer.requests).toEqual([]);
		expect(result.junit().cases).toMatchObject([{suite: 'slack-im.run', name: 'schedule', state: 'skipped'}]);
		expect(result.stdout).toContain('Nothing was due.');
	});
});
