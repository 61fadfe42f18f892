import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';

import {http} from '../../src/http/target.ts';
import {serve} from '../http/server.ts';
import {person, sync} from './sync.ts';

type User = Record<string, unknown> & {readonly id: number};

/** A system that keeps what it is sent. */
const keeper = (users: User[] = []) => ({
	users,
	handle: ({method, body}: {readonly method: string; readonly body: string}) => {
		if (method === 'GET') return {body: users};
		const user: User = {...JSON.parse(body), id: users.length + 1};
		users.push(user);
		return {status: 201, body: user};
	},
});

describe('people are matched by their Slack id', () => {
	test.each([
		['at the place of the key', 'account: {keys: {slackId: ext.slack}}', 'attributes: {ext.slack: "{{ slackId }}", email: "{{ email }}"}'],
		[
			'at the field of the attribute',
			'account: {fields: {slackId: ext.slack}}',
			'attributes: {slackId: "{{ slackId }}", email: "{{ email }}"}',
		],
		['at the attribute itself', '', 'attributes: {slackId: "{{ slackId }}", email: "{{ email }}"}'],
		['at `slackIdAt`', 'slackIdAt: ext.slack', 'attributes: {email: "{{ email }}"}'],
	])('%s', async (_sentence, account, attributes) => {
		const {users, handle} = keeper();
		const {url} = await serve(handle);
		const yaml = `type: http\nurl: "\${URL}"\nlist: {path: users}\nupdate: true\nmatch: [slackId]\n${account}\n${attributes}`;
		expect((await sync(yaml, {URL: url}, [person('ada')])).lines).toEqual(['done create ada@example.com']);
		expect((await sync(yaml, {URL: url}, [person('ada')])).lines).toEqual(['done noop ada@example.com']);
		expect(users).toHaveLength(1);
	});
});

describe('an attribute that is the id of accounts', () => {
	test.each([
		['by its name', 'account: {id: login}', 'login: "{{ name }}"'],
		['by its field', 'account: {id: login, fields: {userName: login}}', 'userName: "{{ name }}"'],
		['for new accounts only', 'account: {id: login}', 'login: {value: "{{ name }}", onCreate: true}'],
	])('%s: whoever would get another’s is a conflict, and nothing is sent', async (_sentence, account, id) => {
		const users = [{login: 'kim', email: 'kim@elsewhere.example'}];
		const writes: string[] = [];
		const {url} = await serve(({method, body}) => {
			if (method !== 'GET') writes.push(body);
			return {body: users};
		});
		const yaml = `type: http\nurl: "\${URL}"\nlist: {path: users}\n${account}\nattributes: {email: "{{ email }}", ${id}}`;
		const people = [person('ada', {realName: 'kim'}), person('bob', {realName: 'lee'}), person('eve', {realName: 'lee'})];
		const {report, exit} = await sync(yaml, {URL: url}, people);
		expect(report.conflicts.map(({kind, people: who}) => `${kind} ${who.map(({slackId}) => slackId).join('+')}`)).toEqual([
			'taken U0ADA',
			'same-key U0BOB+U0EVE',
		]);
		expect([writes, exit]).toEqual([[], 1]);
	});
});

const check = (yaml: string, {keys, attributes, ...more}: {keys: string[]; attributes: string[]; onCreate?: string[]; creates?: boolean}) =>
	http.check!(http.schema.parse(parse(`{url: "https://dev.example", ${yaml}}`)), {keys, attributes, ...more}).map(
		({path, message, hint}) => [path.join('.'), message, hint],
	);

describe('a key that no new account is sent', () => {
	test('is refused, with the ways out', () => {
		expect(check('list: {path: users}', {keys: ['email'], attributes: ['login', 'name']})).toEqual([
			[
				'match',
				'`email` is sent with no new account: nobody would find it again, and each run would create it once more',
				'Add `email` to `attributes`; or say in `account.keys` which field has it, as in {email: login}; or set `slackIdAt`.',
			],
		]);
		expect(check('find: {path: users, query: {q: "{{ slackId }}"}}', {keys: ['slackId'], attributes: ['name']})).toEqual([
			['match', expect.stringContaining('`slackId` is sent with no new account'), 'Set `slackIdAt`: where an account keeps the Slack id.'],
		]);
	});

	test.each<[string, string, Parameters<typeof check>[1]]>([
		['the attribute of that name', 'list: {}', {keys: ['email'], attributes: ['email']}],
		['one for new accounts only', 'list: {}', {keys: ['email'], attributes: ['name'], onCreate: ['email']}],
		['an attribute at the same place', 'list: {}, account: {keys: {email: contact.mail}}', {keys: ['email'], attributes: ['contact.mail']}],
		[
			'an attribute that holds the place',
			'list: {}, account: {keys: {email: "emails[0].value"}}',
			{keys: ['email'], attributes: ['emails']},
		],
		[
			'an attribute by its field',
			'list: {}, account: {keys: {email: mail}, fields: {address: mail}}',
			{keys: ['email'], attributes: ['address']},
		],
		['another key', 'list: {}', {keys: ['email', 'login'], attributes: ['login']}],
		['the Slack id', 'list: {}, slackIdAt: chat', {keys: ['email'], attributes: ['name']}],
		['a body of its own', 'list: {}, create: {body: {mail: "{{ attributes.login }}"}}', {keys: ['email'], attributes: ['login']}],
		[
			'the attribute of that name, shown elsewhere',
			'list: {}, account: {keys: {email: "emails[0].address"}}',
			{keys: ['email'], attributes: ['name'], onCreate: ['email']},
		],
		[
			'the attribute of that name, written to the first and read from the primary one',
			'list: {}, account: {fields: {email: "emails[0].value"}, keys: {email: "emails[primary=true].value"}}',
			{keys: ['email'], attributes: ['email']},
		],
		['the path', 'list: {}, create: {method: PUT, path: "users/{{ attributes.login }}"}', {keys: ['badge'], attributes: ['login']}],
		['the query', 'list: {}, create: {path: users, query: {badge: "{{ attributes.login }}"}}', {keys: ['badge'], attributes: ['login']}],
		['nobody, for none is created', 'list: {}', {keys: ['email'], attributes: ['name'], creates: false}],
		['nobody can look', 'answers: [{status: 409, means: exists}]', {keys: ['email'], attributes: ['name']}],
	])('is none where it is sent by %s', (_sentence, yaml, names) => {
		expect(check(yaml, names)).toEqual([]);
	});
});
