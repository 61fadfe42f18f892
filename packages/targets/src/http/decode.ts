import {isUtf8 as isUtf8Text} from 'node:buffer';

import type {WireAnswer} from './transport.ts';

/**
The text of an answer. UTF-8 wherever its bytes are that: JSON is, whatever its header says. A charset that is named counts for bytes that are no UTF-8, as old systems send them.

@see https://www.rfc-editor.org/rfc/rfc8259 – section 8.1, and section 11: JSON has no `charset` parameter.
*/
export const decoded = ({headers, body}: Pick<WireAnswer, 'headers' | 'body'>): string => {
	const charset = /charset\s*=\s*"?([\w.-]+)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase();
	const isUtf8 = charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii';
	return (isUtf8 ? undefined : inCharset(body, charset)) ?? body.toString('utf8').replace(/^\uFEFF/, '');
};

/** Undefined where the bytes are UTF-8 all the same, or where nobody knows the charset. */
const inCharset = (body: Buffer, charset: string): string | undefined => {
	// UTF-16 would be UTF-8 too, with a zero after each letter
	if (isUtf8Text(body) && !body.includes(0)) return undefined;
	try {
		return new TextDecoder(charset).decode(body);
	} catch {
		return undefined;
	}
};
