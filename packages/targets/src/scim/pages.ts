import {type Call, errorInfo} from '@slack-im/core';

import {isJsonRecord} from '../http/json.ts';
import {type Answer, misfit, shape} from '../http/rows.ts';
import type {Log} from '../type.ts';
import {textOf} from './account.ts';
import type {ScimApi} from './api.ts';
import {memberOf, type ScimObject} from './path.ts';

/** A resource with its id. */
export interface Resource {
	readonly id: string;
	readonly data: ScimObject;
}

export interface Reading {
	readonly api: ScimApi;
	/** `Users` or `Groups`. */
	readonly path: string;
	readonly filter?: string | undefined;
	readonly pageSize: number;
	/** Whether the provider says itself that it gives so many: a page that is shorter is then its last. */
	readonly isPageSizeStated: boolean;
	readonly ignoreTotal: boolean;
	readonly log: Log;
}

interface Page {
	readonly answer: Answer;
	readonly resources: readonly Resource[];
	readonly total: number | undefined;
	/** Where the next page begins, for a provider that pages by cursor (RFC 9865). */
	readonly cursor: string | undefined;
}

/** A list that changes while it is read may have moved a row past us; so many readings are tried. */
const readings = 3;

const numberAt = (data: ScimObject, name: string): number | undefined => {
	const value = memberOf(data, name);
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

const pageOf = (answer: Answer): Page => {
	const {data} = answer;
	const total = isJsonRecord(data) ? numberAt(data, 'totalResults') : undefined;
	const rows = isJsonRecord(data) ? (memberOf(data, 'Resources') ?? (total === undefined ? undefined : [])) : undefined;
	if (!Array.isArray(rows)) throw misfit(answer, `${shape(data)}, which is no SCIM list`, 'url', 'it is where `/Users` lives');
	const resources = rows.map((row, index): Resource => {
		const id = isJsonRecord(row) ? textOf(memberOf(row, 'id')) : undefined;
		if (!isJsonRecord(row) || id === undefined) throw misfit(answer, `a list of which number ${index + 1} has no id: ${shape(row)}`, 'url');
		return {id, data: row};
	});
	return {answer, resources, total, cursor: isJsonRecord(data) ? textOf(memberOf(data, 'nextCursor')) : undefined};
};

/**
The pages of one reading. Goes on until a page is empty, whatever the total claims: providers that count one page only would lose everybody else. Where a page is shorter than it could be and the total, which counts more than one page, has come, the last question is spared.
*/
async function* readPages({api, path, filter, pageSize, isPageSizeStated}: Reading, call: Call): AsyncGenerator<Page> {
	const seen = new Set<string>();
	let total = 0;
	let cursor: string | undefined;
	for (let startIndex = 1; ;) {
		let page: Page;
		try {
			page = pageOf(
				await api(
					{
						method: 'GET',
						path,
						query: {...(cursor === undefined ? {startIndex} : {cursor}), count: pageSize, ...(filter !== undefined && {filter})},
					},
					call,
				),
			);
		} catch (error) {
			// Some providers refuse to look behind the end; it is the end only where nobody is missing
			const isEnd = startIndex > 1 && total > 0 && seen.size >= total && ['refused', 'not-found'].includes(errorInfo(error).kind);
			if (isEnd) return;
			throw error;
		}
		if (page.resources.length === 0) {
			// An empty first page may still claim that there is somebody
			if (startIndex === 1) yield page;
			return;
		}
		const before = seen.size;
		for (const {id} of page.resources) seen.add(id);
		const isSteady = startIndex === 1 ? isPageSizeStated : page.total === total;
		total = page.total ?? total;
		if (seen.size === before) {
			// A provider without paging gives the whole list again
			if (seen.size >= total && total > 0) return;
			throw misfit(
				page.answer,
				`the page from ${startIndex} with nobody new on it: the list does not go on, and ${total === 0 ? 'it does not say how many there are' : `${seen.size} of ${total} came`}`,
				'pageSize',
				'try a smaller one',
			);
		}
		yield page;
		const isLast = isSteady && page.resources.length < pageSize && seen.size === page.total;
		// Whoever pages by cursor says by itself where the end is
		if (page.cursor === undefined && (isLast || cursor !== undefined)) return;
		({cursor} = page);
		startIndex += page.resources.length;
	}
}

/**
Everything of a kind, each id once (or once more, where a second reading shows it changed).

More than `totalResults` says is as good as all: the total was wrong, or somebody was added. Fewer is half a list, as is a list whose total shrank while it was read, for then a row may have moved past us: it is read again. Where it stays too short, it throws.
*/
export async function* readAll(reading: Reading, call: Call): AsyncGenerator<Resource> {
	const known = new Set<string>();
	for (let attempt = 1; ; attempt++) {
		const before = known.size;
		const now = new Set<string>();
		let last: Page | undefined;
		let shrunk = false;
		for await (const page of readPages(reading, call)) {
			shrunk ||= (last?.total ?? 0) > (page.total ?? 0);
			last = page;
			for (const resource of page.resources) {
				if (now.has(resource.id)) continue;
				now.add(resource.id);
				known.add(resource.id);
				yield resource;
			}
		}
		const total = last?.total ?? 0;
		if (reading.ignoreTotal || !last) return;
		const isShort = now.size < total;
		// A second reading that shows nobody new has shown everybody
		if (!isShort && (!shrunk || (attempt > 1 && known.size === before))) return;
		if (attempt === readings) {
			throw misfit(
				last.answer,
				isShort
					? `${now.size} resources in all, but totalResults says ${total}: half a list is no list`
					: `another list each of ${readings} times: it changes while it is read`,
				'ignoreTotal',
				isShort ? 'set it where the provider counts users that it does not show' : 'run again at a calmer time',
			);
		}
		reading.log.debug(`${reading.path}: the list changed while it was read; reading it again`);
	}
}
