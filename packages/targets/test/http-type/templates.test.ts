import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';

import {http} from '../../src/http/target.ts';
import type {ConfigNames} from '../../src/type.ts';
import {serve} from '../http/server.ts';
import {person, sync} from './sync.ts';

const usual: ConfigNames = {attributes: ['email', 'name', 'team.role'], keys: ['email'], onCreate: ['title'], secrets: ['password']};

/** What a check says of a config that is right but for its templates. */
const check = (yaml: string, names: ConfigNames = usual): string[] =>
	http.check!(http.schema.parse(parse(`{url: "https://dev.example", list: {path: users}, ${yaml}}`)), names).map(
		({path, message}) => `${path.join('.')}: ${message}`,
	);

describe('a name in a template that is nothing', () => {
	test.each([
		[
			'create: {body: {n: "{{ attributes.nmae }}"}}',
			'create.body.n: the template "{{ attributes.nmae }}": unknown variable attributes.nmae (did you mean attributes.name?)',
		],
		[
			'create: {body: {n: "{{ attributes.team.rol | upcase }}"}}',
			'create.body.n: the template "{{ attributes.team.rol | upcase }}": unknown variable attributes.team.rol (did you mean attributes.team.role?)',
		],
		[
			'create: {body: {n: "{{ secrets.pasword }}"}}',
			'create.body.n: the template "{{ secrets.pasword }}": unknown variable secrets.pasword (did you mean secrets.password?)',
		],
		[
			'create: {path: "u/{{ keys.emial }}"}',
			'create.path: the template "u/{{ keys.emial }}": unknown variable keys.emial (did you mean keys.email?)',
		],
		[
			'update: {path: "users/{{ id }}", query: {n: "{{ attributes.title }}"}}',
			'update.query: the template "{{ attributes.title }}": unknown variable attributes.title',
		],
		[
			'deactivate: {path: "users/{{ ids }}/off"}',
			'deactivate.path: the template "users/{{ ids }}/off": unknown variable ids (did you mean id?)',
		],
		[
			'find: {query: {q: "{{ keys.mail }}"}}',
			'find.query: the template "{{ keys.mail }}": unknown variable keys.mail (did you mean keys.email?)',
		],
		[
			'update: {body: {n: "{{ name }}"}}',
			'update.body.n: the template "{{ name }}": unknown variable name (did you mean attributes.name?)',
			'update.body: does not send `email`: a change of it would be planned in every run, and never be made',
			'update.body: does not send `name`: a change of it would be planned in every run, and never be made',
			'update.body: does not send `team.role`: a change of it would be planned in every run, and never be made',
		],
		['find: {query: {q: "{{ slackID }}"}}', 'find.query: the template "{{ slackID }}": unknown variable slackID (did you mean slackId?)'],
	])('%s', (yaml, ...messages) => {
		expect(check(yaml)).toEqual(messages);
	});

	test.each([
		'create: {body: {n: "{{ attributes.name }} {{ attributes.title }} {{ attributes.team.role }}", t: "{{ attributes.team }}", p: "{{ secrets.password }}", k: "{{ keys.email }}", a: "{{ attributes }}"}}',
		'update: {path: "users/{{ id }}/{{ keys.email }}", query: {n: "{{ attributes.name | append: keys.email }}", s: "{{ slackId }}"}}',
		'find: {query: {q: "{{ keys.email }}", s: "{{ keys.slackId }}"}}',
	])('no name is wrong in %s', yaml => {
		expect(check(yaml)).toEqual([]);
	});

	test('all that is wrong is told at once', () => {
		expect(
			check(
				'find: {path: "{{ a }}/{{ b }}"}, create: {path: "{{ c }}", body: [{x: "{{ d }}"}, "{{ e | nofilter }}", "{{ f"]}, update: {headers: {h: "{{ g }}"}}, deactivate: true, delete: {path: "{{ h }}"}, auth: {login: {url: "http://sso.example/token", token: t}}',
			).map(line => line.split(':')[0]),
		).toEqual([
			'auth.login.url',
			'find.path',
			'create.path',
			'create.body.0.x',
			'create.body.1',
			'create.body.2',
			'update.headers',
			'deactivate',
			'delete.path',
		]);
	});

	test('a login at plain http beyond this machine is refused at load, and accepted where the config says so', () => {
		const login = 'auth: {login: {url: "http://sso.example/token", token: t}}';
		expect(check(login)).toEqual([expect.stringMatching(/^auth\.login\.url: plain http: to sso\.example/)]);
		expect(check(`${login}, insecureHttp: true`)).toEqual([]);
		expect(check('auth: {login: {url: "https://u:p@sso.example/token", token: t}}')).toHaveLength(1);
	});
});

describe('an update that never sends what is compared', () => {
	test.each([
		[
			'a body of its own',
			'update: {body: {mail: "{{ attributes.email }}", role: "{{ attributes.team.role }}"}}',
			['update.body: does not send `name`'],
		],
		['a body without the Slack id', 'slackIdAt: chat, update: {body: "{{ attributes }}"}', []],
		[
			'a body of fields without the Slack id',
			'slackIdAt: chat, update: {body: {email: "{{ attributes.email }}", name: "{{ attributes.name }}", team: "{{ attributes.team }}"}}',
			['update.body: does not send `chat`'],
		],
	])('%s', (_sentence, yaml, messages) => {
		expect(check(yaml).map(line => line.slice(0, line.indexOf(':', line.indexOf(': ') + 2)))).toEqual(messages);
	});

	test.each([
		'update: {body: {user: "{{ changes }}"}}',
		'update: {body: {user: "{{ body }}"}}',
		'update: {query: {n: "{{ attributes.name }}", m: "{{ attributes.email }}"}, body: {r: "{{ attributes.team.role }}"}}',
		'slackIdAt: chat, update: {body: {email: "{{ attributes.email }}", name: "{{ attributes.name }}", team: "{{ attributes.team }}", chat: "{{ slackId }}"}}',
		'slackIdAt: chat, update: {body: {email: "{{ attributes.email }}", name: "{{ attributes.name }}", team: "{{ attributes.team }}", chat: "{{ attributes.chat }}"}}',
	])('%s sends all', yaml => {
		expect(check(yaml)).toEqual([]);
	});

	test('an id that alone tells who is who is never changed: a new one is another account', () => {
		const byId =
			'account: {id: login, fields: {email: login}}, update: {body: {name: "{{ attributes.name }}", team: "{{ attributes.team }}"}}';
		expect(check(byId, {...usual, keys: ['email']})).toEqual([]);
		expect(check(byId, {...usual, keys: ['email', 'name']})).toHaveLength(1);
		expect(check(`slackIdAt: team.chat, ${byId}`, {...usual, keys: ['email']})).not.toEqual([]);
	});

	test('is none where nothing is ever updated', () => {
		expect(check('update: {body: {}}', {...usual, updates: false})).toEqual([]);
	});

	test('a missing Slack id is sent by {{ slackId }}', async () => {
		const {url, seen} = await serve(({method}) => (method === 'GET' ? {body: [{id: 1, email: 'ada@example.com'}]} : 204));
		const yaml =
			'type: http\nurl: "${URL}"\nlist: {path: users}\nslackIdAt: chat\nupdate: {body: {mail: "{{ attributes.email }}", chat: "{{ slackId }}"}}\nattributes: {email: "{{ email }}"}';
		await sync(yaml, {URL: url}, [person('ada')]);
		expect(seen.find(({method}) => method !== 'GET')?.body).toBe('{"mail":"ada@example.com","chat":"U0ADA"}');
	});
});
