import {describe, expect, test} from 'vitest';
import {generatePeople, startSlack, type SlackServer} from '../src/index.ts';
import {ask, closing} from './support.ts';

const seen = async (slack: SlackServer, id: string): Promise<unknown> => (await ask(slack, 'users.info', {user: id})).body['user'];

describe('in a workspace', () => {
	test('somebody joins, in the order of ids', async () => {
		const slack = await closing(startSlack());
		const {id} = slack.join({name: 'Joy Joiner', email: 'joy@attic.example', title: 'Agent'});
		expect(await seen(slack, id)).toMatchObject({
			real_name: 'Joy Joiner',
			deleted: false,
			is_email_confirmed: true,
			profile: {email: 'joy@attic.example'},
		});
		slack.join({id: 'U00FIRST', name: 'First'});
		expect(slack.members().map(member => member.id)[2]).toBe('USLACK');
		expect(slack.members().map(member => member.id)[3]).toBe('U00FIRST');
	});

	test('somebody is invited', async () => {
		const slack = await closing(startSlack());
		const {id} = slack.join({name: 'Ivy', email: 'ivy@attic.example', invited: true});
		expect(await seen(slack, id)).toMatchObject({is_invited_user: true, is_email_confirmed: false, profile: {display_name: ''}});
	});

	test('somebody leaves, and the record keeps what such a record keeps', async () => {
		const slack = await closing(startSlack());
		slack.leave('U02ADA0001');
		const user = JSON.parse(JSON.stringify(await seen(slack, 'U02ADA0001')));
		expect(Object.keys(user).toSorted()).toEqual(['deleted', 'id', 'is_app_user', 'is_bot', 'name', 'profile', 'team_id', 'updated']);
		expect(user).toMatchObject({deleted: true, profile: {email: 'ada@attic.example', real_name: 'Ada Lovelace'}});
		expect((await ask(slack, 'users.list', {limit: '999'})).body['members']).toContainEqual(user);
	});

	test('somebody comes back as they were, without the channels', async () => {
		const slack = await closing(startSlack());
		const before = await seen(slack, 'U02ADA0001');
		slack.leave('U02ADA0001');
		slack.comeBack('U02ADA0001');
		expect({...JSON.parse(JSON.stringify(await seen(slack, 'U02ADA0001'))), updated: 0}).toEqual({
			...JSON.parse(JSON.stringify(before)),
			updated: 0,
		});
		expect((await ask(slack, 'conversations.members', {channel: 'C0AGENTS01'})).body['members']).not.toContain('U02ADA0001');
		expect(slack.comeBack('U07LEAVER1')).toMatchObject({deleted: false, real_name: 'Lea Leaver', profile: {email: 'lea@attic.example'}});
		expect(() => slack.comeBack('U07FORGOT1')).toThrow(/forgotten/);
	});

	test('somebody is forgotten', async () => {
		const slack = await closing(startSlack());
		slack.leave('U02ALAN001');
		slack.forget('U02ALAN001');
		expect(await seen(slack, 'U02ALAN001')).toMatchObject({deleted: true, is_forgotten: true});
		expect(JSON.stringify(slack.members())).not.toContain('alan@attic.example');
	});

	test('somebody is renamed, also when only a deactivated record is left', async () => {
		const slack = await closing(startSlack());
		slack.rename('U02ALAN001', {name: 'Alan M. Turing', displayName: 'amt', title: 'Lead'});
		expect(await seen(slack, 'U02ALAN001')).toMatchObject({
			real_name: 'Alan M. Turing',
			profile: {real_name: 'Alan M. Turing', first_name: 'Alan', last_name: 'M. Turing', display_name: 'amt', title: 'Lead'},
		});
		slack.rename('U07LEAVER1', {name: 'Lea Gone'});
		expect(await seen(slack, 'U07LEAVER1')).not.toHaveProperty('real_name');
	});

	test('an address moves from one account to another', async () => {
		const slack = await closing(startSlack());
		slack.changeEmail('U02ALAN001', 'alan@attic-labs.example');
		slack.changeEmail('U02RADIA01', 'alan@attic.example');
		slack.changeEmail('U02MARIE01', null);
		expect(await seen(slack, 'U02ALAN001')).toMatchObject({profile: {email: 'alan@attic-labs.example'}});
		expect(await seen(slack, 'U02RADIA01')).toMatchObject({profile: {email: 'alan@attic.example'}});
		expect(await seen(slack, 'U02MARIE01')).not.toHaveProperty('profile.email');
	});

	test('nobody else is touched, and one workspace knows nothing of another', async () => {
		const [one, other] = [await closing(startSlack()), await closing(startSlack())];
		const before = JSON.stringify(other.members());
		one.leave('U02ALAN001');
		one.setGroup({handle: 'agents', users: []});
		expect(JSON.stringify(other.members())).toBe(before);
		expect(JSON.stringify((await ask(other, 'usergroups.list', {include_users: 'true'})).body)).toContain('U02ALAN001');
	});

	test('generated people change like others', async () => {
		const slack = await closing(startSlack({people: generatePeople(1_200, {plain: true})}));
		const id = slack.members()[700]?.id ?? '';
		slack.leave(id);
		expect(slack.members()).toHaveLength(1_201);
		expect(await seen(slack, id)).toMatchObject({deleted: true});
		expect(() => slack.leave('UNOBODY')).toThrow(/UNOBODY/);
	});
});
