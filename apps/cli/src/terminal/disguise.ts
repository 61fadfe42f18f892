/*
A text may be written in many ways: escaped for JSON, XML or an address, several times over, in upper case, broken into lines. Here it is brought back to the one way in which it can be compared, with the place of every character in what was there.
*/

/** A text, and for each of its characters where it stood in the text that it was made from. */
export interface Traced {
	readonly text: string;
	readonly from: readonly number[];
	readonly to: readonly number[];
}

/** A byte as `%3c` or `\x3c`. */
const byte = String.raw`(?:%|\\[xX])`;
const hex = '[0-9a-fA-F]';
const next = `${byte}[89abAB]${hex}`;

/** Everything that stands for one character: bytes (of UTF-8 where they are), code points in JSON and XML, short escapes. */
const escapes = new RegExp(
	[
		`${byte}[fF][0-4](?:${next}){3}`,
		`${byte}[eE]${hex}(?:${next}){2}`,
		`${byte}[cdCD]${hex}${next}`,
		`${byte}${hex}{2}`,
		String.raw`\\[uU]\{${hex}{1,6}\}|\\[uU]${hex}{4}`,
		`&#[xX]${hex}{1,6};|&#[0-9]{1,7};|&(?:amp|lt|gt|quot|apos|AMP|LT|GT|QUOT|APOS);`,
		String.raw`\\[nrtbfNRTBF"'\\/]`,
	].join('|'),
	'g',
);

/** The last escape of a text, where it may be still to be finished, or a character of several bytes. */
const openEscape = new RegExp(
	`(?:${byte}[fF][0-4](?:${next}){0,2}|${byte}[eE]${hex}(?:${next})?|${byte}[cdCD]${hex})?` +
		String.raw`(?:%${hex}?|\\(?:[xX]${hex}?|[uU](?:\{${hex}{0,6}|${hex}{0,3}))?|&(?:#(?:[xX]${hex}{0,6}|[0-9]{0,7})|[a-zA-Z]{0,4}))?$`,
);

const named: Readonly<Record<string, string>> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&apos;': "'",
	'\\n': '\n',
	'\\r': '\r',
	'\\t': '\t',
	'\\b': '\b',
	'\\f': '\f',
};

const meaningOf = (escape: string): string => {
	const short = named[escape.toLowerCase()];
	if (short !== undefined) return short;
	if (/^(%|\\x)/i.test(escape)) {
		const bytes = Buffer.from(escape.replaceAll(/%|\\x/gi, ''), 'hex');
		return bytes.length === 1 ? String.fromCharCode(bytes[0]!) : bytes.toString();
	}
	const digits = /^&#\d/.test(escape) ? escape.slice(2, -1) : undefined;
	const code = digits === undefined ? Number.parseInt(escape.replaceAll(/[^0-9a-f]/gi, ''), 16) : Number(digits);
	if (/^\\[^u]/i.test(escape)) return escape.slice(1);
	return code <= 0x10_ffff ? String.fromCodePoint(code) : escape;
};

const mayHoldEscapes = /[%&\\]/;

/** What a text means once; the same text where nothing is escaped. */
export const unescaped = (text: string): string =>
	mayHoldEscapes.test(text) ? text.replaceAll(escapes, escape => meaningOf(escape)) : text;

/** Small letters, one for one. */
export const lowered = (text: string): string => {
	const lower = text.toLowerCase();
	const same =
		lower.length === text.length
			? lower
			: text.replaceAll(/./gsu, each => (each.toLowerCase().length === each.length ? each.toLowerCase() : each));
	return same.includes('ς') ? same.replaceAll('ς', 'σ') : same;
};

/** Where a text may have been broken into lines. */
export const lineBreaks = /[\n\r]\s*/g;
export const whiteSpace = /\s+/g;

/** A text that stands for itself. Within an escape, every character has the place of the whole: half an escape is never taken out. */
export const traced = (text: string): Traced => {
	const from = Array.from({length: text.length}, (_, index) => index);
	const to = from.map(index => index + 1);
	for (const {index, 0: escape} of mayHoldEscapes.test(text) ? text.matchAll(escapes) : []) {
		from.fill(index, index, index + escape.length);
		to.fill(index + escape.length, index, index + escape.length);
	}
	return {text, from, to};
};

/** A traced text in which every stretch that fits is replaced by what it stands for. */
const replaced = ({text, from, to}: Traced, pattern: RegExp, by: (stretch: string) => string): Traced => {
	const parts: string[] = [];
	const [newFrom, newTo]: [number[], number[]] = [[], []];
	let done = 0;
	const keep = (end: number): void => {
		parts.push(text.slice(done, end));
		for (; done < end; done++) {
			newFrom.push(from[done]!);
			newTo.push(to[done]!);
		}
	};
	for (const {index, 0: stretch} of text.matchAll(pattern)) {
		keep(index);
		done = index + stretch.length;
		const stands = by(stretch);
		parts.push(stands);
		for (let unit = 0; unit < stands.length; unit++) {
			newFrom.push(from[index]!);
			newTo.push(to[done - 1]!);
		}
	}
	keep(text.length);
	return {text: parts.join(''), from: newFrom, to: newTo};
};

/** {@link unescaped}; undefined where nothing is escaped. */
export const unescapedTraced = (traced: Traced): Traced | undefined => {
	if (!mayHoldEscapes.test(traced.text)) return undefined;
	const result = replaced(traced, escapes, meaningOf);
	return result.text === traced.text ? undefined : result;
};

export const withoutTraced = (traced: Traced, pattern: RegExp): Traced => replaced(traced, pattern, () => '');

/** A text up to an escape that may be still to be finished. */
export const finishedTraced = ({text, from, to}: Traced): Traced => {
	const end = openEscape.exec(text)?.index ?? text.length;
	return {text: text.slice(0, end), from: from.slice(0, end), to: to.slice(0, end)};
};
