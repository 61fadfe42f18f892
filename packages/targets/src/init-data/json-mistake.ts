import {parse, type ParseError, printParseErrorCode} from 'jsonc-parser';

/** What the parser found, in words. */
const mistakes: Readonly<Record<string, string>> = {
	InvalidSymbol: 'a word that is no value (text needs quotes)',
	InvalidNumberFormat: 'a number that is written wrongly',
	PropertyNameExpected: 'a name in quotes should stand here (is there a comma too many before it?)',
	ValueExpected: 'a value should stand here (is there a comma too many before it?)',
	ColonExpected: 'a colon should stand here',
	CommaExpected: 'a comma should stand here',
	CloseBraceExpected: 'a } is missing',
	CloseBracketExpected: 'a ] is missing',
	EndOfFileExpected: 'there is more after the end of the document',
	InvalidCommentToken: 'a comment, which JSON does not have',
	UnexpectedEndOfComment: 'a comment, which JSON does not have',
	UnexpectedEndOfString: 'a text without its closing quote',
	UnexpectedEndOfNumber: 'a number without its end',
	InvalidUnicode: 'a \\u without four hexadecimal digits',
	InvalidEscapeCharacter: 'a backslash before a character that needs none',
	InvalidCharacter: 'a character that has to be written with a backslash',
};

/** What is wrong with a text that is not JSON, and where: for people who mend it by hand. */
export interface Mistake {
	readonly line: number;
	readonly column: number;
	readonly what: string;
	readonly hint: string;
}

const byHand = 'Mend the file by hand: nothing is written to what cannot be read.';

const placeOf = (text: string, offset: number): Pick<Mistake, 'line' | 'column'> => {
	const lines = text.slice(0, offset).split('\n');
	return {line: lines.length, column: lines.at(-1)!.length + 1};
};

/** The first mistake in a text that JSON.parse refused. */
export const mistakeIn = (text: string): Mistake => {
	if (text.trim() === '') return {line: 1, column: 1, what: 'the file is empty', hint: 'Write at least `[]` into it.'};
	const conflict = /^<{7}( |$)/m.exec(text)?.index;
	if (conflict !== undefined) return {...placeOf(text, conflict), what: 'a merge of git that was not brought to its end', hint: byHand};
	const errors: ParseError[] = [];
	parse(text, errors, {disallowComments: true});
	const {offset = 0, error} = errors[0] ?? {};
	const known = error === undefined ? undefined : mistakes[printParseErrorCode(error)];
	const what = offset >= text.trimEnd().length ? 'the file ends too early' : (known ?? 'something that JSON does not know');
	return {...placeOf(text, offset), what, hint: byHand};
};
