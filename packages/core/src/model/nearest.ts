import {distance} from 'fastest-levenshtein';

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_.-]/g, '');

const letters = (word: string): string => word.split('').toSorted().join('');
const isTransposed = (word: string, other: string): boolean =>
	word.length === other.length && word !== other && letters(word) === letters(other);

/** Whether a word is another with one letter too many, too few or wrong, or with its letters in the wrong order. */
export const isSlip = (word: string, meant: string): boolean => isTransposed(word, meant) || distance(word, meant) === 1;

/** The candidate that was probably meant by a mistyped word, for "did you mean"; undefined where none is near. */
export const nearest = (word: string, candidates: Iterable<string>): string | undefined => {
	const wanted = plain(word);
	let best: {candidate: string; score: number} | undefined;
	for (const candidate of candidates) {
		const other = plain(candidate);
		// Letters in the wrong order are one slip, not two
		const score = isTransposed(wanted, other) ? 1 : distance(wanted, other);
		// A third of the letters may be wrong; what only begins the same counts too (`perSec`, `target`)
		const isNear =
			score <= Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 3)) ||
			(wanted.length >= 4 && (other.startsWith(wanted) || wanted.startsWith(other)));
		if (isNear && (best === undefined || score < best.score)) best = {candidate, score};
	}
	return best?.candidate;
};

/** ` (did you mean x?)`, or nothing. */
export const didYouMean = (name: string, candidates: readonly string[]): string => {
	const guess = nearest(name, candidates);
	return guess === undefined ? '' : ` (did you mean ${guess}?)`;
};
