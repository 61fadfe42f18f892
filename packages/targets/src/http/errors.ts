import {errorKind, TargetError, type TargetErrorKind} from '@slack-im/core';

import {scalarText} from './exact.ts';
import {isRecord} from './json.ts';
import type {NoAnswer} from './transport.ts';

/** What an error says of its request. */
export interface Asked {
	readonly method: string;
	readonly url: URL;
	/** GET, HEAD, or marked as a read. */
	readonly read: boolean;
	/** Milliseconds one attempt may take. */
	readonly timeout: number;
	/** Values that must not come back in a message, as an answer that quotes a password would bring them. */
	readonly secrets?: readonly string[] | undefined;
	/** Takes other secrets out of a text, as whoever made the client knows them. */
	readonly redact?: ((text: string) => string) | undefined;
	/** As they were sent: what tells who asks is not quoted back. */
	readonly headers?: Readonly<Record<string, string>> | undefined;
	/** The config key that it is made from. */
	readonly setting?: string | undefined;
}

/** `POST /api/users`: without the query, which may hold a key. */
export const requestName = ({method, url}: Pick<Asked, 'method' | 'url'>): string => `${method} ${url.pathname}`;

const longest = 300;
// oxlint-disable-next-line no-control-regex -- they are what is taken out
const unprintable = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]+/g;

/** What a token may be made of, and the half of a character. */
const brokenWord = /[\w+/=.~%-]+$|[\uD800-\uDBFF]$/;

/** A text of somebody else on one line, without control characters, cut: never within a word, for half a token is still half a secret. */
export const oneLine = (text: string): string => {
	const line = text.replace(unprintable, ' ').replace(/\s+/g, ' ').trim();
	return line.length > longest ? `${line.slice(0, longest - 1).replace(brokenWord, '')}…` : line;
};

const messageKeys = ['message', 'error_description', 'detail', 'error', 'errorMessage', 'reason', 'title', 'msg', 'errors', 'description'];

/** The part of an error's body that is meant for people. */
const messageOf = (data: unknown, depth = 0): string | undefined => {
	if (typeof data === 'string') return data.trim() || undefined;
	if (depth > 3) return undefined;
	if (Array.isArray(data)) {
		const messages = data.slice(0, 3).map(item => messageOf(item, depth + 1));
		return messages.filter(message => message !== undefined).join('; ') || undefined;
	}
	if (!isRecord(data)) return undefined;
	for (const key of messageKeys) {
		const message = messageOf(data[key], depth + 1);
		if (message !== undefined) return message;
	}
	return undefined;
};

const withoutSecrets = (text: string, secrets: readonly string[]): string => {
	let clean = text;
	for (const secret of secrets) {
		if (secret.trim() === '') continue;
		const forms = [
			secret,
			JSON.stringify(secret).slice(1, -1),
			encodeURIComponent(secret),
			Buffer.from(secret).toString('base64'),
			secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
		];
		for (const form of forms) clean = clean.replaceAll(form, '***');
	}
	return clean;
};

/** What the headers of a request tell of who asks, without the word in front. */
const credentialsIn = ({authorization, 'proxy-authorization': proxy, cookie}: Readonly<Record<string, string>> = {}): string[] =>
	[authorization, proxy].flatMap(value => (value === undefined ? [] : value.replace(/^\S+\s+/, ''))).concat(cookie ?? []);

/** A page for people, as a sign-in or a proxy shows it. */
export const looksLikeHtml = (text: string): boolean => /^\s*(<\?xml[^>]*>\s*)?<(!doctype|html|head|body)/i.test(text);

/** XML that is no page: what a system may speak beside JSON. */
const looksLikeXml = (text: string): boolean => !looksLikeHtml(text) && /^\s*<(\?xml|[a-z][\w:.-]*[\s/>])/i.test(text);

/** So much of an answer is looked through for what it says: finding secrets in megabytes takes minutes. */
const mostRead = 8192;

/** The message of a long answer, else its first words, none of them cut in two. */
const beginning = (body: string): string => {
	let said = body;
	try {
		said = messageOf(JSON.parse(body)) ?? body;
	} catch {
		// Its own words, then
	}
	return said.length > mostRead ? said.slice(0, mostRead).replace(/\S*$/, '') : said;
};

