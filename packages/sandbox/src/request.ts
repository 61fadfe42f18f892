import type {IncomingHttpHeaders, IncomingMessage} from 'node:http';
import type {Json} from './json.ts';

/** One request as a server of the sandbox saw it. Kept in `server.requests`, in order of arrival. */
export interface RequestRecord {
	/** 1 is the first request of this server. */
	readonly id: number;
	readonly method: string;
	/** Without the query. */
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	readonly headers: IncomingHttpHeaders;
	/** The body as it came. */
	readonly text: string;
	/** The body parsed: JSON, or the fields of a form; absent when it is neither. */
	readonly body?: Json;
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** Which connection carried it: equal numbers show keep-alive. */
	readonly connection: number;
	/** `aborted`: the connection ended before the answer did, whoever broke it. */
	state: 'in-flight' | 'finished' | 'aborted';
	/** Whether the system behind the server did what was asked, whatever the answer then said. */
	acted: boolean;
	/** Of the answer; absent while there is none. */
	status?: number;
	/** Milliseconds from arrival to the end of the answer. */
	took?: number;
}

/** What a server says to a request. An object is sent as JSON. */
export interface Answer {
	/** @default 200 */
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Buffer | object;
}

/** The answer's body as it is sent. */
export const bytesOf = ({body}: Answer): Buffer =>
	Buffer.isBuffer(body) ? body : Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));

/** Bytes a request body may have. */
const largestBody = 16 * 1024 * 1024;

/** The whole body, or `undefined` when it is larger than any honest client would send. */
export const readBody = async (message: IncomingMessage): Promise<string | undefined> => {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of message) {
		const bytes: Buffer = chunk;
		size += bytes.length;
		if (size > largestBody) return undefined;
		chunks.push(bytes);
	}
	return Buffer.concat(chunks).toString('utf8');
};

export const parseBody = (text: string, type = ''): Json | undefined => {
	if (text === '') return undefined;
	if (type.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
	if (!/[/+]json\b/.test(type)) return undefined;
	try {
		const parsed: Json = JSON.parse(text);
		return parsed;
	} catch {
		return undefined;
	}
};
