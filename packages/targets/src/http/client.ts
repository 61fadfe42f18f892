import {TargetError} from '@slack-im/core';
import ky, {isHTTPError, type Options} from 'ky';
import {Agent, type Dispatcher, EnvHttpProxyAgent} from 'undici';

import type {HttpContext, HttpFactory, Log} from '../type.ts';
import {addressProblem} from './address.ts';
import {type Asked, excerpt, invalidAnswer, requestName} from './errors.ts';
import {pacing} from './pacing.ts';
import {type Outgoing, refusal, send} from './send.ts';
import type {WireAnswer} from './transport.ts';

/** Proxies as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` would name them; the client itself reads no environment. */
export interface ProxySettings {
	readonly http?: string | undefined;
	readonly https?: string | undefined;
	readonly no?: string | undefined;
}

/** How one target's HTTP client behaves. */
export interface HttpSettings {
	/** Milliseconds that one attempt may take, to the last byte of its answer. @default 10_000 */
	readonly timeout?: number;
	/** Requests a second at most, retries included. @default unlimited */
	readonly perSecond?: number | undefined;
	/** How many requests may be under way at once; one kept-alive connection each. @default 16 */
	readonly concurrency?: number;
	/** Only reads pass: GET, HEAD, and what is marked by `context: {read: true}`. @default false */
	readonly readOnly?: boolean;
	/** @default 'slack-im' */
	readonly userAgent?: string;
	/** Bytes that one answer may have. @default 67_108_864 (64 MiB) */
	readonly maxBytes?: number;
	readonly proxy?: ProxySettings | undefined;
	readonly log?: Pick<Log, 'debug'>;
	/** For tests: what jitter is made from. @default Math.random */
	readonly random?: () => number;
}

/** An {@link HttpFactory} whose connections can be closed. */
export interface Http extends HttpFactory {
	/** Ends kept-alive connections; requests under way are cut off. */
	close(): Promise<void>;
}

interface Sending extends Pick<Outgoing, 'headers' | 'body' | 'signal' | 'timeout' | 'secrets'> {
	readonly marked: boolean;
}

const dispatcherFor = (concurrency: number, proxy: ProxySettings | undefined, timeout: number): Dispatcher => {
	const options: Agent.Options = {connections: concurrency, pipelining: 1, keepAliveTimeout: 10_000, connect: {timeout}, allowH2: false};
	if (!proxy?.http && !proxy?.https) return new Agent(options);
	return new EnvHttpProxyAgent({...options, httpProxy: proxy.http ?? '', httpsProxy: proxy.https ?? '', noProxy: proxy.no ?? ''});
};

const plainHeaders = (headers: Options['headers']): Record<string, string> => {
	const plain: Record<string, string> = {};
	if (!headers) return plain;
	const entries: Iterable<readonly [string, unknown]> =
		headers instanceof Headers ? headers : Array.isArray(headers) ? new Headers(headers) : Object.entries(headers);
	for (const [name, value] of entries) if (typeof value === 'string') plain[name.toLowerCase()] = value;
	return plain;
};

const bodyOf = ({json, body}: Options): {readonly body: string | undefined; readonly type?: string} => {
	if (json !== undefined) return {body: JSON.stringify(json), type: 'application/json'};
	if (body === undefined || body === null) return {body: undefined};
	if (typeof body === 'string') return {body};
	if (body instanceof URLSearchParams) return {body: body.toString(), type: 'application/x-www-form-urlencoded;charset=UTF-8'};
	throw new TypeError('a target sends JSON, text or URLSearchParams');
};

/**
Takes over what ky would turn into a web Request, stream and signal for each call: headers, body and signal go past it to the transport as they are. That is most of what a request costs.
*/
const takeOver = (options: Options & {sending?: Sending}, settings: Required<Pick<HttpSettings, 'timeout' | 'userAgent'>>): void => {
	const context: HttpContext = options.context ?? {};
	const {body, type} = bodyOf(options);
	const headers: Record<string, string> = {
		accept: 'application/json',
		'user-agent': settings.userAgent,
		...(type !== undefined && {'content-type': type}),
		...plainHeaders(options.headers),
	};
	options.sending = {
		headers,
		body,
		signal: options.signal ?? undefined,
		timeout: typeof options.timeout === 'number' ? options.timeout : settings.timeout,
		marked: context.read === true,
		...(context.secrets && {secrets: context.secrets}),
	};
	options.timeout = false;
	delete options.json;
	delete options.body;
	delete options.headers;
	delete options.signal;
};

