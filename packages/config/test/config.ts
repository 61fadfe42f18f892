import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import type {Identity} from '@slack-im/core';

import type {Config} from '../src/config.ts';
import {isConfigError, type ConfigError} from '../src/say/error.ts';
import {loadConfig, type LoadOptions} from '../src/load.ts';

/** An empty folder, or one with these files. */
export const folderWith = (files: Readonly<Record<string, string>> = {}): string => {
	const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-config-'));
	for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
	return folder;
};

export const environment = {SLACK_BOT_TOKEN: 'xoxb-1-token', API_URL: 'https://dev.example.com/api', INITIAL_PASSWORD: 'hunter2-hunter2'};

type Options = Partial<LoadOptions> & {readonly name?: string};

/** Loads a text as the config of a folder of its own. */
export const load = async (text: string | undefined, {name = 'slack-im.config.yaml', ...options}: Options = {}): Promise<Config> =>
	loadConfig({cwd: folderWith(text === undefined ? {} : {[name]: text}), env: environment, ...options});

/** The mistakes of a text. */
export const failure = async (text: string | undefined, options: Options = {}): Promise<ConfigError> => {
	try {
		await load(text, options);
	} catch (error) {
		if (isConfigError(error)) return error;
		throw error;
	}
	throw new Error('the config was taken');
};

/** A config with one target `dev`, to which lines are added. */
export const withTarget = (lines: string, {type = 'workspace', url = 'url: https://dev.example.com/api'} = {}): string =>
	[
		'targets:',
		'  dev:',
		`    type: ${type}`,
		...(url === '' ? [] : [`    ${url}`]),
		...lines.split('\n').map(line => `    ${line}`),
		'',
	].join('\n');

/** Somebody, with what matters. */
export const person = (given: Partial<Identity> = {}): Identity => ({
	slackId: 'U1',
	teamId: 'T1',
	earlierIds: [],
	kind: 'person',
	deleted: false,
	forgotten: false,
	invited: false,
	external: false,
	guest: undefined,
	email: 'kim@example.com',
	emailConfirmed: true,
	name: 'Kim',
	displayName: 'Kim',
	realName: 'Kim Hana',
	firstName: undefined,
	lastName: undefined,
	title: undefined,
	phone: undefined,
	timezone: undefined,
	locale: undefined,
	admin: false,
	owner: false,
	groups: [],
	channels: [],
	...given,
});
