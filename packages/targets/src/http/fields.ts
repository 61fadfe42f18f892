import type {Account, Change, Json, Keys} from '@slack-im/core';

import {type Condition, condition} from './condition.ts';
import {scalarText, withoutExact} from './exact.ts';
import type {AccountSpec} from './options.ts';
import {type Getter, getter, setter, type Setter} from './path.ts';
import {createArrayFields} from './array-fields.ts';

/** A row as a target gives it. */
export type Row = Record<string, Json>;

/** How rows are accounts and attributes are fields, both ways. */
export interface Fields {
	/** A row as an account; undefined where it has no id. */
	account(row: Row, active?: boolean): Account | undefined;
	/** The managed attributes that a row shows. */
	attributes(row: Row): Record<string, Json>;
	/** What a row shows of what an update may have changed: the attributes, and the Slack id by the name of its attribute. */
	shown(row: Row): Record<string, Json>;
	/** Attributes as fields at their paths. */
	body(attributes: Readonly<Record<string, Json>>, slackId?: string): Json;
	/** A row, or nothing, with changes in it; an attribute that is cleared is null there. */
	changed(row: Json | undefined, changes: readonly Change[]): Json;
	/** What must be sent along with a change of these attributes, or of the state: the arrays that they are in, as the account was last seen. */
	around(id: string, changed: readonly string[] | 'active'): Json | undefined;
	/** An account now has what this body holds. */
	wrote(id: string, body: Json): void;
	/** What `If-Match` wants, where a row shows it. */
	version(row: Row): string | undefined;
	readonly active: Condition | undefined;
	readonly idPath: string;
	/** Where a row has each key. */
	readonly keys: readonly (readonly [name: string, path: string, get: Getter])[];
	/** Where a row has each attribute. */
	readonly places: readonly (readonly [name: string, path: string, get: Getter])[];
}

interface FieldsOptions {
	readonly attributes: readonly string[];
	/** Attributes that are read and not managed. */
	readonly shown?: readonly string[] | undefined;
	readonly keys: readonly string[];
	readonly slackIdAt: string | undefined;
}

/** JSON that was parsed is JSON: only the type has to be told. */
const isJson = (value: unknown): value is Json => value !== undefined;

/** Where a row has the Slack id: where the config says it by any of its names for that, or where the match key is. */
export const slackIdPlace = (
	{keys = {}, fields = {}}: Pick<AccountSpec, 'keys' | 'fields'>,
	{keys: matchKeys, slackIdAt}: Pick<FieldsOptions, 'keys' | 'slackIdAt'>,
): string | undefined => {
	if (keys['slackId'] !== undefined) return keys['slackId'];
	if (slackIdAt !== undefined) return fields[slackIdAt] ?? slackIdAt;
	return matchKeys.includes('slackId') ? (fields['slackId'] ?? 'slackId') : undefined;
};

const located = (name: string, path: string) => [name, path, getter(path)] as const;

export const compileFields = (spec: AccountSpec, {attributes, shown = [], keys, slackIdAt}: FieldsOptions): Fields => {
	const paths = new Map(Object.entries(spec.fields ?? {}));
	const pathOf = (name: string): string => paths.get(name) ?? name;
	const keyPaths = new Map(Object.entries(spec.keys ?? {}));
	// An account that shows its e-mail is protected by it also where it is no key
	const keyNames = [...new Set([...keys, 'email'])].filter(name => name !== 'slackId');

	const keyPlaces = keyNames.map(name => located(name, keyPaths.get(name) ?? pathOf(name)));
	const places = attributes.map(name => located(name, pathOf(name)));
	const allPlaces = [...places, ...shown.filter(name => !attributes.includes(name)).map(name => located(name, pathOf(name)))];
	const getId = getter(spec.id);
	const slackIdPath = slackIdPlace(spec, {keys, slackIdAt});
	const getSlackId = slackIdPath === undefined ? undefined : getter(slackIdPath);
	const getVersion = spec.version === undefined || spec.version.startsWith('header:') ? undefined : getter(spec.version);
	const versionOf = (row: Row): string | undefined => scalarText(getVersion?.(row));
	const active = spec.active === undefined ? undefined : condition(spec.active);
	const written = [...attributes, ...(slackIdAt === undefined ? [] : [slackIdAt])].map(pathOf);
	const arrays = createArrayFields(active ? [...written, active.path] : written);
	const setters = new Map<string, Setter>();
	const set = (body: Json | undefined, name: string, value: Json): Json => {
		let write = setters.get(name);
		if (!write) setters.set(name, (write = setter(pathOf(name))));
		return write(body, value);
	};

	const attributesOf = (row: Row, shownToo = false): Record<string, Json> => {
		const found: Record<string, Json> = {};
		for (const [name, , get] of shownToo ? allPlaces : places) {
			const value = get(row);
			if (isJson(value)) found[name] = withoutExact(value);
		}
		return found;
	};
	const keysOf = (row: Row): Keys => {
		const found: Keys = {};
		for (const [name, , get] of keyPlaces) {
			const value = scalarText(get(row));
			if (value !== undefined) found[name] = value;
		}
		return found;
	};

	return {
		active,
		idPath: spec.id,
		keys: keyPlaces,
		places,
		attributes: row => attributesOf(row),
		shown(row) {
			const slackId = getSlackId?.(row);
			return {...(slackIdAt !== undefined && isJson(slackId) && {[slackIdAt]: withoutExact(slackId)}), ...attributesOf(row)};
		},
		version: versionOf,
		around: (id, changed) => arrays.around(id, changed === 'active' ? (active ? [active.path] : []) : changed.map(pathOf)),
		wrote: (id, body) => arrays.keep(id, body),
		account(row, given) {
			const id = scalarText(getId(row));
			if (id === undefined) return undefined;
			arrays.keep(id, row);
			const slackId = scalarText(getSlackId?.(row));
			const version = versionOf(row);
			return {
				id,
				...(slackId !== undefined && {slackId}),
				keys: keysOf(row),
				active: given ?? active?.holds(row) ?? true,
				attributes: attributesOf(row, true),
				...(version !== undefined && {version}),
			};
		},
		body(given, slackId) {
			let body: Json = {};
			for (const [name, value] of Object.entries(given)) body = set(body, name, value);
			return slackIdAt === undefined || slackId === undefined ? body : set(body, slackIdAt, slackId);
		},
		changed(row, changes) {
			let body: Json = row ?? {};
			for (const {attribute, to} of changes) body = set(body, attribute, to);
			return body;
		},
	};
};
