/** How a pair of neighbours is looked up; two pairs may share a place. */
const places = 4096;
const placeOf = (first: number, second: number): number => ((first * 31) ^ second) & (places - 1);

/**
Makes a search for many words at once, which looks at a fraction of a text's characters whatever the number of words (after Wu and Manber).

@param words - Of two characters or more.
@returns Whether a text holds one of them.
*/
export const wordSearch = (words: readonly string[]): ((text: string) => boolean) => {
	if (words.length === 0) return () => false;
	const shortest = Math.min(...words.map(word => word.length));
	/** By a pair of neighbours: how far the next pair to look at is away. 0: a word may end its first `shortest` characters here. */
	const skips = new Uint16Array(places).fill(shortest - 1);
	const endingIn = new Map<number, string[]>();
	for (const word of words) {
		for (let at = 1; at < shortest; at++) {
			const place = placeOf(word.charCodeAt(at - 1), word.charCodeAt(at));
			skips[place] = Math.min(skips[place]!, shortest - 1 - at);
			if (at === shortest - 1) endingIn.set(place, [...(endingIn.get(place) ?? []), word]);
		}
	}
	return text => {
		for (let at = shortest - 1; at < text.length;) {
			const place = placeOf(text.charCodeAt(at - 1), text.charCodeAt(at));
			const skip = skips[place]!;
			if (skip === 0 && endingIn.get(place)?.some(word => text.startsWith(word, at - shortest + 1)) === true) return true;
			at += skip || 1;
		}
		return false;
	};
};
