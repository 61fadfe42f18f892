import {type ScimOptions, startScim} from '@slack-im/sandbox';
import {describe, expect, onTestFinished, test} from 'vitest';

import {person, sync} from '../http-type/sync.ts';

const everybody = [person('Ada'), person('Bo'), person('Cy')];
const yaml = (more = '') =>
	`type: scim\nurl: "\${URL}"\ntoken: "\${TOKEN}"\nguards: {removals: {count: 9}, updates: {from: 99}}\n${more}attributes: {userName: "{{ email }}", displayName: "{{ name }}", title: Staff, 'emails[type eq "work"].value': "{{ email }}"}\n`;

/** A provider without users, and a run against it. */
const start = async (options: ScimOptions = {}) => {
	const server = await startScim({users: [], etag: false, ...options});
	onTestFinished(async () => server.close());
	const run = async (members = everybody, more = '') => {
		server.forgetRequests();
		const synced = await sync(yaml(more), {URL: server.url, TOKEN: server.token}, members);
		const failures = synced.report.outcomes.flatMap(outcome => (outcome.kind === 'failed' ? [outcome.error] : []));
		return {...synced, failures, writes: server.requests.filter(({method}) => method !== 'GET').length};
	};
	return {server, run};
};

const dropsExternalId: ScimOptions['keeps'] = ({externalId: _externalId, ...user}) => user;

describe('a provider that drops externalId', () => {
	test('is told of in every run: nothing ties an account to its person', async () => {
		const {run} = await start({keeps: dropsExternalId});
		for (const _night of [1, 2]) {
			const {exit, failures, warnings} = await run();
			expect(failures).toHaveLength(3);
			for (const failure of failures)
				expect(failure).toMatchObject({
					kind: 'not-kept',
					message: expect.stringContaining('`externalId` is still empty'),
					hint: expect.stringContaining('`externalId: false`'),
				});
			expect(warnings).toEqual([expect.stringContaining('`externalId: false`')]);
			expect(exit).toBe(1);
		}
	});

	test('is kept in step by its keys with `externalId: false`', async () => {
		const {run, server} = await start({keeps: dropsExternalId});
		expect((await run(everybody, 'externalId: false\n')).exit).toBe(0);
		expect(server.users()).toHaveLength(3);
		expect(await run(everybody, 'externalId: false\n')).toMatchObject({exit: 0, writes: 0});
	});
});

test('a provider that writes user names in lower case is in step', async () => {
	const {run, server} = await start({
		keeps: ({userName, ...user}) => ({...user, userName: typeof userName === 'string' ? userName.toLowerCase() : null}),
	});
	const shouting = everybody.map(member => ({...member, profile: {...member.profile, email: member.profile?.email?.toUpperCase()}}));
	expect((await run(shouting)).exit).toBe(0);
	expect(server.users().map(({userName}) => userName)).toEqual(['ada@example.com', 'bo@example.com', 'cy@example.com']);
	expect(await run(shouting)).toMatchObject({exit: 0, writes: 0});
});

test('a provider that drops title is told of in every run, and everything else is kept in step', async () => {
	const {run, server} = await start({keeps: ({title: _title, ...user}) => user});
	await run();
	const renamed = [person('Ada', {realName: 'Adele'}), person('Bo'), person('Cy')];
	const {exit, failures} = await run(renamed);
	expect(server.users()).toMatchObject([{displayName: 'Adele'}, {displayName: 'Bo'}, {displayName: 'Cy'}]);
	expect(failures).toHaveLength(3);
	for (const failure of failures) expect(failure).toMatchObject({kind: 'not-kept', hint: expect.stringContaining('`attributes.title`')});
	expect(exit).toBe(1);
});

describe('a leaver', () => {
	const without = [person('Ada', {deleted: true}), person('Bo'), person('Cy')];

	test.each([
		['the user as it was', {status: 200, body: {id: '1', userName: 'ada@example.com', active: true}}],
		['the user as it should be', {status: 200, body: {id: '1', userName: 'ada@example.com', active: false}}],
		['nothing', {status: 204}],
		['that it will be done', {status: 202}],
	])('who stays active has not been deactivated, whatever the answer shows: %s', async (_sentence, answer) => {
		const {run, server} = await start();
		await run();
		server.faults.add({match: {method: 'PATCH'}, times: null, ...answer});
		const {exit, failures} = await run(without);
		expect(failures).toMatchObject([
			{kind: 'not-kept', message: expect.stringContaining('still active'), hint: expect.stringContaining('`patch: false`')},
		]);
		expect(exit).toBe(1);
	});

	test('is deactivated where the provider takes no path', async () => {
		const {run, server} = await start();
		await run();
		server.faults.add({match: {method: 'PATCH', body: '"path"'}, times: null, status: 400, body: {scimType: 'noTarget'}});
		expect((await run(without)).exit).toBe(0);
		expect(server.users().map(({active}) => active)).toEqual([false, true, true]);
	});
});
