/**
Works through items at bounded concurrency and yields results as they come, not in the order of the items. Keeps the work going while the consumer is busy; `mayStart` is asked before each item, and items that were not started are simply left, as they are when the consumer goes away.

`work` must not reject: what can fail is a result. If it does reject (a bug), the error is thrown once the others have ended.
*/
export async function* inParallel<T, R>(
	items: readonly T[],
	{concurrency, mayStart}: {readonly concurrency: number; readonly mayStart: () => boolean},
	work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
	const finished: R[] = [];
	const bugs: unknown[] = [];
	const waiting: (() => void)[] = [];
	let next = 0;
	let running = 0;

	const start = (): void => {
		while (running < concurrency && next < items.length && bugs.length === 0 && mayStart()) {
			running++;
			void run(items[next++]!);
		}
	};
	const run = async (item: T): Promise<void> => {
		try {
			finished.push(await work(item));
		} catch (error) {
			bugs.push(error);
		}
		running--;
		start();
		waiting.pop()?.();
	};

	start();
	try {
		for (;;) {
			if (finished.length > 0) yield* finished.splice(0);
			else if (running === 0) break;
			else await new Promise<void>(resolve => waiting.push(resolve));
		}
	} finally {
		next = items.length;
	}
	if (bugs.length > 0) throw bugs[0];
}

/** Settles as the promise does, or rejects when the signal aborts: a target that ignores its signal must not hold up the end of a run. */
export const untilCut = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
	new Promise((resolve, reject) => {
		const stop = (): void => reject(signal.reason);
		void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
		if (signal.aborted) stop();
		else signal.addEventListener('abort', stop, {once: true});
	});
