import type {Outcome, Run} from '@slack-im/core';
import {describe, expect, test} from 'vitest';

import {toJUnit} from '../src/index.ts';
import * as make from './builders.ts';
import {readCases} from './xml.ts';

const {person, create, update, deactivate, done, run, target, failed, withheld} = make;

const namesOf = (outcomes: readonly Outcome[], overrides: Partial<Run> = {}): string[] =>
	readCases([...toJUnit(run({...overrides, targets: [target({outcomes})]}))].join(''))
		.filter(({suite}) => suite === 'slack-im.dev-server')
		.map(({name}) => name);

/** Kim without an e-mail, and so on. */
const without = (name: string, overrides: object = {}) => {
	const {email: _, ...rest} = person(name);
	return {...rest, ...overrides};
};

describe('the name of a person’s case', () => {
	const twin = person('twin', {slackId: 'U2', email: 'ada@example.com'});
	const ada = person('ada', {slackId: 'U1'});
	test.each([
		['is the e-mail', [done(create())], ['ada@example.com']],
		['is the Slack id where there is no e-mail', [done(create(without('kim')))], ['UKIM']],
		['is the operation’s key where there is neither', [done(create(without('x', {slackId: ''}), {key: 'id-7'}))], ['id-7']],
		[
			'has the Slack id behind it where another holds it',
			[done(create(ada)), done(create(twin))],
			['ada@example.com', 'ada@example.com (U2)'],
		],
		['does not depend on who comes first', [done(create(twin)), done(create(ada))], ['ada@example.com (U2)', 'ada@example.com']],
		[
			'of several goes to the lowest Slack id',
			['U3', 'U1', 'U2'].map(slackId => done(create({...twin, slackId}))),
			['ada@example.com (U3)', 'ada@example.com', 'ada@example.com (U2)'],
		],
		[
			'differs from an e-mail that looks like it',
			[done(create(ada)), done(create(twin)), done(create(person('x', {email: 'ada@example.com (U2)', slackId: 'U9'})))],
			['ada@example.com', 'ada@example.com (U2 2)', 'ada@example.com (U2)'],
		],
		['differs from them without a Slack id, too', [done(create(person('x', {email: 'finished', slackId: ''})))], ['finished ()']],
		['differs from the cases that are no person’s', [done(create(person('x', {email: 'finished', slackId: 'U9'})))], ['finished (U9)']],
		['is one line without controls', [done(create(person('x', {email: 'a\u{1B}[31m\n b@example.com'})))], ['a\u{FFFD}[31m b@example.com']],
		[
			'does not change its mind after cleaning',
			[done(create(person('x', {email: 'a\u{1}@b', slackId: 'U1'}))), done(create(person('y', {email: 'a\u{2}@b', slackId: 'U2'})))],
			['a\u{FFFD}@b', 'a\u{FFFD}@b (U2)'],
		],
		['stands once, whatever happens twice', [done(create()), failed(update())], ['ada@example.com']],
	] as const)('%s', (_sentence, outcomes, expected) => {
		expect(namesOf(outcomes)).toEqual(expected);
	});

	test('is the same tomorrow, whatever is done', () => {
		const today = namesOf([done(create(ada)), done(update(twin))]);
		const tomorrow = namesOf([withheld(deactivate(twin)), failed(update(ada))], {exitCode: 4});
		expect(tomorrow.toSorted()).toEqual(today.toSorted());
	});

	test('is kept by the others when most people have no case', () => {
		const many = Array.from({length: 1001}, (_, index) => done(make.noop(`p${index}`)));
		expect(namesOf([...many, done(make.noop(ada)), done(update(twin))])).toContain('ada@example.com (U2)');
	});

	test('ends somewhere', () => {
		expect(namesOf([done(create(person('x', {email: `${'😀'.repeat(5000)}@example.com`})))])[0]!.length).toBeLessThan(300);
	});

	test('suites have only letters, digits and hyphens', () => {
		const xml = [...toJUnit(run({targets: [target({name: 'Дев сервер.', outcomes: [done()]})]}))].join('');
		expect(xml).toContain('classname="slack-im.-----------"');
		expect(xml).not.toMatch(/classname="(?!slack-im\.[A-Za-z0-9_-]+")/);
	});
});
