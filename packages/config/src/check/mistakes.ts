import type {z} from 'zod';

import type {Mistake, Path} from '../say/error.ts';
import {isPlainObject, pathKey, type FilledConfig} from '../fill/environment.ts';
import {maskLine} from '../say/mask.ts';
import {nearest} from '@slack-im/core';
import {listed} from '../say/listed.ts';
import {keysAt, spotsAt, valueAt, type Schema} from '../schema/schema-walk.ts';
import type {Written} from '../say/text.ts';
import {otherWordsFor, synonymsOf, typeHint, typeNoun, kindOf} from '../say/words.ts';

type Issue = z.core.$ZodIssue;

/** What a mistake is told from. */
export interface MistakeContext {
	readonly schema: Schema;
	readonly written: Written;
	/** As the schema saw it: the environment filled in. */
	readonly value: unknown;
	readonly filled: FilledConfig['filled'];
	/** Whether the value at a path may not be shown. */
	readonly isSecret: (path: Path) => boolean;
}

/** What a schema found, one mistake each, in the reader's words; a union gives only what is wrong with the member that was meant. */
export const schemaMistakes = (issues: readonly Issue[], context: MistakeContext): Mistake[] =>
	withoutEchoes(issues).flatMap(issue => toMistakes(issue, [], context));

/** Leaves out what a mistyped key says better: "needs `group` or `title`" beside `groop`, "`url` is missing" beside `ulr`. */
const withoutEchoes = (issues: readonly Issue[]): readonly Issue[] => {
	const unknown = new Map<string, string[]>();
	for (const issue of issues)
		if (issue.code === 'unrecognized_keys') {
			const key = pathKey(pathOf(issue));
			unknown.set(key, [...(unknown.get(key) ?? []), ...issue.keys]);
		}
	const unknownAt = (path: Path): readonly string[] => unknown.get(pathKey(path)) ?? [];
	return issues.filter(issue => {
		const {code, message} = issue;
		const path = pathOf(issue);
		if (code === 'custom') return unknownAt(path).length === 0;
		const name = path.at(-1);
		const isMissing = (code === 'invalid_type' && message.endsWith('received undefined')) || code === 'invalid_union';
		return !isMissing || typeof name !== 'string' || !unknownAt(path.slice(0, -1)).some(key => nearest(key, [name]) === name);
	});
};

const toMistakes = (issue: Issue, base: Path, context: MistakeContext): Mistake[] => {
	const path = [...base, ...pathOf(issue)];
	switch (issue.code) {
		case 'invalid_type':
			return [invalidType(issue.expected, path, context)];
		case 'invalid_value':
			return [invalidValue(issue.values, path, context)];
		case 'unrecognized_keys':
			return issue.keys.map(key => unknownKey(key, path, context));
		case 'invalid_union':
			return invalidUnion(issue, path, context);
		case 'invalid_key':
			return [
				at(
					context,
					path,
					{message: own(issue.issues[0]) ?? `\`${String(path.at(-1))}\` cannot be a key here`, hint: slugHint(path)},
					'key',
				),
			];
		case 'too_small':
		case 'too_big':
			return [outOfRange(issue, path, context)];
		case 'invalid_format':
			return [at(context, path, badFormat(issue, path, context))];
		case 'custom':
		case 'invalid_element':
		case 'not_multiple_of':
		default:
			return [at(context, path, {message: own(issue) ?? 'is not what is wanted here'})];
	}
};

/** Where an issue is; symbols are no keys of a config. */
export const pathOf = ({path}: Issue): Path => path.map(part => (typeof part === 'symbol' ? String(part) : part));

interface Words {
	readonly message: string;
	readonly hint?: string | undefined;
}

const at = ({written}: MistakeContext, path: Path, {message, hint}: Words, part: 'key' | 'value' = 'value'): Mistake => ({
	path,
	message,
	...(hint !== undefined && {hint}),
	place: written.place(path, {part}),
});

