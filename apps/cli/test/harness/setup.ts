import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import type {TestProject} from 'vitest/node';

declare module 'vitest' {
	// oxlint-disable-next-line typescript/consistent-type-definitions -- merged with vitest's own
	export interface ProvidedContext {
		/** The bundle as it is shipped, alone in a folder of its own. */
		bundle: string;
	}
}

/** Builds the bundle once for all tests, from the sources as they are now. */
export default ({provide}: TestProject): (() => void) => {
	const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-bundle-'));
	execFileSync(path.resolve('node_modules/.bin/tsup'), ['--out-dir', folder, '--silent'], {stdio: ['ignore', 'inherit', 'inherit']});
	provide('bundle', path.join(folder, 'cli.cjs'));
	return () => rmSync(folder, {recursive: true, force: true});
};
