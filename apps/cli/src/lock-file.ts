import {randomUUID} from 'node:crypto';
import {linkSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';

import {codeOf} from '@slack-im/config/errno';

/** Either the lock, or who holds it. */
export type Attempt = {readonly release: () => Promise<void>} | {readonly holder: string};

export interface LockFileOptions {
	readonly pid: number;
	/** When a process began, as any text that stays the same while it runs; empty where that is not known. Undefined where there is no such process. */
	readonly startOf: (pid: number) => string | undefined;
}

/** Who has written a file: a process id alone would be given to another process one day. */
interface Holder {
	readonly pid: number;
	readonly started: string;
	/** Of this one attempt. */
	readonly token: string;
}

/** Where a walk along the files ends: at a free place, or at the one who holds the lock. */
interface End {
	readonly place: string;
	readonly holder?: Holder;
	/** Files of dead processes on the way. */
	readonly dead: readonly string[];
}

const isRunning = ({pid, started}: Holder, startOf: LockFileOptions['startOf']): boolean => {
	const now = startOf(pid);
	return now !== undefined && (now === started || now === '' || started === '');
};

/** Undefined where there is no such file. */
const holderIn = (place: string): Holder | undefined => {
	try {
		const [, pid, token = 'unreadable', started = ''] = /^(\d+) ([\da-f-]{36}) (.*)$/s.exec(readFileSync(place, 'utf8')) ?? [];
		return {pid: Number(pid ?? Number.NaN), token, started};
	} catch (error) {
		if (codeOf(error) !== 'ENOENT') throw error;
		return undefined;
	}
};

/** Walks from the lock's own file to the one behind each dead holder, which is named by that holder's token. `own` counts as running. */
const walk = (file: string, startOf: LockFileOptions['startOf'], own?: string): End => {
	const dead: string[] = [];
	for (let place = file; ;) {
		const holder = holderIn(place);
		if (!holder) return {place, dead};
		if (holder.token === own || (holder.pid > 0 && isRunning(holder, startOf))) return {place, holder, dead};
		dead.push(place);
		place += `.${holder.token}`;
	}
};

/** Gives a file a second name, where that is free. */
const isLinked = (file: string, place: string): boolean => {
	try {
		linkSync(file, place);
		return true;
	} catch (error) {
		if (codeOf(error) !== 'EEXIST') throw error;
		return false;
	}
};

/** Puts the holder's file in the place of the lock's own, and removes what dead processes left. In a folder that users share, files of others stay, and so does the holder's. */
const tidy = (file: string, {place, dead}: End): string => {
	let held = place;
	try {
		if (place !== file) renameSync(place, file);
		held = file;
		for (const other of dead) if (other !== file) rmSync(other, {force: true});
	} catch (error) {
		if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'EACCES') throw error;
	}
	return held;
};

/**
Takes a lock that is a file, for systems without a name that dies with its process.

The lock is free where there is no file, or where its process is gone. A dead holder's file is never removed to make room, because by then it could be the file of somebody who was faster. Instead the next holder makes a file whose name only one process can make: the dead holder's, with its token behind. It holds the lock where a second walk from the beginning ends at that file.
*/
export const tryFile = (file: string, {pid, startOf}: LockFileOptions): Attempt => {
	const token = randomUUID();
	const aside = `${file}.${token}.new`;
	// Written whole before it gets its place: nobody ever reads half of it
	writeFileSync(aside, `${pid} ${token} ${startOf(pid) ?? ''}`, {mode: 0o644, flag: 'wx'});
	try {
		for (let attempt = 0; attempt < 5; attempt++) {
			const {place, holder} = walk(file, startOf);
			if (holder) return {holder: `process ${holder.pid}`};
			if (!isLinked(aside, place)) continue;
			const end = walk(file, startOf, token);
			if (end.holder?.token === token) {
				const held = tidy(file, end);
				return {release: async () => rmSync(held, {force: true})};
			}
			rmSync(place, {force: true});
		}
		return {holder: 'another process'};
	} finally {
		rmSync(aside, {force: true});
	}
};