/** The schema's own words, where it has some: zod's begin with these. */
const own = (issue: Issue | undefined): string | undefined =>
	issue === undefined || /^(Invalid|Too (big|small)|Unrecognized)/.test(issue.message) ? undefined : issue.message;

/** A value as a message may show it: short, on one line, and never a secret. */
const shown = (path: Path, {value, filled, isSecret}: MistakeContext): string => {
	const here = valueAt(value, path);
	const names = [...new Set(filled.get(pathKey(path))?.pieces.map(({name}) => `\${${name}}`))];
	if (isSecret(path)) return names.length > 0 ? `the value of ${names.join(' and ')}` : 'the value';
	/** The same without the secrets within. */
	const open = (value: unknown, at: Path): unknown => {
		if (isSecret(at)) return '…';
		if (Array.isArray(value)) return value.map((item, index) => open(item, [...at, index]));
		return isPlainObject(value)
			? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, open(item, [...at, name])]))
			: value;
	};
	const text = maskLine(typeof here === 'function' ? 'a function' : (JSON.stringify(open(here, path)) ?? 'nothing'));
	const short = text.length > 60 ? `${text.slice(0, 59)}…` : text;
	return names.length > 0 ? `${short} (from ${names.join(' and ')})` : short;
};

const describe = (schema: Schema, path: Path, value: unknown): string | undefined => {
	const text = spotsAt(schema, path, value).find(({meta}) => meta.description !== undefined)?.meta.description;
	return text?.split(/(?<=\.)\s/)[0]?.replace(/\.$/, '');
};

const found = (here: unknown, path: Path, context: MistakeContext): string => {
	if (here === null) return 'there is nothing after the colon';
	return typeof here === 'function' ? 'there is a function' : `${shown(path, context)} is ${kindOf(here)}`;
};

const invalidType = (expected: string, path: Path, context: MistakeContext): Mistake => {
	const here = valueAt(context.value, path);
	const name = path.at(-1);
	if (here === undefined && typeof name === 'string') {
		const about = describe(context.schema, path, context.value);
		return at(context, path, {message: `\`${name}\` is missing`, hint: about === undefined ? undefined : `${name}: ${about}`}, 'key');
	}
	const got = found(here, path, context);
	return at(context, path, {
		message: `must be ${typeNoun(expected)}; ${got}`,
		hint: context.isSecret(path) ? undefined : typeHint(expected, here, name),
	});
};

const invalidValue = (values: readonly unknown[], path: Path, context: MistakeContext): Mistake => {
	const here = valueAt(context.value, path);
	const words = values.map(String);
	if (here === undefined)
		return at(context, path, {message: `\`${String(path.at(-1))}\` is missing`, hint: `write ${listed(words)}`}, 'key');
	const meant = typeof here === 'string' ? synonymsOf(here).filter(word => words.includes(word)) : [];
	const near = typeof here === 'string' ? nearest(here, words) : undefined;
	const likely = near === undefined ? meant : [near];
	// What a system cannot do is left out, not switched off
	const isOff = here === false || here === 'false';
	const switchedOff =
		values.includes(true) && !values.includes(false) && isOff ? `leave \`${String(path.at(-1))}\` out instead` : undefined;
	const hint = switchedOff ?? (likely.length > 0 ? `did you mean ${listed(likely)}?` : undefined);
	return at(context, path, {message: `${shown(path, context)} is none of ${listed(words)}`, hint});
};

const unknownKey = (key: string, path: Path, context: MistakeContext): Mistake => {
	const full = [...path, key];
	const known = keysAt(spotsAt(context.schema, path, context.value));
	const present = Object.keys(valueAt(context.value, path) ?? {});
	const free = known.filter(name => !present.includes(name));
	const other = otherWordsFor(key).find(name => known.includes(name.split('.')[0] ?? name));
	const near = nearest(key, free) ?? nearest(key, known);
	const elsewhere = near === undefined && other === undefined ? whereItBelongs(key, path, context) : undefined;
	const meant = other ?? near ?? elsewhere;
	const hint =
		meant === undefined
			? `the keys here are ${listed(known.toSorted(), 'and')}`
			: meant.includes(' ')
				? meant
				: `did you mean \`${meant}\`?`;
	const type = path[0] === 'targets' && path.length === 2 ? valueAt(context.value, [...path, 'type']) : undefined;
	return at(
		context,
		full,
		{
			message: `\`${key}\` is no key ${typeof type === 'string' ? `of a target of type ${type}` : path.length === 0 ? 'of a config' : 'here'}`,
			hint,
		},
		'key',
	);
};

