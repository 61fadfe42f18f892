import {SettingError} from '../../model/errors.ts';
import type {Identity} from '../../model/identity.ts';
import type {Json} from '../../model/json.ts';
import type {AttributeFunction} from '../../model/settings.ts';
import {bounded} from '../template/filters.ts';
import {compileTemplate, isTemplate} from '../template/template.ts';
import {printed} from '../template/text.ts';
import {personVariables} from '../template/variables.ts';

type Path = readonly (string | number)[];

/** A value for one person; undefined where it comes to nothing. */
export type Valuer = (person: Identity) => Json | undefined;

/** What a value is as JSON: trimmed text, and nothing instead of empty text. */
const outcome = (value: unknown): Json | undefined => {
	if (typeof value === 'number' || typeof value === 'boolean') return value;
	if (Array.isArray(value)) return value.map(outcome).filter(item => item !== undefined);
	const text = printed(value).trim();
	return text === '' ? undefined : text;
};

/**
Compiles a template of a person's fields.

@throws a `SettingError`, here for a mistake in it, and for each person for whom it cannot be rendered.
*/
export const personTemplate = (source: string, path: Path): {readonly of: Valuer; readonly names: ReadonlySet<string>} => {
	const {value, paths} = compileTemplate(source, {path, variables: personVariables});
	const of: Valuer = person => {
		try {
			return outcome(bounded(value(person)));
		} catch (error) {
			throw new SettingError(
				path,
				`the template cannot be rendered for ${person.slackId}: ${error instanceof Error ? error.message : String(error)}`,
				{cause: error},
			);
		}
	};
	return {of, names: new Set(paths.map(([name]) => String(name)))};
};

/** A value of the config, ready to be asked for one person. */
export interface CompiledValue {
	readonly of: Valuer;
	readonly needsGroups: boolean;
	/** It is a template that names the e-mail. */
	readonly ofEmail?: boolean;
}

/**
Compiles a literal or a template. Strings are templates inside lists and objects too; what comes to nothing there is left out.

@param path - Where the value stands in the config, for errors.
*/
export const compileValue = (value: Json, path: Path): CompiledValue => {
	if (typeof value === 'string') {
		if (!isTemplate(value)) return {of: () => value, needsGroups: false};
		const {of, names} = personTemplate(value, path);
		return {of, needsGroups: names.has('groups'), ofEmail: names.has('email')};
	}
	if (Array.isArray(value)) {
		const items = value.map((item, index) => compileValue(item, [...path, index]));
		return {
			of: person => items.map(({of}) => of(person)).filter(item => item !== undefined),
			needsGroups: items.some(({needsGroups}) => needsGroups),
		};
	}
	if (typeof value === 'object' && value !== null) {
		const fields = Object.entries(value).map(([name, inner]) => [checkedName(name, path), compileValue(inner, [...path, name])] as const);
		const of: Valuer = person => {
			const result: Record<string, Json> = {};
			for (const [name, field] of fields) {
				const inner = field.of(person);
				if (inner !== undefined) result[name] = inner;
			}
			return result;
		};
		return {of, needsGroups: fields.some(([, {needsGroups}]) => needsGroups)};
	}
	if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
		throw new SettingError(path, `a whole number beyond ${Number.MAX_SAFE_INTEGER} loses digits (it was read as ${value})`, {
			hint: 'Write it as text, in quotes',
		});
	}
	return {of: () => value, needsGroups: false};
};

const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A name that is safe as the field of an object, path segments included. */
export const checkedName = (name: string, path: Path): string => {
	if (name.split('.').some(segment => forbidden.has(segment)))
		throw new SettingError([...path, name], `${name} cannot be the name of an attribute`);
	return name;
};

/**
Wraps a function of a TypeScript config, so that what it gives is JSON, and a failure says where.

A function that reads the person's groups must name them in its own text, because groups are only read from Slack where somebody asks for them. One that reaches them in another way is told so instead of finding nobody in any group.
*/
export const compileFunction = (call: AttributeFunction, path: Path): CompiledValue => {
	const needsGroups = /\bgroups\b/.test(Function.prototype.toString.call(call));
	const of: Valuer = person => {
		let result: Json | undefined;
		try {
			result = call(needsGroups ? person : withoutGroups(person, path));
		} catch (error) {
			if (error instanceof SettingError) throw error;
			throw new SettingError(path, `the function failed for ${person.slackId}: ${error instanceof Error ? error.message : String(error)}`, {
				cause: error,
			});
		}
		if (result !== undefined && !isJson(result)) {
			throw new SettingError(path, `the function gave something for ${person.slackId} that is no JSON value`, {
				hint: 'Give text, a number, a boolean, null, a list, a plain object or undefined; a function cannot be async',
			});
		}
		return result;
	};
	return {of, needsGroups};
};

const withoutGroups = (person: Identity, path: Path): Identity => ({
	...person,
	get groups(): readonly string[] {
		throw new SettingError(path, 'the function uses groups, but does not name them in its own text', {
			hint: 'Read person.groups in the function itself and pass it on',
		});
	},
});

/** Whether a value survives JSON unchanged. */
const isJson = (value: unknown, depth = 0): boolean => {
	if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
	if (typeof value === 'number') return Number.isFinite(value);
	if (typeof value !== 'object' || depth > 50) return false;
	if (Array.isArray(value)) return value.every(item => isJson(item, depth + 1));
	const prototype: unknown = Object.getPrototypeOf(value);
	return (prototype === Object.prototype || prototype === null) && Object.values(value).every(item => isJson(item, depth + 1));
};