/** What an answer says, on one line: its message, else itself; of an HTML page the title. Empty where it says nothing. */
const excerpt = (body: string, {secrets = [], headers, redact = text => text}: Pick<Asked, 'secrets' | 'headers' | 'redact'>): string => {
	// Before anything is cut, stripped or parsed: what is left of a secret then is known to nobody. And after, for JSON may have escaped it
	const clean = (text: string): string => redact(withoutSecrets(text, [...secrets, ...credentialsIn(headers)]));
	const shown = (text: string): string => oneLine(clean(text));
	const safe = clean(body.length > mostRead ? beginning(body) : body);
	if (looksLikeHtml(safe)) {
		const title = /<title[^>]*>([^<]*)/i.exec(safe)?.[1]?.trim();
		return shown(title ? `an HTML page, "${title}"` : 'an HTML page');
	}
	if (looksLikeXml(safe)) {
		const words = safe
			.replace(/<[^>]*>/g, ' ')
			.replace(/\s+/g, ' ')
			.trim();
		return shown(words === '' ? 'XML' : `XML, "${words}"`);
	}
	let data: unknown = safe;
	try {
		data = JSON.parse(safe);
	} catch {
		// Plain text says it as it is
	}
	return shown(messageOf(data) ?? safe);
};

/** What a status means; `notTaken` is whether a 503 shows that nobody began with it: by `Retry-After`, or as it came at once. */
const kindOfStatus = (status: number, read: boolean, notTaken: boolean): TargetErrorKind => {
	if (status === 401 || status === 403 || status === 407) return 'auth';
	if (status === 404 || status === 410) return 'not-found';
	if (status === 409) return 'exists';
	if (status === 412) return 'changed';
	if (status === 408 || status === 425 || status === 429) return 'unavailable';
	if (status >= 500) {
		if (status === 501 || status === 505) return 'refused';
		// A system that says itself that it failed is not asked the same again; what a gateway says leaves open what the system did
		return read || status === 500 || (status === 503 && notTaken) ? 'unavailable' : 'unknown-outcome';
	}
	return status >= 400 ? 'refused' : 'invalid-answer';
};

/** Where to look when it may be the wrong address. */
const addressHint = ({setting}: Asked, more = ''): string =>
	`Look at ${setting === undefined ? '`url` and the path' : setting === 'url' ? '`url`' : `\`${setting}\` and \`url\``}${more}.`;

/** Where to look when it may be anything of a request that only asks. */
const requestHint = ({setting}: Asked): string =>
	setting === undefined || setting === 'url'
		? 'Look at `url`: the target does not take the request as it is.'
		: `Look at \`${setting.replace(/\.path$/, '')}\` (\`path\`, \`query\`, \`headers\`, \`body\`): the target does not take it as it is.`;

/** How systems say that a value is another account's already. */
const taken =
	/(has to|must|should|needs to) be unique|not[ _]unique|unique (constraint|violation)|already (been )?(taken|exists?|registered|used|in use)|is taken|duplicate/i;

/** How systems say that they got too much to do at once. */
const crowded = /\b(locked|deadlock|busy|too many|overload|timed? ?out)/i;

/** What to set, or to look at, where a write of the config is refused. */
const writeHint = ({setting}: Asked, status: number, said: string): string | undefined => {
	const [, verb] = /^(create|update)\.path$/.exec(setting ?? '') ?? [];
	if (verb === undefined) return undefined;
	if (status >= 500 && crowded.test(said)) return 'If it is asked too much at once, lower `limits: {concurrency}`; then run again.';
	const words = taken.exec(said)?.[0];
	if (words !== undefined) {
		return `Where that means that an account with this value is there already, set \`answers: [{status: ${status}, body: "*${words}*", means: exists}]\`.`;
	}
	return status === 500
		? `If every ${verb} is answered so, the target cannot do with what it is sent: look at \`${verb}\` (\`path\`, \`headers\`, \`body\`), at \`attributes\`, and at the target's own log.`
		: undefined;
};

