import {soundsSecret, variableSoundsSecret} from '@slack-im/core';

import {secretsOfUrl, shortestSecret} from './secrecy.ts';
import type {Mistake, Path} from '../say/error.ts';
import {isPlainObject, pathKey, type Environment, type Filled, type FilledConfig} from './environment.ts';
import {spotsAt, valueAt, type Schema} from '../schema/schema-walk.ts';
import type {Written} from '../say/text.ts';

/** Headers shorter than this are names and ids (`X-Attic-User: admin`); hiding them would hide half a report. */
const longEnoughForSecret = 8;

const isSecretAttribute = (target: unknown, attribute: string | number | undefined): boolean => {
	const setting = valueAt(target, ['attributes', attribute ?? '']);
	return isPlainObject(setting) && (setting['secret'] === true || (setting['generate'] !== undefined && setting['secret'] === undefined));
};

/** Where in the config secrets stand: by the schema, by the name of a header, by `secret: true`. */
export const secretPositions = (schema: Schema, root: unknown) => {
	return (path: Path): boolean => {
		const [top, name, section, attribute, part, , inRule] = path;
		if (top === 'overrides') return Object.values(valueAt(root, ['targets']) ?? {}).some(target => isSecretAttribute(target, section));
		if (top === 'targets' && section === 'attributes') {
			// Conditions of a rule are no secrets, what it gives is.
			const holdsValue = part === 'value' || part === 'default' || (part === 'rules' && inRule === 'value');
			return holdsValue && isSecretAttribute(valueAt(root, ['targets', name ?? '']), attribute);
		}
		const last = path.findLast(part => typeof part === 'string') ?? '';
		if (path.at(-2) === 'headers') return soundsSecret(last);
		const meta = spotsAt(schema, path, root).find(({meta}) => meta.secret !== undefined)?.meta;
		return meta?.secret ?? soundsSecret(last);
	};
};

export type IsSecret = ReturnType<typeof secretPositions>;

const variableFor = (path: Path): string => {
	const [top, name, section, attribute] = path;
	if (top !== 'targets') return path.at(-1) === 'token' ? 'SLACK_BOT_TOKEN' : 'NAME';
	const words = section === 'attributes' ? [attribute] : [name, path.findLast(part => typeof part === 'string')];
	return words
		.filter(word => typeof word === 'string')
		.join('_')
		.replaceAll(/[^A-Za-z0-9]+/g, '_')
		.toUpperCase();
};

interface Found {
	readonly mistakes: readonly Mistake[];
	/** Paths whose value no message may show. */
	readonly paths: ReadonlySet<string>;
}

/**
Refuses secrets that stand in the file itself.

In a config that is a program, a value that the environment holds is taken to come from there.

@param env - Given for a config that is a program only.
*/
export const literalSecrets = (written: Written, isSecret: IsSecret, filled: FilledConfig['filled'], env?: Environment): Found => {
	const mistakes: Mistake[] = [];
	const paths = new Set<string>();
	const fromEnvironment = (text: string): boolean =>
		env !== undefined && Object.values(env).some(value => value !== undefined && value.length >= 4 && text.includes(value));

	const look = (value: string | number | boolean, path: Path): void => {
		paths.add(pathKey(path));
		const text = String(value);
		const here = filled.get(pathKey(path));
		const rest = here === undefined ? text : here.text.replaceAll(/\$\{[^}]*\}/g, '');
		const fallback = here?.pieces.find(({from, value}) => from === 'default' && value !== '');
		const place = (): Mistake['place'] => written.place(path, {part: 'key'});
		if (fallback !== undefined) {
			mistakes.push({
				path,
				message: `the default of \${${fallback.name}} is a secret that stands in the file`,
				hint: `write "\${${fallback.name}}"`,
				place: place(),
			});
		} else if (here === undefined && !text.includes('{{') && !fromEnvironment(text) && text !== '') {
			const name = variableFor(path);
			// An argument has a place of its own, which is called like it.
			const option = place()?.file.startsWith('--') === true;
			const message = option ? 'is a secret, and other users of the machine can read an argument' : 'is a secret that stands in the file';
			mistakes.push({
				path,
				message,
				hint: `write ${option ? `'\${${name}}', in single quotes,` : `"\${${name}}"`} and set ${name}, or ${name}_FILE to a file that holds it`,
				place: place(),
			});
		} else if (here !== undefined && here.pieces.length === 0 && rest !== '') {
			mistakes.push({
				path,
				message: 'is a secret that stands in the file',
				hint: 'take it from the environment: "${NAME}"',
				place: place(),
			});
		}
	};

	const visit = (value: unknown, path: Path): void => {
		// That a secret cannot be overridden at all is told elsewhere.
		if (path[0] === 'overrides') return;
		if (typeof value === 'string' || typeof value === 'number') {
			if (isSecret(path)) look(value, path);
		} else if (Array.isArray(value)) {
			for (const [index, item] of value.entries()) visit(item, [...path, index]);
		} else if (isPlainObject(value)) {
			for (const [name, item] of Object.entries(value)) visit(item, [...path, name]);
		}
	};
	visit(written.value, []);
	return {mistakes, paths};
};