/** Where a key would be right that is not right here: an object that has it, or one like it. */
const whereItBelongs = (key: string, path: Path, {schema, value}: MistakeContext): string | undefined => {
	const like = (where: Path): string | undefined => {
		const keys = keysAt(spotsAt(schema, where, value));
		return keys.includes(key) ? key : (otherWordsFor(key).find(name => keys.includes(name)) ?? nearest(key, keys));
	};
	const [top, name] = path;
	const target: Path = [
		'targets',
		typeof name === 'string' && top === 'targets' ? name : (Object.keys(valueAt(value, ['targets']) ?? {})[0] ?? ''),
	];
	const inTarget = like(target);
	if (top === 'targets' && path.length > 2 && inTarget !== undefined)
		return `\`${inTarget}\` belongs to the target itself, beside \`type\``;
	const within = (base: Path, sections: readonly string[]): string[] =>
		sections.flatMap(section => {
			const found = path.includes(section) ? undefined : like([...base, section]);
			return found === undefined ? [] : [`${section}.${found}`];
		});
	const [deeper] =
		top !== 'targets'
			? within([], ['source', 'people', 'reports', 'notify'])
			: path.length === 2
				? within(target, ['guards', 'limits', 'schedule', 'people', 'account'])
				: [];
	if (deeper !== undefined) return path.length === (top === 'targets' ? 2 : 0) ? deeper : `did you mean \`${deeper}\`?`;
	const atTop = like([]);
	if (path.length > 0 && atTop !== undefined) return `\`${atTop}\` belongs to the top of the file`;
	return path.length === 0 && inTarget !== undefined ? `\`${inTarget}\` belongs to a target: targets: {NAME: {${inTarget}: …}}` : undefined;
};

const invalidUnion = (issue: z.core.$ZodIssueInvalidUnion, path: Path, context: MistakeContext): Mistake[] => {
	const here = valueAt(context.value, path);
	if ('options' in issue && Array.isArray(issue.options)) return [invalidValue(issue.options, path, context)];

	// The member that was meant: the one whose own kind fits, with the fewest things wrong inside.
	const isObject = typeof here === 'object' && here !== null;
	const members = issue.errors.map(issues => ({
		issues,
		kindFits: !issues.some(
			({code, path, message}) =>
				path.length === 0 &&
				(code === 'invalid_type' || (code === 'invalid_value' && isObject) || (code === 'custom' && message.startsWith('a function'))),
		),
	}));
	const meant = members.filter(({kindFits}) => kindFits).toSorted((a, b) => a.issues.length - b.issues.length)[0];
	if (meant !== undefined) return withoutEchoes(meant.issues).flatMap(inner => toMistakes(inner, path, context));

	if (here === undefined) return [invalidType('', path, context)];
	const nouns = issue.errors.flatMap(issues =>
		issues.flatMap(inner =>
			inner.code === 'invalid_type' ? [typeNoun(inner.expected)] : inner.code === 'invalid_value' ? [listed(inner.values.map(String))] : [],
		),
	);
	const about = describe(context.schema, path, context.value);
	const got = found(here, path, context);
	return [
		at(context, path, {
			message: `must be ${listed([...new Set(nouns.flatMap(noun => noun.split(' or ')))])}; ${got}`,
			hint: typeHint('', here, path.at(-1)) ?? about,
		}),
	];
};

