import {ownField} from '@slack-im/core';
import {z} from 'zod';

/** Any schema, seen from inside. */
export type Schema = z.core.$ZodType;

/** What the schemas of this config are made of, as far as walking them goes. */
interface Definition {
	readonly type: string;
	readonly innerType?: Schema;
	readonly in?: Schema;
	readonly out?: Schema;
	readonly getter?: () => Schema;
	readonly options?: readonly Schema[];
	readonly discriminator?: string;
	readonly shape?: Readonly<Record<string, Schema>>;
	readonly catchall?: Schema;
	readonly valueType?: Schema;
	readonly element?: Schema;
	readonly values?: readonly unknown[];
	readonly entries?: Readonly<Record<string, string | number>>;
}

export const definitionOf = (schema: Schema): Definition => {
	const definition: unknown = schema._zod.def;
	if (!isDefinition(definition)) throw new TypeError('a schema without a definition');
	return definition;
};

const isDefinition = (value: unknown): value is Definition => typeof value === 'object' && value !== null && 'type' in value;

/** What is said about a schema by `.meta()`. */
interface Meta {
	readonly description?: string;
	/** The value is a secret: from the environment only, shown nowhere. */
	readonly secret?: boolean;
}

const ownMeta = (schema: Schema): Meta => {
	const {description, secret} = z.globalRegistry.get(schema) ?? {};
	return {...(description !== undefined && {description}), ...(typeof secret === 'boolean' && {secret})};
};

/** One schema of a position, without its wrappers, and what they all say about it. */
export interface Spot {
	readonly schema: Schema;
	readonly meta: Meta;
}

/** Unwraps optional, default, union and their like: everything that a value at this position may be. */
const unwrap = (schema: Schema, outer: Meta = {}): Spot[] => {
	const definition = definitionOf(schema);
	const meta = {...ownMeta(schema), ...outer};
	if (definition.type === 'union') return (definition.options ?? []).flatMap(option => unwrap(option, meta));
	if (definition.type === 'lazy' && definition.getter !== undefined) return [{schema, meta}];
	const inner = definition.type === 'pipe' ? definition.in : definition.innerType;
	return inner === undefined ? [{schema, meta}] : unwrap(inner, meta);
};

const literalOf = (schema: Schema | undefined): unknown =>
	schema === undefined ? undefined : definitionOf(unwrap(schema)[0]?.schema ?? schema).values?.[0];

/** Of several objects told apart by `type`, those that the value can be. */
const fitting = (spots: readonly Spot[], value: unknown): readonly Spot[] => {
	const type: unknown = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
	const typed = spots.filter(({schema}) => literalOf(definitionOf(schema).shape?.['type']) === type && type !== undefined);
	return typed.length > 0 ? typed : spots;
};

const stepInto = (spots: readonly Spot[], name: string | number, value: unknown): Spot[] =>
	fitting(spots, value).flatMap(({schema}) => {
		const {type, shape, catchall, valueType, element} = definitionOf(schema);
		if (type === 'array') return element === undefined ? [] : unwrap(element);
		if (type === 'record') return valueType === undefined ? [] : unwrap(valueType);
		const inner = shape !== undefined && Object.hasOwn(shape, name) ? shape[name] : catchall;
		return inner === undefined || definitionOf(inner).type === 'never' ? [] : unwrap(inner);
	});

/** What may stand at a path of a value, as far as the schema knows; empty where nothing may. */
export const spotsAt = (schema: Schema, path: readonly (string | number)[], value: unknown): readonly Spot[] => {
	let spots = unwrap(schema);
	let here = value;
	for (const name of path) {
		spots = stepInto(spots, name, here);
		here = ownField(here, name);
	}
	return fitting(spots, here);
};

/** Part of a plain value; undefined where there is none. */
export const valueAt = (value: unknown, path: readonly (string | number)[]): unknown => {
	let here = value;
	for (const name of path) here = ownField(here, name);
	return here;
};

/** The keys that an object at this position may have. */
export const keysAt = (spots: readonly Spot[]): string[] => [
	...new Set(spots.flatMap(({schema}) => Object.keys(definitionOf(schema).shape ?? {}))),
];
