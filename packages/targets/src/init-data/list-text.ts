import {visit} from 'jsonc-parser';

/** Where one item of the list stands in the text. */
interface Span {
	readonly start: number;
	readonly end: number;
}

/** The list's place in the text, its brackets included, and those of its items. */
export interface ListPlace extends Span {
	readonly items: readonly Span[];
}

/**
Finds the list at a path without building the tree of a document that may be large. Of a name that is there twice the last one counts, as for JSON.parse.

@param steps - Names of members, or indices of lists.
*/
export const placeOfList = (text: string, steps: readonly string[]): ListPlace | undefined => {
	let place: ListPlace | undefined;
	const open: {readonly start: number; readonly items?: Span[]; readonly of?: Span[]}[] = [];

	const begin =
		(isList: boolean) => (offset: number, _length: number, _line: number, _column: number, pathOf: () => (string | number)[]) => {
			const of = open.at(-1)?.items;
			const path = of ? [] : pathOf();
			const leadsThere = !of && path.length <= steps.length && path.every((step, index) => String(step) === steps[index]);
			const isIt = isList && leadsThere && path.length === steps.length;
			open.push({start: offset, ...(isIt && {items: []}), ...(of && {of})});
			return leadsThere;
		};
	const end = (offset: number, length: number): void => {
		const {start, items, of} = open.pop()!;
		of?.push({start, end: offset + length});
		if (items) place = {start, end: offset + length, items};
	};
	visit(text, {
		onObjectBegin: begin(false),
		onArrayBegin: begin(true),
		onObjectEnd: end,
		onArrayEnd: end,
		onLiteralValue(_value, offset, length) {
			open.at(-1)?.items?.push({start: offset, end: offset + length});
		},
	});
	return place;
};

/** An item of a list that is written anew; `separator` is what stood before it, if anything did. */
export interface ListItem {
	readonly text: string;
	readonly separator?: string | undefined;
}

/** The items of a list as they are, each with what stands between it and the one before. */
export const itemsOf = (text: string, {items}: ListPlace): ListItem[] =>
	items.map(({start, end}, index) => ({
		text: text.slice(start, end),
		separator: index === 0 ? undefined : text.slice(items[index - 1]!.end, start),
	}));

/**
A list with these items in the place of the old ones. White space at its ends and between old items stays as it was.

@param indent - One step of it, for a list that was empty.
*/
export const withItems = (
	text: string,
	{start, end, items}: ListPlace,
	wanted: readonly ListItem[],
	{eol, indent}: {readonly eol: string; readonly indent: string},
): string => {
	const first = items[0];
	if (!first && wanted.length === 0) return text;
	const line = text.lastIndexOf('\n', start) + 1;
	const outer = eol + /^[ \t]*/.exec(text.slice(line, start))![0];
	const lead = first ? text.slice(start + 1, first.start) : outer + indent;
	const tail = first ? text.slice(items.at(-1)!.end, end - 1) : outer;
	const usual = items[1] ? text.slice(items.at(-2)!.end, items.at(-1)!.start) : lead.includes('\n') ? `,${lead}` : ', ';
	const body = wanted.map((item, index) => (index === 0 ? lead : (item.separator ?? usual)) + item.text).join('');
	return `${text.slice(0, start)}[${wanted.length === 0 ? '' : body + tail}]${text.slice(end)}`;
};
