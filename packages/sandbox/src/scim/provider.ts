import {IncomingMessage, ServerResponse} from 'node:http';
import {Socket} from 'node:net';
import express, {type Express, type Request} from 'express';
import {SCIMMY, SCIMMYRouters} from 'scimmy-routers';
import type {JsonObject} from '../json.ts';
import type {Answer, RequestRecord} from '../request.ts';
import {keep, shown, type Kept, type Tenant} from './tenant.ts';

/** What scimmy's types leave open, as far as it is used here. */
interface Resource {
	readonly id?: string;
	readonly filter?: {match(list: Record<string, unknown>[]): Record<string, unknown>[]};
}

const plain = (instance: object): JsonObject => {
	const {id: _, meta: __, ...data}: JsonObject = JSON.parse(JSON.stringify(instance));
	return data;
};

const missing = (id: string | undefined): Error => new SCIMMY.Types.Error(404, '', `Resource ${id} not found`);

const read = (map: Map<string, Kept>, {id, filter}: Resource, tenant: Tenant): Record<string, unknown> | Record<string, unknown>[] => {
	if (id === undefined) {
		const all = [...map.values()].map(kept => shown(kept, tenant));
		return filter ? filter.match(all) : all;
	}
	const kept = map.get(id);
	if (!kept) throw missing(id);
	return shown(kept, tenant);
};

const drop = (map: Map<string, Kept>, {id}: Resource): void => {
	if (id === undefined || !map.delete(id)) throw missing(id);
};

const userNameOf = ({userName}: JsonObject, {caseExact}: Tenant): string =>
	typeof userName !== 'string' ? '' : caseExact ? userName : userName.toLowerCase();

const writeUser = ({id}: Resource, instance: object, tenant: Tenant): Record<string, unknown> => {
	if (id !== undefined && !tenant.users.has(id)) throw missing(id);
	const data = plain(instance);
	// scimmy shows passwords to nobody, this handler included, unless they are asked for by name.
	const password: unknown = Reflect.get(instance, 'password');
	const name = userNameOf(data, tenant);
	const taken = [...tenant.users.values()].some(other => other.id !== id && userNameOf(other.data, tenant) === name);
	if (taken) throw new SCIMMY.Types.Error(409, 'uniqueness', `userName '${name}' is already in use`);
	// RFC 7643 leaves the default to the provider; this one's users are active.
	return shown(keep(tenant.users, id, tenant.keeps({active: true, ...data, ...(typeof password === 'string' && {password})})), tenant);
};

const writeGroup = ({id}: Resource, instance: object, tenant: Tenant): Record<string, unknown> => {
	if (id !== undefined && !tenant.groups.has(id)) throw missing(id);
	return shown(keep(tenant.groups, id, plain(instance)), tenant);
};

const tenants = new WeakMap<object, Tenant>();

const tenantOf = (request: object): Tenant => {
	const tenant = tenants.get(request);
	if (!tenant) throw new Error('a request of no provider');
	return tenant;
};

/** scimmy is one per process: resources are declared once, and the store comes with each request. */
const createApp = (): Express => {
	SCIMMY.Resources.declare(SCIMMY.Resources.User, {
		extensions: [{schema: SCIMMY.Schemas.EnterpriseUser, required: false}],
		ingress: writeUser,
		egress: (resource: Resource, tenant: Tenant) => read(tenant.users, resource, tenant),
		degress: (resource: Resource, tenant: Tenant) => drop(tenant.users, resource),
	}).declare(SCIMMY.Resources.Group, {
		ingress: writeGroup,
		egress: (resource: Resource, tenant: Tenant) => read(tenant.groups, resource, tenant),
		degress: (resource: Resource, tenant: Tenant) => drop(tenant.groups, resource),
	});

	const app = express();
	app.disable('x-powered-by').disable('etag').set('env', 'test');
	// Like any real provider, this one has a largest page, whatever is asked for.
	app.get(/^\/scim\/v2\/(?:Users|Groups)$/, (request, _response, next) => {
		const {largestPage} = tenantOf(request);
		if (!(Number(request.query['count'] ?? Infinity) <= largestPage)) request.query['count'] = String(largestPage);
		next();
	});
	app.use(
		'/scim/v2',
		new SCIMMYRouters({
			type: 'bearer',
			handler: (request: Request) => {
				if (request.headers.authorization !== `Bearer ${tenantOf(request).token}`) throw new Error('Unauthorized');
				return 'slack-im';
			},
			context: tenantOf,
			baseUri: (request: Request) => tenantOf(request).origin(),
		}),
	);
	return app;
};

let app: Express | undefined;

/** What scimmy answers to `request` about `tenant`. The answer is held back whole, so that faults can be laid over it. */
export const answerScim = async (record: RequestRecord, tenant: Tenant): Promise<Answer> => {
	app ??= createApp();
	const request = new IncomingMessage(new Socket());
	const query = new URLSearchParams(record.query).toString();
	Object.assign(request, {method: record.method, url: `${record.path}${query && `?${query}`}`, headers: record.headers});
	request.push(record.text);
	request.push(null);
	tenants.set(request, tenant);

	const response = new ServerResponse(request);
	const chunks: Buffer[] = [];
	const add = (chunk: unknown): void => {
		if (typeof chunk === 'string') chunks.push(Buffer.from(chunk));
		else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
	};
	const ended = new Promise<void>(resolve => {
		response.write = (chunk: unknown): boolean => {
			add(chunk);
			return true;
		};
		response.end = (chunk?: unknown): ServerResponse => {
			add(chunk);
			resolve();
			return response;
		};
	});
	app(request, response);
	await ended;
	// The body may still be changed: its length is told by who sends it.
	response.removeHeader('content-length');
	const headers = Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
	return {status: response.statusCode, headers, body: Buffer.concat(chunks)};
};
