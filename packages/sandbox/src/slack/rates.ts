/** Counts calls by method, in windows of a minute. */
export interface Rates {
	/** Seconds until the next call to `method` is allowed; 0 is now, and counts it. */
	wait(method: string): number;
}

export const createRates = (perMinute: Readonly<Record<string, number>>): Rates => {
	const windows = new Map<string, {until: number; calls: number}>();
	return {
		wait(method) {
			const allowed = perMinute[method];
			if (allowed === undefined) return 0;
			const now = Date.now();
			let window = windows.get(method);
			if (!window || window.until <= now) windows.set(method, (window = {until: now + 60_000, calls: 0}));
			if (window.calls >= allowed) return Math.ceil((window.until - now) / 1_000);
			window.calls += 1;
			return 0;
		},
	};
};
