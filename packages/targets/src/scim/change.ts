import type {Json} from '@slack-im/core';

import {coreUser, isObject, memberOf, readPath, type ScimObject, type ScimPath, writePath} from './path.ts';

/** A change whose attribute is a path of the user. */
export interface PathChange {
	readonly path: ScimPath;
	readonly from: Json | undefined;
	readonly to: Json;
}

export type Operation = {readonly op: 'add' | 'replace' | 'remove'; readonly path?: string; readonly value?: Json};

const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const isNothing = (value: Json | undefined): boolean => value === undefined || value === null;

/** Whether a patch has to know first which of several values are there: only what is there can be replaced. */
export const needsResource = (changes: readonly PathChange[]): boolean =>
	changes.some(({path, from, to}) => path.filter.length > 0 && isNothing(from) && !isNothing(to));

const placeOf = ({schema, name}: ScimPath): string => (schema === undefined ? name : `${schema}:${name}`);

const removal = (path: ScimPath): Operation => ({
	op: 'remove',
	path: path.sub === 'value' && path.filter.length > 0 ? placeOf(path) + path.filterText : path.text,
});

/**
The operations of a PATCH, in the forms that providers are known to take: plain attributes as one value without a path, everything else by its path; what is not there yet is added, whole where it is one of several values; what is cleared is removed.

@param resource - The user as it is, where {@link needsResource} says so.
*/
export const operationsOf = (changes: readonly PathChange[], resource: ScimObject = {}): Operation[] => {
	let plain: {[name: string]: Json} = {};
	const added = new Map<string, {readonly place: string; item: ScimObject}>();
	const others: Operation[] = [];
	for (const {path, from, to} of changes) {
		const {filter, filterText, sub} = path;
		if (isNothing(to)) {
			if (!isNothing(from)) others.push(removal(path));
		} else if (filter.length > 0 && isNothing(from) && isNothing(readPath(resource, {...path, sub: undefined}))) {
			const key = placeOf(path) + filterText;
			const {item} = added.get(key) ?? {item: Object.fromEntries(filter)};
			added.set(key, {place: placeOf(path), item: sub === undefined ? {...item, ...(isObject(to) && to)} : {...item, [sub]: to}});
		} else if (path.schema === undefined && filter.length === 0 && sub === undefined) {
			plain = {...plain, [path.name]: to};
		} else {
			others.push({op: isNothing(from) ? 'add' : 'replace', path: path.text, value: to});
		}
	}
	const first: Operation[] = Object.keys(plain).length > 0 ? [{op: 'replace', value: plain}] : [];
	return [...first, ...others, ...[...added.values()].map(({place, item}): Operation => ({op: 'add', path: place, value: [{...item}]}))];
};

export const patchBody = (operations: readonly Operation[]): Json => ({
	schemas: [patchSchema],
	Operations: operations.map(operation => ({...operation})),
});

/** What providers make themselves: a PUT has no say in it. */
const readOnly = ['id', 'meta', 'groups'];

/** A resource as a PUT takes it. */
export const withoutReadOnly = (resource: ScimObject): {[name: string]: Json} =>
	Object.fromEntries(Object.entries(resource).filter(([name]) => !readOnly.includes(name.toLowerCase())));

const withSchemas = (resource: ScimObject): {[name: string]: Json} => {
	const given = memberOf(resource, 'schemas');
	const extensions = Object.keys(resource).filter(name => /^urn:/i.test(name));
	return {...resource, schemas: [...new Set([...(Array.isArray(given) ? given : [coreUser]), ...extensions])]};
};

/** A user with changes in it, whole, as a PUT takes it. */
export const changedResource = (resource: ScimObject, changes: readonly PathChange[]): ScimObject =>
	withSchemas(changes.reduce<ScimObject>((user, {path, to}) => writePath(user, path, to), withoutReadOnly(resource)));

/** A new user. */
export const newResource = (slackId: string, values: readonly {readonly path: ScimPath; readonly to: Json}[]): ScimObject => {
	const user = values.reduce<ScimObject>((made, {path, to}) => writePath(made, path, to), {active: true});
	return withSchemas({schemas: [coreUser], ...user, externalId: slackId});
};

/** Some providers write booleans as text. */
export const isTrue = (value: Json | undefined): boolean => value === true || (typeof value === 'string' && value.toLowerCase() === 'true');

/** Who has no state is active. */
export const isActive = (value: Json | undefined): boolean => isNothing(value) || isTrue(value);

/** The state in the manner of the provider: a boolean, or the text that it writes itself. */
export const stateLike = (old: Json | undefined, active: boolean): boolean | string => {
	if (typeof old !== 'string') return active;
	const text = String(active);
	return /^[A-Z]/.test(old) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
};
