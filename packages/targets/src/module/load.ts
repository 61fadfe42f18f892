import {stat} from 'node:fs/promises';
import {isAbsolute, resolve} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

import {SettingError} from '@slack-im/core';
import {resolve as resolvePackage} from 'import-meta-resolve';

/** Whether it names a file, not a package: as in an import. */
const isPath = (specifier: string): boolean =>
	/^\.{1,2}([/\\]|$)/.test(specifier) || isAbsolute(specifier) || specifier.startsWith('file:');

const urlOf = async (specifier: string, folder: string): Promise<string> => {
	if (!isPath(specifier)) {
		try {
			return resolvePackage(specifier, pathToFileURL(resolve(folder, 'config')).href);
		} catch (error) {
			throw new SettingError(['module'], `there is no package ${specifier} to be found from ${folder}`, {
				hint: 'Install it there; a file is written with ./ in front.',
				cause: error,
			});
		}
	}
	const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : resolve(folder, specifier);
	const found = await stat(path).catch(() => undefined);
	if (!found?.isFile()) {
		throw new SettingError(['module'], `there is no file ${path}`, {
			hint: found
				? 'It is a folder: name the file in it.'
				: 'Write its path relative to the config, with its ending (.ts, .mts, .js, .mjs).',
		});
	}
	return pathToFileURL(path).href;
};

const hints: Readonly<Record<string, string>> = {
	ERR_MODULE_NOT_FOUND: 'Beside a lone bundle there is nothing to import from: use `import type`, or install what it needs next to it.',
	ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING: 'A package must ship JavaScript: Node does not take types out of files under node_modules.',
	ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: 'Node only takes types out: no enums, namespaces or parameter properties.',
	ERR_INVALID_TYPESCRIPT_SYNTAX: 'Mend its syntax.',
	ERR_UNKNOWN_FILE_EXTENSION: 'It must end in .ts, .mts, .js, .mjs or .cjs.',
};

const causeOf = (error: unknown): {readonly message: string; readonly hint: string | undefined} => {
	if (!(error instanceof Error)) return {message: String(error), hint: undefined};
	const code = 'code' in error ? String(error.code) : error.name;
	const [line = ''] = error.message.split('\n', 1);
	return {message: line, hint: hints[code] ?? (error.name === 'SyntaxError' ? 'Mend its syntax.' : undefined)};
};

/**
Imports a team's own module. TypeScript is imported as it is: Node takes the types out.

@param specifier - A path relative to the folder, or the name of a package that is found from there.
*/
export const loadModule = async (specifier: string, folder: string): Promise<Record<string, unknown>> => {
	const url = await urlOf(specifier, folder);
	try {
		// Not a literal, so that a bundler leaves it to the run
		const exported: Record<string, unknown> = await import(/* @vite-ignore */ url);
		return exported;
	} catch (error) {
		const {message, hint} = causeOf(error);
		throw new SettingError(['module'], `${specifier} cannot be loaded: ${message}`, {hint, cause: error});
	}
};
