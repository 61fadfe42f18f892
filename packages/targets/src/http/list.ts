import {type Account, type Call, errorInfo, errorKind, TargetError} from '@slack-im/core';

import type {ConfigNames, Log} from '../type.ts';
import {compileAnswers} from './answers.ts';
import type {Ask} from './ask.ts';
import type {Fields, Row} from './fields.ts';
import {scalarText} from './exact.ts';
import type {HttpTypeOptions, RowsSpec} from './options.ts';
import {type CountedPage, readPages} from './pages.ts';
import {getter} from './path.ts';
import {compileRequest, type RequestDefaults} from './request.ts';
import {type Answer, misfit, rowName, rowOf, rowReader, shape} from './rows.ts';
import type {OnProblem, TemplatePlace} from './template.ts';
import {createFitCheck} from './fit-check.ts';

/** What reading needs to know of the target. */
export interface Reader {
	readonly options: HttpTypeOptions;
	readonly ask: Ask;
	readonly fields: Fields;
	readonly keys: readonly string[];
	readonly log: Log;
	/** What else the config names; undefined where nobody knows. */
	readonly known?: ConfigNames | undefined;
	readonly onProblem?: OnProblem | undefined;
}

/** A list that shrinks while it is read may have moved a row past us; so many readings are tried. */
const readings = 3;
const detailsAtOnce = 8;

const defaults: RequestDefaults = {method: 'GET', path: ''};

/** One list or look-up of the config. */
interface Written {
	readonly spec: RowsSpec;
	/** The config key, for errors. */
	readonly setting: string;
	readonly path: TemplatePlace['path'];
}

const isList = (written: RowsSpec | readonly RowsSpec[]): written is readonly RowsSpec[] => Array.isArray(written);

/** The lists, or the look-ups, of a config. What a further one does not say is as in the first. */
export const eachOf = (written: RowsSpec | readonly RowsSpec[], name: 'list' | 'find'): readonly Written[] => {
	if (!isList(written)) return [{spec: written, setting: name, path: [name]}];
	const {query: _query, body: _body, active: _active, ...shared} = written[0] ?? {};
	return written.map((spec, index) => ({spec: {...shared, ...spec}, setting: `${name}[${index}]`, path: [name, index]}));
};

/** The path of the list, or of the first of several. */
export const listPath = (list: HttpTypeOptions['list']): string | undefined => list && eachOf(list, 'list')[0]?.spec.path;

/** Reads one row in full. */
type ReadOne = (row: Row, call: Call) => Promise<Row>;

/** The rows of a list, each read by itself. */
interface Details {
	/** Reads each row of a page in full, a few at a time, in their order, without those that are not there by then. */
	read(rows: readonly Row[], one: ReadOne, call: Call): Promise<Row[]>;
	/** The rows that were not there. Throws where that was every row: then it is the address that is wrong. */
	gone(): ReadonlyMap<string, unknown>;
}

/** Makes what reads the rows of a list in full; undefined where the list shows enough. */
export const compileDetail = (
	{options, ask, fields, onProblem}: Reader,
	{spec: {detail}, setting, path}: Written,
	verb: 'list' | 'find',
): ReadOne | undefined => {
	if (!detail) return undefined;
	const build = compileRequest(detail, defaults, options.url, {path: [...path, 'detail'], variables: {id: false, row: true}, onProblem});
	const idOf = getter(fields.idPath);
	const classify = compileAnswers(options.answers, verb);
	return async (row, call) => {
		const answer = await ask(build({id: idOf(row), row}), {read: true, setting: `${setting}.detail.path`, classify}, call);
		const found = rowOf(answer.data, candidate => idOf(candidate) !== undefined, 2);
		if (!found) throw misfit(answer, `${shape(answer.data)}; there is no \`${fields.idPath}\` in it`, `${setting}.detail`);
		return found;
	};
};

export const createDetails = (idPath: string): Details => {
	const idOf = getter(idPath);
	const gone = new Map<string, unknown>();
	let isAnyThere = false;
	const unlessGone = async (row: Row, one: ReadOne, call: Call): Promise<readonly Row[]> => {
		const id = scalarText(idOf(row)) ?? '';
		try {
			const whole = await one(row, call);
			gone.delete(id);
			return [whole];
		} catch (error) {
			if (errorKind(error) !== 'not-found') throw error;
			gone.set(id, error);
			return [];
		}
	};
	return {
		async read(rows, one, call) {
			const found: Row[] = [];
			for (let from = 0; from < rows.length; from += detailsAtOnce) {
				const some = await Promise.all(rows.slice(from, from + detailsAtOnce).map(async row => unlessGone(row, one, call)));
				found.push(...some.flat());
			}
			isAnyThere ||= found.length > 0;
			return found;
		},
		gone() {
			if (!isAnyThere) for (const error of gone.values()) throw error;
			return gone;
		},
	};
};

