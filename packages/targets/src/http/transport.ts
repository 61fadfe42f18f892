import {isUtf8 as isUtf8Text} from 'node:buffer';
import type {IncomingHttpHeaders} from 'node:http';
import {promisify} from 'node:util';
import {brotliDecompress, constants, unzip} from 'node:zlib';

import type {Dispatcher} from 'undici';

/** One request as it goes over the wire. */
export interface WireRequest {
	readonly method: string;
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | undefined;
	readonly signal: AbortSignal | undefined;
	/** Milliseconds from the start to the last byte of the answer. */
	readonly timeout: number;
}

/** Bytes that answers under way may have together: one without end must not take all memory, nor must sixteen. */
export interface Room {
	left: number;
}

/** An answer read to its end. The body of an error is cut after {@link errorBytes}. */
export interface WireAnswer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
	/** How long it took to come. */
	readonly milliseconds: number;
}

/** Why no answer came. `unencodable`: HTTP has no way to write the request, as one with Hangul in a header. */
export type NoAnswerReason = 'aborted' | 'timeout' | 'unreachable' | 'unencodable' | 'reset' | 'too-large';

/** A request without an answer. `sent` tells whether anything of it may have reached the server. */
export class NoAnswer extends Error {
	override name = 'NoAnswer' as const;
	readonly reason: NoAnswerReason;
	readonly sent: boolean;

	constructor(reason: NoAnswerReason, sent: boolean, cause?: unknown) {
		super(cause instanceof Error ? cause.message : reason, {cause});
		this.reason = reason;
		this.sent = sent;
	}
}

/** What is read of an error's body: enough for its message. */
const errorBytes = 64 * 1024;

const empty = Buffer.alloc(0);
const joined = (chunks: readonly Buffer[]): Buffer =>
	chunks.length === 1 ? chunks[0]! : chunks.length === 0 ? empty : Buffer.concat(chunks);

/** Whether undici refused a request for what it is, before it looked for a connection. */
const isUnencodable = (error: Error): boolean =>
	'code' in error && (error.code === 'UND_ERR_INVALID_ARG' || error.code === 'UND_ERR_NOT_SUPPORTED');

/**
One request, one answer, over the given connections: no retry, no redirect, no meaning of a status. Written on `dispatch`, below undici's streams, because reading a small answer through a stream costs more than sending the request.

Rejects with {@link NoAnswer} only, at once when aborted or out of time, also while the request still waits for a connection.
*/
export const exchange = (
	dispatcher: Dispatcher,
	{method, url, headers, body, signal, timeout}: WireRequest,
	room: Room,
): Promise<WireAnswer> =>
	new Promise((resolve, reject) => {
		const startedAt = performance.now();
		let controller: Dispatcher.DispatchController | undefined;
		let ended = false;
		let status = 0;
		let size = 0;
		let answerHeaders: IncomingHttpHeaders = {};
		const chunks: Buffer[] = [];

		const end = (): boolean => {
			if (ended) return false;
			ended = true;
			room.left += size;
			clearTimeout(timer);
			signal?.removeEventListener('abort', abort);
			return true;
		};
		const stop = (reason: NoAnswerReason, cause?: unknown): void => {
			if (!end()) return;
			const error = new NoAnswer(reason, controller !== undefined, cause);
			reject(error);
			controller?.abort(error);
		};
		const finish = (): void => {
			if (end()) resolve({status, headers: answerHeaders, body: joined(chunks), milliseconds: performance.now() - startedAt});
		};
		const abort = (): void => stop('aborted', signal?.reason);
		const timer = setTimeout(() => stop('timeout'), timeout);

		if (signal?.aborted) return abort();
		signal?.addEventListener('abort', abort, {once: true});

		dispatcher.dispatch(
			{origin: url.origin, path: url.pathname + url.search, method, headers, body: body ?? null, headersTimeout: 0, bodyTimeout: 0},
			{
				onRequestStart(given) {
					if (ended) given.abort(new NoAnswer('aborted', false));
					controller = given;
				},
				onResponseStart(_controller, statusCode, givenHeaders) {
					if (statusCode < 200) return;
					status = statusCode;
					answerHeaders = givenHeaders;
				},
				onResponseData(given, chunk) {
					if (ended) return;
					size += chunk.length;
					room.left -= chunk.length;
					if (status >= 400 && size > errorBytes) {
						chunks.push(chunk.subarray(0, chunk.length - (size - errorBytes)));
						finish();
						given.abort(new NoAnswer('too-large', true));
					} else if (room.left < 0) {
						stop('too-large');
					} else {
						chunks.push(chunk);
					}
				},
				onResponseEnd: finish,
				onResponseError(_controller, error) {
					stop(controller ? 'reset' : isUnencodable(error) ? 'unencodable' : 'unreachable', error);
				},
			},
		);
	});

type Unpack = (body: Buffer, maxOutputLength: number, mayBeCut: boolean) => Promise<Buffer>;

const unzipped: Unpack = async (body, maxOutputLength, mayBeCut) =>
	promisify(unzip)(body, {maxOutputLength, ...(mayBeCut && {finishFlush: constants.Z_SYNC_FLUSH})});
const unbrotlied: Unpack = async (body, maxOutputLength, mayBeCut) =>
	promisify(brotliDecompress)(body, {maxOutputLength, ...(mayBeCut && {finishFlush: constants.BROTLI_OPERATION_FLUSH})});

const unpacks: Partial<Record<string, Unpack>> = {gzip: unzipped, 'x-gzip': unzipped, deflate: unzipped, br: unbrotlied};

let turn: Promise<unknown> = Promise.resolve();

/** One after the other, for what is small when packed may be large. */
const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
	const result = turn.then(work);
	turn = result.catch(() => {});
	return result;
};

/** An answer with its body unpacked, for some servers and proxies pack whatever they were asked for. One that cannot be unpacked says so in its place. */
export const unpacked = async (answer: WireAnswer, maxBytes: number): Promise<WireAnswer> => {
	const encoding = answer.headers['content-encoding'] ?? 'identity';
	if (answer.body.length === 0 || encoding === 'identity') return answer;
	try {
		// The body of an error is read so far only, and says enough; half of any other answer is none
		const unpack = unpacks[encoding.trim().toLowerCase()];
		if (unpack) return {...answer, body: await inTurn(async () => unpack(answer.body, maxBytes, answer.status >= 400))};
	} catch {
		// It is said below
	}
	return {...answer, body: Buffer.from(`a body that cannot be unpacked (content-encoding ${encoding})`)};
};

/**
The text of an answer. UTF-8 wherever its bytes are that: JSON is, whatever its header says. A charset that is named counts for bytes that are no UTF-8, as old systems send them.

@see https://www.rfc-editor.org/rfc/rfc8259 – section 8.1, and section 11: JSON has no `charset` parameter.
*/
export const decoded = ({headers, body}: Pick<WireAnswer, 'headers' | 'body'>): string => {
	const charset = /charset\s*=\s*"?([\w.-]+)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase();
	const isUtf8 = charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii';
	return (isUtf8 ? undefined : inCharset(body, charset)) ?? body.toString('utf8').replace(/^\uFEFF/, '');
};

/** Undefined where the bytes are UTF-8 all the same, or where nobody knows the charset. */
const inCharset = (body: Buffer, charset: string): string | undefined => {
	// UTF-16 would be UTF-8 too, with a zero after each letter
	if (isUtf8Text(body) && !body.includes(0)) return undefined;
	try {
		return new TextDecoder(charset).decode(body);
	} catch {
		return undefined;
	}
};
