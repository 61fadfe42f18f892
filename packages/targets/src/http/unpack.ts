import {promisify} from 'node:util';
import {brotliDecompress, constants, unzip} from 'node:zlib';

import type {WireAnswer} from './transport.ts';

type Unpack = (body: Buffer, maxOutputLength: number) => Promise<Buffer>;

// The body of an error may have been cut: what came of it is read all the same
const unzipped: Unpack = async (body, maxOutputLength) => promisify(unzip)(body, {maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH});
const unbrotlied: Unpack = async (body, maxOutputLength) =>
	promisify(brotliDecompress)(body, {maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH});

const unpacks: Partial<Record<string, Unpack>> = {gzip: unzipped, 'x-gzip': unzipped, deflate: unzipped, br: unbrotlied};

/** An answer with its body unpacked, for some servers and proxies pack whatever they were asked for. One that cannot be unpacked says so in its place. */
export const unpacked = async (answer: WireAnswer, maxBytes: number): Promise<WireAnswer> => {
	const encoding = answer.headers['content-encoding'] ?? 'identity';
	if (answer.body.length === 0 || encoding === 'identity') return answer;
	try {
		const unpack = unpacks[encoding.trim().toLowerCase()];
		if (unpack) return {...answer, body: await unpack(answer.body, maxBytes)};
	} catch {
		// It is said below
	}
	return {...answer, body: Buffer.from(`a body that cannot be unpacked (content-encoding ${encoding})`)};
};
