import {classifier, peopleSchema, scopeClassifier, scopeSchema} from '@slack-im/core';
import {addressProblem, targetTypes, type TargetType} from '@slack-im/targets';
import {asWritten, checkAttributes} from './attributes.ts';
import {channelFindings, overrideFindings, peopleFindings, policyFindings, settingFindings, type Finding} from './checks.ts';
import {isPlainObject, pathKey, type FilledConfig} from '../fill/environment.ts';
import type {Mistake, Path} from '../say/error.ts';
import {headerFindings, tokenFinding} from './headers.ts';
import {valueAt} from '../schema/schema-walk.ts';
import type {Written} from '../say/text.ts';
import {policyKeys, targetSchemas} from '../schema/written.ts';

/** Everything that is wrong with a config beyond its form, as far as the parts concerned are right in their form. */
export const configMistakes = (written: Written, value: unknown, filled: FilledConfig['filled']): Mistake[] => {
	if (!isPlainObject(value)) return [];
	const targets = Object.entries(isPlainObject(value['targets']) ? value['targets'] : {});
	const attributes = new Set(
		targets.flatMap(([, target]) =>
			isPlainObject(target) && isPlainObject(target['attributes']) ? Object.keys(target['attributes']) : [],
		),
	);
	const {source, people, overrides, notify} = value;
	const rules = isPlainObject(people) ? people : {};
	const parsedPeople = peopleSchema.safeParse(rules);
	const findings: (Finding | undefined)[] = [
		...(isPlainObject(source)
			? [
					...channelFindings(source['channel'], ['source', 'channel']),
					addressFinding(source['url'], source['insecureHttp'] === true, ['source', 'url']),
					...tokenFinding(trimmed(source['token']), ['source', 'token'], filled),
				]
			: []),
		...(isPlainObject(notify)
			? [
					...channelFindings(notify['channel'], ['notify', 'channel']),
					...tokenFinding(trimmed(notify['token']), ['notify', 'token'], filled),
				]
			: []),
		...peopleFindings(rules, ['people']),
		...settingFindings(() => classifier(parsedPeople.data ?? {})),
		...(isPlainObject(overrides)
			? overrideFindings(
					overrides,
					attributes,
					targets.map(([name]) => name),
				)
			: []),
		...targets.flatMap(([name, target]) => (isPlainObject(target) ? targetFindings(name, target, filled) : [])),
	];
	return findings.filter(finding => finding !== undefined).map(finding => placed(asWritten(finding, filled), written));
};

/** A Slack token is sent without the white space around it. */
const trimmed = (token: unknown): unknown => (typeof token === 'string' ? token.trim() : token);

const placed = (finding: Finding, written: Written): Mistake => {
	const {path, message, hint, offset, length = wordAt(written, path, offset), part} = finding;
	return {
		path,
		message,
		...(hint !== undefined && {hint}),
		place: written.place(path, {
			...(part !== undefined && {part}),
			...(offset !== undefined && {offset}),
			...(length !== undefined && {length}),
		}),
	};
};

/** Length of the word that stands at an offset of a text, so that all of it is underlined. */
const wordAt = (written: Written, path: Path, offset: number | undefined): number | undefined => {
	const text = valueAt(written.value, path);
	return typeof text === 'string' && offset !== undefined ? /^[\w-]+/.exec(text.slice(offset))?.[0].length : undefined;
};

/** The type's options out of a target as it was parsed. */
export const optionsOf = (target: Readonly<Record<string, unknown>>): Record<string, unknown> =>
	Object.fromEntries(Object.entries(target).filter(([key]) => key !== 'type' && !policyKeys.has(key)));

const isTargetType = (value: unknown): value is TargetType<unknown> => isPlainObject(value) && typeof value['open'] === 'function';

/** A target type by its name; undefined where there is none. */
export const typeOf = (name: string): TargetType<unknown> | undefined => {
	const found: unknown = Object.entries(targetTypes).find(([known]) => known === name)?.[1];
	return isTargetType(found) ? found : undefined;
};

/** What is wrong with an address beyond its form, which its schema tells. */
const addressFinding = (url: unknown, insecureHttp: boolean, path: Path): Finding | undefined => {
	const problem = typeof url === 'string' && URL.canParse(url) ? addressProblem(url, insecureHttp) : undefined;
	return problem && {path, message: problem.message, hint: problem.hint};
};

const targetFindings = (name: string, target: Readonly<Record<string, unknown>>, filled: FilledConfig['filled']): Finding[] => {
	const base = ['targets', name] as const;
	const attributes = isPlainObject(target['attributes']) ? target['attributes'] : {};
	const checked = checkAttributes(attributes, [...base, 'attributes'], filled);
	const type = typeof target['type'] === 'string' ? target['type'] : '';
	const parsed = Object.hasOwn(targetSchemas, type) ? targetSchemas[type]?.safeParse(target) : undefined;
	const targetType = typeOf(type);
	const options = parsed?.success === true ? optionsOf(parsed.data) : undefined;
	const templates = optionTemplateFindings(base, filled);
	// What the options of a team's own module mean is the module's to say
	const headers = type === 'module' ? [] : headerFindings(target, base, filled);
	const address = addressFinding(target['url'], target['insecureHttp'] === true, [...base, 'url']);
	const before = new Set([...templates, ...headers, ...(address === undefined ? [] : [address])].map(({path}) => pathKey(path)));
	const defaultMatch = options === undefined ? ['email'] : (targetType?.defaults(options).match ?? []);
	const does = (verb: string): boolean => !Array.isArray(target['do']) || target['do'].includes(verb);
	const names = {
		attributes: checked.comparedNames,
		onCreate: checked.names.filter(one => !checked.comparedNames.includes(one) && !checked.secretNames.includes(one)),
		secrets: checked.secretNames,
		creates: does('create'),
		updates: does('update'),
		keys: Array.isArray(target['match']) ? target['match'].map(String) : defaultMatch,
	};
	const own = (options === undefined ? [] : (targetType?.check?.(options, names) ?? [])).map(({path, message, hint, offset}): Finding => ({
		path: [...base, ...path],
		message,
		hint,
		offset,
	}));
	const people = scopeSchema.safeParse(target['people']);
	return [
		...policyFindings({
			name,
			target,
			defaultMatch,
			attributes: checked.names,
			secretAttributes: checked.secretNames,
		}),
		...checked.findings,
		...templates,
		...headers,
		...(address === undefined ? [] : [address]),
		...settingFindings(() => scopeClassifier(people.data, [...base, 'people'])),
		...own.filter(({path}) => !before.has(pathKey(path))),
	];
};

/** Requests of a target hold templates of their own: a value from the environment must not become one. */
const optionTemplateFindings = ([top, name]: readonly [string, string], filled: FilledConfig['filled']): Finding[] =>
	[...filled.values()].flatMap(({path, pieces}): Finding[] => {
		if (path[0] !== top || path[1] !== name || ['attributes', 'auth', 'url'].includes(String(path[2]))) return [];
		const piece = pieces.find(({value, from}) => from !== 'default' && /\{[{%]/.test(value));
		return piece === undefined
			? []
			: [{path, message: `the value of \${${piece.name}} holds {{ or {%, which would be taken as a template here`}];
	});
