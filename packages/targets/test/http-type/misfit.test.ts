import {SettingError} from '@slack-im/core';
import {describe, expect, test} from 'vitest';

import {failure} from '../http/client.ts';
import {serve} from '../http/server.ts';
import {all, call, openHttp} from './open.ts';

const rows = [
	{id: 1, email: 'ada@example.com', name: 'Ada', state: 'active'},
	{id: 2, email: 'bo@example.com', name: 'Bo', state: 'blocked'},
];

describe('a config that does not fit the API says what came and where to look', () => {
	test.each([
		[
			'a wrong path',
			'list: {path: userz, items: data}',
			{status: 404, body: {error: 'no route'}},
			'not-found',
			'GET /api/userz answered 404: no route',
			'Look at `list.path` and `url`.',
		],
		[
			'a wrong place of the rows',
			'list: {path: users, items: users}',
			{body: {data: rows, meta: {}}},
			'invalid-answer',
			'GET /api/users answered an object with data, meta; at `users` there is nothing, not an array of rows',
			'Look at `list.items`.',
		],
		[
			'rows that could be any of several arrays',
			'list: {path: users}',
			{body: {users: rows, roles: []}},
			'invalid-answer',
			'GET /api/users answered an object with users, roles; it does not say which of it are the rows',
			'Look at `list.items`: the arrays in it are users, roles.',
		],
		[
			'an empty array that may be anything',
			'list: {path: users}',
			{body: {warnings: [], byName: {}}},
			'invalid-answer',
			'GET /api/users answered an object with warnings, byName; it does not say which of it are the rows',
			'Look at `list.items`: the arrays in it are warnings.',
		],
		[
			'an empty list beside an error',
			'list: {path: users, items: data}',
			{body: {data: [], error: 'the replica is down'}},
			'invalid-answer',
			'GET /api/users answered no rows, and `error` is not empty: that is no empty list',
			'Look at `answers`: it tells a failure that has a good status.',
		],
		[
			'an empty list that was no success',
			'list: {path: users, items: data}',
			{body: {success: false, data: []}},
			'invalid-answer',
			'GET /api/users answered no rows, and `success` is false: that is no empty list',
			'Look at `answers`: it tells a failure that has a good status.',
		],
		[
			'rows without an id',
			'{list: {path: users}, account: {id: uid}}',
			{body: rows},
			'invalid-answer',
			'GET /api/users answered a row without an id: an object with id, email, name, state; at `uid` there is nothing',
			'Look at `account.id`: or at `list.items`, if these are not the rows.',
		],
		[
			'rows without a key',
			'{list: {path: users}, account: {keys: {email: mail}}}',
			{body: rows},
			'invalid-answer',
			'GET /api/users answered 2 rows, the last of them an object with id, email, name, state; none has a key to match people by: email (at `mail`)',
			'Look at `account.keys`: it says where a row has each key of `match`.',
		],
		[
			'rows without a state',
			'{list: {path: users}, account: {active: {at: status, is: active}}}',
			{body: rows},
			'invalid-answer',
			'GET /api/users answered 2 rows, the last of them an object with id, email, name, state; none has `status`, which should tell whether it is active',
			'Look at `account.active`.',
		],
		[
			'rows that are wrapped',
			'list: {path: users, row: user}',
			{body: [{person: {}}]},
			'invalid-answer',
			'GET /api/users answered rows of which number 1 is an object with person, with nothing at `user`, not an object',
			'Look at `list.row`.',
		],
		[
			'a page for people',
			'list: {path: users}',
			{body: '<!doctype html><title>Sign in</title>', headers: {'content-type': 'text/html'}},
			'invalid-answer',
			'GET /api/users answered with something else than JSON: an HTML page, "Sign in"',
			'Look at `list.path` and `url`; a sign-in page or a proxy may stand in front.',
		],
	])('%s', async (_sentence, yaml, reply, kind, message, hint) => {
		const {url} = await serve(() => reply);
		const {target} = await openHttp(
			`url: "\${URL}/api"\n${yaml.startsWith('{') ? yaml.slice(1, -1).replace('}, account', '}\naccount') : yaml}`,
			url,
		);
		const error = await failure(all(target));
		expect(error).toMatchObject({kind, message, hint});
	});

	test('an attribute that no row has is a warning', async () => {
		const {url} = await serve(() => ({body: rows}));
		const {target, warnings} = await openHttp('{url: "${URL}", list: {path: users}, account: {fields: {name: fullName}}}', url);
		await all(target);
		expect(warnings).toEqual([
			'GET /users answered 2 rows, the last of them an object with id, email, name, state; none has name (at `fullName`): is the place right (`account.fields`)?',
		]);
	});

	test('one row without a key may be the account that came with the installation', async () => {
		const {url} = await serve(() => ({body: [{id: 1, login: 'admin'}]}));
		const {target, warnings} = await openHttp('{url: "${URL}", list: {path: users}}', url);
		expect(await all(target)).toHaveLength(1);
		expect(warnings[0]).toContain('none has a key to match people by: email (at `email`)');
	});

	test('a list that says no in an answer of 200', async () => {
		const {url} = await serve(() => ({body: {success: false, message: 'token expired', data: []}}));
		const {target} = await openHttp(
			'{url: "${URL}", answers: [{body: {at: success, is: false}, means: refused}], list: {path: users, items: data}}',
			url,
		);
		expect(await failure(all(target))).toMatchObject({kind: 'refused', message: 'GET /users answered 200: token expired'});
	});

	test('a list that is answered as the config calls done is read all the same', async () => {
		const {url} = await serve(() => ({body: rows}));
		const {target} = await openHttp('{url: "${URL}", answers: [{status: 200, means: done}], list: {path: users}}', url);
		expect(await all(target)).toHaveLength(2);
	});

	test('a look-up whose rows show no key', async () => {
		const {url} = await serve(() => ({body: [{id: 1, mail: 'ada@example.com'}]}));
		const {target} = await openHttp('{url: "${URL}", find: {path: users, query: {q: "{{ keys.email }}"}}}', url);
		expect(await failure(target.find!({email: 'ada@example.com', slackId: 'U1'}, call))).toMatchObject({
			kind: 'invalid-answer',
			message: 'GET /users answered an object with id, mail; it has none of email, slackId, so nobody can tell whose it is',
		});
	});

	test('a search that is not there is not nobody', async () => {
		const {url} = await serve(() => 404);
		const {target} = await openHttp('{url: "${URL}", find: {path: userz, query: {email: "{{ keys.email }}"}}}', url);
		expect(await failure(target.find!({email: 'ada@example.com'}, call))).toMatchObject({
			kind: 'not-found',
			hint: 'Look at `find.path` and `url`.',
		});
	});
});

