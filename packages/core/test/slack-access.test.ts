import {inspect} from 'node:util';
import {describe, expect, test} from 'vitest';

import {errorInfo} from '../src/model/errors.ts';
import {slackSource} from '../src/read/slack/source.ts';
import {callsOf, field, patientClock, readAll, slack} from './slack-support.ts';
import {rejectionOf} from './support.ts';

describe('the workspace', () => {
	test('that the config pins is read', async () => {
		const server = await slack();
		expect((await readAll(server, {workspace: server.team})).reading.workspace.id).toBe(server.team);
	});

	test('of another token is refused before anything is read', async () => {
		const server = await slack();
		expect(await rejectionOf(readAll(server, {workspace: 'T0OTHER01'}))).toMatchObject({
			kind: 'auth',
			message: 'the token belongs to workspace T0ATTIC01 (Attic), but the config pins T0OTHER01',
			hint: expect.stringContaining('source.workspace'),
		});
		expect(callsOf(server)).toEqual(['auth.test']);
	});

	test('of an organisation must be named', async () => {
		const server = await slack();
		expect(await rejectionOf(readAll(server, {token: server.tokens.orgWide}))).toMatchObject({
			kind: 'auth',
			message: expect.stringContaining('whole organisation (Attic Group)'),
			hint: expect.stringContaining('source.teamId'),
		});
		expect(callsOf(server)).toEqual(['auth.test']);
	});

	test('of an organisation is read where it is named, by its pin as well', async () => {
		const server = await slack();
		for (const workspace of [undefined, server.team, 'E0ATTIC01']) {
			const {reading, ids} = await readAll(server, {
				token: server.tokens.orgWide,
				teamId: server.team,
				workspace,
				needs: {groups: true, channels: ['#agents']},
			});
			expect(reading.workspace.id).toBe(server.team);
			expect(ids).toHaveLength(server.members().length);
		}
		expect(
			server.requests
				.filter(request => /users\.list|usergroups|conversations\.list/.test(request.path))
				.every(request => field(request, 'team_id') === server.team),
		).toBe(true);
	});

	test.each([
		['of an organisation that is pinned differently', 'orgWide', {teamId: 'T0ATTIC01', workspace: 'T0OTHER01'}, /pins T0OTHER01/],
		['of an organisation that the app is not in', 'orgWide', {teamId: 'T0OTHER01'}, /team_access_not_granted/],
		[
			'that is named, but is not the token’s',
			'bot',
			{teamId: 'T0OTHER01'},
			/belongs to workspace T0ATTIC01 \(Attic\), but source\.teamId is T0OTHER01/,
		],
	] as const)('%s is refused', async (_sentence, token, options, message) => {
		const server = await slack();
		expect(await rejectionOf(readAll(server, {token: server.tokens[token], ...options}))).toMatchObject({
			kind: 'auth',
			message: expect.stringMatching(message),
		});
	});
});

describe('a token of the wrong kind', () => {
	test.each([
		['a user token', 'xoxp-1-2-secretpart', /user token: it sees only what its owner sees/],
		['a rotating bot token', 'xoxe.xoxb-1-secretpart', /expires after 12 hours/],
		['a rotating user token', 'xoxe.xoxp-1-secretpart', /expires after 12 hours/],
		['a refresh token', 'xoxe-1-secretpart', /refresh token/],
		['an app-level token', 'xapp-1-secretpart', /app-level token/],
		['a workflow token', 'xwfp-1-secretpart', /workflow token/],
		['a session token', 'xoxc-1-secretpart', /session/],
		['an empty one', '  \n', /there is no Slack token/],
		['one with a line in it', 'xoxb-1\nsecretpart', /characters that are not allowed in a token/],
	])('%s is refused without asking Slack, and is not repeated', async (_sentence, token, message) => {
		const server = await slack();
		const error = await rejectionOf(readAll(server, {token}));
		expect(error).toMatchObject({kind: 'auth', message: expect.stringMatching(message), hint: expect.stringContaining('xoxb-')});
		expect(inspect(error, {depth: 10})).not.toContain('secretpart');
		expect(server.requests).toHaveLength(0);
	});

	test('with white space around it is taken without', async () => {
		const server = await slack();
		expect((await readAll(server, {token: ` ${server.token}\n`})).ids.length).toBeGreaterThan(10);
	});
});

