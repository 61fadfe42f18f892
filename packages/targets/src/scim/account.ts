import type {Account, Json, Keys} from '@slack-im/core';

import {isJsonRecord} from '../http/json.ts';
import type {Answer} from '../http/rows.ts';
import {isActive} from './change.ts';
import type {Groups} from './groups.ts';
import type {Resource} from './pages.ts';
import {memberOf, readPath, type ScimPath} from './path.ts';

/** Where SCIM keeps the id that the client gives: here the Slack id. */
export const slackIdAt = 'externalId';

/** Text, or a number as text; nothing where it is empty. */
export const textOf = (value: Json | undefined): string | undefined =>
	typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** The e-mail that counts: the primary one, else the one for work, else the first. */
const emailOf = ({data}: Resource): string | undefined => {
	const all = memberOf(data, 'emails');
	if (!Array.isArray(all)) return textOf(all);
	const isWork = (item: Json): boolean => textOf(memberOf(item, 'type'))?.toLowerCase() === 'work';
	const email = all.find(item => memberOf(item, 'primary') === true) ?? all.find(isWork) ?? all[0];
	return textOf(memberOf(email, 'value') ?? email);
};

/** The version of a resource, in its body or beside it. */
export const versionIn = ({data, headers}: Answer): string | undefined =>
	(isJsonRecord(data) ? textOf(memberOf(data['meta'], 'version')) : undefined) ?? headers.get('etag') ?? undefined;

interface AccountOptions {
	readonly attributes: readonly string[];
	readonly keys: readonly string[];
	readonly pathOf: (name: string) => ScimPath;
	readonly groups: Groups;
	/** Whether the Slack id is kept. */
	readonly hasSlackId: boolean;
}

const present = <T>(pairs: readonly (readonly [string, T | undefined])[]): Record<string, T> =>
	Object.fromEntries(pairs.filter((pair): pair is readonly [string, T] => pair[1] !== undefined));

/** Makes the translation of users into accounts. */
export const accountReader = ({attributes, keys, pathOf, groups, hasSlackId}: AccountOptions): ((user: Resource) => Account) => {
	// An account that shows its e-mail is protected by it also where it is no key
	const keyNames = [...new Set([...keys, 'email'])].filter(name => name !== 'slackId');
	return user => {
		const {id, data} = user;
		const slackId = hasSlackId ? textOf(memberOf(data, slackIdAt)) : undefined;
		const version = textOf(memberOf(memberOf(data, 'meta'), 'version'));
		const foundKeys: Keys = present(keyNames.map(name => [name, name === 'email' ? emailOf(user) : textOf(readPath(data, pathOf(name)))]));
		return {
			id,
			...(slackId !== undefined && {slackId}),
			keys: foundKeys,
			active: isActive(memberOf(data, 'active')),
			attributes: present(attributes.map(name => [name, name === 'groups' ? groups.of(user) : readPath(data, pathOf(name))])),
			...(version !== undefined && {version}),
		};
	};
};
