/** Writes what is made from the config's schema: docs/config.md, and the Jenkinsfile, which is what `init --jenkins` writes. */
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

import {jenkinsfile} from '../src/init/jenkinsfile.ts';
import {configReference} from './reference.ts';

const here = import.meta.dirname;
const read = (name: string): string => readFileSync(path.join(here, name), 'utf8');

/** By file: what it should hold. */
export const generated = (): Readonly<Record<string, string>> => ({
	[path.join(here, '../../../docs/config.md')]: configReference(read('config-reference.md'), name => read(`${name}.md`)),
	[path.join(here, '../../../Jenkinsfile')]: jenkinsfile({
		needs: [
			'slack-im comes from the job slack-im-build (jenkins/build.Jenkinsfile, plugin Copy Artifact), which makes it once for each commit;',
			'or from the agent, where SLACK_IM_CLI is the path of a cli.cjs with its cli.cjs.sha256.',
		],
	}),
});

if (import.meta.main) {
	for (const [file, text] of Object.entries(generated())) writeFileSync(file, text);
}