describe('a token that Slack does not accept', () => {
	test.each([
		['unknown', 'xoxb-unknown', 'invalid_auth', /IP addresses/],
		['revoked', 'xoxb-sandbox-revoked', 'token_revoked', /new token/],
		['inactive', 'xoxb-sandbox-inactive', 'account_inactive', /new token/],
	])('%s, is told with the way out, and not tried again', async (_sentence, token, code, hint) => {
		const server = await slack();
		expect(await rejectionOf(readAll(server, {token}))).toMatchObject({
			kind: 'auth',
			message: expect.stringContaining(code),
			hint: expect.stringMatching(hint),
		});
		expect(server.requests).toHaveLength(1);
	});
});

describe('scopes that are missing', () => {
	test('are all named before anything is read, with the way out', async () => {
		const server = await slack({scopes: ['chat:write', 'users:read']});
		expect(await rejectionOf(readAll(server, {needs: {groups: true, channels: ['#agents']}}))).toMatchObject({
			kind: 'auth',
			message: 'the token lacks users:read.email, usergroups:read, channels:read, groups:read; it has chat:write, users:read',
			hint: expect.stringMatching(/Add users:read\.email.* "OAuth & Permissions" .* reinstall/),
		});
		expect(callsOf(server)).toEqual(['auth.test']);
	});

	test('are not asked for where they are not needed', async () => {
		const server = await slack({scopes: ['users:read', 'users:read.email']});
		expect((await readAll(server)).ids.length).toBeGreaterThan(10);
	});

	test('are told where Slack finds out itself', async () => {
		const server = await slack({scopes: ['users:read', 'users:read.email', 'channels:read']});
		expect(await rejectionOf(readAll(server, {needs: {channels: ['C0MODELOFF']}}))).toMatchObject({
			kind: 'auth',
			message: expect.stringContaining('lacks the scope groups:read'),
			hint: expect.stringContaining('groups:read'),
		});
		server.faults.add({match: {path: '/api/users.list'}, body: {ok: false, error: 'missing_scope', needed: 'users:read', provided: 'x'}});
		expect(await rejectionOf(readAll(server))).toMatchObject({
			kind: 'auth',
			message: expect.stringContaining('lacks the scope users:read'),
			hint: expect.stringContaining('users:read'),
		});
	});
});

describe('an error', () => {
	test('never tells the token, also where Slack repeats it', async () => {
		const server = await slack();
		const echo = server.token;
		for (const fault of [
			{body: {ok: false, error: echo}},
			{body: {ok: false, error: `bad_${echo}`}},
			{body: {ok: false, error: 'missing_scope', needed: echo}},
			{status: 500, body: echo},
			{status: 403, html: `<p>${echo}</p>`},
			{html: `<p>${echo}</p>`, headers: {'content-type': `text/html; x=${echo}`}},
			{redirect: `https://elsewhere.example/?token=${echo}`},
		]) {
			server.faults.add({match: {path: '/api/users.list'}, times: null, ...fault});
			const error = await rejectionOf(readAll(server, {clock: patientClock()}));
			expect(`${inspect(error, {depth: 10})} ${JSON.stringify(errorInfo(error))}`).not.toContain(echo);
			server.faults.clear();
		}
	});

	test('says where a redirect comes from, and follows none', async () => {
		const [server, other] = [await slack(), await slack()];
		server.faults.add({redirect: `${other.url}auth.test`, times: null});
		expect(await rejectionOf(readAll(server))).toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining('redirects auth.test elsewhere'),
			hint: expect.stringContaining('source.url'),
		});
		expect(other.requests).toHaveLength(0);
	});

	test('says what is wrong with an address where there is no Slack', async () => {
		const server = await slack();
		expect(await rejectionOf(readAll(server, {url: `${server.origin}/nothing/`}))).toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining('not JSON (status 404, text/html)'),
			hint: expect.stringContaining('source.url'),
		});
	});

	test.each([
		['says that nobody answers', 'http://127.0.0.1:9/api/', /http:\/\/127\.0\.0\.1:9\/api\/ could not be read: .*(ECONNREFUSED|bad port)/],
		[
			'says that an address holds a password, without it',
			'http://user:hunter2@127.0.0.1:9/api/',
			/http:\/\/127\.0\.0\.1:9\/api\/ could not be read: .*contains a user name or password/,
		],
		['says that an address is none', 'slack hunter2', /\(no address\) could not be read: the address of Slack is not a URL/],
	])('%s', async (_sentence, url, message) => {
		const source = slackSource({token: 'xoxb-x', url, clock: patientClock()});
		const error = await rejectionOf(source.read({signal: new AbortController().signal, needs: {groups: false, channels: []}}));
		expect(error).toMatchObject({kind: 'unavailable', message: expect.stringMatching(message)});
		expect(inspect([error, source.from], {depth: 10})).not.toContain('hunter2');
	});
});
