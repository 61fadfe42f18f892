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

/** How a PATCH names what it changes: each by its path (`emails[type eq "work"].value`); the attributes as a whole by their names (`emails`); or these as one value without a path, which is for changes without a filter. */
export type Form = 'paths' | 'attributes' | 'value';

/** Whether a form has to know the user first: to tell which of several values are there, or to send along what is around the change. */
export const needsResource = (changes: readonly PathChange[], form: Form): boolean =>
	changes.some(
		({path: {filter, sub, schema}}) =>
			filter.length > 0 || (form !== 'paths' && sub !== undefined) || (form === 'value' && schema !== undefined),
	);

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

/** The attribute of a path as a whole, with everything in it. */
const wholeAttribute = (resource: ScimObject, path: ScimPath): Operation => {
	const value = readPath(resource, {...path, filter: [], sub: undefined});
	return value === undefined ? {op: 'remove', path: placeOf(path)} : {op: 'replace', path: placeOf(path), value};
};

/** Each change by its path; what is not there yet is added, whole where it is one of several values; what no filter leads to goes as a whole list. */
const byPath = (changes: readonly PathChange[], resource: ScimObject): Operation[] => {
	const added = new Map<string, Addition>();
	const lists = new Map<string, ScimPath>();
	const others: Operation[] = [];
	let after = resource;
	for (const change of changes) {
		const {path, from, to} = change;
		const isThere = path.filter.length === 0 || !isNothing(readPath(resource, {...path, sub: undefined}));
		const isPlain = path.schema === undefined && path.filter.length === 0 && path.sub === undefined;
		if (isLoose(resource, path)) {
			after = writePath(after, path, to);
			lists.set(placeOf(path), path);
		} else if (isNothing(to)) {
			others.push(removal(path));
		} else if (isNothing(from) && !isThere) {
			if (isAmongUntyped(resource, path, to)) continue;
			const key = placeOf(path) + path.filterText;
			added.set(key, withChange(added.get(key), change));
		} else {
			others.push({op: isNothing(from) && !isPlain ? 'add' : 'replace', path: path.text, value: to});
		}
	}
	return [
		...others,
		...[...added.values()].map(({place, item}): Operation => ({op: 'add', path: place, value: [item]})),
		...[...lists.values()].map(path => wholeAttribute(after, path)),
	];
};

/**
The operations of a PATCH in one form. What is cleared is removed; without a path, it is null.

@param resource - The user as it is, where {@link needsResource} says so.
*/
export const operationsOf = (changes: readonly PathChange[], form: Form, resource: ScimObject = {}): Operation[] => {
	const real = changes.filter(({from, to}) => !isNothing(to) || !isNothing(from));
	if (form === 'paths') return byPath(real, resource);
	const after = real.reduce<ScimObject>((user, {path, to}) => writePath(user, path, to), resource);
	if (form === 'attributes') return [...new Map(real.map(({path}) => [placeOf(path), wholeAttribute(after, path)])).values()];
	if (real.length === 0) return [];
	const values = real.map(({path: {schema, name}}): [string, Json] => {
		if (schema === undefined) return [name, memberOf(after, name) ?? null];
		const cleared = real.filter(({path, to}) => path.schema === schema && isNothing(to)).map(({path}) => [path.name, null]);
		const extension = memberOf(after, schema);
		return [schema, {...Object.fromEntries(cleared), ...(isObject(extension) && extension)}];
	});
	return [{op: 'replace', value: Object.fromEntries(values)}];
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
