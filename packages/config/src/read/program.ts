import {pathToFileURL} from 'node:url';

import {isPlainObject, type Environment} from '../fill/environment.ts';
import {ConfigError, messageOf, type Mistake, type Path} from '../say/error.ts';
import {secretsIn} from '../fill/secrets.ts';
import type {Written} from '../say/text.ts';

const hintFor = (message: string): string | undefined => {
	if (/Cannot find (package|module) '@slack-im\//.test(message))
		return "take types only: import type {WrittenConfig} from '@slack-im/cli/config'";
	if (/Cannot find (package|module)/.test(message)) return 'is it installed where the config file is?';
	if (/ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX|not supported in strip-only mode/.test(message))
		return 'use types that can be erased: no enum, no namespace, no parameter property';
	return undefined;
};

/** The place of a syntax error, as Node puts it before the stack: `file:line`, the line, carets. */
const placeIn = (error: unknown, file: string, shown: string): Mistake['place'] => {
	const stack = error instanceof Error ? (error.stack ?? '') : '';
	const at = stack.split('\n').find(line => line.includes(pathToFileURL(file).href) || line.includes(file));
	const [, line, column] = /:(\d+)(?::(\d+))?\)?$/.exec(at ?? '') ?? [];
	return {file: shown, ...(line !== undefined && {line: Number(line)}), ...(column !== undefined && {column: Number(column)})};
};

const withoutSecrets = (text: string, secrets: readonly string[]): string => {
	let result = text;
	for (const secret of secrets) result = result.replaceAll(secret, '[redacted]');
	return result;
};

/** What a value is that no YAML could hold; undefined where it is plain, or a function: where those may stand is the schema's to say. */
const strangeness = (value: unknown): string | undefined => {
	if (typeof value === 'bigint' || typeof value === 'symbol') return `a ${typeof value}`;
	if (typeof value !== 'object' || value === null || Array.isArray(value) || isPlainObject(value)) return undefined;
	const made: unknown = value.constructor;
	return typeof made === 'function' && made.name !== '' ? `an instance of ${made.name}` : 'an instance of a class';
};

/** Values that are no plain data, and data that holds itself. */
const notPlain = (config: unknown, shown: string): Mistake[] => {
	const mistakes: Mistake[] = [];
	const above = new Set<unknown>();
	const visit = (value: unknown, path: Path): void => {
		const wrong = above.has(value) ? 'a value that it stands in itself' : strangeness(value);
		if (wrong !== undefined) {
			mistakes.push({
				path,
				message: `is ${wrong}`,
				hint: 'a config holds text, numbers, true, false, null, lists, plain objects and, where they are allowed, functions',
				place: {file: shown},
			});
		} else if (typeof value === 'object' && value !== null) {
			above.add(value);
			const children = Array.isArray(value) ? value.entries() : Object.entries(value);
			for (const [name, item] of children) visit(item, [...path, name]);
			above.delete(value);
		}
	};
	visit(config, []);
	return mistakes;
};

/** Loads a config that is a program (`ts`, `mts`, `mjs`) and takes its default export. Places are the file only. */
export const readProgram = async (file: string, shown: string, env: Environment): Promise<Written> => {
	let value: unknown;
	const mistakes: Mistake[] = [];
	try {
		const module: {default?: unknown} = await import(pathToFileURL(file).href);
		value = await module.default;
		mistakes.push(...notPlain(value, shown));
	} catch (error) {
		const secrets = secretsIn(messageOf(error), env);
		const message = withoutSecrets(messageOf(error), secrets);
		const hint = hintFor(message + (error instanceof Error && 'code' in error ? String(error.code) : ''));
		throw new ConfigError(
			[
				{
					path: [],
					message: `the config cannot be loaded: ${message}`,
					...(hint !== undefined && {hint}),
					place: placeIn(error, file, shown),
				},
			],
			{file: shown, secrets},
		);
	}
	if (!isPlainObject(value)) {
		const message = value === undefined ? 'has no default export' : 'exports by default something else than keys and values';
		mistakes.push({path: [], message, hint: 'write `export default {targets: {…}} satisfies WrittenConfig`', place: {file: shown}});
	}
	return {file: shown, value: isPlainObject(value) && mistakes.length === 0 ? value : undefined, mistakes, place: () => ({file: shown})};
};
