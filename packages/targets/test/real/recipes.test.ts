import {readdir, readFile} from 'node:fs/promises';

import {compileMapping, policySchema, policyShape} from '@slack-im/core';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';

import {openHttp} from '../http-type/open.ts';

const folder = new URL('../../../../docs/recipes/', import.meta.url);

/** Every target of every recipe, by its name. */
const targets = async (): Promise<Map<string, Record<string, unknown>>> => {
	const found = new Map<string, Record<string, unknown>>();
	for (const file of await readdir(folder)) {
		const text = await readFile(new URL(file, folder), 'utf8');
		for (const [, yaml = ''] of text.matchAll(/```yaml\n(.*?)```/gs)) {
			const {targets}: {targets: Record<string, Record<string, unknown>>} = parse(
				yaml.replaceAll(/\$\{\w*URL\}/g, 'https://system.example'),
			);
			for (const [name, target] of Object.entries(targets)) found.set(name, target);
		}
	}
	return found;
};

describe('the recipes of the docs', () => {
	test('all have the right form, templates included', async () => {
		const all = await targets();
		expect([...all.keys()].toSorted()).toEqual([
			'broker',
			'cloud',
			'directus',
			'gitlab',
			'grafana',
			'keycloak',
			'mock',
			'redmine',
			'unleash',
		]);
		for (const [name, {type, ...target}] of all) {
			const entries = Object.entries(target);
			const policy = policySchema.parse(Object.fromEntries(entries.filter(([key]) => key in policyShape)));
			const mapping = compileMapping(policy.attributes);
			const options = Object.fromEntries(entries.filter(([key]) => !(key in policyShape)));
			const {target: opened} = await openHttp(JSON.stringify(options), '', {
				attributes: mapping.attributes,
				keys: policy.match ?? ['email'],
			});
			expect([name, type, typeof opened.list]).toEqual([name, 'http', 'function']);
		}
	});
});
