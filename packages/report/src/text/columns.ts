import stringWidth from 'string-width';

const ascii = /^[ -~]*$/;

/** Columns that a text takes up in a terminal: two for a wide character, none for a joiner or a colour. */
export const displayWidth = (text: string): number => (ascii.test(text) ? text.length : stringWidth(text));

/** A text filled up with spaces to a width; longer ones stay whole. */
export const pad = (text: string, width: number, side: 'left' | 'right' = 'right'): string => {
	const spaces = ' '.repeat(Math.max(0, width - displayWidth(text)));
	return side === 'right' ? text + spaces : spaces + text;
};

const graphemes = new Intl.Segmenter();

/** A text of at most so many columns; what is longer ends in an ellipsis, and no character is cut in two. */
export const cut = (text: string, width: number): string => {
	if (displayWidth(text) <= width) return text;
	let kept = '';
	for (const {segment} of graphemes.segment(text)) {
		if (displayWidth(kept + segment) >= width) break;
		kept += segment;
	}
	return `${kept}…`;
};

/** A space where a line may end: not between an option and its value, which people paste, and not behind a number. */
const breakable = /(?<!(?:^| )--\S*|(?:^| )\d[\d,]*) /;

/** Breaks a text at spaces so that no line is wider than `width`, later lines behind `hanging`. A word that is wider stands alone. Without a width the text is one line. */
export const wrap = (text: string, width: number | undefined, hanging: string): string => {
	if (width === undefined || displayWidth(text) <= width) return text;
	const [indent = ''] = /^ */.exec(text) ?? [];
	return wrapWords(text.slice(indent.length).split(breakable), width, indent, hanging);
};

/** {@link wrap} for words that are not to be broken, whatever spaces are in them. */
export const wrapWords = (words: readonly string[], width: number | undefined, indent: string, hanging: string): string => {
	const lines: string[] = [];
	let line = indent;
	let empty = true;
	for (const word of words) {
		if (empty && word === '') continue;
		if (!empty && width !== undefined && displayWidth(line) + 1 + displayWidth(word) > width) {
			lines.push(line.trimEnd());
			line = hanging;
			empty = true;
			if (word === '') continue;
		}
		line += empty ? word : ` ${word}`;
		empty = false;
	}
	return [...lines, line].join('\n');
};

/** One column of a {@link table}. */
export interface Column {
	readonly title: string;
	readonly align?: 'left' | 'right';
}

/**
Rows under their titles, aligned by display width, two spaces between columns and none at the end of a line.

@returns Lines without a line break.
*/
export const table = (
	columns: readonly Column[],
	rows: readonly (readonly string[])[],
	style: (title: string) => string = title => title,
): string[] => {
	const widths = columns.map(({title}, index) =>
		rows.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? '')), displayWidth(title)),
	);
	const line = (cells: readonly string[]): string =>
		cells
			.map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align === 'right' ? 'left' : 'right'))
			.join('  ')
			.trimEnd();
	return [style(line(columns.map(({title}) => title))), ...rows.map(line)];
};
