import {describe, expect, test} from 'vitest';

import {classifier, classify, classifyFor, needsOf} from '../src/decide/classify.ts';
import type {Identity} from '../src/model/identity.ts';
import type {PeopleRules, ScopeRules} from '../src/model/settings.ts';
import {reasons, type Reason} from '../src/model/verdict.ts';
import {failureOf, person} from './support.ts';

const sentence = (identity: Identity, people: PeopleRules = {}, channel?: string): string => {
	const verdict = classify(identity, people, {channel});
	return verdict.kind === 'in' ? 'in' : `${verdict.kind}: ${verdict.reason}`;
};

describe('by the global rules', () => {
	test.each<[string, Partial<Identity>, PeopleRules, string]>([
		['a person is in', {}, {}, 'in'],
		['Slackbot is out', {kind: 'slackbot'}, {}, 'out: slackbot'],
		['a bot is out', {kind: 'bot'}, {}, 'out: bot'],
		['a deactivated bot is out and no leaver', {kind: 'bot', deleted: true}, {}, 'out: bot'],
		['an app is out', {kind: 'app'}, {}, 'out: app'],
		['a deactivated person is a leaver', {deleted: true}, {}, 'leaver: deleted'],
		['a deactivated person without an e-mail is a leaver', {deleted: true, forgotten: true, email: undefined}, {}, 'leaver: deleted'],
		['a deactivated person of another workspace is out and no leaver', {deleted: true, external: true}, {}, 'out: deleted'],
		['a deactivated person in no group is a leaver still', {deleted: true}, {groups: ['agents'], deny: ['*']}, 'leaver: deleted'],
		['somebody invited is out', {invited: true}, {}, 'out: invited'],
		['somebody of another workspace is out', {external: true}, {}, 'out: external'],
		['a guest is out', {guest: 'single-channel'}, {}, 'out: guest'],
		['a guest is in where guests are included', {guest: 'multi-channel'}, {include: ['guest']}, 'in'],
		[
			'an included guest without an e-mail is out for that',
			{guest: 'multi-channel', email: undefined},
			{include: ['guest']},
			'out: email-missing',
		],
		['somebody without an e-mail is out', {email: undefined}, {}, 'out: email-missing'],
		[
			'somebody without an e-mail is in where that is included, whatever is confirmed',
			{email: undefined, emailConfirmed: false},
			{include: ['email-missing']},
			'in',
		],
		['somebody whose e-mail is not confirmed is out', {emailConfirmed: false}, {}, 'out: email-unconfirmed'],
		['somebody of whom Slack does not say it is in', {emailConfirmed: undefined}, {}, 'in'],
		['unless the rules are strict', {emailConfirmed: undefined}, {strict: true}, 'out: email-unconfirmed'],
		['somebody confirmed is in where the rules are strict', {}, {strict: true}, 'in'],
		['an e-mail of a domain is in, whatever its case', {email: 'ada@EXAMPLE.com'}, {domains: ['Example.COM']}, 'in'],
		['a domain may be written with an @', {}, {domains: ['@example.com']}, 'in'],
		['a subdomain is another domain', {email: 'ada@mail.example.com'}, {domains: ['example.com']}, 'out: domain'],
		['a domain that ends alike is another domain', {email: 'ada@badexample.com'}, {domains: ['example.com']}, 'out: domain'],
		['a domain is no glob', {}, {domains: ['*.com']}, 'out: domain'],
		[
			'somebody without an e-mail is of no domain',
			{email: undefined},
			{include: ['email-missing'], domains: ['example.com']},
			'out: domain',
		],
		['somebody denied by e-mail is out', {email: 'kim@vendor.example'}, {deny: ['*@VENDOR.example']}, 'out: denied'],
		['somebody denied by Slack id is out', {}, {deny: ['u01']}, 'out: denied'],
		['somebody denied by the id of an earlier Slack account is out', {earlierIds: ['U00']}, {deny: ['U00']}, 'out: denied'],
		['somebody allowed by the id of an earlier Slack account is in', {earlierIds: ['U00']}, {allow: ['U00']}, 'in'],
		['somebody taken back by Slack id is in', {}, {deny: ['*@example.com', '!U01']}, 'in'],
		['somebody allowed is in', {}, {allow: ['ada@*']}, 'in'],
		['somebody not allowed is out', {email: 'kim@example.com'}, {allow: ['ada@*']}, 'out: not-allowed'],
		['an empty list of the allowed allows nobody', {}, {allow: []}, 'out: not-allowed'],
		['somebody with the title is in', {title: 'Team Lead'}, {titles: ['*lead*']}, 'in'],
		['somebody with another title is out', {title: 'Engineer'}, {titles: ['*lead*']}, 'out: not-allowed'],
		['somebody without a title is out', {}, {titles: ['*lead*']}, 'out: not-allowed'],
		['somebody of a group is in, however it is written', {groups: ['agents']}, {groups: ['@Agents', 'leads']}, 'in'],
		['somebody of no group is out', {groups: ['staff']}, {groups: ['agents', 'leads']}, 'out: not-allowed'],
		[
			'somebody of the group with another title is out',
			{groups: ['agents'], title: 'Engineer'},
			{groups: ['agents'], titles: ['*Lead*']},
			'out: not-allowed',
		],
		['somebody of the channel is in', {channels: ['#agents', 'C01']}, {channel: '#agents'}, 'in'],
		['somebody not in the channel is out', {channels: ['C01']}, {channel: '#agents'}, 'out: not-in-channel'],
	])('%s', (_sentence, overrides, people, expected) => {
		expect(sentence(person(overrides), people)).toBe(expected);
	});

	test('the channel of the source narrows as well', () => {
		expect(sentence(person({channels: ['C01']}), {}, 'C01')).toBe('in');
		expect(sentence(person({channels: ['C01']}), {channel: '#x'}, 'C01')).toBe('out: not-in-channel');
		expect(sentence(person({channels: ['#x']}), {channel: '#x'}, 'C01')).toBe('out: not-in-channel');
		expect(sentence(person({channels: ['#x', 'C01']}), {channel: '#x'}, 'C01')).toBe('in');
	});
});

