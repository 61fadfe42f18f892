import {describe, expect, test} from 'vitest';

import {environment, failure, load, withTarget} from './config.ts';

describe('what is sent in a header', () => {
	const env = {...environment, LINES: 'hunter-1\nhunter-2', SPACED: 'hunter 3', HANGUL: '비밀-hunter', LATIN: 'é', BARE: 'hunter'};
	test.each([
		['a name with a space', 'headers: {X Foo: a}', '"X Foo" is not the name of a header'],
		['an empty line in a value', 'headers: {X-Foo: "${LINES}"}', 'the value of LINES holds a line break, which no header takes'],
		['a value beyond Latin-1', 'headers: {X-Foo: "${HANGUL}"}', 'the value of HANGUL holds a letter beyond Latin-1, which no header takes'],
		['what the connection makes', 'headers: {content-length: "5"}', '`content-length` is a header that the connection makes by itself'],
		['another of these', 'list: {path: a, headers: {Upgrade: x}}', '`Upgrade` is a header that the connection makes by itself'],
		['a token with a space', 'auth: {bearer: "${SPACED}"}', 'the value of SPACED holds a space, which no token has'],
		['a token of two lines', 'auth: {bearer: "${LINES}"}', 'the value of LINES holds a line break, which no token has'],
		['a key that is no ASCII', 'auth: {bearer: "${HANGUL}"}', 'the value of HANGUL holds a letter beyond ASCII, which no token has'],
		['the name of a key’s header', 'auth: {header: {name: "X Key", value: "${BARE}"}}', '"X Key" is not the name of a header'],
		['a key’s value', 'auth: {header: {name: X-Key, value: "${LINES}"}}', 'the value of LINES holds a line break, which no header takes'],
	])('is checked at load: %s', async (_sentence, lines, expected) => {
		const {message, mistakes} = await failure(withTarget(`${lines}\nattributes: {userId: x}`), {env});
		expect(mistakes.map(mistake => mistake.message)).toEqual([expected]);
		expect(message).not.toContain('hunter');
	});

	test('may hold Latin-1, a template and a space', async () => {
		const config = load(withTarget('headers: {X-Foo: "${LATIN} b {{ c }}"}\nattributes: {userId: x}'), {env});
		await expect(config).resolves.toMatchObject({targets: [{name: 'dev'}]});
	});

	test.each(['headers: {Host: dev.intern, Connection: close}', 'create: {body: {headers: {expect: "비", "X Foo": a}}}'])(
		'may be what a connection or a body takes: %s',
		async lines => {
			await expect(load(withTarget(`${lines}\nattributes: {userId: x}`), {env})).resolves.toBeDefined();
		},
	);

	test('is told to be the token alone where `Bearer` stands before it', async () => {
		const {mistakes} = await failure(withTarget('auth: {bearer: "${WITH_WORD}"}\nattributes: {userId: x}'), {
			env: {...env, WITH_WORD: 'Bearer hunter-2'},
		});
		expect(mistakes).toMatchObject([{hint: 'leave the word in front out: it is sent by itself'}]);
	});

	test('is checked in Slack tokens, which may have white space around them', async () => {
		const {mistakes} = await failure(
			`source: {token: "\${SPACED}"}\nnotify: {channel: C1, token: "\${LINES}"}\n${withTarget('attributes: {userId: x}')}`,
			{env},
		);
		expect(mistakes).toMatchObject([{path: ['source', 'token']}, {path: ['notify', 'token']}]);
		await load(withTarget('attributes: {userId: x}'), {env: {...env, SLACK_BOT_TOKEN: 'xoxb-1\n'}});
	});

	test('is checked where it is an argument', async () => {
		const {mistakes} = await failure(undefined, {apiUrl: 'https://dev.example.com', headers: ['X Foo=hunter', 'X-Bar=é\n', 'Expect=a']});
		expect(mistakes.map(({message, place}) => [place?.file, message])).toEqual([
			['--header X Foo', '"X Foo" is not the name of a header'],
			['--header X-Bar', 'it holds a line break, which no header takes'],
			['--header Expect', '`Expect` is a header that the connection makes by itself'],
		]);
	});
});
