/** FNV-1a, 32 bits, never 0. */
const hash = (text: string): number => {
	let value = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
	return value === 0 ? 1 : value;
};

/**
Finds which texts may occur more than once, without keeping them: 8 bytes each, where a set of 100,000 names would take megabytes and be empty of news.

@param most - How many texts there are at most.
@returns Whether a text may be one that occurs more than once: true for each that does, and by chance for one in many thousands that does not.
*/
export const mayRepeat = (texts: Iterable<string>, most: number): ((text: string) => boolean) => {
	const size = 2 ** Math.ceil(Math.log2(Math.max(2, most) * 2));
	const seen = new Int32Array(size);
	const repeated = new Set<number>();
	for (const text of texts) {
		const value = hash(text);
		let place = value & (size - 1);
		while (seen[place] !== 0 && seen[place] !== value) place = (place + 1) & (size - 1);
		if (seen[place] === value) repeated.add(value);
		else seen[place] = value;
	}
	return repeated.size === 0 ? () => false : text => repeated.has(hash(text));
};
