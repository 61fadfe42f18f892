import {execFile} from 'node:child_process';
import {copyFile, mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {person, startSlack} from '@slack-im/sandbox';
import {describe, expect, inject, onTestFinished, test} from 'vitest';

import {startFrontDesk} from './front-desk-server.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

declare module 'vitest' {
	// oxlint-disable-next-line typescript/consistent-type-definitions -- merged with vitest's own
	export interface ProvidedContext {
		/** The bundle as it is shipped, from the set-up of the CLI's own tests. */
		bundle: string;
	}
}

describe('in a folder with nothing but the bundle, the config and the target', () => {
	test('people get their badges, and a second run has nothing to do', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'front-desk-'));
		const desk = await startFrontDesk();
		const slack = await startSlack({
			people: ['ada', 'bob', 'eve'].map(name => person({id: `U0${name.toUpperCase()}`, name, email: `${name}@example.com`})),
		});
		onTestFinished(async () => {
			await Promise.all([rm(folder, {recursive: true}), desk.close(), slack.close()]);
		});
		await mkdir(join(folder, 'src'));
		await copyFile(inject('bundle'), join(folder, 'cli.cjs'));
		for (const file of ['slack-im.config.yaml', 'src/front-desk.ts']) await copyFile(here(`../${file}`), join(folder, file));

		const run = async (...args: string[]): Promise<string> =>
			new Promise(resolve => {
				const env = {
					PATH: process.env['PATH'],
					SLACK_BOT_TOKEN: slack.token,
					SLACK_API_URL: slack.url,
					FRONT_DESK_URL: desk.url,
					FRONT_DESK_TOKEN: desk.token,
				};
				execFile(process.execPath, ['cli.cjs', ...args], {cwd: folder, env}, (error, stdout, stderr) => {
					resolve(`exit ${error === null ? 0 : String(error.code)}\n${stdout}${stderr}`);
				});
			});

		const dry = await run('sync', '--dry-run');
		expect(dry).toContain('exit 0');
		expect(desk.badges.size).toBe(0);
		const first = await run('sync');
		expect(first).toContain('exit 0');
		expect([...desk.badges.values()].map(({holder, slackId}) => [holder['email'], slackId])).toEqual(
			expect.arrayContaining([
				['ada@example.com', 'U0ADA'],
				['bob@example.com', 'U0BOB'],
				['eve@example.com', 'U0EVE'],
			]),
		);
		expect(first + dry).not.toContain(desk.token);
		expect(await run('plan', '--check')).toContain('exit 0');
	});
});
