import type {ServerResponse} from 'node:http';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';
import {isObject, merge, type Json, type JsonObject} from './json.ts';
import {bytesOf, type Answer, type RequestRecord} from './request.ts';

/** Which requests a fault meets: all that are given must fit. */
export interface FaultMatch {
	readonly method?: string;
	/** The whole path, or its beginning when it ends with `*`. */
	readonly path?: string;
	readonly query?: Readonly<Record<string, string>>;
	/** A piece of text that the body holds. */
	readonly body?: string;
	/** 1 is the first request that fits since the fault was added. @default 1 */
	readonly nth?: number;
}

/** Something that goes wrong. With nothing but a `match` it changes nothing. */
export interface Fault {
	/** @default every request */
	readonly match?: FaultMatch | ((request: RequestRecord) => boolean);
	/** How many requests it meets; `null` is for ever. @default 1 */
	readonly times?: number | null;
	/** Milliseconds to wait before anything else. */
	readonly delay?: number;
	/** Called at the moment it strikes: after the system did what was asked where `acted`, else before. It can't travel to another process. */
	readonly strike?: () => void;
	/** Answers in place of the system, which does nothing. */
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Json;
	/** A page of HTML, as a proxy sends it; `true` is a login page with status 200. */
	readonly html?: true | string;
	/** Where to redirect to: 302 unless `status` says otherwise. */
	readonly redirect?: string;
	/** Laid over the system's own JSON answer. */
	readonly merge?: JsonObject;
	/** So many rows of the answer come twice. */
	readonly repeatRows?: number;
	/** So many rows of the answer are left out; what it says of their number stays. */
	readonly omitRows?: number;
	/** Names of fields that the system does not keep. */
	readonly drop?: readonly string[];
	/** Names of fields that the system keeps in lower case. */
	readonly lower?: readonly string[];
	/** The system does nothing, and answers with what is at that path, as to a GET. */
	readonly ignored?: boolean;
	/** Answers at once (202 unless `status` says otherwise), and the system does what was asked only so many milliseconds later. */
	readonly later?: number;
	/** The system does what was asked, and only then is its answer replaced. */
	readonly acted?: boolean;
	/** Breaks the connection before or after the system did what was asked. */
	readonly reset?: 'before' | 'after';
	/** Breaks the connection after this many bytes of the answer's body. */
	readonly cut?: number;
	/** The answer's body is packed. */
	readonly gzip?: boolean;
	/** The answer's body ends after this many bytes (packed ones, with `gzip`), as if that were all of it. */
	readonly short?: number;
	/** Milliseconds that the answer's body takes, in ten pieces. */
	readonly slowBody?: number;
	/** The answer's body never ends, and never stops coming. */
	readonly endlessBody?: boolean;
	/** No answer ever, on a connection that stays open; with `acted` the system did what was asked. */
	readonly hang?: boolean;
}

interface Armed {
	readonly fault: Fault;
	seen: number;
	met: number;
}

/** The faults of one server. The first that fits and is not used up meets a request; the others don't see it. */
export interface Faults {
	/** Returns a function that takes the fault away again. */
	add(fault: Fault): () => void;
	clear(): void;
	/** How often each fault has met a request, in the order they were added. */
	met(): number[];
}

const fits = (request: RequestRecord, {method, path, query = {}, body}: FaultMatch): boolean =>
	(method === undefined || method.toUpperCase() === request.method) &&
	(path === undefined || (path.endsWith('*') ? request.path.startsWith(path.slice(0, -1)) : request.path === path)) &&
	Object.entries(query).every(([name, value]) => request.query[name] === value) &&
	(body === undefined || request.text.includes(body));

const meets = (armed: Armed, request: RequestRecord): boolean => {
	const {match = {}, times = 1} = armed.fault;
	if (!(typeof match === 'function' ? match(request) : fits(request, match))) return false;
	armed.seen += 1;
	const nth = typeof match === 'function' ? 1 : (match.nth ?? 1);
	if (armed.seen < nth || armed.met >= (times ?? Infinity)) return false;
	armed.met += 1;
	return true;
};

export const createFaults = (): Faults & {meeting(request: RequestRecord): Fault | undefined} => {
	let list: Armed[] = [];
	return {
		add(fault) {
			const armed = {fault, seen: 0, met: 0};
			list.push(armed);
			return () => {
				list = list.filter(other => other !== armed);
			};
		},
		clear() {
			list = [];
		},
		met: () => list.map(({met}) => met),
		meeting: request => list.find(armed => meets(armed, request))?.fault,
	};
};

const loginPage =
	'<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action="/login">Please sign in.</form></body></html>';

/** The longest list that an answer holds. */
const rowsOf = (body: JsonObject): [string, Json[]] | undefined =>
	Object.entries(body)
		.filter((entry): entry is [string, Json[]] => Array.isArray(entry[1]))
		.toSorted(([, a], [, b]) => b.length - a.length)[0];

