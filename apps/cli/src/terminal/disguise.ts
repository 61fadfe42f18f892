/*
A text may be written in many ways: escaped for JSON, XML or mail, as bytes, several times over, broken into lines or by markup. Here each way is taken back by one step, with the place of every character in what was there.
*/

import {bytesFinder} from './bytes.ts';

/** For each character of a text where it was in the text that it was made from. */
interface Places {
	readonly from: readonly number[];
	readonly to: readonly number[];
}

/** A text that another means, and (worked out only where something is found) where its characters were. */
export interface Layer {
	readonly text: string;
	readonly places: () => Places;
}

/** A byte as `%3c` or `\x3c`. */
const byte = String.raw`(?:%|\\[xX])`;
const hex = '[0-9a-fA-F]';
const next = `${byte}[89abAB]${hex}`;

/** What means a character: bytes (of UTF-8 where they are), code points and names in JSON, XML and C, the quotes of CSV. */
const bytes = [`${byte}[fF][0-4](?:${next}){3}`, `${byte}[eE]${hex}(?:${next}){2}`, `${byte}[cdCD]${hex}${next}`, `${byte}${hex}{2}`].join(
	'|',
);
const codePoint = String.raw`\\U000[0-2]${hex}{4}|\\[uU]\{${hex}{1,6}\}|\\[uU]${hex}{4}`;
const references = `&#[xX]${hex}{1,6};?|&#[0-9]{1,7};?|&[a-zA-Z]{2,20};?`;
/** All of them at once, and a sign behind a backslash. */
const escapes = new RegExp(String.raw`${bytes}|${codePoint}|${references}|""|\\[nrtbfNRTBF]|\\[^A-Za-z0-9\s]`, 'g');
/** One kind alone, where another takes what is none. */
const kinds = [bytes, codePoint, references].map(source => new RegExp(source, 'g'));
const mayHoldEscapes = /[%&\\]|""/;

/** Names of signs in HTML, as pairs. */
const signs =
	`amp & lt < gt > quot " apos ' excl ! num # dollar $ percnt % lpar ( rpar ) ast * midast * plus + comma , period . hyphen - dash - sol / colon : semi ; equals =
quest ? commat @ lsqb [ lbrack [ bsol \\ rsqb ] rbrack ] hat ^ lowbar _ underbar _ grave \` diacriticalgrave \` lcub { lbrace { verbar | vert | verticalline | rcub } rbrace } tilde ~
szlig ß aelig æ oslash ø aring å ccedil ç ntilde ñ eth ð thorn þ`.split(/\s+/);
const named = new Map(signs.flatMap((name, index) => (index % 2 === 0 ? [[name, signs[index + 1]!] as const] : [])));
named.set('nbsp', ' ').set('tab', '\t').set('newline', '\n');
for (const vowel of 'aeiouy')
	for (const [mark, sign] of Object.entries({uml: '\u0308', acute: '\u0301', grave: '\u0300', circ: '\u0302', tilde: '\u0303'}))
		named.set(vowel + mark, (vowel + sign).normalize());
const longestName = Math.max(...[...named.keys()].map(name => name.length));

/** What `&lt;` means, or `&lt` in front of more letters. */
const reference = (escape: string): string => {
	const name = escape.replace(/^&|;$/g, '');
	for (let length = Math.min(name.length, longestName); length >= 2; length--) {
		const sign = named.get(name.slice(0, length).toLowerCase());
		if (sign === undefined) continue;
		const isUpper = /^[A-Z]/.test(name) && /^\p{L}/u.test(sign);
		return (isUpper ? sign.toUpperCase() : sign) + (length === name.length ? '' : escape.slice(length + 1));
	}
	return escape;
};

const control: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t', b: '\b', f: '\f'};

const meaningOf = (escape: string): string => {
	if (escape === '""') return '"';
	if (/^&[a-z]/i.test(escape)) return reference(escape);
	if (/^(%|\\x)/i.test(escape)) {
		const bytes = Buffer.from(escape.replaceAll(/%|\\x/gi, ''), 'hex');
		return bytes.length === 1 ? String.fromCharCode(bytes[0]!) : bytes.toString();
	}
	if (/^\\[^uU]/.test(escape)) return control[escape.slice(1).toLowerCase()] ?? escape.slice(1);
	const code = /^&#\d/.test(escape) ? Number.parseInt(escape.slice(2), 10) : Number.parseInt(escape.replaceAll(/[^0-9a-f]/gi, ''), 16);
	return code <= 0x10_ffff ? String.fromCodePoint(code) : escape;
};

