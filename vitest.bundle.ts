import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {build} from 'tsup';

/** A bundle that some test suites of this process use. */
interface Built {
	readonly folder: string;
	users: number;
}

// Each suite loads this file for itself: only what is global is common to them
const shared: typeof globalThis & {slackImBundle?: Built} = globalThis;

/**
Builds the bundle from the sources as they are now, once for all suites that run in this process.

@returns the folder of `cli.cjs` and `licences.txt`, and how to give it back: it goes with its last user.
*/
export const buildBundle = (): {readonly folder: string; readonly release: () => void} => {
	shared.slackImBundle ??= {folder: mkdtempSync(path.join(tmpdir(), 'slack-im-bundle-')), users: 0};
	const built = shared.slackImBundle;
	if (built.users++ === 0) {
		const cli = path.join(import.meta.dirname, 'apps/cli');
		execFileSync(path.join(cli, 'node_modules/.bin/tsup'), ['--out-dir', built.folder, '--silent'], {
			cwd: cli,
			stdio: ['ignore', 'inherit', 'inherit'],
		});
	}
	return {
		folder: built.folder,
		release: () => {
			if (--built.users > 0) return;
			delete shared.slackImBundle;
			rmSync(built.folder, {recursive: true, force: true});
		},
	};
};

/**
Bundles one program of a test, as what is shipped is bundled: it starts in half the time of its sources, and Node's removal of types is no part of what is measured.

@returns the path of the bundle.
*/
export const bundleProgram = async (source: URL, folder: string): Promise<string> => {
	await build({
		config: false,
		entry: {program: source.pathname},
		outDir: folder,
		format: ['esm'],
		outExtension: () => ({js: '.mjs'}),
		platform: 'node',
		noExternal: [/.*/],
		banner: {js: "import {createRequire as makeRequire} from 'node:module'; const require = makeRequire(import.meta.url);"},
		esbuildOptions: options => {
			options.conditions = ['@slack-im/source', 'module'];
		},
		silent: true,
	});
	return path.join(folder, 'program.mjs');
};
