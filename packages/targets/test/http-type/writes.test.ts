import {describe, expect, test} from 'vitest';

import {failure} from '../http/client.ts';
import {type Reply, type Seen, serve} from '../http/server.ts';
import {call, openHttp} from './open.ts';

const account = {
	id: 'u/7',
	keys: {email: 'ada@example.com'},
	active: true,
	attributes: {email: 'ada@example.com', name: 'Ada', 'team.role': 'agent'},
};
const draft = {
	slackId: 'U1',
	attributes: {email: 'ada@example.com', name: 'Ada', 'team.role': 'agent', centers: ['a', 'b']},
	secrets: {password: 'geheim!'},
};
const rename = [{attribute: 'name', from: 'Ada', to: 'Ada L.'}];

/** What the server saw, without what every request has. */
const told = ({method, url, body, headers}: Seen) =>
	`${method} ${url}${headers['if-match'] ? ` if-match ${headers['if-match']}` : ''}${body === '' ? '' : ` ${body}`}`;

const requests = async (
	yaml: string,
	act: (target: Awaited<ReturnType<typeof openHttp>>['target']) => Promise<unknown>,
	reply: (seen: Seen) => Reply = () => ({body: {}}),
) => {
	const {url, seen} = await serve(reply);
	const {target} = await openHttp(`url: "\${URL}/api"\nlist: {path: users}\n${yaml}`, url, {attributes: ['email', 'name', 'team.role']});
	await act(target);
	return seen.map(told);
};

