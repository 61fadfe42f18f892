import {execFile} from 'node:child_process';
import {copyFile, mkdir, mkdtemp, rm} from 'node:fs/promises';
import {existsSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {person, startSlack} from '@slack-im/sandbox';
import {describe, expect, onTestFinished, test} from 'vitest';

import {startFrontDesk} from './front-desk-server.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const bundle = here('../../../apps/cli/dist/cli.cjs');

const isMissing = !existsSync(bundle) && process.env['SLACK_IM_REAL'] !== '1';
if (isMissing) process.stderr.write('skipped: the test beside the bundle needs `pnpm build`\n');

describe.skipIf(isMissing)('in a folder with nothing but the bundle, the config and the target', () => {
	test('people get their badges, and a second run has nothing to do', {timeout: 60_000}, async () => {
		const folder = await mkdtemp(join(tmpdir(), 'front-desk-'));
		const desk = await startFrontDesk();
		const slack = await startSlack({
			people: ['ada', 'bob', 'eve'].map(name => person({id: `U0${name.toUpperCase()}`, name, email: `${name}@example.com`})),
		});
		onTestFinished(async () => {
			await Promise.all([rm(folder, {recursive: true}), desk.close(), slack.close()]);
		});
		await mkdir(join(folder, 'src'));
		await copyFile(bundle, join(folder, 'cli.cjs'));
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
