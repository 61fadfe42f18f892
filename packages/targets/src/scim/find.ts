import {type Account, type Call, errorInfo, fold, type Keys} from '@slack-im/core';

import {isJsonRecord} from '../http/json.ts';
import {textOf} from './account.ts';
import type {ScimApi} from './api.ts';
import {memberOf, type ScimPath} from './path.ts';
import type {Resource} from './pages.ts';
import type {Provider} from './provider.ts';

interface FindOptions {
	readonly api: ScimApi;
	readonly provider: (call: Call) => Promise<Provider>;
	readonly list: (call: Call) => AsyncIterable<Account>;
	readonly pathOf: (name: string) => ScimPath;
	readonly toAccount: (user: Resource, call: Call) => Promise<Account>;
}

/** Looks single accounts up. */
export interface Finder {
	find(keys: Keys, call: Call): Promise<Account | undefined>;
	/** What was read is no longer so: something was written. */
	forget(): void;
}

/** A value as a filter writes it: RFC 7644 takes JSON's text. */
const quoted = (value: string): string => JSON.stringify(value);

const marks = ({slackId, keys}: Account): string[] => [
	...(slackId === undefined ? [] : [`slackId ${slackId}`]),
	...Object.entries(keys).map(([name, value]) => `${name} ${fold(value)}`),
];

/**
Looks one account up by filters, one request for each key until somebody is found. Only who really carries the value counts, for some providers ignore filters they do not know.

Where the provider has no filters, or refuses this one, the list is looked through: it is read once for all who ask until something is written.
*/
export const createFinder = ({api, provider, list, pathOf, toAccount}: FindOptions): Finder => {
	let all: Promise<ReadonlyMap<string, Account>> | undefined;
	const readAll = async (call: Call): Promise<ReadonlyMap<string, Account>> => {
		const found = new Map<string, Account>();
		for await (const account of list(call)) for (const mark of marks(account)) found.set(mark, account);
		return found;
	};
	const inList = async (wanted: readonly string[], call: Call): Promise<Account | undefined> => {
		all ??= readAll(call);
		try {
			const known = await all;
			return wanted.map(mark => known.get(mark)).find(account => account !== undefined);
		} catch (error) {
			all = undefined;
			throw error;
		}
	};

	const byFilter = async (filter: string, mark: string, call: Call): Promise<Account | undefined> => {
		const {data} = await api({method: 'GET', path: 'Users', query: {filter}}, call);
		const rows = isJsonRecord(data) ? memberOf(data, 'Resources') : undefined;
		for (const row of Array.isArray(rows) ? rows : []) {
			const id = isJsonRecord(row) ? textOf(memberOf(row, 'id')) : undefined;
			if (!isJsonRecord(row) || id === undefined) continue;
			const account = await toAccount({id, data: row}, call);
			if (marks(account).includes(mark)) return account;
		}
		return undefined;
	};

	return {
		forget() {
			all = undefined;
		},
		async find({slackId, ...keys}, call) {
			const wanted = [
				...(slackId === undefined ? [] : [['externalId', slackId, `slackId ${slackId}`] as const]),
				...Object.entries(keys).map(
					([name, value]) => [name === 'email' ? 'emails.value' : pathOf(name).text, value, `${name} ${fold(value)}`] as const,
				),
			];
			const allMarks = wanted.map(([, , mark]) => mark);
			if (!(await provider(call)).filter) return inList(allMarks, call);
			let isRefused = false;
			for (const [attribute, value, mark] of wanted) {
				try {
					const account = await byFilter(`${attribute} eq ${quoted(value)}`, mark, call);
					if (account) return account;
				} catch (error) {
					if (errorInfo(error).kind !== 'refused') throw error;
					isRefused = true;
				}
			}
			return isRefused ? inList(allMarks, call) : undefined;
		},
	};
};
