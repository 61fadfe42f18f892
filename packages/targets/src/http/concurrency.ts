/** How many requests may be under way at once, and what that was learned from. */
export interface Level {
	readonly limit: number;
	/** Up to here the limit doubles; beyond, where requests failed before, it grows one by one. */
	readonly ceiling: number;
	/** Answers since the limit last changed. */
	readonly answers: number;
	/** Milliseconds that these took, and the best average so far, by kind of request: a search and a create have nothing in common. */
	readonly latency: Readonly<Record<string, {readonly sum: number; readonly count: number; readonly best: number}>>;
}

/** What came of one request that was made while no more could be under way. */
export interface Sample {
	/** Requests that should take about as long. */
	readonly kind: string;
	/** 429, 5xx, a reset, or no answer in time. */
	readonly isStrained: boolean;
	readonly milliseconds: number;
}

const start = 4;
/** Answers within this time are fast, however much faster they were before. */
const fast = 100;
/** Rounds of clean answers before the limit grows by one beyond the ceiling. */
const patience = 10;

/** Where a target begins, of which nothing is known. */
export const firstLevel = (most: number): Level => ({limit: Math.min(start, most), ceiling: most, answers: 0, latency: {}});

const halved = ({limit, ceiling, latency}: Level): Level => {
	const bests = Object.entries(latency).map(([kind, {best}]) => [kind, {sum: 0, count: 0, best}] as const);
	return {limit: Math.max(1, Math.floor(limit / 2)), ceiling, answers: 0, latency: Object.fromEntries(bests)};
};

/**
The level after one more answer: doubled after each round of fast and clean answers, halved where a request fails for too much work or answers take twice as long as before. What is slow for a moment only doubles again. Pure.

@param most - The limit never goes beyond.
@param timeout - An answer that takes a third of it or more lets the limit be: where work waits in a line, as on SQLite, twice as many would take twice as long, and then too long.
*/
export const nextLevel = (level: Level, {kind, isStrained, milliseconds}: Sample, most: number, timeout = Infinity): Level => {
	if (isStrained) {
		const lower = halved(level);
		return {...lower, ceiling: lower.limit};
	}
	const {limit, ceiling} = level;
	const {sum, count, best} = level.latency[kind] ?? {sum: 0, count: 0, best: Infinity};
	let latency = {sum: sum + milliseconds, count: count + 1, best};
	if (latency.count >= Math.max(limit, start)) {
		const average = latency.sum / latency.count;
		if (average > fast && average > 2 * best) return halved(level);
		latency = {sum: 0, count: 0, best: Math.min(best, average)};
	}
	const next = {...level, answers: level.answers + 1, latency: {...level.latency, [kind]: latency}};
	if (limit >= most || milliseconds * 3 > timeout || next.answers < limit * (limit < ceiling ? 1 : patience)) return next;
	const higher = limit < ceiling ? Math.min(limit * 2, ceiling, most) : limit + 1;
	return {...next, limit: higher, ceiling: Math.max(ceiling, higher), answers: 0};
};

/** Lets so many requests of one client be under way as the target can take. */
export interface ConcurrencyLimiter {
	/** Resolves when there is a place; rejects as soon as the signal is aborted. Undefined: there is one at once. */
	take(signal: AbortSignal | undefined): Promise<void> | undefined;
	/** Gives a place back that was taken. @param sample - What came of it; undefined where it says nothing. */
	free(sample?: Sample & {readonly startedAt: number}): void;
	/** The most requests that were ever under way at once. */
	readonly peak: number;
}

/**
@param most - Requests under way at once, at most.
@param timeout - Milliseconds that one may take.
*/
export const concurrencyLimiter = (
	most: number,
	timeout: number,
	onChange: (limit: number) => void = () => {},
	now = () => performance.now(),
): ConcurrencyLimiter => {
	const waiting = new Set<() => void>();
	let level = firstLevel(most);
	let taken = 0;
	let peak = 0;
	/** Of many requests that fail together, the first alone halves the limit: the others began before. */
	let changedAt = -Infinity;

	const enter = (): void => {
		peak = Math.max(peak, ++taken);
	};
	const learn = (sample: Sample & {readonly startedAt: number}): void => {
		if (taken < level.limit || sample.startedAt < changedAt) return;
		const {limit} = level;
		level = nextLevel(level, sample, most, timeout);
		if (level.limit === limit) return;
		if (level.limit < limit) changedAt = now();
		onChange(level.limit);
	};
	return {
		take(signal) {
			if (taken < level.limit) {
				enter();
				return undefined;
			}
			return new Promise((resolve, reject) => {
				const go = (): void => {
					signal?.removeEventListener('abort', leave);
					enter();
					resolve();
				};
				const leave = (): void => {
					waiting.delete(go);
					reject(signal?.reason);
				};
				if (signal?.aborted) return leave();
				waiting.add(go);
				signal?.addEventListener('abort', leave, {once: true});
			});
		},
		free(sample) {
			if (sample) learn(sample);
			taken--;
			for (const go of waiting) {
				if (taken >= level.limit) break;
				waiting.delete(go);
				go();
			}
		},
		get peak() {
			return peak;
		},
	};
};
