import {setTimeout as sleep} from 'node:timers/promises';

import {errorKind} from './errors.ts';
import {TargetError, type Call, type TargetErrorKind} from './target.ts';

/** How a target is called: paced, watched, and ended soon after the run is stopped. */
export interface Caller {
	/** Whether another call may begin: the run was not stopped, and the target is not in trouble. */
	mayStart(): boolean;
	/** Why no call may begin any more. */
	stopped(): 'stopped' | 'trouble' | undefined;
	/** Makes one call. Rejects with an error that has a kind, and notes what it says of the target. */
	call<T>(request: (call: Call) => Promise<T>): Promise<T>;
	/** Counts a finished operation for the trouble guard. */
	finished(troubled: boolean): void;
	/** The message of the trouble guard, once it tripped. */
	trouble(): string | undefined;
	close(): void;
}

export interface CallerOptions {
	readonly target: string;
	readonly signal: AbortSignal;
	/** Milliseconds that calls under way get after the signal. */
	readonly grace: number;
	readonly perSecond?: number | undefined;
}

const troubleFrom = 10;
const troubleShare = 0.4;

/** Whether an error says something of the target rather than of one person. A 403 is about one person: a list that answers it is refused elsewhere. */
const isLoginRefused = (error: unknown): boolean => errorKind(error) === 'auth' && (error as {status?: unknown}).status !== 403;

/** Kinds that count for the trouble guard: the target did not answer, or not usably. */
export const isTroubled = (kind: TargetErrorKind | 'bug'): boolean => kind === 'unavailable' || kind === 'unknown-outcome';

/** Begins the calls to one target. */
export const createCaller = ({target, signal, grace, perSecond}: CallerOptions): Caller => {
	const cut = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	const startGrace = (): void => {
		timer = setTimeout(() => cut.abort(new TargetError('aborted', `stopped, and no answer within ${grace / 1000} s`)), grace);
	};
	if (signal.aborted) startGrace();
	else signal.addEventListener('abort', startGrace, {once: true});

	let trouble: string | undefined;
	let done = 0;
	let troubled = 0;
	let nextAt = 0;
	const stopped = (): 'stopped' | 'trouble' | undefined => (trouble === undefined ? (signal.aborted ? 'stopped' : undefined) : 'trouble');

	const pace = async (): Promise<void> => {
		if (perSecond === undefined) return;
		const at = Math.max(performance.now(), nextAt);
		nextAt = at + 1000 / perSecond;
		const wait = at - performance.now();
		if (wait > 0) await sleep(wait, undefined, {signal}).catch(() => {});
		if (signal.aborted) throw new TargetError('aborted', 'stopped before the request was sent');
	};

	return {
		mayStart: () => stopped() === undefined,
		stopped,
		async call(request) {
			await pace();
			try {
				return await untilCut(request({signal: cut.signal}), cut.signal);
			} catch (error) {
				if (isLoginRefused(error)) trouble ??= `${target}: the target no longer accepts the credentials (${(error as Error).message}): no further call is made`;
				throw error;
			}
		},
		finished(isTrouble) {
			done++;
			if (isTrouble) troubled++;
			if (done >= troubleFrom && troubled > troubleShare * done) {
				trouble ??= `${target}: ${troubled} of ${done} operations got no usable answer, more than ${troubleShare * 100} %: no further call is made; run again when the target is well`;
			}
		},
		trouble: () => trouble,
		close() {
			signal.removeEventListener('abort', startGrace);
			clearTimeout(timer);
		},
	};
};

/** Settles as the promise does, or rejects when the signal aborts: a target that ignores its signal must not hold up the end of a run. */
const untilCut = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
	let onAbort = (): void => {};
	const aborted = new Promise<never>((_resolve, reject) => {
		onAbort = () => reject(signal.reason as Error);
		if (signal.aborted) onAbort();
		else signal.addEventListener('abort', onAbort, {once: true});
	});
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		signal.removeEventListener('abort', onAbort);
		promise.catch(() => {}); // Its fate no longer matters once the race is lost
		aborted.catch(() => {});
	}
};
