import type {NoAnswer, WireAnswer} from './transport.ts';

/** Milliseconds that a `Retry-After` may ask for at most; beyond it the target counts as unavailable. */
const longestRetryAfter = 60_000;

const tries = 4;
// A server that says when to come back is believed more often, for it did nothing so far
const triesWhenTold = 8;
const firstDelay = 500;
const longestDelay = 8_000;

const first = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

const waitNames = ['retry-after', 'x-retry-after'];
/** What APIs tell of their limits with every answer: only beside a 429 it is a wait. */
const resetNames = ['ratelimit-reset', 'x-ratelimit-reset'];
/** Numbers from here on are a time, as seconds or milliseconds since 1970, and no wait. */
const [secondsFrom, millisecondsFrom] = [1e9, 1e11];

/** How long an answer asks to wait, in milliseconds from now, given as seconds or as a date; undefined where it says nothing of the kind. */
export const retryAfter = ({status, headers}: Pick<WireAnswer, 'status' | 'headers'>, now: number): number | undefined => {
	for (const name of status === 429 ? [...waitNames, ...resetNames] : waitNames) {
		const value = first(headers[name])?.trim();
		if (!value) continue;
		const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
		if (number !== undefined && number < secondsFrom) return number * 1000;
		const date = number === undefined ? Date.parse(value) : number < millisecondsFrom ? number * 1000 : number;
		if (!Number.isNaN(date)) return Math.max(0, date - now);
	}
	return undefined;
};

/** Full jitter: anything between nothing and a bound that doubles with each try. */
const backoff = (attempt: number, random: () => number): number => random() * Math.min(longestDelay, firstDelay * 2 ** (attempt - 1));

export interface Attempt {
	/** How many were made, this one included. */
	readonly attempt: number;
	/** Saying it twice does the same as saying it once: GET, HEAD, PUT, DELETE, and what is marked as a read. */
	readonly repeatable: boolean;
	readonly now: number;
	readonly random: () => number;
}

/** What follows an attempt: undefined = that was the last word; else the wait before the next try, and whether the server asked everybody for it. */
export type Next = {readonly wait: number; readonly told: boolean} | undefined;

/** After an answer. 429 (with or without `Retry-After`) and 503 with it are retried whatever the method, because nothing was done; other 5xx only where it is repeatable. */
export const afterAnswer = (answer: WireAnswer, {attempt, repeatable, now, random}: Attempt): Next => {
	const {status} = answer;
	const told = status === 429 || status === 503 ? retryAfter(answer, now) : undefined;
	if (told !== undefined) {
		if (told > longestRetryAfter || attempt >= triesWhenTold) return undefined;
		return {wait: told + backoff(1, random) / 2, told: true};
	}
	if (status === 429) return attempt < triesWhenTold ? {wait: backoff(attempt, random), told: false} : undefined;
	const failed = status === 408 || status === 425 || status === 500 || (status >= 502 && status <= 504);
	return failed && repeatable && attempt < tries ? {wait: backoff(attempt, random), told: false} : undefined;
};

/** After no answer. What was never sent may be sent again whatever the method. */
export const afterNoAnswer = ({reason, sent}: NoAnswer, {attempt, repeatable, random}: Attempt): Next => {
	if (reason === 'aborted' || reason === 'too-large' || reason === 'unencodable' || attempt >= tries) return undefined;
	return repeatable || !sent ? {wait: backoff(attempt, random), told: false} : undefined;
};
