import {gzipSync} from 'node:zlib';

import {describe, expect, test} from 'vitest';

import {type End, looksLikeFirstPage, pageInfo, readOn, type ReadSoFar, whyPart} from '../../src/http/completeness.ts';
import {failure} from '../http/client.ts';
import {type Handler, serve} from '../http/server.ts';
import {all, openHttp} from './open.ts';

const said = <Value>(value: Value, words: string) => ({value, words});
const so = (rows: number, read: number, known: Partial<ReadSoFar> = {}): ReadSoFar => ({rows, read, ...known});
const total = (value: number) => ({total: said(value, `total ${value}`)});
const pages = (value: number) => ({pages: said(value, `pages ${value}`)});
const more = (value: boolean) => ({more: said(value, `more ${value}`)});
const surely = (value: boolean) => ({more: {...said(value, `surely ${value}`), sure: true as const}});

describe('whether a list may end', () => {
	test.each<[string, End, ReadSoFar, string | undefined]>([
		['a total that is not reached ends no list by the answer', 'proven', so(20, 1, total(62)), 'total 62'],
		['nor by an empty page', 'empty', so(20, 1, total(62)), 'total 62'],
		['nor where nothing says how it goes on', 'assumed', so(20, 1, total(62)), 'total 62'],
		['nor where the next page is refused', 'refused', so(20, 1, total(62)), 'total 62'],
		['a total that is reached ends it', 'refused', so(62, 4, total(62)), undefined],
		['whatever else is said of a next page', 'refused', so(62, 4, {...total(62), ...more(true)}), undefined],
		['more rows than the total are all the same', 'empty', so(63, 4, total(62)), undefined],
		['a number of pages that is not reached is not overruled by an empty page', 'empty', so(20, 1, pages(4)), 'pages 4'],
		['nor by a refused one', 'refused', so(20, 1, pages(4)), 'pages 4'],
		['but by the place that the config names', 'proven', so(20, 1, pages(4)), undefined],
		['a number of pages that is reached ends it', 'refused', so(62, 4, pages(4)), undefined],
		['an empty page ends a list of which nothing is known', 'empty', so(20, 1), undefined],
		['and one that names a next page for ever', 'empty', so(20, 1, more(true)), undefined],
		['but not one after which there is surely more', 'empty', so(20, 1, surely(true)), 'surely true'],
		['nor where the config names another place', 'proven', so(20, 1, surely(true)), 'surely true'],
		['unless all are there', 'empty', so(62, 4, {...total(62), ...surely(true)}), undefined],
		[
			'what calls itself a part is never whole',
			'proven',
			so(62, 4, {...total(62), part: {...said(true, 'a part'), value: true}}),
			'a part',
		],
		['a refused page does not, for a fault looks the same', 'refused', so(20, 1), 'nothing says that these are all'],
		['nor where there is said to be more', 'refused', so(20, 1, more(true)), 'more true'],
		['but where the page before said that it is the last', 'refused', so(20, 1, more(false)), undefined],
		['a next page that nobody asks for is missed', 'assumed', so(20, 1, more(true)), 'more true'],
		['so are further pages', 'assumed', so(20, 1, pages(4)), 'pages 4'],
		['one answer that says nothing is the list', 'assumed', so(20, 1), undefined],
	])('%s', (_sentence, end, read, why) => {
		expect(whyPart(end, read)).toBe(why);
	});

	test.each<[string, ReadSoFar, number, object, object]>([
		['the latest total counts', so(20, 1, total(62)), 20, total(61), total(61)],
		['a total below what came counts the rows of its page', so(20, 1, total(62)), 20, total(20), total(62)],
		['an empty page does not take a total back', so(20, 1, total(62)), 0, total(0), total(62)],
		['nor a number of pages', so(20, 1, pages(4)), 0, pages(0), pages(4)],
		['what the latest page says of a next one counts', so(20, 1, more(true)), 20, more(false), more(false)],
		['an empty page that says nothing does not take back that there is surely more', so(20, 1, surely(true)), 0, {}, surely(true)],
		['one that says so does', so(20, 1, surely(true)), 0, surely(false), surely(false)],
		['nor does it take over a link that may be there for ever', so(20, 1, more(true)), 0, {}, {}],
		['what it leaves out is not known', so(20, 1, more(false)), 20, {}, {}],
	])('%s', (_sentence, before, rows, info, known) => {
		const {rows: _rows, read: _read, ...after} = readOn(before, rows, info);
		expect(after).toEqual(known);
	});

	test('of several totals the larger one counts', () => {
		const data = {data: [], total: 20, meta: {totalItems: 62}};
		expect(pageInfo({status: 200, data, headers: new Headers()}, []).total).toEqual(said(62, '`totalItems` is 62'));
	});

	test.each([
		[{count: 62}, [{}], 62],
		[{count: 1}, [{}], undefined],
		[{count: 0}, [], 0],
		[{count: 100, total: 62}, [{}], 62],
		[{paging: {count: 100, pages: 3}}, [{}], undefined],
	])('%o beside %o tells of a total of %s', (data, rows, value) => {
		expect(pageInfo({status: 200, data, headers: new Headers()}, rows).total?.value).toBe(value);
	});

	test.each([
		[10, {}, true],
		[500, {}, true],
		[62, {}, false],
		[20, total(20), false],
		[20, more(false), false],
	])('%d rows in one answer that says %o', (rows, known, looks) => {
		expect(looksLikeFirstPage(so(rows, 1, known))).toBe(looks);
	});
});

