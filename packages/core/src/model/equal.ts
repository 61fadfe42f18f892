import type {Json} from './json.ts';

const isEmpty = (value: Json | undefined): boolean =>
	value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const isScalar = (value: Json): value is null | boolean | number | string => value === null || typeof value !== 'object';

/** Many systems keep e-mails in lower case, whatever they are sent. */
const isLoweredEmail = (actual: string, wanted: string): boolean => /^[^\s@]+@[^\s@]+$/.test(wanted) && actual === wanted.toLowerCase();

/** A form in which equal values are equal text: NFC, names of objects sorted, lists of scalars in no order. */
const canonical = (value: Json): Json => {
	if (typeof value === 'string') return value.normalize('NFC');
	if (Array.isArray(value)) {
		const items = value.map(canonical);
		return value.every(isScalar) ? items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
	}
	if (isScalar(value)) return value;
	const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(entries.map(([name, inner]) => [name, canonical(inner)]));
};

/**
Whether an attribute is as it should be. Case counts, save in an e-mail that came back in lower case; Unicode form does not; what is cleared may be absent, null, empty text or an empty list; lists of scalars are sets (systems give them back in their own order).
*/
export const sameValue = (actual: Json | undefined, wanted: Json): boolean => {
	if (actual === wanted) return true;
	if (isEmpty(wanted)) return isEmpty(actual);
	if (actual === undefined) return false;
	if (typeof actual === 'string' && typeof wanted === 'string') {
		const [is, should] = [actual.normalize('NFC'), wanted.normalize('NFC')];
		return is === should || isLoweredEmail(is, should);
	}
	if (isScalar(actual) || isScalar(wanted)) return false;
	return JSON.stringify(canonical(actual)) === JSON.stringify(canonical(wanted));
};
