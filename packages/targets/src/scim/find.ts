import {type Account, type Call, errorInfo, fold, type Keys} from '@slack-im/core';

import {isJsonRecord} from '../http/json.ts';
import type {ScimApi} from './api.ts';
import {memberOf, type ScimPath} from './path.ts';
import type {Resource} from './pages.ts';

interface FindOptions {
	readonly api: ScimApi;
	readonly pathOf: (name: string) => ScimPath;
	readonly toAccount: (user: Resource) => Account;
}

/** A value as a filter writes it: RFC 7644 takes JSON's text. */
const quoted = (value: string): string => JSON.stringify(value);

/**
Looks one account up by filters, one request for each key until somebody is found. Only who really carries the value counts, for some providers ignore filters they do not know.

A key that the provider refuses to search by is passed over; where nobody is found by the others, that refusal is thrown, for "could not ask" is not "not there".
*/
export const createFind =
	({api, pathOf, toAccount}: FindOptions) =>
	async ({slackId, ...keys}: Keys, call: Call): Promise<Account | undefined> => {
		const wanted: (readonly [filter: string, carries: (account: Account) => boolean])[] = [
			...(slackId === undefined ? [] : [[`externalId eq ${quoted(slackId)}`, (account: Account) => account.slackId === slackId] as const]),
			...Object.entries(keys).map(([name, value]) => {
				const attribute = name === 'email' ? 'emails.value' : pathOf(name).text;
				return [`${attribute} eq ${quoted(value)}`, (account: Account) => fold(account.keys[name] ?? '') === fold(value)] as const;
			}),
		];
		let refused: {readonly error: unknown} | undefined;
		for (const [filter, carries] of wanted) {
			try {
				const {data} = await api({method: 'GET', path: 'Users', query: {filter}}, call);
				const rows = isJsonRecord(data) ? memberOf(data, 'Resources') : undefined;
				for (const row of Array.isArray(rows) ? rows : []) {
					const id = memberOf(row, 'id');
					if (!isJsonRecord(row) || typeof id !== 'string') continue;
					const account = toAccount({id, data: row});
					if (carries(account)) return account;
				}
			} catch (error) {
				if (errorInfo(error).kind !== 'refused') throw error;
				refused = {error};
			}
		}
		if (refused) throw refused.error;
		return undefined;
	};
