import {describe, expect, test} from 'vitest';

import {devConfig, password, staff, world, writesTo} from './harness/world.ts';

describe('slack-im explain', () => {
	test('follows one person: Slack, verdict, attributes, account, operation', async () => {
		const {slack, devServer, run} = await world();
		await run(['sync']);
		slack.rename('U0STAFF002', {name: 'Another Name'});
		devServer.forgetRequests();
		const {exitCode, stdout, stderr} = await run(['explain', 'P002@example.com']);
		expect(exitCode, stderr).toBe(0);
		expect(stdout).toContain('U0STAFF002');
		expect(stdout).toMatch(/matched by slackId/);
		expect(stdout).toContain('~ update');
		expect(stdout).toContain('"Person 002" → "Another Name"');
		expect(stdout).toMatch(/password +\(secret, on create only\)/);
		expect(stdout).not.toContain(password);
		expect(writesTo(devServer)).toEqual([]);
	});

	test('says which guard would withhold it', async () => {
		const {slack, run} = await world({slack: {people: staff(12)}});
		await run(['sync']);
		for (let number = 1; number <= 6; number++) slack.leave(`U0STAFF00${number}`);
		const {stdout} = await run(['explain', 'U0STAFF003']);
		expect(stdout).toContain('withheld by removals');
		expect(stdout).toContain('--allow removals=6');
	});

	test('says why somebody is out', async () => {
		const {run} = await world({config: devConfig.replace('targets:', 'people: {deny: ["p003@*"]}\ntargets:')});
		expect((await run(['explain', 'p003@example.com'])).stdout).toContain('out: denied');
	});

	test('as JSON', async () => {
		const {run} = await world();
		const explanation: {identity: {slackId: string}; targets: {name: string; operation: {kind: string}}[]} = JSON.parse(
			(await run(['explain', 'p001@example.com', '--json'])).stdout,
		);
		expect(explanation).toMatchObject({identity: {slackId: 'U0STAFF001'}, targets: [{name: 'dev-server', operation: {kind: 'create'}}]});
	});

	test('nobody is exit 2; a target that is down is exit 5 and told', async () => {
		const {run} = await world({env: {API_URL: 'http://127.0.0.1:9/api'}});
		const nobody = await run(['explain', 'nobody@example.com']);
		expect(nobody.exitCode).toBe(2);
		expect(nobody.stderr).toContain('slack-im members --all');
		const down = await run(['explain', 'p001@example.com']);
		expect(down.exitCode).toBe(5);
		expect(down.stdout).toContain('127.0.0.1:9');
	});
});
