import {describe, expect, test, vi} from 'vitest';

import {parseExact, scalarText, withoutExact} from '../../src/http/exact.ts';
import {type Reply, type Seen, serve} from '../http/server.ts';
import {all, call, openHttp} from './open.ts';

const big = '9007199254740993'; // One more than JavaScript can count to: it would be read as …992
const row = (id: string, more = '') => `{"id":${id},"email":"ada@example.com","name":"Ada"${more}}`;
const rename = [{attribute: 'name', from: 'Ada', to: 'Ada L.'}];

const open = async (yaml: string, reply: (seen: Seen) => Reply) => {
	const {url, seen} = await serve(reply);
	const {target} = await openHttp(`url: "\${URL}"\n${yaml}`, url, {attributes: ['email', 'name', 'team']});
	return {target, told: () => seen.map(({method, url: path, body}) => `${method} ${path} ${body}`.trim())};
};

describe('numbers that JavaScript cannot hold', () => {
	test('two ids that differ in the last digit are two accounts', async () => {
		const {target} = await open('list: {path: users}', () => ({body: `[${row(big)},${row('9007199254740992')}]`}));
		expect((await all(target)).map(({id}) => id)).toEqual([big, '9007199254740992']);
	});

	test('the account that was listed is the one that is changed and deleted', async () => {
		const {target, told} = await open('list: {path: users}\nupdate: true\ndelete: true', () => ({body: `[${row(big)}]`}));
		const [account] = await all(target);
		await target.update!(account!, rename, call);
		await target.delete!(account!, call);
		expect(told().slice(1)).toEqual([`PATCH /users/${big} {"name":"Ada L."}`, `DELETE /users/${big}`]);
	});

	test('what nobody manages is sent back as it came', async () => {
		const more = ',"tags":[123456789012345678901],"limits":{"bytes":18446744073709551615,"rate":0.12345678901234567890,"open":1e400}';
		const {target, told} = await open('list: {path: users}\nupdate: {method: PUT}', ({method}) =>
			method === 'GET' ? {body: row(big, more)} : 204,
		);
		await target.update!({id: big, keys: {}, active: true, attributes: {}}, rename, call);
		expect(told()[1]).toBe(`PUT /users/${big} ${row(big, more).replace('"Ada"', '"Ada L."')}`);
	});

	test('an attribute, a key, a state and the id of a new account are their text', async () => {
		const {target} = await open(
			'list: {path: users}\naccount: {keys: {email: no}, active: {at: state, is: "9007199254740995"}}\nslackIdAt: chat',
			({method}) =>
				method === 'POST'
					? {status: 201, body: `{"id":${big}}`}
					: {body: `[${row('1', `,"no":${big},"state":9007199254740995,"team":[{"of":${big}}],"chat":${big}`)}]`},
		);
		expect(await all(target)).toMatchObject([{id: '1', slackId: big, keys: {email: big}, active: true, attributes: {team: [{of: big}]}}]);
		expect(await target.create({slackId: 'U1', attributes: {}, secrets: {}}, call)).toEqual({id: big});
	});

	test('a list goes on after the last id, and reads each row by its id', async () => {
		const pages: Record<string, string> = {'/users': `[{"id":${big}}]`, [`/users?after=${big}`]: '[]'};
		const {target, told} = await open(
			'list: {path: users, paging: {by: cursor, param: after, at: "row:id"}, detail: {path: "users/{{ id }}"}}',
			({url}) => ({body: pages[url] ?? row(big)}),
		);
		expect(await all(target)).toMatchObject([{id: big}]);
		expect(told()).toEqual(['GET /users', `GET /users/${big}`, `GET /users?after=${big}`]);
	});

	test('templates send a row’s number as it is, filters have its text', async () => {
		const {target, told} = await open(
			'list: {path: users}\nupdate: {body: {id: "{{ row.id }}", text: "no {{ row.id }}", key: "{{ row.id | append: \'-x\' }}", name: "{{ attributes.name }}"}}',
			() => ({body: row(big)}),
		);
		await target.update!({id: big, keys: {}, active: true, attributes: {}}, rename, call);
		expect(told().at(-1)).toBe(`PATCH /users/${big} {"id":${big},"text":"no ${big}","key":"${big}-x","name":"Ada L."}`);
	});

	test.each([
		'1',
		'-12',
		'1.5',
		'0.1',
		'9007199254740991',
		'1e3',
		'0.30000000000000004',
		'0.10000000000000001',
		'-1.1000000000000000888',
		'2.50000000000000000000',
		'0.00000000000000000000',
		'123.4500',
		'1e21',
	])('%s is a number as ever', text => {
		expect(parseExact(`{"padding":"${'1'.repeat(20)}","n":${text}}`)).toMatchObject({n: Number(text)});
	});

	test.each([
		'[ 9007199254740993 ]',
		'{"a" :\t9007199254740993}',
		'\n-9007199254740993\n',
		'[1,\n1E+400]',
		'{"a":{"b":0.1234567890123456789}}',
	])('%j is seen wherever a number may stand', text => {
		expect(JSON.stringify(parseExact(text))).toBe(text.replace(/\s/g, ''));
	});

	test('digits in texts cost nothing: a long list is not looked through value by value', () => {
		const parse = vi.spyOn(JSON, 'parse');
		parseExact('{"phone":"49151123456789012","sha":"1234567890123456789e999","at":1700000000000}');
		expect(parse.mock.calls.map(([, reviver]) => reviver)).toEqual([undefined]);
		parse.mockRestore();
	});

	test.each(['9007199254740992', '-9007199254740993', '1e999', '0.1234567890123456789', '100000000000000000000'])(
		'%s keeps its text',
		text => {
			expect(JSON.stringify(parseExact(`[${text}]`))).toBe(`[${text}]`);
			expect(withoutExact(parseExact(`{"a":[${text}]}`))).toEqual({a: [text]});
			expect(scalarText(parseExact(text))).toBe(text);
		},
	);
});
