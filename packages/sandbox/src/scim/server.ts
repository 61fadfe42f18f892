import {isObject, type Json, type JsonObject} from '../json.ts';
import type {Answer, RequestRecord} from '../request.ts';
import {startServer, type Server, type ServerOptions} from '../server.ts';
import {answerScim} from './provider.ts';
import {keep, shown, versionOf, type Tenant} from './tenant.ts';

export interface ScimOptions extends ServerOptions {
	/** @default 'sandbox-scim-token' */
	readonly token?: string;
	/** Whether `meta.version` is given and `If-Match` minded; what `ServiceProviderConfig` says follows. @default true */
	readonly etag?: boolean;
	/** Resources of a page, at most. @default 200 */
	readonly largestPage?: number;
	/** Whether user names differ by case. @default false, as RFC 7643 has it */
	readonly caseExact?: boolean;
	/** What the provider keeps of a user that it is sent, as one that drops `externalId`. @default all of it */
	readonly keeps?: (user: JsonObject) => JsonObject;
	/** Members of a group that any answer shows, at most. @default all of them */
	readonly shownMembers?: number;
	/** Users that are there from the start, and again after a reset. @default one `admin` */
	readonly users?: readonly JsonObject[];
}

/** What happens to the provider over time, and what only its keeper can see. */
export interface ScimControls {
	/** All users, inactive ones included, with `id` and `meta`. */
	users(): Record<string, unknown>[];
	groups(): Record<string, unknown>[];
	/** The password of a user, by user name. */
	passwordOf(userName: string): string | undefined;
	/** Users that somebody made by other means, many at a time. */
	addUsers(users: readonly JsonObject[]): void;
	/** Only the users of the start are left. */
	reset(): void;
}

/** A SCIM 2.0 service provider. */
export interface ScimServer extends Server, ScimControls {
	/** Where `/Users` lives, as in `http://127.0.0.1:41234/scim/v2`. */
	readonly url: string;
	readonly token: string;
}

const base = '/scim/v2';

const problem = (status: number, detail: string): Answer => ({
	status,
	headers: {'content-type': 'application/scim+json'},
	body: {schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail},
});

/** Starts a SCIM 2.0 provider: scimmy with a store in memory, and the version checks that scimmy leaves out. */
export const startScim = async (options: ScimOptions = {}): Promise<ScimServer> => {
	const {
		token = 'sandbox-scim-token',
		etag = true,
		largestPage = 200,
		caseExact = false,
		keeps = user => user,
		shownMembers = Infinity,
	} = options;
	const {users: seeds = [{userName: 'admin', displayName: 'Administrator', active: true}]} = options;
	const tenant: Tenant = {origin: () => server.origin, token, users: new Map(), groups: new Map(), etag, largestPage, caseExact, keeps};

	const addUsers = (users: readonly JsonObject[]): void => {
		for (const user of users) keep(tenant.users, undefined, {schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], ...user});
	};
	const reset = (): void => {
		tenant.users.clear();
		tenant.groups.clear();
		addUsers(seeds);
	};

	/** 412 where the request was meant for another version than the one that is there. */
	const stale = ({path, method, headers}: RequestRecord): boolean => {
		const wanted = headers['if-match'];
		const [, kind, id = ''] = /^\/scim\/v2\/(Users|Groups)\/([^/]+)$/.exec(path) ?? [];
		const kept = (kind === 'Users' ? tenant.users : tenant.groups).get(id);
		if (!etag || !kept || wanted === undefined || wanted === '*' || method === 'GET') return false;
		return !wanted.split(',').some(version => version.trim() === versionOf(kept));
	};

	/** A group, or a list of groups, as this provider shows it. */
	const cut = (groups: JsonObject): JsonObject => {
		const {members, Resources: rows} = groups;
		return {
			...groups,
			...(Array.isArray(members) && {members: members.slice(0, shownMembers)}),
			...(Array.isArray(rows) && {Resources: rows.map(row => (isObject(row) ? cut(row) : row))}),
		};
	};

	const handle = async (request: RequestRecord): Promise<Answer> => {
		if (request.path !== base && !request.path.startsWith(`${base}/`)) return problem(404, 'Endpoint Not Found');
		// Who may not come in is told so before anything about versions.
		if (request.headers.authorization === `Bearer ${token}` && stale(request))
			return problem(412, 'The resource has changed since that version.');
		const answered = await answerScim(request, tenant);
		const whole: Json = Buffer.isBuffer(answered.body) && answered.body.length > 0 ? JSON.parse(answered.body.toString()) : null;
		if (!isObject(whole)) return answered;
		const body = request.path.startsWith(`${base}/Groups`) ? cut(whole) : whole;
		const answer = {...answered, body};
		if (request.path === `${base}/ServiceProviderConfig`)
			return {...answer, body: {...body, etag: {supported: etag}, filter: {supported: true, maxResults: largestPage}}};
		const version = isObject(body['meta']) ? body['meta']['version'] : undefined;
		return typeof version === 'string' ? {...answer, headers: {...answer.headers, etag: version}} : answer;
	};

	const all = (map: Tenant['users']): Record<string, unknown>[] => [...map.values()].map(kept => shown(kept, tenant));
	const controls: ScimControls = {
		users: () => all(tenant.users),
		groups: () => all(tenant.groups),
		passwordOf: userName => [...tenant.users.values()].find(({data}) => data['userName'] === userName)?.password,
		addUsers,
		reset,
	};
	reset();
	const server = await startServer(handle, () => ({...controls}), options);
	return Object.assign(server, controls, {url: `${server.origin}${base}`, token});
};
