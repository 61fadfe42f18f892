import {soundsSecret, variableSoundsSecret, wordsOf, isSlip} from '@slack-im/core';

/** Words that are told apart by more than one letter: a slip of one still means them. */
const mistypedWords = ['secret', 'token', 'password', 'passwd', 'bearer'];

/** Whether a key may mean a secret, also where it is mistyped, as in `secrt`: only to hide its value, never to judge it. */
export const mayMeanSecret = (name: string): boolean =>
	soundsSecret(name) ||
	wordsOf(name)
		.split(' ')
		.some(word => mistypedWords.some(known => isSlip(word, known)));

/** As many stars, so that carets still fit. */
export const stars = (text: string): string => '*'.repeat(text.length);

const isReference = (value: string): boolean =>
	/^["']?(\$\{\w+\})*["']?$/.test(value) || /^(true|false|null|[|>][-+\d]*(\s+#.*)?)$/.test(value);

/** Beside `secret: true` the value has a name that tells nothing. */
const marked = /\bsecr\w{1,3}["']?\s*:\s*true\b/i;

const namedValue = /([\w.-]+)(["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|\[[^\]\n]*\]?|[^\s,{}[\]][^,}\n]*)/g;

/**
A line of a config file as it may be printed: what looks like a secret is replaced by stars, one for one, so that carets still fit.

It must work on lines that no parser understands, so it goes by looks alone: Slack tokens, `Bearer …`, passwords and keys in URLs, values of keys that sound secret, defaults of variables that do.
*/
export const maskLine = (line: string): string =>
	line
		.replaceAll(/\bx(?:ox[a-z]|app)[-.][\w.-]+/gi, stars)
		.replaceAll(/\b(Bearer|Basic)\s+(?!\$\{)[^\s"',}]+/gi, (whole, scheme: string) => scheme + stars(whole.slice(scheme.length)))
		.replaceAll(/(:\/\/[^\s/:@"']*:)([^\s/@"']+)(?=@)/g, (whole, before: string, password: string) =>
			isReference(password) ? whole : before + stars(password),
		)
		.replaceAll(/([?&;]([\w.-]+)=)([^&\s"'#;]+)/g, (whole, before: string, name: string, value: string) =>
			variableSoundsSecret(name) && !isReference(value) ? before + stars(value) : whole,
		)
		.replaceAll(/(\$\{(\w+):-)([^}]*)/g, (whole, before: string, name: string, fallback: string) =>
			variableSoundsSecret(name) ? before + stars(fallback) : whole,
		)
		.replaceAll(namedValue, (whole, name: string, between: string, value: string) =>
			(mayMeanSecret(name) || (marked.test(line) && /^(value|default)$/.test(name))) && !isReference(value.trim())
				? name + between + stars(value)
				: whole,
		);
