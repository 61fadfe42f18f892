import {type Json, SettingError} from '@slack-im/core';
import {Liquid} from 'liquidjs';

import {parseExact, withoutExact} from './exact.ts';
import {isRecord} from './json.ts';
import {type Names, unknownVariable, type VariablePath} from './names.ts';
import {segment} from './segment.ts';

/** The variables of a template. */
export type Scope = Readonly<Record<string, unknown>>;

/** Makes a value from variables; undefined where its one variable has none. */
export type Template<T> = (scope: Scope) => T;

/** Where a template stands in the config, and which variables it may name. */
export interface TemplatePlace {
	readonly path: readonly (string | number)[];
	/** Undefined: any. */
	readonly names?: Names | undefined;
	/** Is told of every output: how it gets its value, and the variables that it names. */
	readonly onOutput?: ((value: Template<unknown>, variables: readonly VariablePath[]) => void) | undefined;
	/** Is told of every mistake; without it the first one is thrown. */
	readonly onProblem?: OnProblem | undefined;
}

/** Collects what is wrong with a config, so that all of it can be told at once. */
export type OnProblem = (problem: SettingError) => void;

/** Says that a config cannot be used as it is: to whoever collects, else by throwing. */
export const report = ({onProblem}: {readonly onProblem?: OnProblem | undefined}, problem: SettingError): void => {
	if (!onProblem) throw problem;
	onProblem(problem);
};

const nothing: Template<undefined> = () => undefined;

const liquid = new Liquid({
	locale: 'en-US',
	ownPropertyOnly: true,
	strictFilters: true,
	relativeReference: false,
	dynamicPartials: false,
	fs: {exists: async () => false, existsSync: () => false, readFile: async () => '', readFileSync: () => '', resolve: () => ''},
});
for (const tag of Object.keys(liquid.tags)) delete liquid.tags[tag];

const output = /\{\{-?\s*(.*?)\s*-?\}\}/gs;
const simple = /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/;

const simpleValue = (expression: string): Template<unknown> => {
	const names = expression.split('.');
	return scope => {
		let value: unknown = scope;
		for (const name of names) {
			if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
			value = value[name];
		}
		return value;
	};
};

const compileExpression = (expression: string, place: TemplatePlace): Template<unknown> => {
	const {path, names, onOutput} = place;
	let variables: VariablePath[];
	try {
		variables = liquid.globalVariableSegmentsSync(`{{ ${expression} }}`);
	} catch (error) {
		const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
		report(
			place,
			new SettingError(path, `{{ ${expression} }} is no template: ${reason.replace(/, line:\d+, col:\d+$/, '')}`, {cause: error}),
		);
		return nothing;
	}
	for (const variable of names ? variables : []) {
		const unknown = unknownVariable(variable, names!);
		if (!unknown) continue;
		const {what, there} = unknown;
		const hint = there.length === 0 ? undefined : `There ${there.length === 1 ? 'is' : 'are'} ${there.join(', ')}.`;
		report(place, new SettingError(path, `{{ ${expression} }}: ${what}`, {hint}));
	}
	const value: Template<unknown> = simple.test(expression)
		? simpleValue(expression)
		: scope => liquid.evalValueSync(expression, withoutExact(scope)) as unknown;
	onOutput?.(value, variables);
	return value;
};

/** Half a template in what should be plain text. Braces that belong to each other are none: a GraphQL query may end in `}}`. */
const isBroken = (text: string): boolean =>
	/\{\{|\{%|%\}/.test(text) || (text.includes('}}') && text.split('{').length !== text.split('}').length);

interface Parts {
	/** One more than there are values: the texts around them. */
	readonly texts: readonly string[];
	readonly values: readonly Template<unknown>[];
}

const partsOf = (source: string, place: TemplatePlace): Parts => {
	const texts: string[] = [];
	const values: Template<unknown>[] = [];
	let end = 0;
	for (const match of source.matchAll(output)) {
		texts.push(source.slice(end, match.index));
		values.push(compileExpression(match[1] ?? '', place));
		end = match.index + match[0].length;
	}
	texts.push(source.slice(end));
	if (isBroken(texts.join(''))) {
		report(
			place,
			new SettingError(place.path, `${JSON.stringify(source)} is no template`, {
				hint: 'Only {{ … }} is for templates here, each with both its braces.',
			}),
		);
	}
	return {texts, values};
};

/** What counts as no value. */
export const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';

const printed = (value: unknown): string => {
	if (typeof value === 'string') return value;
	return value === undefined || value === null ? '' : JSON.stringify(value);
};

const textOf = ({texts, values}: Parts): Template<string> => {
	if (values.length === 0) return () => texts.join('');
	return scope => texts.reduce((text, next, index) => text + printed(values[index - 1]!(scope)) + next);
};

/** A text with outputs in it. */
export const textTemplate = (source: string, place: TemplatePlace): Template<string> => textOf(partsOf(source, place));

/** As {@link textTemplate}, but undefined where all it has are outputs without a value. */
export const valueTemplate = (source: string, place: TemplatePlace): Template<string | undefined> => {
	const {texts, values} = partsOf(source, place);
	if (values.length === 0) return () => source;
	const onlyOutputs = texts.every(text => text === '');
	return scope => {
		const rendered = values.map(value => value(scope));
		if (onlyOutputs && rendered.every(isNothing)) return undefined;
		return texts.reduce((text, next, index) => text + printed(rendered[index - 1]) + next);
	};
};

/** A path: each output is percent-encoded, and must have a value that names exactly one segment. */
export const pathTemplate = (source: string, place: TemplatePlace): Template<string> => {
	const {texts, values} = partsOf(source, place);
	if (values.length === 0) return () => source;
	return scope => texts.reduce((text, next, index) => text + segment(printed(values[index - 1]!(scope)), source) + next);
};

const isArray = (value: Json): value is Json[] => Array.isArray(value);

/**
A JSON value whose texts are templates. A text that is exactly one output keeps the type of its variable, so `"{{ attributes.centerIds }}"` stays an array; members and items without a value are left out.
*/
export const jsonTemplate = (source: Json, place: TemplatePlace): Template<Json | undefined> => {
	if (typeof source === 'string') {
		const parts = partsOf(source, place);
		const [only, ...others] = parts.values;
		if (only && others.length === 0 && parts.texts.every(text => text.trim() === '')) return scope => asJson(only(scope));
		return textOf(parts);
	}
	if (isArray(source)) {
		const items = source.map((item, index) => jsonTemplate(item, {...place, path: [...place.path, index]}));
		return scope => items.map(item => item(scope)).filter(item => item !== undefined);
	}
	if (typeof source !== 'object' || source === null) return () => source;
	const members = Object.entries(source).map(
		([name, value]) => [name, jsonTemplate(value, {...place, path: [...place.path, name]})] as const,
	);
	return scope => {
		const result: Record<string, Json> = {};
		for (const [name, member] of members) {
			const value = member(scope);
			if (value !== undefined) Object.defineProperty(result, name, {value, enumerable: true, configurable: true, writable: true});
		}
		return result;
	};
};

/** A copy that is JSON and nothing else. */
const asJson = (value: unknown): Json | undefined => {
	if (value === undefined) return undefined;
	return parseExact(JSON.stringify(value));
};
