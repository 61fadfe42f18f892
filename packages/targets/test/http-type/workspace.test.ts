import {type AgentOptions, startAgentServer} from '@slack-im/sandbox';
import {describe, expect, onTestFinished, test} from 'vitest';

import {person, sync} from './sync.ts';

const attributes = `
attributes:
  userId: "{{ email | local_part }}"
  name: "{{ name }}"
  email: "{{ email }}"
  password: {secret: true, generate: true}
  roleGroupId: AGENT
  centerIds: [spectra]
`;
const everything = `
type: workspace
url: "\${API_URL}"
headers: {X-Attic-User: admin}
list: true
update: true
deactivate: true
reactivate: true
delete: true
slackIdAt: metadata.slackId
match: [email, userId]
${attributes}`;

const start = async (options: AgentOptions = {}) => {
	const server = await startAgentServer(options);
	onTestFinished(async () => server.close());
	return server;
};
const changes = (lines: readonly string[]): string[] => lines.filter(line => !line.startsWith('done noop'));

describe('workspace', () => {
	test('with everything that an installation may offer: joiner, new name, leaver, returner', async () => {
		const server = await start({headers: {'X-Attic-User': 'admin'}, pages: {size: 50, largest: 100}});
		const values = {API_URL: server.url};
		const people = Array.from({length: 230}, (_, number) => person(`p${number}`));
		expect(changes((await sync(everything, values, people)).lines)).toHaveLength(230);
		expect(server.accounts()).toHaveLength(231);
		expect(server.accounts().find(({userId}) => userId === 'p0')).toMatchObject({
			name: 'p0',
			roleGroupId: 'AGENT',
			centerIds: ['spectra'],
			metadata: {slackId: 'U0P0'},
			active: true,
		});
		expect(server.passwordOf('p0')).toMatch(/^.{24}$/);
		expect(server.passwordOf('p0')).not.toBe(server.passwordOf('p1'));
		expect(changes((await sync(everything, values, people)).lines)).toEqual([]);

		const [, ...others] = people;
		const renamed = person('p0', {realName: 'Pia'});
		expect(changes((await sync(everything, values, [renamed, ...others])).lines)).toEqual(['done update p0@example.com']);
		expect(changes((await sync(everything, values, [person('p0', {deleted: true}), ...others])).lines)).toEqual([
			'done deactivate p0@example.com',
		]);
		expect(changes((await sync(everything, values, [renamed, ...others])).lines)).toEqual(['done reactivate p0@example.com']);
	}, 60_000);

	test('where only POST is known: who is there already is done, and keeps the password', async () => {
		const server = await start({postOnly: true});
		const yaml = `type: workspace\nurl: "\${API_URL}"\n${attributes}`;
		const first = await sync(yaml, {API_URL: server.url}, [person('ada'), person('admin')]);
		expect(first.lines).toEqual(['done create ada@example.com', 'not-run skip admin@example.com']);
		const password = server.passwordOf('ada');
		expect((await sync(yaml, {API_URL: server.url}, [person('ada'), person('bo')])).lines).toEqual([
			'done create ada@example.com (existed)',
			'done create bo@example.com',
		]);
		expect(server.passwordOf('ada')).toBe(password);
		expect(server.passwordOf('admin')).toBe('admin');
	});

	test('with find alone: one request for each person, and updates', async () => {
		const server = await start();
		const yaml = everything.replace('list: true', 'find: true').replace('headers: {X-Attic-User: admin}\n', '');
		expect((await sync(yaml, {API_URL: server.url}, [person('ada'), person('bo')])).lines).toEqual([
			'done create ada@example.com',
			'done create bo@example.com',
		]);
		expect((await sync(yaml, {API_URL: server.url}, [person('ada', {realName: 'Ada'}), person('bo', {deleted: true})])).lines).toEqual([
			'done update ada@example.com',
			'done deactivate bo@example.com',
		]);
	});

	test('a dry run sends nothing but reads', async () => {
		const server = await start();
		const {lines} = await sync(everything, {API_URL: server.url}, [person('ada')], {dryRun: true});
		expect(lines).toEqual(['not-run create ada@example.com']);
		expect(server.requests.every(({method}) => method === 'GET')).toBe(true);
	});

	test('an update to a userId that is taken is tried again after the others: two people may swap', async () => {
		const server = await start();
		const values = {API_URL: server.url};
		const yaml = everything
			.replace('headers: {X-Attic-User: admin}\n', '')
			.replace('attributes:\n', 'guards: {updates: {from: 100}}\nattributes:\n');
		await sync(yaml, values, [person('ada', {id: 'U01'}), person('bo', {id: 'U02'})]);
		const {lines} = await sync(yaml, values, [person('bo', {id: 'U01'}), person('cy', {id: 'U02'})]);
		expect(lines.toSorted()).toEqual(['done update bo@example.com', 'done update cy@example.com']);
	});
});
