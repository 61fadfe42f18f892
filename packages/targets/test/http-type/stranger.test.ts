import {beforeEach, describe, expect, test} from 'vitest';

import {type Reply, type Seen, serve} from '../http/server.ts';
import {person, sync} from './sync.ts';

/** A library's API, as nobody described it before: cards of patrons. */
interface Card {
	barcode: string;
	person: {display: string; contact: {mail: string}};
	ext: {chat?: string | null};
	branch: string;
	notes: string;
	standing: 'good' | 'suspended' | 'gone';
}

const library = (seeds: readonly Partial<Card>[] = []) => {
	let last = 100;
	const cards: Card[] = [];
	const add = (fields: Partial<Card>): Card => {
		const card: Card = {
			barcode: `C-${++last}`,
			person: {display: '', contact: {mail: ''}},
			ext: {},
			branch: 'main',
			notes: 'likes owls',
			standing: 'good',
			...fields,
		};
		cards.push(card);
		return card;
	};
	for (const seed of seeds) add(seed);

	const list = (url: URL): Reply => {
		const standing = url.searchParams.get('standing') ?? 'good';
		const from = Number(url.searchParams.get('after') ?? 0);
		const found = cards.filter(card => card.standing === standing);
		const more = from + 2 < found.length;
		url.searchParams.set('after', String(from + 2));
		return {
			body: {result: {patrons: found.slice(from, from + 2).map(({standing: _standing, ...card}) => ({card}))}},
			headers: more ? {link: `<${url.pathname}${url.search}>; rel="next"`} : {},
		};
	};
	const handle = ({method, url: path, headers, body}: Seen): Reply => {
		const url = new URL(path, 'http://library');
		if (headers['x-desk'] !== 'front' || headers.authorization !== `Basic ${btoa('desk:s3cret')}`)
			return {status: 401, body: {oops: 'who are you?'}};
		const [, , collection, barcode, action] = url.pathname.split('/');
		if (collection !== 'patrons') return {status: 404, body: {oops: `nothing at ${url.pathname}`}};
		if (!barcode) {
			if (method === 'GET') return list(url);
			const {patron}: {patron: Partial<Card>} = JSON.parse(body);
			if (cards.some(({person}) => person.contact.mail.toLowerCase() === patron.person?.contact.mail.toLowerCase()))
				return {status: 422, body: {oops: ['This mail address is already registered.']}};
			return {status: 201, body: '', headers: {location: `/v3/patrons/${add(patron).barcode}`}};
		}
		const at = cards.findIndex(card => card.barcode === decodeURIComponent(barcode));
		const card = cards[at];
		if (!card) return {status: 404, body: {oops: 'no such card'}};
		if (method === 'POST' && (action === 'suspend' || action === 'restore')) {
			card.standing = action === 'suspend' ? 'suspended' : 'good';
			return 204;
		}
		if (method === 'GET') return {body: {patron: card}};
		if (method !== 'PUT') return 405;
		const {patron}: {patron: Card} = JSON.parse(body);
		cards[at] = patron;
		return 204;
	};
	return {cards, handle};
};

const yaml = `
type: http
url: "\${URL}/v3"
headers: {X-Desk: front}
auth: {basic: {user: desk, password: "\${PASSWORD}"}}
list:
  path: patrons
  items: result.patrons
  row: card
  paging: {link: true}
  also: [{query: {standing: suspended}, active: false}]
account:
  id: barcode
  fields: {email: person.contact.mail, name: person.display}
create:
  wrap: patron
  exists: {status: 422, body: "*already registered*"}
update: {method: PUT, wrap: patron}
deactivate: {path: "patrons/{{ id }}/suspend"}
reactivate: {path: "patrons/{{ id }}/restore"}
slackIdAt: ext.chat
match: [email]
guards: {removals: {count: 10}, updates: {from: 100}}
attributes:
  email: "{{ email }}"
  name: "{{ name }}"
  branch: main
`;

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
			yaml,
			{URL: url, PASSWORD: 's3cret'},
			members.map(member => person(...member)),
		);
	const writes = (): string[] => seen.filter(({method}) => method !== 'GET').map(({method, url: path}) => `${method} ${path}`);
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
		expect(writes().toSorted()).toEqual(['POST /v3/patrons/C-106/suspend', 'PUT /v3/patrons/C-102', 'PUT /v3/patrons/C-104']);
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
		const {report} = await sync(yaml, {URL: url, PASSWORD: 's3cret'}, [person('ada')]);
		expect(report.outcomes).toMatchObject([{kind: 'conflict', conflict: {kind: 'hidden'}}]);
		expect(hidden.cards).toHaveLength(2);
	});

	test('a wrong place of the rows ends it before anything is written', async () => {
		const {report, exit} = await sync(yaml.replace('items: result.patrons', 'items: patrons'), {URL: url, PASSWORD: 's3cret'}, [
			person('ada'),
		]);
		expect(exit).toBe(5);
		expect(report.error).toMatchObject({
			kind: 'invalid-answer',
			message: 'it: GET /v3/patrons answered an object with result; at `patrons` there is nothing, not an array of rows',
			hint: 'Look at `list.items`.',
		});
		expect(writes()).toEqual([]);
	});
});
