import {setTimeout as sleep} from 'node:timers/promises';

import {TargetError, type TargetErrorKind} from '@slack-im/core';
import type {Dispatcher} from 'undici';

import {answerError, type Asked, noAnswerError, redirectError, requestName} from './errors.ts';
import type {HttpContext} from '../type.ts';
import type {Pacing} from './pacing.ts';
import {afterAnswer, afterNoAnswer, type Attempt, retryAfter} from './retry.ts';
import {exchange, NoAnswer, type WireAnswer} from './transport.ts';

/** A request with all that its attempts need. */
export interface Outgoing extends Asked {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | undefined;
	readonly signal: AbortSignal | undefined;
	readonly maxBytes: number;
	/** Asked before an answer is judged by its status, also before a retry. */
	readonly means: HttpContext['means'] | undefined;
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
	readonly pacing: Pacing;
	readonly debug: (message: string) => void;
	readonly random: () => number;
}

const repeatableMethods = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);
const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;

const waitFor = async (outgoing: Outgoing, wait: number): Promise<void> => {
	try {
		await sleep(wait, undefined, outgoing.signal ? {signal: outgoing.signal} : {});
	} catch {
		throw noAnswerError(outgoing, new NoAnswer('aborted', false, outgoing.signal?.reason));
	}
};

/** Sends until there is an answer that no further try would better, whatever its status; throws a TargetError where there is none. */
const attempts = async (outgoing: Outgoing, {dispatcher, pacing, debug, random}: Sender): Promise<Received> => {
	const repeatable = outgoing.read || repeatableMethods.has(outgoing.method);
	let uncertain = false;
	for (let attempt = 1; ; attempt++) {
		const turn = pacing.turn(outgoing.signal);
		if (turn) {
			try {
				await turn;
			} catch {
				throw noAnswerError(outgoing, new NoAnswer('aborted', false, outgoing.signal?.reason));
			}
		}
		const told = (): Attempt => ({attempt, repeatable, now: Date.now(), random});
		let what: string;
		let next;
		try {
			const answer = await exchange(dispatcher, outgoing);
			const meaning = outgoing.means?.(answer.status, () => answer.body.toString('utf8'));
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
			if (!next) throw noAnswerError(outgoing, error);
			uncertain ||= error.sent;
			what = error.reason;
		}
		debug(`${requestName(outgoing)}: ${what}, again in ${(next.wait / 1000).toFixed(1)} s (try ${attempt + 1})`);
		await waitFor(outgoing, next.wait);
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
export const refusal = (outgoing: Asked, {status, headers, body}: WireAnswer): TargetError => {
	if (redirects.has(status))
		return redirectError(
			outgoing,
			status,
			typeof headers.location === 'string' ? headers.location : undefined,
			'a write is not sent on to another place',
		);
	return answerError(outgoing, status, body.toString('utf8'), {told: retryAfter(headers, 0) !== undefined});
};
