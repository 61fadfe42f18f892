import {setTimeout as sleep} from 'node:timers/promises';

/** Keeps the requests of one client apart in time. */
export interface Pacing {
	/** Resolves when the next request may go; rejects as soon as the signal is aborted. Undefined: at once, without waiting. */
	turn(signal: AbortSignal | undefined): Promise<void> | undefined;
	/** The server asked for quiet until then (epoch milliseconds): everybody waits, and goes on more slowly. */
	quiet(until: number): void;
	/** The server took a request: a slower pace grows back. */
	taken(): void;
}

const slowest = 2_000;

/**
Spaces requests evenly: at most `perSecond`, retries included, and less for a while after the server said that it is too much. Without a limit and without such an answer nothing waits.
*/
export const pacing = (perSecond?: number, now: () => number = Date.now): Pacing => {
	const least = perSecond === undefined ? 0 : 1000 / perSecond;
	let gap = least;
	let next = 0;
	let quietUntil = 0;

	return {
		turn(signal) {
			const at = now();
			const start = Math.max(at, next, quietUntil);
			if (gap > 0) next = start + gap;
			return start > at ? sleep(start - at, undefined, signal ? {signal} : {}) : undefined;
		},
		quiet(until) {
			// Many requests are refused at once; only the first of them slows the pace down
			if (now() >= quietUntil) gap = Math.min(slowest, Math.max(gap * 2, 20));
			quietUntil = Math.max(quietUntil, until);
		},
		taken() {
			if (gap > least) gap = gap * 0.95 > Math.max(least, 1) ? gap * 0.95 : least;
		},
	};
};
