import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';

import {modeOf} from './harness/run.ts';
import {staff, world} from './harness/world.ts';

describe('slack-im snapshot', () => {
	test('saves a read for its owner only, and a sync from it needs no Slack', async () => {
		const {slack, devServer, folder, run} = await world();
		const saved = await run(['snapshot', '--out', 'slack.jsonl']);
		expect(saved.exitCode, saved.stderr).toBe(0);
		expect(modeOf(path.join(folder, 'slack.jsonl'))).toBe('600');
		expect(saved.junit().cases.find(({suite, name}) => suite === 'slack-im.source' && name === 'read')).toMatchObject({state: 'passed'});
		expect(saved.stdout + saved.stderr).toContain('5 members');
		slack.forgetRequests();
		const synced = await run(['sync', '--from', 'slack.jsonl'], {env: {SLACK_BOT_TOKEN: ''}});
		expect(synced.exitCode, synced.stderr).toBe(0);
		expect(slack.requests).toEqual([]);
		expect(devServer.accounts()).toHaveLength(6);
		expect(synced.junit().cases.some(({suite}) => suite === 'slack-im.source')).toBe(false);
		expect((await run(['members', '--from', 'slack.jsonl'])).stdout).toContain('p005@example.com');
	});

	test('counts leavers apart from those who are excluded, as a sync does', async () => {
		const {slack, run} = await world();
		slack.leave('U0STAFF001');
		const counts = /Slack: .* members read: .*/;
		const saved = await run(['snapshot', '--out', 'slack.jsonl']);
		const planned = await run(['plan']);
		expect(counts.exec(saved.stderr)?.[0]).toBeDefined();
		expect(counts.exec(saved.stderr)?.[0]).toBe(counts.exec(planned.stderr)?.[0]);
	});

	test('keeps a name that has a line separator in it whole: a snapshot has lines of its own', async () => {
		const {slack, run} = await world();
		const [someone] = slack.members().filter(({profile}) => profile?.email);
		slack.rename(someone!.id, {name: 'Line\u2028Separator'});
		await run(['snapshot', '--out', 'slack.jsonl']);
		const synced = await run(['sync', '--from', 'slack.jsonl']);
		expect(synced.exitCode, synced.stderr).toBe(0);
	});

	test.each([
		['truncated', (text: string) => text.split('\n').slice(0, -2).join('\n')],
		['altered', (text: string) => text.replace('Person 003', 'Person 333')],
		['no snapshot', () => 'hello\n'],
	])('that is %s is refused, exit 2, and no target is called', async (_what, change) => {
		const {devServer, folder, run} = await world();
		await run(['snapshot', '--out', 'slack.jsonl']);
		const file = path.join(folder, 'slack.jsonl');
		writeFileSync(file, change(readFileSync(file, 'utf8')));
		const result = await run(['sync', '--from', 'slack.jsonl']);
		expect(result.exitCode, result.stderr + result.stdout).toBe(2);
		expect(devServer.requests).toEqual([]);
	});

	test('that is older than --max-age is exit 3', async () => {
		const {devServer, run} = await world();
		await run(['snapshot', '--out', 'slack.jsonl']);
		const result = await run(['sync', '--from', 'slack.jsonl', '--max-age', '1ms']);
		expect(result.exitCode, result.stderr).toBe(3);
		expect(devServer.requests).toEqual([]);
	});

	test('a read that fails leaves no file, exit 3', async () => {
		const {slack, folder, run} = await world({slack: {people: staff(30), limits: {page: 10}}});
		slack.faults.add({match: {path: '/api/users.list', nth: 3}, body: {ok: false, error: 'some_new_error'}, times: null});
		const result = await run(['snapshot', '--out', 'slack.jsonl']);
		expect(result.exitCode, result.stderr).toBe(3);
		expect(() => readFileSync(path.join(folder, 'slack.jsonl'))).toThrow('ENOENT');
	});

	test('without --out is exit 2', async () => {
		const {run} = await world();
		const result = await run(['snapshot']);
		expect(result.exitCode).toBe(2);
		expect(result.stderr).toContain('--out');
	});
});
