import path from 'node:path';

import type {TestProject} from 'vitest/node';

import {buildBundle} from '../../../../vitest.bundle.ts';

declare module 'vitest' {
	// oxlint-disable-next-line typescript/consistent-type-definitions -- merged with vitest's own
	export interface ProvidedContext {
		/** The bundle as it is shipped, alone in a folder of its own. */
		bundle: string;
	}
}

/** Builds the bundle once for all tests. */
export default ({provide}: TestProject): (() => void) => {
	const {folder, release} = buildBundle();
	provide('bundle', path.join(folder, 'cli.cjs'));
	return release;
};
