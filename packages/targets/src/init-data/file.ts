import {randomUUID} from 'node:crypto';
import {type FileHandle, open, readdir, readFile, realpath, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';

import {TargetError} from '@slack-im/core';

/** A file's text, with what is not text of it: a byte order mark is kept apart and written back. */
export interface FileText {
	readonly bom: '' | '\uFEFF';
	readonly text: string;
}

const codeOf = (error: unknown): string =>
	error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

const fileError = (error: unknown, file: string, what: 'read' | 'written'): TargetError => {
	const code = codeOf(error);
	if (code === 'ENOENT' || code === 'ENOTDIR')
		return new TargetError('not-found', `${file} is not there`, {
			hint: 'Check `file` (relative to the config), or make the file, be it only `[]`.',
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

/** Milliseconds after which nobody can still be writing a temporary file: it is there for less than a second. */
const abandoned = 600_000;

/** Removes what runs that were killed left in a folder. Tidiness only: that it fails is no news. */
export const sweep = async (folder: string, isLeftover: (name: string) => boolean): Promise<void> => {
	const leftovers = (await readdir(folder).catch(() => [])).filter(isLeftover);
	for (const leftover of leftovers) {
		try {
			const {mtimeMs} = await stat(join(folder, leftover));
			if (Date.now() - mtimeMs > abandoned) await rm(join(folder, leftover), {recursive: true, force: true});
		} catch {
			// Somebody else's, or gone already
		}
	}
};

/** Removes what was left beside a file. */
export const sweepBeside = async (path: string): Promise<void> => {
	const name = basename(path);
	const isLeftover = (other: string): boolean => other.startsWith(`.${name}.`) && /^[0-9a-f]{8}\.tmp$/.test(other.slice(name.length + 2));
	await sweep(dirname(path), isLeftover);
};

/**
Replaces a file's text so that a reader sees the old one or the new one, never a part: written beside it, synced, renamed. Mode and (where allowed) owner stay.

@param path - Of the file itself, not of a link to it.
*/
export const replaceFile = async (path: string, {bom, text}: FileText, file: string): Promise<void> => {
	const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`);
	try {
		const {mode, uid, gid} = await stat(path);
		const handle = await open(temporary, 'wx', 0o600);
		try {
			await handle.writeFile(bom + text);
			await handle.chown(uid, gid).catch(() => {}); // Only root may give a file away
			await handle.chmod(mode & 0o7777);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, {force: true});
		throw fileError(error, file, 'written');
	}
	await syncFolder(dirname(path));
};
