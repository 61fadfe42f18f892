import {describe, expect, test} from 'vitest';
import type {Json} from '../src/json.ts';
import {startSlack} from '../src/index.ts';
import {ask, closing} from './support.ts';

const named = (list: Json | undefined): Json[] =>
	Array.isArray(list) ? list.map(item => (item && typeof item === 'object' && 'name' in item ? item['name'] : null) ?? null) : [];

const both = 'public_channel,private_channel';

describe('conversations.list', () => {
	test('shows public channels, and private ones only where the bot is a member', async () => {
		const slack = await closing(startSlack());
		expect(named((await ask(slack, 'conversations.list')).body['channels'])).toEqual([
			'agents',
			'general',
			'old-times',
			'ext-partner',
			'random',
		]);
		const {body} = await ask(slack, 'conversations.list', {types: both, exclude_archived: 'true'});
		expect(named(body['channels'])).toEqual(['agents', 'general', 'model-office', 'ext-partner', 'random']);
		slack.setChannel({name: 'board', members: ['U0B0TSLIM1']});
		expect(named((await ask(slack, 'conversations.list', {types: 'private_channel'})).body['channels'])).toEqual(['model-office', 'board']);
	});

	test('cuts a page first and filters then: an empty page is not the last', async () => {
		const slack = await closing(startSlack());
		const sizes: number[] = [];
		let cursor = '';
		do {
			const {body} = await ask(slack, 'conversations.list', {types: 'private_channel', limit: '1', cursor});
			sizes.push(named(body['channels']).length);
			const {response_metadata}: {response_metadata: {next_cursor: string}} = JSON.parse(JSON.stringify(body));
			cursor = response_metadata.next_cursor;
		} while (cursor !== '');
		expect(sizes).toEqual([0, 0, 1, 0, 0, 0]);
	});

	test.each([
		[{types: 'channels'}, 'invalid_types'],
		[{limit: '1001'}, 'invalid_limit'],
		[{limit: 'x'}, 'invalid_limit'],
		[{cursor: 'x'}, 'invalid_cursor'],
	])('refuses %j: %s', async (args, error) => {
		const slack = await closing(startSlack());
		expect((await ask(slack, 'conversations.list', {...args})).body).toEqual({ok: false, error});
	});

	test('needs a scope for each type', async () => {
		const slack = await closing(startSlack({scopes: ['channels:read']}));
		expect((await ask(slack, 'conversations.list')).body['ok']).toBe(true);
		expect((await ask(slack, 'conversations.list', {types: both})).body).toMatchObject({
			error: 'missing_scope',
			needed: 'channels:read,groups:read',
		});
	});
});

describe('conversations.info and conversations.members', () => {
	test.each([
		['a public channel without the bot', 'C0RANDOM01', true],
		['a private channel with the bot', 'C0MODELOFF', true],
		['a private channel without the bot', 'G0BOARD001', 'channel_not_found'],
		['a name instead of an id', 'general', 'channel_not_found'],
	])('%s', async (_, channel, expected) => {
		const slack = await closing(startSlack());
		for (const method of ['conversations.info', 'conversations.members']) {
			const {body} = await ask(slack, method, {channel});
			expect(body['error'] ?? body['ok']).toBe(expected);
		}
	});

	test('members are bare ids, bots and strangers among them, page by page', async () => {
		const slack = await closing(startSlack());
		const {body} = await ask(slack, 'conversations.members', {channel: 'C0PARTNER1', limit: '3'});
		expect(body['members']).toEqual(['U02GRACE01', 'U02LINUS01', 'U0B0TSLIM1']);
		const {response_metadata}: {response_metadata: {next_cursor: string}} = JSON.parse(JSON.stringify(body));
		const rest = await ask(slack, 'conversations.members', {channel: 'C0PARTNER1', limit: '3', cursor: response_metadata.next_cursor});
		expect(rest.body).toMatchObject({members: ['U0STRANGE2', 'U0STRANGER'], response_metadata: {next_cursor: ''}});
	});

	test('everybody who is active is in #general, whoever has left is in no channel', async () => {
		const slack = await closing(startSlack());
		const ids = async () => (await ask(slack, 'conversations.members', {channel: 'C0GENERAL1', limit: '1000'})).body['members'];
		expect(await ids()).toContain('U02ALAN001');
		expect(await ids()).not.toContain('U07LEAVER1');
		slack.leave('U02ALAN001');
		expect(await ids()).not.toContain('U02ALAN001');
	});

	test('private channels need their own scope', async () => {
		const slack = await closing(startSlack({scopes: ['channels:read']}));
		expect((await ask(slack, 'conversations.members', {channel: 'C0MODELOFF'})).body).toMatchObject({
			error: 'missing_scope',
			needed: 'groups:read',
		});
		expect((await ask(slack, 'conversations.members', {channel: 'G0BOARD001'})).body).toMatchObject({error: 'channel_not_found'});
	});
});

