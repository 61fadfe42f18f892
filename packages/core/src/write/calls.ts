import {setTimeout as sleep} from 'node:timers/promises';

import {errorInfo, errorKind} from '../model/errors.ts';
import {untilCut} from '../read/parallel.ts';
import {TargetError, type Call} from '../model/target.ts';

/** How a target is called: paced, watched, and ended soon after the run is stopped. */
export interface Caller {
	/** Whether another call may begin: the run was not stopped, and the target is not in trouble. */
	readonly mayStart: () => boolean;
	/** Why no call may begin any more. */
	readonly stopped: () => 'stopped' | 'trouble' | undefined;
	/** Makes one call and notes what its error says of the target. Rejects with {@link isNotBegun} where no call may begin any more: then nothing was sent. */
	call<T>(request: (call: Call) => Promise<T>, options?: {readonly isList?: boolean}): Promise<T>;
	/** Counts an operation that was answered, or was not, for the trouble guard. */
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

/** A call that was not made: the run was stopped meanwhile, or the target is in trouble. */
class NotBegunError extends Error {
	override name = 'NotBegunError' as const;
	readonly kind = 'not-begun' as const;
}

/** Whether a call was not made at all. */
export const isNotBegun = (error: unknown): boolean => errorKind(error) === 'not-begun';

/** Whether an error says something of the target rather than of one person: a 401, and of a list also a 403. */
const isLoginRefused = (error: unknown, isList: boolean): boolean =>
	errorKind(error) === 'auth' && (isList || errorInfo(error).status !== 403);

/** Kinds that count for the trouble guard: the target did not answer, or not usably. What was cut off by a stop says nothing of it. */
export const isTroubled = (kind: string | undefined): boolean => kind === 'unavailable' || kind === 'unknown-outcome';

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
	};

	return {
		mayStart: () => stopped() === undefined,
		stopped,
		async call(request, {isList = false} = {}) {
			await pace();
			if (stopped() !== undefined) throw new NotBegunError(`${target}: stopped before the request was sent`);
			try {
				return await untilCut(request({signal: cut.signal}), cut.signal);
			} catch (error) {
				if (isLoginRefused(error, isList))
					trouble ??= `${target}: the target no longer accepts the credentials (${errorInfo(error).message}): no further call is made`;
				throw error;
			}
		},
		finished(isTrouble) {
			if (signal.aborted) return;
			done++;
			if (isTrouble) troubled++;
			if (done >= troubleFrom && troubled > troubleShare * done) {
				trouble ??= `${target}: ${troubled} of ${done} operations got no usable answer, more than ${troubleShare * 100} %: no further call is made; see what it answered, then run again`;
			}
		},
		trouble: () => trouble,
		close() {
			signal.removeEventListener('abort', startGrace);
			clearTimeout(timer);
		},
	};
};
