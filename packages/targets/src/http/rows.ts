import {type Json, TargetError} from '@slack-im/core';

import {oneLine} from './errors.ts';
import {isExactNumber} from './exact.ts';
import type {Row} from './fields.ts';
import {isJsonRecord, isRecord} from './json.ts';
import type {RowsSpec} from './options.ts';
import {getter, setter} from './path.ts';

/** What counts as no value. */
export const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';

/** An answer, read and parsed. */
export interface Answer {
	/** `GET /api/users`, for errors. */
	readonly request: string;
	readonly url: URL;
	readonly status: number;
	readonly headers: Headers;
	/** Its JSON; undefined where it is empty. */
	readonly data: unknown;
}

const named = (names: readonly string[]): string =>
	(names.length > 12 ? [...names.slice(0, 12), '…'] : names).map(name => oneLine(name)).join(', ');

/** What an answer is, in a few words and without its values. */
export const shape = (value: unknown): string => {
	if (value === undefined) return 'nothing';
	if (value === null) return 'null';
	if (Array.isArray(value)) {
		const items: readonly unknown[] = value;
		return items.length === 0 ? 'an empty array' : `an array of ${items.length}, the first of them ${shape(items[0])}`;
	}
	if (isRecord(value)) {
		const names = Object.keys(value);
		return names.length === 0 ? 'an empty object' : `an object with ${named(names)}`;
	}
	if (typeof value === 'boolean') return String(value);
	return typeof value === 'number' || isExactNumber(value) ? 'a number' : 'a text';
};

/** An answer that does not fit the config: names what came and the key to look at. */
export const misfit = ({request}: Pick<Answer, 'request'>, what: string, setting: string, hint?: string): TargetError =>
	new TargetError('invalid-answer', `${request} answered ${what}`, {
		hint: `Look at \`${setting}\`${hint === undefined ? '' : `: ${hint}`}.`,
	});

/** A place of an answer: a path into its JSON, or `header:NAME`. */
export const placeGetter = (place: string): ((answer: Pick<Answer, 'data' | 'headers'>) => unknown) => {
	if (place.startsWith('header:')) {
		const name = place.slice('header:'.length).trim();
		return ({headers}) => headers.get(name) ?? undefined;
	}
	const get = getter(place);
	return ({data}) => get(data);
};

/** Names under which APIs hand out rows: an empty array under one of them is an empty list, under another it may be anything. */
const usualNames = new Set([
	'items',
	'data',
	'results',
	'result',
	'users',
	'accounts',
	'people',
	'members',
	'agents',
	'employees',
	'values',
	'value',
	'records',
	'rows',
	'content',
	'entries',
	'resources',
	'list',
	'objects',
	'hits',
]);

const theOnlyArray = (data: Readonly<Record<string, unknown>>): readonly unknown[] | undefined => {
	const arrays = Object.entries(data).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
	const [only] = arrays;
	if (arrays.length !== 1 || !only) return undefined;
	const [name, items] = only;
	return items.length > 0 || usualNames.has(name.toLowerCase()) ? items : undefined;
};

const arraysIn = (data: unknown): string[] => (isRecord(data) ? Object.keys(data).filter(name => Array.isArray(data[name])) : []);

/** A list may be of ids alone. */
const isId = (value: unknown): value is Json => typeof value === 'string' || typeof value === 'number' || isExactNumber(value);

const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');
const failures = new Set(['error', 'errors', 'errormessage', 'fault', 'exception']);
const successes = new Set(['ok', 'success', 'succeeded', 'issuccess']);

const isSaid = (value: unknown): boolean => {
	if (typeof value === 'string') return value.trim() !== '';
	if (Array.isArray(value)) return value.length > 0;
	return value === true || (isRecord(value) && Object.keys(value).length > 0);
};

/** How an answer says that something went wrong, whatever its status; undefined where it does not. Beside no rows, that is no empty list. */
const failureIn = (data: unknown): string | undefined => {
	for (const [name, value] of isRecord(data) ? Object.entries(data) : []) {
		if (failures.has(plainName(name)) && isSaid(value)) return `\`${name}\` is not empty`;
		if (successes.has(plainName(name)) && value === false) return `\`${name}\` is false`;
	}
	return undefined;
};

