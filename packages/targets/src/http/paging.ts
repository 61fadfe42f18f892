import type {Json} from '@slack-im/core';

import type {Row} from './fields.ts';
import {isExactNumber, scalarText} from './exact.ts';
import {isRecord} from './json.ts';
import {nextLink} from './link.ts';
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

const sized = ({sizeParam, size}: {readonly sizeParam?: string | undefined; readonly size?: number | undefined}): Record<string, number> =>
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
const counted = (
	spec: {
		readonly param: string;
		readonly more?: string | undefined;
		readonly sizeParam?: string | undefined;
		readonly size?: number | undefined;
	},
	first: number,
	position: (page: Page) => number,
	isLast: (page: Page) => boolean | undefined,
): Pager => {
	const more = moreReader(spec.more);
	const step = (at: number): Step => ({query: {[spec.param]: at, ...sized(spec)}});
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

/** @param setting - The config key of the list, for errors. @param inBody - Whether a cursor goes into the body where the config does not say. */
export const createPager = (paging: PagingSpec | undefined, setting: string, inBody: boolean): Pager => {
	const {page, offset, cursor, next, link, none} = paging ?? {link: true};
	if (page) {
		const pages = page.pages === undefined ? undefined : placeGetter(page.pages);
		const isLast = ({answer, number}: Page): boolean | undefined => {
			const all = Number(scalarText(pages?.(answer)));
			return Number.isNaN(all) ? undefined : number >= all;
		};
		return counted(page, page.first, ({number}) => page.first + number, isLast);
	}
	if (offset)
		return counted(
			offset,
			offset.first,
			({count}) => offset.first + count,
			() => undefined,
		);
	if (cursor) {
		const {param, at, row, more} = cursor;
		const get = at === undefined ? undefined : placeGetter(at);
		const ofRow = row === undefined ? undefined : getter(row);
		const goesOn = moreReader(more);
		const intoBody = cursor.in === undefined ? inBody : cursor.in === 'body';
		const sizes = sized(cursor);
		return {
			first: intoBody ? {body: sizes} : {query: sizes},
			next(given) {
				const {answer, rows} = given;
				const isMore = goesOn(given);
				if (isMore === false) return proven;
				if (ofRow && rows.length === 0) return empty;
				const found = get ? get(answer) : ofRow?.(rows.at(-1));
				const value = isExactNumber(found) ? found.rawJSON : found;
				if (isEmpty(value)) {
					if (ofRow) throw misfit(answer, `a last row without \`${row}\`, by which the list should go on`, `${setting}.paging.cursor.row`);
					if (isMore === true)
						throw misfit(answer, `that there is more, and nothing at \`${at}\` to ask for it`, `${setting}.paging.cursor.at`);
					return value === undefined ? assumed : proven;
				}
				if (typeof value !== 'string' && typeof value !== 'number')
					throw misfit(answer, `${shape(value)} as the next cursor`, `${setting}.paging.cursor.at`);
				return {step: intoBody ? {body: {...sizes, [param]: value}} : {query: {...sizes, [param]: value}}};
			},
		};
	}
	if (next) {
		const get = placeGetter(next.at);
		return {
			first: {},
			next({answer}) {
				const found = get(answer);
				const value = isRecord(found) ? found['href'] : found;
				if (isEmpty(value)) return value === undefined ? assumed : proven;
				if (typeof value !== 'string' || !URL.canParse(value, answer.url.href))
					throw misfit(answer, `${shape(value)} as the next page's URL`, `${setting}.paging.next.at`);
				return {step: {url: nextUrl(value, answer)}};
			},
		};
	}
	if (none) return {first: {}, next: () => proven};
	return {
		first: {},
		next({answer}) {
			const value = nextLink(answer.headers.get('link'));
			if (value !== undefined && URL.canParse(value, answer.url.href)) return {step: {url: nextUrl(value, answer)}};
			return link && paging && answer.headers.has('link') ? proven : assumed;
		},
	};
};
