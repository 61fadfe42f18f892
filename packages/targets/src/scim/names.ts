import {SettingError} from '@slack-im/core';

import {parsePath, type ScimPath} from './path.ts';

/** What SCIM or this target keeps itself: nobody may map it. */
const kept: Readonly<Record<string, readonly [what: string, hint: string]>> = {
	id: ['is made by the provider', 'Take it out; an id of your own belongs into another attribute, as in employeeNumber.'],
	externalid: ['holds the Slack id, which ties an account to its person', 'Take it out: slack-im writes it by itself.'],
	active: ['is the state of the account', 'Take it out: joiners, leavers and returners set it (`leavers`, `returners`).'],
	meta: ['is made by the provider', 'Take it out.'],
	schemas: ['is made of the attributes that are sent', 'Take it out.'],
};

/** Attributes of several values, each with a type: as a whole they are no text. */
const several = new Set(['emails', 'phonenumbers', 'ims', 'photos', 'addresses', 'x509certificates']);
/** Of these some providers take plain values as a whole. */
const listed = new Set([...several, 'roles', 'entitlements']);

const pathHint =
	'Write it as in userName, name.givenName, emails[type eq "work"].value or urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department.';

interface Problem {
	readonly message: string;
	readonly hint: string;
}

const problemOf = (name: string): Problem | undefined => {
	const path = parsePath(name);
	if (!path) return {message: `${name} is no SCIM attribute path`, hint: pathHint};
	if (path.schema !== undefined) return undefined;
	const root = path.name.toLowerCase();
	const [what, hint] = (Object.hasOwn(kept, root) && kept[root]) || [];
	if (what !== undefined && hint !== undefined) return {message: `${name} cannot be mapped: it ${what}`, hint};
	if (root === 'groups' && name !== 'groups')
		return {
			message: `${name} cannot be mapped: a user's groups are not written there`,
			hint: 'Write it groups: the set of the groups by their display names.',
		};
	if (root === 'name' && path.sub === undefined)
		return {message: `${name} is no text, but has parts`, hint: 'Write name.givenName, name.familyName or name.formatted.'};
	const example = `${path.name}[type eq "work"]`;
	if (listed.has(root) && path.filter.length === 0 && (path.sub !== undefined || several.has(root)))
		return {
			message: `${name} has several values: it does not say which of them`,
			hint: `Write it as in ${example}.${path.sub ?? partOf(root)}.`,
		};
	if (several.has(root) && root !== 'addresses' && path.sub === undefined)
		return {message: `${name} is no text, but has parts`, hint: `Write it as in ${name}.value.`};
	return undefined;
};

const partOf = (root: string): string => (root === 'addresses' ? 'country' : 'value');

/** Two names are one attribute where they differ in case alone: SCIM's names have none. */
const sameAttribute = ({schema = '', name, filter, sub = ''}: ScimPath): string =>
	JSON.stringify([schema, name, filter.map(([part, value]) => [part.toLowerCase(), value]), sub]).toLowerCase();

/** Names of attributes that cannot be kept in step, each with the way out. */
export const nameProblems = (names: readonly string[]): SettingError[] => {
	const found: SettingError[] = [];
	const first = new Map<string, string>();
	for (const name of names) {
		const problem = problemOf(name);
		if (problem) found.push(new SettingError(['attributes', name], problem.message, {hint: problem.hint}));
		const path = parsePath(name);
		if (!path) continue;
		const key = sameAttribute(path);
		const twin = first.get(key);
		if (twin === undefined) first.set(key, name);
		else
			found.push(
				new SettingError(['attributes', name], `${name} and ${twin} are one attribute`, {
					hint: 'Take one of them out: SCIM names have no case.',
				}),
			);
	}
	return found;
};
