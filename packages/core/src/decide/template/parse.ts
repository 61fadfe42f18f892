import {Tokenizer, TypeGuards, type FilteredValueToken, type Template, type Token, type TopLevelToken} from 'liquidjs';

import {SettingError} from '../../model/errors.ts';
import {didYouMean, nearest} from '../../model/nearest.ts';
import {ownField} from '../../model/record.ts';
import {engine} from './engine.ts';
import {filterNames, templateFilters} from './filters.ts';
import {checkStructure, type FailAt} from './structure.ts';
import {isPart, type TemplateVariables, type VariablePath} from './variables.ts';

/** Where something stands in the config. */
export type Path = readonly (string | number)[];

/** A template that was found to be in order. */
export interface Parsed {
	readonly templates: readonly Template[];
	/** The variables that it names, and the parts of them. */
	readonly paths: readonly VariablePath[];
}

const {
	isFilteredValueToken,
	isHTMLToken,
	isNumberToken,
	isOperatorToken,
	isPropertyAccessToken,
	isQuotedToken,
	isRangeToken,
	isTagToken,
	isWordToken,
} = TypeGuards;

const takesValue: ReadonlySet<string> = new Set(['if', 'elsif', 'case']);
const barHint = 'Put "|" before a filter, and a pair of braces around each variable';
const syntaxHint = 'Operators are == != < > <= >= contains and or not; filters stand after "|", their parameters after ":"';

/** Refuses half a template in plain text. Braces that belong to each other are none: a GraphQL query may end in `}}`. */
const checkBraces = (tokens: readonly TopLevelToken[], fail: FailAt): void => {
	const texts = tokens.filter(token => isHTMLToken(token));
	const all = texts.map(token => token.getContent()).join('');
	if (all.split('{').length === all.split('}').length && !all.includes('%}')) return;
	for (const token of texts) {
		const end = /\}\}|%\}/.exec(token.getContent());
		if (end) fail({begin: token.begin + end.index}, `"${end[0]}" ends nothing`, 'A template has both braces at each end: {{ name }}');
	}
};

/** What stands around a token while it is checked. */
interface Checking {
	readonly variables: TemplateVariables | undefined;
	readonly paths: VariablePath[];
	readonly fail: FailAt;
}

/**
Parses a template and refuses everything that Liquid would quietly pass over: a typo must not become a wrong account.

@param variables - What it may name; undefined: anything.
*/
export const parseTemplate = (source: string, path: Path, variables: TemplateVariables | undefined): Parsed => {
	const excerpt = JSON.stringify(source.length > 120 ? `${source.slice(0, 117)}...` : source);
	const fail = (message: string, offset: number, {hint, cause}: {hint?: string | undefined; cause?: unknown} = {}): never => {
		throw new SettingError(path, `the template ${excerpt}: ${message}`, {offset, hint, cause});
	};
	const failAt: FailAt = ({begin}, message, hint) => fail(message, begin, {hint});
	try {
		const tokens = new Tokenizer(source, engine.options.operators).readTopLevelTokens(engine.options);
		checkStructure(tokens, failAt);
		checkBraces(tokens, failAt);
		const paths: VariablePath[] = [];
		for (const token of tokens) checkToken(token, {variables, paths, fail: failAt});
		return {templates: engine.parse(source), paths};
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
const checkToken = (token: TopLevelToken, checking: Checking): void => {
	if (isHTMLToken(token)) return;
	const {fail} = checking;
	const tokenizer = isTagToken(token)
		? token.tokenizer
		: new Tokenizer(token.input, engine.options.operators, undefined, token.contentRange);
	if (isTagToken(token) && token.name === 'when') {
		do {
			checkOperand(tokenizer.readValueOrThrow(), checking);
			tokenizer.skipBlank();
		} while (skipSeparator(tokenizer));
	} else if (!isTagToken(token) || takesValue.has(token.name)) {
		checkValue(tokenizer.readFilteredValue(), checking);
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

const checkValue = ({initial, filters}: FilteredValueToken, checking: Checking): void => {
	const operands = initial.postfix.filter(token => !isOperatorToken(token));
	const binary = initial.postfix.filter(token => isOperatorToken(token) && token.operator !== 'not');
	for (const operand of operands) checkOperand(operand, checking);
	const extra = operands.at(-1);
	if (extra && operands.length !== binary.length + 1) checking.fail(extra, `${extra.getText()} is one thing too many`, barHint);
	for (const filter of filters) checkFilter(filter, checking);
};

/** One step of a path; undefined where only a run can tell. */
const stepOf = (token: Token): string | number | undefined =>
	isWordToken(token) || isQuotedToken(token) ? token.content : isNumberToken(token) ? token.content : undefined;

const checkOperand = (token: Token, {variables, paths, fail}: Checking): void => {
	if (isRangeToken(token) || isFilteredValueToken(token))
		fail(token, `${token.getText()} is not for templates here`, 'Use variables, texts and numbers');
	if (!isPropertyAccessToken(token)) return;
	const path = token.props.map(stepOf);
	const [name, ...deeper] = path;
	const unknown = (what: string, guess: string | undefined, known: readonly string[]): never =>
		fail(
			token,
			`unknown variable ${what}${guess === undefined ? '' : ` (did you mean ${guess}?)`}`,
			known.length === 0 ? 'There are no variables here' : `Variables are ${known.join(', ')}; text stands between quotes`,
		);
	if (typeof name !== 'string' || token.variable !== undefined)
		fail(token, `${token.getText()} is not for templates here`, 'A variable begins with its name');
	else if (variables && !Object.hasOwn(variables, name)) {
		const known = Object.keys(variables).toSorted();
		const [owner] = Object.entries(variables).find(([, parts]) => typeof parts === 'object' && parts.includes(name)) ?? [];
		unknown(name, owner === undefined ? nearest(name, known) : `${owner}.${name}`, known);
	} else {
		const parts = variables?.[name] ?? true;
		const end = deeper.findIndex(step => typeof step !== 'string');
		const steps = (end === -1 ? deeper : deeper.slice(0, end)).map(String);
		if (parts === false && deeper.length > 0) {
			fail(
				token,
				`${token.getText()}: ${name} has no parts`,
				'Of a list, take the filters first, last, join or size; of an e-mail, local_part or domain',
			);
		}
		if (typeof parts === 'object' && steps.length > 0 && !isPart(steps, parts)) {
			const within = (part: string): string => `${name}.${part}`;
			const wanted = steps.join('.');
			const guess = nearest(wanted, parts);
			unknown(within(wanted), guess && within(guess), parts.map(within));
		}
		paths.push(path);
	}
};

const checkFilter = (filter: FilteredValueToken['filters'][number], checking: Checking): void => {
	const {fail} = checking;
	const {name, args} = filter;
	const known = Object.hasOwn(templateFilters, name) ? templateFilters[name] : undefined;
	if (!known) return fail(filter, `unknown filter ${name}${didYouMean(name, filterNames)}`, `Filters are ${filterNames.join(', ')}`);
	const [least, most] = known.parameters;
	if (args.length < least || args.length > most) {
		fail(filter, `the filter ${name} takes ${least === most ? least : `${least} to ${most}`} parameters, not ${args.length}`);
	}
	for (const parameter of args) {
		if (Array.isArray(parameter)) fail(filter, `the filter ${name} takes no named parameters`);
		else checkOperand(parameter, checking);
	}
};
