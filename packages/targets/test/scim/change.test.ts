import type {Json} from '@slack-im/core';
import {describe, expect, test} from 'vitest';

import {changedResource, isActive, needsResource, newResource, operationsOf, stateLike} from '../../src/scim/change.ts';
import {parsePath, readPath, type ScimObject} from '../../src/scim/path.ts';
import {department, openScim} from './support.ts';

const path = (text: string) => parsePath(text)!;
const changes = (...given: readonly (readonly [string, Json | undefined, Json])[]) =>
	given.map(([text, from, to]) => ({path: path(text), from, to}));

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const user: ScimObject = {
	id: '7',
	UserName: 'ada',
	name: {givenName: 'Ada', familyName: 'L.'},
	emails: [
		{type: 'home', value: 'home@x'},
		{type: 'Work', value: 'work@x', primary: true},
	],
	addresses: [{type: 'work', country: 'KR'}],
	[enterprise]: {department: 'Sales', manager: {value: '8'}},
	meta: {version: 'W/"1"'},
	groups: [{value: 'g'}],
};

describe('a path reads what stands there, whatever the case of its names', () => {
	test.each([
		['userName', 'ada'],
		['urn:ietf:params:scim:schemas:core:2.0:User:userName', 'ada'],
		['name.givenName', 'Ada'],
		['emails[type eq "work"].value', 'work@x'],
		['emails[primary eq true].value', 'work@x'],
		['emails[type eq "work" and primary eq true].value', 'work@x'],
		['emails[type eq "other"].value', undefined],
		['emails[type eq "home"]', {type: 'home', value: 'home@x'}],
		['emails.value', ['home@x', 'work@x']],
		[department, 'Sales'],
		[`${enterprise}:manager.value`, '8'],
		['constructor', undefined],
		['name.toString', undefined],
	])('%s', (text, value) => {
		expect(readPath(user, path(text))).toEqual(value);
	});

	test.each(['', 'a.b.c', 'emails[type sw "w"].value', 'emails[type eq "w" or type eq "x"].value', 'a b', 'emails[', '1a'])(
		'%s is none',
		text => {
			expect(parsePath(text)).toBeUndefined();
		},
	);

	test('a config with such a name is refused when it is opened', () => {
		expect(() => openScim({url: 'http://127.0.0.1:1'}, {attributes: ['emails[0].value']})).toThrow(
			'emails[0].value is no SCIM attribute path',
		);
	});
});

describe('a provider that drops the types of several values', () => {
	const one: ScimObject = {emails: [{value: 'a@x'}]};
	const work = path('emails[type eq "work"].value');

	test('has one value, or one many times, that every filter means', () => {
		expect(readPath(one, work)).toBe('a@x');
		expect(readPath({emails: [{value: 'a@x'}, {value: 'A@x'}]}, work)).toBe('a@x');
		expect(readPath({emails: [{value: 'a@x'}, {value: 'b@x'}]}, work)).toBeUndefined();
		expect(readPath({emails: [{value: 'a@x'}, {value: 'b@x', type: 'home'}]}, work)).toBeUndefined();
	});

	test('is sent the list, for no filter leads to its value', () => {
		expect(operationsOf([{path: work, from: 'a@x', to: 'b@x'}], 'paths', one)).toEqual([
			{op: 'replace', path: 'emails', value: [{type: 'work', value: 'b@x'}]},
		]);
		expect(operationsOf([{path: work, from: 'a@x', to: null}], 'paths', one)).toEqual([{op: 'remove', path: 'emails'}]);
	});

	test('is not sent what it has', () => {
		const two: ScimObject = {emails: [{value: 'a@x'}, {value: 'b@x'}]};
		expect(operationsOf([{path: work, from: undefined, to: 'b@x'}], 'paths', two)).toEqual([]);
		expect(operationsOf([{path: work, from: undefined, to: 'c@x'}], 'paths', two)).toEqual([
			{op: 'add', path: 'emails', value: [{type: 'work', value: 'c@x'}]},
		]);
	});
});

