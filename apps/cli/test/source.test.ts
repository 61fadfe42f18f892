import {describe, expect, test} from 'vitest';

import {devConfig, staff, world} from './harness/world.ts';

describe('when Slack cannot be read', () => {
	test('a page that answers 500 once costs nothing', async () => {
		const {slack, devServer, run} = await world({slack: {people: staff(30), limits: {page: 10}}});
		slack.faults.add({match: {path: '/api/users.list', nth: 2}, status: 500});
		const result = await run(['sync']);
		expect(result.exitCode, result.stderr).toBe(0);
		expect(devServer.accounts()).toHaveLength(31);
	});

	// Seconds pass: Slack is asked again with growing pauses before a run gives up
	test('a page that answers 500 for ever is exit 3, and no target is called', async () => {
		const {slack, devServer, run} = await world({slack: {people: staff(30), limits: {page: 10}}});
		slack.faults.add({match: {path: '/api/users.list', nth: 2}, status: 500, times: null});
		const result = await run(['sync'], {timeout: 60_000});
		expect(result.exitCode, result.stderr).toBe(3);
		expect(devServer.requests).toEqual([]);
		expect(result.junit().cases.find(({suite, name}) => suite === 'slack-im.source' && name === 'read')).toMatchObject({state: 'error'});
	}, 60_000);

	test('a channel that is cut short is exit 3: no one loses an account, and no target is called', async () => {
		const config = devConfig
			.replace('targets:', 'people: {channel: "#agents"}\ntargets:')
			.replace('attributes:', 'outOfScope: deactivate\n    attributes:');
		const {slack, devServer, run} = await world({slack: {people: staff(5)}, config});
		const members = staff(5).map(({id}) => id);
		slack.setChannel({id: 'C0AGENTS01', members});
		expect((await run(['sync'])).exitCode).toBe(0);
		const requests = devServer.requests.length;
		slack.faults.add({match: {path: '/api/conversations.members'}, merge: {members: members.slice(0, 2)}, times: null});
		const result = await run(['sync']);
		expect(result.exitCode, result.stderr).toBe(3);
		expect(devServer.requests).toHaveLength(requests);
		expect(result.junit().cases.find(({suite, name}) => suite === 'slack-im.source' && name === 'read')).toMatchObject({
			state: 'error',
			text: expect.stringContaining('Slack listed 2 of the 5 members of channel #agents'),
		});
	});

	test.each([
		['a wrong token', 'xoxb-wrong-9876543210', 'invalid_auth'],
		['a revoked token', 'xoxb-sandbox-revoked', 'revoked'],
		['a token without users:read.email', 'xoxb-sandbox-no-email', 'users:read.email'],
		['a refresh token', 'xoxe-1-sandbox-refresh', 'xoxe'],
	])('%s is exit 3, with what to do, and no target is called', async (_what, token, words) => {
		const {devServer, run} = await world();
		const result = await run(['sync'], {env: {SLACK_BOT_TOKEN: token}});
		expect(result.exitCode, result.stderr).toBe(3);
		expect(result.stdout + result.stderr).toContain(words);
		expect(devServer.requests).toEqual([]);
	});

	test('a token of another workspace is exit 3', async () => {
		const {devServer, run} = await world({config: devConfig.replace('source:', 'source:\n  workspace: T0OTHER01')});
		const result = await run(['sync']);
		expect(result.exitCode, result.stderr).toBe(3);
		expect(result.stdout + result.stderr).toContain('T0OTHER01');
		expect(devServer.requests).toEqual([]);
	});

	test('a workspace without people is exit 4, and writes nothing', async () => {
		const {devServer, run} = await world({slack: {people: []}});
		const result = await run(['sync']);
		expect([3, 4]).toContain(result.exitCode);
		expect(devServer.accounts()).toHaveLength(1);
	});
});
