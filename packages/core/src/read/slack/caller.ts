import {setTimeout as sleep} from 'node:timers/promises';

import type {ReadProgress} from '../../model/source.ts';
import type {SlackAnswer, SlackClient} from './client.ts';
import {CallFailure} from './failure.ts';

/** Time and chance, so that a test can hold both still. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Rejects as soon as the signal is aborted. */
	sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
	/** From 0 to below 1. */
	random(): number;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: async (milliseconds, signal) => sleep(milliseconds, undefined, {signal}),
	random: () => Math.random(),
};

/**
Calls a minute that Slack grants at least, by method.

@see https://docs.slack.dev/apis/web-api/rate-limits – tiers 2, 3 and 4; bursts above are tolerated for a while.
*/
const perMinute: Readonly<Record<string, number>> = {
	'conversations.info': 50,
	'conversations.list': 20,
	'conversations.members': 100,
	'usergroups.list': 20,
	'users.list': 20,
};
const fewestPerMinute = 20;

/** Slack sends `Retry-After` with every 429; this is for proxies that drop it. */
const defaultRetryAfter = 30_000;
const shortestWait = 1000;
const firstBackoff = 1000;
const longestBackoff = 30_000;
const defaultRetries = 5;

export interface SlackCallerOptions {
	readonly client: SlackClient;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** When the whole read must be over, in milliseconds since 1970. */
	readonly deadline: number;
	/** Further tries of one call after the first, 429 not counted. @default 5 */
	readonly retries?: number | undefined;
	readonly onWait: (wait: Extract<ReadProgress, {kind: 'waiting'}>) => void;
}

interface CallRules {
	/** Called after each try that may be repeated, so that the next one can ask for less. */
	readonly onTransient?: () => unknown;
	/** Throws a {@link CallFailure} for an answer that is none after all. */
	readonly check?: (answer: SlackAnswer) => void;
}

export interface SlackCaller {
	/**
	One answer, whatever it takes within the limits: waits when Slack says so, which uses up no retry; tries again after what passes, with full jitter.

	@param args - Asked for each try.
	@throws a {@link CallFailure}: `refused`, `aborted`, `late`, or `transient` when the retries are used up.
	*/
	call(method: string, args?: () => Readonly<Record<string, unknown>>, rules?: CallRules): Promise<SlackAnswer>;
}

/**
The one place where it is decided when Slack is asked, and how often.

Calls go one after the other and as fast as Slack answers: that alone stays within a tier, because large pages take their time. A method to which Slack has answered 429 twice keeps to the pace of its tier for the rest of the read.
*/
export const createSlackCaller = ({client, clock, signal, deadline, retries = defaultRetries, onWait}: SlackCallerOptions): SlackCaller => {
	/** How often Slack has limited a method, and when it may be called again. */
	const limits = new Map<string, {times: number; next: number}>();

	const wait = async (milliseconds: number, why: string): Promise<void> => {
		if (milliseconds <= 0) return;
		const until = clock.now() + milliseconds;
		if (until >= deadline) throw new CallFailure('late', `${why}, but the time for the whole read is over before`);
		onWait({kind: 'waiting', until, why});
		try {
			await clock.sleep(milliseconds, signal);
		} catch (error) {
			if (signal.aborted) throw new CallFailure('aborted', 'the read was stopped', {cause: error});
			throw error;
		}
	};

	const attempt = async (method: string, args: Readonly<Record<string, unknown>>): Promise<SlackAnswer> => {
		if (signal.aborted) throw new CallFailure('aborted', 'the read was stopped');
		const left = deadline - clock.now();
		if (left <= 0) throw new CallFailure('late', `the time for the whole read was over before ${method}`);
		return client.call(method, args, {signal, timeout: left});
	};

	const takeTurn = async (method: string): Promise<void> => {
		const limit = limits.get(method);
		if (!limit || limit.times < 2) return;
		await wait(limit.next - clock.now(), `${method} keeps to the pace that Slack allows`);
		limit.next = clock.now() + 60_000 / (perMinute[method] ?? fewestPerMinute);
	};

	return {
		async call(method, args = () => ({}), {onTransient, check} = {}) {
			for (let failures = 0; ;) {
				await takeTurn(method);
				try {
					const answer = await attempt(method, args());
					check?.(answer);
					return answer;
				} catch (error) {
					if (!(error instanceof CallFailure)) throw error;
					if (error.kind === 'limited') {
						const milliseconds = Math.max(shortestWait, error.retryAfter ?? defaultRetryAfter);
						limits.set(method, {times: (limits.get(method)?.times ?? 0) + 1, next: 0});
						await wait(milliseconds, `Slack limits ${method} and asks to wait ${Math.ceil(milliseconds / 1000)} s`);
					} else if (error.kind === 'transient' && failures < retries) {
						failures++;
						onTransient?.();
						const backoff = clock.random() * Math.min(longestBackoff, firstBackoff * 2 ** (failures - 1));
						await wait(Math.max(backoff, error.retryAfter ?? 0), `${error.message}; try ${failures + 1} of ${retries + 1}`);
					} else throw error;
				}
			}
		},
	};
};
