type Release = () => Promise<void>;

/** Lets targets of one run that are one system take turns: the lock is the process's, so that it would lock itself out. */
export const takingTurns = (): ((system: string, take: () => Promise<Release>) => Promise<Release>) => {
	const last = new Map<string, Promise<void>>();
	return async (system, take) => {
		const before = last.get(system);
		let end!: () => void;
		last.set(
			system,
			new Promise(resolve => {
				end = resolve;
			}),
		);
		await before;
		try {
			const release = await take();
			return async () => release().finally(end);
		} catch (error) {
			end();
			throw error;
		}
	};
};