describe('create', () => {
	test.each([
		[
			'the attributes by their paths, by POST',
			'',
			'POST /api/users {"email":"ada@example.com","name":"Ada","team":{"role":"agent"},"centers":["a","b"],"password":"geheim!"}',
		],
		[
			'with the Slack id, in a wrapper',
			'slackIdAt: meta.slack\ncreate: {wrap: data.user}',
			'POST /api/users {"data":{"user":{"email":"ada@example.com","name":"Ada","team":{"role":"agent"},"centers":["a","b"],"password":"geheim!","meta":{"slack":"U1"}}}}',
		],
		[
			'at places of their own',
			'account: {fields: {name: profile.full, email: "emails[type=work].value", centers: "centers[*].id", "team.role": "roles[0]"}}',
			'POST /api/users {"emails":[{"type":"work","value":"ada@example.com"}],"profile":{"full":"Ada"},"roles":["agent"],"centers":[{"id":"a"},{"id":"b"}],"password":"geheim!"}',
		],
		[
			'by a body of its own, types kept and nothing sent for what is missing',
			'create: {method: put, path: "people/{{ attributes.email }}", body: {who: "{{ attributes.name | upcase }}", at: ["{{ attributes.centers }}", "{{ attributes.nothing }}"], role: "{{ attributes.team.role }}", none: "{{ attributes.nothing }}", pw: "{{ secrets.password }}", text: "{{ slackId }}/{{ keys.email }}", fixed: 7}}',
			'PUT /api/people/ada%40example.com {"who":"ADA","at":[["a","b"]],"role":"agent","pw":"geheim!","text":"U1/ada@example.com","fixed":7}',
		],
		[
			'as a form',
			'create: {wrap: user, encoding: form}',
			'POST /api/users user%5Bemail%5D=ada%40example.com&user%5Bname%5D=Ada&user%5Bteam%5D%5Brole%5D=agent&user%5Bcenters%5D%5B%5D=a&user%5Bcenters%5D%5B%5D=b&user%5Bpassword%5D=geheim%21',
		],
		[
			'by a body with the filters and tags of attributes',
			'create: {body: {login: "{{ attributes.email | local_part }}", lead: "{% if attributes.team.role == \'agent\' %}no{% else %}yes{% endif %}", list: "{{ attributes.centers | join: \'+\' }}", ql: "x(of: {{ attributes.centers | json }})"}}',
			'POST /api/users {"login":"ada","lead":"no","list":"a+b","ql":"x(of: [\\"a\\",\\"b\\"])"}',
		],
		[
			'with a query',
			'create: {query: {notify: false, by: "{{ slackId }}", none: "{{ attributes.nothing }}", tag: [a, b]}, body: {}}',
			'POST /api/users?notify=false&by=U1&tag=a&tag=b {}',
		],
	])('%s', async (_sentence, yaml, request) => {
		expect(await requests(yaml, async target => target.create(draft, call))).toEqual([request]);
	});

	test.each([
		['in the answer', '', {status: 201, body: {id: 17}}, '17'],
		['in the answer, wrapped', '', {status: 201, body: {user: {id: 17}}}, '17'],
		['where accounts have it', 'account: {id: uid}', {body: {data: {id: 1, uid: 'x'}}}, 'x'],
		['in the Location', '', {status: 201, headers: {location: 'https://x/api/users/a%2Fb/?q#f'}}, 'a/b'],
		['nowhere', '', {status: 201, body: 'created'}, undefined],
	])('the new id is found %s', async (_sentence, yaml, reply, id) => {
		const {url} = await serve(() => reply);
		const {target} = await openHttp(`url: "\${URL}"\nlist: {}\n${yaml}`, url);
		expect(await target.create(draft, call)).toEqual(id === undefined ? {} : {id});
	});

	test.each([
		['409', '', {status: 409}, 'exists'],
		[
			'a status and a text',
			'answers: [{status: 422, body: "*TAKEN by*", means: exists}]',
			{status: 422, body: {errors: ['login is already taken by #7']}},
			'exists',
		],
		[
			'a text, whatever its case',
			'answers: [{status: 422, body: already taken, means: exists}]',
			{status: 422, body: 'ALREADY TAKEN'},
			'exists',
		],
		[
			'a text alone, with any status',
			'answers: [{body: duplicate key, means: exists}]',
			{status: 500, body: 'ERROR: duplicate key value'},
			'exists',
		],
		['an answer of 200', 'answers: [{status: 200, means: exists}]', {status: 200, body: {id: 1}}, 'exists'],
		[
			'a value in the body',
			'answers: [{status: 200, body: {at: error.code, is: [17, 18]}, means: exists}]',
			{status: 200, body: {error: {code: 17}}},
			'exists',
		],
		[
			'not another value in the body',
			'answers: [{status: 200, body: {at: error.code, is: 17}, means: exists}, {status: 200, body: {at: error, not: null}, means: refused}]',
			{status: 200, body: {error: {code: 3, message: 'too short'}}},
			'refused',
		],
		[
			'the first answer that fits, before what the status means by itself',
			'answers: [{status: 409, body: locked, means: refused}, {status: 409, means: not-found}]',
			{status: 409, body: 'Locked.'},
			'refused',
		],
		['not what is said of another verb', 'answers: [{status: 422, verb: [update], means: exists}]', {status: 422}, 'refused'],
		[
			'not another text',
			'answers: [{status: 422, body: taken, means: exists}]',
			{status: 422, body: {error: 'name is too short'}},
			'refused',
		],
		['not a server that fails', 'answers: [{status: 422, means: exists}]', {status: 500}, 'unavailable'],
		[
			'not HTML in place of an answer',
			'',
			{status: 200, body: '<html><title>Sign in', headers: {'content-type': 'text/html'}},
			'unknown-outcome',
		],
	])('"exists" is %s', async (_sentence, yaml, reply, kind) => {
		const {url, seen} = await serve(() => reply);
		const {target} = await openHttp(`url: "\${URL}"\nlist: {}\n${yaml}`, url);
		expect(await failure(target.create(draft, call))).toMatchObject({kind});
		expect(seen.length).toBe(1);
	});

	test('"exists" is declared only where the config says it', async () => {
		expect((await openHttp('{url: "https://x.example", list: {}}', '')).target.declaresExists).toBe(false);
		for (const [verb, isDeclared] of [
			['', true],
			['verb: update, ', false],
		] as const) {
			const yaml = `{url: "https://x.example", list: {}, answers: [{status: 409, ${verb}means: exists}]}`;
			expect((await openHttp(yaml, '')).target.declaresExists).toBe(isDeclared);
		}
	});

	test('a secret that the server quotes is in no error', async () => {
		const {url} = await serve(({body}) => ({status: 400, body: `too weak: ${body}`}));
		const {target} = await openHttp('{url: "${URL}", list: {}}', url);
		expect((await failure(target.create(draft, call))).message).not.toContain('geheim');
	});
});

