import {describe, expect, test} from 'vitest';
import {people, startSlack, strangers, type Kind, type SlackMember} from '../src/index.ts';
import {ask, closing} from './support.ts';

const ofKind = (kind: Kind): SlackMember[] => people.filter(one => one.kind === kind).map(({member}) => member);

const keysOf = (member: SlackMember): string[] => Object.keys(member).toSorted();

describe('the people of the sandbox', () => {
	test('are about sixty or more, each with an id of its own', () => {
		expect(people.length).toBeGreaterThan(60);
		expect(new Set(people.map(({member}) => member.id)).size).toBe(people.length);
	});

	test('are of every kind', () => {
		const count = Object.fromEntries(
			[...new Set([...people, ...strangers].map(({kind}) => kind))].map(kind => [kind, ofKind(kind).length]),
		);
		expect(count).toMatchObject({system: 2, forgotten: 3, 'former-id': 1, guest: 3, 'no-email': 3, unconfirmed: 2});
		expect(Object.keys(count)).toEqual(expect.arrayContaining(['person', 'bot', 'deactivated', 'invited', 'external']));
	});

	test('who are deactivated keep exactly what Slack lets them keep', () => {
		const kept = ['deleted', 'id', 'is_app_user', 'is_bot', 'name', 'profile', 'team_id', 'updated'];
		for (const member of [...ofKind('deactivated'), ...ofKind('former-id')]) expect(keysOf(member)).toEqual(kept);
		for (const member of ofKind('forgotten')) expect(keysOf(member)).toEqual([...kept, 'is_forgotten'].toSorted());
		expect(ofKind('deactivated').filter(({profile}) => profile?.email)).toHaveLength(3);
	});

	test('who were forgotten are known by their id alone', () => {
		const text = JSON.stringify(ofKind('forgotten'));
		expect(text).not.toContain('attic.example');
		expect(ofKind('forgotten').map(({profile}) => profile?.email)).toEqual([
			'deactivateduser@deactivated.invalid',
			'deactivateduser@deactivated.invalid',
			undefined,
		]);
	});

	test('who are live and full have the flags that deactivated ones lose', () => {
		const ada = people.find(({member}) => member.id === 'U02ADA0001')?.member;
		expect(ada).toMatchObject({
			deleted: false,
			real_name: 'Ada Lovelace',
			tz: 'Asia/Seoul',
			is_email_confirmed: true,
			is_restricted: false,
		});
	});

	test('who are bots never have an e-mail, and always a bot id', () => {
		for (const {profile, is_bot} of ofKind('bot')) {
			expect(is_bot).toBe(true);
			expect(profile).not.toHaveProperty('email');
			expect(profile?.bot_id).toMatch(/^B/);
		}
		expect(ofKind('system').map(({is_bot}) => is_bot)).toEqual([false, false]);
	});

	test('were hired again under a new id with the same e-mail', () => {
		const [old] = ofKind('former-id');
		const same = people.filter(({member}) => member.profile?.email === old?.profile?.email);
		expect(same.map(({kind}) => kind)).toEqual(['former-id', 'person']);
	});

	test('share a local part on two domains', () => {
		const kims = people.filter(({member}) => member.profile?.email?.startsWith('kim@'));
		expect(kims.map(({kind}) => kind)).toEqual(['person', 'person']);
	});

	test('have names that survive the wire as they are, lone surrogates and all', async () => {
		const slack = await closing(startSlack());
		const {body} = await ask(slack, 'users.list', {limit: '999'});
		const {members}: {members: SlackMember[]} = JSON.parse(JSON.stringify(body));
		const nameOf = (id: string) => members.find(member => member.id === id)?.profile?.real_name;
		expect(nameOf('U04SURROGA')).toBe('Lone \ud83d Surrogate');
		expect(nameOf('U04CONTROL')).toBe('Bell\u0007 Escape\u001b[31m Null\u0000');
		expect(nameOf('U04NFD0001')).toBe('José Núñez'.normalize('NFD'));
		expect(nameOf('U04NFD0001')).not.toBe('José Núñez');
		expect(nameOf('U04AMP0001')).toBe('Marks & Spencer "M&S" O\'Neil');
	});

	test('say their locale only when asked', async () => {
		const slack = await closing(startSlack());
		expect((await ask(slack, 'users.info', {user: 'U04KOREAN1'})).body).not.toHaveProperty('user.locale');
		expect((await ask(slack, 'users.info', {user: 'U04KOREAN1', include_locale: 'true'})).body).toHaveProperty('user.locale', 'ko-KR');
	});

	test('of other workspaces are in users.info, and in users.list only on request', async () => {
		const slack = await closing(startSlack());
		expect((await ask(slack, 'users.info', {user: 'U0STRANGER'})).body).toMatchObject({ok: true, user: {team_id: 'T0PARTNER1'}});
		expect((await ask(slack, 'users.info', {user: 'UNOBODY'})).body).toEqual({ok: false, error: 'user_not_found'});
		expect(JSON.stringify((await ask(slack, 'users.list')).body)).not.toContain('U0STRANGER');
		const odd = await closing(startSlack({limits: {strangers: true}}));
		expect(JSON.stringify((await ask(odd, 'users.list')).body)).toContain('U0STRANGER');
	});
});
