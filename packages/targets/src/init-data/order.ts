import {compare} from '@slack-im/core';

import {isPerson, type Row} from './read.ts';

const byId = (a: Row, b: Row): number => compare(a.id ?? '', b.id ?? '');

const isSorted = (rows: readonly Row[]): boolean => rows.every((row, index) => index === 0 || byId(rows[index - 1]!, row) <= 0);

/** How many of the sorted rows come before this one. */
const countBefore = (rows: readonly Row[], row: Row): number => {
	let [low, high] = [0, rows.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (byId(rows[middle]!, row) < 0) low = middle + 1;
		else high = middle;
	}
	return low;
};

/**
The order of a list that was changed. What was there stays where it was; entries that are new or whose id changed are sorted in, right behind the person who comes before them. Where the people were not in the order of their ids (code units), nobody moves and new entries go to the end, sorted.
*/
export const inOrder = (rows: readonly Row[]): Row[] => {
	const settled = rows.filter(({homeless}) => homeless === undefined);
	const people = settled.filter(isPerson);
	if (!isSorted(people))
		return [...rows.filter(({homeless}) => homeless !== 'new'), ...rows.filter(({homeless}) => homeless === 'new').toSorted(byId)];

	const behind = new Map<Row | undefined, Row[]>();
	for (const row of rows.filter(({homeless}) => homeless !== undefined).toSorted(byId)) {
		const before = people[countBefore(people, row) - 1];
		const others = behind.get(before);
		if (others) others.push(row);
		else behind.set(before, [row]);
	}
	const ahead = behind.get(undefined) ?? [];
	if (people.length === 0) return [...settled, ...ahead];
	return settled.flatMap(row => [...(row === people[0] ? ahead : []), row, ...(behind.get(row) ?? [])]);
};