/** Shows a body to a read, and takes every write. */
const answering =
	(body: object, headers = {}) =>
	(seen: Seen): Reply =>
		seen.method === 'GET' ? {body, headers} : {body: {id: 'u/7'}};

describe('update', () => {
	const row = {id: 'u/7', email: 'ada@example.com', name: 'Ada', team: {role: 'agent', since: 2019}, locale: 'de'};
	test.each([
		['by PATCH of what changes', 'update: true', {}, ['PATCH /api/users/u%2F7 {"name":"Ada L."}']],
		[
			'in a wrapper, elsewhere',
			'update: {method: POST, path: "/people/{{ keys.email }}/edit", wrap: user, query: {id: "{{ id }}"}}',
			{},
			['POST /api/people/ada%40example.com/edit?id=u%2F7 {"user":{"name":"Ada L."}}'],
		],
		[
			'by PUT of the whole row, unmanaged fields kept',
			'update: {method: PUT}',
			row,
			[
				'GET /api/users/u%2F7',
				'PUT /api/users/u%2F7 {"id":"u/7","email":"ada@example.com","name":"Ada L.","team":{"role":"agent","since":2019},"locale":"de"}',
			],
		],
		[
			'by PUT of the whole row, wrapped',
			'update: {method: PUT, path: "full/{{ id }}", wrap: user}',
			{user: row},
			['GET /api/full/u%2F7', `PUT /api/full/u%2F7 ${JSON.stringify({user: {...row, name: 'Ada L.'}})}`],
		],
		['by PUT of the changes alone', 'update: {method: PUT, send: changes}', {}, ['PUT /api/users/u%2F7 {"name":"Ada L."}']],
		[
			'by a body of its own',
			'update: {body: {ops: [{path: name, value: "{{ attributes.name }}"}], all: "{{ changes }}", was: "{{ row.locale }}"}}',
			row,
			['GET /api/users/u%2F7', 'PATCH /api/users/u%2F7 {"ops":[{"path":"name","value":"Ada L."}],"all":{"name":"Ada L."},"was":"de"}'],
		],
	])('%s', async (_sentence, yaml, read, expected) => {
		expect(await requests(yaml, async target => target.update!(account, rename, call), answering(read))).toEqual(expected);
	});

	test('clears with null, and adds the Slack id where it is kept', async () => {
		const changes = [
			{attribute: 'team.role', from: 'agent', to: null},
			{attribute: 'meta.slack', from: undefined, to: 'U1'},
		];
		expect(await requests('slackIdAt: meta.slack\nupdate: true', async target => target.update!(account, changes, call))).toEqual([
			'PATCH /api/users/u%2F7 {"team":{"role":null},"meta":{"slack":"U1"}}',
		]);
	});

	test('sends If-Match with the version of the row', async () => {
		expect(
			await requests('account: {version: rev}\nupdate: true', async target => target.update!({...account, version: '"3"'}, rename, call)),
		).toEqual(['PATCH /api/users/u%2F7 if-match "3" {"name":"Ada L."}']);
	});

	test('reads the ETag just before, where that is the version', async () => {
		expect(
			await requests(
				'account: {version: "header:ETag"}\nupdate: {method: PUT}',
				async target => target.update!(account, rename, call),
				answering(row, {etag: '"abc"'}),
			),
		).toEqual(['GET /api/users/u%2F7', `PUT /api/users/u%2F7 if-match "abc" ${JSON.stringify({...row, name: 'Ada L.'})}`]);
	});

	test('an account that is gone, and one that was changed meanwhile', async () => {
		for (const [status, kind] of [
			[404, 'not-found'],
			[412, 'changed'],
		] as const) {
			const {url} = await serve(() => status);
			const {target} = await openHttp('{url: "${URL}", list: {}, update: true}', url);
			expect(await failure(target.update!(account, rename, call))).toMatchObject({kind, status});
		}
	});

	test.each(['', '.', '..'])('an id such as "%s" never addresses the collection', async id => {
		const {url, seen} = await serve(() => 200);
		const {target} = await openHttp(
			'{url: "${URL}", list: {path: users}, account: {active: "on"}, update: true, delete: true, deactivate: true}',
			url,
		);
		for (const act of [
			target.delete!({...account, id}, call),
			target.update!({...account, id}, rename, call),
			target.deactivate!({...account, id}, call),
		]) {
			expect(await failure(act)).toMatchObject({kind: 'refused'});
		}
		expect(seen).toEqual([]);
	});
});

