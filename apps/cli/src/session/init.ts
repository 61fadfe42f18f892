import {existsSync, statSync} from 'node:fs';
import path from 'node:path';

import {candidatesIn, wrongTargetName, printable} from '@slack-im/config';
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

/** What the nearest part of a path is that exists. */
const existingAbove = (folder: string): 'folder' | 'file' => {
	for (let place = folder; ; place = path.dirname(place)) {
		const about = statSync(place, {throwIfNoEntry: false});
		if (about !== undefined) return about.isDirectory() ? 'folder' : 'file';
	}
};

/** `slack-im init`: writes all of the files, or none where one of them is there. */
export const writeInitFiles = async ({context, type: typed, name, jenkins, dir}: InitFlags): Promise<number> => {
	const {stdout, cwd, host} = context;
	const type = types.find(known => known === typed);
	if (!type)
		throw new UsageError(`--type is ${types.slice(0, -1).join(', ')} or ${types.at(-1)}, not "${typed}"`, 'leave it out for workspace');
	const wrong = name === undefined ? undefined : wrongTargetName(name);
	if (wrong !== undefined) throw new UsageError(`--name ${JSON.stringify(name)}: ${wrong}`, 'as in --name dev-server');
	const folder = path.resolve(cwd, dir);
	if (existingAbove(folder) !== 'folder') throw new UsageError(`--dir ${dir} is a file, or leads through one`, 'name a folder');
	const files = initFiles({type, jenkins, ...(name !== undefined && {name})}).map(file => ({
		...file,
		full: path.join(folder, file.path),
	}));
	const there = files.filter(({full}) => existsSync(full));
	if (there.length > 0)
		throw new UsageError(
			`${there.map(file => file.path).join(', ')} is there already; nothing was written`,
			'move it away, or use --dir FOLDER',
		);
	const [other] = await candidatesIn(folder);
	if (other !== undefined)
		throw new UsageError(
			`${path.join(dir, other)} is a config already, and two in one folder are a mistake; nothing was written`,
			'move it away, or use --dir FOLDER',
		);
	for (const {full, text, path: file, about} of files) {
		writeAtomically(full, [text], {mode: 0o644, host});
		stdout.write(`${printable(path.join(dir, file))}: ${about}\n`);
	}
	return 0;
};
