import {parse, type ParseError, printParseErrorCode} from 'jsonc-parser';

/** What the parser found, in words. */
const mistakes: Readonly<Record<string, string>> = {
	InvalidSymbol: 'an unknown word (text needs quotes)',
	InvalidNumberFormat: 'an invalid number',
	PropertyNameExpected: 'a name in quotes is expected here (is there an extra comma before it?)',
	ValueExpected: 'a value is expected here (is there an extra comma before it?)',
	ColonExpected: 'a colon is expected here',
	CommaExpected: 'a comma is expected here',
	CloseBraceExpected: 'a } is missing',
	CloseBracketExpected: 'a ] is missing',
	EndOfFileExpected: 'text after the end of the document',
	InvalidCommentToken: 'a comment, which JSON does not have',
	UnexpectedEndOfComment: 'a comment, which JSON does not have',
	UnexpectedEndOfString: 'a text without its closing quote',
	UnexpectedEndOfNumber: 'a number without its end',
	InvalidUnicode: 'a \\u without four hexadecimal digits',
	InvalidEscapeCharacter: 'a backslash before a character that needs none',
	InvalidCharacter: 'a character that has to be written with a backslash',
};

/** What is wrong with a text that is not JSON, and where: for the user who fixes it by hand. */
export interface Mistake {
	readonly line: number;
	readonly column: number;
	readonly what: string;
	readonly hint: string;
}

const byHand = 'Fix the file by hand. Nothing is written to a file that cannot be read.';

const placeOf = (text: string, offset: number): Pick<Mistake, 'line' | 'column'> => {
	const lines = text.slice(0, offset).split('\n');
	return {line: lines.length, column: lines.at(-1)!.length + 1};
};

/** The first mistake in a text that JSON.parse refused. */
export const mistakeIn = (text: string): Mistake => {
	if (text.trim() === '') return {line: 1, column: 1, what: 'the file is empty', hint: 'Write at least `[]` into it.'};
	const conflict = /^<{7}( |$)/m.exec(text)?.index;
	if (conflict !== undefined) return {...placeOf(text, conflict), what: 'an unfinished git merge', hint: byHand};
	const errors: ParseError[] = [];
	parse(text, errors, {disallowComments: true});
	const {offset = 0, error} = errors[0] ?? {};
	const known = error === undefined ? undefined : mistakes[printParseErrorCode(error)];
	const what = offset >= text.trimEnd().length ? 'the file ends too early' : (known ?? 'invalid JSON');
	return {...placeOf(text, offset), what, hint: byHand};
};
