import {pathToFileURL} from 'node:url';

import {ConfigError, messageOf, type Mistake} from './error.ts';
import {isPlainObject} from './environment.ts';
import type {Written} from './text.ts';

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

/** Loads a config that is a program (`ts`, `mts`, `mjs`) and takes its default export. Places are the file only. */
export const readProgram = async (file: string, shown: string): Promise<Written> => {
	let module: {default?: unknown};
	try {
		module = await import(pathToFileURL(file).href);
	} catch (error) {
		const message = messageOf(error);
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
			{file: shown},
		);
	}
	const value = await module.default;
	const mistakes: Mistake[] = [];
	if (!isPlainObject(value)) {
		const message = value === undefined ? 'has no default export' : 'exports by default something else than keys and values';
		mistakes.push({path: [], message, hint: 'write `export default {targets: {…}} satisfies WrittenConfig`', place: {file: shown}});
	}
	return {file: shown, value: isPlainObject(value) ? value : undefined, mistakes, place: () => ({file: shown})};
};
