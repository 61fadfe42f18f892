import {at, isObject, merge, type Json, type JsonObject} from '../json.ts';
import type {Answer, RequestRecord} from '../request.ts';
import {startServer, type Server, type ServerOptions} from '../server.ts';

/** An agent account as the API shows it: everything that was sent, but the password. */
export interface Agent extends JsonObject {
	/** Given by the server; stays the same whatever else changes. */
	id: string;
	userId: string;
	active: boolean;
}

export interface AgentOptions extends ServerOptions {
	/** Where the accounts are. @default '/api/agents' */
	readonly base?: string;
	/** Knows only `POST`, as the oldest installations do. @default false */
	readonly postOnly?: boolean;
	/** Whether a second account with one `userId` is refused with 409. @default true */
	readonly unique?: boolean;
	/** Whether a second account with one e-mail is refused with 409, too. @default false */
	readonly uniqueEmail?: boolean;
	/** Fields that are taken without a word and not kept. */
	readonly drops?: readonly string[];
	/** Whether the list shows inactive accounts. @default true */
	readonly listInactive?: boolean;
	/** A bearer token that every request must carry; else 401. */
	readonly token?: string;
	/** Where anybody may POST for the `token`: it answers `{"token": …}`. */
	readonly login?: string;
	/** Headers that every request must carry, as in `{'X-Attic-User': 'admin'}`; else 403. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Accounts that are there from the start, and again after a reset. @default one `admin` */
	readonly accounts?: readonly (JsonObject & {userId: string})[];
	/** Rows of a page, where the request doesn't say, and at most. @default {size: 50, largest: 500} */
	readonly pages?: {readonly size: number; readonly largest: number};
}

/** What happens to the system over time, and what only its keeper can see. */
export interface AgentControls {
	/** All accounts, inactive ones included, in the order they were made. */
	accounts(): Agent[];
	/** The password an account was made with, or last given. */
	passwordOf(userId: string): string | undefined;
	/** Accounts that somebody made by other means, many at a time. */
	addAccounts(accounts: readonly (JsonObject & {userId: string})[]): void;
	/** The daily redeploy: only the accounts of the start are left. Ids go on. */
	reset(): void;
}

/** The agent-account API. */
export interface AgentServer extends Server, AgentControls {
	/** What the first version calls `API_URL`: accounts are posted here. */
	readonly url: string;
}

const problem = (status: number, error: string, message: string): Answer => ({status, body: {error, message}});

const exists = (field: string, value: string): Answer =>
	problem(409, 'duplicate', `An agent with ${field} ${JSON.stringify(value)} already exists.`);

/** How a value is written in a query. */
const written = (value: Json | undefined): string => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value));

