import {isUtf8} from 'node:buffer';
import {readFileSync} from 'node:fs';

import {variableSoundsSecret, nearest} from '@slack-im/core';

import {reasonOf} from '../say/errno.ts';
import type {Mistake, Path} from '../say/error.ts';
import {mayBeSecret} from './hidden.ts';
import type {Written} from '../say/text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One `${…}` of a string, and what came in its place. */
interface Piece {
	readonly name: string;
	readonly value: string;
	/** Where it came from; `missing` only where that is allowed. */
	readonly from: 'variable' | 'file' | 'default' | 'missing';
	/** Where `${…}` begins and ends in the string as it is written. */
	readonly written: readonly [start: number, end: number];
	/** Where the value begins and ends in the string that came out. */
	readonly result: readonly [start: number, end: number];
}

/** A string of the config that holds something from the environment. */
export interface Filled {
	readonly path: Path;
	readonly text: string;
	readonly pieces: readonly Piece[];
	/** The string is one `${…}` and nothing else. */
	readonly whole: boolean;
}

export interface FilledConfig {
	readonly value: unknown;
	/** By {@link pathKey}. */
	readonly filled: ReadonlyMap<string, Filled>;
	readonly mistakes: readonly Mistake[];
	/** Names of variables that were missing where that is allowed, sorted. */
	readonly missing: readonly string[];
}

export const pathKey = (path: Path): string => JSON.stringify(path);

const reference = /\$\$\{|\$\{([^}]*)(\}?)/g;
const variable = /^([A-Za-z_]\w*)(?::-(.*))?$/s;
const mostFromFile = 1_000_000;

/**
Looks variables up: `NAME`, else the file that `NAME_FILE` names, without its final newline.

@param learn - Gets what stands in such a file, as soon as it is read.
*/
export const variables = (env: Environment, learn: (secret: string) => void = () => {}) => {
	const fromFiles = new Map<string, string>();

	const fromFile = (name: string, file: string): string => {
		const known = fromFiles.get(name);
		if (known !== undefined) return known;
		const bytes = readFileSync(file);
		if (!isUtf8(bytes)) throw new Error('it is no UTF-8');
		const text = bytes.toString();
		if (text.length > mostFromFile) throw new Error(`it holds more than ${mostFromFile} characters`);
		const value = text.replace(/\r?\n$/, '');
		learn(value);
		fromFiles.set(name, value);
		return value;
	};

	/** Undefined where the variable is set nowhere; a sentence where it cannot be used. */
	return (name: string): {value: string; from: 'variable' | 'file'} | {problem: string; hint: string} | undefined => {
		const [value, file] = [env[name], env[`${name}_FILE`]];
		if (value !== undefined && value !== '' && file !== undefined && file !== '')
			return {problem: `${name} and ${name}_FILE are both set`, hint: 'unset one of the two'};
		if (file === undefined || file === '') return value === undefined ? undefined : {value, from: 'variable'};
		try {
			return {value: fromFile(name, file), from: 'file'};
		} catch (error) {
			return {
				problem: `${name}_FILE names ${file}, which cannot be read: ${reasonOf(error)}`,
				hint: 'see whether the file is there and who may read it',
			};
		}
	};
};

export type Lookup = ReturnType<typeof variables>;

interface FillOptions {
	readonly env: Environment;
	readonly lookup: Lookup;
	/** Whether a variable may be missing there: a part of the config that is not going to be used. */
	readonly mayMiss: (path: Path) => boolean;
}

