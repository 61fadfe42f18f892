import type {Json} from '@slack-im/core';
import {parseTree} from 'jsonc-parser';

/** How a JSON text is laid out, so that what is added looks like what is there. */
export interface Layout {
	/** Line break. */
	readonly eol: string;
	/** One step of indentation. */
	readonly unit: string;
	/** Between a name and its value. */
	readonly colon: string;
	/** Between values on one line. */
	readonly comma: string;
	/** Lists of plain values stand on one line even where objects do not. */
	readonly shortLists: boolean;
}

/** The white space that the line of an offset begins with; undefined on the first line. */
export const indentAt = (text: string, offset: number): string | undefined => {
	const line = text.lastIndexOf('\n', offset - 1) + 1;
	return line === 0 ? undefined : /^[ \t]*/.exec(text.slice(line, offset))![0];
};

/**
@param text - The whole document.
@param sample - An entry of it, where it has one.
*/
export const layoutOf = (text: string, sample: string | undefined): Layout => {
	const entry = sample === undefined ? undefined : parseTree(sample);
	const [one, two] = entry?.children ?? [];
	const [name, value] = one?.children ?? [];
	const colon = sample && name && value ? sample.slice(name.offset + name.length, value.offset) : ': ';
	const between = sample && one && two ? sample.slice(one.offset + one.length, two.offset) : '';
	const inner = sample && one ? indentAt(sample, one.offset) : undefined;
	const outer = sample && entry ? indentAt(sample, entry.offset + entry.length - 1) : undefined;
	// Inside of an entry one step is what its names are indented beyond its closing brace
	const unit =
		inner !== undefined && outer !== undefined && inner.startsWith(outer) ? inner.slice(outer.length) : /[\r\n]([ \t]+)\S/.exec(text)?.[1];
	return {
		eol: text.includes('\r\n') ? '\r\n' : '\n',
		unit: unit || '  ',
		colon,
		comma: between !== '' && !between.includes('\n') ? between : /\s$/.test(colon) ? ', ' : ',',
		shortLists: /:\s*\[[^\S\r\n]*[^\s\]{[]/.test(text),
	};
};

const isScalar = (value: Json): boolean => typeof value !== 'object' || value === null;

/** A value as JSON text. `indent` is that of the line it begins on; undefined puts it all on one line. */
export const render = (value: Json, layout: Layout, indent: string | undefined): string => {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const isList = Array.isArray(value);
	const oneLine = indent === undefined || (isList && layout.shortLists && value.every(isScalar));
	const inner = oneLine ? undefined : indent + layout.unit;
	const parts = isList
		? value.map(item => render(item, layout, inner))
		: Object.entries(value).map(([name, item]) => JSON.stringify(name) + layout.colon + render(item, layout, inner));
	const [open, close] = isList ? ['[', ']'] : ['{', '}'];
	if (parts.length === 0) return open + close;
	if (inner === undefined) return open + parts.join(layout.comma) + close;
	return open + parts.map(part => layout.eol + inner + part).join(',') + layout.eol + indent + close;
};
