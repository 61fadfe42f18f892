import type {Json} from '@slack-im/core';

import type {Row} from './fields.ts';
import {isExactNumber, scalarText} from './exact.ts';
import {isRecord} from './json.ts';
import type {PagingSpec} from './options.ts';
import {getter} from './path.ts';
import {type Answer, misfit, placeGetter, shape} from './rows.ts';

/** What a page is asked for with, on top of what the list says. */
export interface Step {
	readonly query?: Readonly<Record<string, string | number>>;
	/** Paths into the body. */
	readonly body?: Readonly<Record<string, Json>>;
	/** In place of the list's own address. */
	readonly url?: URL;
}

/** One page that came. */
export interface Page {
	readonly answer: Answer;
	readonly rows: readonly Row[];
	/** Rows of all pages so far, this one included. */
	readonly count: number;
	/** Counted from 1. */
	readonly number: number;
}

/** How a list goes on. One for each reading: it may remember where it is. */
export interface Pager {
	readonly first: Step;
	/** The next step, or what says that this page was the last: the answer itself (`proven`), that it was `empty`, or nothing (`assumed`). */
	next(page: Page): {readonly step: Step} | {readonly end: 'proven' | 'empty' | 'assumed'};
}

const proven = {end: 'proven'} as const;
const empty = {end: 'empty'} as const;
const assumed = {end: 'assumed'} as const;

const isNo = (value: unknown): boolean => isEmpty(value) || value === 0 || (typeof value === 'string' && /^(false|no|0)$/i.test(value));
const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '' || value === false;

/** The address that `next` stands for: relative to the page it came with, and by https where only the scheme got lost at a proxy. */
const nextUrl = (value: string, {url}: Answer): URL => {
	const next = new URL(value, url);
	if (next.host === url.host && next.protocol === 'http:' && url.protocol === 'https:') next.protocol = 'https:';
	return next;
};

const sized = ({sizeParam, size}: PagingSpec): Record<string, number> =>
	sizeParam !== undefined && size !== undefined ? {[sizeParam]: size} : {};

const moreReader = (more: string | undefined): ((page: Page) => boolean | undefined) => {
	const get = more === undefined ? undefined : placeGetter(more);
	return ({answer}) => {
		// What is not there says nothing: the place may be wrong, and half a list must not look whole
		const value = get?.(answer);
		return value === undefined ? undefined : !isNo(value);
	};
};

/** Pages by number or by offset: `position` is where the page after this one begins. */
const counted = (spec: PagingSpec, first: number, position: (page: Page) => number, isLast: (page: Page) => boolean | undefined): Pager => {
	const {by, param = by} = spec;
	const more = moreReader(spec.more);
	const step = (at: number): Step => ({query: {[param]: at, ...sized(spec)}});
	return {
		first: step(first),
		next(page) {
			const goesOn = more(page);
			if (goesOn === false || isLast(page) === true) return proven;
			if (page.rows.length === 0) return goesOn === true ? assumed : empty;
			return {step: step(position(page))};
		},
	};
};

const byPage = (spec: PagingSpec): Pager => {
	const {first = 1, at} = spec;
	const pages = at === undefined ? undefined : placeGetter(at);
	const isLast = ({answer, number}: Page): boolean | undefined => {
		const all = Number(scalarText(pages?.(answer)));
		return Number.isNaN(all) ? undefined : number >= all;
	};
	return counted(spec, first, ({number}) => first + number, isLast);
};

/** No answer says which offset is the last. */
const unknown = (): undefined => undefined;

const byOffset = (spec: PagingSpec): Pager => {
	const {first = 0} = spec;
	return counted(spec, first, ({count}) => first + count, unknown);
};

const byCursor = (spec: PagingSpec, setting: string, inBody: boolean): Pager => {
	const {by, param = by, at = '', more} = spec;
	const isOfRow = at.startsWith('row:');
	const get = isOfRow ? undefined : placeGetter(at);
	const ofRow = getter(at.slice('row:'.length));
	const goesOn = moreReader(more);
	const sizes = sized(spec);
	const step = (values: Record<string, string | number>): Step => (inBody ? {body: values} : {query: values});
	return {
		first: step(sizes),
		next(page) {
			const {answer, rows} = page;
			const isMore = goesOn(page);
			if (isMore === false) return proven;
			if (isOfRow && rows.length === 0) return empty;
			const found = get ? get(answer) : ofRow(rows.at(-1));
			const value = isExactNumber(found) ? found.rawJSON : found;
			if (isEmpty(value)) {
				if (isOfRow) throw misfit(answer, `a last row without \`${at.slice(4)}\`, by which the list should go on`, `${setting}.paging.at`);
				if (isMore === true) throw misfit(answer, `that there is more, and nothing at \`${at}\` to ask for it`, `${setting}.paging.at`);
				return value === undefined ? assumed : proven;
			}
			if (typeof value !== 'string' && typeof value !== 'number')
				throw misfit(answer, `${shape(value)} as the next cursor`, `${setting}.paging.at`);
			return {step: step({...sizes, [param]: value})};
		},
	};
};

const byNext = ({at = ''}: PagingSpec, setting: string): Pager => {
	const get = placeGetter(at);
	return {
		first: {},
		next({answer}) {
			const found = get(answer);
			const value = isRecord(found) ? found['href'] : found;
			if (isEmpty(value)) return value === undefined ? assumed : proven;
			if (typeof value !== 'string' || !URL.canParse(value, answer.url.href))
				throw misfit(answer, `${shape(value)} as the next page's URL`, `${setting}.paging.at`);
			return {step: {url: nextUrl(value, answer)}};
		},
	};
};

/** A `Link` header's value: `<URL>` and what follows it up to the next link. */
const link = /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]*))?)*)/g;
const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i;

/**
The target of the link to the next page.

@see https://www.rfc-editor.org/rfc/rfc8288 – several relations may stand in one `rel`, their case does not matter.
*/
const nextLink = (header: string | null): string | undefined => {
	for (const [, target, parameters = ''] of (header ?? '').matchAll(link)) {
		const [, quoted, bare] = relation.exec(parameters) ?? [];
		const relations = (quoted ?? bare ?? '').toLowerCase().split(/\s+/);
		if (relations.includes('next')) return target;
	}
	return undefined;
};

/** @param isSaid - The config says that the list goes on so; else it may, where an answer has such a link. */
const byLink = (isSaid: boolean): Pager => ({
	first: {},
	next({answer}) {
		const value = nextLink(answer.headers.get('link'));
		if (value !== undefined && URL.canParse(value, answer.url.href)) return {step: {url: nextUrl(value, answer)}};
		return isSaid && answer.headers.has('link') ? proven : assumed;
	},
});

/** @param setting - The config key of the list, for errors. @param inBody - Whether a cursor goes into the body. */
export const createPager = (paging: PagingSpec | undefined, setting: string, inBody: boolean): Pager => {
	switch (paging?.by) {
		case 'page':
			return byPage(paging);
		case 'offset':
			return byOffset(paging);
		case 'cursor':
			return byCursor(paging, setting, inBody);
		case 'next':
			return byNext(paging, setting);
		case 'none':
			return {first: {}, next: () => proven};
		case 'link':
		case undefined:
		default:
			return byLink(paging !== undefined);
	}
};