describe('a config that cannot work is refused before anything is asked', () => {
	test.each([
		[
			'no list, no find, no "exists"',
			'{}',
			['answers'],
			'does not say what means `exists`: without `list` and `find`, nothing else tells who has an account already',
		],
		[
			'a variable that is not there',
			'{list: {path: users}, update: {path: "users/{{ uid }}"}}',
			['update', 'path'],
			'the template "users/{{ uid }}": unknown variable uid (did you mean id?)',
		],
		['a template in a list', '{list: {path: "users/{{ id }}"}}', ['list', 'path'], 'the template "users/{{ id }}": unknown variable id'],
		[
			'a tag in a path',
			'{list: {path: users}, create: {path: "{% if slackId %}x{% endif %}"}}',
			['create', 'path'],
			'the template "{% if slackId %}x{% endif %}": a path takes no tags',
		],
		[
			'a brace too few in front',
			'{list: {path: users}, create: {path: "users/{ slackId }}"}}',
			['create', 'path'],
			'the template "users/{ slackId }}": "}}" ends nothing',
		],
		[
			'a brace too few',
			'{list: {path: users}, create: {path: "users/{{ slackId }"}}',
			['create', 'path'],
			'the template "users/{{ slackId }": output "{{ slackId }" not closed',
		],
		[
			'a filter that is not there',
			'{list: {path: users}, create: {body: {a: "{{ slackId | jsn }}"}}}',
			['create', 'body', 'a'],
			'the template "{{ slackId | jsn }}": unknown filter jsn (did you mean json?)',
		],
		['a look-up of nobody', '{find: {path: users}}', ['find'], 'looks for nobody'],
		[
			'a switch without a state',
			'{list: {path: users}, deactivate: true}',
			['deactivate'],
			'does not say what to write, and `account.active` does not either',
		],
		[
			'a switch whose other value is not known',
			'{list: {path: users}, account: {active: {at: state, is: active}}, deactivate: true}',
			['deactivate'],
			'does not say what to write, and `account.active` does not either',
		],
	])('%s', async (_sentence, yaml, path, message) => {
		const error = await openHttp(yaml.replace('{', '{url: "https://dev.example", '), '').then(
			() => undefined,
			(thrown: unknown) => thrown,
		);
		expect(error).toBeInstanceOf(SettingError);
		expect(error).toMatchObject({path, message});
	});

	test('plain http beyond this machine', async () => {
		await expect(openHttp('{url: "http://dev.example", list: {path: users}}', '')).rejects.toMatchObject({
			path: ['url'],
			hint: expect.stringContaining('insecureHttp: true'),
		});
	});
});
