import {distance} from 'fastest-levenshtein';

const fold = (text: string): string => text.toLowerCase().replaceAll(/[\s_.-]/g, '');

const letters = (word: string): string => word.split('').toSorted().join('');
const isTransposed = (word: string, other: string): boolean =>
	word.length === other.length && word !== other && letters(word) === letters(other);

/** Whether a word is another with one letter too many, too few or wrong, or with its letters in the wrong order. */
export const isSlip = (word: string, meant: string): boolean => isTransposed(word, meant) || distance(word, meant) === 1;

/** The candidate that was probably meant by a mistyped word; undefined where none is near. */
export const nearest = (word: string, candidates: Iterable<string>): string | undefined => {
	const wanted = fold(word);
	let best: {candidate: string; score: number} | undefined;
	for (const candidate of candidates) {
		const folded = fold(candidate);
		// Letters in the wrong order are one slip, not two.
		const score = isTransposed(wanted, folded) ? 1 : distance(wanted, folded);
		// A third of the letters may be wrong; what only begins the same counts too (`perSec`, `target`).
		const near =
			score <= Math.max(1, Math.floor(Math.max(wanted.length, folded.length) / 3)) ||
			(wanted.length >= 4 && (folded.startsWith(wanted) || wanted.startsWith(folded)));
		if (near && (best === undefined || score < best.score)) best = {candidate, score};
	}
	return best?.candidate;
};

/** `a`, `b or c`, `a, b or c`. */
export const listed = (words: readonly string[], last: 'or' | 'and' = 'or'): string =>
	words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
