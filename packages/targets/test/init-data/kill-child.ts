/** One run, in a process of its own that may be killed: adds two people, removes one, commits and pushes. */
import process, {argv} from 'node:process';

import {initData} from '../../src/init-data/target.ts';

const call = {signal: new AbortController().signal};
const log = {debug: () => {}, info: () => {}, warn: () => {}};
const options = initData.schema.parse({file: 'agents.json', git: {push: true, author: {name: 'Slack IM', email: 'slack-im@example.com'}}});
const target = await initData.open(options, {
	http: () => {
		throw new Error('a file needs no network');
	},
	log,
	attributes: ['userId', 'name', 'email'],
	keys: ['email'],
	folder: argv[2] ?? '',
	readOnly: false,
});
const there = new Map<string, Parameters<NonNullable<typeof target.delete>>[0]>();
for await (const account of target.list!(call)) there.set(account.id, account);
for (const id of ['cleo', 'dora']) {
	if (!there.has(id))
		await target.create(
			{slackId: `U-${id}`, attributes: {userId: id, name: id.toUpperCase(), email: `${id}@example.com`}, secrets: {}},
			call,
		);
}
const zoe = there.get('zoe');
if (zoe) await target.delete!(zoe, call);
process.send?.('committing');
await target.commit!(call);
