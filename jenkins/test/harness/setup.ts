import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import type {TestProject} from 'vitest/node';

import {buildBundle} from '../../../vitest.bundle.ts';

declare module 'vitest' {
	// oxlint-disable-next-line typescript/consistent-type-definitions -- merged with vitest's own
	export interface ProvidedContext {
		/** The folder of `cli.cjs`, `licences.txt` and `cli.cjs.sha256`, as the build job leaves them. */
		built: string;
	}
}

/** Builds the bundle once for all tests, and the runner, so that no test waits for its compiler. */
export default ({provide}: TestProject): (() => void) => {
	const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-built-'));
	const bundle = buildBundle();
	for (const name of ['cli.cjs', 'licences.txt']) copyFileSync(path.join(bundle.folder, name), path.join(folder, name));
	execFileSync('sh', ['-c', 'sha256sum cli.cjs > cli.cjs.sha256'], {cwd: folder});
	provide('built', folder);
	return () => {
		rmSync(folder, {recursive: true, force: true});
		bundle.release();
	};
};
