import {styleText} from 'node:util';

import type {ErrorInfo} from '@slack-im/core';
import stringWidth from 'string-width';

import {printable} from './printable.ts';

/** Keys and indices from the top of the config, as in `['targets', 'dev-server', 'match', 0]`. */
export type Path = readonly (string | number)[];

/** A stretch of one line of a config file. */
export interface Place {
	/** As it is to be printed. */
	readonly file: string;
	/** Counted from 1; undefined where only the file is known. */
	readonly line?: number;
	/** Counted from 1, in UTF-16 units. */
	readonly column?: number;
	/** UTF-16 units to underline. */
	readonly length?: number;
	/** The line itself, with secrets masked. */
	readonly text?: string;
}

/** One thing that is wrong with the config or the arguments. */
export interface Mistake {
	/** One sentence: what is wrong, without a full stop. */
	readonly message: string;
	/** What to write instead. */
	readonly hint?: string | undefined;
	/** Empty for a mistake of the file or of an argument. */
	readonly path: Path;
	readonly place?: Place | undefined;
}

interface ConfigErrorOptions {
	readonly file?: string | undefined;
	readonly secrets?: readonly string[];
	/** Names of the config's targets, as far as it could be read. */
	readonly targets?: readonly string[];
}

/** A config or arguments that cannot be used; holds all mistakes, in the order of the file. Told apart by `kind`. */
export class ConfigError extends Error {
	override name = 'ConfigError' as const;
	readonly kind = 'config' as const;
	/** As it is to be printed. */
	readonly file?: string;
	readonly mistakes: readonly Mistake[];
	/** Values that must not leave the process, as far as they were known when loading failed. */
	readonly secrets: readonly string[];
	/** Names of the config's targets, as far as it could be read. */
	readonly targets: readonly string[];

	constructor(mistakes: readonly Mistake[], {file, secrets = [], targets = []}: ConfigErrorOptions = {}) {
		const sorted = sortMistakes(mistakes);
		super(formatMistakes(sorted, file));
		if (file !== undefined) this.file = file;
		this.mistakes = sorted;
		this.secrets = secrets;
		this.targets = targets;
	}
}

/** Whether an error is a {@link ConfigError}, also of another copy of this file. */
export const isConfigError = (error: unknown): error is ConfigError =>
	typeof error === 'object' && error !== null && 'kind' in error && error.kind === 'config' && 'mistakes' in error;

/** What an error says, whatever was thrown. */
export const messageOf = (error: unknown): string => {
	if (error instanceof Error) return error.message;
	return typeof error === 'string' ? error : 'something was thrown that is no error';
};

/** `targets.dev-server.match[0]`; names that are no plain words stand in quotes. */
const pathText = (path: Path): string =>
	path
		.map((part, index) => {
			if (typeof part === 'number') return `[${part}]`;
			if (!/^[\w$-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
			return index === 0 ? part : `.${part}`;
		})
		.join('');

/** Every mistake with its place, a caret line and what to write instead; one block a mistake, the sum at the end. */
export const formatConfigError = (error: ConfigError, {color = false}: {readonly color?: boolean} = {}): string =>
	formatMistakes(error.mistakes, error.file, color);

/** The first mistake with its place, on one line, and how many more there are: for a list of reports, where a frame has no room. */
export const configErrorInfo = (error: ConfigError): ErrorInfo => {
	const [first] = error.mistakes;
	const head =
		first === undefined ? error.message : [placeText(first.place), pathText(first.path), first.message].filter(Boolean).join(': ');
	const more = error.mistakes.length - 1;
	return {kind: error.kind, message: more > 0 ? `${head}, and ${more} more` : head, details: error.message};
};

const placeText = (place: Place | undefined): string =>
	place === undefined ? '' : [place.file, place.line, place.column].filter(part => part !== undefined).join(':');

const sortMistakes = (mistakes: readonly Mistake[]): Mistake[] =>
	mistakes.toSorted((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0));

const formatMistakes = (mistakes: readonly Mistake[], file: string | undefined, color = false): string => {
	const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
		color ? styleText(style, printable(text), {validateStream: false}) : printable(text);
	const blocks = mistakes.map(mistake => formatMistake(mistake, paint));
	const sum = `${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}${file === undefined ? '' : ` in ${file}`}; nothing was read or written`;
	return [...blocks, paint('bold', sum)].join('\n\n');
};

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const formatMistake = ({message, hint, path, place}: Mistake, paint: Paint): string => {
	const where = placeText(place);
	const head = [where && paint('bold', where), path.length > 0 && paint('cyan', pathText(path)), paint('red', message)]
		.filter(Boolean)
		.join(': ');
	if (place?.line === undefined || place.text === undefined) return hint === undefined ? head : `${head}\n  ${paint('green', hint)}`;

	const {text, start, length} = excerpt(place.text, (place.column ?? 1) - 1, place.length ?? 1);
	const gutter = paint('dim', '      |');
	const caret =
		' '.repeat(stringWidth(text.slice(0, start))) + paint('red', '^'.repeat(Math.max(1, stringWidth(text.slice(start, start + length)))));
	const beside = hint !== undefined && hint.length <= longestBeside ? ` ${paint('green', hint)}` : '';
	const below = hint !== undefined && beside === '' ? [`${paint('dim', '      =')} ${paint('green', hint)}`] : [];
	return [head, `${paint('dim', `${String(place.line).padStart(5)} |`)} ${text}`, `${gutter} ${caret}${beside}`, ...below]
		.map(line => line.trimEnd())
		.join('\n');
};

/** A hint that is longer stands in a line of its own. */
const longestBeside = 90;

const widest = 110;

/** The part of a line that shows the stretch, one column a unit: tabs become spaces, control characters dots. */
const excerpt = (line: string, column: number, length: number): {text: string; start: number; length: number} => {
	const clean = line.replaceAll(/\t/g, ' ').replaceAll(/\p{Cc}|\p{Cf}|\p{Cs}/gu, '·');
	const start = Math.min(column, clean.length);
	const from = clean.length <= widest ? 0 : Math.max(0, Math.min(start - 40, clean.length - widest));
	const cut = clean.slice(from, from + widest);
	const before = from > 0 ? '…' : '';
	const after = from + widest < clean.length ? '…' : '';
	return {
		text: `${before}${cut}${after}`,
		start: start - from + before.length,
		length: Math.max(1, Math.min(length, cut.length - (start - from))),
	};
};
