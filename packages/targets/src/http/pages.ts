import type {Call, Json} from '@slack-im/core';

import type {HttpContext} from '../type.ts';
import type {Ask} from './ask.ts';
import type {RowsSpec} from './options.ts';
import {createPager, type Page, type Step} from './paging.ts';
import {setter} from './path.ts';
import type {Request} from './request.ts';
import {misfit, placeGetter, type ReadRows, shape} from './rows.ts';
import {signOfMore} from './signs.ts';

/** A list, or a look-up, that is to be read to its end. */
export interface Reading {
	readonly request: Request;
	readonly spec: Pick<RowsSpec, 'paging' | 'total' | 'keyed' | 'items'>;
	readonly readRows: ReadRows;
	/** The config key, for errors. */
	readonly setting: string;
	readonly means?: HttpContext['means'];
}

/** A page with the number of rows that the answer says there are, where the config says where. */
export interface CountedPage extends Page {
	readonly total: number | undefined;
}

const mostPages = 100_000;

/** Answers to a page that is not there. */
const noSuchPage = new Set([400, 404, 410, 416, 422]);

const applied = (request: Request, {url, query = {}, body}: Step): Request => {
	const target = new URL(url ?? request.url);
	for (const [name, value] of Object.entries(query)) target.searchParams.set(name, String(value));
	let content: Json | undefined = request.body;
	for (const [path, value] of Object.entries(body ?? {})) content = setter(path)(content, value);
	return {...request, url: target, body: content};
};

const totalOf = (read: ReturnType<typeof placeGetter> | undefined, page: Page, {spec, setting}: Reading): number | undefined => {
	if (!read) return undefined;
	const value = read(page.answer);
	// `120`, or the end of a Content-Range such as `items 0-24/120`
	const total = typeof value === 'string' && /\d\s*$/.test(value) ? Number(/[^/]*$/.exec(value)?.[0]) : value;
	if (typeof total === 'number' && Number.isFinite(total)) return total;
	throw misfit(page.answer, `${shape(page.answer.data)}; at \`${spec.total}\` there is ${shape(value)}, not a number`, `${setting}.total`);
};

/** What tells a page from the one before it; empty where it has no rows. */
const endsOf = (rows: readonly unknown[]): string => (rows.length > 0 ? JSON.stringify([rows.length, rows[0], rows.at(-1)]) : '');

/** What a page says of more to come. Where the answer is the rows by their names, its names are people's. */
const signAt = (
	{answer, rows, count, number}: Page,
	{keyed, items = '.'}: Reading['spec'],
	totals?: 'only' | 'never',
): string | undefined =>
	signOfMore(keyed && items === '.' ? {...answer, data: undefined} : answer, {count, pages: number, rows, ...(totals && {totals})});

/** Refuses an end at which the answer itself says that there is more. */
const checkEnd = (page: Page, end: 'proven' | 'empty' | 'assumed', {spec, setting}: Reading): void => {
	const {paging, total} = spec;
	// Where the config says which number is the total, or that none is, an empty page is the end
	if (end === 'proven' || paging?.none || (end === 'empty' && total !== undefined)) return;
	// Some APIs name a next page for ever: behind an empty one, only a number of rows says that there are more
	const totals = end === 'empty' ? 'only' : total === false ? 'never' : undefined;
	const sign = signAt(page, spec, totals);
	if (sign === undefined) return;
	// `none` in place of a paging that works would lose all other pages
	const way = paging && signAt(page, spec, 'never') === undefined ? '`total: false`' : '`{none: true}`';
	throw misfit(
		page.answer,
		`${page.count} rows, and ${sign}: that is not the whole list`,
		`${setting}.paging`,
		end === 'empty'
			? 'is the number of the first page right? Where it is the whole list, set `total: false`'
			: `where it is the whole list, set ${way}`,
	);
};

/**
The pages of a list, one request each, in their order.

Throws rather than end too early: for a page that comes twice, for an answer that says there is more than the config can reach, and for what the client throws.
*/
export async function* readPages(reading: Reading, ask: Ask, call: Call): AsyncGenerator<CountedPage> {
	const {request, spec, readRows, setting} = reading;
	const {page: byPage, offset} = spec.paging ?? {};
	const counted = byPage ?? offset;
	const pager = createPager(spec.paging, setting, request.method !== 'GET' && request.body !== undefined);
	const readTotal = spec.total === undefined || spec.total === false ? undefined : placeGetter(spec.total);
	const asked = new Set<string>();
	let step = pager.first;
	let count = 0;
	let before = '';
	/** All rows are there, unless the total is only that of its page: the next page tells. */
	let isDoubted = false;

	for (let number = 1; number <= mostPages; number++) {
		const wanted = applied(request, step);
		// Some servers answer 404 to a page behind the last one; where all rows are there, any refusal of a further page says so too
		const isEnd = (status: number): boolean =>
			counted !== undefined && number > 1 && (isDoubted ? noSuchPage.has(status) : !readTotal && status === 404);
		const means: HttpContext['means'] = (status, body) => reading.means?.(status, body) ?? (isEnd(status) ? 'done' : undefined);
		const answer = await ask(wanted, {read: true, setting: `${setting}.path`, means}, call);
		if (answer.data === undefined && counted && number > 1) return;

		const rows = readRows(answer);
		const ends = endsOf(rows);
		if (isDoubted && (ends === '' || ends === before)) return;
		if (ends !== '' && ends === before)
			throw misfit(answer, `page ${number} with the same rows as page ${number - 1}: it does not go on`, `${setting}.paging`);
		before = ends;

		count += rows.length;
		const page = {answer, rows, count, number};
		const total = totalOf(readTotal, page, reading);
		if (isDoubted && total !== undefined && total < count) {
			throw misfit(
				answer,
				`${rows.length} further rows behind a page that was said to be all: \`${spec.total}\` counts those of one page`,
				`${setting}.total`,
				'it takes the number of rows in all',
			);
		}
		yield {...page, total};

		if (counted && total !== undefined && count >= total) {
			const isFull = number === 1 && counted.size !== undefined && rows.length >= counted.size;
			isDoubted = isFull || (rows.length > 0 && signAt(page, spec) !== undefined);
			if (!isDoubted) return;
		} else {
			isDoubted = false;
		}
		const next = pager.next(page);
		if ('end' in next) {
			checkEnd(page, next.end, reading);
			return;
		}
		step = next.step;
		const key = JSON.stringify([step.query, step.body, step.url?.href]);
		if (asked.has(key))
			throw misfit(answer, `page ${number} with a next page that was read already: it goes in a circle`, `${setting}.paging`);
		asked.add(key);
	}
	throw misfit({request: `${request.method} ${request.url.pathname}`}, `more than ${mostPages} pages`, `${setting}.paging`);
}
