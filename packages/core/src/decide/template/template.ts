import {Context, Output, toValueSync, TypeGuards, type Filter, type Template, type Token} from 'liquidjs';

import {SettingError} from '../../model/errors.ts';
import type {Identity} from '../../model/identity.ts';
import type {Json} from '../../model/json.ts';
import {engine} from './engine.ts';
import {bounded, boundedFilter, templateFilters} from './filters.ts';
import {parseTemplate, type Path} from './parse.ts';
import {printed} from './text.ts';
import {variables} from './variables.ts';

/** A value for one person; undefined where it comes to nothing. */
export type Valuer = (person: Identity) => Json | undefined;

/** A template, ready to run. */
export interface CompiledTemplate {
	readonly of: Valuer;
	/** The variables that it names. */
	readonly names: ReadonlySet<string>;
}

type Part = (person: Identity) => unknown;

const {isHTMLToken, isNumberToken, isPropertyAccessToken, isQuotedToken, isWordToken} = TypeGuards;

const isBlank = ({token}: Template): boolean => isHTMLToken(token) && token.getContent().trim() === '';

/** Whether a string of the config is a template at all. */
export const isTemplate = (text: string): boolean => text.includes('{{') || text.includes('{%');

/**
Compiles a template, once: text with output tags, `if` and `case`.

Texts, variables and chains of filters become plain functions; everything else is run by liquidjs. What a template renders is trimmed. Exactly one output tag, with nothing around it, keeps the type of its value: `{{ groups }}` is a list.

@param path - Where the template stands in the config.
@throws a `SettingError` with the offset of the mistake, for anything that is unknown, out of place or left over.
*/
export const compileTemplate = (source: string, path: Path): CompiledTemplate => {
	const {templates: all, names} = parseTemplate(source, path);
	const templates = all.slice(
		all.findIndex(template => !isBlank(template)),
		all.findLastIndex(template => !isBlank(template)) + 1,
	);
	const [only] = templates;
	const parts = templates.map(plainPart);
	const isPlain = parts.every(part => part !== undefined);

	let run: Part;
	if (templates.length === 1 && only instanceof Output)
		run = parts[0] ?? (person => toValueSync(only.value.value(new Context(scopeOf(person), engine.options, {sync: true}))));
	else if (isPlain) run = person => parts.map(part => printed(part(person))).join('');
	else run = person => engine.renderSync([...templates], scopeOf(person));

	const of: Valuer = person => {
		try {
			return outcome(bounded(run(person)));
		} catch (error) {
			throw new SettingError(
				path,
				`the template cannot be rendered for ${person.slackId}: ${error instanceof Error ? error.message : String(error)}`,
				{cause: error},
			);
		}
	};
	return {of, names};
};

/** What a value is as JSON: trimmed text, and nothing instead of empty text. */
const outcome = (value: unknown): Json | undefined => {
	if (typeof value === 'number' || typeof value === 'boolean') return value;
	if (Array.isArray(value)) return value.map(outcome).filter(item => item !== undefined);
	const text = printed(value).trim();
	return text === '' ? undefined : text;
};

const scopeOf = (person: Identity): Record<string, Json | undefined> =>
	Object.fromEntries(Object.entries(variables).map(([name, valueOf]) => [name, valueOf(person)]));

/** A template that needs no Liquid to run: text, or an output tag of one operand and filters. */
const plainPart = (template: Template): Part | undefined => {
	if (isHTMLToken(template.token)) {
		const text = template.token.getContent();
		return () => text;
	}
	if (!(template instanceof Output)) return undefined;
	const {initial, filters} = template.value;
	const [operand, ...more] = initial.postfix;
	const start = operand && more.length === 0 ? plainOperand(operand) : undefined;
	const steps = filters.map(plainFilter);
	if (!start || !steps.every(step => step !== undefined)) return undefined;
	if (steps.length === 0) return start;
	return person => steps.reduce<unknown>((value, step) => step(value, person), start(person));
};

const plainOperand = (token: Token): Part | undefined => {
	if (isQuotedToken(token) || isNumberToken(token)) {
		const {content} = token;
		return () => content;
	}
	const [name] = isPropertyAccessToken(token) ? token.props : [];
	return name && isWordToken(name) ? variables[name.content] : undefined;
};

const plainFilter = ({name, args}: Filter): ((value: unknown, person: Identity) => unknown) | undefined => {
	const apply = boundedFilter(templateFilters[name]!);
	const parameters = args.map(token => (Array.isArray(token) ? undefined : plainOperand(token)));
	if (parameters.length === 0) return value => apply(value);
	if (!parameters.every(parameter => parameter !== undefined)) return undefined;
	return (value, person) => apply(value, ...parameters.map(parameter => parameter(person)));
};