/** Somebody to whom every reason from `first` on applies (and `kind` can be only one thing). */
const applying = (first: Reason): Identity => {
	const from = (reason: Reason): boolean => reasons.indexOf(first) <= reasons.indexOf(reason);
	const kind = first === 'slackbot' || first === 'bot' || first === 'app' ? first : 'person';
	return person({
		kind,
		deleted: from('deleted'),
		invited: from('invited'),
		external: from('external') && first !== 'deleted',
		guest: from('guest') ? 'single-channel' : undefined,
		email: from('email-missing')
			? undefined
			: from('domain')
				? 'kim@vendor.example'
				: from('denied')
					? 'kim@example.com'
					: 'ada@example.com',
		emailConfirmed: !from('email-unconfirmed'),
		channels: [],
	});
};

describe('the first reason wins', () => {
	const rules: PeopleRules = {domains: ['example.com'], deny: ['kim@*'], allow: ['lee@example.com'], channel: 'C01'};

	test.each(reasons.filter(reason => reason !== 'not-in-channel'))('%s before all that come after it', reason => {
		expect(sentence(applying(reason), rules)).toBe(`${reason === 'deleted' ? 'leaver' : 'out'}: ${reason}`);
	});

	test('not-in-channel comes last', () => {
		expect(sentence(person({email: 'lee@example.com'}), rules)).toBe('out: not-in-channel');
	});

	test('and lifting one lets the next one speak', () => {
		const order: string[] = [];
		const lifted: Reason[] = [];
		for (;;) {
			const verdict = classify(
				person({
					kind: 'bot',
					deleted: true,
					invited: true,
					external: true,
					guest: 'multi-channel',
					email: 'kim@vendor.example',
					emailConfirmed: false,
				}),
				{...rules, include: lifted},
			);
			if (verdict.kind === 'in') break;
			order.push(verdict.reason);
			lifted.push(verdict.reason);
		}
		expect(order).toEqual([
			'bot',
			'deleted',
			'invited',
			'external',
			'guest',
			'email-unconfirmed',
			'domain',
			'denied',
			'not-allowed',
			'not-in-channel',
		]);
	});
});

describe('for one target', () => {
	test.each<[string, Partial<Identity>, ScopeRules | undefined, string]>([
		['everybody who is in belongs where there are no rules', {guest: 'multi-channel'}, undefined, 'in'],
		['somebody of the group belongs', {groups: ['agents']}, {groups: ['agents']}, 'in'],
		['somebody of no group is out', {}, {groups: ['agents']}, 'not-allowed'],
		['somebody of another domain is out', {}, {domains: ['vendor.example']}, 'domain'],
		['somebody denied is out', {}, {deny: ['ada@*']}, 'denied'],
		['somebody not in the channel is out', {}, {channel: 'C02'}, 'not-in-channel'],
	])('%s', (_sentence, overrides, scope, expected) => {
		const verdict = classifyFor(person(overrides), scope);
		expect(verdict.kind === 'out' ? verdict.reason : verdict.kind).toBe(expected);
	});
});

test('globs that only take back are refused when the rules are compiled, with their place', () => {
	expect(failureOf(() => classifier({deny: ['!ada@*']}))).toMatchObject({kind: 'setting', path: ['people', 'deny']});
});

describe('what a source has to read', () => {
	test('is nothing beyond the members where no rule asks for more', () => {
		expect(needsOf({people: {domains: ['example.com']}, mappings: [{needsGroups: false}]})).toEqual({
			groups: false,
			groupHandles: [],
			channels: [],
		});
	});

	test('is every channel and group that some rule names, each once', () => {
		expect(
			needsOf({
				people: {groups: ['@Staff'], channel: '#all'},
				channel: 'C01',
				scopes: [{groups: ['agents', 'staff'], channel: 'C01'}, undefined, {channel: '#x'}],
				mappings: [{needsGroups: true, groupHandles: ['leads']}],
			}),
		).toEqual({groups: true, groupHandles: ['agents', 'leads', 'staff'], channels: ['#all', '#x', 'C01']});
	});

	test('is the groups where only a template asks for them', () => {
		expect(needsOf({people: {}, mappings: [{needsGroups: true}]})).toMatchObject({groups: true, groupHandles: []});
	});
});