/**
The items of pages, one by one. What an async generator would do, at a third of its cost: an item that is there takes one turn of the event queue, not three, and a list may have a hundred thousand of them.
*/
const flat = <T>(pages: AsyncIterator<readonly T[]>): AsyncIterableIterator<T> => {
	let page: readonly T[] = [];
	let at = 0;
	const nextPage = async (): Promise<IteratorResult<T>> => {
		for (;;) {
			const next = await pages.next();
			if (next.done) return {value: undefined, done: true};
			const [first] = next.value;
			if (first === undefined) continue;
			page = next.value;
			at = 1;
			return {value: first, done: false};
		}
	};
	return {
		next() {
			const item = page[at];
			if (item === undefined) return nextPage();
			at++;
			return Promise.resolve({value: item, done: false});
		},
		async return() {
			page = [];
			await pages.return?.();
			return {value: undefined, done: true};
		},
		[Symbol.asyncIterator]() {
			return this;
		},
	};
};

/** Makes `list`: all lists of the config, one after the other, each account once. */
export const compileList = (reader: Reader, written: NonNullable<HttpTypeOptions['list']>): ((call: Call) => AsyncIterable<Account>) => {
	const {options, ask, fields, keys, log, onProblem} = reader;
	const idOf = getter(fields.idPath);
	const classify = compileAnswers(options.answers, 'list');
	/** A list is read again after the writes: what it is warned of is said once. */
	let isReadAgain = false;
	const first: Log = {...log, warn: message => void (isReadAgain || log.warn(message))};
	const parts = eachOf(written, 'list').map(each => {
		const {spec, setting, path} = each;
		const build = compileRequest(spec, defaults, options.url, {path, variables: {}, onProblem});
		return {spec, build, setting, detail: compileDetail(reader, each, 'list'), readRows: rowReader(spec, setting, fields)};
	});

	const accountOf = (row: Row, answer: Answer, {spec, setting}: (typeof parts)[number]): Account => {
		const account = fields.account(row, spec.active);
		if (account) return account;
		throw misfit(
			answer,
			`a row without an id: ${shape(row)}; at \`${fields.idPath}\` there is nothing`,
			'account.id',
			`or at \`${setting}.items\`, if these are not the rows`,
		);
	};

	const onDoubt = (message: string): void => first.warn(message);
	const pagesOf = ({spec, build, setting, readRows}: (typeof parts)[number], call: Call): ReturnType<typeof readPages> =>
		readPages({request: build({}), spec, isKeyed: fields.idPath === rowName, readRows, setting, classify, onDoubt}, ask, call);

	/** A row of which the details are not there is left out only where the list, read again, does not show it either: else somebody who is there would be created once more. */
	const checkGone = async (gone: ReadonlyMap<string, unknown>, call: Call): Promise<void> => {
		for (const part of parts)
			for await (const {rows} of pagesOf(part, call)) {
				const shown = rows.map(row => scalarText(idOf(row)) ?? '').filter(id => gone.has(id));
				if (shown[0] === undefined) continue;
				const {message} = errorInfo(gone.get(shown[0]));
				throw new TargetError(
					'invalid-answer',
					`${message}, and the list still shows this account: ${gone.size} of its rows cannot be read in full`,
					{
						hint: `Look at \`${part.setting}.detail\`: run again; leave rows that have no details out of the list by its \`query\`.`,
					},
				);
			}
	};

	/** New accounts, a page at a time. */
	const readParts = async function* (call: Call): AsyncGenerator<readonly Account[]> {
		const fit = createFitCheck(
			fields,
			keys,
			parts.every(({spec}) => spec.active !== undefined),
		);
		const known = new Map<string, boolean>();
		const details = parts.some(({detail}) => detail) ? createDetails(fields.idPath) : undefined;
		for (const part of parts) {
			// Where there is but one list, and no row can be gone, what is known is what it has shown
			const ids = parts.length > 1 || details ? new Set<string>() : undefined;
			for (let reading = 1; ; reading++) {
				let latest: CountedPage | undefined;
				let shrunk = false;
				for await (const page of pagesOf(part, call)) {
					shrunk ||= (latest?.total ?? 0) > (page.total ?? 0);
					latest = page;
					const fresh: Account[] = [];
					// One that is gone by then was listed all the same
					if (part.detail) for (const id of page.rows.map(row => scalarText(idOf(row)))) if (id !== undefined) ids?.add(id);
					for (const row of details && part.detail ? await details.read(page.rows, part.detail, call) : page.rows) {
						const account = accountOf(row, page.answer, part);
						ids?.add(account.id);
						// A further list may tell better what has become of an account since
						if (known.get(account.id) === account.active) continue;
						known.set(account.id, account.active);
						fit.add(row, page.answer);
						fresh.push(account);
					}
					yield fresh;
				}
				const count = (ids ?? known).size;
				if (latest?.total === undefined || (!shrunk && count >= latest.total)) break;
				if (reading === readings) {
					const {answer, total} = latest;
					throw misfit(
						answer,
						`${count} accounts in all, but \`${part.spec.total}\` says ${total}: that is not the whole list`,
						`${part.setting}.total`,
						'or at the paging',
					);
				}
				log.debug(`${latest.answer.request}: the list changed while it was read; reading it again`);
			}
		}
		const gone = details?.gone();
		fit.finish(first);
		isReadAgain = true;
		if (gone && gone.size > 0) await checkGone(gone, call);
	};
	return call => flat(readParts(call));
};
