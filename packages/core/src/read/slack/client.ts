import {LogLevel, WebClient, type FetchFunction, type Logger} from '@slack/web-api';

import {hasFields, ownField, type Loose} from '../../model/record.ts';
import {CallFailure} from './failure.ts';

/** How Slack is reached. */
export interface SlackConnection {
	readonly token: string;
	/** @default 'https://slack.com/api/' */
	readonly url?: string | undefined;
	/** In place of the global `fetch`: for proxies and tests. */
	readonly fetch?: typeof globalThis.fetch | undefined;
	/** Milliseconds that one request may take, its body included. @default 30_000 */
	readonly timeout?: number | undefined;
}

export const slackUrl = 'https://slack.com/api/';
const defaultTimeout = 30_000;
/** Larger answers are cut off: a page of 999 members is about 2 MB. */
const largestAnswer = 64 * 1024 * 1024;

/** An answer with `ok: true`. */
export interface SlackAnswer {
	readonly body: Loose;
	/** Scopes of the token; undefined where Slack does not say. */
	readonly scopes: readonly string[] | undefined;
}

interface CallOptions {
	readonly signal: AbortSignal;
	/** Milliseconds, where fewer are left than one request may take. */
	readonly timeout?: number | undefined;
}

export interface SlackClient {
	/** One request, without retries. Throws a {@link CallFailure}. */
	call(method: string, args: Readonly<Record<string, unknown>>, options: CallOptions): Promise<SlackAnswer>;
}

/** What came back, before anybody judges it. */
interface Exchange {
	readonly status: number;
	readonly headers: Headers;
	/** Undefined where it is no JSON. */
	readonly body: unknown;
}

const silence = (): void => {};
/** The SDK's own logger writes to the console. */
const silent: Logger = {
	debug: silence,
	info: silence,
	warn: silence,
	error: silence,
	setName: silence,
	setLevel: silence,
	getLevel: () => LogLevel.ERROR,
};

/** Codes that pass by themselves. */
const passing: ReadonlySet<string> = new Set([
	'internal_error',
	'fatal_error',
	'service_unavailable',
	'request_timeout',
	'team_added_to_org',
	'fetch_members_failed',
]);
const limiting: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited']);

/** Faults of certificates: they stay until they are fixed. */
const certificateFault = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ERR_TLS/;

/** Calls Slack's Web API by its own SDK, with its retries, its waiting and its log switched off: all three are decided in one place, {@link createSlackCaller}. */
export const createClient = ({token, url = slackUrl, fetch = globalThis.fetch, timeout = defaultTimeout}: SlackConnection): SlackClient => {
	const clean = (text: string): string => text.replaceAll(token, '(token)').slice(0, 300);

	return {
		async call(method, args, {signal, timeout: left = timeout}) {
			checkAddress(url);
			const milliseconds = Math.max(1, Math.min(timeout, left));
			let seen: Exchange | undefined;
			const exchange: FetchFunction = async (address, init) => {
				seen = await send(fetch, address, init, signal);
				return forSdk(seen, String(address));
			};
			// One SDK client a call: what came back can then be told apart from what another call got
			const sdk = new WebClient(token, {
				slackApiUrl: url,
				fetch: exchange,
				logger: silent,
				timeout: milliseconds,
				retryConfig: {retries: 0},
				rejectRateLimitedCalls: true,
				allowAbsoluteUrls: false,
			});
			let thrown: unknown;
			try {
				await sdk.apiCall(method, {...args});
			} catch (error) {
				thrown = error;
			}
			if (seen !== undefined) return judge(method, seen, clean);
			if (signal.aborted) throw new CallFailure('aborted', `${method} was stopped`);
			throw withoutAnswer(method, thrown, milliseconds, clean);
		},
	};
};

/** `fetch` refuses these as well, but repeats the password. */
const checkAddress = (url: string): void => {
	const address = URL.canParse(url) ? new URL(url) : undefined;
	if (!address || !/^https?:$/.test(address.protocol))
		throw new CallFailure('refused', 'the address of Slack is not a URL', {
			hint: 'Write source.url (SLACK_API_URL) as in https://slack.com/api/',
		});
	if (address.username !== '' || address.password !== '')
		throw new CallFailure('refused', 'the address of Slack contains a user name or password', {
			hint: 'Remove it from source.url (SLACK_API_URL): Slack only needs the token',
		});
};

const send = async (
	fetch: typeof globalThis.fetch,
	address: string | URL,
	init: Parameters<FetchFunction>[1],
	signal: AbortSignal,
): Promise<Exchange> => {
	const signals = init?.signal ? [signal, init.signal] : [signal];
	const response = await fetch(address, {...init, redirect: 'manual', signal: AbortSignal.any(signals)});
	const {status, headers} = response;
	const text = await boundedText(response);
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		body = undefined;
	}
	return {status, headers, body};
};

