import {scalarText} from './exact.ts';
import {isRecord} from './json.ts';
import type {Answer} from './rows.ts';

/*
The completeness check of a list: what answers say of the whole, and whether a list may end where it does. Half a list, taken for a whole one, would create everybody else again.
*/

/** One thing that an answer says, with the words for a message, as in "`total` is 62". */
interface Stated<Value> {
	readonly value: Value;
	readonly words: string;
	/** Said in so many words, as by `hasMore: true`: a link to a next page may be there for ever. */
	readonly sure?: true;
}

/** What an answer says of the list that it is a page of. */
export interface PageInfo {
	/** Rows of all pages. */
	readonly total?: Stated<number>;
	/** How many pages there are. */
	readonly pages?: Stated<number>;
	/** Whether there is another page. */
	readonly more?: Stated<boolean>;
	/** The answer calls itself incomplete: whatever comes after it, rows are missing. */
	readonly part?: Stated<true>;
}

const totals = new Set(
	'total totalcount totalresults totalitems totalelements totalrecords totalhits totalsize totalrows recordstotal itemcount'.split(' '),
);
const pageCounts = new Set('lastpage totalpages totalpagecount pagecount pagescount numpages numberofpages pages'.split(' '));
/** True until the end is reached. */
const mores = new Set('hasmore hasnext hasnextpage more moreavailable moreitems istruncated truncated'.split(' '));
/** False until the end is reached. */
const lasts = new Set('last islast lastpage islastpage isfinal isfinalpage endofrecords'.split(' '));
/** True where a search gave up, or a server behind did not answer. */
const parts = new Set(
	'partial ispartial partialresult partialresults partialdata incomplete isincomplete incompleteresults timedout'.split(' '),
);
/** False in the same case. */
const wholes = new Set('complete iscomplete'.split(' '));
/** Not empty until the end is reached. */
const nexts = new Set(
	'next nextpage nextcursor nextpagetoken nexttoken nextlink nexturl nextpageurl nexthref odatanextlink continuationtoken nextoffset nextrange'.split(
		' ',
	),
);
/** Where an object that stands for the next page has what leads there. */
const ways = ['href', 'url', 'uri', 'page', 'cursor', 'offset', 'token', 'after', 'start'];
/** Objects beside the rows that tell of paging. */
const containers = new Set(
	'meta metadata pagination paging page pageinfo responsemetadata links cursors cursor data result response'.split(' '),
);

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');
const isSomething = (value: unknown): boolean => {
	if (isRecord(value)) return ways.some(way => Object.hasOwn(value, way) && isSomething(value[way]));
	return value === true || (typeof value === 'number' ? value > 0 : scalarText(value) !== undefined);
};
const isNextLink = (value: unknown): boolean => isRecord(value) && (value['rel'] === 'next' || value['relation'] === 'next');
const numberOf = (value: unknown): number | undefined => {
	const number = Number(scalarText(value));
	return Number.isNaN(number) ? undefined : number;
};

const rank = ({value, sure}: Stated<number | boolean>): number => Number(value) + (value === true && sure ? 1 : 0);
/** Of two that say the same thing, the one that tells of more. */
const larger = <Value extends number | boolean>(one: Stated<Value> | undefined, other: Stated<Value>): Stated<Value> =>
	one && rank(one) >= rank(other) ? one : other;

/** `count` is the rows of all pages, or of one, or how many were asked for: it tells of the whole only where it is more than came, or nothing came, and no other number does. */
interface RawInfo extends PageInfo {
	readonly count?: Stated<number>;
}

/** What one name and its value say. */
const infoOf = (name: string, value: unknown): RawInfo => {
	const known = plain(name);
	const number = numberOf(value);
	if (number !== undefined && typeof value !== 'boolean') {
		const stated = {value: number, words: `\`${name}\` is ${number}`};
		if (totals.has(known)) return {total: stated};
		if (pageCounts.has(known)) return {pages: stated};
		if (known === 'count') return {count: stated};
	}
	if (typeof value === 'boolean') {
		const words = `\`${name}\` is ${value}`;
		if (mores.has(known) || lasts.has(known)) return {more: {value: mores.has(known) ? value : !value, words, sure: true}};
		if (value ? parts.has(known) : wholes.has(known)) return {part: {value: true, words}};
	}
	if (nexts.has(known)) return {more: {value: isSomething(value), words: `\`${name}\` is not empty`}};
	if (Array.isArray(value) && (known === 'links' || known === 'link') && value.some(isNextLink))
		return {more: {value: true, words: `\`${name}\` has a link to the next`}};
	return {};
};

const merged = (one: RawInfo, other: RawInfo): RawInfo => ({
	...one,
	...other,
	...(other.total && {total: larger(one.total, other.total)}),
	...(other.pages && {pages: larger(one.pages, other.pages)}),
	...(other.more && {more: larger(one.more, other.more)}),
});

