import {
	type CompiledTemplate,
	compileTemplate,
	isTemplate,
	type Json,
	SettingError,
	type TemplateVariables,
	type VariablePath,
} from '@slack-im/core';

import {parseExact, withoutExact} from './exact.ts';
import {segment} from './segment.ts';

/** The values of variables. */
export type Scope = Readonly<Record<string, unknown>>;

/** Makes a value from variables; undefined where its one variable has none. */
export type Template<T> = (scope: Scope) => T;

/** Where a template stands in the config, and which variables it may name. */
export interface TemplatePlace {
	readonly path: readonly (string | number)[];
	readonly variables: TemplateVariables;
	/** Is told of the variables that each template names. */
	readonly onPaths?: ((paths: readonly VariablePath[]) => void) | undefined;
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

const compiled = (source: string, place: TemplatePlace, encode?: (text: string) => string): Pick<CompiledTemplate, 'value' | 'text'> => {
	const {path, variables} = place;
	try {
		const template = compileTemplate(source, {path, variables, ...(encode && {encode})});
		place.onPaths?.(template.paths);
		if (template.isPlain) return template;
		return {value: scope => template.value(withoutExact(scope)), text: scope => template.text(withoutExact(scope))};
	} catch (error) {
		if (!(error instanceof SettingError)) throw error;
		report(place, error);
		return {value: () => undefined, text: () => ''};
	}
};

/** A text with outputs in it. */
export const textTemplate = (source: string, place: TemplatePlace): Template<string> =>
	isTemplate(source) ? compiled(source, place).text : () => source;

/** A path: each output is percent-encoded, and must have a value that names exactly one segment. */
export const pathTemplate = (source: string, place: TemplatePlace): Template<string> =>
	isTemplate(source) ? compiled(source, place, text => segment(text, source)).text : () => source;

const isArray = (value: Json): value is Json[] => Array.isArray(value);

/**
A JSON value whose texts are templates. A text that is exactly one output keeps the type of its variable, so `"{{ attributes.centerIds }}"` stays an array; members and items without a value are left out.
*/
export const jsonTemplate = (source: Json, place: TemplatePlace): Template<Json | undefined> => {
	if (typeof source === 'string') {
		if (!isTemplate(source)) return () => source;
		const {value} = compiled(source, place);
		return scope => asJson(value(scope));
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
	if (typeof value === 'string' || value === undefined) return value;
	return parseExact(JSON.stringify(value));
};
