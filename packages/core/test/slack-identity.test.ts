import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import type {Identity} from '../src/model/identity.ts';
import {hasUsableId, toIdentity} from '../src/read/slack/identity.ts';

const context = {workspace: 'T01', groups: new Map([['U01', ['agents']]]), channels: new Map([['U01', ['#all']]])};

/** A member as Slack sends it today, with what a row changes. */
const member = (fields: Record<string, unknown> = {}, profile: Record<string, unknown> = {}): Record<string, unknown> => ({
	id: 'U01',
	team_id: 'T01',
	name: 'ada.old',
	deleted: false,
	real_name: 'Ada Lovelace',
	tz: 'Europe/London',
	is_bot: false,
	is_app_user: false,
	is_email_confirmed: true,
	profile: {email: 'Ada@Example.com', real_name: 'Ada Lovelace', display_name: 'ada', title: '', phone: '', fields: null, ...profile},
	...fields,
});

const identify = (value: unknown): Identity => {
	const identity = toIdentity(value, context);
	if (!identity) throw new Error('no usable id');
	return identity;
};

test('a member becomes an identity', () => {
	expect(
		identify(member({is_admin: true, locale: 'en-GB'}, {first_name: 'Ada', last_name: 'Lovelace', title: 'Lead', phone: '+44 1'})),
	).toEqual({
		slackId: 'U01',
		teamId: 'T01',
		earlierIds: [],
		kind: 'person',
		deleted: false,
		forgotten: false,
		invited: false,
		external: false,
		guest: undefined,
		email: 'Ada@Example.com',
		emailConfirmed: true,
		name: 'ada',
		displayName: 'ada',
		realName: 'Ada Lovelace',
		firstName: 'Ada',
		lastName: 'Lovelace',
		title: 'Lead',
		phone: '+44 1',
		timezone: 'Europe/London',
		locale: 'en-GB',
		admin: true,
		owner: false,
		groups: ['agents'],
		channels: ['#all'],
	});
});

describe('what a member is', () => {
	test.each<[string, Record<string, unknown>, Partial<Identity>]>([
		['Slackbot, though it says that it is no bot', member({id: 'USLACKBOT'}), {kind: 'slackbot'}],
		['the system user USLACK', member({id: 'USLACK'}), {kind: 'slackbot'}],
		['a bot by its flag', member({is_bot: true}), {kind: 'bot'}],
		['a bot by its bot id', member({}, {bot_id: 'B01'}), {kind: 'bot'}],
		['a workflow is an app', member({is_workflow_bot: true}), {kind: 'app'}],
		['a connector is an app', member({is_connector_bot: true}), {kind: 'app'}],
		['an agent is an app', member({is_agentforce_bot: true}), {kind: 'app'}],
		['somebody with an app id is an app', member({}, {api_app_id: 'A01'}), {kind: 'app'}],
		['somebody with an empty app id is a person', member({}, {api_app_id: ''}), {kind: 'person'}],
		['somebody who authorised an app is a person', member({is_app_user: true}), {kind: 'person'}],
		['a guest of several channels', member({is_restricted: true}), {guest: 'multi-channel'}],
		['a guest of one channel', member({is_restricted: true, is_ultra_restricted: true}), {guest: 'single-channel'}],
		['somebody invited', member({is_invited_user: true, is_email_confirmed: false}), {invited: true, emailConfirmed: false}],
		['somebody of another workspace', member({team_id: 'T02'}), {external: true, teamId: 'T02'}],
		['a stranger', member({is_stranger: true}), {external: true}],
		[
			'somebody of the same organisation who is in this workspace',
			member({team_id: 'E01', enterprise_user: {id: 'U01', teams: ['T02', 'T01']}}),
			{external: false},
		],
		[
			'somebody of the same organisation who is not',
			member({team_id: 'T02', enterprise_user: {id: 'U01', teams: ['T02']}}),
			{external: true},
		],
		['somebody without a team', member({team_id: null}), {external: false, teamId: undefined}],
		[
			'somebody of whom Slack does not say that the e-mail is confirmed',
			member({is_email_confirmed: undefined}),
			{emailConfirmed: undefined},
		],
		[
			'a flag that is not a boolean does not count',
			member({is_bot: 'true', deleted: 1, is_admin: {}, is_email_confirmed: 'false'}),
			{kind: 'person', deleted: false, admin: false, emailConfirmed: undefined},
		],
	])('%s', (_sentence, value, expected) => {
		expect(identify(value)).toMatchObject(expected);
	});
});

describe('what is left of somebody who left', () => {
	test('a deactivated member has no flags and keeps name and e-mail in the profile', () => {
		const left = {
			id: 'U09',
			team_id: 'T01',
			name: 'jo',
			deleted: true,
			profile: {real_name: 'Jo', display_name: '', email: 'jo@example.com', fields: null},
			is_bot: false,
			is_app_user: false,
			updated: 1,
		};
		expect(identify(left)).toMatchObject({
			deleted: true,
			name: 'Jo',
			email: 'jo@example.com',
			emailConfirmed: undefined,
			admin: false,
			timezone: undefined,
		});
	});

	test('a forgotten member has no e-mail, whatever placeholder stands there', () => {
		expect(
			identify(member({deleted: true, is_forgotten: true}, {email: 'U01@deactivated.example', display_name: 'deactivateduser'})),
		).toMatchObject({forgotten: true, email: undefined});
	});
});

