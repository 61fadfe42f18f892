import {generatePeople} from '@slack-im/sandbox';
import {describe, expect, test} from 'vitest';

import type {ReadProgress} from '../src/model/source.ts';
import {callsOf, field, patientClock, readAll, slack} from './slack-support.ts';
import {rejectionOf} from './support.ts';

const usersList = '/api/users.list';

describe('a whole workspace', () => {
	test('is read to its end, each id once, leavers and bots included', async () => {
		const server = await slack();
		const {ids, reading, members} = await readAll(server, {pageSize: 7});
		expect(ids).toEqual(server.members().map(({id}) => id));
		expect(reading.workspace).toEqual({id: server.team, name: 'Attic', url: 'https://attic.slack.com/'});
		expect(members.find(({id}) => id === 'U07LEAVER1')).toMatchObject({deleted: true, profile: {email: 'lea@attic.example'}});
	});

	test('takes one page of 999 where it is small, and does not wait', async () => {
		const clock = patientClock();
		const server = await slack();
		await readAll(server, {clock});
		expect(callsOf(server)).toEqual(['auth.test', 'users.list 999']);
		expect(clock.waits).toEqual([]);
	});

	test('is told page by page', async () => {
		const server = await slack({people: generatePeople(24, {plain: true})});
		const told: ReadProgress[] = [];
		await readAll(server, {pageSize: 10, onProgress: progress => told.push(progress)});
		expect(told).toEqual([
			{kind: 'page', pages: 1, members: 10},
			{kind: 'page', pages: 2, members: 20},
			{kind: 'page', pages: 3, members: 25},
		]);
	});

	test('comes as the fields that are read, and no others', async () => {
		const {members} = await readAll(await slack());
		const ada = members.find(({id}) => id === 'U02ADA0001')!;
		expect(ada).toEqual({
			id: 'U02ADA0001',
			team_id: 'T0ATTIC01',
			name: 'ada',
			deleted: false,
			real_name: 'Ada Lovelace',
			tz: 'Asia/Seoul',
			locale: 'en-US',
			is_admin: true,
			is_owner: true,
			is_restricted: false,
			is_ultra_restricted: false,
			is_email_confirmed: true,
			is_bot: false,
			profile: {
				email: 'ada@attic.example',
				real_name: 'Ada Lovelace',
				display_name: 'ada',
				first_name: 'Ada',
				last_name: 'Lovelace',
				title: 'Lead Engineer',
				phone: '',
			},
		});
	});

	test('ends at a cursor that is null, and at one that is missing', async () => {
		const server = await slack();
		server.faults.add({match: {path: usersList}, merge: {response_metadata: {next_cursor: null}}});
		expect((await readAll(server)).ids).toHaveLength(server.members().length);
		server.faults.clear();
		server.faults.add({match: {path: usersList}, merge: {response_metadata: null}});
		expect((await readAll(server)).ids).toHaveLength(server.members().length);
		expect(callsOf(server).filter(call => call.startsWith('users.list'))).toHaveLength(2);
	});

	test('goes on after a page that is empty and has a cursor', async () => {
		const server = await slack({people: generatePeople(5, {plain: true})});
		const cursor = Buffer.from(`user:${server.members()[0]!.id}`).toString('base64');
		server.faults.add({match: {path: usersList}, body: {ok: true, members: [], response_metadata: {next_cursor: cursor}}});
		server.faults.add({
			match: ({text}) => text.includes(encodeURIComponent(cursor)),
			body: JSON.stringify({ok: true, members: server.members(), response_metadata: {next_cursor: ''}}),
		});
		expect((await readAll(server)).ids).toHaveLength(6);
	});

	test('has people once who come on two pages', async () => {
		const server = await slack({people: generatePeople(9, {plain: true})});
		const twice = server.members()[2]!;
		server.faults.add({match: {path: usersList, nth: 2}, merge: {members: JSON.parse(JSON.stringify([twice, twice, {id: 'U0NEW'}]))}});
		const {ids} = await readAll(server, {pageSize: 5});
		expect(ids.filter(id => id === twice.id)).toHaveLength(1);
		expect(ids).toContain('U0NEW');
	});

	test('passes on members that cannot be used, for whoever counts them', async () => {
		const server = await slack();
		server.faults.add({
			match: {path: usersList},
			body: {ok: true, members: [null, 7, 'U01', {id: 7}, {id: 'U01', real_name: ['x'], profile: 'y', is_bot: 'true'}]},
		});
		expect((await readAll(server)).members).toEqual([{id: ''}, {id: ''}, {id: ''}, {id: ''}, {id: 'U01', is_bot: 'true'}]);
	});
});

describe('pages become smaller', () => {
	test('when Slack cannot serve so many', async () => {
		const server = await slack({people: generatePeople(99, {plain: true}), limits: {refused: 60}});
		expect((await readAll(server, {pageSize: 200})).ids).toHaveLength(100);
		expect(callsOf(server).slice(1)).toEqual(['users.list 200', 'users.list 100', 'users.list 50', 'users.list 50']);
	});

	test.each([
		['after a 500', {status: 500, body: 'oops'}],
		['after HTML with status 200, as a proxy sends it', {html: true as const}],
		['after an answer that is no JSON object', {body: 'null'}],
		['after an answer without members', {body: {ok: true, members: null}}],
		['after an answer that breaks off', {cut: 300}],
		['after a connection that is reset', {reset: 'before' as const}],
		['after an error that passes', {body: {ok: false, error: 'internal_error'}}],
		['after a timeout', {hang: true}],
	])('%s on the second page, once', async (_sentence, fault) => {
		const clock = patientClock();
		const server = await slack({people: generatePeople(24, {plain: true})});
		server.faults.add({match: {path: usersList, nth: 2}, ...fault});
		const {ids} = await readAll(server, {pageSize: 12, timeout: 300, clock});
		expect(ids).toEqual(server.members().map(({id}) => id));
		expect(callsOf(server).slice(1)).toEqual(['users.list 12', 'users.list 12', 'users.list 6', 'users.list 6', 'users.list 6']);
		expect(clock.waits).toEqual([500]);
	});

	test('never below one', async () => {
		const server = await slack({limits: {refused: 0}});
		expect(await rejectionOf(readAll(server, {pageSize: 4}))).toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining('limit_required'),
		});
		expect(callsOf(server).slice(1)).toEqual(['users.list 4', 'users.list 2', 'users.list 1']);
	});
});

