/** How many requests may be under way at once. */
export interface Slots {
	/** Resolves when there is a place; rejects as soon as the signal is aborted. Undefined: there is one at once. */
	take(signal: AbortSignal | undefined): Promise<void> | undefined;
	/** Gives a place back that was taken. */
	free(): void;
}

/** Lets so many in at once; who waits goes on in turn. */
export const createSlots = (count: number): Slots => {
	const waiting = new Set<() => void>();
	let left = count;
	return {
		take(signal) {
			if (left > 0) {
				left--;
				return undefined;
			}
			return new Promise((resolve, reject) => {
				const enter = (): void => {
					signal?.removeEventListener('abort', leave);
					resolve();
				};
				const leave = (): void => {
					waiting.delete(enter);
					reject(signal?.reason);
				};
				if (signal?.aborted) return leave();
				waiting.add(enter);
				signal?.addEventListener('abort', leave, {once: true});
			});
		},
		free() {
			const [next] = waiting;
			if (!next) {
				left++;
				return;
			}
			waiting.delete(next);
			next();
		},
	};
};
