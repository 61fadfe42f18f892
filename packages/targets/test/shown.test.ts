import {startScim} from '@slack-im/sandbox';
import {describe, expect, onTestFinished, test} from 'vitest';

import {serve} from './http/server.ts';
import {all, call, openHttp} from './http-type/open.ts';
import {accountsOf as fileAccounts, openFile, temporaryFolder, writeAgents} from './init-data/support.ts';
import {accountsOf, draft, openScim} from './scim/support.ts';

/** Protection may hang on what is not managed: `protected: [{at: admin, is: true}]`. */
describe('attributes that are only looked at are in the accounts that are listed', () => {
	test('http, at the place that the config gives them, and are in no update', async () => {
		const {url, seen} = await serve(({method}) =>
			method === 'GET' ? {body: [{id: 7, email: 'ada@example.com', name: 'Ada', flags: {root: true}}]} : 204,
		);
		const {target} = await openHttp('url: "${URL}"\nlist: {path: users}\nupdate: true\naccount: {fields: {admin: flags.root}}', url, {
			shown: ['admin', 'none', 'name'],
		});
		const [account] = await all(target);
		expect(account!.attributes).toEqual({email: 'ada@example.com', name: 'Ada', admin: true});
		await target.update!(account!, [{attribute: 'name', from: 'Ada', to: 'Ada L.'}], call);
		expect(JSON.parse(seen.find(({method}) => method !== 'GET')!.body)).toEqual({name: 'Ada L.'});
	});

	test('scim', async () => {
		const server = await startScim({users: [], etag: false});
		onTestFinished(async () => server.close());
		const writer = openScim({url: server.url, token: server.token}, {attributes: ['userName', 'title']});
		await writer.create(draft('ada', {title: 'CTO'}), call);
		const target = openScim({url: server.url, token: server.token}, {attributes: ['userName'], shown: ['title']});
		expect((await accountsOf(target))[0]!.attributes).toEqual({userName: 'ada', title: 'CTO'});
	});

	test('init-data, by their path', async () => {
		const folder = await temporaryFolder();
		await writeAgents(folder, JSON.stringify([{userId: 'ada', email: 'ada@example.com', rights: {admin: true}}]));
		const target = await openFile(folder, {}, {attributes: ['userId'], shown: ['rights.admin']});
		expect((await fileAccounts(target))[0]!.attributes).toEqual({userId: 'ada', 'rights.admin': true});
	});
});
