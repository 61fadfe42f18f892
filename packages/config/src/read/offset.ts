import type {Scalar} from 'yaml';

const escapeLengths: Record<string, number> = {x: 4, u: 6, U: 10};

/**
Where a character of a string stands in the text that it was written in.

Follows value and text side by side: quotes, escapes, folded lines and the indentation of block scalars are in the text only.

@param offset - Counted in the value, in UTF-16 units, from 0.
*/
export const sourceOffset = (text: string, {range, type, value}: Scalar, offset: number): number => {
	const [start, end] = [range?.[0] ?? 0, range?.[1] ?? 0];
	if (typeof value !== 'string') return start;
	const quoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
	let at = start + (quoted ? 1 : 0);
	if (type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED') at = text.indexOf('\n', start) + 1 || start;

	for (let index = 0; index < offset && at < end; index += 1) {
		at = skipLayout(text, at, end, value[index]);
		if (type === 'QUOTE_DOUBLE' && text[at] === '\\') at += escapeLengths[text[at + 1] ?? ''] ?? 2;
		else if (type === 'QUOTE_SINGLE' && text.startsWith(`''`, at)) at += 2;
		else at += 1;
	}
	return Math.min(skipLayout(text, at, end, value[offset]), end);
};

/** Skips line ends and indentation that the value does not hold. A space or newline of the value is the first line end of such a gap. */
const skipLayout = (text: string, at: number, end: number, wanted: string | undefined): number => {
	if (wanted === undefined || text[at] === wanted) return at;
	let next = at;
	while (next < end && text[next] !== wanted && /\s/.test(text[next] ?? '')) next += 1;
	// In a folded scalar the value has a space where the text has a line end.
	return /\s/.test(wanted) && text[next] !== wanted ? at : next;
};
