import {describe, expect, test} from 'vitest';
import {generatePeople, type People, type SlackMember} from '../src/index.ts';
import {byId} from '../src/slack/member.ts';

const all = (people: People): SlackMember[] => Array.from({length: people.size}, (_, index) => people.at(index));

describe('generated people', () => {
	test('are as many as asked for, besides Slackbot, in the order of ids', () => {
		const members = all(generatePeople(1_200));
		expect(members).toHaveLength(1_201);
		const ids = members.map(({id}) => id);
		expect(ids).toEqual([...new Set(ids)].toSorted(byId));
		expect(ids[0]).toBe('USLACKBOT');
	});

	test('have addresses of their own, also before the @', () => {
		const emails = all(generatePeople(20_000, {plain: true})).flatMap(({profile}) => profile?.email ?? []);
		expect(emails).toHaveLength(20_000);
		expect(new Set(emails.map(email => email.split('@')[0])).size).toBe(20_000);
	});

	test('are the same for the same seed, and others for another', () => {
		expect(all(generatePeople(100, {seed: 7}))).toEqual(all(generatePeople(100, {seed: 7})));
		expect(all(generatePeople(100, {seed: 7}))).not.toEqual(all(generatePeople(100, {seed: 8})));
	});

	test('are all full members when plain, and a tenth of them something else when not', () => {
		const plain = generatePeople(500, {plain: true});
		expect(all(plain).filter(({is_email_confirmed}) => is_email_confirmed)).toHaveLength(500);
		const mixed = generatePeople(10_000);
		const kinds = Array.from({length: mixed.size}, (_, index) => mixed.kindAt(index));
		const people = kinds.filter(kind => kind === 'person').length;
		expect(people).toBeGreaterThan(8_800);
		expect(people).toBeLessThan(9_200);
		expect(new Set(kinds)).toEqual(new Set(['system', 'person', 'bot', 'deactivated', 'guest', 'invited', 'unconfirmed', 'no-email']));
	});

	test('are what their kind says', () => {
		const people = generatePeople(2_000);
		for (let index = 1; index < people.size; index += 1) {
			const member = people.at(index);
			const kind = people.kindAt(index);
			expect(member.deleted === true).toBe(kind === 'deactivated');
			expect(member.is_bot === true).toBe(kind === 'bot');
			expect(member['is_restricted'] === true).toBe(kind === 'guest');
			expect(member['is_invited_user'] === true).toBe(kind === 'invited');
			expect(member.profile?.email === undefined).toBe(kind === 'bot' || kind === 'no-email');
		}
	});
});
