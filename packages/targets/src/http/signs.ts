import {scalarText} from './exact.ts';
import {isRecord} from './json.ts';
import type {Answer} from './rows.ts';

const totals = new Set([
	'total',
	'totalcount',
	'totalresults',
	'totalitems',
	'totalelements',
	'totalrecords',
	'totalhits',
	'totalsize',
	'totalrows',
	'recordstotal',
	'itemcount',
]);
const mores = new Set([
	'hasmore',
	'hasnext',
	'hasnextpage',
	'more',
	'moreavailable',
	'moreitems',
	'istruncated',
	'truncated',
	'incomplete',
]);
const nexts = new Set([
	'next',
	'nextpage',
	'nextcursor',
	'nextpagetoken',
	'nexttoken',
	'nextlink',
	'nexturl',
	'nextpageurl',
	'nexthref',
	'odatanextlink',
	'continuationtoken',
	'nextoffset',
	'nextrange',
]);
/** Numbers of pages, of which one was read. */
const pageCounts = new Set(['lastpage', 'totalpages', 'totalpagecount', 'pagecount', 'pagescount', 'numpages', 'numberofpages', 'pages']);
/** What is false until the end is reached. */
const lasts = new Set(['last', 'islast', 'lastpage', 'islastpage', 'isfinal', 'isfinalpage', 'iscomplete', 'endofrecords']);
/** Where an object that stands for the next page has what leads there. */
const ways = ['href', 'url', 'uri', 'page', 'cursor', 'offset', 'token', 'after', 'start'];
/** Objects beside the rows that tell of paging. */
const containers = new Set([
	'meta',
	'metadata',
	'pagination',
	'paging',
	'page',
	'pageinfo',
	'responsemetadata',
	'links',
	'cursors',
	'cursor',
	'data',
	'result',
	'response',
]);

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');
const isSomething = (value: unknown): boolean => {
	if (isRecord(value)) return ways.some(way => Object.hasOwn(value, way) && isSomething(value[way]));
	return value === true || (typeof value === 'number' ? value > 0 : scalarText(value) !== undefined);
};
const isMore = (value: unknown, than: number): boolean => Number(scalarText(value)) > than;
const isNextLink = (value: unknown): boolean => isRecord(value) && (value['rel'] === 'next' || value['relation'] === 'next');

/** How much of a list was read so far. */
export interface ReadSoFar {
	readonly count: number;
	readonly pages: number;
	/** Of the last page: their members are the accounts' own affair. */
	readonly rows: readonly unknown[];
	/** Only what says how many rows there are in all counts as a sign; or everything but that. */
	readonly totals?: 'only' | 'never';
}

/** What one name and its value say. */
const signOf = (name: string, value: unknown, {count, pages, totals: believed}: ReadSoFar): string | undefined => {
	const known = plain(name);
	if (believed !== 'never' && totals.has(known) && isMore(value, count)) return `\`${name}\` is ${scalarText(value)}`;
	if (believed === 'only') return undefined;
	if (pageCounts.has(known) && isMore(value, pages)) return `\`${name}\` is ${scalarText(value)}`;
	if (mores.has(known) && value === true) return `\`${name}\` is true`;
	if (lasts.has(known) && value === false) return `\`${name}\` is false`;
	if (nexts.has(known) && isSomething(value)) return `\`${name}\` is not empty`;
	if (Array.isArray(value) && (known === 'links' || known === 'link') && value.some(isNextLink))
		return `\`${name}\` has a link to the next`;
	return undefined;
};

const signIn = (data: unknown, read: ReadSoFar, depth: number): string | undefined => {
	if (!isRecord(data) || read.rows.includes(data)) return undefined;
	for (const [name, value] of Object.entries(data)) {
		const sign = signOf(name, value, read) ?? (depth > 0 && containers.has(plain(name)) ? signIn(value, read, depth - 1) : undefined);
		if (sign !== undefined) return sign;
	}
	return undefined;
};

/** A header's value as it would stand in JSON: `true`, and the object that some put there. */
const headerValue = (text: string): unknown => {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
};

const signInHeaders = (headers: Headers, read: ReadSoFar): string | undefined => {
	const range = headers.get('content-range') ?? '';
	if (read.totals !== 'never' && isMore(/\/(\d+)\s*$/.exec(range)?.[1], read.count)) return `its Content-Range is ${range}`;
	for (const [name, text] of headers) {
		const value = headerValue(text);
		const inner = isRecord(value) ? signIn(value, read, 1) : undefined;
		if (inner !== undefined) return `in its header ${name} ${inner}`;
		const sign = signOf(name.replace(/^(x-)?(wp-|pagination-)?/, ''), value, read);
		if (sign !== undefined) return `its header ${name}${sign.slice(sign.indexOf('` ') + 1)}`;
	}
	return undefined;
};

/**
What in an answer says that it is not the whole list, in a few words; undefined where nothing does. Half a list, taken for a whole one, would create everybody else anew.
*/
export const signOfMore = ({status, data, headers}: Pick<Answer, 'status' | 'data' | 'headers'>, read: ReadSoFar): string | undefined => {
	const sign = signInHeaders(headers, read) ?? signIn(data, read, 2);
	if (sign !== undefined || read.totals === 'only' || status !== 206 || read.pages > 1) return sign;
	return /\/\d+\s*$/.test(headers.get('content-range') ?? '') ? undefined : 'its status is 206, a part of something';
};

const failures = new Set(['error', 'errors', 'errormessage', 'fault', 'exception']);
const successes = new Set(['ok', 'success', 'succeeded', 'issuccess']);

const isSaid = (value: unknown): boolean => {
	if (typeof value === 'string') return value.trim() !== '';
	if (Array.isArray(value)) return value.length > 0;
	return value === true || (isRecord(value) && Object.keys(value).length > 0);
};

/** How an answer says that something went wrong, whatever its status; undefined where it does not. Beside no rows, that is no empty list. */
export const signOfFailure = (data: unknown): string | undefined => {
	for (const [name, value] of isRecord(data) ? Object.entries(data) : []) {
		if (failures.has(plain(name)) && isSaid(value)) return `\`${name}\` is not empty`;
		if (successes.has(plain(name)) && value === false) return `\`${name}\` is false`;
	}
	return undefined;
};
