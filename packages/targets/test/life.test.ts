import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {createSalesDemo} from '@slack-im/sandbox';
import {describe, expect, onTestFinished, test} from 'vitest';

import {person, sync} from './http-type/sync.ts';
import {addGroup, providers} from './scim/providers.ts';

const temporaryFolder = async (): Promise<string> => {
	const folder = await mkdtemp(join(tmpdir(), 'life-'));
	onTestFinished(async () => rm(folder, {recursive: true, force: true}));
	return folder;
};

const ada = person('ada', {realName: 'Ada'});
const bob = person('bob', {realName: 'Bob'});

/** A file as memory: what a module may be like. */
const shelf = `
import {readFileSync, writeFileSync} from 'node:fs';
export default ({file}) => {
	const read = () => JSON.parse(readFileSync(file, 'utf8'));
	const edit = change => { const rows = read(); change(rows); writeFileSync(file, JSON.stringify(rows)); };
	return {
		slackIdAt: 'slackId',
		async * list() { for (const [id, {active, slackId, ...attributes}] of Object.entries(read())) yield {id, active, slackId, attributes, keys: {email: attributes.email}}; },
		async create({slackId, attributes}) { edit(rows => { rows[attributes.email] = {...attributes, slackId, active: true}; }); return {id: attributes.email}; },
		async update({id}, changes) { edit(rows => { for (const {attribute, to} of changes) rows[id][attribute] = to; }); },
		async deactivate({id}) { edit(rows => { rows[id].active = false; }); },
		async reactivate({id}) { edit(rows => { rows[id].active = true; }); },
	};
};`;

const scimYaml = `
type: scim
url: \${URL}
auth: \${AUTH}
pageSize: 3
attributes:
  userName: "{{ email }}"
  displayName: "{{ name }}"
  name.givenName: "{{ name }}"
  name.familyName: "L."
  'emails[type eq "work"].value': "{{ email }}"
  groups: [agents]
`;

const systems: Readonly<Record<string, () => Promise<{readonly yaml: string; readonly values: Readonly<Record<string, string>>}>>> = {
	...Object.fromEntries(
		Object.entries(providers).map(([name, start]) => [
			`scim: ${name}`,
			async () => {
				const options = await start();
				await addGroup(options, 'agents');
				const auth = 'token' in options ? {bearer: options.token} : options.auth;
				return {yaml: scimYaml, values: {URL: options.url, AUTH: JSON.stringify(auth)}};
			},
		]),
	),
	'init-data in git': async () => ({
		yaml: `
type: init-data
file: \${FILE}
at: agents
slackIdAt: meta.slackId
activeAt: active
git: {push: true, author: {name: slack-im, email: im@example.com}}
match: [email, userId]
attributes:
  userId: "{{ email | local_part }}"
  email: "{{ email }}"
  name: "{{ name }}"
  centerIds: [spectra]
`,
		values: {FILE: (await createSalesDemo(await temporaryFolder())).file},
	}),
	module: async () => {
		const folder = await temporaryFolder();
		await writeFile(join(folder, 'rows.json'), '{}');
		await writeFile(join(folder, 'shelf.mjs'), shelf);
		return {
			yaml: 'type: module\nmodule: ${FOLDER}/shelf.mjs\noptions: {file: "${FOLDER}/rows.json"}\nattributes: {email: "{{ email }}", name: "{{ name }}"}',
			values: {FOLDER: folder},
		};
	},
};

describe.each(Object.entries(systems))('%s', (_name, start) => {
	test('joiner, rename, leaver, returner; a second run of each changes nothing', async () => {
		const {yaml, values} = await start();
		const steps = [
			['both join', [ada, bob], ['done create ada@example.com', 'done create bob@example.com']],
			['Ada has another name', [person('ada', {realName: 'Adele'}), bob], ['done noop bob@example.com', 'done update ada@example.com']],
			[
				'Bob leaves',
				[person('ada', {realName: 'Adele'}), person('bob', {deleted: true})],
				['done deactivate bob@example.com', 'done noop ada@example.com'],
			],
			['Bob comes back', [person('ada', {realName: 'Adele'}), bob], ['done noop ada@example.com', 'done reactivate bob@example.com']],
		] as const;
		for (const [what, members, lines] of steps) {
			const first = await sync(yaml, values, members);
			expect([what, first.exit, first.lines.toSorted()]).toEqual([what, 0, lines]);
			const again = await sync(yaml, values, members);
			expect([what, again.exit, again.lines.map(line => line.split(' ')[1])]).toEqual([what, 0, ['noop', 'noop']]);
		}
	});
});

test(
	'the file that people kept by hand: their entries stay as they were, and each run that changes something is one commit',
	{timeout: 90_000},
	async () => {
		const demo = await createSalesDemo(await temporaryFolder());
		const before = await demo.local();
		const yaml = `
type: init-data
file: \${FILE}
at: agents
slackIdAt: slackId
git: {push: true, author: {name: slack-im, email: im@example.com}}
attributes: {userId: "{{ email | local_part }}", email: "{{ email }}", name: "{{ name }}", centerIds: [spectra]}
`;
		const values = {FILE: demo.file};
		expect((await sync(yaml, values, [ada, bob], {dryRun: true})).lines).toHaveLength(2);
		expect(await demo.local()).toBe(before);
		await sync(yaml, values, [ada, bob]);
		await sync(yaml, values, [ada, bob]);
		const added = ['ada', 'bob'].map(
			id => `,
    {
      "userId": "${id}",
      "name": "${id === 'ada' ? 'Ada' : 'Bob'}",
      "centerIds": ["spectra"],
      "email": "${id}@example.com",
      "slackId": "U0${id.toUpperCase()}"
    }`,
		);
		const [head, tail] = before.split('"yes, since 2021"}');
		expect(await demo.local()).toBe(`${head}"yes, since 2021"}${added.join('')}${tail}`);
		expect(await demo.pushed()).toBe(await demo.local());
		expect(await demo.commits()).toEqual(['Accounts from Slack: 2 joiners', 'Keep the agents of the sales demo']);

		const left = await sync(yaml, values, [ada, person('bob', {deleted: true}), person('kiosk')]);
		expect(left.lines.toSorted()).toEqual([
			'conflict create kiosk@example.com',
			'done delete bob@example.com',
			'done noop ada@example.com',
		]);
		expect(left.report.outcomes.flatMap(outcome => (outcome.kind === 'conflict' ? [outcome.conflict.kind] : []))).toEqual(['hidden']);
		expect(await demo.pushed()).toBe(`${head}"yes, since 2021"}${added[0]}${tail}`);
		expect(await demo.commits()).toHaveLength(3);
		expect(await demo.status()).toBe('');
	},
);
