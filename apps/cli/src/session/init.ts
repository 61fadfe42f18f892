import {existsSync} from 'node:fs';
import path from 'node:path';

import type {CliContext} from '../context.ts';
import {writeAtomically} from '../files/atomic.ts';
import {initFiles, type InitOptions} from '../init/index.ts';
import {UsageError} from '../usage.ts';

/** What `init` is asked for, as typed. */
export interface InitFlags {
	readonly context: CliContext;
	readonly type: string;
	readonly name: string | undefined;
	readonly jenkins: boolean;
	readonly dir: string;
}

const types = ['workspace', 'http', 'scim', 'init-data'] as const satisfies readonly InitOptions['type'][];

/** `slack-im init`: writes all of the files, or none where one of them is there. */
export const writeInitFiles = ({context, type: typed, name, jenkins, dir}: InitFlags): number => {
	const {stdout, cwd, host} = context;
	const type = types.find(known => known === typed);
	if (!type)
		throw new UsageError(`--type is ${types.slice(0, -1).join(', ')} or ${types.at(-1)}, not "${typed}"`, 'leave it out for workspace');
	if (name !== undefined && !/^[a-z0-9-]+$/.test(name))
		throw new UsageError(`--name is made of a-z, 0-9 and -, not "${name}"`, 'as in --name dev-server');
	const files = initFiles({type, jenkins, ...(name !== undefined && {name})}).map(file => ({
		...file,
		full: path.resolve(cwd, dir, file.path),
	}));
	const there = files.filter(({full}) => existsSync(full));
	if (there.length > 0)
		throw new UsageError(
			`${there.map(file => file.path).join(', ')} is there already; nothing was written`,
			'move it away, or use --dir FOLDER',
		);
	for (const {full, text, path: file, about} of files) {
		writeAtomically(full, [text], {mode: 0o644, pid: host.pid});
		stdout.write(`${path.join(dir, file)}: ${about}\n`);
	}
	return 0;
};