const hintFor = (asked: Asked, status: number, said: string): string | undefined => {
	if (status === 401) return 'Check the credentials (`auth`, `token` or `headers`).';
	if (status === 403) return 'The credentials are known, but not allowed to do this.';
	if (status === 407) return 'The proxy wants credentials.';
	if (status === 429) return 'The target limits how often it is called: set `limits: {perSecond}` to what it takes.';
	if (status === 415) {
		const where = asked.setting === undefined ? '' : ` in \`${asked.setting.replace(/\.path$/, '')}\``;
		return `The target does not take such a body: set \`encoding: form\`${where}, or its \`Content-Type\` in \`headers\`.`;
	}
	// What is created is nowhere yet, so it is the address that is not there
	if (status === 405 || (status === 404 && (asked.read || asked.setting === 'create.path'))) return addressHint(asked);
	if (!asked.read) return writeHint(asked, status, said);
	return kindOfStatus(status, true, false) === 'refused' ? requestHint(asked) : undefined;
};

/** An answer that says no. `kind` where the config says what it means; else its status does. */
export const answerError = (
	asked: Asked,
	status: number,
	body: string,
	{notTaken = false, kind}: {notTaken?: boolean; kind?: TargetErrorKind | undefined} = {},
): TargetError => {
	const said = excerpt(body, asked);
	return new TargetError(
		kind ?? kindOfStatus(status, asked.read, notTaken),
		`${requestName(asked)} answered ${status}${said === '' ? '' : `: ${said}`}`,
		{
			status,
			hint: kind === undefined ? hintFor(asked, status, said) : undefined,
		},
	);
};

/** A redirect that is not followed. */
export const redirectError = (asked: Asked, status: number, location: string | undefined, why: string): TargetError => {
	const place = location !== undefined && URL.canParse(location, asked.url.href) ? new URL(location, asked.url) : undefined;
	const shown = place ? place.origin + place.pathname : 'nowhere';
	return new TargetError(
		asked.read ? 'invalid-answer' : 'refused',
		`${requestName(asked)} answered ${status}, a redirect to ${oneLine(shown)}; ${why}`,
		{status, hint: addressHint(asked, ': write the address that answers itself')},
	);
};

/** An answer that came and cannot be read. To a write it may have been done all the same. */
export const invalidAnswer = (asked: Asked, what: string, status?: number): TargetError =>
	new TargetError(asked.read ? 'invalid-answer' : 'unknown-outcome', `${requestName(asked)} answered ${what}`, {
		status,
		hint: addressHint(asked, '; a sign-in page or a proxy may stand in front'),
	});

/** An answer that was to be JSON. */
export const notJson = (asked: Asked, text: string): TargetError => {
	const what = `with something else than JSON: ${excerpt(text, asked)}`;
	if (!asked.read || !looksLikeXml(text)) return invalidAnswer(asked, what);
	const {setting = 'url'} = asked;
	return new TargetError('invalid-answer', `${requestName(asked)} answered ${what}`, {
		hint: `slack-im reads JSON: ask for it by \`${setting}\` (as \`….json\`), a query parameter, or \`Accept\` in \`headers\`.`,
	});
};

const hostHint = 'Look at `url`: is the host right, and known from this machine (DNS, VPN, proxy)?';
const caHint = 'Name the CA of the target, or of the proxy in front of it, in NODE_EXTRA_CA_CERTS, or set NODE_USE_SYSTEM_CA=1.';

interface NetworkFailure {
	/** In place of the system's own words. */
	readonly what?: string;
	readonly hint?: string;
}

const networkFailures: Readonly<Record<string, NetworkFailure>> = {
	ECONNREFUSED: {what: 'connection refused', hint: 'Is the target running, and are the host and the port in `url` right?'},
	ENOTFOUND: {what: 'no such host', hint: hostHint},
	EAI_AGAIN: {what: 'the name could not be looked up', hint: hostHint},
	ECONNRESET: {what: 'connection reset'},
	UND_ERR_SOCKET: {what: 'connection closed'},
	UND_ERR_CONNECT_TIMEOUT: {what: 'no connection in time'},
	DEPTH_ZERO_SELF_SIGNED_CERT: {hint: caHint},
	SELF_SIGNED_CERT_IN_CHAIN: {hint: caHint},
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {hint: caHint},
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: {hint: caHint},
};

/** What undici says where a proxy opens no tunnel. */
const noTunnel = /^Proxy response \((\d+)\)/;

