/*
Bytes that a text holds as base64, as hexadecimal or as decimal numbers. What they mean is a text again where enough of them in a row are one.
*/

/** Bytes, and for each the characters that it comes from. */
interface Bytes {
	readonly bytes: Uint8Array;
	readonly length: number;
	readonly from: (index: number) => number;
	/** Behind its last character. */
	readonly to: (index: number) => number;
}

/** A text that was found in bytes. */
interface Stretch {
	readonly text: string;
	readonly from: readonly number[];
	readonly to: readonly number[];
}

const sextets = new Int8Array(128).fill(-1);
for (const [value, sign] of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/').entries())
	sextets[sign] = value;
sextets['-'.charCodeAt(0)] = 62;
sextets['_'.charCodeAt(0)] = 63;

/** How many bytes a character of UTF-8 has that begins here; 0 where none does. Control characters do not occur in a text, but for zeros: UTF-16 has them. */
const widthAt = (bytes: Uint8Array, at: number, end: number): number => {
	const first = bytes[at]!;
	if (first < 0x80) return (first >= 0x20 && first !== 0x7f) || first === 0 || (first >= 9 && first <= 13) ? 1 : 0;
	const width = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
	if (at + width > end) return 0;
	// What a shorter form exists for, half a character, and what is beyond the last
	if (width > 2) {
		const second = bytes[at + 1]!;
		if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
		if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
	}
	for (let more = 1; more < width; more++) if ((bytes[at + more]! & 0xc0) !== 0x80) return 0;
	return width;
};

/** The texts among some bytes that have `least` bytes or more. */
function* textsIn({bytes, length, from, to}: Bytes, least: number): Generator<Stretch> {
	for (let start = 0; start < length; start++) {
		let end = start;
		for (let width = widthAt(bytes, end, length); width > 0 && end < length; width = widthAt(bytes, end, length)) end += width;
		if (end - start >= least) {
			const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
			const [froms, tos]: [number[], number[]] = [[], []];
			for (let at = start; at < end;) {
				const width = widthAt(bytes, at, end);
				for (let unit = 0; unit < (width === 4 ? 2 : 1); unit++) {
					froms.push(from(at));
					tos.push(to(at + width - 1));
				}
				at += width;
			}
			yield {text, from: froms, to: tos};
		}
		start = end;
	}
}

/** Is written over by every run: a text has many. */
let scratch = new Uint8Array(1024);

/** Bytes of a run of base64 that begins somewhere before `text[start]`: whatever stands before, one of four beginnings is right. */
function* base64Texts(text: string, start: number, end: number, least: number): Generator<Stretch> {
	let padded = end;
	while (text[padded] === '=') padded++;
	for (let offset = 0; offset < 4; offset++) {
		const begin = start + offset;
		const length = Math.floor(((end - begin) * 6) / 8);
		if (length < least) return;
		if (scratch.length < length + 3) scratch = new Uint8Array(2 * length + 3);
		for (let at = begin, place = 0; at < end; at += 4, place += 3) {
			const bits =
				(sextets[text.charCodeAt(at)]! << 18) |
				((at + 1 < end ? sextets[text.charCodeAt(at + 1)]! : 0) << 12) |
				((at + 2 < end ? sextets[text.charCodeAt(at + 2)]! : 0) << 6) |
				(at + 3 < end ? sextets[text.charCodeAt(at + 3)]! : 0);
			scratch[place] = bits >> 16;
			scratch[place + 1] = bits >> 8;
			scratch[place + 2] = bits;
		}
		yield* textsIn(
			{
				bytes: scratch,
				length,
				from: index => begin + Math.floor((index * 8) / 6),
				to: index => (index === length - 1 ? padded : begin + Math.ceil(((index + 1) * 8) / 6)),
			},
			least,
		);
	}
}

/** Bytes of numbers, each with the characters that it comes from. */
function* numberTexts(
	numbers: readonly {readonly value: number; readonly from: number; readonly to: number}[],
	least: number,
): Generator<Stretch> {
	const bytes = Uint8Array.from(numbers, ({value}) => value);
	yield* textsIn({bytes, length: bytes.length, from: index => numbers[index]!.from, to: index => numbers[index]!.to}, least);
}

/** Pairs of hexadecimal digits, whatever separates them. The first digit may belong to what is before. */
function* hexTexts(run: string, start: number, least: number): Generator<Stretch> {
	const digits = [...run.matchAll(/(?:(?<![0-9a-fA-F])0[xX])?([0-9a-fA-F])/g)].map(({0: whole, 1: digit, index}) => ({
		digit: digit!,
		from: start + index,
		to: start + index + whole.length,
	}));
	for (const offset of [0, 1]) {
		const pairs = [];
		for (let at = offset; at + 1 < digits.length; at += 2) {
			const [high, low] = [digits[at]!, digits[at + 1]!];
			pairs.push({value: Number.parseInt(high.digit + low.digit, 16), from: high.from, to: low.to});
		}
		yield* numberTexts(pairs, least);
	}
}

function* decimalTexts(run: string, start: number, least: number): Generator<Stretch> {
	const numbers = [...run.matchAll(/\d+/g)].map(({0: digits, index}) => ({
		value: Number(digits) < 256 ? Number(digits) : 1,
		from: start + index,
		to: start + index + digits.length,
	}));
	yield* numberTexts(numbers, least);
}

const isBase64 = (code: number): boolean => code < 128 && sextets[code]! >= 0;

/** Stretches of base64 of some length, from the left. Looks at few of the characters of ordinary text: a word that is too short is jumped over. */
function* base64Runs(text: string, least: number): Generator<readonly [start: number, end: number]> {
	for (let start = 0; start + least <= text.length;) {
		let at = start + least - 1;
		while (at >= start && isBase64(text.charCodeAt(at))) at--;
		if (at >= start) {
			start = at + 1;
			continue;
		}
		let end = start + least;
		while (end < text.length && isBase64(text.charCodeAt(end))) end++;
		yield [start, end];
		start = end + 1;
	}
}

/** Looks for texts that are written as bytes. */
export interface BytesFinder {
	/** Says no at once for nearly every text. */
	readonly mayHold: (text: string) => boolean;
	readonly find: (text: string) => Generator<Stretch>;
}

/** @param least - The least bytes that a text has; what is shorter is not looked for. */
export const bytesFinder = (least: number): BytesFinder => {
	const leastBase64 = Math.ceil((least * 4) / 3);
	const hex = String.raw`[0-9a-fA-F](?:(?:[\s:,;._-]{1,3}(?:0[xX])?)?[0-9a-fA-F]){${2 * least - 1},}`;
	const decimal = String.raw`\b\d{1,3}(?:[\s,;]{1,3}\d{1,3}){${least - 1},}\b`;
	const numbers = new RegExp(`${hex}|${decimal}`);
	const [hexRuns, decimalRuns] = [new RegExp(hex, 'g'), new RegExp(decimal, 'g')];
	return {
		mayHold: text => base64Runs(text, leastBase64).next().done !== true || (text.length >= 2 * least && numbers.test(text)),
		*find(text) {
			for (const [start, end] of base64Runs(text, leastBase64)) yield* base64Texts(text, start, end, least);
			if (text.length < 2 * least) return;
			for (const {0: run, index} of text.matchAll(hexRuns)) yield* hexTexts(run, index, least);
			for (const {0: run, index} of text.matchAll(decimalRuns)) yield* decimalTexts(run, index, least);
		},
	};
};