const once = <T>(make: () => T): (() => T) => {
	let made: {readonly value: T} | undefined;
	return () => (made ??= {value: make()}).value;
};

/** A text in which every stretch that fits is replaced by what it means. The same layer where there is none. */
const replaced = (layer: Layer, pattern: RegExp, by: (stretch: string) => string): Layer => {
	const {text} = layer;
	const result = text.replaceAll(pattern, by);
	return result === text ? layer : {text: result, places: once(() => placesAfter(layer, pattern, by))};
};

const placesAfter = ({text, places}: Layer, pattern: RegExp, by: (stretch: string) => string): Places => {
	const before = places();
	const [from, to]: [number[], number[]] = [[], []];
	let done = 0;
	const keep = (end: number): void => {
		for (; done < end; done++) {
			from.push(before.from[done]!);
			to.push(before.to[done]!);
		}
	};
	for (const {index, 0: stretch} of text.matchAll(pattern)) {
		const means = by(stretch);
		if (means === stretch) continue;
		keep(index);
		done = index + stretch.length;
		for (let unit = 0; unit < means.length; unit++) {
			from.push(before.from[index]!);
			to.push(before.to[done - 1]!);
		}
	}
	keep(text.length);
	return {from, to};
};

/** A text that means itself. Within an escape, every character has the place of the whole: half an escape is never taken out. */
export const itself = (text: string): Layer => ({
	text,
	places: once(() => {
		const from = Array.from({length: text.length}, (_, index) => index);
		const to = from.map(index => index + 1);
		for (const {index, 0: escape} of mayHoldEscapes.test(text) ? text.matchAll(escapes) : []) {
			if (meaningOf(escape) === escape) continue;
			from.fill(index, index, index + escape.length);
			to.fill(index + escape.length, index, index + escape.length);
		}
		return {from, to};
	}),
});

const nothing = (): string => '';

/** What has no width: it is seen nowhere, and breaks every comparison. */
const noWidth = /(?![\t-\r])[\p{Cc}\p{Cf}\p{Variation_Selector}]/u;
const brokenByMail = /=\r?\n/;
/** Where a text may have been broken: into lines, and by what has no width. */
const breaks = new RegExp(String.raw`[\n\r]\s*|${noWidth.source}`, 'gu');
const mayBeBroken = /[^\t -~\u00A1-\u00AC\u00AE-\u02FF]/;

/** Without what may break a text. */
export const unbroken = (layer: Layer): Layer => (mayBeBroken.test(layer.text) ? replaced(layer, breaks, nothing) : layer);

/** Without white space, in small letters: one character for one, so that places stay. */
export const dense = (layer: Layer): Layer => {
	const {text, places} = replaced(layer, /\s+/g, nothing);
	return {text: lowered(text), places};
};

/** Small letters, one for one. */
const lowered = (text: string): string => {
	const lower = text.toLowerCase();
	const same =
		lower.length === text.length
			? lower
			: text.replaceAll(/./gsu, each => (each.toLowerCase().length === each.length ? each.toLowerCase() : each));
	return same.includes('ς') ? same.replaceAll('ς', 'σ') : same;
};

// oxlint-disable-next-line no-control-regex -- ASCII
export const onlyAscii = /^[\u0000-\u007F]*$/;

/** Its letters and digits alone, small and without accents: what stays of a text whatever is put between them. */
export const skeleton = (text: string): string =>
	onlyAscii.test(text)
		? text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '')
		: text
				.normalize('NFKD')
				.toLowerCase()
				.replaceAll('ς', 'σ')
				.replaceAll(/[^\p{L}\p{N}]+/gu, '');