describe('switching off and on', () => {
	test.each([
		[
			'the field that tells the state',
			'account: {active: enabled}\ndeactivate: true\nreactivate: true',
			['PATCH /api/users/u%2F7 {"enabled":false}', 'PATCH /api/users/u%2F7 {"enabled":true}'],
		],
		[
			'a state with values of its own',
			'account: {active: {at: meta.state, is: [live, trial], off: gone}}\ndeactivate: true\nreactivate: true',
			['PATCH /api/users/u%2F7 {"meta":{"state":"gone"}}', 'PATCH /api/users/u%2F7 {"meta":{"state":"live"}}'],
		],
		[
			'a state that means inactive',
			'account: {active: {at: locked, not: true}}\ndeactivate: true\nreactivate: true',
			['PATCH /api/users/u%2F7 {"locked":true}', 'PATCH /api/users/u%2F7 {"locked":false}'],
		],
		[
			'the way an update goes',
			'account: {active: enabled}\nupdate: {method: POST, path: "u/{{ id }}", wrap: user}\ndeactivate: {method: PATCH}\nreactivate: {method: PUT, send: changes}',
			['PATCH /api/u/u%2F7 {"user":{"enabled":false}}', 'PUT /api/u/u%2F7 {"user":{"enabled":true}}'],
		],
		[
			'an address for each',
			'deactivate: {path: "users/{{ id }}/disable"}\nreactivate: {path: "users/{{ id }}/enable", method: PUT, body: {by: slack-im}}',
			['POST /api/users/u%2F7/disable', 'PUT /api/users/u%2F7/enable {"by":"slack-im"}'],
		],
		[
			'removing',
			'deactivate: {method: DELETE}\nreactivate: {path: "users/{{ id }}/restore"}',
			['DELETE /api/users/u%2F7', 'POST /api/users/u%2F7/restore'],
		],
		[
			'the way an update goes, by POST',
			'account: {active: enabled}\nupdate: {method: POST, path: "u/{{ id }}", wrap: user}\ndeactivate: true\nreactivate: {query: {by: me}}',
			['POST /api/u/u%2F7 {"user":{"enabled":false}}', 'POST /api/u/u%2F7?by=me {"user":{"enabled":true}}'],
		],
		[
			'a method of its own at the address of an update',
			'account: {active: enabled}\ndeactivate: {method: POST}\nreactivate: {path: "/users/{{id}}/", method: PUT, send: changes}',
			['POST /api/users/u%2F7 {"enabled":false}', 'PUT /api/users/u%2F7/ {"enabled":true}'],
		],
		[
			'an address for each, by PUT and without a body though the state is known',
			'account: {active: enabled}\ndeactivate: {path: "users/{{ id }}/disable", method: PUT}\nreactivate: {path: "users/{{ id }}/disable", method: DELETE}',
			['PUT /api/users/u%2F7/disable', 'DELETE /api/users/u%2F7/disable'],
		],
		[
			'an address for each, that takes the field',
			'account: {active: enabled}\ndeactivate: {path: "users/{{ id }}/state", method: PATCH}\nreactivate: {path: "users/{{ id }}/state", send: changes}',
			['PATCH /api/users/u%2F7/state {"enabled":false}', 'POST /api/users/u%2F7/state {"enabled":true}'],
		],
		[
			'a body of its own, at the address of an update',
			'update: {method: POST, path: "u/{{ id }}"}\ndeactivate: {body: {blocked: true}}\nreactivate: {body: {blocked: false}}',
			['POST /api/u/u%2F7 {"blocked":true}', 'POST /api/u/u%2F7 {"blocked":false}'],
		],
	])('%s', async (_sentence, yaml, expected) => {
		expect(
			await requests(yaml, async target => {
				await target.deactivate!(account, call);
				await target.reactivate!(account, call);
			}),
		).toEqual(expected);
	});

	test('an answer that the config calls done is done', async () => {
		const {url} = await serve(() => ({status: 409, body: 'is disabled already'}));
		const {target} = await openHttp(
			'{url: "${URL}", list: {}, deactivate: {path: "off/{{ id }}"}, answers: [{status: 409, body: disabled, means: done}]}',
			url,
		);
		await expect(target.deactivate!(account, call)).resolves.toBeUndefined();
	});
});

