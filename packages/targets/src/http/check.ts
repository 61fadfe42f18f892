import {SettingError, type VariablePath} from '@slack-im/core';

import type {ConfigNames} from '../type.ts';
import {slackIdPlace} from './fields.ts';
import type {HttpTypeOptions, WriteSpec} from './options.ts';

const leadsInto = (outer: string, inner: string): boolean => inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);

/** Whether two paths are one, or one leads into the other. */
const overlap = (one: string, other: string): boolean => one === other || leadsInto(one, other) || leadsInto(other, one);

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

/** Whether a template that names this variable sends an attribute as it is to be. */
const sends = ([variable, ...rest]: VariablePath, attribute: string): boolean => {
	if (variable === 'changes' || variable === 'body') return true;
	const names = rest.filter(step => typeof step === 'string');
	if (variable !== 'attributes') return false;
	return names.length === 0 || overlap(names.join('.'), attribute) || attribute.startsWith(`${names[0]}[`);
};

/**
What an update compares and never sends: it would be planned in every run, and never come true.

@param paths - The variables that the templates of the update name.
*/
export const unsentInUpdate = (
	{account, slackIdAt}: Pick<HttpTypeOptions, 'account' | 'slackIdAt'>,
	{body}: Pick<WriteSpec, 'body'>,
	paths: readonly VariablePath[],
	{attributes, keys, updates = true}: ConfigNames,
): SettingError[] => {
	if (!updates || body === undefined) return [];
	const pathOf = (name: string): string => account.fields?.[name] ?? name;
	// Where people are matched by the id alone, a new value of it is another account and no change
	const isIdAlone = slackIdAt === undefined && keys.every(key => (account.keys?.[key] ?? pathOf(key)) === account.id);
	const compared = slackIdAt === undefined ? attributes : [...attributes, slackIdAt];
	const isLink = (name: string): boolean => name === slackIdAt;
	const isSent = (name: string): boolean => paths.some(path => sends(path, name) || (isLink(name) && path[0] === 'slackId'));
	const missing = compared.filter(name => !isSent(name) && !(isIdAlone && pathOf(name) === account.id));
	return missing.map(
		name =>
			new SettingError(['update', 'body'], `does not send \`${name}\`: a change of it would be planned in every run, and never be made`, {
				hint: isLink(name)
					? 'Add the Slack id as `{{ slackId }}`, or give `slackIdAt` up and say in `account.keys.slackId` where it is only read.'
					: `Add it as \`{{ attributes.${name} }}\`, or set \`onCreate: true\` for the attribute, which is then compared no more.`,
			}),
	);
};