const withRows = (body: JsonObject, {repeatRows = 0, omitRows = 0}: Fault): JsonObject => {
	const [name, rows] = rowsOf(body) ?? [];
	if (name === undefined || rows === undefined || repeatRows + omitRows === 0) return body;
	return {...body, [name]: [...rows.slice(0, repeatRows), ...rows.slice(0, rows.length - omitRows)]};
};

const named = (value: Json, names: readonly string[]): boolean =>
	isObject(value) && typeof value['path'] === 'string' && names.includes(value['path']);

const lowered = (value: Json | undefined): Json => (typeof value === 'string' ? value.toLowerCase() : (value ?? null));

/** What of a request's body the system takes in. A field is a member of that name at any depth, or what an operation of a SCIM PATCH has as its path. */
const taken = (value: Json, fault: Fault): Json => {
	const {drop = [], lower = []} = fault;
	if (Array.isArray(value)) return value.filter(item => !named(item, drop)).map(item => taken(item, fault));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([name]) => !drop.includes(name))
			.map(([name, inner]) => [
				name,
				lower.includes(name) || (name === 'value' && named(value, lower)) ? lowered(inner) : taken(inner, fault),
			]),
	);
};

/** The request as the system sees it. A change of which nothing is left is a request for what is there. */
export const distorted = (request: RequestRecord, fault: Fault): RequestRecord => {
	const {'content-length': _, ...headers} = request.headers;
	const asRead: RequestRecord = {...request, headers, method: 'GET', text: ''};
	if (fault.ignored) return asRead;
	if ((fault.drop ?? fault.lower) === undefined || request.body === undefined) return request;
	const body = taken(request.body, fault);
	const operations = isObject(body) ? body['Operations'] : undefined;
	if (Array.isArray(operations) && operations.length === 0) return asRead;
	const text = JSON.stringify(body);
	return {...request, headers: {...headers, 'content-length': String(Buffer.byteLength(text))}, body, text};
};

/** What a fault answers in place of the system; `undefined` when it leaves the answer to the system. */
export const replacement = ({status, headers, body, html, redirect, later}: Fault): Answer | undefined => {
	if (html !== undefined)
		return {
			status: status ?? 200,
			headers: {'content-type': 'text/html; charset=utf-8', ...headers},
			body: html === true ? loginPage : html,
		};
	if (redirect !== undefined) return {status: status ?? 302, headers: {location: redirect, ...headers}, body: ''};
	if (status === undefined && body === undefined) return later === undefined ? undefined : {status: 202};
	// Bare numbers and booleans are JSON too, but only text and objects are an Answer's body.
	const text = typeof body === 'object' && body !== null ? body : typeof body === 'string' ? body : JSON.stringify(body);
	return {status: status ?? 200, ...(headers && {headers}), ...(text !== undefined && {body: text})};
};

/** The system's answer, with what the fault lays over it. */
export const altered = (answer: Answer, fault: Fault): Answer => {
	const {headers, merge: patch = {}, repeatRows, omitRows} = fault;
	const sent = {...answer, headers: {...answer.headers, ...headers}};
	if (fault.merge === undefined && (repeatRows ?? omitRows) === undefined) return sent;
	const body: Json = JSON.parse(bytesOf(answer).toString());
	return isObject(body) ? {...sent, body: merge(withRows(body, fault), patch)} : sent;
};

/** The answer with its body packed and shortened, as far as the fault wants that. */
export const packed = (answer: Answer, {gzip, short}: Fault): Answer => {
	if (!gzip && short === undefined) return answer;
	const bytes = gzip ? gzipSync(bytesOf(answer)) : bytesOf(answer);
	return {...answer, headers: {...answer.headers, ...(gzip && {'content-encoding': 'gzip'})}, body: bytes.subarray(0, short)};
};

function* endless(body: Buffer): Generator<Buffer> {
	const spaces = Buffer.alloc(64 * 1024, ' ');
	for (yield body; ;) yield spaces;
}

/** Sends `body` the way the fault wants it sent: slowly, cut short, or without end. The head has been written. */
export const sendBadly = async (response: ServerResponse, body: Buffer, {cut, slowBody, endlessBody}: Fault): Promise<void> => {
	// Whoever reads it hangs up one day, which is no fault of the sandbox.
	if (endlessBody) return pipeline(Readable.from(endless(body)), response).catch(() => undefined);
	const size = cut ?? body.length;
	for (let piece = 0; piece < 10 && !response.destroyed; piece += 1) {
		response.write(body.subarray(Math.floor((piece * size) / 10), Math.floor(((piece + 1) * size) / 10)));
		if (slowBody) await sleep(slowBody / 10);
	}
	if (cut === undefined) response.end();
	else setImmediate(() => response.destroy());
};
