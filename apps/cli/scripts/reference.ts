import {membersOf, writtenJsonSchema, type JsonSchema, policyKeys} from '@slack-im/config';
import {soundsSecret} from '@slack-im/core';

interface Row {
	readonly key: string;
	readonly schema: JsonSchema;
	readonly required: boolean;
	/** Keys that stood in objects before, with the same meaning: they are named only. */
	readonly repeated?: {readonly names: readonly string[]; readonly where: readonly string[]};
}

/** What stands on the page already: by name and schema, the object it stood in. */
type Seen = Map<string, string>;

/** The keys of an object; those of objects within follow theirs, with dots. What stood in an earlier object is not told again. */
const rowsOf = (
	schema: JsonSchema,
	{prefix = '', deep = true, seen = new Map()}: {prefix?: string; deep?: boolean; seen?: Seen} = {},
): Row[] => {
	const owner = prefix.replace(/(\[\])?\.$/, '');
	const keys = Object.entries(schema.properties ?? {}).map(([name, inner]) => ({
		name,
		inner,
		identity: `${name} ${JSON.stringify(inner)}`,
	}));
	const repeated = keys.filter(({identity}) => seen.has(identity) && prefix !== '');
	const fresh = keys.filter(key => !repeated.includes(key));
	const where = [...new Set(repeated.map(({identity}) => seen.get(identity) ?? ''))];
	for (const {identity} of fresh) seen.set(identity, owner);

	const rows = fresh.flatMap(({name, inner}): Row[] => {
		const key = prefix + name;
		const row: Row = {key, schema: inner, required: schema.required?.includes(name) === true && inner.default === undefined};
		const nested = deep ? nestedObject(inner) : undefined;
		return nested === undefined ? [row] : [row, ...rowsOf(nested.schema, {prefix: `${key}${nested.list ? '[].' : '.'}`, seen})];
	});
	if (repeated.length === 0) return rows;
	return [{key: prefix, schema: {}, required: false, repeated: {names: repeated.map(({name}) => name), where}}, ...rows];
};

/** The object that a value is, or may be, or that the items of a list are. */
const nestedObject = (schema: JsonSchema): {schema: JsonSchema; list: boolean} | undefined => {
	if (schema.properties !== undefined) return {schema, list: false};
	if (schema.items !== undefined) {
		const inner = nestedObject(schema.items);
		return inner === undefined ? undefined : {schema: inner.schema, list: true};
	}
	for (const member of schema.anyOf ?? schema.oneOf ?? []) {
		const inner = nestedObject(member);
		if (inner !== undefined) return inner;
	}
	return undefined;
};

const isDuration = ({anyOf}: JsonSchema): boolean => anyOf?.some(({pattern}) => pattern?.includes('(ms|s|m|h|d)') === true) === true;

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** What kind of value a key takes, in words. */
const typeText = (schema: JsonSchema, isSecret = false): string => {
	if (isDuration(schema)) return 'duration';
	if (isSecret) return 'secret';
	if (schema['x-function'] === true) return 'function (TypeScript)';
	if (schema.$ref !== undefined) return 'any value';
	if (schema.const !== undefined) return code(schema.const);
	if (schema.enum !== undefined) return schema.enum.map(code).join(', ');
	if (typeof schema.type === 'object') return 'value';
	const members = membersOf(schema);
	if (members !== undefined) return [...new Set(members.map(member => typeText(member)))].join(' or ');
	switch (schema.type) {
		case 'string':
			return schema.format === 'uri' ? 'URL' : 'text';
		case 'number':
			return schema.minimum === 0 && schema.maximum === 1 ? 'number, 0–1' : 'number';
		case 'integer':
			return 'whole number';
		case 'boolean':
			return '`true` or `false`';
		case 'null':
			return '`null`';
		case 'array':
			return `list${schema.items === undefined ? '' : ` of ${plural(typeText(schema.items))}`}`;
		case 'object':
			return schema.properties === undefined && typeof schema.additionalProperties === 'object' ? 'names and values' : 'keys';
		case undefined:
		default:
			return 'any value';
	}
};

const plural = (type: string): string =>
	({text: 'texts', value: 'values', keys: 'keys', number: 'numbers', 'whole number': 'whole numbers', 'any value': 'values'})[type] ?? type;

const isEmpty = (value: unknown): boolean =>
	value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0);

/** Where a value belongs that comes from the environment only. */
const isSecretRow = ({key, schema}: Row): boolean =>
	schema.secret ?? (schema.type === 'string' && soundsSecret(key.split('.').at(-1) ?? key));

/** A default of one word, where only the description knows it. */
const toldDefault = /(?:^| )Default:? `?([\w.-]+)`?\.$/;

/** The default, where the schema or the description has a short one; longer ones stay in the description. */
const defaultText = ({schema, required}: Row): string => {
	if (required) return '**required**';
	if (!isEmpty(schema.default)) return code(schema.default);
	const [, told] = toldDefault.exec(schema.description ?? '') ?? [];
	return told === undefined ? '' : code(told);
};