/** {@link skeleton}, with the index in the layer's text of the character that each unit comes from. */
export const tracedSkeleton = (text: string): {readonly text: string; readonly at: readonly number[]; readonly end: readonly number[]} => {
	let result = '';
	const [at, end]: [number[], number[]] = [[], []];
	for (let index = 0; index < text.length;) {
		const character = String.fromCodePoint(text.codePointAt(index)!);
		const bare = skeleton(character);
		result += bare;
		for (let unit = 0; unit < bare.length; unit++) {
			at.push(index);
			end.push(index + character.length);
		}
		index += character.length;
	}
	return {text: result, at, end};
};

/** Bytes in mail (with the lines that mail has broken), in C and in addresses, one behind the other. */
const byteRuns = /(?:=[0-9a-f]{2})+|=\r?\n|(?:\\[0-3][0-7]{2})+|(?:\\x[0-9a-f]{2})+|(?:%[0-9a-f]{2})+/gi;
const textOfBytes = (run: string): string => {
	if (/^=\s/.test(run)) return '';
	const octal = /^\\\d/.test(run);
	return Buffer.from(Array.from(run.matchAll(/[0-9a-f]{2,3}/gi), ([digits]) => Number.parseInt(digits, octal ? 8 : 16))).toString();
};

/** Elements of XML and HTML, comments, colours of a terminal. */
// oxlint-disable-next-line no-control-regex -- it begins a colour
const markup = /<[a-zA-Z/!?][^<>]{0,1000}>|\u001B\[[0-9;]*[A-Za-z]/g;

/** What is looked for in a text. */
interface Ways {
	/** The least bytes that a text has to be found where it is written as bytes; left out, bytes are not looked at. */
	readonly bytes?: number | undefined;
	/** Whether markup may be put into a text. */
	readonly markup: boolean;
}

/** What texts mean. */
export interface Meanings {
	/** Whether a text may mean anything beside itself. */
	readonly mayMean: (text: string) => boolean;
	/** Everything that a text means when it is taken for one that is written in one of the known ways; thoroughly, for each kind of escape alone too. */
	readonly of: (layer: Layer, thorough: boolean) => Generator<Layer>;
}

/** Between texts that have nothing to do with each other: part of no way to write one. */
const apart = '\uFFFC';

const mayMeanMore = /[%=][0-9a-fA-F]|=\r?\n|&[#a-zA-Z]|\\|""/;

export const meaningsIn = ({bytes, markup: isMarkup}: Ways): Meanings => {
	const finder = bytes === undefined ? undefined : bytesFinder(bytes);
	const mayHoldMarkup = (text: string): boolean => isMarkup && (text.includes('<') || text.includes('\u001B'));
	return {
		mayMean: text => mayMeanMore.test(text) || mayBeBroken.test(text) || mayHoldMarkup(text) || finder?.mayHold(text) === true,
		*of(layer, thorough) {
			const bare = unbroken(layer);
			const {text} = bare;
			for (const each of noWidth.test(layer.text) ? [layer, bare] : [bare]) {
				const {text} = each;
				if (mayHoldMarkup(text)) yield replaced(each, markup, nothing);
				if (!mayMeanMore.test(text)) continue;
				yield replaced(each, escapes, meaningOf);
				if (thorough && ['%', '\\', '&', '""'].filter(sign => text.includes(sign)).length > 1)
					for (const kind of kinds) yield replaced(each, kind, meaningOf);
				if (thorough && text.includes('\\')) yield replaced(each, /\\./g, pair => pair.slice(1));
				yield replaced(each, byteRuns, textOfBytes);
			}
			if (brokenByMail.test(layer.text)) yield replaced(layer, byteRuns, textOfBytes);
			if (finder?.mayHold(text) !== true) return;
			const found = [...finder.find(text)];
			if (found.length === 0) return;
			const from = found.flatMap(stretch => [...stretch.from, stretch.from.at(-1)!]);
			const to = found.flatMap(stretch => [...stretch.to, stretch.to.at(-1)!]);
			yield {text: found.map(stretch => stretch.text + apart).join(''), places: once(() => through(bare.places(), from, to))};
		},
	};
};

const through = (places: Places, from: readonly number[], to: readonly number[]): Places => ({
	from: from.map(index => places.from[index]!),
	to: to.map(index => places.to[index - 1]!),
});
