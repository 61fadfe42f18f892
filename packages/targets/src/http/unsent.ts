import {SettingError} from '@slack-im/core';

import type {ConfigNames} from '../type.ts';
import {overlap, type VariablePath} from './names.ts';
import type {HttpTypeOptions, WriteSpec} from './options.ts';

/** Whether a template that names this variable sends an attribute as it is to be. */
const sends = ([variable, ...rest]: VariablePath, attribute: string): boolean => {
	const names = rest.filter(step => typeof step === 'string');
	if (variable === 'changes' || variable === 'body') return true;
	if (variable === 'attributes') return names.length === 0 || overlap(names.join('.'), attribute) || attribute.startsWith(`${names[0]}[`);
	return typeof variable === 'string' && overlap([variable, ...names].join('.'), attribute);
};

/**
What an update compares and never sends: it would be planned in every run, and never come true.

@param paths - The variables that the templates of the update name.
*/
export const unsentInUpdate = (
	{account, slackIdAt}: Pick<HttpTypeOptions, 'account' | 'slackIdAt'>,
	{body}: WriteSpec,
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
