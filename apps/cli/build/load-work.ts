import {closeSync, constants, fstatSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {cachedDataVersionTag} from 'node:v8';
import vm from 'node:vm';
import {brotliDecompressSync, crc32} from 'node:zlib';

import {begin, end, workId} from './marks.ts';

/*
Part of the bundle: compiles its second half. What V8 made of it is kept in a file, so that the next start finds it compiled. Without that file a start takes longer and does the same.

What is kept is code. It is only taken where nobody else can have written it, and as a whole.
*/

/** Script and what V8 made of it. */
interface Kept {
	readonly code: string;
	readonly compiled: Buffer;
}

const headLength = 12;
const largest = 64 * 1024 * 1024;

const sumOf = (code: Buffer, compiled: Buffer): number => crc32(compiled, crc32(code));

const readKept = (file: string): Kept | undefined => {
	let descriptor: number | undefined;
	try {
		descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
		const {uid, mode, size} = fstatSync(descriptor);
		if (uid !== process.getuid?.() || (mode & 0o022) !== 0 || size > largest) return undefined;
		const bytes = readFileSync(descriptor);
		const middle = headLength + bytes.readUInt32LE(0);
		const [code, compiled] = [bytes.subarray(headLength, middle), bytes.subarray(middle)];
		if (bytes.readUInt32LE(4) !== compiled.length || bytes.readUInt32LE(8) !== sumOf(code, compiled)) return undefined;
		return {code: code.latin1Slice(), compiled};
	} catch {
		return undefined;
	} finally {
		if (descriptor !== undefined) closeSync(descriptor);
	}
};

/** Keeps it, where that is possible. What other versions kept goes. */
const keep = (file: string, text: string, compiled: Buffer): void => {
	const [folder, name, aside] = [path.dirname(file), path.basename(file), `${file}.${process.pid}`];
	try {
		mkdirSync(folder, {recursive: true, mode: 0o700});
		const code = Buffer.from(text, 'latin1');
		const head = Buffer.alloc(headLength);
		for (const [index, part] of [code.length, compiled.length, sumOf(code, compiled)].entries()) head.writeUInt32LE(part, index * 4);
		try {
			writeFileSync(aside, Buffer.concat([head, code, compiled]), {flag: 'wx', mode: 0o600});
			renameSync(aside, file);
		} finally {
			rmSync(aside, {force: true});
		}
		const start = name.slice(0, name.indexOf('@') + 1);
		for (const other of readdirSync(folder))
			if (other.startsWith(start) && !other.startsWith(`${start}${workId}`)) rmSync(path.join(folder, other), {force: true});
	} catch {
		// The next start takes as long as this one
	}
};

/** Where compiled code may be kept: in the cache of the user, and not beside the bundle, where a checkout or another job could put code that no checksum of the bundle covers. Undefined where there is none. */
const placeFor = (bundle: string): string | undefined => {
	const {NODE_DISABLE_COMPILE_CACHE: isOff, XDG_CACHE_HOME: cache, HOME: home = ''} = process.env;
	const folder = cache ?? path.join(home, '.cache');
	if (isOff || !process.getuid || !path.isAbsolute(folder)) return undefined;
	return path.join(folder, 'slack-im', `${path.basename(bundle)}@${workId}-${cachedDataVersionTag().toString(36)}.cache`);
};

const unpacked = (bundle: string): string => {
	const text = readFileSync(bundle, 'latin1');
	const packed = text.slice(text.lastIndexOf(begin) + begin.length, text.lastIndexOf(end));
	return brotliDecompressSync(Buffer.from(packed, 'base64'), {chunkSize: 8_388_608}).toString('latin1');
};

/** What the second half of the bundle exports. */
export const loadWork = (bundle: string, require: NodeJS.Require): unknown => {
	const place = placeFor(bundle);
	const kept = place === undefined ? undefined : readKept(place);
	const code = kept?.code ?? unpacked(bundle);
	const script = new vm.Script(code, {
		filename: bundle,
		lineOffset: 100_000,
		...(kept && {cachedData: kept.compiled}),
		importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
	});
	// At the end the functions that were called are among what was compiled
	if (place !== undefined && (!kept || script.cachedDataRejected)) process.once('exit', () => keep(place, code, script.createCachedData()));
	const work = {exports: {}};
	const run: (...args: unknown[]) => void = script.runInThisContext();
	run(work.exports, require, work, bundle, path.dirname(bundle));
	return work.exports;
};
