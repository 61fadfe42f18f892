import {isCredentialName, nearest} from '@slack-im/core';

import {foreignAddress} from './api-url.ts';
import {isPlainObject, variables, type Environment} from './environment.ts';
import {ConfigError, type Mistake, type Path} from '../say/error.ts';
import {maskLine} from '../say/mask.ts';
import {listed} from '../say/listed.ts';
import type {Written} from '../say/text.ts';

/** Name of the one target of a run without a config: its host and port, so that reports of several systems are told apart. */
export const argumentTarget = (apiUrl: string): string =>
	(URL.canParse(apiUrl) && new URL(apiUrl).host.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')) || 'workspace';

/** What the command line says beside a config, or instead of one. */
export interface Arguments {
	readonly apiUrl?: string | undefined;
	readonly targets?: readonly string[] | undefined;
	readonly attrs?: readonly string[] | undefined;
	readonly headers?: readonly string[] | undefined;
	readonly insecureHttp?: boolean | undefined;
}

export interface WithArguments {
	readonly written: Written;
	readonly warnings: readonly string[];
}

const pairs = (option: string, given: readonly string[], mistakes: Mistake[]): [name: string, value: string][] =>
	given.flatMap((text): [string, string][] => {
		const at = text.indexOf('=');
		if (at > 0) return [[text.slice(0, at).trim(), text.slice(at + 1)]];
		// What follows the name may be a secret
		const [word = ''] = text.split(/[^\w.-]/, 1);
		mistakes.push({
			path: [],
			message: `${option} ${JSON.stringify(maskLine(word === text ? text : `${word}…`))} is not NAME=VALUE`,
			hint: option === '--attr' ? 'as in --attr roleGroupId=AGENT' : 'as in --header X-Attic-User=admin',
		});
		return [];
	});

/** JSON if it parses, else text. Keys and values that are meant literally stand under `value`. */
const attributeValue = (text: string): unknown => {
	try {
		const value: unknown = JSON.parse(text);
		return isPlainObject(value) ? {value} : value;
	} catch {
		return text;
	}
};

const checkUrl = (apiUrl: string, mistakes: Mistake[]): void => {
	if (URL.canParse(apiUrl) && /^https?:$/.test(new URL(apiUrl).protocol)) return;
	const bare = /^[\w-]+(\.[\w-]+)*(:\d+)?(\/|$)/.test(apiUrl);
	const command = nearest(apiUrl, ['sync', 'plan', 'apply']);
	const hint = bare && apiUrl.includes('.') ? `did you mean https://${apiUrl}?` : 'write it whole, as in https://dev.example/api/agents';
	mistakes.push({
		path: [],
		message: apiUrl.trim() === '' ? 'API_URL is empty' : `API_URL ${JSON.stringify(maskLine(apiUrl))} is not an http(s) URL`,
		hint: command === undefined ? hint : `${hint}; for a target of the config: --target ${apiUrl}`,
	});
};

/** The config that the arguments alone make: what the first version did, safely. */
const configFromArguments = (
	{apiUrl, attrs = [], headers = []}: Arguments,
	env: Environment,
): {value: Record<string, unknown>; warnings: string[]} => {
	const mistakes: Mistake[] = [];
	if (apiUrl !== undefined) checkUrl(apiUrl, mistakes);
	const given = pairs('--attr', attrs, mistakes);
	for (const [name] of given) {
		if (isCredentialName(name))
			mistakes.push({
				path: [],
				message: `--attr ${name}=…: a secret cannot be an argument, which other users of the machine can read`,
				hint: 'set SLACK_IM_INITIAL_PASSWORD, or SLACK_IM_INITIAL_PASSWORD_FILE to a file that holds it; without either one is made at random for each account',
			});
		if (name === '__proto__') mistakes.push({path: [], message: '`__proto__` cannot be an attribute'});
	}
	const headerPairs = pairs('--header', headers, mistakes);
	if (mistakes.length > 0) throw new ConfigError(mistakes);

	const passwordIsGiven = Boolean(env['SLACK_IM_INITIAL_PASSWORD'] ?? env['SLACK_IM_INITIAL_PASSWORD_FILE']);
	const names = new Set(given.map(([name]) => name));
	const silent = ['roleGroupId', 'centerIds'].filter(name => !names.has(name));
	const defaults: Record<string, string> = {roleGroupId: 'roleGroupId is "ADMIN"', centerIds: 'centerIds is ["spectra"]'};
	const attributes = {
		userId: '{{ email | local_part }}',
		name: '{{ name }}',
		password: {secret: true, ...(passwordIsGiven ? {value: '${SLACK_IM_INITIAL_PASSWORD}'} : {generate: true})},
		roleGroupId: 'ADMIN',
		centerIds: ['spectra'],
		...Object.fromEntries(given.map(([name, value]) => [name, attributeValue(value)])),
	};
	const target = {type: 'workspace', url: apiUrl, ...(headerPairs.length > 0 && {headers: Object.fromEntries(headerPairs)}), attributes};
	const warnings =
		silent.length > 0
			? [
					`${silent.map(name => defaults[name]).join(' and ')} for everybody who is created; ${silent.map(name => `--attr ${name}=…`).join(' and ')} sets another`,
				]
			: [];
	return {value: {targets: {[argumentTarget(apiUrl ?? '')]: target}}, warnings};
};

const argumentPlace = (path: Path): {file: string} | undefined => {
	const [top, , section, key] = path;
	if (top !== 'targets') return undefined;
	if (section === 'attributes' && typeof key === 'string') return {file: `--attr ${key}`};
	if (section === 'headers' && typeof key === 'string') return {file: `--header ${key}`};
	return {file: 'API_URL'};
};

/** Joins what is written in the file, if there is one, with what the command line says. */
export const withArguments = (file: Written | undefined, args: Arguments, env: Environment, lookup = variables(env)): WithArguments => {
	const {apiUrl, attrs = [], headers = [], insecureHttp = false} = args;
	const targets = [...new Set(args.targets ?? [])];
	const value = isPlainObject(file?.value) ? file.value : {};
	const written = isPlainObject(value['targets']) ? value['targets'] : {};
	const mistakes: Mistake[] = [];

	for (const name of targets) {
		if (Object.hasOwn(written, name) || (file !== undefined && file.value === undefined)) continue;
		const near = nearest(name, Object.keys(written));
		const all = Object.keys(written);
		const hint =
			near === undefined
				? all.length > 0
					? `the targets are ${listed(all, 'and')}`
					: '`slack-im init` writes a config with a target'
				: `did you mean ${near}?`;
		mistakes.push({
			path: [],
			message:
				file === undefined ? `--target ${name} needs a config, and there is none` : `--target ${name}: the config has no such target`,
			hint,
		});
	}
	const alone = apiUrl !== undefined && targets.length === 0;
	if (!alone && (attrs.length > 0 || headers.length > 0)) {
		const option = attrs.length > 0 ? '--attr' : '--header';
		mistakes.push({
			path: [],
			message: `${option} goes with API_URL and without --target`,
			hint: `write it into the config: targets: {NAME: {${attrs.length > 0 ? 'attributes' : 'headers'}: …}}`,
		});
	}
	if (apiUrl !== undefined && targets.length > 1)
		mistakes.push({path: [], message: `API_URL can replace the url of one target, not of ${targets.length}`, hint: 'give one --target'});
	if (apiUrl !== undefined && targets.length > 0) checkUrl(apiUrl, mistakes);
	const [only] = targets;
	if (file && apiUrl !== undefined && only !== undefined && mistakes.length === 0) {
		const foreign = foreignAddress(apiUrl, {name: only, target: written[only], file, lookup});
		if (foreign) mistakes.push(foreign);
	}
	if (file && alone && Object.keys(written).length > 0)
		mistakes.push({
			path: [],
			message: `API_URL alone would leave the targets of ${file.file} out, and with them who gets which account`,
			hint: `name the target that the address is for: --target ${Object.keys(written)[0]} (in Jenkins: TARGETS)`,
		});
	if (mistakes.length > 0) throw new ConfigError(mistakes, {file: file?.file, targets: Object.keys(written)});

	const base: Written = file ?? {file: '', value: {}, mistakes: [], place: () => ({file: ''})};
	if (alone) {
		const made = configFromArguments(args, env);
		const place: Written['place'] = (path, span) => argumentPlace(path) ?? base.place(path, span);
		return {written: {...base, value: allowHttp({...value, ...made.value}, insecureHttp), place}, warnings: made.warnings};
	}
	const target = only === undefined ? undefined : written[only];
	const replaced =
		apiUrl !== undefined && only !== undefined && isPlainObject(target)
			? {...value, targets: {...written, [only]: {...target, url: apiUrl}}}
			: value;
	const place: Written['place'] = (path, span) =>
		apiUrl !== undefined && path[1] === only && path[2] === 'url' ? {file: 'API_URL'} : base.place(path, span);
	return {
		written: {...base, value: file?.value === undefined && file !== undefined ? undefined : allowHttp(replaced, insecureHttp), place},
		warnings: [],
	};
};

const allow = (section: unknown): unknown =>
	isPlainObject(section) && typeof section['url'] === 'string' ? {...section, insecureHttp: true} : section;

/** `--insecure-http`: as if every address had it. */
const allowHttp = (value: Record<string, unknown>, insecureHttp: boolean): Record<string, unknown> => {
	if (!insecureHttp) return value;
	const {source, targets} = value;
	return {
		...value,
		source: isPlainObject(source) || source === undefined ? {...source, insecureHttp: true} : source,
		...(isPlainObject(targets) && {targets: Object.fromEntries(Object.entries(targets).map(([name, target]) => [name, allow(target)]))}),
	};
};
