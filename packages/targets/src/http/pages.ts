import type {Call, Json} from '@slack-im/core';

import type {HttpContext} from '../type.ts';
import type {Ask} from './ask.ts';
import {type End, looksLikeFirstPage, pageInfo, type PageInfo, readOn, type ReadSoFar, whyPart} from './completeness.ts';
import type {RowsSpec} from './options.ts';
import {createPager, type Page, type Step} from './paging.ts';
import {setter} from './path.ts';
import type {Request} from './request.ts';
import {type Answer, misfit, placeGetter, type ReadRows, shape} from './rows.ts';

/** A list, or a look-up, that is to be read to its end. */
export interface Reading {
	readonly request: Request;
	readonly spec: Pick<RowsSpec, 'paging' | 'total' | 'items'>;
	/** The rows are the members of an object. */
	readonly isKeyed: boolean;
	readonly readRows: ReadRows;
	/** The config key, for errors. */
	readonly setting: string;
	readonly classify?: HttpContext['classify'];
	/** Told where one answer is taken for the whole list and may be its first page. */
	readonly onDoubt?: (message: string) => void;
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

const totalOf = (read: ReturnType<typeof placeGetter> | undefined, answer: Answer, {spec, setting}: Reading): number | undefined => {
	if (!read) return undefined;
	const value = read(answer);
	// `120`, or the end of a Content-Range such as `items 0-24/120`
	const total = typeof value === 'string' && /\d\s*$/.test(value) ? Number(/[^/]*$/.exec(value)?.[0]) : value;
	if (typeof total === 'number' && Number.isFinite(total)) return total;
	throw misfit(answer, `${shape(answer.data)}; at \`${spec.total}\` there is ${shape(value)}, not a number`, `${setting}.total`);
};

/** What tells a page from the one before it; empty where it has no rows. */
const endsOf = (rows: readonly unknown[]): string => (rows.length > 0 ? JSON.stringify([rows.length, rows[0], rows.at(-1)]) : '');

/** What an answer says of the whole, as far as the config believes it. */
const believed = (said: PageInfo, configured: number | undefined, {total}: Reading['spec']): PageInfo => {
	const {total: _total, part: _part, ...others} = said;
	if (configured !== undefined) return {...said, total: {value: configured, words: `\`${total}\` is ${configured}`}};
	return total === false ? others : said;
};

/** Refuses an end at which not everything is there that the answers speak of. */
const checkEnd = (
	end: End,
	{request, came}: {readonly request: string; readonly came: string},
	so: ReadSoFar,
	{spec, setting}: Reading,
): void => {
	const {paging, total} = spec;
	// A configured total that is not reached may be a list that shrank while it was read: it is read again
	if (paging?.by === 'none') return;
	if (typeof total === 'string' && (end === 'proven' || end === 'empty')) return;
	const {total: _total, part: _part, ...uncounted} = so;
	// `total: false` gives up all that is said, where the config or an empty page tells the end
	const isGivenUp = total === false && (end === 'proven' || end === 'empty');
	const why = isGivenUp ? undefined : whyPart(end, so);
	if (why === undefined) return;
	const hints: Record<End, string> = {
		proven: 'where it is the whole list, set `total: false`',
		empty: 'is the number of the first page right? Where it is the whole list, set `total: false`',
		// `none` in place of a paging that works would lose all other pages
		assumed: `where it is the whole list, set ${paging && whyPart(end, uncounted) === undefined ? '`total: false`' : '`{by: none}`'}`,
		refused: `run again; such an answer ends a list only where the answers before it say that all rows are there: \`${setting}.total\`, or \`at\` and \`more\` of its paging, tell where${came.startsWith('null') ? '. Where null stands for no rows, set `total: false`' : ''}`,
	};
	throw misfit({request}, `${came}, and ${why}: that is not the whole list`, `${setting}.paging`, hints[end]);
};

/** What came in place of rows, where that says nothing of whether there are any: no body, or a null that the config does not take for an empty list. */
const nothingIn = (answer: Answer, {spec: {items, total, paging}}: Reading): string | undefined => {
	if (paging?.by === 'none') return undefined;
	if (answer.data === undefined) return `${answer.status} without a body`;
	const value = items === undefined || items === '.' ? answer.data : placeGetter(items)(answer);
	return value === null && total !== false ? 'null in place of rows' : undefined;
};

/**
The pages of a list, one request each, in their order.

Throws rather than end too early: for a page that comes twice, for answers that say there is more than came, for a further page that is not there where nothing says that all rows came, and for what the client throws.
*/
export async function* readPages(reading: Reading, ask: Ask, call: Call): AsyncGenerator<CountedPage> {
	const {request, spec, readRows, setting} = reading;
	const counted = spec.paging?.by === 'page' || spec.paging?.by === 'offset' ? spec.paging : undefined;
	const pager = createPager(spec.paging, setting, request.method !== 'GET' && request.body !== undefined);
	const readTotal = spec.total === undefined || spec.total === false ? undefined : placeGetter(spec.total);
	const asked = new Set<string>();
	let step = pager.first;
	let so: ReadSoFar = {rows: 0, read: 0};
	let before = '';
	/** All rows are there, unless the total is only that of its page: the next page tells. */
	let isDoubted = false;

	for (let number = 1; number <= mostPages; number++) {
		const wanted = applied(request, step);
		let refusedBy: number | undefined;
		// Some servers refuse a page behind the last one; where all rows are there, any way of saying so will do
		const isRefusal = (status: number): boolean =>
			counted !== undefined && number > 1 && (status === 404 || (noSuchPage.has(status) && whyPart('refused', so) === undefined));
		const classify: HttpContext['classify'] = (status, body) => {
			const meaning = reading.classify?.(status, body);
			if (meaning !== undefined || !isRefusal(status)) return meaning;
			refusedBy = status;
			return 'done';
		};
		const asking = async (): Promise<Answer> => ask(wanted, {read: true, setting: `${setting}.path`, classify}, call);
		let answer = await asking();
		// Behind a page that says there is more, no rows may be a fault that passes
		if (number > 1 && so.more?.value && whyPart('refused', so) !== undefined && answer.data !== undefined && readRows(answer).length === 0)
			answer = await asking();
		const nothing = nothingIn(answer, reading);
		if (nothing !== undefined && number > 1) {
			const came = `${refusedBy ?? nothing} to page ${number}, after ${so.rows} rows`;
			checkEnd('refused', {request: answer.request, came}, so, reading);
			return;
		}
		// A search may find no one; a list that is not there looks like a system without accounts
		const saysNone = (): boolean => (readTotal ? totalOf(readTotal, answer, reading) : pageInfo(answer, []).total?.value) === 0;
		if (nothing !== undefined && setting.startsWith('list') && (answer.data === undefined || !saysNone())) {
			const hint = `run again; where that means that there is no account, set \`${answer.data === undefined ? 'paging: {by: none}' : 'total: false'}\``;
			throw misfit(answer, `${nothing}, which is no list`, `${setting}.paging`, hint);
		}

		const rows = readRows(answer);
		const ends = endsOf(rows);
		if (isDoubted && (ends === '' || ends === before)) return;
		if (ends !== '' && ends === before)
			throw misfit(answer, `page ${number} with the same rows as page ${number - 1}: it does not go on`, `${setting}.paging`);
		before = ends;

		const total = totalOf(readTotal, answer, reading);
		const page = {answer, rows, count: so.rows + rows.length, number};
		// Where the answer is the rows by their names, its names are people's
		const said = pageInfo(reading.isKeyed && (spec.items ?? '.') === '.' ? {...answer, data: undefined} : answer, rows);
		so = readOn(so, rows.length, believed(said, total, spec));
		if (so.part) checkEnd('assumed', {request: answer.request, came: `${so.rows} rows`}, so, reading);
		if (isDoubted && total !== undefined && total < page.count) {
			throw misfit(
				answer,
				`${rows.length} further rows behind a page that was said to be all: \`${spec.total}\` counts those of one page`,
				`${setting}.total`,
				'it takes the number of rows in all',
			);
		}
		const next = pager.next(page);
		if (!spec.paging && 'end' in next && looksLikeFirstPage(so)) {
			reading.onDoubt?.(
				`${answer.request} answered exactly ${so.rows} rows, and nothing says that these are all: that may be the first page of many. Set \`${setting}.paging\`, or \`paging: {by: none}\` where it is the whole list.`,
			);
		}
		yield {...page, total};

		isDoubted = false;
		if (counted && total !== undefined && page.count >= total) {
			const isFull = number === 1 && counted.size !== undefined && rows.length >= counted.size;
			isDoubted = isFull || (rows.length > 0 && whyPart('assumed', {...said, rows: page.count, read: number}) !== undefined);
			if (!isDoubted) return;
		}
		if ('end' in next) {
			checkEnd(next.end, {request: answer.request, came: `${so.rows} rows`}, so, reading);
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
