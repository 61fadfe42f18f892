import {describe, expect, test} from 'vitest';
import {startSlack} from '../src/index.ts';
import {ask, closing} from './support.ts';

describe('a token', () => {
	test.each([
		['that nobody knows', 'xoxb-wrong', 'invalid_auth'],
		['that refreshes others', 'xoxe-1-sandbox-refresh', 'invalid_auth'],
		['of the app itself', 'xapp-1-sandbox-app', 'not_allowed_token_type'],
		['that was revoked', 'xoxb-sandbox-revoked', 'token_revoked'],
		['of an account that is inactive', 'xoxb-sandbox-inactive', 'account_inactive'],
		['that rotated away', 'xoxe.xoxb-1-sandbox-expired', 'token_expired'],
		['that is not there', '', 'not_authed'],
	])('%s answers 200 with %s: %s', async (_, token, error) => {
		const slack = await closing(startSlack());
		const {body, status, headers} = await ask(slack, 'auth.test', {}, token);
		expect({status, body}).toEqual({status: 200, body: {ok: false, error}});
		expect(headers.has('x-oauth-scopes')).toBe(false);
	});

	test('may be a field of the form, not of the query', async () => {
		const slack = await closing(startSlack());
		expect((await ask(slack, 'auth.test', {token: slack.token}, '')).body['ok']).toBe(true);
		const query: unknown = await (await fetch(`${slack.url}auth.test?token=${slack.token}`)).json();
		expect(query).toEqual({ok: false, error: 'not_authed'});
	});

	test('of the bot says where it belongs', async () => {
		const slack = await closing(startSlack());
		const {body, headers} = await ask(slack, 'auth.test');
		expect(body).toEqual({
			ok: true,
			url: 'https://attic.slack.com/',
			team: 'Attic',
			user: 'slackim',
			team_id: slack.team,
			user_id: 'U0B0TSLIM1',
			bot_id: 'B0B0TSLIM1',
			is_enterprise_install: false,
		});
		expect(headers.get('x-oauth-scopes')).toBe('users:read,users:read.email,channels:read,groups:read,usergroups:read,chat:write');
	});

	test('of a person has no bot, and one that rotates says when it ends', async () => {
		const slack = await closing(startSlack());
		expect((await ask(slack, 'auth.test', {}, slack.tokens.user)).body).not.toHaveProperty('bot_id');
		expect((await ask(slack, 'auth.test', {}, slack.tokens.rotating)).body).toMatchObject({expires_in: 43_200});
	});

	test('without the scope is told which one is missing', async () => {
		const slack = await closing(startSlack({scopes: ['users:read']}));
		const {body, headers} = await ask(slack, 'usergroups.list');
		expect(body).toEqual({ok: false, error: 'missing_scope', needed: 'usergroups:read', provided: 'users:read'});
		expect(headers.get('x-accepted-oauth-scopes')).toBe('usergroups:read');
	});

	test('without users:read.email sees no address, and no error', async () => {
		const slack = await closing(startSlack());
		const seen = await ask(slack, 'users.list', {limit: '999'}, slack.tokens.noEmail);
		expect(seen.body['ok']).toBe(true);
		expect(JSON.stringify(seen.body)).not.toContain('"email":');
		expect(JSON.stringify((await ask(slack, 'users.list', {limit: '999'})).body)).toContain('"email":"ada@attic.example"');
		expect((await ask(slack, 'users.info', {user: 'U02ADA0001'}, slack.tokens.noEmail)).body).not.toHaveProperty('user.profile.email');
	});

	test("of an organisation must say which workspace, and a workspace's own need not", async () => {
		const slack = await closing(startSlack());
		const org = slack.tokens.orgWide;
		expect((await ask(slack, 'users.list', {}, org)).body).toMatchObject({ok: false, error: 'missing_argument'});
		expect((await ask(slack, 'users.list', {team_id: 'T0OTHER01'}, org)).body).toMatchObject({error: 'team_access_not_granted'});
		expect((await ask(slack, 'users.list', {team_id: slack.team}, org)).body).toHaveProperty('members.1.enterprise_user.teams', [
			slack.team,
		]);
		expect((await ask(slack, 'users.list', {team_id: 'T0OTHER01'})).body['ok']).toBe(true);
		expect((await ask(slack, 'auth.test', {}, org)).body).toMatchObject({is_enterprise_install: true});
	});

	test('can be changed at any time', async () => {
		const slack = await closing(startSlack());
		slack.setToken(slack.token, {state: 'revoked'});
		expect((await ask(slack, 'auth.test')).body['error']).toBe('token_revoked');
	});
});

describe('a call', () => {
	test('too many in a minute answers 429 with the seconds to wait', async () => {
		const slack = await closing(startSlack({perMinute: {'users.list': 2}}));
		const answers = [await ask(slack, 'users.list'), await ask(slack, 'users.list'), await ask(slack, 'users.list')];
		expect(answers.map(({status}) => status)).toEqual([200, 200, 429]);
		expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(50);
		expect((await ask(slack, 'auth.test')).status).toBe(200);
	});

	test('that Slack does not know is unknown_method', async () => {
		const slack = await closing(startSlack());
		expect((await ask(slack, 'users.everything')).body).toMatchObject({ok: false, error: 'unknown_method'});
		expect((await ask(slack, 'constructor')).body).toMatchObject({ok: false, error: 'unknown_method'});
	});
});
