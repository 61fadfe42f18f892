import {appendFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import {deactivated, person} from '@slack-im/sandbox';
import {describe, expect, test} from 'vitest';

import {devConfig, staff, world} from './harness/world.ts';

/** The accounts of a server, by the Slack id that they carry or their user id: whether they are active, and their e-mail. */
const held = (accounts: readonly {readonly [name: string]: unknown; readonly id: string}[]): Record<string, unknown> =>
	Object.fromEntries(
		accounts.map(({id, active, email}) => [
			id,
			`${active === true ? 'active' : 'inactive'} ${typeof email === 'string' ? email : 'no e-mail'}`,
		]),
	);

const kim = person({id: 'U0KIM', name: 'Kim Lee', email: 'kim@example.com'});
const withoutLinks = devConfig.replace('    slackIdAt: metadata.slackId\n', '');

describe('whose account it is', () => {
	test('an outsider with the same login keeps the account, a former colleague’s stays inactive, and both conflicts say what to paste', async () => {
		const {devServer, run, folder} = await world({
			slack: {
				people: [
					kim,
					person({id: 'U0JO', name: 'Jo Park', email: 'jo@example.com'}),
					person({id: 'U0MAX', name: 'Max', email: 'max@example.com'}),
				],
			},
			devServer: {
				accounts: [
					{userId: 'kim', name: 'Kim of a partner', email: 'kim@partner.example'},
					{userId: 'jo', name: 'Jo Former', active: false},
					{userId: 'max', name: 'Max', email: 'max@old.example'},
				],
			},
		});
		const before = devServer.accounts();
		const id = (userId: string): string => before.find(account => account.userId === userId)!.id;
		const config = devConfig.replace('targets:', `overrides: {U0MAX: {account: "${id('max')}"}}\ntargets:`);
		writeFileSync(path.join(folder, 'slack-im.config.yaml'), config);

		const plan = await run(['plan']);
		expect(plan.exitCode, plan.stderr).toBe(1);
		expect(plan.stdout).toMatch(/~ adopt\s+max@example\.com/);
		expect(plan.stdout).toContain('1 to adopt; 2 conflicts.');
		expect(plan.junit().cases.find(({name}) => name === 'max@example.com')?.text).toContain('dry run: would adopt');

		const {exitCode, stdout} = await run(['sync']);
		expect(exitCode).toBe(1);
		const text = stdout.replaceAll(/\s+/g, ' ');
		expect(text).toContain('the e-mail kim@partner.example, not kim@example.com');
		expect(text).toContain(`overrides: {U0KIM: {account: "${id('kim')}"}}`);
		expect(text).toContain('it is not reactivated');
		expect(held(devServer.accounts())).toEqual({
			[id('kim')]: 'active kim@partner.example',
			[id('jo')]: 'inactive no e-mail',
			[id('max')]: 'active max@example.com',
		});
	});

	test('a leaver loses the account although a joiner maps to the same key, and a recycled address is no rehire', async () => {
		const {slack, devServer, run} = await world({
			slack: {
				people: [
					...staff(8),
					person({id: 'U0OLD', name: 'Kim Lee', email: 'kim@a.example'}),
					person({id: 'U4', name: 'Sun Ra', email: 'sun@example.com'}),
				],
			},
		});
		expect((await run(['sync'])).exitCode).toBe(0);
		const account = (userId: string): string => devServer.accounts().find(one => one.userId === userId)!.id;
		slack.leave('U0OLD');
		slack.leave('U4');
		slack.join(kim);
		slack.join(person({id: 'U5', name: 'Bob Smith', email: 'sun@example.com'}));

		const explained = await run(['explain', 'U0OLD']);
		expect(explained.stdout).toContain('- deactivate');
		const {exitCode, stdout} = await run(['sync']);
		expect(exitCode).toBe(1);
		const text = stdout.replaceAll(/\s+/g, ' ');
		expect(text).toContain('what is due for kim@a.example (U0OLD), who left, is done all the same');
		expect(text).toContain('overrides: {U5: {sameAs: U4}}');
		expect(held(devServer.accounts())).toMatchObject({
			[account('kim')]: 'inactive kim@a.example',
			[account('sun')]: 'inactive sun@example.com',
		});
		expect(devServer.accounts()).toHaveLength(11);
	});

	test('an e-mail that is given at creation only tells whose account it is: a stranger’s is not taken, a leaver’s is deactivated', async () => {
		const {devServer, run} = await world({
			slack: {
				people: [
					...staff(8),
					kim,
					person({id: 'U0LEE', name: 'Lee New', email: 'lee@example.com'}),
					deactivated(person({id: 'U0OLD', name: 'Lee Old', email: 'lee@a.example'})),
				],
			},
			config: withoutLinks
				.replace('[email, userId]', '[userId]')
				.replace('email: "{{ email }}"', 'metadata.mail: {value: "{% if email %}{{ email | downcase }}{% endif %}", onCreate: true}'),
			devServer: {
				accounts: [
					...staff(8).map(({profile}, index) => ({
						userId: `p00${index + 1}`,
						name: String(profile?.real_name),
						centerIds: ['spectra'],
						roleGroupId: 'AGENT',
					})),
					{userId: 'kim', name: 'Kim of a partner', metadata: {mail: 'kim@partner.example'}},
					{userId: 'lee', name: 'Lee Old', metadata: {mail: 'lee@a.example'}},
				],
			},
		});
		const {exitCode, stdout} = await run(['sync']);
		expect(exitCode).toBe(1);
		const text = stdout.replaceAll(/\s+/g, ' ');
		expect(text).toContain('the e-mail kim@partner.example, not kim@example.com');
		expect(text).toContain('what is due for lee@a.example (U0OLD), who left, is done all the same');
		const [stranger, leaver] = devServer.accounts().slice(8);
		expect(stranger).toMatchObject({userId: 'kim', name: 'Kim of a partner', active: true});
		expect(leaver).toMatchObject({userId: 'lee', active: false});
		expect(devServer.accounts()).toHaveLength(10);
	});

	test('a joiner gets the e-mail and the login that a rename of the same run gives up', async () => {
		const {slack, devServer, run} = await world({slack: {people: [...staff(3), kim]}});
		expect((await run(['sync'])).exitCode).toBe(0);
		slack.changeEmail('U0KIM', 'kim2@example.com');
		slack.join(person({id: 'U0NEW', name: 'Kim New', email: 'kim@example.com'}));
		const {exitCode, stdout} = await run(['sync']);
		expect(exitCode, stdout).toBe(0);
		const named = devServer.accounts().filter(({userId}) => userId.startsWith('kim'));
		expect(named.map(({userId, email, metadata}) => ({userId, email, metadata}))).toEqual([
			{userId: 'kim2', email: 'kim2@example.com', metadata: {slackId: 'U0KIM'}},
			{userId: 'kim', email: 'kim@example.com', metadata: {slackId: 'U0NEW'}},
		]);
	});

	test('a row that says it is an administrator’s is not touched, though the attribute is not managed', async () => {
		const {devServer, run} = await world({
			slack: {people: [...staff(3), deactivated(person({id: 'U0BOSS', name: 'Boss', email: 'boss@example.com'}))]},
			config: devConfig.replace('    match:', '    protected: [{at: metadata.admin, is: true}]\n    match:'),
			devServer: {accounts: [{userId: 'boss', name: 'Boss', email: 'boss@example.com', metadata: {admin: true, slackId: 'U0BOSS'}}]},
		});
		const {exitCode, stdout} = await run(['sync']);
		expect(exitCode, stdout).toBe(0);
		expect(devServer.accounts().find(({userId}) => userId === 'boss')).toMatchObject({active: true, metadata: {admin: true}});
	});

	test('more than a few new links are withheld once accounts are linked', async () => {
		const {slack, devServer, run} = await world({slack: {people: staff(6)}});
		expect((await run(['sync'])).exitCode).toBe(0);
		const late = staff(4, 21);
		for (const member of late) slack.join(member);
		const made = devServer.accounts().find(({userId}) => userId === 'p001')!;
		devServer.addAccounts(
			late.map(({profile}) => {
				const email = String(profile?.email);
				return {centerIds: made['centerIds']!, roleGroupId: 'AGENT', name: String(profile?.real_name), email, userId: email.split('@')[0]!};
			}),
		);
		const {exitCode, stdout} = await run(['sync']);
		expect(exitCode).toBe(4);
		expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
			/4 of 10 active accounts \(40 %\) would be linked to people for the first time, more than 3; to allow it once: --allow adoptions=4/,
		);
		expect(devServer.accounts().filter(({userId, metadata}) => userId.startsWith('p02') && metadata === undefined)).toHaveLength(4);
		const allowed = await run(['sync', '--allow', 'adoptions=4']);
		expect(allowed.exitCode, allowed.stdout).toBe(0);
		expect(allowed.stdout).toContain('4 adopted');
	});

	test('who changes the e-mail where no Slack id is kept is a conflict, doctor says why, and an account in overrides settles it', async () => {
		const {slack, devServer, run, folder} = await world({slack: {people: staff(3)}, config: withoutLinks});
		expect((await run(['sync'])).exitCode).toBe(0);
		slack.changeEmail('U0STAFF002', 'p002@new.example');
		const {exitCode, stdout} = await run(['sync']);
		expect(exitCode, stdout).toBe(1);
		const [, paste] = /(overrides: \{U0STAFF002: .*?\}\})/.exec(stdout.replaceAll(/\s+/g, ' ')) ?? [];
		expect(paste).toBeDefined();
		expect((await run(['doctor'])).stdout).toMatch(/a user whose e-mail changes becomes a conflict[^]*slackIdAt/);
		appendFileSync(path.join(folder, 'slack-im.config.yaml'), `${paste}\n`);
		expect((await run(['sync'])).exitCode).toBe(0);
		expect(devServer.accounts().map(({email}) => email)).toContain('p002@new.example');
	});

	test('people who left cannot be let in', async () => {
		const {run} = await world({config: devConfig.replace('targets:', 'people: {include: [guest, deleted]}\ntargets:')});
		const {exitCode, stderr} = await run(['plan']);
		expect(exitCode).toBe(2);
		expect(stderr).toContain('they would be given accounts');
	});
});
