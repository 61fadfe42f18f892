/**
Text as keys, e-mails and domains are compared: NFC and lower case, whatever the language, so that `Ada@Example.com` and `ada@example.com` are one key.

Nothing else is made equal: white space counts, `ß` is not `ss`, and a dotless `ı` is not an `i` (a look-alike must not take over an account). The final sigma `ς` is a `σ`, because lower-casing would otherwise depend on what follows. Folding twice changes nothing.
*/
export const fold = (text: string): string => (isFolded(text) ? text : text.toLowerCase().replaceAll('ς', 'σ').normalize('NFC'));

/** Most keys are: they are then the same string, and a large workspace holds each of them once. */
const isFolded = (text: string): boolean => !/[A-Z\u0080-\uffff]/.test(text);
