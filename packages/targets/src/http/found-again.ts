import {SettingError} from '@slack-im/core';

import type {ConfigNames} from '../type.ts';
import {slackIdPlace} from './fields.ts';
import {overlap} from './names.ts';
import type {HttpTypeOptions} from './options.ts';

/**
Refuses match keys of which a new account is sent none: nobody would find it again, and each run would create it once more.

A `body` of one's own, and a template in the path or the query, may send a key under any name, so nothing is said of those.
*/
export const keysNotSent = (options: HttpTypeOptions, names: ConfigNames): SettingError | undefined => {
	const {account, create, slackIdAt, list, find} = options;
	const {attributes, onCreate = [], keys, creates = true} = names;
	const managed = [...attributes, ...onCreate];
	const isTemplated = [create.path, ...Object.values({...create.query, ...create.headers}).flat()].some(text =>
		String(text).includes('{{'),
	);
	if (isTemplated) return undefined;
	if (!creates || (!list && !find) || create.body !== undefined || slackIdAt !== undefined || managed.length === 0) return undefined;

	const pathOf = (name: string): string => account.fields?.[name] ?? name;
	const sent = managed.map(pathOf);
	const named = keys.filter(key => key !== 'slackId');
	const places = [
		slackIdPlace(account, {keys, slackIdAt}),
		...named.map(key => account.keys?.[key] ?? pathOf(key)),
		// A system may show elsewhere what it was sent under its own name
		...named.filter(key => managed.includes(key)).map(pathOf),
	];
	if (places.some(place => place !== undefined && sent.some(path => overlap(path, place)))) return undefined;

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
