import {SettingError} from '../../model/errors.ts';
import {handleKey, keyText} from '../../model/key.ts';
import {defaultSecretLength, generateSecret} from './generate.ts';
import {globs} from '../../model/globs.ts';
import type {Identity} from '../../model/identity.ts';
import type {Json} from '../../model/json.ts';
import {isEmailOf} from './probe.ts';
import {isCredentialName} from '../../model/secrecy.ts';
import type {AttributeSetting} from '../../model/settings.ts';
import {checkedName, compileFunction, compileValue, type CompiledValue, type Valuer} from './value.ts';

type Path = readonly (string | number)[];
type Detail = Extract<AttributeSetting, {readonly rules?: unknown}>;
type Rule = NonNullable<Detail['rules']>[number];

/** One attribute of a mapping, compiled. A secret has no value that could be asked for twice. */
export type CompiledAttribute = {
	readonly name: string;
	readonly needsGroups: boolean;
	/** Handles of the user groups that its rules name. */
	readonly groupHandles: readonly string[];
} & (
	| {readonly kind: 'managed' | 'on-create'; readonly of: Valuer; readonly isEmail: boolean; readonly ofEmail: boolean}
	| {readonly kind: 'secret'; readonly generated: boolean; readonly make: (person: Identity) => string | undefined}
);

const isDetail = (setting: AttributeSetting): setting is Detail =>
	typeof setting === 'object' && setting !== null && !Array.isArray(setting);

const isGiven = <Value>(value: Value | undefined): value is Value => value !== undefined;

/**
Compiles one attribute of a config.

@throws a `SettingError` with its place for a template, glob or combination that cannot be, and for a value that looks like a secret and is not marked as one.
*/
export const compileAttribute = (name: string, setting: AttributeSetting, base: Path): CompiledAttribute => {
	const path = [...base, name];
	checkedName(name, base);
	const detail: Detail = isDetail(setting) ? setting : {value: setting};
	const {value, rules, default: fallback, secret, generate, onCreate} = detail;

	if (secret === true || (generate !== undefined && secret === undefined)) return compileSecret(name, detail, path);
	if (generate !== undefined) throw new SettingError(path, `${name} is generated, so it is a secret`, {hint: 'Leave out `secret: false`'});
	if (value === undefined && rules === undefined && fallback === undefined) {
		throw new SettingError(path, `${name} has no value`, {hint: 'Give it `value`, `rules` or, for a secret, `generate: true`'});
	}
	if (value !== undefined && rules !== undefined)
		throw new SettingError(path, `${name} has both \`value\` and \`rules\``, {hint: 'What holds where no rule fits is `default`'});
	if (secret === undefined && isCredentialName(name) && [value, fallback, ...(rules ?? []).map(rule => rule.value)].some(holdsText)) {
		throw new SettingError(path, `${name} is called like a secret, but would be shown in plans and reports`, {
			hint: 'Mark it with `secret: true`, or with `secret: false` where it is none',
		});
	}

	const valuePath = isDetail(setting) ? [...path, 'value'] : path;
	const main =
		typeof value === 'function' ? compileFunction(value, valuePath) : isGiven(value) ? compileValue(value, valuePath) : undefined;
	const otherwise = isGiven(fallback) ? compileValue(fallback, [...path, 'default']) : undefined;
	const compiled = rules?.map((rule, index) => compileRule(rule, [...path, 'rules', index]));

	/** What the rules give, and what holds where none fits. */
	const values = compiled ? [...compiled.map(rule => rule.value), ...(otherwise ? [otherwise] : [])] : [];

	const emptied = detail.empty === 'clear' ? null : undefined;
	/** What a literal or a template gives, once it is clear that it decides. */
	const decided = (chosen: CompiledValue, person: Identity): Json | undefined => {
		const given = chosen.of(person);
		return given === undefined ? emptied : given;
	};
	const of: Valuer = person => {
		if (compiled) {
			const chosen = compiled.find(({fits}) => fits(person))?.value ?? otherwise;
			return chosen && decided(chosen, person);
		}
		const own = main?.of(person);
		if (own !== undefined) return own;
		if (otherwise) return decided(otherwise, person);
		return typeof value === 'function' ? undefined : emptied;
	};

	return {
		name,
		kind: onCreate === true ? 'on-create' : 'managed',
		of,
		isEmail: main ? isEmailOf(main.of) : values.length > 0 && values.every(part => isEmailOf(part.of)),
		ofEmail: [main, ...values].some(part => part?.ofEmail === true),
		needsGroups: [main, otherwise, ...(compiled ?? []).flatMap(({value, needsGroups}) => [value, {needsGroups}])].some(
			part => part?.needsGroups === true,
		),
		groupHandles: (compiled ?? []).flatMap(({groups}) => groups),
	};
};

