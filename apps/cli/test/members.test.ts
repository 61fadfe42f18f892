import {describe, expect, test} from 'vitest';

import {person} from '@slack-im/sandbox';

import {staff, world} from './harness/world.ts';

const people = [
	...staff(2),
	person({id: 'U0EVIL', name: '=cmd()', email: 'evil@example.com', title: '+1\u001b[31m red', displayName: ''}),
	person({id: 'U0WIDE', name: '홍길동', email: 'hong@example.com'}),
	person({id: 'U0GUEST', name: 'Guest', email: 'guest@example.com', member: {is_restricted: true}}),
	person({id: 'U0MAILLESS', name: 'No Mail', email: null}),
];

describe('slack-im members', () => {
	test('lists who is in, aligned also for wide characters', async () => {
		const {run} = await world({slack: {people}});
		const {exitCode, stdout, stderr} = await run(['members']);
		expect(exitCode, stderr).toBe(0);
		expect(stdout).toContain('p001@example.com');
		expect(stdout).toContain('홍길동');
		expect(stdout).not.toContain('guest@example.com');
		expect(stdout).not.toContain('\u001b');
		expect(stderr).toContain('4 in');
	});

	test('--all says why somebody is not', async () => {
		const {run} = await world({slack: {people}});
		const {stdout} = await run(['members', '--all']);
		expect(stdout).toMatch(/guest@example\.com.* guest$/m);
		expect(stdout).toMatch(/U0MAILLESS.* email-missing$/m);
		expect(stdout).toMatch(/p001@example\.com.* in$/m);
	});

	test('as JSON, JSON Lines and CSV for machines, with nothing else on stdout', async () => {
		const {run} = await world({slack: {people}});
		const json: {email?: string; in: boolean; reason?: string}[] = JSON.parse((await run(['members', '--all', '--json'])).stdout);
		expect(json.find(({email}) => email === 'guest@example.com')).toMatchObject({in: false, reason: 'guest', slackId: 'U0GUEST'});
		const lines = (await run(['members', '--jsonl'])).stdout
			.trim()
			.split('\n')
			.map((line): {in: boolean} => JSON.parse(line));
		expect(lines).toHaveLength(4);
		expect(lines.every(line => line.in)).toBe(true);
		const csv = (await run(['members', '--csv'])).stdout;
		expect(csv.split('\n')[0]).toBe('slackId,email,name,title');
		expect(csv).toContain("'=cmd()");
		expect(csv).toContain("'+1");
	});

	test('needs no target, and calls none', async () => {
		const {devServer, run} = await world({config: 'source: {token: "${SLACK_BOT_TOKEN}"}\n'});
		expect((await run(['members'])).exitCode).toBe(0);
		expect(devServer.requests).toEqual([]);
	});

	test('two formats at once are one too many', async () => {
		const {run} = await world();
		const {exitCode, stderr} = await run(['members', '--json', '--csv']);
		expect(exitCode).toBe(2);
		expect(stderr).toContain('use one of them');
	});

	test('exit 3 where Slack refuses', async () => {
		const {run} = await world();
		const {exitCode, stdout, stderr} = await run(['members'], {env: {SLACK_BOT_TOKEN: 'xoxb-wrong-1234567'}});
		expect({exitCode, stdout}).toEqual({exitCode: 3, stdout: ''});
		expect(stderr).toContain('invalid_auth');
	});
});
