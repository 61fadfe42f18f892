import anyAscii from 'any-ascii';

/** Text as Liquid prints a value: nothing for nothing, the items of a list one after the other. An object is its JSON. */
export const printed = (value: unknown): string => {
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (Array.isArray(value)) return value.map(printed).join('');
	return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
};

const emoji = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f/gu;

/**
Text in plain ASCII, for systems that take nothing else: accents go, other scripts are spelled in Latin letters (`Иван` is `Ivan`, `김하나` is `GimHaNa`, `Nguyễn` is `Nguyen`), emoji go.

The spelling follows the characters, not a language: `ü` is `u`. Marks that only exist in the spelling, such as the `'` for a soft sign, are left out, so that `Ольга` is `Olga`.
*/
export const toAscii = (text: string): string =>
	text
		.normalize('NFC')
		.replace(emoji, '')
		.replace(/\P{ASCII}/gu, character => (/\p{L}/u.test(character) ? anyAscii(character).replace(/['"`]/g, '') : anyAscii(character)));

/** Lower-case ASCII letters and digits with single hyphens between: for ids and file names. */
export const toSlug = (text: string): string =>
	toAscii(text)
		.toLowerCase()
		.replace(/['’]/g, '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');

/** What stands before the last @ of an address; the whole text where there is none. */
export const localPart = (email: string): string => (email.includes('@') ? email.slice(0, email.lastIndexOf('@')) : email);

/** What stands after the last @ of an address; nothing where there is none. */
export const domainPart = (email: string): string => (email.includes('@') ? email.slice(email.lastIndexOf('@') + 1) : '');
