import {SettingError} from '@slack-im/core';

import type {ConfigNames} from '../type.ts';
import {slackIdPlace} from './fields.ts';
import type {HttpTypeOptions} from './options.ts';

/** Whether two paths are one, or one leads into the other. */
const isWithin = (one: string, other: string): boolean =>
	one === other ||
	[`${one}.`, `${one}[`].some(start => other.startsWith(start)) ||
	[`${other}.`, `${other}[`].some(start => one.startsWith(start));

/**
Refuses match keys of which a new account is sent none: nobody would find it again, and each run would create it once more.

A `body` of one's own may send a key under any name, so nothing is said of that.
*/
export const keysNotSent = (options: HttpTypeOptions, names: ConfigNames): SettingError | undefined => {
	const {account, create, slackIdAt, list, find} = options;
	const {attributes, onCreate = [], keys, creates = true} = names;
	const managed = [...attributes, ...onCreate];
	if (!creates || (!list && !find) || create.body !== undefined || slackIdAt !== undefined || managed.length === 0) return undefined;

	const pathOf = (name: string): string => account.fields?.[name] ?? name;
	const sent = managed.map(pathOf).filter(path => !create.omit?.includes(path));
	const places = [
		slackIdPlace(account, {keys, slackIdAt}),
		...keys.filter(key => key !== 'slackId').map(key => account.keys?.[key] ?? pathOf(key)),
	];
	if (places.some(place => place !== undefined && sent.some(path => isWithin(path, place)))) return undefined;

	const [first = 'email'] = keys;
	const field = sent[0] ?? 'login';
	return new SettingError(
		['match'],
		`${keys.map(key => `\`${key}\``).join(' and ')} ${keys.length === 1 ? 'is' : 'are'} sent with no new account: nobody would find it again, and each run would create it once more`,
		{
			hint:
				first === 'slackId'
					? 'Set `slackIdAt`: where an account keeps the Slack id.'
					: `Add \`${first}\` to \`attributes\`; or say in \`account.keys\` which field has it, as in {${first}: ${field}}; or set \`slackIdAt\`.`,
		},
	);
};
