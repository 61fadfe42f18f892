import {startScim} from '@slack-im/sandbox';
import {describe, expect, onTestFinished, test} from 'vitest';

import {accountOf, call, draft, failureOf, openScim} from './support.ts';

/** A provider with one user, and that user's account. */
const start = async () => {
	const server = await startScim({users: [], etag: false});
	onTestFinished(async () => server.close());
	const target = openScim({url: server.url, token: server.token, etag: false}, {attributes: ['userName']});
	await target.create(draft('ada'), call);
	return {server, target, account: await accountOf(target, 'ada')};
};

describe('a provider that answers as if it were done', () => {
	test('and shows the user still active: the leaver was not deactivated, and that is said', async () => {
		const {server, target, account} = await start();
		server.faults.add({match: {method: 'PATCH'}, status: 200, body: {id: account.id, userName: 'ada', active: true}});
		expect(await failureOf(target.deactivate!(account, call))).toMatchObject({
			kind: 'refused',
			message: `PATCH /scim/v2/Users/${account.id} was answered as done, but the user is still active`,
			hint: expect.stringContaining('`patch: false`'),
		});
	});

	test('and shows nothing: the user is looked at', async () => {
		const {server, target, account} = await start();
		server.faults.add({match: {method: 'PATCH'}, status: 204});
		expect(await failureOf(target.deactivate!(account, call))).toMatchObject({message: expect.stringContaining('is still active')});
		server.faults.add({match: {method: 'PATCH'}, status: 204, acted: true});
		await target.deactivate!(account, call);
		expect(server.users()).toMatchObject([{active: false}]);
	});

	test('and hides who is inactive: the leaver is deactivated, a returner is not back', async () => {
		const {server, target, account} = await start();
		server.faults.add({match: {method: 'PATCH'}, status: 204, times: null});
		server.faults.add({match: {method: 'GET', path: '/scim/v2/Users/*'}, status: 404, times: null});
		await target.deactivate!(account, call);
		expect(await failureOf(target.reactivate!(account, call))).toMatchObject({message: expect.stringContaining('the user is not there')});
	});

	test('and cannot be asked again, or has only accepted it: it is believed', async () => {
		const {server, target, account} = await start();
		server.faults.add({match: {method: 'GET', path: '/scim/v2/Users/*'}, status: 403, times: null});
		server.faults.add({match: {method: 'PATCH'}, status: 204, acted: true});
		await target.deactivate!(account, call);
		server.faults.add({match: {method: 'PATCH'}, status: 202, body: {id: account.id, active: false}});
		await target.reactivate!(account, call);
		expect(server.users()).toMatchObject([{active: false}]);
	});

	test('and shows a returner still inactive', async () => {
		const {server, target, account} = await start();
		await target.deactivate!(account, call);
		server.faults.add({match: {method: 'PATCH'}, status: 200, body: {id: account.id, active: 'False'}});
		const inactive = await accountOf(target, 'ada');
		expect(await failureOf(target.reactivate!(inactive, call))).toMatchObject({message: expect.stringContaining('is still inactive')});
	});
});
