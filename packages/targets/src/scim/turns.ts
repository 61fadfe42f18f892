/** Writes to one resource: those that change a part of it may run together, one that sends it whole runs alone, or one of the two would be lost. */
export interface Turns {
	together<T>(write: () => Promise<T>): Promise<T>;
	alone<T>(write: () => Promise<T>): Promise<T>;
}

const settled = async (run: Promise<unknown>): Promise<unknown> => run.catch(() => {});

export const createTurns = (): Turns => {
	let lastAlone: Promise<unknown> = Promise.resolve();
	let sinceThen: Promise<unknown> = Promise.resolve();
	return {
		async together(write) {
			const run = lastAlone.then(write);
			sinceThen = Promise.all([sinceThen, settled(run)]);
			return run;
		},
		async alone(write) {
			const run = Promise.all([lastAlone, sinceThen]).then(write);
			lastAlone = settled(run);
			return run;
		},
	};
};
