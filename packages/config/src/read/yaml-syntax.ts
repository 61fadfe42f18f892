import {isPair, isScalar, visit, type Document, type Scalar, type YAMLParseError} from 'yaml';

import type {Mistake, Place} from '../say/error.ts';

type PlaceOf = (range: readonly [number, number]) => Place;

/** Mistakes beyond the first three are mostly echoes of them. */
const mostSyntaxMistakes = 3;
/** Those that the line itself shows; all others may be what the first one did to the rest of the file. */
const ofTheirLine: ReadonlySet<string> = new Set(['TAB_AS_INDENT', 'BAD_DQ_ESCAPE', 'BAD_SCALAR_START', 'BAD_ALIAS', 'MULTIPLE_DOCS']);

/** What is wrong with the text of a YAML file, in the reader's words. */
export const syntaxMistakes = (document: Document, placeOf: PlaceOf): Mistake[] => {
	const {errors} = document;
	const openQuote = errors.length > 0 ? quoteLeftOpen(document, errors) : undefined;
	if (openQuote !== undefined) {
		const [start] = openQuote.range ?? [0];
		const quote = openQuote.type === 'QUOTE_DOUBLE' ? '"' : "'";
		return [
			{
				path: [],
				message: `the ${quote} that begins here is not closed on its line`,
				hint: `put ${quote} at the end of the text`,
				place: placeOf([start, start + 1]),
			},
		];
	}
	const seen = new Set<number | undefined>();
	const cited = errors
		.filter(({code}, index) => index === 0 || ofTheirLine.has(code))
		.map(error => syntaxMistake(error, placeOf))
		.filter(({place}) => !seen.has(place?.line) && seen.add(place?.line));
	return [...cited.slice(0, mostSyntaxMistakes), ...duplicates(document, placeOf), ...tags(document, placeOf)];
};

const messages: Partial<Record<YAMLParseError['code'], readonly [message: string, hint?: string]>> = {
	TAB_AS_INDENT: ['a tab cannot indent in YAML', 'use spaces'],
	BAD_SCALAR_START: ['text cannot begin with this character', 'put the text in quotes'],
	MULTIPLE_DOCS: ['a second document begins here', 'remove the line `---`'],
	BLOCK_AS_IMPLICIT_KEY: ['a second `: ` on one line', 'put text that holds `: ` in quotes, or begin a new line after the key'],
	MULTILINE_IMPLICIT_KEY: ['this line is neither `key: value` nor part of a list', 'put `: ` after the key'],
	MISSING_CHAR: ['something is not closed, or a `:` or `,` is missing'],
	BAD_INDENT: ['this line is indented differently from its neighbours', 'keys that belong together begin in the same column'],
	BLOCK_IN_FLOW: [
		'lines by indentation cannot stand inside { } or [ ]',
		'close the bracket before, or write everything inside with brackets',
	],
	UNEXPECTED_TOKEN: ['this does not fit here', 'is a quote, a comma or a bracket missing before it?'],
	BAD_ALIAS: ['an alias cannot be written so', 'put text that begins with * in quotes'],
	BAD_DQ_ESCAPE: ['an escape that YAML does not know in double quotes', 'write a backslash as \\\\, or use single quotes'],
};

const syntaxMistake = ({code, message, pos}: YAMLParseError, placeOf: PlaceOf): Mistake => {
	const [text, hint] = messages[code] ?? [];
	return {path: [], message: text ?? `the YAML cannot be read: ${message}`, ...(hint !== undefined && {hint}), place: placeOf(pos)};
};

const isEmpty = ({value}: Scalar): boolean => value === null;

/** Keys that are written twice. The library looks for them too, and compares every key of a map with all others. */
const duplicates = (document: Document, placeOf: PlaceOf): Mistake[] => {
	const mistakes: Mistake[] = [];
	visit(document, {
		Map(_key, map, ancestors) {
			const parent = ancestors.at(-1);
			const isTarget = isPair(parent) && isScalar(parent.key) && parent.key.value === 'targets';
			const starts = new Map<string, number>();
			for (const {key} of map.items) {
				if (!isScalar(key) || isEmpty(key)) continue;
				const [name, [start, end] = [0, 0]] = [String(key.value), key.range ?? undefined];
				const first = starts.get(name);
				if (first === undefined) {
					starts.set(name, start);
					continue;
				}
				const what = isTarget ? `a second target \`${name}\`` : `\`${name}\` is written twice`;
				mistakes.push({
					path: [],
					message: `${what}; the first is in line ${placeOf([first, first]).line}`,
					hint: isTarget ? 'give it another name, or join the two' : 'join the two',
					place: placeOf([start, Math.max(end, start + name.length)]),
				});
			}
		},
	});
	return mistakes;
};

/** A quoted text that runs over several lines before the first error: nearly always its closing quote is missing. */
const quoteLeftOpen = (document: Document, errors: readonly YAMLParseError[]): Scalar | undefined => {
	const at = Math.min(...errors.map(({pos}) => pos[1]));
	let found: Scalar | undefined;
	const look = (node: Scalar): void => {
		const [start, end] = node.range ?? [0, 0];
		const text = (node.source ?? '') + (typeof node.value === 'string' ? node.value : '');
		const unclosed = errors.some(({code, pos}) => code === 'MISSING_CHAR' && pos[0] <= end && pos[1] >= end - 1);
		if ((node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') && start < at && (unclosed || /\n/.test(text))) found ??= node;
	};
	visit(document, {Scalar: (_key, node) => look(node)});
	return found;
};

const tags = (document: Document, placeOf: PlaceOf): Mistake[] =>
	document.warnings
		.filter(({code}) => code === 'TAG_RESOLVE_FAILED')
		.map(({pos}) => ({
			path: [],
			message: 'a word with ! in front is a tag, which means nothing here', // Not which: it may be the first letters of a password
			hint: 'put text that begins with ! in quotes',
			place: placeOf(pos),
		}));
