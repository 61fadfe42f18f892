import {createHash} from 'node:crypto';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';

import {type Listening, listen} from './listen.ts';

interface Resource {
	[name: string]: unknown;
	id: string;
}

export interface Strict extends Listening {
	readonly users: Map<string, Resource>;
	readonly groups: Map<string, Resource>;
	readonly seen: string[];
	/** Laid over the answer to `GET ServiceProviderConfig`; undefined answers 404. */
	config: Record<string, unknown> | undefined;
	/** May change the answer to a list, or throw an error with a status. */
	onList: (body: Record<string, unknown>, query: URLSearchParams) => unknown;
	/** Takes filters, and leaves them to `onList`. */
	acceptFilters: boolean;
}

const problem = (status: number, detail: string, scimType?: string) => ({
	status,
	body: {schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail, ...(scimType && {scimType})},
});

const nameOf = ({userName, username = userName}: Record<string, unknown>): string =>
	typeof username === 'string' ? username.toLowerCase() : '';

const versionOf = (resource: Resource): string => `W/"${createHash('sha1').update(JSON.stringify(resource)).digest('hex').slice(0, 12)}"`;

/**
A provider from another angle of RFC 7644 than most: no PATCH, no filter, `If-Match` wanted for every change (428 without), versions in the `ETag` header and in `meta`, three resources a page, names of attributes in lower case, and the state as text. Basic auth.
*/
export const startStrict = async (): Promise<Strict> => {
	const users = new Map<string, Resource>();
	const groups = new Map<string, Resource>();
	let lastId = 0;
	const strict: Omit<Strict, keyof Listening> = {
		users,
		groups,
		seen: [],
		config: {patch: {supported: false}, filter: {supported: false, maxResults: 3}, etag: {supported: true}},
		onList: () => {},
		acceptFilters: false,
	};
	const shown = (resource: Resource): Resource => {
		const {username, userName, active, ...rest} = resource;
		const name = username ?? userName;
		return {
			...rest,
			...(name !== undefined && {username: name}),
			...(active !== undefined && {active: active === true || active === 'True' ? 'True' : 'False'}),
			meta: {version: versionOf(resource)},
		};
	};
	const answer = (request: IncomingMessage, text: string): {status: number; body?: unknown; headers?: Record<string, string>} => {
		const {method = 'GET', headers} = request;
		const url = new URL(request.url ?? '/', 'http://x');
		strict.seen.push(`${method} ${url.pathname.slice('/scim/'.length)}`);
		if (headers.authorization !== `Basic ${Buffer.from('im:pass').toString('base64')}`) return problem(401, 'who are you?');
		const [, kind = '', encoded] = /^\/scim\/(\w+)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
		const id = encoded === undefined ? undefined : decodeURIComponent(encoded);
		if (kind === 'ServiceProviderConfig') return strict.config ? {status: 200, body: strict.config} : problem(404, 'no such page');
		const all = kind === 'Users' ? users : kind === 'Groups' ? groups : undefined;
		if (!all) return problem(404, 'no such page');
		const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
		const isTaken = kind === 'Users' && [...users.values()].some(user => user.id !== id && nameOf(user) === nameOf(body));

		if (id === undefined && method === 'GET') {
			if (url.searchParams.has('filter') && !strict.acceptFilters) return problem(403, 'no filters');
			const start = Math.max(1, Number(url.searchParams.get('startIndex') ?? 1));
			const rows = [...all.values()].slice(start - 1, start + 2).map(shown);
			const list: Record<string, unknown> = {
				schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
				totalResults: all.size,
				startIndex: start,
				itemsPerPage: rows.length,
				...(rows.length > 0 && {Resources: rows}),
			};
			try {
				strict.onList(list, url.searchParams);
			} catch (error) {
				if (error instanceof Error && 'status' in error) return problem(Number(error.status), error.message);
				throw error;
			}
			return {status: 200, body: list};
		}
		if (method !== 'GET' && method !== 'DELETE' && headers['content-type'] !== 'application/scim+json')
			return problem(415, 'application/scim+json, please');
		if (id === undefined) {
			if (isTaken) return problem(409, 'the userName is taken', 'uniqueness');
			const created = {...(kind === 'Groups' && {members: []}), ...body, id: `r ${++lastId}/ü`};
			all.set(created.id, created);
			return {status: 201, headers: {location: `/scim/${kind}/${encodeURIComponent(created.id)}`}};
		}
		const resource = all.get(id);
		if (!resource) return problem(404, 'nobody');
		if (method === 'GET') return {status: 200, body: shown(resource), headers: {etag: versionOf(resource)}};
		if (headers['if-match'] === undefined) return problem(428, 'If-Match, please');
		if (headers['if-match'] !== versionOf(resource)) return problem(412, 'it has changed');
		if (method === 'DELETE') {
			all.delete(resource.id);
			return {status: 204};
		}
		if (method !== 'PUT') return problem(501, 'not here');
		if (isTaken) return problem(409, 'the userName is taken', 'uniqueness');
		if ('meta' in body) return problem(400, 'meta is read-only', 'mutability');
		all.set(resource.id, {...body, id: resource.id});
		return {status: 200, body: shown(all.get(resource.id)!)};
	};

	const server = createServer((request: IncomingMessage, response: ServerResponse) => {
		let text = '';
		request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
		request.on('end', () => {
			const {status, body, headers} = answer(request, text);
			response
				.writeHead(status, {'content-type': 'application/scim+json', ...headers})
				.end(body === undefined ? undefined : JSON.stringify(body));
		});
	});
	return Object.assign(strict, await listen(server));
};
