import {startScim, type ScimOptions, type ScimServer} from '@slack-im/sandbox';
import {expect, onTestFinished, test} from 'vitest';

import {staff, world, type World} from './harness/world.ts';

const group = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** A SCIM provider without users, and a config for it. */
const start = async (people: number, options: ScimOptions, more = ''): Promise<World & {readonly scim: ScimServer}> => {
	const scim = await startScim({users: [], ...options});
	onTestFinished(async () => scim.close());
	const config = `source:
  token: "\${SLACK_BOT_TOKEN}"
targets:
  office:
    type: scim
    url: "\${SCIM_URL}"
    token: "\${SCIM_TOKEN}"
${more}    attributes:
      userName: "{{ email }}"
      displayName: "{{ name }}"
${more.includes('groups') ? '      groups: [agents]\n' : ''}`;
	const env = {SCIM_URL: scim.url, SCIM_TOKEN: scim.token};
	return {...(await world({slack: {people: staff(people)}, config, env})), scim};
};

const writesTo = ({requests}: ScimServer): string[] =>
	requests.filter(({method}) => method !== 'GET').map(({method, status}) => `${method} ${status}`);

test('a provider that takes no path in a PATCH deactivates leavers', async () => {
	const {slack, scim, run} = await start(4, {});
	expect((await run(['sync'])).exitCode).toBe(0);
	slack.leave('U0STAFF001');
	scim.faults.add({match: {method: 'PATCH', body: '"path"'}, times: null, status: 400, body: {scimType: 'noTarget', detail: 'no target'}});
	const result = await run(['sync']);
	expect(result.exitCode, result.stderr).toBe(0);
	expect(scim.users().filter(({active}) => active === false)).toMatchObject([{userName: 'p001@example.com'}]);
});

test('a group that shows five of nine members is not sent whole, and that is said', async () => {
	const {scim, run} = await start(
		10,
		{shownMembers: 5},
		'    groups: [agents]\n    patchGroups: false\n    guards: {updates: {from: 99}}\n',
	);
	scim.addUsers(
		staff(10).map(({id}) => {
			const number = id.slice(-3);
			return {userName: `p${number}@example.com`, displayName: `Person ${number}`, externalId: id};
		}),
	);
	const members = scim
		.users()
		.slice(0, 9)
		.map(({id}) => ({value: id}));
	await fetch(`${scim.url}/Groups`, {
		method: 'POST',
		headers: {authorization: `Bearer ${scim.token}`, 'content-type': 'application/scim+json'},
		body: JSON.stringify({schemas: [group], displayName: 'agents', members}),
	});
	scim.forgetRequests();
	const result = await run(['sync']);
	expect(result.exitCode).toBe(1);
	expect(result.stdout).toContain('the group agents shows exactly 5 members');
	expect(result.stdout).toContain('`groups`');
	expect(writesTo(scim)).toEqual([]);
	expect(scim.groups()).toMatchObject([{members}]);
});

test('a provider that drops externalId is told of, with the key to set', async () => {
	const {run} = await start(3, {keeps: ({externalId: _externalId, ...user}) => user});
	const result = await run(['sync']);
	expect(result.exitCode).toBe(1);
	expect(result.stdout + result.stderr).toContain('`externalId: false`');
});