describe('the name', () => {
	test.each([
		['is the display name', member(), 'ada'],
		['is the real name where there is no display name', member({}, {display_name: ''}), 'Ada Lovelace'],
		[
			'is the real name outside the profile where only that is there',
			member({real_name: 'Ada L.'}, {display_name: null, real_name: null}),
			'Ada L.',
		],
		['is the local part of the e-mail where there is no name', member({real_name: null}, {display_name: '', real_name: ''}), 'Ada'],
		['is the Slack id where there is nothing', {id: 'U01'}, 'U01'],
		['is never the old username', member({name: 'somebody', real_name: null}, {display_name: '', real_name: '', email: null}), 'U01'],
	])('%s', (_sentence, value, name) => {
		expect(identify(value).name).toBe(name);
	});
});

describe('text', () => {
	test.each([
		['is trimmed', '  Ada \u00a0', 'Ada'],
		['is composed', 'Rene\u0301', 'René'],
		['loses controls, tabs and line ends', 'Ada\u0000\u001b[31m\r\n\tL.\u0085\u2028x', 'Ada [31m L. x'],
		['loses what turns the direction of what follows', 'Ada\u202egnp.exe\u2066', 'Ada gnp.exe'],
		['loses lone surrogates', 'A\ud800da \udc00\ud83d\ude00', 'Ada 😀'],
		['keeps joiners, which some scripts need', 'نامه\u200cای', 'نامه\u200cای'],
		['is cut at 1,000 characters', 'x'.repeat(1_000_000), 'x'.repeat(1000)],
		['is cut before a pair that does not fit', `${'x'.repeat(999)}😀`, 'x'.repeat(999)],
		['has no space where it was cut', `${'x'.repeat(999)} y`, 'x'.repeat(999)],
	])('%s', (_sentence, raw, clean) => {
		expect(identify(member({}, {display_name: raw})).displayName).toBe(clean);
	});
});

describe('an e-mail is none', () => {
	test.each([
		['when it is missing', undefined],
		['when it is empty', ''],
		['when it is of another type', ['ada@example.com']],
		['when it has no @', 'ada'],
		['when it has two', 'ada@example.com@vendor.example'],
		['when a control would have to be taken out, which could make it somebody else’s', 'a\u0000da@example.com'],
		['when an invisible character would', 'a\u200bda@example.com'],
		['when there is a space in it', 'ada lovelace@example.com'],
		['when a lone surrogate is in it', 'a\ud800da@example.com'],
		['when it would have to be cut, which could make it somebody else’s', `${'a'.repeat(400)}@example.com`],
	])('%s', (_sentence, email) => {
		expect(identify(member({}, {email})).email).toBeUndefined();
	});

	test('otherwise it is kept as it is, trimmed and composed', () => {
		expect(identify(member({}, {email: ' Rene\u0301@Example.COM\n'})).email).toBe('René@Example.COM');
	});
});

describe('hostile members', () => {
	test.each<[string, unknown]>([
		['null', null],
		['text', 'U01'],
		['a list', ['U01']],
		['no id', {profile: {email: 'ada@example.com'}}],
		['an id of another type', {id: 7}],
		['an empty id', {id: ''}],
		['an id with a control', {id: 'U01\u0000'}],
		['an enormous id, which cut could be somebody else’s', {id: `U01${'X'.repeat(1_000_000)}`}],
		['an id that is the name of a prototype', {id: '__proto__'}],
	])('%s is no member', (_sentence, value) => {
		expect(hasUsableId(value)).toBe(false);
		expect(toIdentity(value, context)).toBeUndefined();
	});

	test('what comes in through __proto__ does not count, and reaches nobody else', () => {
		const hostile: unknown = JSON.parse(
			'{"id":"U02","__proto__":{"deleted":true,"is_admin":true},"profile":{"__proto__":{"email":"ada@example.com","title":"Owner"}}}',
		);
		expect(identify(hostile)).toMatchObject({deleted: false, admin: false, email: undefined, title: undefined, name: 'U02'});
		expect(identify(Object.assign(Object.create({deleted: true, profile: {email: 'x@example.com'}}), {id: 'U03'}))).toMatchObject({
			deleted: false,
			email: undefined,
		});
		expect(identify(member())).toMatchObject({deleted: false, admin: false});
	});

	test('whatever the fields hold, an identity comes out that keeps its promises', () => {
		const wild = fc.oneof(fc.anything(), fc.string({unit: 'binary'}), fc.constant('x'.repeat(1_000_000)), fc.boolean(), fc.constant(null));
		const names = [
			'team_id',
			'name',
			'deleted',
			'real_name',
			'tz',
			'is_bot',
			'is_admin',
			'enterprise_user',
			'locale',
			'is_forgotten',
			'__proto__',
		];
		const profileNames = ['email', 'real_name', 'display_name', 'first_name', 'title', 'phone', 'bot_id', 'api_app_id', '__proto__'];
		const anyMember = fc.record({
			fields: fc.dictionary(fc.constantFrom(...names), wild),
			profile: fc.oneof(wild, fc.dictionary(fc.constantFrom(...profileNames), wild)),
		});
		const texts = [
			'teamId',
			'email',
			'name',
			'displayName',
			'realName',
			'firstName',
			'lastName',
			'title',
			'phone',
			'timezone',
			'locale',
		] as const;
		fc.assert(
			fc.property(anyMember, ({fields, profile}) => {
				const identity = identify({...fields, profile, id: 'U02'});
				expect(identity.slackId).toBe('U02');
				expect(identity.groups).toEqual([]);
				for (const field of texts) {
					const value = identity[field];
					if (value === undefined) continue;
					expect(value).toBe(value.normalize('NFC').trim());
					expect(value).not.toMatch(/^$|\p{Cc}|\p{Cs}/u);
					expect(value.length).toBeLessThanOrEqual(1000);
				}
			}),
			{numRuns: 2000},
		);
	});
});