/** As `account.id`: the rows are the members of an object, and their names the ids. */
export const rowName = '$key';

/** Finds the rows of an answer, or says what is there instead. */
export type ReadRows = (answer: Answer) => Row[];

/**
@param setting - The config key of the list or look-up, for errors.
@param single - An object that is no list is one row: for look-ups.
*/
export const rowReader = (
	{items, row}: Pick<RowsSpec, 'items' | 'row'>,
	setting: string,
	{idPath, single = false}: {readonly idPath: string; readonly single?: boolean},
): ReadRows => {
	const itemsAt = items === undefined || items === '.' ? undefined : placeGetter(items);
	const isKeyed = idPath === rowName;
	const rowAt = row === undefined ? undefined : getter(row);
	const putId = setter(idPath);
	const idOf = getter(idPath);
	const hasId = (candidate: Row): boolean => !isNothing(idOf(candidate));

	const found = (answer: Answer): readonly unknown[] => {
		const {data} = answer;
		const value = itemsAt ? itemsAt(answer) : data;
		// Some servers write an empty list as null; and nobody may be no body at all
		if (value === null || (data === undefined && (single || answer.status === 204))) return [];
		if (Array.isArray(value)) return value as readonly unknown[];
		if (isRecord(value)) {
			if (isKeyed)
				return Object.entries(value).map(([name, member]) =>
					isRecord(member) ? {...member, [rowName]: name} : {[rowName]: name, value: member},
				);
			const one = single && !rowAt ? rowOf(value, hasId) : undefined;
			if (one) return [one];
			const only = items === undefined ? theOnlyArray(value) : undefined;
			if (only) return only;
			if (single && rowAt) return [value];
		}
		if (itemsAt)
			throw misfit(
				answer,
				`${shape(data)}; at \`${items}\` there is ${shape(value)}, not ${isKeyed ? 'an object' : 'an array'} of rows`,
				`${setting}.items`,
			);
		const arrays = arraysIn(data);
		throw misfit(
			answer,
			`${shape(data)}; it does not say which of it are the rows`,
			`${setting}.items`,
			arrays.length > 0 ? `the arrays in it are ${named(arrays)}` : 'it takes the path of the array',
		);
	};

	return answer => {
		const rows = found(answer);
		const failure = rows.length > 0 || single ? undefined : failureIn(answer.data);
		if (failure !== undefined)
			throw misfit(answer, `no rows, and ${failure}: that is no empty list`, 'answers', 'it tells a failure that has a good status');
		return rows.map((item, index) => {
			const value = rowAt ? rowAt(item) : item;
			if (isJsonRecord(value)) return value;
			const bare = !rowAt && isId(value) ? putId(undefined, value) : undefined;
			if (isJsonRecord(bare)) return bare;
			throw misfit(
				answer,
				`rows of which number ${index + 1} is ${shape(item)}${rowAt ? `, with ${shape(value)} at \`${row}\`` : ''}, not an object`,
				rowAt ? `${setting}.row` : `${setting}.items`,
			);
		});
	};
};

/** The row in the answer about one account: the answer itself, or what it is wrapped in, so many times at most. Undefined where no row is to be seen. */
export const rowOf = (data: unknown, hasId: (row: Row) => boolean, depth = 1): Row | undefined => {
	if (Array.isArray(data)) return data.length === 1 ? rowOf(data[0], hasId, depth) : undefined;
	if (!isJsonRecord(data)) return undefined;
	if (hasId(data)) return data;
	const inner = Object.values(data).filter(value => isJsonRecord(value));
	const found = inner.filter(hasId);
	if (found.length > 0 || depth <= 1) return found.length === 1 ? found[0] : undefined;
	const deeper = inner.map(value => rowOf(value, hasId, depth - 1)).filter(row => row !== undefined);
	return deeper.length === 1 ? deeper[0] : undefined;
};
