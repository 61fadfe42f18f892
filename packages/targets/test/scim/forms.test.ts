import {startScim} from '@slack-im/sandbox';
import {describe, expect, onTestFinished, test} from 'vitest';

import {accountsOf, call, draft, failureOf, openScim, workMail} from './support.ts';

const title = (to: string) => [{attribute: 'title', from: undefined, to}];

const names = ['ada', 'bob', 'cy', 'dan'];

/** A provider with four users that answers every PATCH in whose body `refused` is found with 400 and `scimType`, or with another status. */
const start = async (refused: string, answer: {scimType?: string; status?: number}, options: object = {}) => {
	const server = await startScim({users: []});
	onTestFinished(async () => server.close());
	const target = openScim({url: server.url, token: server.token, ...options});
	for (const name of names) await target.create(draft(name, {'emails[type eq "home"].value': `${name}@home.example`}), call);
	const {status = 400, ...body} = answer;
	server.faults.add({
		match: ({method, text}) => method === 'PATCH' && text.includes(refused),
		times: null,
		status,
		body: {detail: 'not so', ...body},
	});
	server.forgetRequests();
	const sent = (): string[] =>
		server.requests
			.filter(({method, path}) => method !== 'GET' && path.includes('/Users'))
			.map(({method, status}) => `${method} ${status}`);
	const deactivateAll = async (): Promise<unknown> =>
		Promise.all((await accountsOf(target)).map(async account => target.deactivate!(account, call)));
	const isAnyActive = (): boolean => server.users().some(({active}) => active !== false);
	return {server, target, sent, deactivateAll, isAnyActive};
};

describe('a provider that takes no path', () => {
	test.each(['noTarget', 'invalidPath', 'invalidSyntax', 'invalidValue', undefined])(
		'%s: it is sent the same without one, and everybody after the first at once',
		async scimType => {
			const {sent, deactivateAll, isAnyActive} = await start('"path"', scimType === undefined ? {} : {scimType});
			await deactivateAll();
			expect(isAnyActive()).toBe(false);
			expect(sent()).toEqual(['PATCH 400', ...names.map(() => 'PATCH 200')]);
		},
	);

	test('gets parts with all that is around them', async () => {
		const {server, target, sent} = await start('"path"', {scimType: 'noTarget'});
		const [ada] = await accountsOf(target);
		await target.update!(ada!, [{attribute: 'name.givenName', from: 'ada', to: 'Adele'}], call);
		expect(server.users()[0]).toMatchObject({name: {givenName: 'Adele', familyName: 'L.'}});
		expect(sent()).toEqual(['PATCH 400', 'PATCH 400', 'PATCH 200']);
	});

	test('gets lists within the whole user: there are providers that add a list without a path to the one that is there', async () => {
		const {server, target, sent} = await start('"path"', {scimType: 'noTarget'});
		const [ada] = await accountsOf(target);
		await target.update!(ada!, [{attribute: workMail, from: 'ada@example.com', to: 'adele@example.com'}], call);
		expect(server.users()[0]).toMatchObject({
			emails: [
				{type: 'work', value: 'adele@example.com'},
				{type: 'home', value: 'ada@home.example'},
			],
		});
		expect(sent()).toEqual(['PATCH 400', 'PATCH 400', 'PUT 200']);
	});
});

test('a provider that takes no filter in a path is sent the whole list, and loses no other value', async () => {
	const {server, target, sent} = await start('[type eq', {scimType: 'invalidPath'});
	for (const {keys, ...account} of await accountsOf(target)) {
		const change = {attribute: workMail, from: account.attributes[workMail], to: `${keys['userName']}@new.example`};
		await target.update!({keys, ...account}, [change], call);
	}
	expect(server.users().map(({emails}) => emails)).toEqual(
		names.map(name => [
			{type: 'work', value: `${name}@new.example`},
			{type: 'home', value: `${name}@home.example`},
		]),
	);
	expect(sent()).toEqual(['PATCH 400', ...names.map(() => 'PATCH 200')]);
});