const outOfRange = (issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, path: Path, context: MistakeContext): Mistake => {
	const here = valueAt(context.value, path);
	const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum;
	if (issue.origin === 'string')
		return at(context, path, {message: issue.code === 'too_small' ? 'must not be empty' : `must have at most ${bound} characters`});
	if (issue.origin === 'array' || issue.origin === 'set')
		return at(context, path, {
			message:
				issue.code === 'too_small' ? (bound === 1 ? 'must hold something' : `must hold at least ${bound}`) : `must hold at most ${bound}`,
		});
	const percent = path.at(-1) === 'share' && typeof here === 'number' && here > 1 && here <= 100;
	const than =
		issue.code === 'too_small'
			? issue.inclusive === false
				? `more than ${bound}`
				: `at least ${bound}`
			: issue.inclusive === false
				? `less than ${bound}`
				: `at most ${bound}`;
	return at(context, path, {
		message: `${shown(path, context)} must be ${than}`,
		hint: percent ? `a share is between 0 and 1: ${here} % is ${here / 100}` : undefined,
	});
};

const badFormat = (issue: z.core.$ZodIssueInvalidStringFormat, path: Path, context: MistakeContext): Words => {
	const here = valueAt(context.value, path);
	const text = own(issue);
	if (text !== undefined)
		return {
			message: `${shown(path, context)}: ${text}`,
			hint: text.includes('duration') && typeof here === 'string' ? durationHint(here) : undefined,
		};
	if (issue.format === 'url') {
		const bare = typeof here === 'string' && /^[\w-]+(\.[\w-]+)+(:\d+)?(\/|$)/.test(here);
		return {
			message: `${shown(path, context)} is not a URL`,
			hint: bare && !context.isSecret(path) ? `did you mean https://${here}?` : 'write it whole, as in https://dev.example/api',
		};
	}
	return {message: `${shown(path, context)} is not ${issue.format === 'email' ? 'an e-mail address' : `of the form ${issue.format}`}`};
};

const durationHint = (text: string): string | undefined => {
	const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|milli|s|m|h|d|w)/i.exec(text) ?? [];
	if (number === undefined || unit === undefined) return undefined;
	const short = unit.toLowerCase();
	return short === 'w' ? `write ${Number(number) * 7}d` : `write ${number}${short.startsWith('milli') ? 'ms' : short}`;
};

const slugHint = (path: Path): string | undefined => {
	const slug = String(path.at(-1))
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.replaceAll(/^-|-$/g, '');
	return path[0] === 'targets' && path.length === 2 && slug !== '' ? `for instance \`${slug}\`` : undefined;
};

/** Numbers and booleans that came from the environment as text: a copy of the value with those put right that the schema wanted so; undefined where there are none. */
export const withNumbersFromEnvironment = (issues: readonly Issue[], value: unknown, filled: FilledConfig['filled']): unknown => {
	let changed = false;
	const wanted = new Map<string, unknown>();
	const collect = (issue: Issue, base: Path): void => {
		const path = [...base, ...pathOf(issue)];
		if (issue.code === 'invalid_union') for (const inner of issue.errors.flat()) collect(inner, path);
		if ((issue.code !== 'invalid_type' && issue.code !== 'invalid_value') || filled.get(pathKey(path))?.whole !== true) return;
		const text = valueAt(value, path);
		if (typeof text !== 'string') return;
		if (issue.code === 'invalid_value') {
			const meant = issue.values.find(value => typeof value === 'boolean' && String(value) === text);
			if (meant !== undefined) wanted.set(pathKey(path), meant);
			return;
		}
		if (['number', 'int'].includes(issue.expected) && /^-?\d+(\.\d+)?$/.test(text)) wanted.set(pathKey(path), Number(text));
		if (issue.expected === 'boolean' && (text === 'true' || text === 'false')) wanted.set(pathKey(path), text === 'true');
	};
	for (const issue of issues) collect(issue, []);

	const visit = (value: unknown, path: Path): unknown => {
		const key = pathKey(path);
		if (wanted.has(key)) {
			changed = true;
			return wanted.get(key);
		}
		if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
		if (!isPlainObject(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visit(item, [...path, name])]));
	};
	const result = wanted.size > 0 ? visit(value, []) : undefined;
	return changed ? result : undefined;
};
