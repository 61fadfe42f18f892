import {readFile} from 'node:fs/promises';
import path from 'node:path';

import type {Environment} from './environment.ts';
import {ConfigError, messageOf} from './error.ts';
import {configNames} from './find.ts';
import {readProgram} from './program.ts';
import type {Written} from './text.ts';
import {readYaml} from './yaml.ts';

const mostCharacters = 10_000_000;

const strictJson = (text: string, written: Written): Written => {
	if (written.mistakes.length > 0) return written;
	try {
		JSON.parse(text.replace(/^\uFEFF/, ''));
		return written;
	} catch (error) {
		// YAML allows comments, commas at the end and words without quotes; other readers of the file would not.
		const [, position] = /position (\d+)/.exec(messageOf(error)) ?? [];
		const before = text.slice(0, Number(position ?? 0)).split('\n');
		const place =
			position === undefined ? {file: written.file} : {file: written.file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1};
		return {
			...written,
			mistakes: [
				{
					path: [],
					message: 'this is YAML, but not JSON',
					hint: 'put keys and text in double quotes, without comments and without commas at the end, or call the file slack-im.config.yaml',
					place,
				},
			],
		};
	}
};

/** Reads a config file as it is written, whatever its format. */
export const readConfig = async (file: string, {cwd, env}: {readonly cwd: string; readonly env: Environment}): Promise<Written> => {
	const relative = path.relative(cwd, file);
	const shown = relative.startsWith(`..${path.sep}..${path.sep}`) ? file : relative;
	const extension = path.extname(file).slice(1);
	if (['ts', 'mts', 'mjs'].includes(extension)) return readProgram(file, shown, env);
	if (!['yaml', 'yml', 'json'].includes(extension)) {
		const known = configNames.map(name => path.extname(name)).join(' ');
		throw new ConfigError(
			[
				{
					path: [],
					message: `a config cannot be a ${extension === '' ? 'file without an extension' : `.${extension} file`}`,
					hint: `give it one of ${known}`,
					place: {file: shown},
				},
			],
			{file: shown},
		);
	}
	const text = await readFile(file, 'utf8').catch((error: unknown) => {
		throw new ConfigError([{path: [], message: `cannot be read: ${messageOf(error)}`, place: {file: shown}}], {file: shown});
	});
	if (text.length > mostCharacters)
		throw new ConfigError([{path: [], message: `holds more than ${mostCharacters} characters`, place: {file: shown}}], {file: shown});
	const written = readYaml(text, shown);
	return extension === 'json' ? strictJson(text, written) : written;
};