const infoIn = (data: unknown, rows: readonly unknown[], depth: number): RawInfo => {
	let info: RawInfo = {};
	if (!isRecord(data) || rows.includes(data)) return info;
	for (const [name, value] of Object.entries(data)) {
		info = merged(info, infoOf(name, value));
		if (depth > 0 && containers.has(plain(name))) info = merged(info, infoIn(value, rows, depth - 1));
	}
	return info;
};

/** A header's value as it would stand in JSON: `true`, and the object that some put there. */
const headerValue = (text: string): unknown => {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
};

const inHeader = <Value>(name: string, stated: Stated<Value>): Stated<Value> => ({
	...stated,
	words: `its header ${name}${stated.words.slice(stated.words.indexOf('` ') + 1)}`,
});

const infoInRange = (range: string): RawInfo => {
	const words = `its Content-Range is ${range}`;
	const [, total, isOpen] = /(?:\/(\d+)|\d+-\d+(\/\*))\s*$/.exec(range) ?? [];
	if (isOpen !== undefined) return {more: {value: true, words: `${words}, which leaves open how many there are`}};
	return total === undefined ? {} : {total: {value: Number(total), words}};
};

const infoInHeaders = (headers: Headers): RawInfo => {
	let info = infoInRange(headers.get('content-range') ?? '');
	for (const [name, text] of headers) {
		const value = headerValue(text);
		if (isRecord(value)) {
			info = merged(info, infoIn(value, [], 1));
			continue;
		}
		const said = Object.entries(infoOf(name.replace(/^(x-)?(wp-|pagination-)?/, ''), value));
		info = merged(info, Object.fromEntries(said.map(([what, stated]) => [what, inHeader(name, stated)])));
	}
	return info;
};

/**
What an answer says of the list: in its headers, and in the objects beside its rows.

@param rows - Of this answer: their members are the accounts' own affair.
*/
export const pageInfo = ({status, data, headers}: Pick<Answer, 'status' | 'data' | 'headers'>, rows: readonly unknown[]): PageInfo => {
	const {count, ...info} = merged(infoInHeaders(headers), infoIn(data, rows, 2));
	const all = count && (count.value > rows.length || rows.length === 0) && !info.total && !info.pages ? {...info, total: count} : info;
	const isPart = status === 206 && !/\/\d+\s*$/.test(headers.get('content-range') ?? '');
	return isPart ? merged({more: {value: true, words: 'its status is 206, a part of something', sure: true}}, all) : all;
};

/** What was read of a list so far, and what is known of the whole. */
export interface ReadSoFar extends PageInfo {
	/** Rows that came. */
	readonly rows: number;
	/** Pages that came with rows. */
	readonly read: number;
}

const latest = (one: Stated<number> | undefined, other: Stated<number> | undefined, least: number): Stated<number> | undefined =>
	other && other.value >= least ? other : one;

/**
What is known after one more page. A number below what has come already says nothing of the whole: some APIs count the rows of one page only, and an empty page may say that there are none. Nor does an empty page that says nothing take back that there is more.
*/
export const readOn = (before: ReadSoFar, rows: number, {total, pages, more, part = before.part}: PageInfo): ReadSoFar => {
	const now = {rows: before.rows + rows, read: before.read + (rows > 0 ? 1 : 0)};
	const next = more ?? (rows === 0 && before.more?.sure ? before.more : undefined);
	const known = {total: latest(before.total, total, now.rows), pages: latest(before.pages, pages, now.read), more: next, part};
	return {...now, ...Object.fromEntries(Object.entries(known).filter(([, stated]) => stated !== undefined))};
};

/**
How a list ends.

- `proven`: the answer says so, at the place that the config names.
- `empty`: a page that is well-formed and has no rows.
- `assumed`: nothing says how it goes on.
- `refused`: a further page is not there: 404, or no body at all. A fault looks the same.
*/
export type End = 'proven' | 'empty' | 'assumed' | 'refused';

/** Why a list that ends so is not whole; undefined where it is. */
export const whyPart = (end: End, {rows, read, total, pages, more, part}: ReadSoFar): string | undefined => {
	if (part) return part.words;
	if (total && total.value > rows) return total.words;
	const fewPages = pages && pages.value > read ? pages.words : undefined;
	const goesOn = more?.value ? more.words : undefined;
	if (end === 'assumed') return fewPages ?? goesOn;
	if (total) return undefined;
	const surely = more?.sure ? goesOn : undefined;
	if (end === 'proven') return surely;
	// Some APIs name a next page for ever: behind an empty one that counts no more
	if (end === 'empty') return fewPages ?? surely;
	if (pages) return fewPages;
	return more ? goesOn : 'nothing says that these are all';
};

/** Rows that an API gives at most where it is not asked for more. */
const usualSizes = new Set([10, 20, 25, 30, 50, 100, 200, 250, 500, 1000]);

/** Whether a whole list in one answer may well be the first page of many: nothing says otherwise, and so many rows are a usual page. */
export const looksLikeFirstPage = ({rows, read, total, pages, more}: ReadSoFar): boolean =>
	read === 1 && usualSizes.has(rows) && !total && !pages && !more;