/** Where a name has several addresses, each has failed for itself. */
const causesOf = (cause: unknown): unknown[] => (isRecord(cause) ? [cause, ...(Array.isArray(cause.errors) ? cause.errors : [])] : []);

/** The host that could not be reached, where it is not the one that was asked: then it is a proxy. */
const proxyIn = ({cause}: NoAnswer, {hostname, port, protocol}: URL): string | undefined => {
	const asked = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
	for (const each of causesOf(cause)) {
		if (!isRecord(each)) continue;
		const host = scalarText(each['hostname']) ?? scalarText(each['address']);
		if (typeof each['port'] === 'number' && each['port'] !== asked) return `${host ?? ''}:${each['port']}`;
		if (typeof each['hostname'] === 'string' && each['hostname'] !== hostname) return host;
	}
	return undefined;
};

const networkFailure = (error: NoAnswer): NetworkFailure & {readonly what: string} => {
	const {cause, message} = error;
	const proxyStatus = noTunnel.exec(message)?.[1];
	if (proxyStatus !== undefined) {
		const hint = `${proxyStatus === '407' ? 'Put its user and password into HTTPS_PROXY' : 'May it open a connection to this host?'}; NO_PROXY names hosts that are reached without it.`;
		return {what: `the proxy answered ${proxyStatus}`, hint};
	}
	const causes = causesOf(cause);
	const codes = causes.flatMap(each => (isRecord(each) && typeof each.code === 'string' ? each.code : []));
	const code = codes.find(code => Object.hasOwn(networkFailures, code));
	return {what: oneLine(message), ...(code !== undefined && networkFailures[code])};
};

/** Which headers a request has: its own, those of all requests, and what tells who asks. */
const headersHint = ({setting}: Asked): string =>
	`Look at ${setting === undefined ? '' : `\`${setting.replace(/\.path$/, '')}.headers\`, `}\`headers\` and \`auth\`: a header takes Latin-1 and no line break; a name belongs into the body, or is escaped as in {{ name | url_encode }}.`;

/** No answer at all. @param atOnce - The most requests that were under way together. */
export const noAnswerError = (asked: Asked, error: NoAnswer, atOnce = 1): TargetError => {
	const name = requestName(asked);
	const kind: TargetErrorKind = asked.read || !error.sent ? 'unavailable' : 'unknown-outcome';
	const {what, hint} = networkFailure(error);
	if (error.reason === 'aborted') return new TargetError('aborted', `${name} was stopped`, {cause: error.cause});
	const proxy = error.reason === 'unreachable' ? proxyIn(error, asked.url) : undefined;
	if (proxy !== undefined) {
		const proxyHint =
			'HTTPS_PROXY and HTTP_PROXY name it: is it running, and is its address right? NO_PROXY names hosts that are reached without it.';
		return new TargetError('unavailable', `${name} cannot reach the proxy ${oneLine(proxy)}: ${what}`, {cause: error, hint: proxyHint});
	}
	if (error.reason === 'unreachable')
		return new TargetError('unavailable', `${name} cannot reach ${asked.url.host}: ${what}`, {
			cause: error,
			hint,
		});
	if (error.reason === 'unencodable') {
		return new TargetError('refused', `${name} was not sent: ${what}`, {
			hint: what.includes('header') ? headersHint(asked) : addressHint(asked),
			cause: error,
		});
	}
	if (error.reason === 'reset') return new TargetError(kind, `${name} got no answer: ${what}`, {cause: error});
	if (error.reason === 'too-large')
		return invalidAnswer(asked, 'without an end, or with more than fits into memory: the answer was cut off');
	return new TargetError(kind, `${name} got no whole answer within ${asked.timeout / 1000} s`, {
		cause: error,
		hint: `Raise \`limits: {timeout}\` if the target is that slow${atOnce > 1 ? `, or lower \`limits: {concurrency}\`: ${atOnce} requests were under way at once` : ''}.`,
	});
};

/** Waits for a removal. Who is gone already is removed: also where the first try did it and its answer was lost. */
export const unlessGone = async (removal: Promise<unknown>): Promise<void> => {
	try {
		await removal;
	} catch (error) {
		if (errorKind(error) !== 'not-found') throw error;
	}
};
