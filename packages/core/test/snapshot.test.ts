import {generatePeople} from '@slack-im/sandbox';
import {describe, expect, test} from 'vitest';

import {readIdentities} from '../src/read/identities.ts';
import {linesOf} from '../src/read/lines.ts';
import {snapshotSource, writeSnapshot, type SnapshotFacts, type SnapshotOptions} from '../src/read/snapshot.ts';
import type {Reading, SourceNeeds} from '../src/model/source.ts';
import {readAll, slack} from './slack-support.ts';
import {readingOf, rejectionOf} from './support.ts';

const ada = {id: 'U01', team_id: 'T01', profile: {email: 'ada@example.com', real_name: 'Ada'}};
const kim = {id: 'U02', team_id: 'T01', deleted: true, profile: {email: 'kim@example.com'}};
const everything = {groups: {agents: ['U02', 'U01'], leads: []}, channels: {'#all': ['U01']}};

const save = async (reading: Reading, facts?: SnapshotFacts): Promise<string> => {
	const lines: string[] = [];
	for await (const line of writeSnapshot(reading, facts)) lines.push(line);
	return lines.join('');
};

const saved = async (members: readonly unknown[] = [ada, kim], places: Parameters<typeof readingOf>[1] = everything): Promise<string> =>
	save(readingOf(members, places));

async function* from(text: string): AsyncGenerator<string> {
	for (const line of text.split('\n')) if (line !== '') yield line;
}

interface Opening extends Partial<SnapshotOptions> {
	readonly needs?: Partial<SourceNeeds>;
	readonly signal?: AbortSignal;
}

/** Reads a snapshot to its end. */
const load = async (text: string, {needs, signal = new AbortController().signal, ...options}: Opening = {}) => {
	const source = snapshotSource({lines: () => from(text), from: 'slack.jsonl', now: () => new Date('2026-11-24T13:00:00Z'), ...options});
	const reading = await source.read({signal, needs: {groups: false, channels: [], ...needs}});
	const members = [];
	for await (const member of reading.members) members.push(member);
	return {reading, members};
};

/** The text with its header changed; digest as it was. */
const withHeader = (text: string, change: Record<string, unknown>): string => {
	const [header = '', ...rest] = text.split('\n');
	return [JSON.stringify({...JSON.parse(header), ...change}), ...rest].join('\n');
};

