import {createHash} from 'node:crypto';
import path from 'node:path';

import {compileMapping, policySchema, resolvePolicy, type Json} from '@slack-im/core';

import {literalValues} from './check/attributes.ts';
import {optionsOf, typeOf} from './check/check.ts';
import {sourceDefaults, type Config, type ConfigTarget} from './config.ts';
import type {FilledConfig} from './fill/environment.ts';
import {policyKeys, type ParsedConfig} from './schema/written.ts';

interface Parts {
	readonly parsed: ParsedConfig;
	/** Names of the targets that were asked for; empty for all. */
	readonly selected: readonly string[];
	readonly filled: FilledConfig['filled'];
	readonly file: string | undefined;
	readonly folder: string;
	readonly secrets: readonly string[];
	readonly missing: readonly string[];
	readonly warnings: readonly string[];
}

/** What code reads, from a config without mistakes. */
export const buildConfig = ({parsed, selected, filled, file, folder, secrets, missing, warnings}: Parts): Config => {
	const {source, people, overrides, targets, reports, notify, maxAge} = parsed;
	const report = (setting: boolean | string, name: string): string | undefined =>
		setting === false ? undefined : setting === true ? path.join(reports.folder, name) : setting;
	const overridesDigest = digestOf(overrides, secrets);
	return {
		file,
		folder,
		source: {
			...sourceDefaults,
			...(source.workspace !== undefined && {workspace: source.workspace}),
			...(source.teamId !== undefined && {teamId: source.teamId}),
			...(source.channel !== undefined && {channel: source.channel}),
			...(source.url !== undefined && {url: source.url}),
			...(source.timeout !== undefined && {timeout: source.timeout}),
			...(source.readTimeout !== undefined && {readTimeout: source.readTimeout}),
			...(source.pageSize !== undefined && {pageSize: source.pageSize}),
			token: source.token,
		},
		people,
		overrides,
		targets: Object.entries(targets)
			.filter(([name]) => selected.length === 0 || selected.includes(name))
			.map(([name, target]) => buildTarget(name, target, {parsed, filled, secrets, overridesDigest})),
		reports: {junit: report(reports.junit, 'junit.xml'), html: report(reports.html, 'report.html'), json: report(reports.json, 'run.json')},
		notify: notify === undefined ? undefined : {channel: notify.channel, when: notify.when, token: notify.token ?? source.token},
		maxAge,
		secrets,
		missing,
		warnings,
	};
};

const buildTarget = (
	name: string,
	target: Readonly<Record<string, unknown>>,
	{parsed, filled, secrets, overridesDigest}: Pick<Parts, 'parsed' | 'filled' | 'secrets'> & {readonly overridesDigest: string},
): ConfigTarget => {
	const type = String(target['type']);
	const targetType = typeOf(type);
	if (targetType === undefined) throw new Error(`there is no target type ${type}`);
	const options = optionsOf(target);
	const base = ['targets', name, 'attributes'];
	const written = policySchema.parse(Object.fromEntries(Object.entries(target).filter(([key]) => policyKeys.has(key))));
	const attributes = policySchema.shape.attributes.parse(literalValues(written.attributes, base, filled).values);
	const policy = resolvePolicy({...written, attributes}, targetType.defaults(options));
	return {
		name,
		type,
		targetType,
		options,
		policy,
		mapping: compileMapping(attributes, {overrides: parsed.overrides, path: base}),
		address: targetType.address(options),
		digest: digestOf(
			{
				name,
				type,
				options,
				policy: {...policy, attributes: written.attributes, schedule: undefined, limits: undefined, apiUrls: undefined},
				people: parsed.people,
				overrides: overridesDigest,
				workspace: parsed.source.workspace,
				teamId: parsed.source.teamId,
				channel: parsed.source.channel,
			},
			secrets,
		),
	};
};

/** Of all that decides what a plan says. Secrets are left out: a digest that is stored must not help to guess them, nor a new password make a plan worthless. */
const digestOf = (value: unknown, secrets: readonly string[]): string => {
	const plain = (value: unknown): Json => {
		if (typeof value === 'function') return `function ${String(value)}`;
		if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, '(secret)'), value);
		if (Array.isArray(value)) return value.map(item => plain(item));
		if (typeof value === 'number' || typeof value === 'boolean') return value;
		if (typeof value !== 'object' || value === null) return null;
		const entries = Object.entries(value).filter(([, item]) => item !== undefined);
		return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, plain(item)]));
	};
	return createHash('sha256')
		.update(JSON.stringify(plain(value)))
		.digest('hex');
};