describe('usergroups.list', () => {
	test('shows groups in use, with their people on request', async () => {
		const slack = await closing(startSlack());
		const {body} = await ask(slack, 'usergroups.list');
		expect(named(body['usergroups'])).toEqual(['Agents', 'Leads', 'Workspace Admins', 'Nobody yet']);
		expect(body).not.toHaveProperty('usergroups.0.users');
		const more = await ask(slack, 'usergroups.list', {include_users: 'true', include_disabled: 'true'});
		expect(more.body).toHaveProperty('usergroups.0.users.0', 'U02ALAN001');
		expect(more.body).toHaveProperty('usergroups.0.user_count', '11');
		expect(named(more.body['usergroups'])).toContain('Night shift');
	});

	test('is refused on the free plan', async () => {
		const slack = await closing(startSlack({paid: false}));
		expect((await ask(slack, 'usergroups.list')).body).toEqual({ok: false, error: 'plan_upgrade_required'});
	});

	test('changes when somebody changes a group', async () => {
		const slack = await closing(startSlack());
		slack.setGroup({handle: 'agents', users: ['U02MARIE01']});
		slack.setGroup({handle: 'new-group', users: []});
		const {body} = await ask(slack, 'usergroups.list', {include_users: 'true'});
		expect(body).toHaveProperty('usergroups.0.users', ['U02MARIE01']);
		expect(body).toHaveProperty('usergroups.4.handle', 'new-group');
	});
});

describe('chat.postMessage', () => {
	test('keeps messages to channels, by id and by name, and to people', async () => {
		const slack = await closing(startSlack());
		for (const channel of ['C0MODELOFF', '#ext-partner', 'U02ADA0001']) {
			const {body} = await ask(slack, 'chat.postMessage', {channel, text: `to ${channel}`});
			expect(body).toMatchObject({ok: true, message: {text: `to ${channel}`}});
		}
		expect(slack.messages().map(({channel, text}) => [channel, text])).toEqual([
			['C0MODELOFF', 'to C0MODELOFF'],
			['C0PARTNER1', 'to #ext-partner'],
			['U02ADA0001', 'to U02ADA0001'],
		]);
	});

	test.each([
		['C0RANDOM01', 'hello', 'not_in_channel'],
		['G0BOARD001', 'hello', 'channel_not_found'],
		['C0NOWHERE1', 'hello', 'channel_not_found'],
		['C0OLDTIMES', 'hello', 'is_archived'],
		['C0MODELOFF', '', 'no_text'],
	])('to %s with text "%s": %s', async (channel, text, error) => {
		const slack = await closing(startSlack());
		expect((await ask(slack, 'chat.postMessage', {channel, text})).body).toEqual({ok: false, error});
		expect(slack.messages()).toEqual([]);
	});

	test('needs no membership with chat:write.public', async () => {
		const slack = await closing(startSlack({scopes: ['chat:write', 'chat:write.public']}));
		expect((await ask(slack, 'chat.postMessage', {channel: 'C0RANDOM01', text: 'hello'})).body['ok']).toBe(true);
	});
});