const people = (count: number) => Array.from({length: count}, (_, index) => ({id: index + 1, email: `p${index + 1}@example.com`}));

/** 62 people, 20 a page; what page 2 is answered with in their place. */
const faulty =
	(info: object, second: Handler): Handler =>
	async (seen, response, request) => {
		const page = Number(new URL(seen.url, 'http://x').searchParams.get('page') ?? 1);
		if (page === 2) return second(seen, response, request);
		return {body: {data: people(62).slice((page - 1) * 20, page * 20), ...info}};
	};

const faults: Record<string, Handler> = {
	'204': () => 204,
	'an empty 200': () => ({body: ''}),
	'404': () => 404,
	'gzip that is cut after its header': (_seen, response) => {
		response.writeHead(200, {'content-encoding': 'gzip'}).end(gzipSync(JSON.stringify({data: people(20)})).subarray(0, 12));
		return undefined;
	},
	'no rows': () => ({body: {data: []}}),
};

describe('a page 2 that is answered once with a fault is not the end', () => {
	const lists = {
		'a total': [{total: 62}, 'paging: {by: page}'],
		'a number of pages': [{meta: {last_page: 4}}, 'paging: {by: page}'],
		'a next page': [{next: '/users?page=2'}, 'paging: {by: next, at: next}'],
		'a next cursor': [{cursor: 2}, 'paging: {by: cursor, param: page, at: cursor}'],
		nothing: [{}, 'paging: {by: page}'],
	} as const;
	for (const [sign, [info, paging]] of Object.entries(lists)) {
		for (const [fault, reply] of Object.entries(faults)) {
			// An empty page with nothing more to come is what the end looks like
			if (fault === 'no rows' && !('total' in info || 'meta' in info)) continue;
			test(`${fault}, where the first said ${sign}`, async () => {
				const {url} = await serve(faulty(info, reply));
				const {target} = await openHttp(`{url: "\${URL}", list: {path: users, items: data, ${paging}}}`, url);
				const {kind, hint} = await failure(all(target));
				expect([kind, hint]).toEqual([expect.stringMatching(/^(invalid-answer|not-found)$/), expect.stringMatching(/list/)]);
			});
		}
	}

	test('what to set is said', async () => {
		const {url} = await serve(faulty({}, () => 404));
		const {target} = await openHttp('{url: "${URL}", list: {path: users, items: data, paging: {by: page}}}', url);
		expect(await failure(all(target))).toMatchObject({
			kind: 'invalid-answer',
			message: 'GET /users answered 404 to page 2, after 20 rows, and nothing says that these are all: that is not the whole list',
			hint: expect.stringContaining('`list.total`, or `at` and `more` of its paging, tell where'),
		});
	});
});

describe('one answer that may be a first page', () => {
	test.each([
		['20 rows', '{path: users, items: data}', 20, {}, 1],
		['21 rows', '{path: users, items: data}', 21, {}, 0],
		['20 rows of 20', '{path: users, items: data}', 20, {total: 20}, 0],
		['20 rows, which the config says are all', '{path: users, items: data, paging: {by: none}}', 20, {}, 0],
	])('%s', async (_sentence, list, count, info, warned) => {
		const {url} = await serve(() => ({body: {data: people(count), ...info}}));
		const {target, warnings} = await openHttp(`{url: "\${URL}", list: ${list}}`, url, {attributes: ['email']});
		await all(target);
		await all(target);
		expect(warnings).toEqual(Array.from({length: warned}, () => expect.stringContaining('`paging: {by: none}`')));
	});
});
