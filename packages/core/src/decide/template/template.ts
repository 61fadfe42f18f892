import {Context, Output, toValueSync, TypeGuards, type Filter, type Template, type Token} from 'liquidjs';

import {SettingError} from '../../model/errors.ts';
import {ownField} from '../../model/record.ts';
import {engine} from './engine.ts';
import {boundedFilter, templateFilters} from './filters.ts';
import {parseTemplate, type Path} from './parse.ts';
import {printed} from './text.ts';
import type {TemplateVariables, VariablePath} from './variables.ts';

/** A template, ready to run. */
export interface CompiledTemplate {
	/** What it is for these variables: the value of its output where it is exactly one, else text. */
	readonly value: (scope: object) => unknown;
	/** As {@link value}, printed. */
	readonly text: (scope: object) => string;
	/** The variables that it names, and the parts of them. */
	readonly paths: readonly VariablePath[];
	/** False where liquidjs runs it, which knows JSON's own types only. */
	readonly isPlain: boolean;
}

interface TemplateOptions {
	/** Where the template stands in the config. */
	readonly path: Path;
	/** What it may name; undefined: anything. */
	readonly variables: TemplateVariables | undefined;
	/** What each output becomes before it stands in the text, as in a path: such a template is text alone, and has no tags. */
	readonly encode?: (text: string) => string;
}

type Part = (scope: object) => unknown;

const {isHTMLToken, isNumberToken, isPropertyAccessToken, isQuotedToken, isTagToken, isWordToken} = TypeGuards;

const isBlank = ({token}: Template): boolean => isHTMLToken(token) && token.getContent().trim() === '';

/** Whether a string of the config is a template at all, or half of one. */
export const isTemplate = (text: string): boolean => /\{\{|\{%|\}\}|%\}/.test(text);

/**
Compiles a template, once: text with output tags, `if` and `case`.

Texts, variables and chains of filters become plain functions; everything else is run by liquidjs. Blanks around it do not count. Exactly one output tag, with nothing around it, keeps the type of its value: `{{ groups }}` is a list.

@throws a `SettingError` with the offset of the mistake, for anything that is unknown, out of place or left over.
*/
export const compileTemplate = (source: string, {path, variables, encode}: TemplateOptions): CompiledTemplate => {
	const {templates: all, paths} = parseTemplate(source, path, variables);
	const templates = all.slice(
		all.findIndex(template => !isBlank(template)),
		all.findLastIndex(template => !isBlank(template)) + 1,
	);
	const [only] = templates;
	const tag = templates.find(({token}) => isTagToken(token));
	if (tag && encode)
		throw new SettingError(path, `the template ${JSON.stringify(source)}: a path takes no tags`, {offset: tag.token.begin});
	const plain = templates.map(plainPart);
	const parts = templates.map((template, index) => plain[index] ?? liquidPart(template));
	const isText = parts.every(part => part !== undefined);

	const text = (scope: object): string => {
		if (!isText) return String(engine.renderSync([...templates], scope));
		const texts = parts.map((part, index) => {
			const value = printed(part(scope));
			return encode && templates[index] instanceof Output ? encode(value) : value;
		});
		return texts.join('');
	};
	const single = templates.length === 1 && only instanceof Output && !encode ? parts[0] : undefined;
	return {
		value: single ?? text,
		text,
		paths,
		isPlain: plain.every(part => part !== undefined),
	};
};

/** An output tag that Liquid evaluates: one with operators, or with a variable inside brackets. */
const liquidPart = (template: Template): Part | undefined =>
	template instanceof Output
		? scope => toValueSync<unknown>(template.value.value(new Context(scope, engine.options, {sync: true})))
		: undefined;

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
	return scope => steps.reduce<unknown>((value, step) => step(value, scope), start(scope));
};

const plainOperand = (token: Token): Part | undefined => {
	if (isQuotedToken(token) || isNumberToken(token)) {
		const {content} = token;
		return () => content;
	}
	const props = isPropertyAccessToken(token) ? token.props : [];
	if (props.length === 0 || !props.every(prop => isWordToken(prop))) return undefined;
	const names = props.map(prop => prop.content);
	const [name, ...deeper] = names;
	// Liquid has words of its own for what every value has
	if (name === undefined || deeper.some(step => step === 'size' || step === 'first' || step === 'last')) return undefined;
	if (deeper.length === 0) return scope => ownField(scope, name);
	return scope => names.reduce<unknown>((value, step) => (Array.isArray(value) ? undefined : ownField(value, step)), scope);
};

const plainFilter = ({name, args}: Filter): ((value: unknown, scope: object) => unknown) | undefined => {
	const apply = boundedFilter(templateFilters[name]!);
	const parameters = args.map(token => (Array.isArray(token) ? undefined : plainOperand(token)));
	if (parameters.length === 0) return value => apply(value);
	if (!parameters.every(parameter => parameter !== undefined)) return undefined;
	return (value, scope) => apply(value, ...parameters.map(parameter => parameter(scope)));
};
