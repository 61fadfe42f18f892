import type {IncomingHttpHeaders} from 'node:http';

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
}

/** Why no answer came. `unsayable`: HTTP has no way to write the request, as one with Hangul in a header. */
export type NoAnswerReason = 'aborted' | 'timeout' | 'unreachable' | 'unsayable' | 'reset' | 'too-large';

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
const isUnsayable = (error: Error): boolean =>
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
			if (end()) resolve({status, headers: answerHeaders, body: joined(chunks)});
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
					stop(controller ? 'reset' : isUnsayable(error) ? 'unsayable' : 'unreachable', error);
				},
			},
		);
	});