/**
Starts the agent-account API.

- `POST base` makes an account: 201 with it; 409 where the `userId` is taken; 400 where `userId` or `name` is missing.
- `GET base?page=1&size=50` lists: `{items, total, page, size}`. Other parameters are filters, as in `?userId=kim` or `?metadata.slackId=U01`.
- `GET base/:id`, `PATCH base/:id` (objects are merged, everything else replaced), `DELETE base/:id`.
*/
export const startAgentServer = async (options: AgentOptions = {}): Promise<AgentServer> => {
	const {
		base: path = '/api/agents',
		postOnly = false,
		unique = true,
		uniqueEmail = false,
		drops = [],
		listInactive = true,
		token,
		login,
		headers = {},
	} = options;
	const {accounts: seeds = [{userId: 'admin', name: 'Administrator', roleGroupId: 'ADMIN', centerIds: ['spectra'], password: 'admin'}]} =
		options;
	const {size: usualSize, largest} = options.pages ?? {size: 50, largest: 500};
	const base = path.replace(/\/+$/, '');
	const agents = new Map<string, Agent>();
	const passwords = new Map<string, string>();
	const byUserId = new Map<string, Agent>();
	let made = 0;
	/** All rows, until one of them changes: a page of a long list must not cost as much as the list. */
	let rows: readonly Agent[] | undefined;

	/** Keeps the password apart from what can be read. */
	const store = (agent: Agent, {password, ...fields}: JsonObject): Agent => {
		if (typeof password === 'string') passwords.set(agent.id, password);
		const kept = Object.fromEntries(Object.entries(fields).filter(([name]) => !drops.includes(name)));
		const next: Agent = {...agent, ...merge(agent, kept), id: agent.id};
		if (byUserId.get(agent.userId)?.id === agent.id) byUserId.delete(agent.userId);
		agents.set(agent.id, next);
		rows = undefined;
		if (!byUserId.has(next.userId)) byUserId.set(next.userId, next);
		return next;
	};
	const add = (fields: JsonObject & {userId: string}): Agent => {
		made += 1;
		return store({id: `a-${String(made).padStart(6, '0')}`, userId: fields.userId, active: true}, fields);
	};
	const reset = (): void => {
		for (const map of [agents, passwords, byUserId]) map.clear();
		rows = undefined;
		for (const seed of seeds) add(seed);
	};

	const taken = (userId: string, id?: string): boolean => {
		const holder = byUserId.get(userId);
		return unique && holder !== undefined && holder.id !== id;
	};
	const takenEmail = (email: Json | undefined, id?: string): email is string =>
		uniqueEmail && typeof email === 'string' && [...agents.values()].some(agent => agent['email'] === email && agent.id !== id);
	const create = (body: Json | undefined): Answer => {
		if (!isObject(body)) return problem(400, 'invalid', 'The body must be a JSON object.');
		const {userId, name} = body;
		if (typeof userId !== 'string' || userId === '') return problem(400, 'invalid', 'userId must be a text that is not empty.');
		if (typeof name !== 'string' || name === '') return problem(400, 'invalid', 'name must be a text that is not empty.');
		if (taken(userId)) return exists('userId', userId);
		if (takenEmail(body['email'])) return exists('email', body['email']);
		const agent = add({...body, userId});
		return {status: 201, headers: {location: `${base}/${agent.id}`}, body: agent};
	};

	const list = ({query}: RequestRecord): Answer => {
		const {page: pageText = '1', size: sizeText = String(usualSize), ...filters} = query;
		const page = Number(pageText);
		const size = Math.min(Number(sizeText), largest);
		if (![page, size].every(number => Number.isInteger(number) && number > 0))
			return problem(400, 'invalid', 'page and size must be whole numbers from 1.');
		const wanted = Object.entries(filters);
		rows ??= [...agents.values()].filter(({active}) => listInactive || active);
		const found = wanted.length === 0 ? rows : rows.filter(agent => wanted.every(([path, value]) => written(at(agent, path)) === value));
		return {body: {items: found.slice((page - 1) * size, page * size), total: found.length, page, size}};
	};

	const change = (agent: Agent, body: Json | undefined): Answer => {
		if (!isObject(body)) return problem(400, 'invalid', 'The body must be a JSON object.');
		const {userId = agent.userId, active = agent.active} = body;
		if (typeof userId !== 'string' || userId === '') return problem(400, 'invalid', 'userId must be a text that is not empty.');
		if (typeof active !== 'boolean') return problem(400, 'invalid', 'active must be true or false.');
		if (taken(userId, agent.id)) return exists('userId', userId);
		if (takenEmail(body['email'], agent.id)) return exists('email', body['email']);
		return {body: store(agent, body)};
	};

	const one = (id: string, {method, body}: RequestRecord): Answer => {
		const agent = agents.get(id);
		if (!agent) return problem(404, 'not-found', `There is no agent ${JSON.stringify(id)}.`);
		switch (method) {
			case 'GET':
				return {body: agent};
			case 'PATCH':
				return change(agent, body);
			case 'DELETE':
				agents.delete(id);
				rows = undefined;
				passwords.delete(id);
				if (byUserId.get(agent.userId)?.id === id) byUserId.delete(agent.userId);
				return {status: 204};
			default:
				return {...problem(405, 'method', `${method} is not known here.`), headers: {allow: 'GET, PATCH, DELETE'}};
		}
	};

	const refused = (request: RequestRecord): Answer | undefined => {
		if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
			return {...problem(401, 'unauthorized', 'A valid token is needed.'), headers: {'www-authenticate': 'Bearer'}};
		const absent = Object.entries(headers).find(([name, value]) => request.headers[name.toLowerCase()] !== value);
		return absent && problem(403, 'forbidden', `The header ${absent[0]} is needed.`);
	};

	const handle = (request: RequestRecord): Answer => {
		const {method, body} = request;
		const path = request.path.replace(/\/+$/, '');
		if (path === login && method === 'POST') return {body: {token: token ?? ''}};
		const id = path.startsWith(`${base}/`) ? path.slice(base.length + 1) : undefined;
		if (path !== base && (id === undefined || id.includes('/'))) return problem(404, 'not-found', `There is nothing at ${request.path}.`);
		const no = refused(request);
		if (no) return no;
		if (postOnly && (method !== 'POST' || id !== undefined))
			return {...problem(405, 'method', `${method} is not known here.`), headers: {allow: 'POST'}};
		if (id !== undefined) return one(id, request);
		if (method === 'POST') return create(body);
		if (method === 'GET') return list(request);
		return {...problem(405, 'method', `${method} is not known here.`), headers: {allow: 'GET, POST'}};
	};

	reset();
	const controls: AgentControls = {
		accounts: () => [...agents.values()],
		addAccounts: list => list.forEach(account => add(account)),
		passwordOf: userId => passwords.get(byUserId.get(userId)?.id ?? ''),
		reset,
	};
	const server = await startServer(handle, () => ({...controls}), options);
	return Object.assign(server, controls, {url: `${server.origin}${base || '/'}`});
};
