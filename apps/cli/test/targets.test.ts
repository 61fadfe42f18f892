import {writeFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {devConfig, world} from './harness/world.ts';

const config = `${devConfig.replace('    list: true', '    schedule: {cron: "0 12 * * *", timezone: Asia/Seoul}\n    list: true')}  post-only:
    type: workspace
    url: "http://127.0.0.1:9/api"
    attributes: {userId: "{{ email | local_part }}", name: "{{ name }}"}
  office:
    type: workspace
    url: "http://127.0.0.1:9/api"
    schedule: {cron: "0 12 * * 1", every: 2 weeks, from: 2026-01-05}
    attributes: {userId: "{{ email | local_part }}", name: "{{ name }}"}
  demo:
    type: workspace
    url: "http://127.0.0.1:9/api"
    schedule: manual
    attributes: {userId: "{{ email | local_part }}", name: "{{ name }}"}
`;

describe('slack-im targets', () => {
	test('lists what each can do, and when it is due next; nobody is called', async () => {
		const {slack, devServer, run} = await world({config});
		const {exitCode, stdout, stderr} = await run(['targets'], {env: {SLACK_BOT_TOKEN: ''}});
		expect(exitCode, stderr).toBe(0);
		expect(stdout).toMatch(
			/^dev-server +workspace .* list +create update reactivate deactivate +0 12 \* \* \* \(Asia\/Seoul\) +\d{4}-\d\d-\d\d 12:00, \d{4}-\d\d-\d\d 12:00, \d{4}-\d\d-\d\d 12:00$/m,
		);
		expect(stdout).toMatch(/^post-only +workspace .* nothing +create$/m);
		expect(stdout).toMatch(/^office .* 0 12 \* \* 1 \(UTC, every 2 weeks from 2026-01-05\) /m);
		expect(stdout).toMatch(/^demo .* create +manual$/m);
		expect([...slack.requests, ...devServer.requests]).toEqual([]);
	});

	test('as JSON, times in UTC', async () => {
		const {run} = await world({config});
		const rows: {name: string; next: string[]}[] = JSON.parse((await run(['targets', '--json'])).stdout);
		expect(rows).toMatchObject([
			{name: 'dev-server', next: [expect.stringMatching(/T03:00:00.000Z$/), expect.any(String), expect.any(String)]},
			{name: 'post-only', next: []},
			{name: 'office', next: [expect.any(String), expect.any(String), expect.any(String)]},
			{name: 'demo', next: []},
		]);
	});

	test('one that cannot be opened is told of, and hides no other', async () => {
		const {folder, run} = await world({
			config: `${config}  ours:
    type: module
    module: ./ours.mjs
    match: [email]
    attributes: {email: "{{ email }}"}
`,
		});
		writeFileSync(path.join(folder, 'ours.mjs'), 'export default () => { throw new Error("the shelf is locked"); };\n');
		const {exitCode, stdout, stderr} = await run(['targets']);
		expect(stdout).toContain('dev-server');
		expect(stdout).toContain('post-only');
		expect(stderr).toContain('the shelf is locked');
		expect(exitCode).not.toBe(0);
	});

	test('an unknown one is exit 2, with the nearest', async () => {
		const {run} = await world({config});
		const {exitCode, stderr} = await run(['targets', '--target', 'post-onyl']);
		expect(exitCode).toBe(2);
		expect(stderr).toContain('post-only');
	});
});
