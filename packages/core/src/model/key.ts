declare const brand: unique symbol;

/**
A text as it is compared: an e-mail, a match key, a domain, a handle. At run time it is a string; to the compiler it is none, so that it can only be compared with another key. Only {@link key} makes one.
*/
export interface Key {
	readonly [brand]: true;
}

/** Most texts are folded already: a large workspace then holds each of them once. */
const isFolded = (text: string): boolean => !/[A-Z\u0080-\uffff]/.test(text);

const fold = (text: string): string => (isFolded(text) ? text : text.toLowerCase().replaceAll('ς', 'σ').normalize('NFC'));

/**
The key of a text: NFC and lower case, whatever the language, so that `Ada@Example.com` and `ada@example.com` are one key.

Nothing else is made equal: white space counts, `ß` is not `ss`, and a dotless `ı` is not an `i` (a look-alike must not take over an account). The final sigma `ς` is a `σ`, because lower-casing would otherwise depend on what follows. The key of a key's text is the same key.
*/
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place that gives the brand
export const key = (text: string): Key => fold(text) as unknown as Key;

/** A key as text, to show it or to search in it. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is a string
export const keyText = (key: Key): string => key as unknown as string;

/** The key of a value together with the name of what holds it: one map then holds values of several names. */
export const namedKey = (name: string, value: string): Key => key(`${name}\0${value}`);

/** The key of a text that may be missing. An empty text has none. */
export const keyOf = (text: string | undefined): Key | undefined => (text === undefined || text === '' ? undefined : key(text));

/** The key of a user group's handle: configs may write it with an @. */
export const handleKey = (handle: string): Key => key(handle.replace(/^@/, ''));

/** Whether two values are text with the same key. What is no text is the same as nothing. */
export const sameText = (one: unknown, other: unknown): boolean =>
	typeof one === 'string' && typeof other === 'string' && key(one) === key(other);
