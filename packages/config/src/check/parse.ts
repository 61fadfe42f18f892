import {pathKey, isPlainObject, type FilledConfig} from '../fill/environment.ts';
import type {Mistake, Path} from '../say/error.ts';
import {pathOf, schemaMistakes, withNumbersFromEnvironment} from './mistakes.ts';
import {valueAt} from '../schema/schema-walk.ts';
import type {Written} from '../say/text.ts';
import {writtenSchema, type ParsedConfig} from '../schema/written.ts';

interface Parsed {
	/** As the schema saw it. */
	readonly value: unknown;
	/** Undefined where something is wrong with its form. */
	readonly parsed: ParsedConfig | undefined;
	readonly mistakes: readonly Mistake[];
}

/** Holds a config, its environment filled in, against the schema. */
export const parseConfig = (written: Written, {value: first, filled}: FilledConfig, isSecret: (path: Path) => boolean): Parsed => {
	let value = first;
	let result = writtenSchema.safeParse(value);
	if (!result.success) {
		const better = withNumbersFromEnvironment(result.error.issues, value, filled);
		if (better !== undefined) {
			value = better;
			result = writtenSchema.safeParse(value);
		}
	}
	if (!result.success) {
		const better = withStandIns(
			result.error.issues.map(issue => pathOf(issue)),
			value,
			filled,
		);
		if (better !== undefined) {
			value = better;
			result = writtenSchema.safeParse(value);
		}
	}
	if (result.success) return {value, parsed: result.data, mistakes: []};
	return {
		value,
		parsed: undefined,
		mistakes: schemaMistakes(result.error.issues, {schema: writtenSchema, written, value, filled, isSecret}),
	};
};

/** Where a variable is allowed to be missing, something that fits the form stands in for it: an address, or nothing. Undefined where there is nothing to replace. */
const withStandIns = (paths: readonly Path[], value: unknown, filled: FilledConfig['filled']): unknown => {
	const replaced = new Map<string, string | undefined>();
	for (const path of paths) {
		const key = pathKey(path);
		if (filled.get(key)?.pieces.some(({from}) => from === 'missing'))
			replaced.set(
				key,
				/url$/i.test(String(path.at(-1))) && typeof valueAt(value, path) === 'string' ? 'https://missing.invalid/' : undefined,
			);
	}
	if (replaced.size === 0) return undefined;
	const visit = (value: unknown, path: Path): unknown => {
		if (replaced.has(pathKey(path))) return replaced.get(pathKey(path));
		if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
		return isPlainObject(value)
			? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visit(item, [...path, name])]))
			: value;
	};
	return visit(value, []);
};
