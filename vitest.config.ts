import {defineConfig} from 'vitest/config';

/** All tests in one process, so that the machine is busy to the end. One worker more than two processors: many tests wait for a server or a clock. */
export default defineConfig({
	test: {
		projects: ['apps/*/vitest.config.ts', 'packages/*/vitest.config.ts', 'examples/*/vitest.config.ts', 'jenkins/vitest.config.ts'],
		maxWorkers: 3,
	},
});
