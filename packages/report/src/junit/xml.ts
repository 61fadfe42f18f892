/** What XML 1.0 has no place for: most controls, lone surrogates, U+FFFE and U+FFFF. One of them loses the whole file. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const special = /[&<>"\t\n\r]|[^\u{20}-\u{7E}]/u;

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	'\t': '&#9;',
	'\n': '&#10;',
	'\r': '&#13;',
};

const entity = (character: string): string => entities[character] ?? character;

/** Text for inside an element: what XML forbids becomes a replacement character, and `]]>` cannot occur. */
export const xmlText = (text: string): string =>
	special.test(text) ? text.replace(forbidden, '\u{FFFD}').replace(/[&<>\r]/g, entity) : text;

/** Text for inside a double-quoted attribute; line breaks survive as character references. */
const xmlAttribute = (text: string): string =>
	special.test(text) ? text.replace(forbidden, '\u{FFFD}').replace(/[&<>"\t\n\r]/g, entity) : text;

/** Milliseconds as plain seconds with at most 3 decimals; what is no time is 0. */
export const seconds = (milliseconds: number | undefined): string => {
	if (milliseconds === undefined || !(milliseconds > 0)) return '0';
	return String(Math.round(Math.min(milliseconds, 1e12)) / 1000);
};

/** `name="value"` for each value that is there, a space in front of each. */
export const attributes = (values: Record<string, string | undefined>): string => {
	let text = '';
	for (const [name, value] of Object.entries(values)) if (value !== undefined) text += ` ${name}="${xmlAttribute(value)}"`;
	return text;
};