describe('a snapshot', () => {
	test('holds what was read, and gives it back', async () => {
		const {reading, members} = await load(await saved(), {needs: {groups: true, groupHandles: ['agents'], channels: ['#all']}});
		const original = readingOf([], everything);
		expect(reading).toMatchObject({
			workspace: original.workspace,
			readAt: original.readAt,
			groups: original.groups,
			channels: original.channels,
		});
		expect(members).toEqual([ada, kim]);
	});

	test('is a header, a member a line, and a trailer', async () => {
		const lines = (await save(readingOf([ada, kim], everything), {toolVersion: '1.2.3'}))
			.split('\n')
			.slice(0, -1)
			.map(line => JSON.parse(line));
		expect(lines).toHaveLength(4);
		expect(lines[0]).toMatchObject({
			format: 'slack-im/snapshot',
			version: 1,
			tool: '1.2.3',
			workspace: {id: 'T01'},
			readAt: '2026-11-24T12:00:00.000Z',
			channels: [{name: '#all', members: ['U01']}],
			groups: [
				{name: 'agents', members: ['U01', 'U02']},
				{name: 'leads', members: []},
			],
		});
		expect(lines[0].fields).toContain('profile.email');
		expect(lines[3]).toEqual({end: true, members: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/)});
	});

	test('holds only the fields that are read', async () => {
		const text = await saved([{...ada, is_admin: true, profile: {...ada.profile, skype: 'x', image_24: 'y'}, has_2fa: true, __proto: 1}]);
		expect(text).not.toMatch(/skype|image_24|has_2fa|__proto/);
		expect(text).toContain('is_admin');
	});

	test('of a whole workspace gives the identities of Slack itself', async () => {
		const server = await slack();
		const needs = {groups: true, channels: ['#agents', 'C0RANDOM01']};
		const {reading, members} = await readAll(server, {needs});
		const again = {
			...reading,
			members: (async function* () {
				yield* members;
			})(),
		};
		const text = await save(again, {needs});
		const direct = await readIdentities({
			...reading,
			members: (async function* () {
				yield* members;
			})(),
		});
		const source = snapshotSource({lines: linesOf(pieces(text, 1000)), from: 'slack.jsonl'});
		expect(await readIdentities(await source.read({signal: new AbortController().signal, needs}))).toEqual(direct);
	});

	test('survives what people write into their names', async () => {
		const names = ['line\u2028separator\u2029', 'a\nb\r\nc', 'quote"\\', 'lone \ud800 surrogate', '\u0000', '😀'];
		const text = await saved(
			names.map((name, index) => ({id: `U1${index}`, profile: {display_name: name, email: `u${index}@example.com`}})),
		);
		expect(text.split(/\r\n|[\n\r\u2028\u2029]/)).toHaveLength(names.length + 3);
		expect((await load(text)).members.map(({profile}) => profile?.display_name)).toEqual(names);
	});

	test('with the line ends of Windows is the same', async () => {
		const text = await saved();
		expect((await load(text, {lines: linesOf(pieces(text.replaceAll('\n', '\r\n'), 7))})).members).toHaveLength(2);
	});

	test('of a reading that breaks off has no trailer, and is refused', async () => {
		const lines: string[] = [];
		const broken = {
			...readingOf([]),
			members: (async function* () {
				yield ada;
				throw new Error('page 2');
			})(),
		};
		const error = await rejectionOf(
			(async () => {
				for await (const line of writeSnapshot(broken)) lines.push(line);
			})(),
		);
		expect(error).toMatchObject({message: 'page 2'});
		expect(await rejectionOf(load(lines.join('')))).toMatchObject({kind: 'snapshot', message: expect.stringContaining('truncated')});
	});

	test('is written and read line by line', async () => {
		const people = generatePeople(20_000, {plain: true});
		let made = 0;
		const members = (async function* () {
			for (let index = 0; index < people.size; index++, made++) yield people.at(index);
		})();
		let most = 0;
		let read = 0;
		const source = snapshotSource({lines: writeSnapshot({...readingOf([]), members}), from: 'memory'});
		for await (const _member of (await source.read({signal: new AbortController().signal, needs: {groups: false, channels: []}})).members)
			most = Math.max(most, made - ++read);
		expect(read).toBe(people.size);
		expect(most).toBeLessThan(3);
	});
});

