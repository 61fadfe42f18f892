import {namedKey, sameText} from './key.ts';
import type {Account, Keys} from './target.ts';

/** Whether an account has one of the values that are looked for. A Slack id is compared as it is. */
export const hasKey = (account: Pick<Account, 'slackId' | 'keys'>, {slackId, ...keys}: Keys): boolean =>
	(slackId !== undefined && account.slackId === slackId) ||
	Object.entries(keys).some(([name, value]) => sameText(account.keys[name], value));

/** An account, and the first of the values looked for that it has. */
export interface Holder {
	readonly account: Account;
	readonly on: {readonly key: string; readonly value: string};
}

/** Makes the look-up of accounts by their Slack id, then by each key in the order given. */
export const lookupIn = (accounts: readonly Account[]): ((keys: Keys) => Holder | undefined) => {
	const bySlackId = new Map(accounts.flatMap(account => (account.slackId === undefined ? [] : [[account.slackId, account] as const])));
	const byKey = new Map(
		accounts.flatMap(account => Object.entries(account.keys).map(([name, value]) => [namedKey(name, value), account] as const)),
	);
	return ({slackId, ...keys}) => {
		const linked = slackId === undefined ? undefined : bySlackId.get(slackId);
		if (linked) return {account: linked, on: {key: 'slackId', value: slackId!}};
		for (const [name, value] of Object.entries(keys)) {
			const account = byKey.get(namedKey(name, value));
			if (account) return {account, on: {key: name, value}};
		}
		return undefined;
	};
};