describe('an expired cursor', () => {
	test('sends the read back to the first page, and everybody comes once', async () => {
		const server = await slack({people: generatePeople(24, {plain: true})});
		let expired = false;
		const {ids} = await readAll(server, {
			pageSize: 10,
			onMember(_member, count) {
				if (count === 10 && !expired) server.expireCursors();
				expired ||= count === 10;
			},
		});
		expect(ids.toSorted()).toEqual(
			server
				.members()
				.map(({id}) => id)
				.toSorted(),
		);
		expect(server.requests.filter(request => request.path === usersList).map(request => field(request, 'cursor') !== undefined)).toEqual([
			false,
			true,
			false,
			true,
			true,
		]);
	});

	test('makes the read incomplete when it never stops', async () => {
		const server = await slack({people: generatePeople(24, {plain: true})});
		server.faults.add({match: ({text}) => text.includes('cursor='), times: null, body: {ok: false, error: 'invalid_cursor'}});
		expect(await rejectionOf(readAll(server, {pageSize: 10}))).toMatchObject({
			kind: 'incomplete',
			message: expect.stringContaining('invalid_cursor'),
		});
		expect(callsOf(server).slice(1)).toHaveLength(8);
	});
});

describe('a read that does not come to its end is none', () => {
	test('when the second page stays unreadable', async () => {
		const server = await slack({people: generatePeople(24, {plain: true})});
		const clock = patientClock();
		server.faults.add({match: ({text}) => text.includes('cursor='), times: null, status: 502, body: 'bad gateway'});
		expect(await rejectionOf(readAll(server, {pageSize: 10, clock}))).toMatchObject({
			kind: 'incomplete',
			message: 'the list from Slack is incomplete, it ended after 1 page: Slack answered users.list with status 502',
			hint: expect.stringContaining('Nothing is planned from an incomplete list'),
		});
		expect(callsOf(server).slice(1)).toHaveLength(7);
		expect(clock.waits).toEqual([500, 1000, 2000, 4000, 8000]);
	});

	test('when the first page stays unreadable: then nothing is known at all', async () => {
		const server = await slack();
		server.faults.add({match: {path: usersList}, times: null, html: true});
		expect(await rejectionOf(readAll(server))).toMatchObject({
			kind: 'unavailable',
			message: expect.stringMatching(/^Slack at http:\/\/127\.0\.0\.1:\d+\/api\/ could not be read: .*not JSON \(status 200, text\/html/),
		});
	});

	test('when a cursor comes a second time', async () => {
		const server = await slack({people: generatePeople(24, {plain: true})});
		const same = {body: {ok: true, members: [{id: 'U0SAME'}], response_metadata: {next_cursor: 'c2FtZQ=='}}};
		server.faults.add({match: {path: usersList}, times: null, ...same});
		expect(await rejectionOf(readAll(server))).toMatchObject({kind: 'incomplete', message: expect.stringContaining('a second time')});
		expect(callsOf(server)).toHaveLength(3);
	});

	test('when a cursor is no text', async () => {
		const server = await slack();
		server.faults.add({match: {path: usersList}, merge: {response_metadata: {next_cursor: 7}}});
		expect(await rejectionOf(readAll(server))).toMatchObject({kind: 'incomplete', message: expect.stringContaining('is no text')});
	});

	test('when Slack says no in the middle', async () => {
		const server = await slack({people: generatePeople(24, {plain: true})});
		server.faults.add({match: {path: usersList, nth: 2}, body: {ok: false, error: 'some_new_error'}});
		expect(await rejectionOf(readAll(server, {pageSize: 10}))).toMatchObject({
			kind: 'incomplete',
			message: expect.stringContaining('some_new_error'),
		});
	});

	test('when an answer comes too slowly: the time ends it', async () => {
		const server = await slack();
		server.faults.add({match: {path: usersList}, times: null, slowBody: 60_000});
		expect(await rejectionOf(readAll(server, {timeout: 300}))).toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining('within 0.3 s'),
		});
	});

	test('when an answer is larger than any honest one: its size ends it', async () => {
		const piece = new Uint8Array(4 * 1024 * 1024);
		let pieces = 0;
		const endless = (): Response =>
			new Response(
				new ReadableStream<Uint8Array>({
					pull(controller) {
						if (pieces++ > 1000) controller.close();
						else controller.enqueue(piece);
					},
				}),
			);
		const fetch: typeof globalThis.fetch = async (address, init) =>
			new Request(address, {method: 'POST'}).url.endsWith('users.list') ? endless() : globalThis.fetch(address, init);
		expect(await rejectionOf(readAll(await slack(), {fetch}))).toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining('an answer of more than 64 MB'),
		});
		expect(pieces).toBeLessThan(200);
	});
});
