import {beforeEach, describe, expect, test} from 'vitest';

import {type Seen, serve} from '../http/server.ts';
import {library, libraryYaml} from './library.ts';
import {person, sync} from './sync.ts';

describe('an API that nobody described before, by YAML alone', () => {
	const {cards, handle} = library([
		{person: {display: 'The Librarian', contact: {mail: 'librarian@example.com'}}},
		{person: {display: 'Bo', contact: {mail: 'BO@example.com'}}, branch: 'harbour'},
		{person: {display: 'Cy', contact: {mail: 'cy@example.com'}}, standing: 'suspended'},
	]);
	let url = '';
	let seen: Seen[] = [];
	beforeEach(async () => ({url, seen} = await serve(handle)));

	const run = async (...members: Parameters<typeof person>[]) =>
		sync(
			libraryYaml,
			{URL: url, PASSWORD: 's3cret'},
			members.map(member => person(...member)),
		);
	const writes = (): string[] => seen.filter(({method}) => method !== 'GET').map(({method, url: path}) => `${method} ${path}`);
	/** New cards have their numbers in the order in which the requests came. */
	const card = (mail: string): string => `/v3/patrons/${cards.find(({person: {contact}}) => contact.mail === mail)?.barcode}`;
	const everybody: Parameters<typeof person>[] = [
		['ada', {realName: 'Ada'}],
		['bo', {realName: 'Bo'}],
		['cy', {realName: 'Cy'}],
		['dee', {realName: 'Дея 🦉'}],
		['eve', {realName: 'Eve'}],
	];

	test('a first run creates, links, and brings back', async () => {
		const {lines, exit} = await run(...everybody);
		expect(lines).toEqual([
			'done create ada@example.com',
			'done update bo@example.com',
			'done reactivate cy@example.com',
			'done create dee@example.com',
			'done create eve@example.com',
		]);
		expect(exit).toBe(0);
		expect(cards.find(({person: {display}}) => display === 'Дея 🦉')).toMatchObject({
			person: {contact: {mail: 'dee@example.com'}},
			ext: {chat: 'U0DEE'},
			branch: 'main',
		});
		expect(cards.find(({barcode}) => barcode === 'C-102')).toEqual({
			barcode: 'C-102',
			person: {display: 'Bo', contact: {mail: 'bo@example.com'}},
			ext: {chat: 'U0BO'},
			branch: 'main',
			notes: 'likes owls',
			standing: 'good',
		});
	});

	test('a second run writes nothing', async () => {
		const {lines} = await run(...everybody);
		expect(new Set(lines.map(line => line.split(' ', 2).join(' ')))).toEqual(new Set(['done noop']));
		expect(writes()).toEqual([]);
	});

	test('a new name, a new e-mail, a leaver', async () => {
		const {lines} = await run(
			['ada', {realName: 'Ada L.'}],
			['bohumil', {id: 'U0BO', realName: 'Bo'}],
			['cy', {realName: 'Cy'}],
			['dee', {realName: 'Дея 🦉'}],
			['eve', {deleted: true}],
		);
		expect(lines.filter(line => !line.includes('noop'))).toEqual([
			'done update ada@example.com',
			'done update bohumil@example.com',
			'done deactivate eve@example.com',
		]);
		expect(writes().toSorted()).toEqual(
			[`POST ${card('eve@example.com')}/suspend`, 'PUT /v3/patrons/C-102', `PUT ${card('ada@example.com')}`].toSorted(),
		);
	});

	test('a leaver who returns', async () => {
		const {lines} = await run(
			['ada', {realName: 'Ada L.'}],
			['bohumil', {id: 'U0BO', realName: 'Bo'}],
			['cy', {realName: 'Cy'}],
			['dee', {realName: 'Дея 🦉'}],
			['eve', {realName: 'Eve'}],
		);
		expect(lines.filter(line => !line.includes('noop'))).toEqual(['done reactivate eve@example.com']);
		expect(cards).toHaveLength(6);
	});

	test('the text of 422 means that somebody has the address already', async () => {
		const hidden = library([
			{person: {display: 'Ada', contact: {mail: 'ada@example.com'}}, standing: 'gone'},
			{person: {display: 'x', contact: {mail: 'x@example.com'}}},
		]);
		const {url} = await serve(hidden.handle);
		const {report} = await sync(libraryYaml, {URL: url, PASSWORD: 's3cret'}, [person('ada')]);
		expect(report.outcomes).toMatchObject([{kind: 'conflict', conflict: {kind: 'hidden'}}]);
		expect(hidden.cards).toHaveLength(2);
	});

	test('a wrong place of the rows ends it before anything is written', async () => {
		const {report, exit} = await sync(libraryYaml.replace('items: result.patrons', 'items: patrons'), {URL: url, PASSWORD: 's3cret'}, [
			person('ada'),
		]);
		expect(exit).toBe(5);
		expect(report.error).toMatchObject({
			kind: 'invalid-answer',
			message: 'it: GET /v3/patrons answered an object with result; at `patrons` there is nothing, not an array of rows',
			hint: 'Look at `list[0].items`.',
		});
		expect(writes()).toEqual([]);
	});
});
