import {readFileSync} from 'node:fs';
import path from 'node:path';

import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';

import {initFiles, initTypes} from '../../src/init/index.ts';
import {load} from '@slack-im/config/testing';

const fileOf = (name: string, options: Parameters<typeof initFiles>[0] = {}): string =>
	initFiles(options).find(({path}) => path === name)?.text ?? '';

/** The same with every example that is commented out taken in. */
const uncommented = (text: string): string => text.replaceAll(/^(\s*)# ( *(?:"[^"]+"|[\w.@$-]+(?:\[[^\]]*\][\w.]*)?):(?: .*)?)$/gm, '$1$2');

const given = {SLACK_BOT_TOKEN: 'xoxb-1', API_TOKEN: 'abcdef', SCIM_TOKEN: 'abcdef', INITIAL_PASSWORD: 'abcdef'};

describe('the config that init writes', () => {
	test.each(initTypes)('is valid as it is, with a target of type %s', async type => {
		const {targets, warnings} = await load(fileOf('slack-im.config.yaml', {type, name: 'my-system'}), {
			env: {SLACK_BOT_TOKEN: 'xoxb-1', SCIM_TOKEN: 'abcdef'},
		});
		expect(targets).toMatchObject([{name: 'my-system', type}]);
		expect(targets[0]?.mapping.names).toContain(type === 'scim' ? 'userName' : 'email');
		expect(warnings).toEqual([]);
	});

	test.each(initTypes)('is valid with all its examples too, with a target of type %s', async type => {
		const text = fileOf('slack-im.config.yaml', {type});
		const more = uncommented(text);
		expect(more.split('\n').filter((line, index) => line !== text.split('\n')[index]).length).toBeGreaterThan(9);
		expect(await load(more, {env: given})).toMatchObject({
			source: {workspace: 'T012ABCDEF', channel: '#agents'},
			overrides: {'kim@example.com': {}},
			notify: {channel: '#platform'},
		});
	});

	test('marks the lines to edit', () => {
		expect(fileOf('slack-im.config.yaml').match(/# EDIT: /g)).toHaveLength(1);
	});
});

describe('the app manifest', () => {
	test('asks for what slack-im reads with', () => {
		expect(parse(fileOf('slack-app-manifest.yaml'))).toEqual({
			_metadata: {major_version: 1, minor_version: 1},
			display_information: {name: 'slack-im', description: 'Reads workspace members to provision accounts elsewhere'},
			features: {bot_user: {display_name: 'slack-im', always_online: false}},
			oauth_config: {scopes: {bot: ['users:read', 'users:read.email', 'channels:read', 'groups:read', 'usergroups:read']}},
			settings: {org_deploy_enabled: false, socket_mode_enabled: false, token_rotation_enabled: false},
		});
	});
});

/** A Jenkinsfile without its head. */
const body = (file: string): string => file.slice(file.indexOf('// Jenkins needs:'));

describe('the Jenkinsfile', () => {
	const text = fileOf('Jenkinsfile', {jenkins: true});

	test('comes only when asked for, and calls the bundle', () => {
		expect(initFiles().map(({path}) => path)).toEqual(['slack-im.config.yaml', 'slack-app-manifest.yaml']);
		expect(text).toContain('exec node cli.cjs "$@"');
	});

	test('is the one of this repository, with a head of its own', () => {
		const ours = readFileSync(path.join(import.meta.dirname, '../../../../Jenkinsfile'), 'utf8');
		expect(body(text)).toBe(body(ours));
		expect(text).not.toBe(ours);
	});

	test('lets only the shell see what a person types, in a script that Groovy does not fill in', () => {
		const scripts = [...text.matchAll(/'''([^]*?)'''/g)].map(([, script]) => script);
		expect(scripts).toHaveLength(1);
		expect(text.replaceAll(/'''[^]*?'''/g, '')).not.toMatch(/\$\{?(params|TARGETS|ALLOW|API_URL|DRY_RUN|LOCK_WAIT)/);
		for (const name of ['TARGETS:-', 'ALLOW:-', 'API_URL:-', 'DRY_RUN:-', 'LOCK_WAIT:-600']) expect(scripts[0]).toContain(`\${${name}}`);
	});
});