const meaning = ({description = '', default: byDefault}: JsonSchema): string => {
	const text = (isEmpty(byDefault) ? description : description.replace(/ Default:? [^.]*(\.[^\s.][^.]*)*\.$/, '')).replace(toldDefault, '');
	return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
};

const line = (row: Row): string => {
	if (row.repeated === undefined)
		return `| \`${row.key}\` | ${typeText(row.schema, isSecretRow(row)).replaceAll('|', '\\|')} | ${defaultText(row)} | ${meaning(row.schema)} |`;
	const {names, where} = row.repeated;
	const places = where.map(place => (place === '' ? 'the target itself' : `\`${place}\``)).join(' and ');
	return `| ${names.map(name => `\`${row.key}${name}\``).join(', ')} | | | As in ${places}. |`;
};

const table = (rows: readonly Row[]): string =>
	['| key | value | default | meaning |', '| --- | --- | --- | --- |', ...rows.map(row => line(row))].join('\n');

const typeName = (type: JsonSchema): string => String(type.properties?.['type']?.const);

/** A schema with those of its keys that are wanted. */
const withKeys = (schema: JsonSchema | undefined, isWanted: (key: string) => boolean): JsonSchema => ({
	...schema,
	properties: Object.fromEntries(Object.entries(schema?.properties ?? {}).filter(([key]) => isWanted(key))),
});

/** What the page can show of the schema. */
const parts = () => {
	const root = writtenJsonSchema();
	const union = root.properties?.['targets']?.additionalProperties;
	const types = typeof union === 'object' ? (union.oneOf ?? [union]) : [];
	const [first] = types;
	const attribute = first?.properties?.['attributes']?.additionalProperties;

	const shown = new Map<string, Set<string>>();
	const seen: Record<string, Seen> = {};
	/** A type's own keys: all of them, or those that are named. */
	const typeKeys = (type: JsonSchema, wanted: readonly string[]): string => {
		const name = typeName(type);
		const own = withKeys(type, key => key !== 'type' && !policyKeys.has(key) && (wanted.length === 0 || wanted.includes(key)));
		shown.set(name, new Set([...(shown.get(name) ?? []), ...Object.keys(own.properties ?? {})]));
		// What lies within those of the preset is shown at `http`.
		return table(rowsOf(own, {deep: name !== 'workspace', seen: (seen[name] ??= new Map())}));
	};

	const keys = (name: string, wanted: readonly string[] = []): string => {
		if (name === 'top') return table(rowsOf(root, {deep: false}));
		if (name === 'attribute') return table(rowsOf((typeof attribute === 'object' ? nestedObject(attribute)?.schema : undefined) ?? {}));
		if (name === 'target')
			return table(rowsOf(withKeys(first, key => policyKeys.has(key))).filter(({key}) => !/^(people|attributes)\./.test(key)));
		const type = types.find(type => typeName(type) === name);
		if (type !== undefined) return typeKeys(type, wanted);
		const section = root.properties?.[name];
		if (section === undefined) throw new Error(`the page asks for the keys of ${name}, which are not there`);
		return table(rowsOf(section));
	};

	/** Keys of types that the page has not shown, save those that are the same in `http`, of which `workspace` is a preset. */
	const notShown = (): string[] => {
		const http = types.find(type => typeName(type) === 'http');
		return types.flatMap(type =>
			Object.entries(type.properties ?? {})
				.filter(([key]) => key !== 'type' && !policyKeys.has(key) && shown.get(typeName(type))?.has(key) !== true)
				.filter(([key, schema]) => typeName(type) !== 'workspace' || JSON.stringify(schema) !== JSON.stringify(http?.properties?.[key]))
				.map(([key]) => `${typeName(type)}.${key}`),
		);
	};
	return {keys, notShown, typeNames: types.map(typeName)};
};

/**
The page docs/config.md out of its text and the schema.

@param text - Markdown with `<!-- keys NAME -->` (`top`, `target`, `attribute`, a section or a target type, whose keys may be named: `<!-- keys http: list find -->`), `<!-- list types -->` and `<!-- include NAME -->`.
@param include - Gives the text of an included part.
*/
export const configReference = (text: string, include: (name: string) => string): string => {
	const {keys, notShown, typeNames} = parts();
	const page = text
		.replaceAll(/<!-- include ([\w-]+) -->\n?/g, (_match, name: string) => include(name))
		.replaceAll(/<!-- keys ([\w-]+)(?:: ([\w ]+?))? -->/g, (_match, name: string, wanted?: string) => keys(name, wanted?.split(' ')))
		.replaceAll('<!-- list types -->', typeNames.map(name => `[\`${name}\`](#${name})`).join(' · '));
	const missing = notShown();
	if (missing.length > 0)
		throw new Error(
			`docs/config.md would not show ${missing.join(', ')}: name them in a line such as <!-- keys TYPE --> in apps/cli/scripts/target-types.md`,
		);
	return page;
};