const holdsText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

interface CompiledRule {
	readonly fits: (person: Identity) => boolean;
	readonly value: CompiledValue;
	readonly needsGroups: boolean;
	readonly groups: readonly string[];
}

const listed = (oneOrMore: string | readonly string[] | undefined): readonly string[] | undefined =>
	typeof oneOrMore === 'string' ? [oneOrMore] : oneOrMore;

const compileRule = ({group, title, email, value}: Rule, path: Path): CompiledRule => {
	const groups = listed(group);
	const titles = listed(title);
	const emails = listed(email);
	const groupSet = groups && new Set(groups.map(handleKey));
	const isTitle = titles && globs(titles, [...path, 'title']);
	const isEmail = emails && globs(emails, [...path, 'email']);
	return {
		fits: person =>
			(!groupSet || person.groups.some(name => groupSet.has(handleKey(name)))) &&
			(!isTitle || isTitle(person.title ?? '')) &&
			(!isEmail || (person.email !== undefined && isEmail(person.email))),
		value: compileValue(value, [...path, 'value']),
		needsGroups: groupSet !== undefined,
		groups: (groups ?? []).map(group => keyText(handleKey(group))),
	};
};

/** A secret is a literal (which came from the environment), a function's text, or made at random. It is no template: a password may hold braces. */
const compileSecret = (name: string, {value, rules, default: fallback, generate, onCreate}: Detail, path: Path): CompiledAttribute => {
	const base = {name, kind: 'secret', groupHandles: []} as const;
	if (rules !== undefined || fallback !== undefined)
		throw new SettingError(path, `the secret ${name} has \`rules\` or \`default\``, {
			hint: 'A secret is one `value` from the environment, or `generate: true`',
		});
	if (onCreate === false)
		throw new SettingError(path, `the secret ${name} has \`onCreate: false\``, {
			hint: 'A secret is sent once, when the account is created, and never compared; leave `onCreate` out',
		});
	if (generate !== undefined) {
		if (value !== undefined)
			throw new SettingError(path, `the secret ${name} has both \`value\` and \`generate\``, {hint: 'Leave one of them out'});
		const length = generate === true ? defaultSecretLength : (generate.length ?? defaultSecretLength);
		return {...base, needsGroups: false, generated: true, make: () => generateSecret(length)};
	}
	const valuePath = [...path, 'value'];
	if (typeof value === 'function') {
		const {of, needsGroups} = compileFunction(value, valuePath);
		return {...base, needsGroups, generated: false, make: person => secretText(of(person), name, valuePath)};
	}
	const text = secretText(value, name, valuePath);
	if (text === undefined)
		throw new SettingError(path, `the secret ${name} has no value`, {
			hint: 'Give it `value: "${NAME}"` and the variable NAME, or `generate: true`',
		});
	if (/\{[{%]-?\s*\w+/.test(text) && /[%}]\}/.test(text)) {
		throw new SettingError(valuePath, `the secret ${name} holds a template, and would be sent as it is written`, {
			hint: 'A secret is one `value` from the environment, or `generate: true`: what can be computed from a profile is no secret',
		});
	}
	return {...base, needsGroups: false, generated: false, make: () => text};
};

const secretText = (value: Json | undefined, name: string, path: Path): string | undefined => {
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value !== 'string' && typeof value !== 'number') throw new SettingError(path, `the secret ${name} is no text`);
	return String(value);
};
