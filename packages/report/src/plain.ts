/** What no report may pass on as it came: controls (a terminal would obey them), lone surrogates, line separators, and marks that turn the direction of what follows. Joiners inside emoji and scripts stay. */
export const unsafe =
	/[\p{Cc}\p{Noncharacter_Code_Point}\p{Cs}\p{Zl}\p{Zp}\u{061C}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}]/gu;

/** ASCII words with single spaces: most texts, and nothing to do. */
const tidy = /^(?:[!-~]+ )*[!-~]+$/;

/** Text as one line that no terminal can mistake for a command: white space becomes single spaces, every other control a replacement character. */
export const oneLine = (text: string): string => (tidy.test(text) ? text : text.replace(/\s+/g, ' ').replace(unsafe, '\u{FFFD}').trim());

/** The first `most` UTF-16 units of a text, never half a character, and how much was left out. */
export const cap = (text: string, most: number): string => {
	if (text.length <= most) return text;
	const code = text.codePointAt(most - 1) ?? 0;
	const end = code > 0xffff ? most - 1 : most;
	return `${text.slice(0, end)}… (${formatNumber(text.length - end)} characters more)`;
};

let numbers: Intl.NumberFormat | undefined;

/** `12345` as `12,345`. */
export const formatNumber = (value: number): string => {
	// Most numbers need no formatter, which takes 4 ms to be made
	if (Number.isInteger(value) && value >= 0 && value < 1000) return String(value);
	numbers ??= new Intl.NumberFormat('en-US');
	return numbers.format(value);
};

/** A number with its noun: `1 person`, `1,204 people`. */
export const count = (value: number, one: string, many: string = `${one}s`): string => `${formatNumber(value)} ${value === 1 ? one : many}`;

/** `4.2 s`, `1 min 12 s`, `2 h 5 min`. */
export const duration = (milliseconds: number): string => {
	const seconds = Number.isFinite(milliseconds) ? Math.max(0, milliseconds) / 1000 : 0;
	if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
	const minutes = Math.floor(Math.round(seconds) / 60);
	if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
	return `${formatNumber(Math.floor(minutes / 60))} h ${minutes % 60} min`;
};

/** An ISO time as people write it, in UTC: `2026-01-05 12:00:07 UTC`. What is no time comes back as it is. */
export const timeText = (iso: string): string => {
	const time = Date.parse(iso);
	return Number.isNaN(time) ? oneLine(iso) : `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
};

/** Milliseconds between two ISO times; 0 where either is none. */
export const between = (from: string, to: string | undefined): number => {
	const span = to === undefined ? 0 : Date.parse(to) - Date.parse(from);
	return Number.isFinite(span) ? Math.max(0, span) : 0;
};

/** A sentence's first letter as a capital. */
export const capital = (text: string): string => text.replace(/^\p{Ll}/u, letter => letter.toUpperCase());

/** Joins small pieces into pieces worth writing, about 16 KB each. A report is never one string. */
export function* inPieces(texts: Iterable<string>, size = 16_384): Generator<string> {
	let piece = '';
	for (const text of texts) {
		piece += text;
		if (piece.length >= size) {
			yield piece;
			piece = '';
		}
	}
	if (piece !== '') yield piece;
}
