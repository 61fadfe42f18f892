import type {Json} from '@slack-im/core';

/** A number that JavaScript cannot hold, as the text that it was written in. `JSON.stringify` writes that text again. */
export interface ExactNumber {
	readonly rawJSON: string;
}

/** What ES2023's types do not know yet and every Node that runs this does. */
interface ExactJson {
	rawJSON(text: string): ExactNumber;
	isRawJSON(value: unknown): value is ExactNumber;
	parse(text: string, reviver: (key: string, value: unknown, context: {readonly source?: string}) => unknown): Json;
}
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same object, with its newer methods
const exactJson = JSON as unknown as ExactJson;

/** Whether a value is a number beyond what JavaScript holds: an object to `typeof`, a number in JSON. */
export const isExactNumber = (value: unknown): value is ExactNumber => exactJson.isRawJSON(value);

/** The digits that count, so that `1.50` and `15e-1` have the same. */
const digits = (text: string): string =>
	text
		.replace(/e.*$/i, '')
		.replace(/[-.]/g, '')
		.replace(/^0+|0+$/g, '');

/** Some servers write 0.1 with all the digits that it has inside, as in 0.10000000000000001: nothing of that is lost. */
const isWrittenOut = (value: number, wanted: string): boolean =>
	wanted.length > 0 && wanted.length <= 100 && digits(value.toPrecision(wanted.length)) === wanted;

const isKept = (value: number, source: string): boolean => {
	if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value);
	const wanted = digits(source);
	return Number.isFinite(value) && (digits(String(value)) === wanted || isWrittenOut(value, wanted));
};

/** Numbers that could be too long or too large. Only such a text is worth a look at each of its values, which takes eight times as long: digits in texts (ids, phone numbers) are none. */
const suspicious = /(?:^|[[,:])\s*-?(?:[\d.]{16}|[\d.]+e[+-]?\d{3})/i;

/**
JSON of which every number stays what it was: ids beyond 2⁵³ would be rounded to those of other accounts.

@throws a SyntaxError, as `JSON.parse` does.
*/
export const parseExact = (text: string): Json => {
	if (!suspicious.test(text)) return JSON.parse(text);
	return exactJson.parse(text, (_key, value, {source}) =>
		typeof value === 'number' && source !== undefined && !isKept(value, source) ? exactJson.rawJSON(source) : value,
	);
};

/** A value as any code may have it: a number beyond 2⁵³ is its text. */
export const withoutExact = <T>(value: T): T => {
	// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a copy of the same shape
	return plain(value) as T;
};

const plain = (value: unknown): unknown => {
	if (typeof value !== 'object' || value === null) return value;
	if (isExactNumber(value)) return value.rawJSON;
	if (Array.isArray(value)) return value.map(plain);
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
};

/** A text or a number as text; undefined where it is neither, or empty. */
export const scalarText = (value: unknown): string | undefined => {
	if (typeof value === 'string') return value === '' ? undefined : value;
	if (typeof value === 'number') return String(value);
	return isExactNumber(value) ? value.rawJSON : undefined;
};
