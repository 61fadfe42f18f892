import type {Fault, Sort} from './faults.ts';
import {localFaults, type LocalFault} from './local.ts';
import {places, type Place} from './places.ts';
import {types, type Type} from './systems.ts';

/** One row of the table: something goes wrong in one place, in one type of system. */
export interface Row {
	readonly name: string;
	readonly type: Type;
	readonly place: string;
	readonly fault: string;
	readonly sort: Sort;
	readonly what: {readonly place: Place; readonly fault: Fault} | LocalFault;
}

const isMeant = (place: Place, type: Type, {name, level, only}: Fault): boolean => {
	const extent = place.types[type];
	if (extent === undefined || (only && !only.includes(type))) return false;
	if (typeof extent === 'string') return extent === 'all' || level === 'few' || level === extent;
	return extent.includes(name) || (level === 'few' && extent.includes(level));
};

const rowOf = (type: Type, place: string, fault: string, sort: Sort, what: Row['what']): Row => ({
	name: `${type} · ${place} · ${fault}`,
	type,
	place,
	fault,
	sort,
	what,
});

const overHttp = (type: Type): Row[] =>
	places.flatMap(place =>
		place.faults.filter(fault => isMeant(place, type, fault)).map(fault => rowOf(type, place.name, fault.name, fault.sort, {place, fault})),
	);

const local = (type: Type): Row[] =>
	localFaults
		.filter(fault => fault.type === type)
		.map(fault => rowOf(type, fault.place, fault.name, fault.kill === undefined ? 'machine' : 'killed', fault));

/** The product of types, places and faults, without what cannot happen or says the same as another row. Always in this order. */
export const rows: readonly Row[] = types.flatMap(type => [...overHttp(type), ...local(type)]);

/** A few rows that have every type, every place and every fault that matters at least once; those that wait for a time-out only where they must be. */
export const shortTable = (all: readonly Row[]): Row[] => {
	const waits = ({what}: Row): number => Number('fault' in what && what.fault.slow === true);
	const matters = ({what, fault}: Row): string[] => ('fault' in what && what.fault.level !== undefined ? [fault] : []);
	const seen = new Set<string>();
	const chosen = new Set<Row>();
	for (;;) {
		const news = (row: Row): number => new Set([row.type, row.place, ...matters(row)].filter(one => !seen.has(one))).size;
		const [best] = all.toSorted((a, b) => news(b) - news(a) || waits(a) - waits(b));
		if (best === undefined || news(best) === 0) break;
		chosen.add(best);
		for (const one of [best.type, best.place, ...matters(best)]) seen.add(one);
	}
	return all.filter(row => chosen.has(row));
};
