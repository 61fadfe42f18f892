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
	readonly spec: Pick<RowsSpec, 'paging' | 'total'>;
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

/**
The pages of a list, one request each, in their order.

Throws rather than end too early: for a page that comes twice, for an answer that says there is more than the config can reach, and for what the client throws.
*/
export async function* readPages(reading: Reading, ask: Ask, call: Call): AsyncGenerator<CountedPage> {
	const {request, spec, readRows, setting} = reading;
	const {page: byPage, offset, none} = spec.paging ?? {};
	const byCount = byPage !== undefined || offset !== undefined;
	const pager = createPager(spec.paging, setting, request.method !== 'GET' && request.body !== undefined);
	const readTotal = spec.total === undefined ? undefined : placeGetter(spec.total);
	const asked = new Set<string>();
	let step = pager.first;
	let count = 0;
	let before = '';

	for (let number = 1; number <= mostPages; number++) {
		const wanted = applied(request, step);
		// Some servers answer 404 to a page behind the last one
		const isEnd = (status: number): boolean => byCount && number > 1 && !readTotal && status === 404;
		const means: HttpContext['means'] = (status, body) => reading.means?.(status, body) ?? (isEnd(status) ? 'done' : undefined);
		const answer = await ask(wanted, {read: true, setting: `${setting}.path`, means}, call);
		if (answer.data === undefined && byCount && number > 1) return;

		const rows = readRows(answer);
		count += rows.length;
		const page = {answer, rows, count, number};
		const total = totalOf(readTotal, page, reading);
		yield {...page, total};

		const ends = rows.length > 0 ? JSON.stringify([rows.length, rows[0], rows.at(-1)]) : '';
		if (ends !== '' && ends === before)
			throw misfit(answer, `page ${number} with the same rows as page ${number - 1}: it does not go on`, `${setting}.paging`);
		before = ends;

		if (byCount && total !== undefined && count >= total) return;
		const next = pager.next(page);
		if ('end' in next) {
			const sign = next.end === 'proven' || none ? undefined : signOfMore(answer, count);
			if (sign === undefined) return;
			throw misfit(
				answer,
				`${count} rows, and ${sign}: that is not the whole list`,
				`${setting}.paging`,
				'where it is the whole list, set `{none: true}`',
			);
		}
		step = next.step;
		const key = JSON.stringify([step.query, step.body, step.url?.href]);
		if (asked.has(key))
			throw misfit(answer, `page ${number} with a next page that was read already: it goes in a circle`, `${setting}.paging`);
		asked.add(key);
	}
	throw misfit({request: `${request.method} ${request.url.pathname}`}, `more than ${mostPages} pages`, `${setting}.paging`);
}
