import {lineBreaks, lowered, unescaped, whiteSpace} from './disguise.ts';

/** How often a text is taken for an escaped one: an address within JSON within JSON. */
export const deepest = 3;

/** Shorter values occur in ordinary text by chance, in other letters or over two lines: they are found only as they are. */
const longEnough = 8;

/** One way a secret may be written, once escapes are gone. */
export interface Form {
	readonly text: string;
	/** What of the searched text does not count: nothing for a short one, line breaks, or (where the secret has white space itself) all white space. Letters' case does not count but for a short one. */
	readonly beyond: 'nothing' | 'line-breaks' | 'white-space';
	/** Whether it reads as the secret does, and not as base64 or the like. */
	readonly plain: boolean;
}

/** As a whole, and as it stands in the base64 of a longer text such as `user:password`: there, what its neighbours decide is cut off. */
const base64Encoded = (text: string): string[] => {
	const bytes = Buffer.from(text);
	const encoded = [bytes.toString('base64')];
	for (const offset of bytes.length < 6 ? [] : [0, 1, 2]) {
		const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
		encoded.push(shifted.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((shifted.length * 8) / 6)));
	}
	return encoded.flatMap(form => [form, form.replaceAll('=', '')]).flatMap(form => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
};

/** A text, and what it means when it is taken for an escaped one itself. */
const meanings = (text: string): string[] => {
	const found = [text];
	for (let depth = 0; depth < deepest; depth++) found.push(unescaped(found.at(-1)!.replaceAll(lineBreaks, '')));
	return found;
};

const formOf = (text: string, plain: boolean): Form => {
	const exact = text.replaceAll(lineBreaks, '');
	if (exact.length < longEnough) return {text: exact, beyond: 'nothing', plain};
	const bare = text.replaceAll(whiteSpace, '');
	return bare === exact ? {text: lowered(exact), beyond: 'line-breaks', plain} : {text: lowered(bare), beyond: 'white-space', plain};
};

/** Every way a secret may be written, escapes apart. */
export const formsOf = (secret: string): Form[] => {
	const written = [
		secret,
		secret.trim(),
		secret.normalize('NFC'),
		secret.toUpperCase(),
		secret.replaceAll('"', '""'), // CSV
		secret.trim().replaceAll(' ', '+'), // Forms
	];
	return [
		...[...new Set(written)].flatMap(text => meanings(text)).map(text => formOf(text, true)),
		...[Buffer.from(secret).toString('hex'), ...base64Encoded(secret)].map(text => formOf(text, false)),
	];
};
