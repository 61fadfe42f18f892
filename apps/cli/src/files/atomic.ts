import {
	closeSync,
	fsyncSync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	realpathSync,
	renameSync,
	rmSync,
	statSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';

import {blocks} from '../terminal/redact.ts';
import {codeOf, reasonOf} from '@slack-im/config/errno';

/** A file that could not be written. Told apart by `kind`; exit 70. */
class OutputError extends Error {
	override name = 'OutputError' as const;
	readonly kind = 'output' as const;
	readonly hint = 'check the folder, its rights and the free space, or name another place';

	constructor(file: string, cause: Error) {
		super(`${file} could not be written: ${reasonOf(cause)}`, {cause});
	}
}

const orOutputError = (file: string, error: unknown): unknown =>
	error instanceof Error && codeOf(error) !== undefined ? new OutputError(file, error) : error;

export interface WriteOptions {
	/** @default 0o600, because most of what is written holds personal data */
	readonly mode?: number;
	/** Whether the file outlives a power failure. A file that does not is whole all the same. @default true */
	readonly durable?: boolean;
	/** The process that writes: its id sets its unfinished file apart from another's, which is removed once its own process is gone. */
	readonly host: {readonly pid: number; readonly startOf: (pid: number) => string | undefined};
}

/** Whether a file is in a folder of the system's own, whose links lead to devices and pipes, as `/dev/stdout` does. */
const isOfSystem = (file: string): boolean => /^\/(dev|proc)(\/|$)/.test(realpathSync(path.dirname(file)));

/** Whether a path names a device or a pipe. A link elsewhere does not: it is replaced, because whoever can put it there must not choose what is written over. */
export const isDevice = (file: string): boolean => {
	const about = lstatSync(file, {throwIfNoEntry: false});
	if (about === undefined || about.isFile() || about.isDirectory()) return false;
	return !about.isSymbolicLink() || isOfSystem(file);
};

/** Milliseconds after which no process is still writing a file: its number was given to another. */
const longestWriting = 3_600_000;

/** A name for a while, beside a file: of what is not finished (`tmp`), or was put aside (`old`). */
export const besideFile = (file: string, pid: number, what: 'tmp' | 'old'): string =>
	path.join(path.dirname(file), `.${path.basename(file)}.${pid}.${what}`);

/** Removes what killed runs left of this file. */
const removeLeftovers = (file: string, {pid: own, startOf}: WriteOptions['host']): void => {
	const [folder, start] = [path.dirname(file), `.${path.basename(file)}.`];
	for (const name of readdirSync(folder)) {
		const [, pid] = name.startsWith(start) ? (/^(\d+)\.(?:tmp|old)$/.exec(name.slice(start.length)) ?? []) : [];
		if (pid === undefined || Number(pid) === own) continue;
		const left = path.join(folder, name);
		const about = lstatSync(left, {throwIfNoEntry: false});
		if (about && (startOf(Number(pid)) === undefined || Date.now() - about.mtimeMs > longestWriting)) rmSync(left, {force: true});
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

/** Makes the folders of a file that are missing, for their owner only, one by one: Node's own way never ends where a file system makes none, as /proc does. */
const makeFolders = (folder: string): void => {
	if (statSync(folder, {throwIfNoEntry: false}) !== undefined) return;
	makeFolders(path.dirname(folder));
	try {
		mkdirSync(folder, 0o700);
	} catch (error) {
		if (codeOf(error) !== 'EEXIST') throw error; // Another process was faster
	}
};

/**
Begins a file that becomes visible as a whole, with `commit`, or not at all, with `discard`. Missing folders are made.

Synchronous, so that a dying process can use it as well. A device or a pipe is written to directly; a link is replaced by the file.
*/
const openAtomic = (
	file: string,
	{mode = 0o600, durable = true, host}: WriteOptions,
): {readonly write: (text: string) => void; readonly commit: () => void; readonly discard: () => void} => {
	const device = isDevice(file);
	const folder = path.dirname(file);
	const temporary = device ? file : besideFile(file, host.pid, 'tmp');
	if (!device) {
		makeFolders(folder);
		removeLeftovers(file, host);
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
				if (durable) fsyncSync(descriptor);
				renameSync(temporary, file);
			} catch (error) {
				discard();
				throw error;
			}
			closeSync(descriptor);
			if (durable) syncFolder(folder);
		},
		discard,
	};
};

/** Turns what the file system says into an {@link OutputError}; what the text's maker says stays as it is. */
const guarded = (file: string, open: ReturnType<typeof openAtomic>): ReturnType<typeof openAtomic> => {
	const guard =
		<Args extends readonly unknown[]>(action: (...args: Args) => void) =>
		(...args: Args): void => {
			try {
				action(...args);
			} catch (error) {
				throw orOutputError(file, error);
			}
		};
	return {write: guard(open.write), commit: guard(open.commit), discard: open.discard};
};

const begin = (file: string, options: WriteOptions): ReturnType<typeof openAtomic> => {
	try {
		return guarded(file, openAtomic(file, options));
	} catch (error) {
		throw orOutputError(file, error);
	}
};

/** Writes a file as a whole or not at all; a reader never sees half of it. Throws an {@link OutputError}. */
export const writeAtomically = (file: string, chunks: Iterable<string>, options: WriteOptions): void => {
	const open = begin(file, options);
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
	const open = begin(file, options);
	try {
		for await (const chunk of chunks) open.write(chunk);
	} catch (error) {
		open.discard();
		throw error;
	}
	open.commit();
};
