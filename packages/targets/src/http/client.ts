import {TargetError} from '@slack-im/core';
import ky, {isHTTPError, type Options} from 'ky';
import {Agent, type Dispatcher, EnvHttpProxyAgent} from 'undici';

import type {HttpContext, HttpFactory, Log} from '../type.ts';
import {addressProblem} from './address.ts';
import {concurrencyLimiter} from './concurrency.ts';
import {answerError, invalidAnswer, looksLikeHtml, notJson, requestName} from './errors.ts';
import {parseExact} from './exact.ts';
import {pacing} from './pacing.ts';
import {type Outgoing, refusal, send} from './send.ts';
import {decoded, type WireAnswer} from './transport.ts';

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
	/** How many requests may be under way at once, at most; one kept-alive connection each. It starts with 4, grows while the target answers fast, and shrinks where it does not. @default 16 */
	readonly concurrency?: number;
	/** Only reads pass: GET, HEAD, and what is marked by `context: {read: true}`. @default false */
	readonly readOnly?: boolean;
	/** @default 'slack-im' */
	readonly userAgent?: string;
	/** Bytes that an answer may have, and all answers under way together. @default 67_108_864 (64 MiB) */
	readonly maxBytes?: number;
	readonly proxy?: ProxySettings | undefined;
	readonly log?: Pick<Log, 'debug'>;
	/** Takes secrets out of what an answer says, before it is cut to fit into an error. */
	readonly redact?: (text: string) => string;
	/** For tests: what jitter is made from. @default Math.random */
	readonly random?: () => number;
}

/** An {@link HttpFactory} whose connections can be closed. */
export interface Http extends HttpFactory {
	/** Ends kept-alive connections; requests under way are cut off. */
	close(): Promise<void>;
}

interface Sending extends Pick<Outgoing, 'headers' | 'body' | 'signal' | 'timeout' | 'secrets' | 'classify' | 'setting' | 'exact'> {
	readonly marked: boolean;
	readonly onStatus: HttpContext['onStatus'];
}

const dispatcherFor = (concurrency: number, proxy: ProxySettings | undefined, timeout: number): Dispatcher => {
	const options: Agent.Options = {connections: concurrency, pipelining: 1, connect: {timeout}, allowH2: false};
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
		// What comes from nearby comes sooner than it is unpacked
		'accept-encoding': 'identity',
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
		secrets: context.secrets,
		classify: context.classify,
		setting: context.setting,
		exact: context.exact,
		onStatus: context.onStatus,
	};
	options.timeout = false;
	delete options.json;
	delete options.body;
	delete options.headers;
	delete options.signal;
};

const toResponse = (answer: WireAnswer, meaning: 'done' | undefined): Response => {
	const headers = new Headers();
	for (const [name, value] of Object.entries(answer.headers)) {
		if (Array.isArray(value)) for (const item of value) headers.append(name, item);
		else if (value !== undefined) headers.set(name, value);
	}
	if (meaning === 'done') return new Response(null, {status: 204, headers});
	const response = new Response(null, {status: answer.status, headers});
	// A body that goes through Response is encoded to bytes and decoded again: a third of what reading a page costs
	return Object.assign(response, {text: async () => decoded(answer)});
};

/** The one place where a dry run cannot leak a write, nor a request its credentials. */
const notToBeSent = (request: Outgoing, origin: string, readOnly: boolean): TargetError | undefined => {
	if (request.url.origin !== origin) {
		return new TargetError(
			'refused',
			`${requestName(request)} was not sent: ${request.url.origin} is not ${origin}, where the credentials belong`,
		);
	}
	if (!readOnly || request.read) return undefined;
	return new TargetError('refused', `${requestName(request)} was not sent: nothing is written in a dry run`, {
		hint: 'A search or login by POST must be marked as a read.',
	});
};

/**
Makes the HTTP client of one target. Everything that is common to targets on HTTP is here and below: timeouts, retries, pace, sizes, redirects, the read-only mode, and what a status or a lost connection means: all that leaves it is a {@link TargetError}.

`throwHttpErrors: false` of one call hands over an answer whatever its status (after the retries). `.json()` of an empty answer is undefined, and so is that of a write that answers in plain text. Answers are read by `.json()` and `.text()` only.
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
	const sender = {
		dispatcher,
		maxBytes,
		room: {left: maxBytes},
		limiter: concurrencyLimiter(concurrency, timeout, limit =>
			log?.debug(`${limit} ${limit === 1 ? 'request' : 'requests'} at once from now on`),
		),
		pacing: pacing(settings.perSecond),
		debug: (message: string) => log?.debug(message),
		random,
	};
	const requests = new WeakMap<Request, {readonly outgoing: Outgoing; readonly answer: WireAnswer}>();

	const fetchWithin =
		(origin: string) =>
		async (request: string | URL | Request, init?: RequestInit & {sending?: Sending}): Promise<Response> => {
			if (!(request instanceof Request) || !init?.sending) throw new TypeError('not called by ky');
			const {marked, onStatus, ...sending} = init.sending;
			const {method} = request;
			const read = marked || method === 'GET' || method === 'HEAD';
			const wanted: Outgoing = {...sending, method, url: new URL(request.url), read, redact: settings.redact};
			const no = notToBeSent(wanted, origin, readOnly);
			if (no) throw no;
			const {answer, meaning, outgoing} = await send(wanted, sender);
			onStatus?.(answer.status);
			if (meaning !== undefined && meaning !== 'done') throw answerError(outgoing, answer.status, decoded(answer), {kind: meaning});
			// Only these are known to HTTP, and to Response
			if (answer.status < 200 || answer.status > 599)
				throw invalidAnswer(outgoing, `with ${answer.status}, which is no HTTP status`, answer.status);
			requests.set(request, {outgoing, answer});
			return toResponse(answer, meaning);
		};
	const parseJson = (text: string, {request}: {readonly request: Request}): unknown => {
		if (text.trim() === '') return undefined;
		const {outgoing} = requests.get(request)!;
		try {
			return outgoing.exact ? parseExact(text) : (JSON.parse(text) as unknown);
		} catch {
			// What a write says beyond its status is its own affair, unless it is somebody else who says it
			if (!outgoing.read && !looksLikeHtml(text)) return undefined;
			throw notJson(outgoing, text);
		}
	};
	const beforeError = ({error, request}: {readonly error: Error; readonly request: Request}): Error => {
		const known = isHTTPError(error) ? requests.get(request) : undefined;
		return known ? refusal(known.outgoing, known.answer) : error;
	};

	const make: HttpFactory = ({prefix, headers = {}, insecureHttp}) => {
		const problem = addressProblem(prefix, insecureHttp);
		if (problem) throw problem;
		return ky.create({
			prefix,
			headers,
			timeout: false,
			retry: 0,
			fetch: fetchWithin(new URL(prefix).origin),
			parseJson,
			hooks: {init: [options => takeOver(options, {timeout, userAgent})], beforeError: [beforeError]},
		});
	};
	return Object.assign(make, {close: async () => dispatcher.destroy()});
};
