import {defineConfig, type Options} from 'tsup';

/** How every library of this repository is built: JavaScript by tsup, types by tsc (tsup's own `dts` does not know TypeScript 7). */
export const library = (options: Options = {}) =>
	defineConfig({
		entry: {index: 'src/index.ts'},
		format: 'esm',
		target: 'node22',
		platform: 'node',
		clean: true,
		dts: false,
		sourcemap: false,
		...options,
	});
