import {type Account, type Call, errorInfo, errorKind, TargetError} from '@slack-im/core';

import type {ConfigNames, Log} from '../type.ts';
import {compileAnswers} from './answers.ts';
import type {Ask} from './ask.ts';
import type {Fields, Row} from './fields.ts';
import {scalarText} from './exact.ts';
import {flat} from './flat.ts';
import type {HttpTypeOptions, ListSpec} from './options.ts';
import {type CountedPage, readPages} from './pages.ts';
import {getter} from './path.ts';
import {compileRequest, type RequestDefaults} from './request.ts';
import {type Answer, misfit, rowOf, rowReader, shape} from './rows.ts';
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

type Part = Omit<ListSpec, 'also' | 'detail'>;

/** A list that shrinks while it is read may have moved a row past us; so many readings are tried. */
const readings = 3;
const detailsAtOnce = 8;

const partsOf = ({also = [], detail: _detail, ...first}: ListSpec): readonly Part[] => [
	first,
	...also.map(part => ({...first, ...part, query: {...first.query, ...part.query}, active: part.active})),
];

const defaults: RequestDefaults = {method: 'GET', path: ''};

/** The rows of one list, each read by itself. */
interface Details {
	/** Reads each row of a page in full, a few at a time, in their order, without those that are not there by then. */
	read(rows: readonly Row[], call: Call): Promise<Row[]>;
	/** The rows that were not there. Throws where that was every row: then it is the address that is wrong. */
	gone(): ReadonlyMap<string, unknown>;
}

const compileDetail = ({options, ask, fields, onProblem}: Reader, detail: NonNullable<ListSpec['detail']>): (() => Details) => {
	const build = compileRequest(detail, defaults, options.url, {path: ['list', 'detail'], variables: {id: false, row: true}, onProblem});
	const rowAt = detail.row === undefined ? undefined : getter(detail.row);
	const idOf = getter(fields.idPath);
	const hasId = (row: Row): boolean => idOf(row) !== undefined;
	const one = async (row: Row, call: Call): Promise<Row> => {
		const answer = await ask(
			build({id: idOf(row), row}),
			{read: true, setting: 'list.detail.path', means: compileAnswers(options.answers, 'list')},
			call,
		);
		const found = rowOf(rowAt ? rowAt(answer.data) : answer.data, hasId);
		if (!found)
			throw misfit(answer, `${shape(answer.data)}; there is no \`${fields.idPath}\` in it`, rowAt ? 'list.detail.row' : 'list.detail');
		return found;
	};
	return () => {
		let isAnyThere = false;
		const gone = new Map<string, unknown>();
		const unlessGone = async (row: Row, call: Call): Promise<readonly Row[]> => {
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
			async read(rows, call) {
				const found: Row[] = [];
				for (let from = 0; from < rows.length; from += detailsAtOnce) {
					const some = await Promise.all(rows.slice(from, from + detailsAtOnce).map(async row => unlessGone(row, call)));
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
};

/** Makes `list`: all parts of the list, one after the other, each account once. */
export const compileList = (reader: Reader, spec: ListSpec): ((call: Call) => AsyncIterable<Account>) => {
	const {options, ask, fields, keys, log, onProblem} = reader;
	const startDetails = spec.detail && compileDetail(reader, spec.detail);
	const idOf = getter(fields.idPath);
	const means = compileAnswers(options.answers, 'list');
	/** A list is read again after the writes: what it is warned of is said once. */
	let isReadAgain = false;
	const first: Log = {...log, warn: message => void (isReadAgain || log.warn(message))};
	const parts = partsOf(spec).map((part, index) => {
		const setting = index === 0 ? 'list' : `list.also[${index - 1}]`;
		const place: TemplatePlace = {path: index === 0 ? ['list'] : ['list', 'also', index - 1], variables: {}, onProblem};
		const build = compileRequest(part, defaults, options.url, place);
		return {part, build, setting, readRows: rowReader(part, setting, fields)};
	});

	const accountOf = (row: Row, answer: Answer, {part, setting}: (typeof parts)[number]): Account => {
		const account = fields.account(row, part.active);
		if (account) return account;
		throw misfit(
			answer,
			`a row without an id: ${shape(row)}; at \`${fields.idPath}\` there is nothing`,
			'account.id',
			`or at \`${setting}.items\`, if these are not the rows`,
		);
	};

	const onDoubt = (message: string): void => first.warn(message);
	const pagesOf = ({part, build, setting, readRows}: (typeof parts)[number], call: Call): ReturnType<typeof readPages> => {
		return readPages({request: build({}), spec: part, readRows, setting, means, onDoubt}, ask, call);
	};

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
						hint: `Look at \`list.detail\`: run again; leave rows that have no details out of the list by its \`query\`.`,
					},
				);
			}
	};

	/** New accounts, a page at a time. */
	const readParts = async function* (call: Call): AsyncGenerator<readonly Account[]> {
		const fit = createFitCheck(
			fields,
			keys,
			parts.every(({part}) => part.active !== undefined),
		);
		const known = new Map<string, boolean>();
		const details = startDetails?.();
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
					if (details) for (const id of page.rows.map(row => scalarText(idOf(row)))) if (id !== undefined) ids?.add(id);
					for (const row of details ? await details.read(page.rows, call) : page.rows) {
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
						`${count} accounts in all, but \`${part.part.total}\` says ${total}: that is not the whole list`,
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
