import {policyShape, type Draft, type Target} from '@slack-im/core';
import {parse} from 'yaml';

import {httpFactory} from '../../src/http/client.ts';
import {memoryTarget} from '../../src/memory.ts';
import {targetTypes, type TargetTypeName} from '../../src/registry.ts';
import type {TestSystem} from '../../src/testing/index.ts';
import type {TargetType} from '../../src/type.ts';

/** Person number 0, 1, 2, …: the account that most systems here can hold. */
export const draft = (number: number): Draft => ({
	slackId: `U0P${number}`,
	attributes: {email: `person${number}@example.com`, name: `Person ${number}`},
	secrets: {password: `pw-${number}-x8Kd2`},
});

interface Opening {
	readonly attributes?: readonly string[];
	readonly keys?: readonly string[];
	readonly folder?: string;
}

const silent = {debug: () => {}, info: () => {}, warn: () => {}};

/** Opens a target from the YAML that a person would write. What a config says of every target is core's, and left away here. */
export const opener =
	(yaml: string, {attributes = ['email', 'name'], keys = ['email'], folder = '.'}: Opening = {}) =>
	async (): Promise<Target> => {
		const {type, ...written}: Record<string, unknown> & {type: TargetTypeName} = parse(yaml);
		const targetType: TargetType<unknown> = targetTypes[type];
		const options = targetType.schema.parse(Object.fromEntries(Object.entries(written).filter(([name]) => !(name in policyShape))));
		// Short, so that what never ends does not take long to show
		const http = httpFactory({timeout: 400, random: () => 0});
		const target = await targetType.open(options, {http, log: silent, attributes, keys, folder, readOnly: false});
		return {
			...target,
			async close() {
				await target.close?.();
				await http.close();
			},
		};
	};

/** The smallest legal target. Its accounts outlive a target that is closed. */
export const memorySystem = (): TestSystem => {
	const target = memoryTarget({
		unique: ['email'],
		slackIdAt: 'slackId',
		accounts: [{id: 'a', keys: {}, active: true, attributes: {name: 'Came with it'}}],
	});
	return {open: () => target, draft};
};
