import type {Target} from '@slack-im/core';
import {describe, expect, test} from 'vitest';

import {serve} from '../http/server.ts';
import {all, call, openHttp} from './open.ts';

const row = {
	id: 7,
	emails: [
		{type: 'home', value: 'ada@home.example', verified: true},
		{type: 'work', value: 'ada@example.com', primary: true},
	],
	profile: {phones: ['1', '2'], teams: [{id: 'a', since: 2020}], note: 'not an array'},
	memberships: [
		{org: 'main', state: 'active', role: 'agent'},
		{org: 'side', state: 'active', role: 'guest'},
	],
};
const fields =
	'{email: "emails[type=work].value", phone: "profile.phones[1]", teams: "profile.teams[*].id", role: "memberships[org=main].role", note: profile.note}';

/** Lists the one account, acts on it, and gives the bodies that were written. */
const written = async (yaml: string, act: (target: Target, account: Parameters<NonNullable<Target['update']>>[0]) => Promise<void>) => {
	const {url, seen} = await serve(({method}) => (method === 'GET' ? {body: [row]} : 204));
	const {target} = await openHttp(
		`url: "\${URL}"\nlist: {path: users}\nupdate: true\naccount: {active: {at: "memberships[org=main].state", is: active, off: gone}, fields: ${fields}}\n${yaml}`,
		url,
		{attributes: ['email', 'phone', 'teams', 'role', 'note']},
	);
	const [account] = await all(target);
	await act(target, account!);
	return seen.filter(({method}) => method !== 'GET').map(({body}) => JSON.parse(body) as unknown);
};
const change = (attribute: string, to: string | string[]) => ({attribute, from: undefined, to});

describe('a change within an array is sent with all that stands beside it', () => {
	test.each([
		[
			'by a filter',
			change('email', 'ada.l@example.com'),
			{emails: [row.emails[0], {type: 'work', value: 'ada.l@example.com', primary: true}]},
		],
		['by a number', change('phone', '3'), {profile: {phones: ['1', '3']}}],
		['of every item', change('teams', ['b', 'c']), {profile: {teams: [{id: 'b', since: 2020}, {id: 'c'}]}}],
		['and nothing else', change('note', 'x'), {profile: {note: 'x'}}],
	])('%s', async (_sentence, changed, body) => {
		expect(await written('', async (target, account) => target.update!(account, [changed], call))).toEqual([body]);
	});

	test('the state too, and what was written before stays', async () => {
		const bodies = await written('deactivate: true\nreactivate: true', async (target, account) => {
			await target.deactivate!(account, call);
			await target.update!(account, [change('role', 'lead')], call);
		});
		expect(bodies).toEqual([
			{memberships: [{org: 'main', state: 'gone', role: 'agent'}, row.memberships[1]]},
			{memberships: [{org: 'main', state: 'gone', role: 'lead'}, row.memberships[1]]},
		]);
	});

	test('the Slack id too', async () => {
		const bodies = await written('slackIdAt: "memberships[org=main].slack"', async (target, account) => {
			await target.update!(account, [change('memberships[org=main].slack', 'U1')], call);
		});
		expect(bodies).toEqual([{memberships: [{...row.memberships[0], slack: 'U1'}, row.memberships[1]]}]);
	});
});