/** Puts the environment into every string: `${NAME}`, `${NAME:-default}`; `$${` is a plain `${`. Functions and whatever is not plain data stay as they are. */
export const fillIn = (written: Written, {env, lookup, mayMiss}: FillOptions): FilledConfig => {
	const filled = new Map<string, Filled>();
	const mistakes: Mistake[] = [];
	const missing = new Set<string>();

	const fillString = (text: string, path: Path): string => {
		const pieces: Piece[] = [];
		let result = '';
		let done = 0;
		let complete = true;
		for (const match of text.matchAll(reference)) {
			const [whole, inner, brace] = match;
			const span: readonly [number, number] = [match.index, match.index + whole.length];
			result += text.slice(done, span[0]);
			done = span[1];
			if (inner === undefined) {
				result += '${';
				continue;
			}
			const value = resolve(inner, brace === '}', path, span);
			if (value === undefined) {
				complete = false;
				continue;
			}
			pieces.push({...value, written: span, result: [result.length, result.length + value.value.length]});
			result += value.value;
		}
		result += text.slice(done);
		if (!complete) return text;
		const [only] = pieces;
		if (pieces.length > 0)
			filled.set(pathKey(path), {
				path,
				text,
				pieces,
				whole: pieces.length === 1 && only?.written[0] === 0 && only.written[1] === text.length,
			});
		return result;
	};

	const resolve = (
		inner: string,
		closed: boolean,
		path: Path,
		span: readonly [number, number],
	): Pick<Piece, 'name' | 'value' | 'from'> | undefined => {
		const wrong = (message: string, hint: string): undefined => {
			mistakes.push({path, message, hint, place: written.place(path, {offset: span[0], length: span[1] - span[0]})});
		};
		if (!closed) return wrong('the ${ that begins here is not closed', 'write ${NAME}, or $${ for a plain ${');
		const [, name, fallback] = variable.exec(inner) ?? [];
		if (fallback?.includes('${') === true)
			return wrong('a default cannot hold another ${…}', 'write the default itself, or set the variable');
		if (name === undefined)
			return wrong(
				mayBeSecret(written.value, path)
					? 'what stands in ${…} is not the name of a variable'
					: `\${${inner}} is not the name of a variable`,
				'write ${NAME} or ${NAME:-default}, or $${ for a plain ${',
			);
		const found = lookup(name);
		if (found !== undefined && 'problem' in found) {
			if (!mayMiss(path)) return wrong(found.problem, found.hint);
			missing.add(name);
			return {name, value: `missing-${name}`, from: 'missing'};
		}
		if (found !== undefined && (found.value !== '' || fallback === '')) return {name, ...found};
		if (fallback !== undefined) return {name, value: fallback, from: 'default'};
		if (mayMiss(path)) {
			missing.add(name);
			return {name, value: `missing-${name}`, from: 'missing'};
		}
		if (found?.from === 'file') return wrong(`${name}_FILE names ${env[`${name}_FILE`]}, which is empty`, 'write the value into that file');
		if (found !== undefined)
			return wrong(`the environment variable ${name} is empty`, `give it a value, or write \${${name}:-} if it may be empty`);
		// Of a letter or two, every other is near
		const near =
			name.length < 3
				? undefined
				: nearest(
						name,
						Object.keys(env).filter(other => other.length >= 3 && !other.endsWith('_FILE')),
					);
		const secret = variableSoundsSecret(name);
		const way = `et ${name}, or ${name}_FILE to a file that holds it${secret ? '' : `, or write \${${name}:-default}`}`;
		return wrong(
			`the environment variable ${name} is not set`,
			near === undefined ? `s${way}` : `did you mean \${${near}}? Otherwise s${way}`,
		);
	};

	const visit = (value: unknown, path: Path): unknown => {
		if (typeof value === 'string') return value.includes('${') ? fillString(value, path) : value;
		if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
		if (!isPlainObject(value)) return value;
		return Object.fromEntries(
			Object.entries(value).map(([name, item]) => {
				if (name.includes('${'))
					mistakes.push({
						path,
						message: `\`${name}\`: keys are taken as they are, without the environment`,
						place: written.place([...path, name], {part: 'key'}),
					});
				return [name, visit(item, [...path, name])];
			}),
		);
	};

	return {value: visit(written.value, []), filled, mistakes, missing: [...missing].toSorted()};
};

export const isPlainObject = (value: unknown): value is Record<string, unknown> => {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
};
