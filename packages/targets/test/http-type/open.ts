import type {Account, Target} from '@slack-im/core';
import {onTestFinished} from 'vitest';
import {parse} from 'yaml';

import {httpFactory, type HttpSettings} from '../../src/http/client.ts';
import {http} from '../../src/http/target.ts';
import type {Log} from '../../src/type.ts';

/** What a test may see of a target beside its calls. */
export interface Opened {
	readonly target: Target;
	/** What was said to people: warnings. */
	readonly warnings: string[];
}

export interface Opening extends HttpSettings {
	readonly attributes?: readonly string[];
	readonly shown?: readonly string[];
	readonly keys?: readonly string[];
}

/** Opens an `http` target from the YAML that a person would write; the address is filled in for `${URL}`. */
export const openHttp = async (
	yaml: string,
	url: string,
	{attributes = ['email', 'name'], shown = [], keys = ['email'], ...settings}: Opening = {},
): Promise<Opened> => {
	const options = http.schema.parse(parse(yaml.replaceAll('${URL}', url)));
	const problems = http.check?.(options) ?? [];
	if (problems[0]) throw problems[0];
	const warnings: string[] = [];
	const log: Log = {debug() {}, info() {}, warn: message => void warnings.push(message)};
	const factory = httpFactory({random: () => 0, timeout: 5_000, ...settings});
	onTestFinished(async () => factory.close());
	const target = await http.open(options, {http: factory, log, attributes, shown, keys, folder: '.', readOnly: settings.readOnly ?? false});
	return {target, warnings};
};

/** A call that nobody stops. */
export const call = {signal: new AbortController().signal};

/** Everything that a target lists. */
export const all = async (target: Target): Promise<Account[]> => {
	const accounts: Account[] = [];
	for await (const account of target.list!(call)) accounts.push(account);
	return accounts;
};
