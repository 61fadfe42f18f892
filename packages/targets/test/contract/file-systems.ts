import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

import type {TestSystem} from '../../src/testing/index.ts';
import {draft, opener} from './systems.ts';

const withFolder = async (files: Readonly<Record<string, string>>, system: (folder: string) => TestSystem): Promise<TestSystem> => {
	const folder = await mkdtemp(join(tmpdir(), 'slack-im-contract-'));
	for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
	return {...system(folder), close: async () => rm(folder, {recursive: true, force: true})};
};

/** The JSON file of the manual process, with an entry that nobody claims. */
export const initDataSystem = async (): Promise<TestSystem> =>
	withFolder({'agents.json': '[\n  {"userId": "root", "email": "root@example.com", "name": "Root"}\n]\n'}, folder => ({
		open: opener('{type: init-data, file: agents.json, slackIdAt: slackId, activeAt: active}', {
			folder,
			attributes: ['userId', 'email', 'name'],
		}),
		draft: number => ({...draft(number), attributes: {...draft(number).attributes, userId: `person${number}`}, secrets: {}}),
	}));

/** A team's own target, loaded from its file. */
export const moduleSystem = async (): Promise<TestSystem> =>
	withFolder({'shelf.json': '{}'}, folder => ({
		open: opener(
			`{type: module, module: ${JSON.stringify(fileURLToPath(new URL('shelf.mjs', import.meta.url)))}, options: {file: ${JSON.stringify(join(folder, 'shelf.json'))}}}`,
			{folder},
		),
		draft: number => ({...draft(number), secrets: {}}),
	}));
