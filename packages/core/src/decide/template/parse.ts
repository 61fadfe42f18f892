import {Tokenizer, TypeGuards, type FilteredValueToken, type Template, type Token, type TopLevelToken} from 'liquidjs';

import {SettingError} from '../../model/errors.ts';
import {didYouMean} from '../../model/nearest.ts';
import {ownField} from '../../model/record.ts';
import {engine} from './engine.ts';
import {filterNames, templateFilters} from './filters.ts';
import {checkStructure, type FailAt} from './structure.ts';
import {variableNames, variables} from './variables.ts';

/** Where something stands in the config. */
export type Path = readonly (string | number)[];

/** A template that was found to be in order. */
export interface Parsed {
	readonly templates: readonly Template[];
	/** The variables that it names. */
	readonly names: ReadonlySet<string>;
}

const {isFilteredValueToken, isHTMLToken, isOperatorToken, isPropertyAccessToken, isRangeToken, isTagToken, isWordToken} = TypeGuards;

const takesValue: ReadonlySet<string> = new Set(['if', 'elsif', 'case']);
const barHint = 'Put "|" before a filter, and a pair of braces around each variable';
const syntaxHint = 'Operators are == != < > <= >= contains and or not; filters stand after "|", their parameters after ":"';

/** Parses a template and refuses everything that Liquid would quietly pass over: a typo must not become a wrong account. */
export const parseTemplate = (source: string, path: Path): Parsed => {
	const excerpt = JSON.stringify(source.length > 120 ? `${source.slice(0, 117)}...` : source);
	const fail = (message: string, offset: number, {hint, cause}: {hint?: string | undefined; cause?: unknown} = {}): never => {
		throw new SettingError(path, `the template ${excerpt}: ${message}`, {offset, hint, cause});
	};
	const failAt: FailAt = ({begin}, message, hint) => fail(message, begin, {hint});
	try {
		const tokens = new Tokenizer(source, engine.options.operators).readTopLevelTokens(engine.options);
		checkStructure(tokens, failAt);
		const names = new Set<string>();
		for (const token of tokens) checkToken(token, names, failAt);
		return {templates: engine.parse(source), names};
	} catch (error) {
		if (error instanceof SettingError) throw error;
		const {message, offset} = parseFailure(error);
		return fail(message, offset, {cause: error, hint: syntaxHint});
	}
};

const parseFailure = (error: unknown): {message: string; offset: number} => ({
	message: error instanceof Error ? error.message.replace(/\n.*/s, '').replace(/, line:\d+, col:\d+$/, '') : String(error),
	offset: Number(ownField(ownField(error, 'token'), 'begin') ?? 0),
});

/** Reads what stands between one pair of braces to its end, as Liquid does, and looks at every part. */
const checkToken = (token: TopLevelToken, names: Set<string>, fail: FailAt): void => {
	if (isHTMLToken(token)) return;
	const tokenizer = isTagToken(token)
		? token.tokenizer
		: new Tokenizer(token.input, engine.options.operators, undefined, token.contentRange);
	if (isTagToken(token) && token.name === 'when') {
		do {
			checkOperand(tokenizer.readValueOrThrow(), names, fail);
			tokenizer.skipBlank();
		} while (skipSeparator(tokenizer));
	} else if (!isTagToken(token) || takesValue.has(token.name)) {
		checkValue(tokenizer.readFilteredValue(), names, fail);
	}
	tokenizer.skipBlank();
	if (token.content.endsWith('|')) fail({begin: token.contentRange[1] - 1}, 'no filter stands after the last "|"');
	if (!tokenizer.end()) fail({begin: tokenizer.p}, `${tokenizer.remaining()} is one thing too many`, barHint);
};

/** Between the values of a `when`. */
const skipSeparator = (tokenizer: Tokenizer): boolean => {
	const separator = /^(?:,|or\b)/.exec(tokenizer.remaining())?.[0];
	if (separator === undefined) return false;
	tokenizer.p += separator.length;
	return true;
};

const checkValue = ({initial, filters}: FilteredValueToken, names: Set<string>, fail: FailAt): void => {
	const operands = initial.postfix.filter(token => !isOperatorToken(token));
	const binary = initial.postfix.filter(token => isOperatorToken(token) && token.operator !== 'not');
	for (const operand of operands) checkOperand(operand, names, fail);
	const extra = operands.at(-1);
	if (extra && operands.length !== binary.length + 1) fail(extra, `${extra.getText()} is one thing too many`, barHint);
	for (const filter of filters) checkFilter(filter, names, fail);
};

const checkOperand = (token: Token, names: Set<string>, fail: FailAt): void => {
	if (isRangeToken(token) || isFilteredValueToken(token))
		fail(token, `${token.getText()} is not for templates here`, 'Use variables, texts and numbers');
	if (!isPropertyAccessToken(token)) return;
	const [first, ...deeper] = token.props;
	const name = first && isWordToken(first) ? first.content : undefined;
	if (token.variable !== undefined || name === undefined || deeper.length > 0) {
		fail(
			token,
			`${token.getText()}: variables have no parts`,
			'Of a list, take the filters first, last, join or size; of an e-mail, local_part or domain',
		);
	} else if (Object.hasOwn(variables, name)) names.add(name);
	else
		fail(
			token,
			`unknown variable ${name}${didYouMean(name, variableNames)}`,
			`Variables are ${variableNames.join(', ')}; text stands between quotes`,
		);
};

const checkFilter = (filter: FilteredValueToken['filters'][number], names: Set<string>, fail: FailAt): void => {
	const {name, args} = filter;
	const known = Object.hasOwn(templateFilters, name) ? templateFilters[name] : undefined;
	if (!known) return fail(filter, `unknown filter ${name}${didYouMean(name, filterNames)}`, `Filters are ${filterNames.join(', ')}`);
	const [least, most] = known.parameters;
	if (args.length < least || args.length > most) {
		fail(filter, `the filter ${name} takes ${least === most ? least : `${least} to ${most}`} parameters, not ${args.length}`);
	}
	for (const parameter of args) {
		if (Array.isArray(parameter)) fail(filter, `the filter ${name} takes no named parameters`);
		else checkOperand(parameter, names, fail);
	}
};