test('“exists” is said of creates and updates alone', async () => {
	const {url} = await serve(() => 422);
	const yaml = '{url: "${URL}", list: {}, update: true, delete: true, answers: [{status: 422, means: exists}]}';
	const {target} = await openHttp(yaml, url);
	expect(await failure(target.update!(account, rename, call))).toMatchObject({kind: 'exists'});
	expect(await failure(target.delete!(account, call))).toMatchObject({kind: 'refused'});
});

test('a row that has to be read first is read where an update is sent, whatever the path of the write', async () => {
	const row = {id: 'u/7', locale: 'de'};
	for (const [update, path] of [
		['', 'users/u%2F7'],
		['update: {method: PUT, path: "people/{{ id }}.json"}\n', 'people/u%2F7.json'],
	] as const) {
		const yaml = `${update}deactivate: {path: "users/{{ id }}/lock", body: {was: "{{ row.locale }}"}}\naccount: {version: "header:ETag"}\ndelete: true`;
		expect(
			await requests(
				yaml,
				async target => {
					await target.deactivate!(account, call);
					await target.delete!(account, call);
				},
				answering(row, {etag: '"1"'}),
			),
		).toEqual([
			`GET /api/${path}`,
			'POST /api/users/u%2F7/lock if-match "1" {"was":"de"}',
			`GET /api/${path}`,
			'DELETE /api/users/u%2F7 if-match "1"',
		]);
	}
});

describe('delete', () => {
	test('by DELETE; what is gone already is done', async () => {
		for (const status of [204, 404, 410])
			expect(
				await requests(
					'delete: true',
					async target => target.delete!(account, call),
					() => status,
				),
			).toEqual(['DELETE /api/users/u%2F7']);
	});

	test('what is gone already is done too where the version is read first, and where the config names other answers', async () => {
		for (const yaml of [
			'account: {version: "header:ETag"}\ndelete: true',
			'delete: true\nanswers: [{status: 409, body: retired, means: done}]',
		])
			expect(
				await requests(
					yaml,
					async target => target.delete!(account, call),
					() => 404,
				),
			).toHaveLength(1);
	});

	test('a verb that the config does not name is not there', async () => {
		const {target} = await openHttp('{url: "https://x.example", list: {}}', '');
		expect(Object.keys(target).toSorted()).toEqual(['create', 'declaresExists', 'idAt', 'list', 'settings']);
	});
});

describe('nothing is written', () => {
	test('when the client is read-only, searches and logins by POST pass all the same', async () => {
		const {url, seen} = await serve(({url: path}) =>
			path === '/login' ? {body: {token: 't'}} : {body: [{id: 1, email: 'ada@example.com'}]},
		);
		const {target} = await openHttp(
			'{url: "${URL}", auth: {login: {path: login, token: token}}, list: {method: POST, path: search}, find: {method: POST, path: search, body: {q: "{{ keys.email }}"}}, update: {method: PUT}, delete: true}',
			url,
			{readOnly: true},
		);
		for await (const listed of target.list!(call)) expect(listed.id).toBe('1');
		expect(await target.find!({email: 'ada@example.com'}, call)).toMatchObject({id: '1'});
		expect(await failure(target.create(draft, call))).toMatchObject({kind: 'refused'});
		expect(await failure(target.delete!(account, call))).toMatchObject({kind: 'refused'});
		expect(seen.map(({url: path}) => path)).toEqual(['/login', '/search', '/search']);
	});
});