const bodyless = new Set([204, 205, 304]);

const textOf = ({headers, body}: WireAnswer): string => {
	const charset = /charset\s*=\s*"?([\w.-]+)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase();
	if (charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii')
		return body.toString('utf8').replace(/^\uFEFF/, '');
	try {
		return new TextDecoder(charset).decode(body);
	} catch {
		return body.toString('utf8');
	}
};

const toResponse = (answer: WireAnswer): Response => {
	const headers = new Headers();
	for (const [name, value] of Object.entries(answer.headers)) {
		if (Array.isArray(value)) for (const item of value) headers.append(name, item);
		else if (value !== undefined) headers.set(name, value);
	}
	return new Response(bodyless.has(answer.status) ? null : textOf(answer), {status: answer.status, headers});
};

/**
Makes the HTTP client of one target. Everything that is common to targets on HTTP is here and below: timeouts, retries, pace, sizes, redirects, the read-only mode, and what a status or a lost connection means: all that leaves it is a {@link TargetError}.

`throwHttpErrors: false` of one call hands over an answer whatever its status (after the retries). `.json()` of an empty answer is undefined.
*/
export const httpFactory = (settings: HttpSettings = {}): Http => {
	const {
		timeout = 10_000,
		concurrency = 16,
		readOnly = false,
		userAgent = 'slack-im',
		maxBytes = 64 * 1024 * 1024,
		log,
		random = Math.random,
	} = settings;
	const dispatcher = dispatcherFor(concurrency, settings.proxy, timeout);
	const sender = {dispatcher, pacing: pacing(settings.perSecond), debug: (message: string) => log?.debug(message), random};
	const outgoings = new WeakMap<Request, Outgoing>();

	const fetch = async (input: string | URL | Request, init?: RequestInit & {sending?: Sending}): Promise<Response> => {
		if (!(input instanceof Request) || !init?.sending) throw new TypeError('not called by ky');
		const request = input;
		const {marked, ...sending} = init.sending;
		const {method} = request;
		const read = marked || method === 'GET' || method === 'HEAD';
		const wanted: Outgoing = {...sending, method, url: new URL(request.url), read, maxBytes};
		if (readOnly && !read) {
			throw new TargetError('refused', `${requestName(wanted)} was not sent: nothing is written in a dry run`, {
				hint: 'A search or login by POST must be marked as a read.',
			});
		}
		const {answer, outgoing} = await send(wanted, sender);
		outgoings.set(request, outgoing);
		if (answer.status >= 300) refusals.set(request, () => refusal(outgoing, answer));
		return toResponse(answer);
	};
	const refusals = new WeakMap<Request, () => TargetError>();

	const make: HttpFactory = ({prefix, headers = {}, insecureHttp}) => {
		const problem = addressProblem(prefix, insecureHttp);
		if (problem) throw problem;
		return ky.create({
			prefix,
			headers,
			timeout: false,
			retry: 0,
			fetch,
			parseJson(text, {request}) {
				if (text.trim() === '') return undefined;
				try {
					return JSON.parse(text) as unknown;
				} catch {
					const asked: Asked = outgoings.get(request) ?? {method: request.method, url: new URL(request.url), read: false, timeout};
					throw invalidAnswer(asked, `with something else than JSON: ${excerpt(text, asked.secrets)}`);
				}
			},
			hooks: {
				init: [options => takeOver(options, {timeout, userAgent})],
				beforeError: [({error, request}) => (isHTTPError(error) ? (refusals.get(request)?.() ?? error) : error)],
			},
		});
	};
	return Object.assign(make, {close: async () => dispatcher.destroy()});
};
