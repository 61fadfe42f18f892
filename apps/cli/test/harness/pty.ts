import {execFileSync} from 'node:child_process';

import {isMissing} from './real.ts';
import type {RunOptions} from './run.ts';

const hasScript = (): boolean => {
	try {
		return execFileSync('script', ['--version'], {encoding: 'utf8'}).includes('util-linux');
	} catch {
		return false;
	}
};

/** True where there is no pseudo-terminal to run in. */
export const noTerminal = isMissing(hasScript(), 'tests in a pseudo-terminal need `script` of util-linux (Debian: bsdutils)');

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Runs a command in a pseudo-terminal of 100 columns: what it writes to either stream comes as stdout. */
export const inTerminal: Pick<RunOptions, 'command'> = {
	command: (node, bundle, args) => [
		'script',
		'-qefc',
		`stty cols 100 rows 40; exec ${[node, bundle, ...args].map(quoted).join(' ')}`,
		'/dev/null',
	],
};

// oxlint-disable-next-line no-control-regex -- what is taken away
const escapes = /\u001B\[[0-9;?]*[A-Za-z]/g;

/** What a person reads: without colours and movements of the cursor. */
export const plain = (text: string): string => text.replaceAll(escapes, '').replaceAll('\r\n', '\n');
