import {copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import {createSalesDemo, startAgentServer, startScim, type AgentOptions, type SalesDemo, type Server} from '@slack-im/sandbox';

/** An account as a system's keeper sees it, in the same words for all systems. */
export interface Held {
	readonly id: string;
	readonly slackId?: string;
	readonly email?: string;
	readonly active: boolean;
	readonly name?: string;
	readonly title?: string;
	/** Everything else that the system holds of it, as text. */
	readonly rest: string;
}

/** What a system held at some moment: enough to start another one with the same. */
export type Stored = readonly Record<string, unknown>[] | string;

/** A system with what its keeper can do. */
export interface System {
	/** What the config needs to know. */
	readonly env: Readonly<Record<string, string>>;
	/** Where it answers by HTTP. */
	readonly server?: Server;
	/** Where accounts are, as a path of that server. */
	readonly base: string;
	readonly demo?: SalesDemo;
	accounts(): Promise<readonly Held[]>;
	stored(): Promise<Stored>;
	/** What must be as it should when all is done, beside the accounts. */
	remains?(): Promise<string | undefined>;
	close(): Promise<void>;
}

export const types = ['workspace', 'channel', 'find', 'http', 'http-delete', 'module', 'scim', 'scim-delete', 'file', 'git'] as const;

/** A system of the table. `channel` is a workspace of which only the members of a channel are in; `find` one that looks people up; `…-delete` deletes leavers. */
export type Type = (typeof types)[number];

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const record = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? {...value} : {});

const without = (row: Record<string, unknown>, ...names: readonly string[]): Record<string, unknown> =>
	Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

const held = (row: Record<string, unknown>): Held => {
	const {id, userId, email, active, name, title, slackId, metadata, ...rest} = row;
	const owner = text(slackId) ?? text(record(metadata)['slackId']);
	return {
		id: text(id) ?? String(userId),
		...(owner !== undefined && {slackId: owner}),
		...(text(email) !== undefined && {email: text(email)!}),
		active: active !== false,
		...(text(name) !== undefined && {name: text(name)!}),
		...(text(title) !== undefined && {title: text(title)!}),
		rest: JSON.stringify({userId, ...rest}),
	};
};

/** Accounts that are nobody's in Slack, or protected. None of them may ever change. */
const others = [
	{userId: 'admin', name: 'Administrator', email: 'ops@partner.example', active: true},
	{userId: 'robot', name: 'Nightly Robot', active: true},
	{userId: 'kim', name: 'Kim of the Partner', email: 'kim@partner.example', active: true},
	{userId: 'old-hand', name: 'Old Hand', email: 'old@example.com', active: false},
];

type Rows = readonly Record<string, unknown>[];

const isRows = (stored: Stored | undefined): stored is Rows => typeof stored === 'object';

const startAgents = async (stored: Stored | undefined, more: AgentOptions): Promise<System> => {
	const rows = isRows(stored) ? stored : others;
	const server = await startAgentServer({
		accounts: rows.map(row => ({...JSON.parse(JSON.stringify(row)), userId: String(row['userId'])})),
		pages: {size: 5, largest: 5},
		token: 'agents-token-0815',
		...more,
	});
	return {
		env: {API_URL: server.url, API_ORIGIN: server.origin, API_TOKEN: 'agents-token-0815'},
		server,
		base: '/api/agents',
		accounts: async () => server.accounts().map(held),
		stored: async () => server.accounts().map(row => without(row, 'id')),
		close: () => server.close(),
	};
};

const startProvider = async (stored: Stored | undefined): Promise<System> => {
	const rows = isRows(stored)
		? stored
		: others.map(({userId, name, email, active}) => ({
				userName: email ?? userId,
				displayName: name,
				active,
				...(email !== undefined && {emails: [{type: 'work', value: email}]}),
			}));
	const server = await startScim({users: rows.map(row => JSON.parse(JSON.stringify(row))), largestPage: 5});
	return {
		env: {API_URL: server.url, API_TOKEN: server.token},
		server,
		base: '/scim/v2/Users',
		accounts: async () =>
			server.users().map(user => {
				const {id, externalId, userName, displayName, active, title, emails, ...rest} = without(user, 'meta');
				const first = Array.isArray(emails) ? record(emails[0]) : {};
				return held({id, slackId: externalId, email: first['value'], active, name: displayName, title, userId: userName, ...rest});
			}),
		stored: async () => server.users().map(user => without(user, 'id', 'meta')),
		close: () => server.close(),
	};
};

const fileText = (rows: Rows): string =>
	`{\n\t"note": "kept by hand",\n\t"agents": [\n${rows.map(row => `\t\t${JSON.stringify(row)}`).join(',\n')}\n\t]\n}\n`;

const entriesOf = (content: string): readonly Held[] => {
	const {agents}: {agents: Rows} = JSON.parse(content);
	return agents.map(held);
};

const startFile = async (folder: string, stored: Stored | undefined): Promise<System> => {
	const file = path.join(folder, 'data', 'agents.json');
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, typeof stored === 'string' ? stored : fileText(others));
	const read = (): string => readFileSync(file, 'utf8');
	return {
		env: {FILE: file},
		base: file,
		accounts: async () => entriesOf(read()),
		stored: async () => read(),
		async remains() {
			const others = readdirSync(path.dirname(file)).filter(name => name !== path.basename(file));
			return others.length === 0 ? undefined : `left beside the file: ${others.join(', ')}`;
		},
		close: async () => undefined,
	};
};

const startGit = async (folder: string, stored: Stored | undefined): Promise<System> => {
	const demo = await createSalesDemo(path.join(folder, 'repositories'), {text: typeof stored === 'string' ? stored : fileText(others)});
	return {
		env: {FILE: demo.file},
		base: demo.file,
		demo,
		accounts: async () => entriesOf(await demo.pushed()),
		stored: () => demo.pushed(),
		async remains() {
			const [status, local, pushed] = [await demo.status(), await demo.local(), await demo.pushed()];
			if (status !== '') return `the checkout is not clean: ${status.trim()}`;
			return local === pushed ? undefined : 'the checkout holds another file than the remote';
		},
		close: async () => undefined,
	};
};

type Start = (folder: string, stored: Stored | undefined) => Promise<System>;

const startModule: Start = async (folder, stored) => {
	copyFileSync(path.join(import.meta.dirname, 'module-target.mjs'), path.join(folder, 'module-target.mjs'));
	return startAgents(stored, {unique: false});
};
/** A system that minds no duplicates: whoever makes them is not saved by it. */
const startCareless: Start = async (_, stored) => startAgents(stored, {unique: false, login: '/login'});
const startWorkspaceApi: Start = async (_, stored) => startAgents(stored, {});
const startScimProvider: Start = async (_, stored) => startProvider(stored);

/** Starts a system of each type, with what one like it held, or with nothing but the accounts of others. */
export const systems: Readonly<Record<Type, Start>> = {
	workspace: startWorkspaceApi,
	channel: startWorkspaceApi,
	find: startWorkspaceApi,
	http: startCareless,
	'http-delete': startCareless,
	module: startModule,
	scim: startScimProvider,
	'scim-delete': startScimProvider,
	file: startFile,
	git: startGit,
};
