import type {Json} from '@slack-im/core';

import {coreUser, isAmongUntyped, isLoose, isObject, memberOf, readPath, type ScimObject, type ScimPath, writePath} from './path.ts';

/** A change whose attribute is a path of the user. */
export interface PathChange {
	readonly path: ScimPath;
	readonly from: Json | undefined;
	readonly to: Json;
}

export type Operation = {readonly op: 'add' | 'replace' | 'remove'; readonly path?: string; readonly value?: Json};

const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const isNothing = (value: Json | undefined): boolean => value === undefined || value === null;

/** Whether a patch has to know first which of several values are there: only what is there, and what a filter leads to, can be replaced. */
export const needsResource = (changes: readonly PathChange[]): boolean => changes.some(({path}) => path.filter.length > 0);

const placeOf = ({schema, name}: ScimPath): string => (schema === undefined ? name : `${schema}:${name}`);

const removal = (path: ScimPath): Operation => ({
	op: 'remove',
	path: path.sub === 'value' && path.filter.length > 0 ? placeOf(path) + path.filterText : path.text,
});

/** One of several values that is not there yet, made of all that is to be in it. */
interface Addition {
	readonly place: string;
	readonly item: ScimObject;
}

const withChange = (addition: Addition | undefined, {path, to}: PathChange): Addition => {
	const item = addition?.item ?? Object.fromEntries(path.filter);
	return {place: placeOf(path), item: path.sub === undefined ? {...item, ...(isObject(to) && to)} : {...item, [path.sub]: to}};
};

/** A list as a whole: for values that no filter leads to. */
const wholeList = (resource: ScimObject, path: ScimPath): Operation => {
	const value = readPath(resource, {...path, filter: [], sub: undefined});
	return value === undefined ? {op: 'remove', path: placeOf(path)} : {op: 'replace', path: placeOf(path), value};
};

/**
The operations of a PATCH, in the forms that providers are known to take: plain attributes alone as one value without a path; everything else, and what goes along with it, by its path; what is not there yet is added, whole where it is one of several values; what is cleared is removed.

@param resource - The user as it is, where {@link needsResource} says so.
*/
export const operationsOf = (changes: readonly PathChange[], resource: ScimObject = {}): Operation[] => {
	const plain: (PathChange & {readonly to: Json})[] = [];
	const added = new Map<string, Addition>();
	const lists = new Map<string, ScimPath>();
	const others: Operation[] = [];
	let after = resource;
	for (const change of changes) {
		const {path, from, to} = change;
		if (isNothing(to) && isNothing(from)) continue;
		const isThere = path.filter.length === 0 || !isNothing(readPath(resource, {...path, sub: undefined}));
		if (isLoose(resource, path)) {
			after = writePath(after, path, to);
			lists.set(placeOf(path), path);
		} else if (isNothing(to)) {
			others.push(removal(path));
		} else if (isNothing(from) && !isThere) {
			if (isAmongUntyped(resource, path, to)) continue;
			const key = placeOf(path) + path.filterText;
			added.set(key, withChange(added.get(key), change));
		} else if (path.schema === undefined && path.filter.length === 0 && path.sub === undefined) {
			plain.push(change);
		} else {
			others.push({op: isNothing(from) ? 'add' : 'replace', path: path.text, value: to});
		}
	}
	const byPath = [
		...others,
		...[...added.values()].map(({place, item}): Operation => ({op: 'add', path: place, value: [item]})),
		...[...lists.values()].map(path => wholeList(after, path)),
	];
	if (plain.length === 0) return byPath;
	// Providers that know both forms need not know both in one request
	return byPath.length > 0
		? [...plain.map(({path, to}): Operation => ({op: 'replace', path: path.text, value: to})), ...byPath]
		: [{op: 'replace', value: Object.fromEntries(plain.map(({path, to}) => [path.name, to]))}];
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
export const newResource = (slackId: string | undefined, values: readonly {readonly path: ScimPath; readonly to: Json}[]): ScimObject => {
	const user = values.reduce<ScimObject>((made, {path, to}) => writePath(made, path, to), {active: true});
	return withSchemas({schemas: [coreUser], ...user, ...(slackId !== undefined && {externalId: slackId})});
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
