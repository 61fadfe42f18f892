import {
	isAlias,
	isMap,
	isScalar,
	isSeq,
	LineCounter,
	parseDocument,
	type Alias,
	type Document,
	type Node,
	type Pair,
	type Scalar,
	type YAMLMap,
} from 'yaml';

import type {Mistake, Path, Place} from '../say/error.ts';
import {hiddenRanges} from '../fill/hidden.ts';
import {maskLine, stars} from '../say/mask.ts';
import {sourceOffset} from './offset.ts';
import type {Span, Written} from '../say/text.ts';
import {syntaxMistakes} from './yaml-syntax.ts';

/** Values that aliases may repeat; more is an attack or an accident. */
const mostRepeated = 10_000;

type Range = readonly [start: number, end: number];

/** Where a part of the config stands: the same tree as the value. */
interface Spot {
	readonly key?: Range;
	readonly value: Range;
	readonly scalar?: Scalar;
	readonly children: Map<string | number, Spot>;
}

const rangeOf = (node: unknown): Range => {
	const {range} = (node ?? {}) as {range?: readonly number[] | null};
	return [range?.[0] ?? 0, range?.[1] ?? 0];
};

const isMergeKey = (key: unknown): boolean =>
	isScalar(key) &&
	(key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<')) &&
	(key.type === undefined || key.type === 'PLAIN');

/**
Reads YAML, or JSON as the part of YAML that it is, and remembers where everything stands.

The tree is walked here and not by the library, so that every value has its place, `__proto__` is a mistake, and aliases that multiply end early.
*/
export const readYaml = (bytes: string, file: string): Written => {
	const text = bytes.replace(/^\uFEFF/, '');
	const lines = new LineCounter();
	const document = parseDocument(text, {
		lineCounter: lines,
		merge: true,
		prettyErrors: false,
		stringKeys: false,
		uniqueKeys: false,
		logLevel: 'error',
	});
	const source: Source = {text, file, lines, hidden: hiddenRanges(document, text)};
	const mistakes: Mistake[] = [...syntaxMistakes(document, offsets => placeOf(source, offsets))];
	const root: Spot = {value: [0, 0], children: new Map()};
	// Keys that are written twice do not hinder reading on; whatever else is wrong with the text does.
	if (document.errors.length > 0) return {file, value: undefined, mistakes, place: () => ({file})};

	const walked = walk(document, source, root, mistakes);
	if (mistakes.length === 0 && !isMap(document.contents)) {
		const spaceMissing = isScalar(document.contents) && /^[\w-]+:\S/.test(text);
		const message = document.contents === null ? 'the file is empty' : 'the file must hold keys and values, as in `targets: …`';
		const hint = spaceMissing ? 'put a space after each colon' : '`slack-im init` writes a config to begin with';
		mistakes.push({path: [], message, hint, place: {file}});
	}
	return {file, value: isMap(document.contents) ? walked : undefined, mistakes, place: (path, span) => find(source, root, path, span)};
};

class TooMuchRepeated extends Error {}

interface Source {
	readonly text: string;
	readonly file: string;
	readonly lines: LineCounter;
	/** What no frame may show. */
	readonly hidden: readonly Range[];
}

const isHidden = ({hidden}: Source, [start]: Range): boolean => hidden.some(([from, to]) => from <= start && start < to);

/** A stretch of the text, secrets in it replaced by stars. */
const masked = ({text, hidden}: Source, from: number, to: number): string => {
	let line = text.slice(from, to);
	for (const range of hidden) {
		const [start, end] = [Math.max(range[0], from), Math.min(range[1], to)];
		if (start < end) line = line.slice(0, start - from) + stars(text.slice(start, end)) + line.slice(end - from);
	}
	return maskLine(line);
};

const placeOf = (source: Source, [start, end]: Range): Place => {
	const {text, file, lines} = source;
	const {line, col} = lines.linePos(Math.min(start, text.length));
	const lineStart = lines.lineStarts[line - 1] ?? 0;
	const newline = text.indexOf('\n', lineStart);
	const lineEnd = newline === -1 ? text.length : newline - (text[newline - 1] === '\r' ? 1 : 0);
	const length = Math.max(1, Math.min(end, lineEnd) - start);
	return {file, line, column: col, length, text: masked(source, lineStart, lineEnd)};
};

/** Fills `root` and returns the plain value. */
const walk = (document: Document, source: Source, root: Spot, mistakes: Mistake[]): unknown => {
	let repeated = 0;
	let outermost: {path: Path; range: Range} = {path: [], range: [0, 0]};
	const open = new Set<unknown>();

	const resolve = (alias: Alias, path: Path): Node | undefined => {
		const place = placeOf(source, rangeOf(alias));
		const node = alias.resolve(document);
		if (node === undefined && isHidden(source, rangeOf(alias))) {
			const message = 'text that begins with * and has no quotes is a reference to an anchor, and there is no such anchor';
			mistakes.push({path, message, hint: 'put it in quotes', place});
		} else if (node === undefined) {
			const glob = /[@.*?]/.test(alias.source);
			const hint = glob
				? `put it in quotes: "*${alias.source}"`
				: `put text that begins with * in quotes, or set the anchor &${alias.source} before`;
			mistakes.push({
				path,
				message: `*${alias.source} without quotes is a reference to an anchor, and there is no anchor &${alias.source}`,
				hint,
				place,
			});
		} else if (open.has(node)) {
			mistakes.push({path, message: `*${alias.source} refers to the value that it stands in`, place});
			return undefined;
		}
		return node;
	};

	const visit = (node: unknown, spot: Spot, path: Path, inAlias: boolean): unknown => {
		if (inAlias && (repeated += 1) > mostRepeated) throw new TooMuchRepeated();
		if (isAlias(node)) {
			if (!inAlias) outermost = {path, range: rangeOf(node)};
			const target = resolve(node, path);
			if (target === undefined) return undefined;
			open.add(target);
			const value = visit(target, spot, path, true);
			open.delete(target);
			return value;
		}
		if (isScalar(node)) return visitScalar(node, path);
		if (isSeq(node)) {
			open.add(node);
			const value = node.items.map((item, index) => visit(item, child(spot, index, item, inAlias), [...path, index], inAlias));
			open.delete(node);
			return value;
		}
		if (isMap(node)) {
			open.add(node);
			const value = visitMap(node, spot, path, inAlias);
			open.delete(node);
			return value;
		}
		return null;
	};

	const child = (spot: Spot, name: string | number, item: unknown, inAlias: boolean, key?: Range): Spot => {
		// What an alias brings stands where the alias stands, as far as the reader is concerned: its own place is the anchor's.
		const made: Spot = {...(key !== undefined && {key}), value: rangeOf(item), ...(isScalar(item) && {scalar: item}), children: new Map()};
		if (!inAlias || !spot.children.has(name)) spot.children.set(name, made);
		return made;
	};

	const visitScalar = (node: Scalar, path: Path): unknown => {
		const {value, source: written = ''} = node;
		const place = (): Place => placeOf(source, rangeOf(node));
		const secret = (): boolean => isHidden(source, rangeOf(node));
		if (typeof value === 'number' && !Number.isFinite(value))
			mistakes.push({path, message: `${secret() ? 'this' : written} is no number that can be used`, place: place()});
		if (typeof value === 'number' && /^[-+]?0\d/.test(written))
			mistakes.push({
				path,
				message: secret() ? 'YAML reads this as a number' : `YAML reads ${written} as the number ${value}`,
				hint: `put it in quotes if it is text${secret() ? '' : `: "${written}"`}`,
				place: place(),
			});
		if (typeof value === 'bigint' || (typeof value === 'object' && value !== null))
			mistakes.push({path, message: 'a value of this kind means nothing here', place: place()});
		return value;
	};

	const visitMap = (node: YAMLMap, spot: Spot, path: Path, inAlias: boolean): unknown => {
		const value: Record<string, unknown> = {};
		const merged: Record<string, unknown> = {};
		for (const pair of node.items) {
			if (isMergeKey(pair.key)) {
				Object.assign(merged, visitMerge(pair, spot, path));
				continue;
			}
			const name = keyName(pair, path);
			if (name === undefined) continue;
			value[name] = visit(pair.value, child(spot, name, pair.value ?? pair.key, inAlias, rangeOf(pair.key)), [...path, name], inAlias);
		}
		return {...merged, ...value};
	};

	const visitMerge = (pair: Pair, spot: Spot, path: Path): Record<string, unknown> => {
		const sources = isSeq(pair.value) ? pair.value.items : [pair.value];
		const merged: Record<string, unknown> = {};
		for (const item of sources.toReversed()) {
			const part = visit(item, spot, path, true);
			if (typeof part === 'object' && part !== null && !Array.isArray(part)) Object.assign(merged, part);
			else if (part !== undefined)
				mistakes.push({
					path,
					message: '<<: takes a reference to keys and values, as in `<<: *defaults`',
					place: placeOf(source, rangeOf(pair.value)),
				});
		}
		return merged;
	};

	const keyName = ({key, value}: Pair, path: Path): string | undefined => {
		const place = (): Place => placeOf(source, rangeOf(key));
		if (isMap(key) || isSeq(key)) {
			const {text} = source;
			const written = text.slice(...rangeOf(key)).trim();
			const template = isMap(key) && /^\{.*\}$/s.test(written) && value === null;
			mistakes.push(
				template
					? {path, message: `a template must stand in quotes`, hint: `write "{${written}}"`, place: place()}
					: {path, message: 'a key must be plain text', place: place()},
			);
			return undefined;
		}
		const name = isScalar(key) ? String(key.value) : '';
		if (name === '__proto__') {
			mistakes.push({path, message: '`__proto__` cannot be a key', place: place()});
			return undefined;
		}
		if (isScalar(key) && key.value === null) {
			mistakes.push({path, message: 'a key is missing before the colon', place: place()});
			return undefined;
		}
		return name;
	};

	try {
		return visit(document.contents, root, [], false);
	} catch (error) {
		if (!(error instanceof TooMuchRepeated)) throw error;
		mistakes.push({
			path: outermost.path,
			message: `the references (*…) of this file repeat more than ${mostRepeated} values`,
			place: placeOf(source, outermost.range),
		});
		return undefined;
	}
};

/** See {@link Written.place}. */
const find = (source: Source, root: Spot, path: Path, {part = 'value', offset, length}: Span = {}): Place => {
	let spot = root;
	let depth = 0;
	for (const name of path) {
		const next = spot.children.get(name);
		if (next === undefined) break;
		spot = next;
		depth += 1;
	}
	const there = depth === path.length;
	if (depth === 0) return {file: source.file};
	const [start, end] = spot.value;
	if (there && offset !== undefined && spot.scalar !== undefined) {
		const from = sourceOffset(source.text, spot.scalar, offset);
		const to = sourceOffset(source.text, spot.scalar, offset + (length ?? 1));
		return placeOf(source, [from, Math.max(to, from + 1)]);
	}
	const onOneLine = !source.text.slice(start, end).includes('\n') && end > start;
	const useKey = spot.key !== undefined && (part === 'key' || !there || !onOneLine);
	return placeOf(source, useKey ? (spot.key ?? spot.value) : spot.value);
};
