import {stat} from 'node:fs/promises';
import path from 'node:path';

import {ConfigError} from '../say/error.ts';
import {nearest} from '@slack-im/core';

/** What a config file may be called, in no order: two in one folder are a mistake. */
export const configNames = ['yaml', 'yml', 'json', 'ts', 'mts', 'mjs'].map(extension => `slack-im.config.${extension}`);

/** Formats that a config is written in elsewhere, with what to do here. */
const otherFormats: Readonly<Record<string, string>> = {
	js: 'call it slack-im.config.mjs',
	cjs: 'write it with `export default` and call it slack-im.config.mjs',
	cts: 'write it with `export default` and call it slack-im.config.mts',
	json5: 'call it slack-im.config.yaml, which may have comments, too',
	jsonc: 'call it slack-im.config.yaml, which may have comments, too',
	toml: 'write it in YAML: slack-im.config.yaml',
};

const exists = async (file: string): Promise<boolean> =>
	stat(file).then(
		() => true,
		() => false,
	);

/** The names of the config files in a folder. */
export const candidatesIn = async (folder: string): Promise<string[]> => {
	const found = await Promise.all(configNames.map(name => exists(path.join(folder, name))));
	return configNames.filter((_name, index) => found[index]);
};

/** @throws {ConfigError} Where a file is called like a config, and cannot be one: to pass it over would be to run without it. */
const refuseOthers = async (folder: string): Promise<void> => {
	for (const [extension, hint] of Object.entries(otherFormats)) {
		const name = `slack-im.config.${extension}`;
		if (await exists(path.join(folder, name)))
			throw new ConfigError([{path: [], message: `${path.join(folder, name)}: a config cannot be a .${extension} file`, hint}]);
	}
};

/** The folders from `cwd` up to the one with `.git`. Without a `.git` anywhere only `cwd`: a file of strangers further up, such as one in /tmp, must not be taken (a TypeScript config is run). */
const foldersFrom = async (cwd: string): Promise<string[]> => {
	const folders: string[] = [];
	for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
		folders.push(folder);
		if (await exists(path.join(folder, '.git'))) return folders;
		if (folder === path.dirname(folder)) return folders.slice(0, 1);
	}
};

/**
The config file that is meant: the one of `--config`, else the nearest from `cwd` upwards to the folder with `.git`.

@param option - What `given` is called in messages: the option, or the variable that stands in for it.
@returns An absolute path; undefined where there is none.
@throws {ConfigError} Where `--config` names no file, or a folder holds several.
*/
export const findConfig = async (cwd: string, given?: string, option = '--config'): Promise<string | undefined> => {
	if (given !== undefined) {
		const file = path.resolve(cwd, given);
		const about = await stat(file).catch(() => undefined);
		if (about?.isFile()) return file;
		if (about?.isDirectory())
			throw new ConfigError([
				{
					path: [],
					message: `${option} ${given} is a folder, not a file`,
					hint: `name the file in it, as in ${path.join(given, 'slack-im.config.yaml')}`,
				},
			]);
		const near = nearest(path.basename(given), await candidatesIn(path.dirname(file)));
		throw new ConfigError([
			{
				path: [],
				message: `${option} ${given}: there is no such file`,
				...(near !== undefined && {hint: `did you mean ${path.join(path.dirname(given), near)}?`}),
			},
		]);
	}
	for (const folder of await foldersFrom(cwd)) {
		const [first, ...others] = await candidatesIn(folder);
		if (first === undefined) {
			await refuseOthers(folder);
			continue;
		}
		if (others.length === 0) return path.join(folder, first);
		const names = [first, ...others].join(', ');
		throw new ConfigError([
			{path: [], message: `${folder} holds several config files: ${names}`, hint: `keep one, or say which with --config ${first}`},
		]);
	}
	return undefined;
};
