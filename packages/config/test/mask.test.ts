import {soundsSecret, variableSoundsSecret} from '@slack-im/core';
import {describe, expect, test} from 'vitest';

import {maskLine} from '../src/say/mask.ts';

describe('a line of the config as it is printed', () => {
	test.each([
		['a token', 'token: xoxb-1-2-abc', 'token: ************'],
		['a Slack token under any key', 'tokn: xoxb-1-2-abc', 'tokn: ************'],
		['a password in quotes', `password: "a, b}" # old`, 'password: ******* # old'],
		['a password among others', '{user: x, password: hunter2, on: true}', '{user: x, password: *******, on: true}'],
		['a password in an object within', 'x: {password: hunter2}', 'x: {password: *******}'],
		['a list of keys', 'X-Api-Key: [hunter2]', 'X-Api-Key: *********'],
		['a password in JSON', '"clientSecret": "abc",', '"clientSecret": *****,'],
		['a bearer token', '- Bearer abc.def', '- Bearer********'],
		['a password in a URL', 'url: https://bot:hunter2@dev.example/', 'url: https://bot:*******@dev.example/'],
		['a mistyped key', '{secrt: hunter2}', '{secrt: *******}'],
		['the value beside a mark', '{secret: true, value: hunter2}', '{secret: true, value: *******}'],
		['a tag, which may be the beginning of a password', 'password: !hunter2', 'password: ********'],
		['the default of a variable that sounds secret', 'x: "${X_TOKEN:-hunter2}"', 'x: "${X_TOKEN:-*******}"'],
		['a key in the query of a URL', 'url: "https://dev.example/?a=b&key=hunter2#x"', 'url: "https://dev.example/?a=b&key=*******#x"'],
		['an unclosed quote', 'password: "hunter2', 'password: ********'],
	])('hides %s', (_sentence, line, expected) => {
		expect(maskLine(line)).toBe(expected);
	});

	test.each([
		['a variable', 'token: "${SLACK_BOT_TOKEN}"'],
		['a secret’s detail', 'password: {secret: true, generate: true}'],
		['what follows a key that holds more', 'auth:'],
		['a block of text that follows', 'password: |-'],
		['the default of any other variable', 'x: "${CITY:-Seoul}"'],
		['an ordinary line', 'name: "{{ name }}"'],
	])('shows %s', (_sentence, line) => {
		expect(maskLine(line)).toBe(line);
	});

	test('names that sound secret', () => {
		for (const name of ['token', 'accessToken', 'X-Api-Key', 'Authorization', 'INITIAL_PASSWORD', 'client_secret'])
			expect([name, soundsSecret(name)]).toEqual([name, true]);
		for (const name of ['url', 'X-Attic-User', 'match', 'keys', 'userId']) expect([name, soundsSecret(name)]).toEqual([name, false]);
		for (const name of ['CRM_KEY', 'DB_PASS', 'SSO_AUTH']) expect([name, variableSoundsSecret(name)]).toEqual([name, true]);
		for (const name of ['API_URL', 'KEYCLOAK_URL', 'TENANT', 'AUTHOR']) expect([name, variableSoundsSecret(name)]).toEqual([name, false]);
	});
});
