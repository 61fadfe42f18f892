import type {Definition} from 'clipanion';

import {nearest} from '@slack-im/core';

/** Something that was typed and cannot be meant. Told apart by `kind`; exit 2. */
export class UsageError extends Error {
	override name = 'UsageError' as const;
	readonly kind = 'usage' as const;
	/** What to type instead. */
	readonly hint?: string;

	constructor(message: string, hint?: string) {
		super(message);
		if (hint !== undefined) this.hint = hint;
	}
}

/** Commands that leave a report, whatever happens to them. */
export const reporting = ['sync', 'plan', 'apply', 'snapshot'] as const;

export type ReportingName = (typeof reporting)[number];

/** The value of an option in arguments that could not be parsed. */
export const valueOf = (argv: readonly string[], name: string): string | undefined => {
	const at = argv.findLastIndex(argument => argument === name || argument.startsWith(`${name}=`));
	if (at === -1) return undefined;
	if (argv[at] !== name) return argv[at]?.slice(name.length + 1);
	const next = argv[at + 1];
	return next?.startsWith('-') ? undefined : next; // Another option: the value is what was forgotten
};

const namesOf = ({path}: Definition): string => path.split(' ').slice(1).join(' ');

/** Every spelling of an option, as in `['-q', '--quiet']`. */
const spellings = ({definition}: {readonly definition: string}): string[] => definition.split(' ')[0]?.split(',') ?? [];

const unknownCommand = (word: string, definitions: readonly Definition[]): UsageError => {
	const names = definitions.map(definition => namesOf(definition));
	const close = nearest(word, names);
	if (close) return new UsageError(`there is no command "${word}"`, `did you mean: slack-im ${close}`);
	if (/^https?:/.test(word)) return new UsageError('an address needs a command in front of it', `did you mean: slack-im sync ${word}`);
	return new UsageError(`there is no command "${word}"`, `the commands are ${names.join(', ')}`);
};

const takesValue = ({definition}: {readonly definition: string}): boolean => definition.includes(' #');

/** The words that are neither options nor their values, and the first option that the command does not have. */
const sorted = (
	words: readonly string[],
	{options}: Definition,
): {readonly positional: readonly string[]; readonly unknown: string | undefined} => {
	const positional: string[] = [];
	let unknown: string | undefined;
	for (let index = 0; index < words.length; index++) {
		const word = words[index] ?? '';
		if (word === '--') return {positional: [...positional, ...words.slice(index + 1)], unknown};
		const [name = ''] = word.split('=', 1);
		const option = options.find(each => spellings(each).includes(name));
		if (option && takesValue(option) && !word.includes('=')) index++;
		else if (!option && /^-./.test(word)) unknown ??= name;
		else if (!option) positional.push(word);
	}
	return {positional, unknown};
};

/** What is wrong with a value that is empty, which the parser takes: it is no file, no folder and no time. Undefined where there is none. */
export const emptyValue = (argv: readonly string[], definition: Definition): UsageError | undefined => {
	const isOption = (word: string): boolean => definition.options.some(option => takesValue(option) && spellings(option).includes(word));
	const end = argv.indexOf('--');
	for (const [index, word] of (end === -1 ? argv : argv.slice(0, end)).entries()) {
		const name = word.endsWith('=') ? word.slice(0, -1) : word;
		if (isOption(name) && (name !== word || argv[index + 1] === ''))
			return new UsageError(`the value of ${name} is empty`, 'give it one, or leave it out');
	}
	return undefined;
};

/**
What is wrong with arguments that the parser refused: the first thing that a person can act on.

@param reason - The parser's own words, for what is found nowhere else.
*/
export const explainUsage = (argv: readonly string[], definitions: readonly Definition[], reason: string): UsageError => {
	const at = argv.findIndex(argument => !argument.startsWith('-'));
	const word = argv[at];
	if (word === undefined) return new UsageError('a command is missing', 'see slack-im --help');
	const definition = definitions.find(each => namesOf(each) === word);
	if (!definition) return unknownCommand(word, definitions);

	const help = `see slack-im ${word} --help`;
	const {positional, unknown} = sorted(argv.toSpliced(at, 1), definition);
	const flag = argv.find(argument => {
		const [name = '', value] = argument.split('=', 2);
		return value !== undefined && definition.options.some(option => !takesValue(option) && spellings(option).includes(name));
	});
	if (flag !== undefined) {
		const [name = ''] = flag.split('=', 1);
		return new UsageError(`${name} takes no value`, `write ${name} alone, or leave it out`);
	}
	if (unknown === '--version' || unknown === '-V') return new UsageError(`${unknown} goes without a command`, `as in slack-im ${unknown}`);
	if (unknown !== undefined) {
		const long = definition.options.flatMap(option => spellings(option)).filter(name => name.startsWith('--'));
		const close = nearest(unknown, [...long, '--help']);
		return new UsageError(`slack-im ${word} has no option ${unknown}`, close ? `did you mean: ${close}` : help);
	}
	const lacking = /Not enough arguments to option (\S+?)\.?$/m.exec(reason)?.[1];
	const next = lacking === undefined ? undefined : argv[argv.indexOf(lacking) + 1];
	if (lacking !== undefined && next !== undefined && /^-\d/.test(next))
		return new UsageError(`${lacking} cannot be ${next}: what begins with a hyphen is an option`, help);
	if (lacking !== undefined) return new UsageError(`${lacking} needs a value`, help);
	const [, wanted = ''] = / (\[[A-Z_]+\]|<[A-Z_]+>)$/.exec(definition.usage) ?? [];
	const extra = positional[wanted === '' ? 0 : 1];
	if (extra !== undefined) return new UsageError(`"${extra}" is one argument too many`, help);
	if (positional.length === 0 && wanted.startsWith('<')) return new UsageError(`${wanted.slice(1, -1)} is missing`, help);
	// The parser's own words for all of it are half a sentence
	const [words = ''] = reason.split('\n', 1);
	return new UsageError(words === '' || /Command not found|Syntax Error/.test(words) ? 'these arguments do not fit' : words, help);
};
