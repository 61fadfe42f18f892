import {describe, expect, test} from 'vitest';

import {scim} from '../../src/scim/target.ts';
import {department, openScim, workMail} from './support.ts';

const options = scim.schema.parse({url: 'https://idp.example/scim/v2'});

const problems = (...onCreate: string[]): unknown[] =>
	scim.check!(options, {attributes: [], keys: ['userName', 'externalId'], onCreate}).map(({path, message, hint}) => [path, message, hint]);

describe('attributes that nobody may map are refused with the way out', () => {
	test.each([
		['id', 'id cannot be mapped: it is made by the provider', 'employeeNumber'],
		['externalId', 'externalId cannot be mapped: it holds the Slack id, which ties an account to its person', 'Take it out'],
		['EXTERNALID', 'EXTERNALID cannot be mapped: it holds the Slack id, which ties an account to its person', 'Take it out'],
		['urn:ietf:params:scim:schemas:core:2.0:User:active', 'it is the state of the account', '`leavers`'],
		['meta.version', 'it is made by the provider', 'Take it out'],
		['schemas', 'it is made of the attributes that are sent', 'Take it out'],
		['Groups', "a user's groups are not written there", 'Write it groups'],
		['groups.value', "a user's groups are not written there", 'Write it groups'],
		['name', 'name is no text, but has parts', 'name.givenName'],
		['emails', 'emails has several values: it does not say which of them', 'emails[type eq "work"].value.'],
		['emails.value', 'emails.value has several values', 'emails[type eq "work"].value.'],
		['phoneNumbers[type eq "work"]', 'is no text, but has parts', 'phoneNumbers[type eq "work"].value.'],
		['roles.value', 'roles.value has several values', 'roles[type eq "work"].value.'],
		['emails[0].value', 'emails[0].value is no SCIM attribute path', 'userName, name.givenName'],
	])('%s', (name, message, hint) => {
		expect(problems(name)).toEqual([[['attributes', name], expect.stringContaining(message), expect.stringContaining(hint)]]);
		expect(() => openScim({url: options.url}, {attributes: [name]})).toThrow(message);
	});

	test('two names that differ in case alone', () => {
		expect(problems('userName', 'title', 'username')).toEqual([
			[['attributes', 'username'], 'username and userName are one attribute', 'Take one of them out: SCIM names have no case.'],
		]);
		expect(problems('emails[type eq "work"].value', 'Emails[Type eq "work"].Value')).toHaveLength(1);
	});

	test('what is usual stays allowed', () => {
		expect(
			problems(
				'userName',
				'displayName',
				'name.givenName',
				workMail,
				'emails[type eq "home"].value',
				department,
				'groups',
				'roles',
				'title',
				'password',
				'addresses[type eq "work"].country',
				'addresses[type eq "work"]',
				'entitlements[value eq "x"].value',
			),
		).toEqual([]);
	});
});
