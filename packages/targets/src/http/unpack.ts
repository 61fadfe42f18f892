import {promisify} from 'node:util';
import {brotliDecompress, constants, unzip} from 'node:zlib';

import type {WireAnswer} from './transport.ts';

type Unpack = (body: Buffer, maxOutputLength: number, mayBeCut: boolean) => Promise<Buffer>;

const unzipped: Unpack = async (body, maxOutputLength, mayBeCut) =>
	promisify(unzip)(body, {maxOutputLength, ...(mayBeCut && {finishFlush: constants.Z_SYNC_FLUSH})});
const unbrotlied: Unpack = async (body, maxOutputLength, mayBeCut) =>
	promisify(brotliDecompress)(body, {maxOutputLength, ...(mayBeCut && {finishFlush: constants.BROTLI_OPERATION_FLUSH})});

const unpacks: Partial<Record<string, Unpack>> = {gzip: unzipped, 'x-gzip': unzipped, deflate: unzipped, br: unbrotlied};

let turn: Promise<unknown> = Promise.resolve();

/** One after the other, for what is small when packed may be large. */
const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
	const result = turn.then(work);
	turn = result.catch(() => {});
	return result;
};

/** An answer with its body unpacked, for some servers and proxies pack whatever they were asked for. One that cannot be unpacked says so in its place. */
export const unpacked = async (answer: WireAnswer, maxBytes: number): Promise<WireAnswer> => {
	const encoding = answer.headers['content-encoding'] ?? 'identity';
	if (answer.body.length === 0 || encoding === 'identity') return answer;
	try {
		// The body of an error is read so far only, and says enough; half of any other answer is none
		const unpack = unpacks[encoding.trim().toLowerCase()];
		if (unpack) return {...answer, body: await inTurn(async () => unpack(answer.body, maxBytes, answer.status >= 400))};
	} catch {
		// It is said below
	}
	return {...answer, body: Buffer.from(`a body that cannot be unpacked (content-encoding ${encoding})`)};
};