describe('the operations of a PATCH', () => {
	test.each([
		[
			'attributes go by their names, those that are not there too',
			changes(['displayName', 'A', 'B'], ['title', undefined, 'x']),
			[
				{op: 'replace', path: 'displayName', value: 'B'},
				{op: 'replace', path: 'title', value: 'x'},
			],
		],
		[
			'parts go by their path',
			changes(['name.givenName', 'A', 'B'], ['name.middleName', undefined, 'C']),
			[
				{op: 'replace', path: 'name.givenName', value: 'B'},
				{op: 'add', path: 'name.middleName', value: 'C'},
			],
		],
		['extensions go by their path', changes([department, 'A', 'B']), [{op: 'replace', path: department, value: 'B'}]],
		[
			'one of several values',
			changes(['emails[type eq "work"].value', 'work@x', 'b']),
			[{op: 'replace', path: 'emails[type eq "work"].value', value: 'b'}],
		],
		[
			'one that is not there is added whole',
			changes(['phoneNumbers[type eq "work"].value', undefined, '1'], ['phoneNumbers[type eq "work"].display', undefined, 'one']),
			[{op: 'add', path: 'phoneNumbers', value: [{type: 'work', value: '1', display: 'one'}]}],
		],
		[
			'a part of one that is there',
			changes(['addresses[type eq "work"].locality', undefined, 'Seoul']),
			[{op: 'add', path: 'addresses[type eq "work"].locality', value: 'Seoul'}],
		],
		[
			'what is cleared is removed',
			changes(['title', 'x', null], ['name.givenName', 'A', null], [department, 'S', null]),
			[
				{op: 'remove', path: 'title'},
				{op: 'remove', path: 'name.givenName'},
				{op: 'remove', path: department},
			],
		],
		[
			'a value without its value goes whole',
			changes(['emails[type eq "work"].value', 'work@x', null]),
			[{op: 'remove', path: 'emails[type eq "work"]'}],
		],
		['what is not there need not be removed', changes(['title', undefined, null]), []],
	])('%s', (_sentence, given, operations) => {
		expect(operationsOf(given, 'paths', user)).toEqual(operations);
	});

	const mixed = changes(
		['displayName', 'A', 'B'],
		['name.givenName', 'Ada', 'Eve'],
		['name.familyName', 'L.', null],
		['emails[type eq "work"].value', 'work@x', 'b'],
		['addresses[type eq "work"]', {type: 'work', country: 'KR'}, null],
		['title', 'x', null],
		[department, 'Sales', null],
		['nickName', undefined, null],
	);
	const emails = [
		{type: 'home', value: 'home@x'},
		{type: 'Work', value: 'b', primary: true},
	];

	test('for a provider that takes whole attributes only, these go with everything that is in them', () => {
		expect(needsResource(mixed, 'attributes')).toBe(true);
		expect(operationsOf(mixed, 'attributes', user)).toEqual([
			{op: 'replace', path: 'displayName', value: 'B'},
			{op: 'replace', path: 'name', value: {givenName: 'Eve'}},
			{op: 'replace', path: 'emails', value: emails},
			{op: 'remove', path: 'addresses'},
			{op: 'remove', path: 'title'},
			{op: 'remove', path: department},
		]);
	});

	test('for a provider that takes no path, they are one value, and what is cleared is null', () => {
		const plain = mixed.filter(({path: {filter}}) => filter.length === 0);
		expect(needsResource(plain, 'value')).toBe(true);
		expect(operationsOf(plain, 'value', user)).toEqual([
			{
				op: 'replace',
				value: {
					displayName: 'B',
					name: {givenName: 'Eve'},
					title: null,
					[enterprise]: {department: null, manager: {value: '8'}},
				},
			},
		]);
		expect(operationsOf(changes(['nickName', undefined, null]), 'value', user)).toEqual([]);
		expect(needsResource(changes(['active', true, false]), 'value')).toBe(false);
	});
});

test('a PUT has the whole user, the changes in it, and nothing that the provider makes itself', () => {
	expect(
		changedResource(
			user,
			changes(
				['userName', 'ada', 'eve'],
				['emails[type eq "work"].value', 'work@x', 'b'],
				['emails[type eq "home"].value', 'home@x', null],
				[department, 'Sales', null],
				['phoneNumbers[type eq "work"].value', undefined, '1'],
			),
		),
	).toEqual({
		schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
		UserName: 'eve',
		name: {givenName: 'Ada', familyName: 'L.'},
		emails: [{type: 'Work', value: 'b', primary: true}],
		addresses: [{type: 'work', country: 'KR'}],
		[enterprise]: {manager: {value: '8'}},
		phoneNumbers: [{type: 'work', value: '1'}],
	});
	expect(user['UserName']).toBe('ada');
});

test('a new user names the schemas it uses', () => {
	const values = [
		{path: path('userName'), to: 'ada'},
		{path: path('emails[type eq "work"].value'), to: 'a@x'},
		{path: path('title'), to: null},
		{path: path(department), to: 'IT'},
	];
	expect(newResource('U1', values)).toEqual({
		schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
		externalId: 'U1',
		active: true,
		userName: 'ada',
		emails: [{type: 'work', value: 'a@x'}],
		[enterprise]: {department: 'IT'},
	});
});

test.each([
	[undefined, true, false],
	[null, true, false],
	[true, true, false],
	[false, false, false],
	['True', true, 'False'],
	['true', true, 'false'],
	['False', false, 'False'],
])('the state %s is active: %s, and inactive is written %s', (value, active, inactive) => {
	expect(isActive(value)).toBe(active);
	expect(stateLike(value, false)).toBe(inactive);
});
