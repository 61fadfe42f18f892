import {bot, deactivated, invited, person, type SlackMember} from './member.ts';
import type {Kind} from './people.ts';
import {people} from './people.ts';

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
	'Minsu Jiyoung Seoyeon Jihoon Haeun Dohyun Ada Grace Linus Marie Alan Radia Barbara Edsger Phuong Fyodor Xiaoming Jose Zoe Robert'.split(
		' ',
	);
const family = 'Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Nguyen Tran Wang Li Ivanov Garcia Smith Jones Muller Rossi'.split(' ');
const titles = ['Agent', 'Agent', 'Agent', 'Lead Agent', 'Engineer', '상담원', ''];

/** A number in [0, 2³²) that only depends on its arguments (a mix of MurmurHash3). */
const noise = (seed: number, index: number): number => {
	let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return (mixed ^ (mixed >>> 16)) >>> 0;
};

const pick = <T>(list: readonly T[], number: number): T => list[number % list.length] as T;

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

/** `U` and ten digits of base 36, ascending with the index. */
const idOf = (index: number): string => `U${(36 ** 9 + index * 7_919).toString(36).toUpperCase()}`;

/**
A workspace of `count` members besides Slackbot, with unique addresses. Nobody is kept: a member is made anew each time it is asked for, so that 100,000 of them need no memory.
*/
export const generatePeople = (count: number, {seed = 1, plain = false}: GenerateOptions = {}): People => {
	const slackbot = people[0] as {member: SlackMember; kind: Kind};
	const kindAt = (index: number): Kind => {
		if (index === 0) return slackbot.kind;
		const luck = noise(seed, index);
		return plain || luck % 10 > 0 ? 'person' : pick(rare, Math.floor(luck / 10));
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
		switch (kindAt(index)) {
			case 'bot':
				return bot(options);
			case 'deactivated':
				return deactivated(person(options));
			case 'guest':
				return person({...options, member: {is_restricted: true, is_ultra_restricted: luck % 2 === 0}});
			case 'invited':
				return invited(options);
			case 'unconfirmed':
				return person({...options, member: {is_email_confirmed: false}});
			case 'no-email':
				return person({...options, email: null});
			default:
				return person(options);
		}
	};
	return {
		size: count + 1,
		idAt: index => (index === 0 ? slackbot.member.id : idOf(index)),
		at: index => (index === 0 ? slackbot.member : make(index)),
		kindAt,
	};
};
