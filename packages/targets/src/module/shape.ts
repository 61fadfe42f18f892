import {type Json, type PolicyDefaults, SettingError, type Target} from '@slack-im/core';

import {isRecord} from '../http/json.ts';
import type {Tools} from '../type.ts';

/** The part of the Standard Schema interface that is used here: zod, valibot and arktype schemas have it. @see https://standardschema.dev */
export interface StandardSchema<Options> {
	readonly '~standard': {
		readonly version: 1;
		readonly vendor: string;
		readonly validate: (value: unknown) => Validated<Options> | Promise<Validated<Options>>;
	};
}

type Validated<Options> =
	| {readonly value: Options; readonly issues?: undefined}
	| {
			readonly issues: readonly {
				readonly message: string;
				readonly path?: readonly (PropertyKey | {readonly key: PropertyKey})[] | undefined;
			}[];
	  };

/** Turns the options of the config into what the target is opened with, or throws what is wrong with them. */
export interface Parser<Options> {
	parse(value: unknown): Options;
}

/**
What a module exports as its default: a kind of system of your own.

The minimum is `open`. Types are all it needs of this package (`import type`), so that it loads beside a lone bundle.
*/
export interface ModuleType<Options = Record<string, Json>> {
	/** Checks `options` of the config: a Standard Schema, or anything with `parse`. Without it they are passed on as they are. */
	readonly schema?: StandardSchema<Options> | Parser<Options>;
	/** Where the system is, without credentials. */
	address?(options: Options): string;
	/** Mistakes that no schema sees. Paths are relative to `options`. */
	check?(options: Options): readonly SettingError[];
	/** What the config should say where it is silent. It is not read from here; a difference is warned of. */
	defaults?(options: Options): PolicyDefaults;
	open(options: Options, tools: Tools): Target | Promise<Target>;
}

/** The other thing a module may export: only `open`. */
export type ModuleFactory<Options = Record<string, Json>> = (options: Options, tools: Tools) => Target | Promise<Target>;

/** A module whose options nobody knows. */
type AnyModule = ModuleType<unknown>;

const isFunction = (value: unknown): value is (...given: never[]) => unknown => typeof value === 'function';

const kindOf = (value: unknown): string => {
	if (value === undefined) return 'missing';
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'an array';
	if (isFunction(value)) return /^class\b/.test(Function.prototype.toString.call(value)) ? 'a class' : 'a function';
	if (!isRecord(value)) return `a ${typeof value}`;
	const names = Object.keys(value);
	return names.length === 0 ? 'an empty object' : `an object with ${names.slice(0, 8).join(', ')}`;
};

const wanted = 'a target type (an object with `open(options, tools)`) or a function `(options, tools) => target`';

const isModuleType = (value: unknown): value is AnyModule => isRecord(value) && isFunction(value['open']);
const isFactory = (value: unknown): value is ModuleFactory<unknown> => isFunction(value) && kindOf(value) === 'a function';

/** What `import()` gives of a CommonJS module that was compiled from an ES module: the default is wrapped once more. */
const unwrapped = (value: unknown): unknown =>
	isRecord(value) && value['__esModule'] === true && 'default' in value ? value['default'] : value;

const misfit = (message: string, hint: string): SettingError => new SettingError(['module'], message, {hint});

/** The target type in what a module exports. */
export const moduleTypeOf = (exported: Readonly<Record<string, unknown>>, file: string): AnyModule => {
	const found = unwrapped(exported['default']);
	const type: unknown = isFactory(found) ? {open: found, ...(exported['schema'] !== undefined && {schema: exported['schema']})} : found;
	if (!isModuleType(type)) {
		const others = Object.keys(exported).filter(name => name !== 'default' && name !== 'module.exports');
		const named = others.length === 0 ? '' : `; it has ${others.join(', ')} by name`;
		throw misfit(
			`the default export of ${file} is ${kindOf(found)}, where ${wanted} should be${named}`,
			'Write `export default {open(options, tools) { … }}`.',
		);
	}
	for (const name of ['address', 'check', 'defaults'] as const) {
		if (type[name] !== undefined && !isFunction(type[name]))
			throw misfit(`${name} of ${file} is ${kindOf(type[name])}, not a function`, 'Leave it out, or make it one.');
	}
	return type;
};

const optional = ['list', 'find', 'update', 'deactivate', 'reactivate', 'delete', 'commit', 'close'];

/** The target that a module opened, once it is sure that it is one. */
export const targetOf = (value: unknown, file: string): Target => {
	const what = `what ${file} opens`;
	if (!isTarget(value))
		throw misfit(`${what} is ${kindOf(value)}, where a target (an object with at least \`create\`) should be`, 'Return it from `open`.');
	for (const [name, member] of Object.entries(value)) {
		if (optional.includes(name) && member !== undefined && !isFunction(member))
			throw misfit(`${what} has \`${name}\`, which is ${kindOf(member)}, not a function`, 'Leave out what the system cannot do.');
	}
	return value;
};

const isTarget = (value: unknown): value is Target => isRecord(value) && isFunction(value['create']);

const isStandard = (value: unknown): value is StandardSchema<unknown> =>
	(isRecord(value) || isFunction(value)) && '~standard' in value && isRecord(value['~standard']);
const isParser = (value: unknown): value is Parser<unknown> => isRecord(value) && isFunction(value['parse']);

const pathOf = (path: readonly (PropertyKey | {readonly key: PropertyKey})[] = []): string[] =>
	path.map(step => String(typeof step === 'object' ? step.key : step));

/** The options as the module's schema makes them. Throws one error that names all mistakes. */
export const checkedOptions = async (options: unknown, schema: unknown, file: string): Promise<unknown> => {
	if (schema === undefined) return options;
	if (isStandard(schema)) {
		const result = await schema['~standard'].validate(options);
		if (result.issues === undefined) return result.value;
		const mistakes = result.issues.map(({path, message}) => [...pathOf(path), message].join(': '));
		throw new SettingError(['options', ...pathOf(result.issues[0]?.path)], `${file} does not accept its options: ${mistakes.join('; ')}`);
	}
	if (!isParser(schema))
		throw misfit(
			`the schema of ${file} is ${kindOf(schema)}, where a Standard Schema or an object with \`parse\` should be`,
			'Leave it out, or use a schema of zod, valibot or the like.',
		);
	try {
		return schema.parse(options);
	} catch (error) {
		throw new SettingError(['options'], `${file} does not accept its options: ${error instanceof Error ? error.message : String(error)}`, {
			cause: error,
		});
	}
};