const isPlainPosition = (path: Path): boolean => {
	const [top, , section] = path;
	// What is sent to the target and shown in plans anyway, and what names a place: only its own name can make it a secret.
	return (
		top !== 'targets' ||
		[
			'url',
			'attributes',
			'type',
			'people',
			'match',
			'schedule',
			'slackIdAt',
			'leavers',
			'outOfScope',
			'returners',
			'protected',
			'do',
			'guards',
			'limits',
			'path',
			'file',
			'git',
		].includes(String(section))
	);
};

/** What of a string that was filled in must not leave the process. */
const secretsOf = ({path, pieces, text}: Filled, isSecret: IsSecret): string[] => {
	const position = isSecret(path);
	const given = pieces.filter(({from}) => from === 'variable' || from === 'file');
	const values = given.filter(({name, value, from}) => {
		if (position || soundsSecret(name)) return true;
		// What may be none is one where it can be told from ordinary text
		if (value.length >= shortestSecret && (from === 'file' || variableSoundsSecret(name))) return true;
		if (isPlainPosition(path) || /^https?:\/\//i.test(value)) return false;
		return value.length >= longEnoughForSecret;
	});
	return [
		...values.map(({value}) => value),
		...given.flatMap(({value}) => secretsOfUrl(value)),
		...secretsOfUrl(pieces.length > 0 && text.includes('://') ? fillText(text, pieces) : ''),
	];
};

const fillText = (text: string, pieces: Filled['pieces']): string => {
	let result = text;
	for (const {written, value} of pieces.toReversed()) result = result.slice(0, written[0]) + value + result.slice(written[1]);
	return result;
};

/**
Everything that must not leave the process, the longest first.

A value from the environment is one where it lands in a secret's place, where its variable is called like one, where it came from a file, and where it is a long value in a place that nothing is known about, such as a header. An address is none, but its credentials are.
*/
export const secretValues = ({filled, value}: FilledConfig, isSecret: IsSecret): string[] => {
	const found = [...filled.values()].flatMap(here => secretsOf(here, isSecret));
	const plain: string[] = [];
	const visit = (value: unknown, path: Path): void => {
		if (typeof value === 'string') {
			// A variable that is not set stays as it is written: its name is to be read
			const isUnfilled = /\$\{\w+(:-[^}]*)?\}/.test(value);
			if (isSecret(path) && !isUnfilled && !value.includes('{{')) plain.push(value);
			plain.push(...secretsOfUrl(value));
		} else if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index]);
		else if (isPlainObject(value)) for (const [name, item] of Object.entries(value)) visit(item, [...path, name]);
	};
	visit(value, []);
	// `Bearer abc` is one secret, `abc` alone another.
	const tokens = plain.flatMap(text => [text, ...text.split(/^(?:Bearer|Basic|Token)\s+/i).slice(1)]);
	return [...new Set([...found, ...tokens])].filter(text => text !== '').toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
};

const isShort = (text: string): boolean => text.trim() !== '' && text.trim().length < shortestSecret;

/** Secrets that are too short to be hidden: taken out of every text, they would leave nothing of it. */
export const tooShort = (written: Written, {filled, value}: FilledConfig, isSecret: IsSecret, program: boolean): Mistake[] => {
	const mistake = (path: Path, what: string, hint: string): Mistake => ({
		path,
		message: `${what} of fewer than ${shortestSecret} characters: other text may hold them by chance, so it cannot be hidden`,
		hint,
		place: written.place(path),
	});
	const mistakes = [...filled.values()].flatMap(here => {
		if (!secretsOf(here, isSecret).some(isShort)) return [];
		const names = here.pieces.filter(({from}) => from === 'variable' || from === 'file').map(({name}) => name);
		return [mistake(here.path, `${names.join(', ')} holds a secret`, `give ${names.join(', ')} a longer value`)];
	});
	const visit = (value: unknown, path: Path): void => {
		if (path[0] === 'overrides') return;
		if (typeof value === 'string') {
			if (isShort(value) && isSecret(path) && !filled.has(pathKey(path)))
				mistakes.push(mistake(path, 'this is a secret', 'take a longer one'));
		} else if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index]);
		else if (isPlainObject(value)) for (const [name, item] of Object.entries(value)) visit(item, [...path, name]);
	};
	if (program) visit(value, []); // In any other file, a secret that stands there is refused anyway
	return mistakes;
};

/** All texts of a config, one below the other. */
export const textsOf = (value: unknown): string => {
	if (typeof value === 'string') return value;
	return typeof value === 'object' && value !== null
		? Object.values(value)
				.map(item => textsOf(item))
				.join('\n')
		: '';
};

const isWord = (value: string): boolean => value.length < shortestSecret || /^(true|false|none|null)$/i.test(value);

/** What a text holds of variables that are called like a secret: a program takes them from the environment by itself. */
export const secretsIn = (text: string, env: Environment): string[] => [
	...new Set(
		Object.entries(env).flatMap(([name, value]) =>
			value !== undefined && !isWord(value) && variableSoundsSecret(name) && text.includes(value) ? [value] : [],
		),
	),
];
