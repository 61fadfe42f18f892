import {isObject} from '../json.ts';
import type {Answer, RequestRecord} from '../request.ts';
import {startServer, type Server, type ServerOptions} from '../server.ts';
import type {Limits, Method} from './call.ts';
import type {People} from './generate.ts';
import type {SlackMember} from './member.ts';
import {methods} from './methods.ts';
import {SlackError} from './paging.ts';
import {people as everybody, strangers} from './people.ts';
import {createRates} from './rates.ts';
import {tokenNames, type Token} from './tokens.ts';
import {controlsOf, createWorkspace, type Workspace, type WorkspaceControls} from './workspace.ts';

export interface SlackOptions extends ServerOptions {
	/** Who is in the workspace. @default the sandbox's awkward people */
	readonly people?: readonly SlackMember[] | People;
	/** Scopes granted to the app. @default all that slack-im uses */
	readonly scopes?: readonly string[];
	/** How large an answer of `users.list` may be. */
	readonly limits?: Partial<Limits>;
	/** False for the free plan, which has no user groups. @default true */
	readonly paid?: boolean;
	/** Calls a minute, by method; the next one answers 429 with `Retry-After`. @default no limit */
	readonly perMinute?: Readonly<Record<string, number>>;
}

/** A Slack workspace and its Web API. */
export interface SlackServer extends Server, WorkspaceControls {
	/** Where the Web API is, as in `http://127.0.0.1:41234/api/`: what `@slack/web-api` calls `slackApiUrl`. */
	readonly url: string;
	/** The good bot token. */
	readonly token: string;
	/** Tokens of every other sort. */
	readonly tokens: typeof tokenNames;
	/** The workspace's id. */
	readonly team: string;
	/** How large an answer of `users.list` may be; may be changed at any time. */
	readonly limits: Limits;
}

const failure = (code: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
	ok: false,
	error: code,
	...more,
});

const argsOf = ({query, body}: RequestRecord): Record<string, unknown> => ({...query, ...(isObject(body) && body)});

/** A token in the query is not looked at: Slack stopped taking those. */
const tokenOf = ({headers, body}: RequestRecord): string | undefined => {
	const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
	const field = isObject(body) ? body['token'] : undefined;
	return bearer ?? (typeof field === 'string' && field !== '' ? field : undefined);
};

const states = {inactive: 'account_inactive', revoked: 'token_revoked', expired: 'token_expired'} as const;

/** The token if it is good for calls, else the error that says what is wrong with it. */
const authorized = (name: string | undefined, {tokens}: Workspace): Token => {
	if (name === undefined) throw new SlackError('not_authed');
	const token = tokens.get(name);
	if (!token || token.kind === 'refresh') throw new SlackError('invalid_auth');
	if (token.state && token.state !== 'active') throw new SlackError(states[token.state]);
	if (token.kind === 'app') throw new SlackError('not_allowed_token_type');
	return token;
};

const checked = (method: Method, token: Token, args: Record<string, unknown>, workspace: Workspace): void => {
	const needed = method.scopes.find(scope => !token.scopes.includes(scope));
	if (needed !== undefined) throw new SlackError('missing_scope', {needed, provided: token.scopes.join(',')});
	if (!method.ofTeam || !token.orgWide) return;
	if (!args['team_id'])
		throw new SlackError('missing_argument', {response_metadata: {messages: ['[ERROR] missing required field: team_id']}});
	if (args['team_id'] !== workspace.team.id) throw new SlackError('team_access_not_granted');
};

/** Starts a Slack workspace on loopback. Nothing in it is shared with another one. */
export const startSlack = async (options: SlackOptions = {}): Promise<SlackServer> => {
	const workspace = createWorkspace({
		people: options.people ?? everybody.map(({member}) => structuredClone(member)),
		strangers: strangers.map(({member}) => member),
		...(options.scopes && {scopes: options.scopes}),
		...(options.paid !== undefined && {paid: options.paid}),
	});
	const limits: Limits = {unpaged: 1_000, page: 1_000, refused: Infinity, strangers: false, ...options.limits};
	const rates = createRates(options.perMinute ?? {});

	const handle = (request: RequestRecord): Answer => {
		const name = /^\/api\/([\w.]+)$/.exec(request.path)?.[1];
		if (name === undefined)
			return {status: 404, headers: {'content-type': 'text/html'}, body: '<html><body>There is no such page.</body></html>'};
		const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
		if (!method) return {body: failure('unknown_method', {req_method: name})};
		const headers: Record<string, string> = {};
		try {
			const token = authorized(tokenOf(request), workspace);
			headers['x-oauth-scopes'] = token.scopes.join(',');
			headers['x-accepted-oauth-scopes'] = method.scopes.join(',');
			const wait = rates.wait(name);
			if (wait > 0) return {status: 429, headers: {...headers, 'retry-after': String(wait)}, body: failure('ratelimited')};
			const {token: _, ...args} = argsOf(request);
			checked(method, token, args, workspace);
			return {headers, body: {ok: true, ...method.run({workspace, token, args, limits})}};
		} catch (error) {
			if (error instanceof SlackError) return {headers, body: failure(error.code, error.more)};
			throw error;
		}
	};

	const controls = controlsOf(workspace);
	const setLimits = (change: Partial<Limits>): Limits => Object.assign(limits, change);
	const server = await startServer(handle, () => ({...controls, setLimits}), options);
	return Object.assign(server, controls, {
		limits,
		url: `${server.origin}/api/`,
		token: tokenNames.bot,
		tokens: tokenNames,
		team: workspace.team.id,
	});
};
