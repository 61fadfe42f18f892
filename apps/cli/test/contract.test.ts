import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {startAgentServer, startScim} from '@slack-im/sandbox';
import type {Target} from '@slack-im/core';
import {testTarget, type TestSystem} from '@slack-im/targets/testing';
import {expect, test} from 'vitest';

import type {CliContext} from '../src/context.ts';
import {openTarget} from '../src/session/open-target.ts';
import {createLog} from '../src/terminal/log.ts';
import {createRedactor} from '../src/terminal/redact.ts';
import {load} from '@slack-im/config/testing';

const redactor = createRedactor();
const log = createLog({write: () => {}, format: 'text', level: 'error', colour: false, now: () => new Date(), redact: redactor.text});

/** Opens the one target of a config as every command does. */
const opener =
	(yaml: string, {folder = '.', env = {}}: {readonly folder?: string; readonly env?: Record<string, string>} = {}) =>
	async (): Promise<Target> => {
		const config = await load(`targets:\n  it:\n${yaml.replace(/^/gm, '    ')}\n`, {env: {SLACK_BOT_TOKEN: 'xoxb-1-token', ...env}});
		const context: Pick<CliContext, 'env' | 'redactor'> = {env: {}, redactor};
		// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- opening looks at nothing else
		return openTarget(config.targets[0]!, folder, {context: context as CliContext, log, readOnly: false});
	};

const draft: TestSystem['draft'] = number => ({
	slackId: `U0P${number}`,
	attributes: {email: `person${number}@example.com`, userId: `person${number}`, name: `Person ${number}`},
	secrets: {},
});

const workspace = async (): Promise<TestSystem> => {
	const server = await startAgentServer();
	return {
		open: opener(
			`type: workspace\nurl: "${server.url}"\nlist: true\nfind: true\nupdate: true\ndeactivate: true\nreactivate: true\ndelete: true\nslackIdAt: metadata.slackId\nmatch: [userId, email]\nattributes: {userId: "{{ email | local_part }}", email: "{{ email }}", name: "{{ name }}"}`,
		),
		draft,
		key: 'userId',
		close: async () => server.close(),
	};
};

const scim = async (): Promise<TestSystem> => {
	const server = await startScim();
	return {
		open: opener(
			`type: scim\nurl: "${server.url}"\nauth: {bearer: "\${TOKEN}"}\nattributes: {userName: "{{ email }}", displayName: "{{ name }}"}`,
			{env: {TOKEN: server.token}},
		),
		draft: number => ({
			slackId: `U0P${number}`,
			attributes: {userName: `person${number}@example.com`, displayName: `Person ${number}`},
			secrets: {},
		}),
		key: 'userName',
		attribute: 'displayName',
		refusesDuplicates: true,
		close: async () => server.close(),
	};
};

const file = (): TestSystem => {
	const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-contract-'));
	writeFileSync(path.join(folder, 'agents.json'), '[]\n');
	return {
		open: opener(
			'type: init-data\nfile: agents.json\nslackIdAt: slackId\nactiveAt: active\nattributes: {userId: "{{ email | local_part }}", email: "{{ email }}", name: "{{ name }}"}',
			{folder},
		),
		draft,
	};
};

testTarget('workspace, as the command opens it', workspace);
testTarget('scim, as the command opens it', scim);
testTarget('init-data, as the command opens it', file);

test('a target that the command opens is the whole of what its type opens', async () => {
	const system = await scim();
	const target = await system.open();
	expect(target).toMatchObject({slackIdAt: 'externalId', declaresExists: true, caseless: ['userName']});
	await target.close?.();
	await system.close?.();
	expect(await file().open()).toMatchObject({idAt: 'userId', slackIdAt: 'slackId'});
});
