import {existsSync, globSync, readFileSync} from 'node:fs';
import path from 'node:path';

import {defineConfig} from 'vitest/config';

import {suite} from './vitest.base.ts';

/** What a test file, or a helper that it imports, says when it starts a process or a server. */
const slow = /node:child_process|\bcreateServer\b|\bstart[A-Z]\w*\(|\bcreateSalesDemo\b|\bspawnSandbox\b|\bopenBrowser\b|\bfrom 'tsup'/;

/** Whether nothing in a test file and in its helpers starts a process or a server. */
const isFast = (file: string, seen = new Set<string>()): boolean => {
	if (seen.has(file) || !existsSync(file)) return true;
	seen.add(file);
	const text = readFileSync(file, 'utf8');
	if (slow.test(text)) return false;
	const helpers = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, name = '']) => path.resolve(path.dirname(file), name));
	return helpers.filter(helper => helper.includes(`${path.sep}test${path.sep}`)).every(helper => isFast(helper, seen));
};

const folders = ['apps/cli', 'packages/config', 'packages/core', 'packages/report', 'packages/sandbox', 'packages/targets'];

/** `pnpm test:fast`: the tests that need no process and no server, with a part of the random cases. */
export default defineConfig({
	test: {
		projects: folders.map(folder => {
			const root = path.join(import.meta.dirname, folder);
			return {
				...suite({
					name: folder,
					include: globSync('test/**/*.test.ts', {cwd: root}).filter(file => isFast(path.join(root, file))),
					setupFiles: [path.join(import.meta.dirname, 'vitest.alone.ts')],
					env: {SLACK_IM_PROPERTY_RUNS: '100'},
					isolate: ['apps/cli', 'packages/targets'].includes(folder),
				}),
				root,
			};
		}),
	},
});
