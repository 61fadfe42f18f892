/**
Finds out by trying which of several ways a provider takes: the first that is not refused is the only one from then on. Whoever comes while the first try is under way waits for it.

@param key - What the ways are known by: one way may be right for one kind of request and wrong for another.
*/
export type Finding<Way> = <T>(key: string, ways: readonly Way[], attempt: (way: Way) => Promise<T>) => Promise<T>;

/** @param isRefused - Which errors say that another way may pass, and that nothing was written. */
export const createFinding = <Way>(isRefused: (error: unknown) => boolean): Finding<Way> => {
	const known = new Map<string, Way>();
	const firstTries = new Map<string, Promise<unknown>>();
	return async (key, ways, attempt) => {
		const search = async () => {
			let refusal: unknown;
			const way = known.get(key);
			for (const each of way === undefined ? ways : [way]) {
				try {
					const result = await attempt(each);
					known.set(key, each);
					return result;
				} catch (error) {
					if (!isRefused(error)) throw error;
					refusal ??= error;
				}
			}
			throw refusal;
		};
		const first = firstTries.get(key);
		if (first) {
			await first;
			return search();
		}
		const searching = search();
		firstTries.set(
			key,
			searching.catch(() => {}),
		);
		return searching;
	};
};
