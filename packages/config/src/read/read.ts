import {isUtf8} from 'node:buffer';
import {readFile} from 'node:fs/promises';
import path from 'node:path';

import {reasonOf} from '../say/errno.ts';
import type {Environment} from '../fill/environment.ts';
import {ConfigError, messageOf} from '../say/error.ts';
import {configNames} from './find.ts';
import {readProgram} from './program.ts';
import type {Written} from '../say/text.ts';
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

/** @throws {ConfigError} Where the bytes are no UTF-8: letters would arrive broken in every target. */
const decode = (bytes: Buffer, shown: string): string => {
	const refuse = (message: string, line?: number): never => {
		throw new ConfigError([{path: [], message, hint: 'save it as UTF-8', place: {file: shown, ...(line !== undefined && {line})}}], {
			file: shown,
		});
	};
	const [first, second] = bytes;
	if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return refuse('this is UTF-16, and a config is UTF-8');
	const zero = bytes.subarray(0, 4096).indexOf(0);
	if (zero !== -1) return refuse(zero < 2 ? 'this looks like UTF-16, and a config is UTF-8' : 'this is no text: it holds a byte 0');
	if (isUtf8(bytes)) return bytes.toString();
	const lines = bytes.toString('latin1').split('\n');
	const line = lines.findIndex(text => !isUtf8(Buffer.from(text, 'latin1'))) + 1;
	return refuse('this line is no UTF-8: is the file Latin-1, or Windows-1252?', line);
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
	const bytes = await readFile(file).catch((error: unknown) => {
		throw new ConfigError([{path: [], message: `cannot be read: ${reasonOf(error)}`, place: {file: shown}}], {file: shown});
	});
	const text = decode(bytes, shown);
	if (text.length > mostCharacters)
		throw new ConfigError([{path: [], message: `holds more than ${mostCharacters} characters`, place: {file: shown}}], {file: shown});
	const written = readYaml(text, shown);
	return extension === 'json' ? strictJson(text, written) : written;
};
