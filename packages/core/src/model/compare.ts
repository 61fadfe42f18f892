/** Compares by code units: the same on every machine and in every locale. Collation is for display only. */
export const compare = (a: string, b: string): -1 | 0 | 1 => (a < b ? -1 : a > b ? 1 : 0);

/** A comparator by one text of each item, in code units. */
export const by =
	<T>(textOf: (item: T) => string) =>
	(a: T, b: T): -1 | 0 | 1 =>
		compare(textOf(a), textOf(b));