describe('a provider that knows no PATCH', () => {
	test.each([405, 501])('%d: is sent the whole user, and asked once', async status => {
		const {sent, deactivateAll, isAnyActive} = await start('', {status});
		await deactivateAll();
		expect(isAnyActive()).toBe(false);
		expect(sent().filter(line => line === `PATCH ${status}`)).toHaveLength(1);
		expect(sent().filter(line => line === 'PUT 200')).toHaveLength(names.length);
	});

	test('is not, where the config wants PATCH: the key is named', async () => {
		const {sent, deactivateAll} = await start('', {status: 405}, {patch: true});
		expect(await failureOf(deactivateAll())).toMatchObject({kind: 'refused', hint: expect.stringContaining('Take out `patch: true`')});
		expect(sent()).not.toContain('PUT 200');
	});

	test('and refuses the whole user for its value: is sent it once', async () => {
		const {server, target, sent} = await start('', {status: 405});
		server.faults.add({match: {method: 'PUT'}, times: null, status: 400, body: {scimType: 'invalidValue', detail: 'too long'}});
		const [ada] = await accountsOf(target);
		const error = await failureOf(target.update!(ada!, [{attribute: workMail, from: 'ada@example.com', to: 'x@example.com'}], call));
		expect(error).toMatchObject({kind: 'refused', message: expect.stringMatching(/^PUT .* too long$/)});
		expect(sent()).toEqual(['PATCH 405', 'PUT 400']);
	});

	test('nor PUT: is told of as that', async () => {
		const {server, target} = await start('', {status: 405});
		server.faults.add({match: {method: 'PUT'}, times: null, status: 405});
		const [ada] = await accountsOf(target);
		expect(await failureOf(target.deactivate!(ada!, call))).toMatchObject({
			kind: 'refused',
			message: expect.stringContaining('PATCH /scim/v2/Users/'),
			hint: expect.stringContaining('neither PATCH nor PUT'),
		});
	});
});

describe('a refusal that is about the value', () => {
	test.each(['mutability', 'sensitive', 'tooMany'])('%s: is sent once', async scimType => {
		const {target, sent} = await start('"title"', {scimType});
		const [ada] = await accountsOf(target);
		expect(await failureOf(target.update!(ada!, title('x'), call))).toMatchObject({kind: 'refused'});
		expect(sent()).toEqual(['PATCH 400']);
	});

	test('every PATCH of a leaver is answered 400: `patch: false` is named, and with it the leaver loses the account', async () => {
		const {server, target, isAnyActive} = await start('', {});
		const [ada] = await accountsOf(target);
		expect(await failureOf(target.deactivate!(ada!, call))).toMatchObject({
			kind: 'refused',
			status: 400,
			hint: expect.stringContaining('`patch: false`'),
		});
		const byPut = openScim({url: server.url, token: server.token, patch: false});
		for (const account of await accountsOf(byPut)) await byPut.deactivate!(account, call);
		expect(isAnyActive()).toBe(false);
	});

	test('or may be: no form passes, `patch: false` is named, and the next person is sent the usual form', async () => {
		const {server, target, sent} = await start('too long', {scimType: 'invalidValue'});
		const [ada, bob, cy] = await accountsOf(target);
		const [error] = await Promise.all([
			failureOf(target.update!(ada!, title('too long'), call)),
			target.update!(bob!, title('Lead'), call),
		]);
		expect(error).toMatchObject({kind: 'refused', status: 400, hint: expect.stringContaining('`patch: false`')});
		expect(sent()).toEqual(['PATCH 400', 'PATCH 400', 'PATCH 200']);
		expect(JSON.parse(server.requests.at(-1)!.text)).toMatchObject({Operations: [{op: 'replace', path: 'title', value: 'Lead'}]});
		expect(await failureOf(target.update!(cy!, title('too long'), call))).toMatchObject({status: 400});
		expect(sent()).toHaveLength(4);
	});

	test('and a form that passes without effect is not taken for the state of a leaver', async () => {
		const {server, target, deactivateAll, isAnyActive} = await start('no request has this', {});
		server.faults.add({match: ({method, text}) => method === 'PATCH' && text.includes('too long') && text.includes('"path"'), status: 400});
		server.faults.add({match: ({method, text}) => method === 'PATCH' && !text.includes('"path"'), times: null, status: 200});
		const [ada] = await accountsOf(target);
		await target.update!(ada!, title('too long'), call);
		await deactivateAll();
		expect(isAnyActive()).toBe(false);
	});
});
