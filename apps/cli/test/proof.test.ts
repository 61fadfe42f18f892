import {describe, expect, test} from 'vitest';

import {devConfig, staff, world, writesTo} from './harness/world.ts';

describe('exit 0 is a proof: the target showed what was planned', () => {
	test('a 500 after the insert is done; a leaver who stays active although the answer was 204 is a failure in every run', async () => {
		const {slack, devServer, run} = await world({slack: {people: staff(4)}});
		devServer.faults.add({match: {method: 'POST', path: '/api/agents'}, status: 500, acted: true});
		const first = await run(['sync']);
		expect(first.exitCode, first.stderr).toBe(0);
		expect(devServer.accounts()).toHaveLength(4 + 1);
		expect(first.file('reports/report.html')).toContain('it was there already and was brought in line');

		slack.leave('U0STAFF001');
		devServer.faults.add({match: {method: 'PATCH', path: '/api/agents/*'}, status: 204, body: '', times: null});
		for (let night = 0; night < 2; night++) {
			const {exitCode, stdout, junit} = await run(['sync']);
			expect(exitCode).toBe(1);
			expect(stdout).toContain('answered 204, and the account is still active');
			expect(stdout).toContain('`account.active`');
			expect(junit().failures).toBe(1);
		}
	});

	test('an attribute that is never kept is told with the count; `verify: false` says that nothing was verified', async () => {
		const config = `${devConfig}      title: "{{ name }} of the team"\n`;
		const {devServer, run} = await world({slack: {people: staff(6)}, config, devServer: {drops: ['title']}});
		const {exitCode, stdout} = await run(['sync']);
		expect(exitCode).toBe(1);
		expect(stdout).toContain('6 writes were answered as done and not kept');
		expect(stdout).toContain('`attributes.title`');
		expect(devServer.accounts()).toHaveLength(6 + 1);

		const other = await world({slack: {people: staff(2)}, config: `${devConfig}    verify: false\n`});
		const unverified = await other.run(['sync']);
		expect(unverified.exitCode).toBe(0);
		expect(unverified.stdout + unverified.stderr).toContain('not verified');
		expect(writesTo(other.devServer)).toHaveLength(2);
	});

	test('two people who exchange their e-mails are settled in one run', async () => {
		const {slack, devServer, run} = await world({slack: {people: staff(3)}, devServer: {uniqueEmail: true}});
		expect((await run(['sync'])).exitCode).toBe(0);
		slack.changeEmail('U0STAFF001', 'p002@example.com');
		slack.changeEmail('U0STAFF002', 'p001@example.com');
		const {exitCode, stdout} = await run(['sync', '--allow', 'updates=2']);
		expect(exitCode, stdout).toBe(0);
		const held = devServer.accounts().map(({email, name}) => JSON.stringify([name, email]));
		expect(held).toContain('["Person 001","p002@example.com"]');
		expect(held).toContain('["Person 002","p001@example.com"]');
	});
});