/** Text in pieces that know nothing of lines. */
async function* pieces(text: string, size: number): AsyncGenerator<string> {
	for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

/** A file that is not there. */
const failing = (): AsyncIterable<string> => ({
	[Symbol.asyncIterator]: () => ({next: async () => Promise.reject(new Error('ENOENT: no such file'))}),
});

describe('a snapshot is refused', () => {
	const [line] = [(number: number) => (text: string) => text.split('\n')[number]!];

	test.each<[string, (text: string) => string, RegExp]>([
		['that is empty', () => '', /slack\.jsonl is empty/],
		['that is something else', () => '{"format":"slack-im/plan"}', /is no snapshot: its first line does not say so/],
		['that is no JSON', () => 'PK\u0003\u0004', /is no snapshot: its first line is no JSON/],
		['that lacks its end', text => text.split('\n').slice(0, 3).join('\n'), /is truncated: it ends after 2 members/],
		['that ends in the middle of a line', text => text.slice(0, text.indexOf('kim')), /is damaged: line 3 is no JSON/],
		['that lacks a member', text => text.replace(`${line(1)(text)}\n`, ''), /is damaged: it holds 1 members and says 2/],
		['with another member in place of one', text => text.replace('ada@example.com', 'eve@example.com'), /was altered/],
		['with members in another order', text => [line(0)(text), line(2)(text), line(1)(text), line(3)(text)].join('\n'), /was altered/],
		['with a later time', text => text.replace('2026-11-24T12', '2026-11-24T13'), /was altered/],
		['with a count that is another', text => text.replace('"members":2,', '"members":3,'), /holds 2 members and says 3/],
		['with something after its end', text => `${text}{}\n`, /something follows its end/],
		['with a line that is no member', text => text.replace(line(1)(text), '7'), /a line is no member/],
		['of a newer version', text => withHeader(text, {version: 2}), /is of format version 2; this slack-im reads 1/],
		['of no version', text => withHeader(text, {version: null}), /is of format version null/],
		['without a workspace', text => withHeader(text, {workspace: {}}), /its header is not whole/],
		['without a time', text => withHeader(text, {readAt: 'soon'}), /its header is not whole/],
		['with channels of another shape', text => withHeader(text, {channels: {'#all': []}}), /its header is not whole/],
		['with groups of another shape', text => withHeader(text, {groups: [{name: 'x'}]}), /its header is not whole/],
		['that lacks a field', text => withHeader(text, {fields: ['id', 'team_id']}), /lacks name, deleted, .*profile\.email/],
	])('%s', async (_sentence, change, message) => {
		expect(await rejectionOf(load(change(await saved())))).toMatchObject({
			kind: 'snapshot',
			message: expect.stringMatching(message),
			hint: expect.stringMatching(/slack-im/),
		});
	});

	test.each<[string, Opening, RegExp]>([
		['that does not know a channel', {needs: {channels: ['#all', '#agents']}}, /does not know who is in #agents/],
		['of another workspace than the pinned one', {workspace: 'T02'}, /is of workspace T01, but the config pins T02/],
		['that cannot be read', {lines: failing}, /cannot be read: ENOENT/],
	])('%s', async (_sentence, options, message) => {
		expect(await rejectionOf(load(await saved(), options))).toMatchObject({kind: 'snapshot', message: expect.stringMatching(message)});
	});

	test('that was made without groups where they are asked for', async () => {
		const without = await saved([ada], {});
		expect(await rejectionOf(load(without, {needs: {groups: true}}))).toMatchObject({
			kind: 'snapshot',
			message: expect.stringContaining('without user groups'),
		});
		const empty = await save(readingOf([ada]), {needs: {groups: true}});
		expect((await load(empty, {needs: {groups: true}})).reading.groups.size).toBe(0);
	});

	test('in which a group that the config names was not there', async () => {
		expect(await rejectionOf(load(await saved(), {needs: {groups: true, groupHandles: ['lead']}}))).toMatchObject({
			kind: 'unusable',
			message: expect.stringContaining('@lead (did you mean leads?)'),
		});
	});
});

describe('a snapshot’s age', () => {
	const hour = 3_600_000;

	test.each([
		['is allowed', hour, 'read'],
		['does not matter where nothing is said', undefined, 'read'],
		['is too great', hour - 1, 'stale'],
		['is that of a clock that is a little ahead', hour, 'read', '2026-11-24T11:56:00Z'],
		['lies in the future', hour, 'stale', '2026-11-24T11:54:00Z'],
	] as const)('%s', async (_sentence, maxAge, expected, now?: string) => {
		const outcome = await load(await saved(), {maxAge, ...(now !== undefined && {now: () => new Date(now)})}).then(
			() => 'read',
			(error: {kind: string}) => error.kind,
		);
		expect(outcome).toBe(expected);
	});

	test('is told with the way out', async () => {
		expect(await rejectionOf(load(await saved(), {maxAge: 30 * 60_000}))).toMatchObject({
			message: 'slack.jsonl was made at 2026-11-24T12:00:00.000Z, 60 min ago; allowed are 30 min',
			hint: expect.stringContaining('--max-age'),
		});
	});
});

test('a run that is stopped stops reading, and the file is closed', async () => {
	const controller = new AbortController();
	let closed = false;
	const text = await saved();
	const lines = (async function* () {
		try {
			yield* from(text);
		} finally {
			closed = true;
		}
	})();
	const reading = await snapshotSource({lines, from: 'slack.jsonl'}).read({
		signal: controller.signal,
		needs: {groups: false, channels: []},
	});
	controller.abort();
	expect(await rejectionOf(reading.members[Symbol.asyncIterator]().next())).toMatchObject({kind: 'aborted'});
	expect(closed).toBe(true);
});

test('lines are cut at line feeds only, however the pieces fall', async () => {
	const text = 'a\u2028b\n\nc\rd\nlast';
	for (const size of [1, 2, 5, 100]) {
		const lines: string[] = [];
		for await (const line of linesOf(pieces(text, size))) lines.push(line);
		expect(lines).toEqual(['a\u2028b', '', 'c\rd', 'last']);
	}
});
