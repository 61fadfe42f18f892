import {unsafe} from '../plain.ts';

/** A piece of HTML: text that is escaped already, and places where more is made when it is asked for. */
export interface Html {
	readonly html: readonly (string | (() => Iterable<Html>))[];
}

/** What a template may hold: HTML stays as it is, text and numbers are escaped, short lists are written one after the other, `undefined` and `false` are nothing. */
export type Part = Html | string | number | false | undefined | readonly Html[];

const entities: Record<string, string> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};
/** Anything but plain ASCII that means nothing to HTML. */
const special = /[&<>"']|[^ -~]/;

/** Text for HTML, inside an element or a quoted attribute. Controls and marks that turn the direction of what follows become replacement characters. */
const escapeHtml = (text: string): string =>
	special.test(text)
		? text
				.replace(unsafe, character => (character === '\n' || character === '\t' ? character : '\u{FFFD}'))
				.replace(/[&<>"']/g, character => entities[character] ?? character)
		: text;

/** Templates are indented for those who read the source, not for those who load the page. */
const tight = new WeakMap<TemplateStringsArray, readonly string[]>();

const tighten = (strings: TemplateStringsArray): readonly string[] => {
	const known = tight.get(strings) ?? strings.map(text => text.replace(/\s*\n\s*/g, '\n'));
	tight.set(strings, known);
	return known;
};

/** A template whose values are escaped by themselves. Attributes stand in double quotes. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => {
	const pieces: (string | (() => Iterable<Html>))[] = [];
	const texts = tighten(strings);
	let text = texts[0] ?? '';
	const add = (part: Part): void => {
		if (part === undefined || part === false) return;
		if (typeof part === 'string') text += escapeHtml(part);
		else if (typeof part === 'number') text += part;
		else if ('html' in part) {
			for (const piece of part.html) {
				if (typeof piece === 'string') text += piece;
				else {
					pieces.push(text, piece);
					text = '';
				}
			}
		} else for (const item of part) add(item);
	};
	for (const [index, part] of parts.entries()) {
		add(part);
		text += texts[index + 1] ?? '';
	}
	return {html: [...pieces, text]};
};

/** Many pieces, each made when it is written and forgotten afterwards: for whatever may be long. */
export const later = (make: () => Iterable<Html>): Html => ({html: [make]});

/** The text of a piece, bit by bit. */
export function* textOf({html: pieces}: Html): Generator<string> {
	for (const piece of pieces) {
		if (typeof piece === 'string') yield piece;
		else for (const inner of piece()) yield* textOf(inner);
	}
}
