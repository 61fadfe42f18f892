import {foundAccounts} from '@slack-im/core';
import {describe, expect, test} from 'vitest';

import {addGroup, providers} from './providers.ts';
import {accountOf, accountsOf, call, department, draft, failureOf, openScim, workMail} from './support.ts';

describe.each(Object.entries(providers))('%s', (_name, start) => {
	test('a person is created, found in the list, changed, cleared, made inactive, active again, and deleted', async () => {
		const options = await start();
		const target = openScim(options);
		const {id} = await target.create(draft('Ada', {[workMail]: 'ada@example.com', title: 'Lead', [department]: 'Sales'}), call);
		expect(await accountsOf(target)).toMatchObject([
			{
				id,
				slackId: 'U-Ada',
				keys: {userName: 'Ada', email: 'ada@example.com', externalId: 'U-Ada'},
				active: true,
				attributes: {
					userName: 'Ada',
					displayName: 'Ada L.',
					'name.givenName': 'Ada',
					[workMail]: 'ada@example.com',
					title: 'Lead',
					[department]: 'Sales',
					groups: [],
				},
			},
		]);

		await target.update!(
			await accountOf(target, 'Ada'),
			[
				{attribute: 'displayName', from: 'Ada L.', to: 'Ada Löwe'},
				{attribute: 'name.givenName', from: 'Ada', to: 'Adele'},
				{attribute: workMail, from: 'ada@example.com', to: 'adele@example.com'},
				{attribute: department, from: 'Sales', to: 'IT'},
				{attribute: 'title', from: 'Lead', to: null},
				{attribute: 'externalId', from: 'U-Ada', to: 'U-Adele'},
			],
			call,
		);
		const changed = await accountOf(target, 'Ada');
		expect(changed).toMatchObject({
			id,
			slackId: 'U-Adele',
			attributes: {
				displayName: 'Ada Löwe',
				'name.givenName': 'Adele',
				'name.familyName': 'L.',
				[workMail]: 'adele@example.com',
				[department]: 'IT',
			},
		});
		expect(changed.attributes).not.toHaveProperty('title');

		await target.deactivate!(changed, call);
		const inactive = await accountOf(target, 'Ada');
		expect(inactive).toMatchObject({id, active: false, attributes: {displayName: 'Ada Löwe'}});
		// As the engine does it: both with the account as it was listed
		await target.reactivate!(inactive, call);
		await target.update!(inactive, [{attribute: 'title', from: undefined, to: 'Boss'}], call);
		expect(await accountOf(target, 'Ada')).toMatchObject({active: true, attributes: {title: 'Boss', [department]: 'IT'}});

		await target.delete!(await accountOf(target, 'Ada'), call);
		expect(await accountsOf(target)).toEqual([]);
	});

	test('a user name that is taken in another case is refused as "exists"', async () => {
		const target = openScim(await start());
		await target.create(draft('ada'), call);
		const other = draft('ADA', {[workMail]: 'other@example.com'});
		expect(await failureOf(target.create({...other, slackId: 'U-other'}, call))).toMatchObject({kind: 'exists', status: 409});
	});

	test('groups are a set: joined and left by their names, others untouched', async () => {
		const options = await start();
		for (const name of ['agents', 'leads', 'other']) await addGroup(options, name);
		const target = openScim({...options, groups: ['agents', 'leads']});
		await openScim(options).create(draft('bob', {groups: ['other']}), call);
		await target.create(draft('ada', {groups: ['agents']}), call);
		expect((await accountOf(target, 'ada')).attributes).toMatchObject({groups: ['agents']});

		const ada = await accountOf(target, 'ada');
		await target.update!(ada, [{attribute: 'groups', from: ['agents'], to: ['leads']}], call);
		await target.update!(await accountOf(target, 'bob'), [{attribute: 'groups', from: [], to: ['leads', 'agents']}], call);
		const all = openScim(options);
		expect((await accountOf(all, 'ada')).attributes).toMatchObject({groups: ['leads']});
		expect((await accountOf(all, 'bob')).attributes).toMatchObject({groups: ['agents', 'leads', 'other']});
		expect((await accountOf(target, 'bob')).attributes).toMatchObject({groups: ['agents', 'leads']});
	});

	test('a group that is not there is said before anything is written', async () => {
		const options = await start();
		await addGroup(options, 'agents');
		const target = openScim(options);
		expect(await failureOf(target.create(draft('ada', {groups: ['agent']}), call))).toMatchObject({
			kind: 'refused',
			message: 'there is no group agent',
			hint: 'Make it there, or map to one that is: agents.',
		});
		expect(await accountsOf(target)).toEqual([]);
	});

	test('two people who change the same groups at once both get what they want', async () => {
		const options = await start();
		await addGroup(options, 'agents');
		const target = openScim(options);
		const names = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'];
		await Promise.all(names.map(async name => target.create(draft(name, {groups: ['agents']}), call)));
		const accounts = await accountsOf(target);
		expect(Object.fromEntries(accounts.map(({keys, attributes}) => [keys['userName'], attributes['groups']]))).toEqual(
			Object.fromEntries(names.map(name => [name, ['agents']])),
		);
	});

	test.each([0, 1, 3, 4, 7])('%d users are all listed, three a page', async count => {
		const target = openScim({...(await start()), pageSize: 3});
		const names = Array.from({length: count}, (_, index) => `user-${index}`);
		for (const name of names) await target.create(draft(name), call);
		expect(new Set((await accountsOf(target)).map(({keys}) => keys['userName']))).toEqual(new Set(names));
	});

	test('someone who is gone is "not-found"', async () => {
		const target = openScim(await start());
		await target.create(draft('ada'), call);
		const account = await accountOf(target, 'ada');
		await target.delete!(account, call);
		expect(await failureOf(target.update!(account, [{attribute: 'title', from: undefined, to: 'x'}], call))).toMatchObject({
			kind: 'not-found',
		});
		expect(await failureOf(target.deactivate!(account, call))).toMatchObject({kind: 'not-found'});
	});

	test('a person is found by every key, and nobody where there is nobody', async () => {
		const target = openScim(await start());
		await target.create(draft('ada'), call);
		await target.create(draft('bob'), call);
		const keys = [
			{slackId: 'U-ada'},
			{userName: 'ada'},
			{email: 'ada@example.com'},
			{slackId: 'U-x', userName: 'nobody', email: 'no@example.com'},
		];
		const found = await Promise.all(keys.map(async one => foundAccounts(await target.find!(one, call))[0]?.slackId));
		expect(found).toEqual(['U-ada', 'U-ada', 'U-ada', undefined]);
	});

	test('wrong credentials are "auth"', async () => {
		const {url} = await start();
		expect(await failureOf(accountsOf(openScim({url, token: 'wrong'})))).toMatchObject({kind: 'auth', status: 401});
	});
});
