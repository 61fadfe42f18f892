import {closeSync, fsyncSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync} from 'node:fs';
import path from 'node:path';

import {blocks} from '../terminal/redact.ts';

export interface WriteOptions {
	/** @default 0o600, because most of what is written holds personal data */
	readonly mode?: number;
	/** Sets this process's unfinished file apart from another's. */
	readonly pid: number;
}

const resolved = (file: string): {readonly file: string; readonly device: boolean} => {
	try {
		const real = realpathSync(file); // A link stays a link: what it points to is replaced
		return {file: real, device: !statSync(real).isFile() && !statSync(real).isDirectory()};
	} catch {
		return {file, device: false};
	}
};

const syncFolder = (folder: string): void => {
	try {
		const descriptor = openSync(folder, 'r');
		fsyncSync(descriptor);
		closeSync(descriptor);
	} catch {
		// Not every system lets a folder be synced; the file itself is safe
	}
};

const writeAll = (descriptor: number, text: string): void => {
	const bytes = Buffer.from(text);
	for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
};

/**
Begins a file that becomes visible as a whole, with `commit`, or not at all, with `discard`. Missing folders are made.

Synchronous, so that a dying process can use it as well. A device or a pipe is written to directly.
*/
export const openAtomic = (
	target: string,
	{mode = 0o600, pid}: WriteOptions,
): {write(text: string): void; commit(): void; discard(): void} => {
	const {file, device} = resolved(target);
	const folder = path.dirname(file);
	const temporary = device ? file : path.join(folder, `.${path.basename(file)}.${pid}.tmp`);
	if (!device) {
		mkdirSync(folder, {recursive: true});
		rmSync(temporary, {force: true});
	}
	const descriptor = openSync(temporary, device ? 'w' : 'wx', mode);
	const discard = (): void => {
		closeSync(descriptor);
		if (!device) rmSync(temporary, {force: true});
	};
	return {
		write: text => writeAll(descriptor, text),
		commit: () => {
			if (device) return closeSync(descriptor);
			try {
				fsyncSync(descriptor);
				renameSync(temporary, file);
			} catch (error) {
				discard();
				throw error;
			}
			closeSync(descriptor);
			syncFolder(folder);
		},
		discard,
	};
};

/** Writes a file as a whole or not at all; a reader never sees half of it. */
export const writeAtomically = (file: string, chunks: Iterable<string>, options: WriteOptions): void => {
	const open = openAtomic(file, options);
	try {
		for (const block of blocks(chunks)) open.write(block);
	} catch (error) {
		open.discard();
		throw error;
	}
	open.commit();
};

/** {@link writeAtomically} for text that is made as it is read. */
export const streamAtomically = async (file: string, chunks: AsyncIterable<string>, options: WriteOptions): Promise<void> => {
	const open = openAtomic(file, options);
	try {
		for await (const chunk of chunks) open.write(chunk);
	} catch (error) {
		open.discard();
		throw error;
	}
	open.commit();
};
