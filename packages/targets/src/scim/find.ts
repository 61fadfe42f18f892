import {type Account, type Call, errorInfo, hasKey, type Keys, lookupIn} from '@slack-im/core';

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

/**
Looks one account up by filters, one request for each key until somebody is found. Only who really carries the value counts, for some providers ignore filters they do not know.

Where the provider has no filters, or refuses this one, the list is looked through: it is read once for all who ask until something is written.
*/
export const createFinder = ({api, provider, list, pathOf, toAccount}: FindOptions): Finder => {
	let all: Promise<ReturnType<typeof lookupIn>> | undefined;
	const readAll = async (call: Call): Promise<ReturnType<typeof lookupIn>> => {
		const accounts: Account[] = [];
		for await (const account of list(call)) accounts.push(account);
		return lookupIn(accounts);
	};
	const inList = async (wanted: Keys, call: Call): Promise<Account | undefined> => {
		all ??= readAll(call);
		try {
			return (await all)(wanted)?.account;
		} catch (error) {
			all = undefined;
			throw error;
		}
	};

	const byFilter = async (filter: string, wanted: Keys, call: Call): Promise<Account | undefined> => {
		const {data} = await api({method: 'GET', path: 'Users', query: {filter}}, call);
		const rows = isJsonRecord(data) ? memberOf(data, 'Resources') : undefined;
		for (const row of Array.isArray(rows) ? rows : []) {
			const id = isJsonRecord(row) ? textOf(memberOf(row, 'id')) : undefined;
			if (!isJsonRecord(row) || id === undefined) continue;
			const account = await toAccount({id, data: row}, call);
			if (hasKey(account, wanted)) return account;
		}
		return undefined;
	};

	return {
		forget() {
			all = undefined;
		},
		async find(wanted, call) {
			if (!(await provider(call)).filter) return inList(wanted, call);
			const {slackId, ...keys} = wanted;
			let isRefused = false;
			for (const [name, value] of Object.entries({...(slackId !== undefined && {slackId}), ...keys})) {
				const attribute = name === 'slackId' ? 'externalId' : name === 'email' ? 'emails.value' : pathOf(name).text;
				try {
					const account = await byFilter(`${attribute} eq ${quoted(value)}`, {[name]: value}, call);
					if (account) return account;
				} catch (error) {
					if (errorInfo(error).kind !== 'refused') throw error;
					isRefused = true;
				}
			}
			return isRefused ? inList(wanted, call) : undefined;
		},
	};
};
