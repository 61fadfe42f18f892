import {initData} from '../../src/init-data/target.ts';

const call = {signal: new AbortController().signal};
const log = {debug: () => {}, info: () => {}, warn: () => {}};

/** One run: adds two people, removes one, commits, and pushes where it is told to. */
export const change = async (folder: string, mode: string): Promise<void> => {
	const git = {push: mode === 'push', author: {name: 'Slack IM', email: 'slack-im@example.com'}};
	const target = await initData.open(initData.schema.parse({file: 'agents.json', git}), {
		http: () => {
			throw new Error('a file needs no network');
		},
		log,
		attributes: ['userId', 'name', 'email'],
		keys: ['email'],
		folder,
		readOnly: false,
	});
	const there = new Map<string, Parameters<NonNullable<typeof target.delete>>[0]>();
	for await (const account of target.list!(call)) there.set(account.id, account);
	for (const id of ['cleo', 'dora']) {
		const attributes = {userId: id, name: id.toUpperCase(), email: `${id}@example.com`};
		if (!there.has(id)) await target.create({slackId: `U-${id}`, attributes, secrets: {}}, call);
	}
	const zoe = there.get('zoe');
	if (zoe) await target.delete!(zoe, call);
	await target.commit!(call);
};