const boundedText = async ({body}: Response): Promise<string> => {
	const pieces: Uint8Array[] = [];
	let size = 0;
	for await (const piece of body ?? []) {
		size += piece.byteLength;
		if (size > largestAnswer) throw new Error(`an answer of more than ${largestAnswer / 1024 / 1024} MB`);
		pieces.push(piece);
	}
	return Buffer.concat(pieces, size).toString('utf8');
};

/** What the SDK gets to see: it writes each answer into its log twice, even where nobody listens, so the long lists are kept from it. */
const forSdk = ({status, headers, body}: Exchange, url: string): Awaited<ReturnType<FetchFunction>> => {
	const short = hasFields(body)
		? Object.fromEntries(Object.entries(body).filter(([, value]) => !Array.isArray(value)))
		: {ok: false, error: 'no_json'};
	const text = JSON.stringify(short);
	return {
		ok: status >= 200 && status < 300,
		status,
		statusText: '',
		url,
		headers,
		text: async () => text,
		json: async () => short,
		arrayBuffer: async () => new TextEncoder().encode(text).buffer,
	};
};

const judge = (method: string, {status, headers, body}: Exchange, clean: (text: string) => string): SlackAnswer => {
	const retryAfter = retryAfterOf(headers);
	const code = slackCodeOf(body, clean);
	if (status === 429 || (code !== undefined && limiting.has(code)))
		throw new CallFailure('limited', `Slack limits ${method}`, {code, retryAfter});
	if (status >= 300 && status < 400)
		throw new CallFailure('refused', `Slack's address redirects ${method} elsewhere`, {
			hint: 'Check source.url (SLACK_API_URL) and the proxy: the token is not sent on',
		});
	if (status >= 500) throw new CallFailure('transient', `Slack answered ${method} with status ${status}`, {code, retryAfter});
	if (!hasFields(body)) {
		const isWrongPlace = status >= 400 && status !== 408;
		throw new CallFailure(
			isWrongPlace ? 'refused' : 'transient',
			`Slack answered ${method} with something that is not JSON (status ${status}, ${clean(headers.get('content-type') ?? 'no type')})`,
			{
				hint: isWrongPlace ? 'Check source.url (SLACK_API_URL) and the proxy' : undefined,
			},
		);
	}
	if (ownField(body, 'ok') === true) return {body, scopes: scopesOf(headers)};
	const needed = ownField(body, 'needed');
	throw new CallFailure(
		code !== undefined && passing.has(code) ? 'transient' : 'refused',
		`Slack answered ${method} with ${code ?? `status ${status}`}`,
		{
			code,
			retryAfter,
			needed: typeof needed === 'string' && /^[a-z][a-z0-9:._, -]*$/i.test(needed) ? clean(needed) : undefined,
		},
	);
};

const withoutAnswer = (method: string, error: unknown, milliseconds: number, clean: (text: string) => string): CallFailure => {
	const original = ownField(error, 'original') ?? error;
	const name = original instanceof Error ? original.name : '';
	if (name === 'TimeoutError') return new CallFailure('transient', `Slack did not answer ${method} within ${milliseconds / 1000} s`);
	const inner = original instanceof Error ? original.cause : undefined;
	const code = ownField(inner, 'code') ?? ownField(original, 'code');
	const reason = clean(
		inner instanceof Error && inner.message !== '' ? inner.message : original instanceof Error ? original.message : String(original),
	);
	const detail = typeof code === 'string' && !reason.includes(code) ? `${code}: ${reason}` : reason;
	if (typeof code === 'string' && certificateFault.test(code)) {
		return new CallFailure('refused', `the certificate of Slack's address is not accepted (${detail})`, {
			hint: 'Name the CA of the proxy in NODE_EXTRA_CA_CERTS, or set NODE_USE_SYSTEM_CA=1',
		});
	}
	return new CallFailure('transient', `${method} could not be sent to Slack or its answer broke off (${detail})`);
};

/** Slack's error code, where it looks like one: an answer's text is never repeated. */
const slackCodeOf = (body: unknown, clean: (text: string) => string): string | undefined => {
	const code = ownField(body, 'error');
	return typeof code === 'string' && /^[a-z][a-z0-9_.-]{0,79}$/i.test(code) ? clean(code) : undefined;
};

/** `Retry-After` in milliseconds, whether it is a number of seconds or a date. */
const retryAfterOf = (headers: Headers): number | undefined => {
	const value = headers.get('retry-after')?.trim();
	if (value === undefined || value === '') return undefined;
	const milliseconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
	return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
};

const scopesOf = (headers: Headers): readonly string[] | undefined =>
	headers
		.get('x-oauth-scopes')
		?.split(',')
		.map(scope => scope.trim())
		.filter(scope => scope !== '');
