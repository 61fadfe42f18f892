/** Longer lines are refused: no line that is written here comes near. */
const longestLine = 256 * 1024 * 1024;

/**
Cuts text that comes in pieces, as from a file, into lines without their ends. Only a line feed ends a line: readers that know Unicode cut at more.

@throws what the pieces throw, and an `Error` for a line without end.
*/
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
	let rest: string[] = [];
	let size = 0;
	for await (const piece of pieces) {
		const [first = '', ...more] = piece.split('\n');
		rest.push(first);
		size += first.length;
		if (size > longestLine) throw new Error('a line without end');
		for (const next of more) {
			yield rest.join('');
			rest = [next];
			size = next.length;
		}
	}
	const last = rest.join('');
	if (last !== '') yield last;
}
