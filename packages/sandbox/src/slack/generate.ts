import {bot, deactivated, invited, person, type PersonOptions, type SlackMember} from './member.ts';
import {slackbot, type Kind} from './people.ts';

/** A workspace's members in Slack's order, made when they are asked for. */
export interface People {
	readonly size: number;
	idAt(index: number): string;
	at(index: number): SlackMember;
	kindAt(index: number): Kind;
}

export interface GenerateOptions {
	/** Equal seeds, equal people. @default 1 */
	readonly seed?: number;
	/** Whether everybody is a full, confirmed member with an e-mail; else a tenth are bots, guests, leavers and so on. @default false */
	readonly plain?: boolean;
}

const given =
	'Minsu Jiyoung Seoyeon Jihoon Haeun Dohyun Ada Grace Linus Marie Alan Radia Barbara Edsger Phuong Fyodor Xiaoming Jose Zoe'.split(' ');
const family = 'Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Nguyen Tran Wang Li Ivanov Garcia Smith Jones Muller Rossi'.split(' ');
const titles = ['Agent', 'Agent', 'Agent', 'Lead Agent', 'Engineer', '상담원', ''];

/** A number in [0, 2³²) that only depends on its arguments (a mix of MurmurHash3). */
const noise = (seed: number, index: number): number => {
	let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return (mixed ^ (mixed >>> 16)) >>> 0;
};

const pick = (list: readonly string[], number: number): string => list[number % list.length] ?? '';

/** What one in ten is. */
const rare: readonly Kind[] = [
	'deactivated',
	'deactivated',
	'deactivated',
	'bot',
	'bot',
	'guest',
	'guest',
	'invited',
	'unconfirmed',
	'no-email',
];

/** A record of each kind; a full member where there is none. */
const shapes: Partial<Record<Kind, (options: PersonOptions) => SlackMember>> = {
	deactivated: options => deactivated(person(options)),
	bot,
	guest: options => person({...options, member: {is_restricted: true, is_ultra_restricted: (options.updated ?? 0) % 2 === 0}}),
	invited,
	unconfirmed: options => person({...options, member: {is_email_confirmed: false}}),
	'no-email': options => person({...options, email: null}),
};

/** `U` and ten digits of base 36, ascending with the index. */
const idOf = (index: number): string => `U${(36 ** 9 + index * 7_919).toString(36).toUpperCase()}`;

/**
A workspace of `count` members besides Slackbot, with unique addresses. Nobody is kept: a member is made anew each time it is asked for, so that 100,000 of them need no memory.
*/
export const generatePeople = (count: number, {seed = 1, plain = false}: GenerateOptions = {}): People => {
	const kindAt = (index: number): Kind => {
		if (index === 0) return slackbot.kind;
		const luck = noise(seed, index);
		return plain || luck % 10 > 0 ? 'person' : (rare[Math.floor(luck / 10) % rare.length] ?? 'person');
	};
	const make = (index: number): SlackMember => {
		const luck = noise(seed + 1, index);
		const first = pick(given, luck);
		const last = pick(family, luck >>> 8);
		const options = {
			id: idOf(index),
			name: `${first} ${last}`,
			email: `${first}.${last}.${index.toString(36)}@attic.example`.toLowerCase(),
			displayName: luck % 3 === 0 ? first : '',
			title: pick(titles, luck >>> 16),
			updated: 1_700_000_000 + (luck % 90_000_000),
		};
		return (shapes[kindAt(index)] ?? person)(options);
	};
	return {
		size: count + 1,
		idAt: index => (index === 0 ? slackbot.member.id : idOf(index)),
		at: index => (index === 0 ? slackbot.member : make(index)),
		kindAt,
	};
};
