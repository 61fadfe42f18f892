import {defineConfig, type ViteUserConfig} from 'vitest/config';

/** How every package's tests run: against the sources of its siblings, so that no stale build can hide a fault. */
export const suite = (options: ViteUserConfig['test'] = {}) =>
	defineConfig({
		resolve: {conditions: ['@slack-im/source']},
		ssr: {resolve: {conditions: ['@slack-im/source'], externalConditions: ['@slack-im/source']}},
		test: {
			include: ['test/**/*.test.ts'],
			testTimeout: 20_000,
			server: {deps: {inline: ['clipanion']}},
			...options,
		},
	});
