import {closest, distance} from 'fastest-levenshtein';

/** The candidate that somebody most likely meant by a name, for "did you mean"; undefined where none is near. */
export const nearest = (name: string, candidates: readonly string[]): string | undefined => {
	if (candidates.length === 0) return undefined;
	const lower = name.toLowerCase();
	const sameButCase = candidates.find(candidate => candidate.toLowerCase() === lower);
	if (sameButCase !== undefined) return sameButCase;
	const guess = closest(name, candidates);
	const longer = Math.max(name.length, guess.length);
	const shorter = Math.min(name.length, guess.length);
	return distance(name, guess) <= Math.min(Math.max(2, longer / 3), shorter - 1) ? guess : undefined;
};

/** ` (did you mean x?)`, or nothing. */
export const didYouMean = (name: string, candidates: readonly string[]): string => {
	const guess = nearest(name, candidates);
	return guess === undefined ? '' : ` (did you mean ${guess}?)`;
};
