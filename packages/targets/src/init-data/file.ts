import {randomUUID} from 'node:crypto';
import {type FileHandle, open, readdir, readFile, realpath, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import process from 'node:process';

import {TargetError} from '@slack-im/core';

/** A file's text, with what is not text of it: a byte order mark is kept apart and written back. */
export interface FileText {
	readonly bom: '' | '\uFEFF';
	readonly text: string;
}

/** What the system calls an error; of one of our own, what it says. */
const codeOf = (error: unknown): string =>
	error instanceof Error && 'code' in error && typeof error.code === 'string'
		? error.code
		: error instanceof Error
			? error.message
			: 'unknown';

const fileError = (error: unknown, file: string, what: 'read' | 'written'): TargetError => {
	const code = codeOf(error);
	if (code === 'ENOENT' || code === 'ENOTDIR')
		return new TargetError('not-found', `${file} is not there`, {
			hint: 'Check `file` (relative to the config), or create the file with `[]` in it.',
			cause: error,
		});
	if (code === 'EISDIR')
		return new TargetError('refused', `${file} is a folder, not a file`, {hint: 'Set `file` to the JSON file in it.', cause: error});
	if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
		return new TargetError('auth', `${file} may not be ${what} by this user (${code})`, {
			hint: `Let the user who runs slack-im ${what === 'read' ? 'read it' : 'write it and its folder'}.`,
			cause: error,
		});
	if (code === 'ENOSPC' || code === 'EDQUOT')
		return new TargetError('unavailable', `${file} could not be written: there is no space left (${code})`, {
			hint: 'Make room on its disk; the file is as it was.',
			cause: error,
		});
	return new TargetError('unavailable', `${file} could not be ${what} (${code})`, {
		hint: 'Look at the disk it lies on; the file is as it was.',
		cause: error,
	});
};

/** Bytes as UTF-8, refused where they are something else: half of a text must not be written back. */
export const decode = (bytes: Uint8Array, file: string): FileText => {
	try {
		const text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
		return text.startsWith('\uFEFF') ? {bom: '\uFEFF', text: text.slice(1)} : {bom: '', text};
	} catch (error) {
		throw new TargetError('invalid-answer', `${file} is not UTF-8`, {hint: 'Save the file as UTF-8.', cause: error});
	}
};

/** Where the file really is: a link stays a link, what it leads to is read and written. */
export const realFile = async (path: string, file: string): Promise<string> => {
	try {
		return await realpath(path);
	} catch (error) {
		throw fileError(error, file, 'read');
	}
};

export const readText = async (path: string, file: string): Promise<FileText> => {
	try {
		return decode(await readFile(path), file);
	} catch (error) {
		throw error instanceof TargetError ? error : fileError(error, file, 'read');
	}
};

const syncFolder = async (folder: string): Promise<void> => {
	let handle: FileHandle | undefined;
	try {
		handle = await open(folder, 'r');
		await handle.sync();
	} catch {
		// Not every system can sync a folder; the file itself is safe by now
	} finally {
		await handle?.close();
	}
};

const isRunning = (pid: number): boolean => {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return codeOf(error) === 'EPERM';
	}
};

/** Temporary files of this process. */
const underWay = new Set<string>();

/** The folders in which a file's new text may be written before it is put in place. First the `.git` folder above it: what a killed run left there is in no `git add`. Else beside it. */
const foldersFor = async (path: string): Promise<readonly string[]> => {
	const beside = dirname(path);
	for (let folder = beside; ; folder = dirname(folder)) {
		const git = join(folder, '.git');
		const found = await stat(git).catch(() => undefined);
		if (found?.isDirectory()) return [git, beside];
		if (!found && dirname(folder) !== folder) continue;
		const [, elsewhere] = /^gitdir: (.+)$/m.exec(await readFile(git, 'utf8').catch(() => '')) ?? [];
		return elsewhere === undefined ? [beside] : [resolve(folder, elsewhere), beside];
	}
};

const temporaryName = (path: string): string => `.${basename(path)}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`;

/** A file or folder of our own, for the time that a change of a file takes. */
export const temporaryFor = async (path: string): Promise<string> => {
	const [folder = dirname(path)] = await foldersFor(path);
	return join(folder, temporaryName(path));
};

/**
Removes what runs that were killed have left of a file: unfinished ones, and worktrees.

@param forget - Takes one of them out of git's list of worktrees, if it is in it.
*/
export const sweepFor = async (path: string, forget?: (left: string) => Promise<void>): Promise<void> => {
	const start = `.${basename(path)}.`;
	for (const folder of await foldersFor(path)) {
		for (const name of await readdir(folder).catch(() => [])) {
			const [, pid] = (name.startsWith(start) && /^(\d+)\.[0-9a-f]{8}\.tmp$/.exec(name.slice(start.length))) || [];
			const left = join(folder, name);
			if (pid === undefined || underWay.has(left) || (Number(pid) !== process.pid && isRunning(Number(pid)))) continue;
			await forget?.(left);
			await rm(left, {recursive: true, force: true}).catch(() => {}); // Another user's
		}
	}
};

/** Writes a new file whole, and gives it the name of the old one once the disk is seen to hold it: some report success and keep nothing. */
const replaceBy = async (temporary: string, path: string, bytes: Uint8Array): Promise<void> => {
	underWay.add(temporary);
	try {
		const {mode, uid, gid} = await stat(path);
		const handle = await open(temporary, 'wx', 0o600);
		try {
			await handle.writeFile(bytes);
			await handle.chown(uid, gid).catch(() => {}); // Only root may give a file away
			await handle.chmod(mode & 0o7777);
			await handle.sync();
		} finally {
			await handle.close();
		}
		const kept = await readFile(temporary);
		if (!kept.equals(bytes)) throw new Error(`the disk kept ${kept.length} of ${bytes.length} bytes`);
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, {force: true}).catch(() => {});
		throw error;
	} finally {
		underWay.delete(temporary);
	}
};

/**
Replaces a file's text so that a reader sees the old one or the new one, never a part: written elsewhere, synced, renamed. Mode and (where allowed) owner stay.

@param path - Of the file itself, not of a link to it.
*/
export const replaceFile = async (path: string, {bom, text}: FileText, file: string): Promise<void> => {
	const name = temporaryName(path);
	let problem: unknown;
	for (const folder of await foldersFor(path)) {
		try {
			await replaceBy(join(folder, name), path, Buffer.from(bom + text));
			return await syncFolder(dirname(path));
		} catch (error) {
			problem = error; // Another user's, or on another disk: beside the file is the last place
		}
	}
	throw fileError(problem, file, 'written');
};
