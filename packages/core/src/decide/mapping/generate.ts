import {randomInt} from 'node:crypto';

/** Characters that no system confuses or escapes: without 0 O 1 l I, and without quotes, spaces, `&`, `<` and `\`. */
const classes = ['abcdefghijkmnopqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '-_.!*+=:@#'] as const;

/** Length of a generated secret where the config says none. */
export const defaultSecretLength = 24;

const pick = (characters: string): string => characters.charAt(randomInt(characters.length));

/** A new secret from the operating system's random source: at least one small letter, capital, digit and sign, in any order. Different every time. */
export const generateSecret = (length = defaultSecretLength): string => {
	const all = classes.join('');
	const characters = [...classes.map(pick), ...Array.from({length: Math.max(0, length - classes.length)}, () => pick(all))];
	for (let last = characters.length - 1; last > 0; last--) {
		const other = randomInt(last + 1);
		[characters[last], characters[other]] = [characters[other]!, characters[last]!];
	}
	return characters.join('');
};
