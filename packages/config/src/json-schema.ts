import {z} from 'zod';

import {isPlainObject} from './fill/environment.ts';
import {definitionOf} from './schema/schema-walk.ts';
import {reservedNames, writtenSchema} from './schema/written.ts';

/** As much of JSON Schema as the config needs. */
export interface JsonSchema {
	readonly $schema?: string;
	readonly $id?: string;
	readonly $ref?: string;
	/** Several where a value may be of any of these simple kinds. */
	readonly type?: string | readonly string[];
	readonly title?: string;
	readonly description?: string;
	readonly default?: unknown;
	readonly const?: unknown;
	readonly enum?: readonly unknown[];
	readonly pattern?: string;
	readonly format?: string;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly exclusiveMinimum?: number;
	readonly items?: JsonSchema;
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly required?: readonly string[];
	readonly additionalProperties?: JsonSchema | boolean;
	readonly propertyNames?: JsonSchema;
	readonly not?: JsonSchema;
	readonly anyOf?: readonly JsonSchema[];
	readonly oneOf?: readonly JsonSchema[];
	readonly $defs?: Readonly<Record<string, JsonSchema>>;
	/** The value comes from the environment only. */
	readonly secret?: boolean;
	/** What no JSON can hold: a function of a config that is a program. */
	readonly 'x-function'?: true;
}

const isJsonSchema = (value: unknown): value is JsonSchema => isPlainObject(value);

const asJsonSchema = (value: unknown): JsonSchema => {
	if (!isJsonSchema(value)) throw new TypeError('no JSON Schema');
	return value;
};

/** The config as people write it, functions marked: what the reference page and the types are made from. */
export const writtenJsonSchema = (): JsonSchema =>
	asJsonSchema(
		z.toJSONSchema(writtenSchema, {
			io: 'input',
			unrepresentable: 'any',
			override: ({zodSchema, jsonSchema}) => {
				if (definitionOf(zodSchema).type === 'custom') Object.assign(jsonSchema, {'x-function': true});
				if (definitionOf(zodSchema).type === 'optional') delete jsonSchema.default;
			},
		}),
	);

/** What a value may be, one schema each; undefined where there is only one kind. */
export const membersOf = ({anyOf, oneOf, type}: JsonSchema): readonly JsonSchema[] | undefined =>
	anyOf ?? oneOf ?? (typeof type === 'object' ? type.map(each => ({type: each})) : undefined);

const reference = {type: 'string', pattern: String.raw`^\$\{[A-Za-z_]\w*(:-[^}]*)?\}$`, description: 'From the environment.'};

const isNarrow = ({type, pattern, enum: words}: Record<string, unknown>): boolean =>
	type === 'number' || type === 'integer' || type === 'boolean' || typeof pattern === 'string' || words !== undefined;

/** Takes out what JSON cannot hold, and lets `${NAME}` stand wherever a number, a word or a form is wanted. */
const forEditors = (node: unknown, inAttributes = false): unknown => {
	if (Array.isArray(node))
		return node.filter(item => !(isPlainObject(item) && item['x-function'] === true)).map(item => forEditors(item, inAttributes));
	if (!isPlainObject(node)) return node;
	const plain = Object.fromEntries(
		Object.entries(node)
			// Editors take `format` seriously, and a URL may be `${API_URL}`.
			.filter(([key, value]) => !(key === 'format' && value === 'uri') && !(key === 'secret' && typeof value === 'boolean'))
			.map(([key, value]) => [
				key,
				key === 'default' || key === 'enum' || key === 'required' || key === 'propertyNames'
					? value
					: forEditors(value, inAttributes || key === 'attributes' || key === '$defs'),
			]),
	);
	if (inAttributes || !isNarrow(plain)) return plain;
	const {description, default: byDefault, title, ...form} = plain;
	return {
		...(title !== undefined && {title}),
		...(description !== undefined && {description}),
		...(byDefault !== undefined && {default: byDefault}),
		anyOf: [form, reference],
	};
};

/** Names of targets that reports use for something else: the schema of a name is a pattern, and knows none of them. */
const withoutReserved = (schema: JsonSchema): JsonSchema => {
	const {targets} = schema.properties ?? {};
	if (targets === undefined) throw new Error('the schema has no targets');
	const propertyNames: JsonSchema = {...targets.propertyNames, not: {enum: reservedNames}};
	return {...schema, properties: {...schema.properties, targets: {...targets, propertyNames}}};
};

/** The JSON Schema of what people write: for editors, and for `slack-im schema`. */
export const configJsonSchema = (): JsonSchema => {
	const {$schema, ...schema} = asJsonSchema(forEditors(writtenJsonSchema()));
	return {...($schema !== undefined && {$schema}), $id: 'urn:slack-im:config', ...withoutReserved(schema)};
};
