import {expect, test} from 'vitest';

import {carriersOf, type Account} from '../src/model/target.ts';

const account = (id: string, keys: Account['keys'], slackId?: string): Account => ({
	id,
	keys,
	active: true,
	attributes: {},
	...(slackId !== undefined && {slackId}),
});

const found = [
	account('1', {email: 'ada@example.com', login: 'kim'}),
	account('2', {email: 'KIM@example.com', login: 'k'}),
	account('3', {email: 'kim@example.com'}),
	account('4', {login: 'kim'}, 'U1'),
];

test.each([
	['the Slack id before all keys', {slackId: 'U1', email: 'kim@example.com'}, ['4']],
	['the first key that any carries, whatever its case', {slackId: 'U9', email: 'Kim@Example.com', login: 'kim'}, ['2', '3']],
	['the next key where none carries the first', {email: 'bo@example.com', login: 'kim'}, ['1', '4']],
	['nothing where none carries any', {email: 'bo@example.com', badge: '7'}, []],
	['nothing by a key that is not given', {}, []],
])('of what a search shows, %s counts', (_sentence, keys, ids) => {
	expect(carriersOf(found, keys).map(({id}) => id)).toEqual(ids);
});
