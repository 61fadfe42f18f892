import {type Json, sameText} from '@slack-im/core';

/** A SCIM resource, or a part of one. */
export type ScimObject = {readonly [name: string]: Json};

/** An attribute path as RFC 7644 writes it: `userName`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`. */
export interface ScimPath {
	/** As it was written. */
	readonly text: string;
	/** Of an extension; undefined for the core schema. */
	readonly schema: string | undefined;
	readonly name: string;
	/** What a value of a multi-valued attribute must be like; empty where there is no filter. */
	readonly filter: readonly (readonly [name: string, value: Json])[];
	/** With brackets, as PATCH takes it. */
	readonly filterText: string;
	readonly sub: string | undefined;
}

export const coreUser = 'urn:ietf:params:scim:schemas:core:2.0:User';

const grammar = /^(?:(urn:[\w:.-]+):)?([A-Za-z$][\w$-]*)(\[(.*)\])?(?:\.([A-Za-z$][\w$-]*))?$/i;
const comparison = /^\s*([A-Za-z$][\w$-]*)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false|-?\d+(?:\.\d+)?)\s*(?:\s(and)\s|$)/i;

const filterOf = (text: string): [string, Json][] | undefined => {
	const conditions: [string, Json][] = [];
	for (let rest = text; ;) {
		const [whole, name, value, more] = comparison.exec(rest) ?? [];
		if (whole === undefined || name === undefined || value === undefined) return undefined;
		const parsed: Json = JSON.parse(value.startsWith('"') ? value : value.toLowerCase());
		conditions.push([name, parsed]);
		rest = rest.slice(whole.length);
		if (more === undefined) return rest === '' ? conditions : undefined;
	}
};

/** Undefined where it is no path, or one with a filter other than `eq` (joined by `and`). */
export const parsePath = (text: string): ScimPath | undefined => {
	const [, schema, name, brackets, inner, sub] = grammar.exec(text) ?? [];
	if (name === undefined) return undefined;
	const filter = inner === undefined ? [] : filterOf(inner);
	if (!filter) return undefined;
	return {
		text,
		schema: schema?.toLowerCase() === coreUser.toLowerCase() ? undefined : schema,
		name,
		filter,
		filterText: brackets ?? '',
		sub,
	};
};

export const isObject = (value: Json | undefined): value is {[name: string]: Json} =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The name as the resource writes it: SCIM's names have no case. */
const nameIn = (object: ScimObject, name: string): string => {
	if (Object.hasOwn(object, name)) return name;
	const folded = name.toLowerCase();
	return Object.keys(object).find(other => other.toLowerCase() === folded) ?? name;
};

export const memberOf = (value: Json | undefined, name: string): Json | undefined => {
	if (!isObject(value)) return undefined;
	const found = nameIn(value, name);
	return Object.hasOwn(value, found) ? value[found] : undefined;
};

const isSame = (a: Json | undefined, b: Json): boolean => a === b || sameText(a, b);

const fits = (value: Json, {filter}: ScimPath): boolean => filter.every(([name, wanted]) => isSame(memberOf(value, name), wanted));

/** One value of several has no type of its own: the provider dropped what the filter asks for. */
const isUntyped = (value: Json, {filter}: ScimPath): boolean => filter.every(([name]) => memberOf(value, name) === undefined);

/** Where the value is that a filter means; -1 where there is none. A provider that drops `type` has one value, or one value many times, to which no filter leads: that is it. */
const indexOf = (items: readonly Json[], path: ScimPath): number => {
	const exact = items.findIndex(item => fits(item, path));
	if (exact !== -1) return exact;
	const untyped = items.filter(item => isUntyped(item, path));
	const [first] = untyped;
	if (first === undefined || untyped.length < items.length) return -1;
	return untyped.every(item => isSame(memberOf(item, 'value'), memberOf(first, 'value') ?? null)) ? 0 : -1;
};

/** Whether the path leads to a value that its filter does not fit: no request can name it so. */
export const isLoose = (resource: ScimObject, path: ScimPath): boolean => {
	if (path.filter.length === 0) return false;
	const container = path.schema === undefined ? resource : memberOf(resource, path.schema);
	const items = memberOf(container, path.name);
	if (!Array.isArray(items)) return false;
	const found = items[indexOf(items, path)];
	return found !== undefined && !fits(found, path);
};

/** Whether a value is among several that have lost their types: added once more, it would be there twice, and once more with every run. */
export const isAmongUntyped = (resource: ScimObject, path: ScimPath, value: Json): boolean => {
	const items = readPath(resource, {...path, filter: [], sub: undefined});
	return (
		path.sub === 'value' && Array.isArray(items) && items.some(item => isUntyped(item, path) && isSame(memberOf(item, 'value'), value))
	);
};

/** What stands at the path; of several values without a filter all of them. */
export const readPath = (resource: ScimObject, path: ScimPath): Json | undefined => {
	const container = path.schema === undefined ? resource : memberOf(resource, path.schema);
	let value = memberOf(container, path.name);
	if (path.filter.length > 0) value = Array.isArray(value) ? value[indexOf(value, path)] : undefined;
	if (path.sub === undefined) return value;
	const {sub} = path;
	return Array.isArray(value) ? value.flatMap(item => memberOf(item, sub) ?? []) : memberOf(value, sub);
};

const withMember = (object: ScimObject, name: string, value: Json | undefined): {[name: string]: Json} => {
	const written = nameIn(object, name);
	const others = Object.fromEntries(Object.entries(object).filter(([other]) => other !== written));
	return value === undefined || value === null ? others : {...object, [written]: value};
};

const withItem = (items: readonly Json[], path: ScimPath, to: Json): Json[] => {
	const index = indexOf(items, path);
	const fresh = Object.fromEntries(path.filter);
	const found = items[index];
	const old = isObject(found) && !fits(found, path) ? {...fresh, ...found} : found;
	// A value without its `value` says nothing, so it goes as a whole
	const gone = to === null && (path.sub === undefined || path.sub === 'value');
	const item = path.sub === undefined ? (isObject(to) ? {...fresh, ...to} : to) : withMember(isObject(old) ? old : fresh, path.sub, to);
	if (index === -1) return to === null ? [...items] : [...items, item];
	return items.flatMap((other, at) => (at !== index ? [other] : gone ? [] : [item]));
};

/** A copy of the resource with another value at the path; null takes it away. What is missing on the way is made. */
export const writePath = (resource: ScimObject, path: ScimPath, to: Json): {[name: string]: Json} => {
	if (path.schema !== undefined) {
		const {schema, ...inner} = path;
		const extension = memberOf(resource, schema);
		return withMember(resource, schema, writePath(isObject(extension) ? extension : {}, {...inner, schema: undefined}, to));
	}
	const old = memberOf(resource, path.name);
	if (path.filter.length > 0) {
		const items = withItem(Array.isArray(old) ? old : [], path, to);
		return withMember(resource, path.name, items.length === 0 ? undefined : items);
	}
	if (path.sub === undefined) return withMember(resource, path.name, to);
	return withMember(resource, path.name, withMember(isObject(old) ? old : {}, path.sub, to));
};
