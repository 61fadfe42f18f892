import {setTimeout as sleep} from 'node:timers/promises';

import {TargetError, type TargetErrorKind} from '@slack-im/core';
import type {Dispatcher} from 'undici';

import type {ConcurrencyLimiter} from './concurrency.ts';
import {answerError, type Asked, noAnswerError, redirectError, requestName} from './errors.ts';
import type {HttpContext} from '../type.ts';
import type {Pacing} from './pacing.ts';
import {afterAnswer, afterNoAnswer, type Attempt, retryAfter} from './retry.ts';
import {decoded, exchange, NoAnswer, type Room, unpacked, type WireAnswer} from './transport.ts';

/** A request with all that its attempts need. */
export interface Outgoing extends Asked {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | undefined;
	readonly signal: AbortSignal | undefined;
	/** How its JSON is read. */
	readonly exact: HttpContext['exact'];
	/** Asked before an answer is judged by its status, also before a retry. */
	readonly classify: HttpContext['classify'] | undefined;
}

/** The answer that no further try would better. */
interface Received {
	readonly answer: WireAnswer;
	/** What the config says that it means. */
	readonly meaning: TargetErrorKind | 'done' | undefined;
}

/** What requests are sent with. */
export interface Sender {
	readonly dispatcher: Dispatcher;
	/** Bytes that answers may have, those under way together. */
	readonly maxBytes: number;
	readonly room: Room;
	readonly limiter: ConcurrencyLimiter;
	readonly pacing: Pacing;
	readonly debug: (message: string) => void;
	readonly random: () => number;
}

const repeatableMethods = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);
const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;
/** A 503 within this time took nothing on. Later it may be a proxy's, whose system still works on it. */
const prompt = 1_000;

/** Waits for what rejects only when the signal is aborted. */
const patiently = async (wait: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> => {
	try {
		await wait;
	} catch {
		throw new NoAnswer('aborted', false, signal?.reason);
	}
};

/** Whether an answer says that the target has too much to do. What it does not know how to do is none of that. */
const isStrained = (status: number): boolean => status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);

/** One attempt, after a wait and when its turn has come: only then its time begins. Rejects with {@link NoAnswer} only. */
const attempt = async (outgoing: Outgoing, {dispatcher, maxBytes, room, limiter, pacing}: Sender, wait: number): Promise<WireAnswer> => {
	const {method, read, signal} = outgoing;
	if (wait > 0) await patiently(sleep(wait, undefined, signal ? {signal} : {}), signal);
	const place = limiter.take(signal);
	if (place) await patiently(place, signal);
	let sample: Parameters<ConcurrencyLimiter['free']>[0];
	try {
		const turn = pacing.turn(signal);
		if (turn) await patiently(turn, signal);
		const startedAt = performance.now();
		const came = (strained: boolean): void => {
			sample = {kind: `${method} ${read}`, isStrained: strained, startedAt, milliseconds: performance.now() - startedAt};
		};
		let answer: WireAnswer;
		try {
			answer = await exchange(dispatcher, outgoing, room);
		} catch (error) {
			if (error instanceof NoAnswer && (error.reason === 'timeout' || error.reason === 'reset')) came(true);
			throw error;
		}
		came(isStrained(answer.status));
		return await unpacked(answer, maxBytes);
	} finally {
		limiter.free(sample);
	}
};

/** Sends until there is an answer that no further try would better, whatever its status; throws a TargetError where there is none. */
const attempts = async (outgoing: Outgoing, sender: Sender): Promise<Received> => {
	const {limiter, pacing, debug, random} = sender;
	const repeatable = outgoing.read || repeatableMethods.has(outgoing.method);
	let uncertain = false;
	let wait = 0;
	for (let number = 1; ; number++) {
		const told = (): Attempt => ({attempt: number, repeatable, now: Date.now(), random});
		let what: string;
		let next;
		try {
			const answer = await attempt(outgoing, sender, wait);
			const meaning = outgoing.classify?.(answer.status, () => decoded(answer));
			next = answer.status < 400 || meaning !== undefined ? undefined : afterAnswer(answer, told());
			if (answer.status < 400) pacing.taken();
			if (!next) {
				// An earlier try without an answer may be what changed it
				if (answer.status === 412 && uncertain && meaning === undefined) {
					throw new TargetError(
						'unknown-outcome',
						`${requestName(outgoing)} answered 412 after a try without an answer: that try may have done it`,
						{status: 412},
					);
				}
				return {answer, meaning};
			}
			uncertain ||= answer.status >= 500 && !next.told;
			if (next.told) pacing.quiet(Date.now() + next.wait);
			what = String(answer.status);
		} catch (error) {
			if (!(error instanceof NoAnswer)) throw error;
			next = afterNoAnswer(error, told());
			if (!next) throw noAnswerError(outgoing, error, limiter.peak);
			uncertain ||= error.sent;
			what = error.reason;
		}
		debug(`${requestName(outgoing)}: ${what}, again in ${(next.wait / 1000).toFixed(1)} s (try ${number + 1})`);
		({wait} = next);
	}
};

const locationOf = ({headers}: WireAnswer): string | undefined => {
	const location = headers.location;
	return typeof location === 'string' && location !== '' ? location : undefined;
};

/**
Sends a request and follows redirects of reads within the origin. A redirect to another origin is never followed, for the credentials would go along; one of a write is never followed, for nobody can say what it would do there.
*/
export const send = async (outgoing: Outgoing, sender: Sender): Promise<Received & {readonly outgoing: Outgoing}> => {
	let current = outgoing;
	for (let followed = 0; ; followed++) {
		const {answer, meaning} = await attempts(current, sender);
		if (meaning !== undefined || !redirects.has(answer.status) || !current.read) return {answer, meaning, outgoing: current};
		const location = locationOf(answer);
		const refuse = (why: string): TargetError => redirectError(current, answer.status, location, why);
		if (location === undefined || !URL.canParse(location, current.url.href)) throw refuse('it cannot be followed');
		const url = new URL(location, current.url);
		if (url.origin !== outgoing.url.origin) throw refuse('credentials are not sent to another origin');
		if (followed >= mostRedirects) throw refuse(`that is redirect number ${followed + 1}, so it ends here`);
		if (current.method !== 'GET' && current.method !== 'HEAD' && answer.status < 307)
			throw refuse('a search that is redirected so would lose its body');
		current = {...current, url};
	}
};

/** The error that an answer which says no amounts to. */
export const refusal = (outgoing: Asked, answer: WireAnswer): TargetError => {
	const {status, headers} = answer;
	if (redirects.has(status))
		return redirectError(
			outgoing,
			status,
			typeof headers.location === 'string' ? headers.location : undefined,
			'a write is not sent on to another place',
		);
	return answerError(outgoing, status, decoded(answer), {notTaken: retryAfter(answer, 0) !== undefined || answer.milliseconds < prompt});
};
