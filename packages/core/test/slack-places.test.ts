import type {Fault} from '@slack-im/sandbox';
import {describe, expect, test} from 'vitest';

import {readIdentities} from '../src/read/identities.ts';
import {slackPoster} from '../src/read/slack/poster.ts';
import {slackSource} from '../src/read/slack/source.ts';
import {callsOf, patientClock, readAll, slack} from './slack-support.ts';
import {rejectionOf} from './support.ts';

describe('channels', () => {
	test('are read by id and by name, and the whole workspace all the same', async () => {
		const server = await slack();
		const {reading, ids} = await readAll(server, {needs: {channels: ['#Agents', 'C0RANDOM01', '#model-office']}});
		expect([...reading.channels.get('C0RANDOM01')!]).toEqual(['U02ADA0001', 'U02ALAN001', 'U06GUEST02']);
		expect(reading.channels.get('#Agents')!.has('U03KIMATTC')).toBe(true);
		expect(reading.channels.get('#model-office')!.has('U02LINUS01')).toBe(true);
		expect(ids).toHaveLength(server.members().length);
		expect(callsOf(server)).toEqual([
			'auth.test',
			'conversations.list 999',
			...Array.from({length: 3}, () => ['conversations.info', 'conversations.members 999']).flat(),
			'users.list 999',
		]);
	});

	test('are read to their end', async () => {
		const server = await slack();
		const members = Array.from({length: 2500}, (_, index) => `U1${String(index).padStart(6, '0')}`);
		server.setChannel({id: 'C0AGENTS01', members});
		expect((await readAll(server, {needs: {channels: ['C0AGENTS01']}})).reading.channels.get('C0AGENTS01')!.size).toBe(2500);
	});

	test('are found on a later page of names', async () => {
		const server = await slack();
		for (let index = 0; index < 1200; index++) server.setChannel({id: `C0A${String(index).padStart(6, '0')}`, name: `a${index}`});
		server.setChannel({id: 'C9LAST', name: 'last', members: ['U02ADA0001']});
		expect([...(await readAll(server, {needs: {channels: ['#last']}})).reading.channels.get('#last')!]).toEqual(['U02ADA0001']);
	});

	test.each([
		['a name that nobody has', '#agnets', {}, /the app sees no channel #agnets \(did you mean agents\?\)/],
		['an archived channel', '#old-times', {}, /the app sees no channel #old-times/],
		['a private channel that the app was not invited into', '#board', {}, /the app sees no channel #board/],
		['an id that nobody has', 'C0NOTHERE', {}, /the app sees no channel C0NOTHERE/],
		['an archived channel by its id', 'C0OLDTIMES', {}, /channel C0OLDTIMES is archived/],
		[
			'a private channel without groups:read',
			'#model-office',
			{scopes: ['users:read', 'users:read.email', 'channels:read']},
			/among the public channels \(the token lacks groups:read\)/,
		],
		[
			'a public channel without channels:read',
			'#agents',
			{scopes: ['users:read', 'users:read.email', 'groups:read']},
			/among the private channels \(the token lacks channels:read\)/,
		],
	])('%s makes the reading unusable', async (_sentence, channel, options, message) => {
		expect(await rejectionOf(readAll(await slack(options), {needs: {channels: [channel]}}))).toMatchObject({
			kind: 'unusable',
			message: expect.stringMatching(message),
			hint: expect.stringMatching(/invite|unarchive/),
		});
	});

	test('of which only half could be read make the read incomplete', async () => {
		const server = await slack();
		server.setChannel({id: 'C0AGENTS01', members: Array.from({length: 1500}, (_, index) => `U1${index}`)});
		server.faults.add({match: ({text}) => text.includes('channel=') && text.includes('cursor='), times: null, status: 500});
		expect(await rejectionOf(readAll(server, {needs: {channels: ['C0AGENTS01']}}))).toMatchObject({kind: 'incomplete'});
	});

	const members = {path: '/api/conversations.members'};
	const info = {path: '/api/conversations.info'};
	test.each<[string, Fault, number]>([
		['whose list is cut short once are read again', {match: members, merge: {members: ['U02ADA0001']}}, 3],
		['whose number is missing once are read again', {match: info, merge: {channel: {num_members: null}}}, 3],
		['with more members than Slack counts are taken as they are', {match: info, merge: {channel: {num_members: 1}}, times: null}, 3],
	])('%s', async (_sentence, fault, expected) => {
		const server = await slack();
		server.faults.add(fault);
		const {reading} = await readAll(server, {needs: {channels: ['C0RANDOM01']}});
		expect(reading.channels.get('C0RANDOM01')!.size).toBe(expected);
	});

	test.each<[string, Fault, string]>([
		[
			'whose list stays short',
			{match: members, merge: {members: ['U02ADA0001']}, times: null},
			'Slack listed 1 of the 1500 members of channel #agents',
		],
		[
			'whose list ends after a page, with status 200',
			{match: members, merge: {response_metadata: {next_cursor: ''}}, times: null},
			'Slack listed 999 of the 1500 members of channel #agents',
		],
		[
			'of which Slack gives no number',
			{match: info, merge: {channel: {num_members: null}}, times: null},
			'Slack does not say how many members channel #agents has, so its list cannot be checked',
		],
	])('%s make the read incomplete', async (_sentence, fault, message) => {
		const server = await slack();
		server.setChannel({id: 'C0AGENTS01', members: Array.from({length: 1500}, (_, index) => `U1${index}`)});
		server.faults.add(fault);
		expect(await rejectionOf(readAll(server, {needs: {channels: ['#agents']}}))).toMatchObject({
			kind: 'incomplete',
			message,
			hint: expect.stringContaining('people.groups'),
		});
		expect(callsOf(server)).not.toContain('users.list 999');
	});

	test('wait as long as Slack says', async () => {
		const [server, clock] = [await slack(), patientClock()];
		server.faults.add({match: members, status: 429, headers: {'retry-after': '7'}});
		const {reading} = await readAll(server, {clock, needs: {channels: ['C0RANDOM01']}});
		expect(clock.waits).toEqual([7000]);
		expect(reading.channels.get('C0RANDOM01')!.size).toBe(3);
	});
});

describe('user groups', () => {
	test('are read in one call, disabled ones left out', async () => {
		const server = await slack();
		const {reading} = await readAll(server, {needs: {groups: true, groupHandles: ['agents', 'leads']}});
		expect([...reading.groups.keys()].toSorted()).toEqual(['admins', 'agents', 'leads', 'nobody']);
		expect(reading.groups.get('leads')).toEqual(new Set(['U02ADA0001', 'U02GRACE01', 'U02DOROTHY', 'U04KOREAN2']));
		expect(callsOf(server)).toEqual(['auth.test', 'usergroups.list', 'users.list 999']);
	});

	test('that the config names must be there, so that a renamed one changes nothing quietly', async () => {
		const server = await slack();
		expect(await rejectionOf(readAll(server, {needs: {groups: true, groupHandles: ['agnets', 'leads', 'night-shift']}}))).toMatchObject({
			kind: 'unusable',
			message: 'the workspace has no user group @agnets (did you mean agents?), @night-shift',
		});
	});

	test('need a paid plan, which the error says', async () => {
		expect(await rejectionOf(readAll(await slack({paid: false}), {needs: {groups: true}}))).toMatchObject({
			kind: 'unusable',
			message: expect.stringContaining('paid plan'),
			hint: expect.stringContaining('channel'),
		});
	});

	test.each([
		['without their people', {handle: 'agents', user_count: '3'}, 'Slack listed 0 of the 3 members of user group @agents'],
		['with fewer people than Slack counts', {handle: 'agents', user_count: 3, users: ['U1', 'U2']}, 'Slack listed 2 of the 3 members'],
	])('%s are not used', async (_sentence, group, message) => {
		const server = await slack();
		server.faults.add({match: {path: '/api/usergroups.list'}, times: null, body: {ok: true, usergroups: [group]}});
		expect(await rejectionOf(readAll(server, {needs: {groups: true}}))).toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining(message),
		});
	});
});

test('the identities of the whole workspace know their groups and channels', async () => {
	const server = await slack();
	const source = slackSource({token: server.token, url: server.url});
	const {identities, warnings} = await readIdentities(
		await source.read({signal: new AbortController().signal, needs: {groups: true, channels: ['#agents']}}),
	);
	const byId = new Map(identities.map(identity => [identity.slackId, identity]));
	expect(byId.get('U02ADA0001')).toMatchObject({
		groups: ['admins', 'leads'],
		channels: ['#agents'],
		admin: true,
		owner: true,
		locale: 'en-US',
	});
	expect(byId.get('U09REHIRE2')).toMatchObject({earlierIds: ['U07REHIRE1'], groups: ['agents']});
	expect(byId.has('U07REHIRE1')).toBe(false);
	expect(byId.get('U07FORGOT1')).toMatchObject({forgotten: true, email: undefined, deleted: true});
	expect(byId.get('U0B0TFLOW1')).toMatchObject({kind: 'bot'});
	expect(byId.get('U05NOPROFL')).toMatchObject({name: 'No Profile', email: undefined});
	expect(byId.get('U04SURROGA')).toMatchObject({name: 'Lone  Surrogate'});
	expect(byId.get('U04CONTROL')).toMatchObject({title: 'line one line two tabbed'});
	expect(byId.get('U04NFD0001')).toMatchObject({name: 'José Núñez'});
	expect(warnings).toEqual([expect.stringContaining('Tom &amp; Jerry')]);
});

test('a workspace whose token has no users:read.email is unusable, also where Slack does not say what was granted', async () => {
	const server = await slack();
	server.faults.add({match: {path: '/api/auth.test'}, body: {ok: true, team_id: server.team}});
	const source = slackSource({token: server.tokens.noEmail, url: server.url});
	const reading = await source.read({signal: new AbortController().signal, needs: {groups: false, channels: []}});
	expect(await rejectionOf(readIdentities(reading))).toMatchObject({kind: 'unusable', hint: expect.stringContaining('users:read.email')});
});

describe('a message', () => {
	const {signal} = new AbortController();

	test('is posted into a channel', async () => {
		const server = await slack();
		await slackPoster(server).post({channel: 'C0MODELOFF', text: 'done', blocks: [{type: 'divider'}]}, {signal});
		expect(server.messages()).toMatchObject([{channel: 'C0MODELOFF', text: 'done', sent: {blocks: '[{"type":"divider"}]'}}]);
	});

	test('is posted after a 429', async () => {
		const server = await slack();
		server.faults.add({status: 429, headers: {'retry-after': '1'}});
		await slackPoster({...server, clock: patientClock()}).post({channel: 'C0MODELOFF', text: 'done'}, {signal});
		expect(server.messages()).toHaveLength(1);
	});

	test('is not posted twice where nobody knows whether it was', async () => {
		const server = await slack();
		server.faults.add({reset: 'after', times: null});
		expect(await rejectionOf(slackPoster(server).post({channel: 'C0MODELOFF', text: 'done'}, {signal}))).toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining('no message was posted to C0MODELOFF'),
		});
		expect(server.messages()).toHaveLength(1);
	});

	test.each([
		['C0NOTHERE', 'unusable', /is not visible to the app/, /invite/],
		['C0RANDOM01', 'unusable', /does not have the app in it/, /invite/],
		['C0OLDTIMES', 'unusable', /is archived/, /another channel/],
	])('to %s says what to do', async (channel, kind, message, hint) => {
		const server = await slack();
		const expected = {kind, message: expect.stringMatching(message), hint: expect.stringMatching(hint)};
		expect(await rejectionOf(slackPoster(server).post({channel, text: 'done'}, {signal}))).toMatchObject(expected);
		expect(await rejectionOf(slackPoster(server).check(channel, {signal}))).toMatchObject(expected);
	});

	test.each([
		['a channel that the app is in', 'C0MODELOFF', ['chat:write', 'groups:read', 'channels:read']],
		['a channel that the token may not look at', 'C0MODELOFF', ['chat:write']],
		['a channel by name', '#nowhere', ['chat:write', 'channels:read']],
		['any public channel, where that is allowed', 'C0RANDOM01', ['chat:write', 'chat:write.public', 'channels:read']],
	])('to %s is not refused beforehand, and nothing is posted', async (_sentence, channel, scopes) => {
		const server = await slack({scopes});
		await expect(slackPoster(server).check(channel, {signal})).resolves.toBeUndefined();
		expect(server.messages()).toEqual([]);
	});

	test('without chat:write names it', async () => {
		const server = await slack({scopes: ['users:read']});
		const expected = {kind: 'auth', hint: expect.stringContaining('chat:write')};
		expect(await rejectionOf(slackPoster(server).post({channel: 'C0MODELOFF', text: 'done'}, {signal}))).toMatchObject(expected);
		expect(await rejectionOf(slackPoster(server).check('C0MODELOFF', {signal}))).toMatchObject(expected);
	});
});
