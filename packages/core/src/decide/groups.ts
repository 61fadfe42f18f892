import type {Key} from '../model/key.ts';

/** One thing or several: nearly every key has one, and 100,000 lists of one would be most of what matching takes. */
export type Group<T extends object> = T | T[] | undefined;

/** A group with one more. */
export const joined = <T extends object>(group: Group<T>, item: T): Group<T> => {
	if (group === undefined) return item;
	if (!Array.isArray(group)) return [group, item];
	group.push(item);
	return group;
};

export const listOf = <T extends object>(group: Group<T>): readonly T[] =>
	group === undefined ? [] : Array.isArray(group) ? group : [group];

export const groupBy = <T extends object, K extends string | Key>(
	items: Iterable<T>,
	keyOf: (item: T) => K | undefined,
): ReadonlyMap<K, Group<T>> => {
	const groups = new Map<K, Group<T>>();
	for (const item of items) {
		const key = keyOf(item);
		if (key !== undefined) groups.set(key, joined(groups.get(key), item));
	}
	return groups;
};

/** Made when it is first asked for. */
export const lazily = <T extends object>(make: () => T): (() => T) => {
	let made: T | undefined;
	return () => (made ??= make());
};
