import type {Reply, Seen} from '../http/server.ts';

/** A library's API, as nobody described it before: cards of patrons. */
export interface Card {
	barcode: string;
	person: {display: string; contact: {mail: string}};
	ext: {chat?: string | null};
	branch: string;
	notes: string;
	standing: 'good' | 'suspended' | 'gone';
}

/** Starts empty, or with some cards. Two cards a page, suspended ones only where they are asked for. */
export const library = (seeds: readonly Partial<Card>[] = []) => {
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

/** It in YAML: what a person would write who reads its manual. */
export const libraryYaml = `
type: http
url: "\${URL}/v3"
headers: {X-Desk: front}
auth: {basic: {user: desk, password: "\${PASSWORD}"}}
list:
  - {path: patrons, items: result.patrons, row: card, paging: {by: link}}
  - {query: {standing: suspended}, active: false}
account:
  id: barcode
  fields: {email: person.contact.mail, name: person.display}
create: {wrap: patron}
answers: [{status: 422, body: "*already registered*", means: exists}]
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
