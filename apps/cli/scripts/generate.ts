/** Writes what is made from the config's schema: docs/config.md and the types of `@slack-im/cli/config`; and the Jenkinsfile, which is what `init --jenkins` writes. */
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import {jenkinsfile} from '../src/init/jenkinsfile.ts';
import {configReference} from './reference.ts';
import {configTypes} from './types.ts';

const here = import.meta.dirname;
const read = (name: string): string => readFileSync(path.join(here, name), 'utf8');

/** By file: what it should hold. */
export const generated = (): Readonly<Record<string, string>> => ({
	[path.join(here, '../../../docs/config.md')]: configReference(read('config-reference.md'), name => read(`${name}.md`)),
	[path.join(here, '../src/config/written-config.ts')]: configTypes(),
	[path.join(here, '../../../Jenkinsfile')]: jenkinsfile({
		prepare: 'npx --yes pnpm@12.21.0 install --frozen-lockfile\nnpx --yes pnpm@12.21.0 build',
		command: 'env PATH="$PWD/node_modules/.bin:$PATH" node apps/cli/dist/cli.cjs',
		needs: 'Node 20 or newer with npm on the PATH, and git; the Node that slack-im runs on is installed with it.',
	}),
});

if (import.meta.main) {
	for (const [file, text] of Object.entries(generated())) writeFileSync(file, text);
}
