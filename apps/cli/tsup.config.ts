import {readFileSync} from 'node:fs';

import {defineConfig, type Options} from 'tsup';

import {banner, joined, lazy, slim, workIsApart} from './build/bundle.ts';
import {licences} from './build/licences.ts';

const {version}: {version: string} = JSON.parse(readFileSync('package.json', 'utf8'));
const {work, cli} = joined();

const common: Options = {
	format: 'cjs',
	platform: 'node',
	noExternal: [/.*/],
	splitting: false,
	clean: false,
	dts: false,
	sourcemap: false,
	outExtension: () => ({js: '.cjs'}),
	define: {SLACK_IM_VERSION: JSON.stringify(version)},
	esbuildOptions: options => {
		options.conditions = ['@slack-im/source', 'module'];
		options.legalComments = 'none';
		// A third less to read. Names stay, for stack traces and for what looks at them
		options.minifyWhitespace = true;
		options.minifySyntax = true;
	},
};

/** One file with everything in it, `dist/cli.cjs`; see `build/bundle.ts` for how. */
export default defineConfig([
	{...common, entry: {work: 'src/work.ts'}, target: 'node22.21', esbuildPlugins: [lazy, slim, licences], plugins: [work]},
	// As old as esbuild can write it: the gate has to be reached
	{...common, entry: {cli: 'src/main.ts'}, target: 'node10', esbuildPlugins: [workIsApart, licences], plugins: [cli], banner: {js: banner}},
]);
