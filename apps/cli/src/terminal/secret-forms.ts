import {dense, itself, meaningsIn, skeleton, unbroken, type Layer, type Meanings} from './disguise.ts';

/** How often a text is taken for one that is written in some way: base64 of an address within JSON. */
const deepest = 3;

/** Shorter values occur in ordinary text by chance, in other letters or over two lines: they are found only as they are. */
export const longEnough = 8;

/** One text that tells the secret, once nothing of it is written in another way. */
export interface Form {
	readonly text: string;
	/** What is compared: the text as it is, without white space, or its letters and digits alone. Letters' case counts only for the first. */
	readonly by: 'exact' | 'dense' | 'skeleton';
	/** Signs that the secret begins and ends with: a skeleton has none. */
	readonly lead: string;
	readonly tail: string;
	/** Whether it reads as the secret does, and not as base64 or the like. */
	readonly plain: boolean;
}

/** A text and everything that it can mean. */
export function* allMeanings(text: string, meanings: Meanings): Generator<Layer> {
	let layers = [itself(text)];
	const seen = new Set<string>();
	for (let depth = 0; layers.length > 0; depth++) {
		const next: Layer[] = [];
		for (const layer of layers) {
			if (seen.has(layer.text)) continue;
			seen.add(layer.text);
			yield layer;
			if (depth < deepest) for (const meaning of meanings.of(layer, depth < 2)) next.push(meaning);
		}
		layers = next;
	}
}

/** As a whole, and as it is in the base64 of a longer text such as `user:password`: there, what its neighbours decide is cut off. A system may have changed the case of its letters: then it cannot be taken back. */
const base64Encoded = (text: string): string[] => {
	const bytes = Buffer.from(text);
	const encoded = [0, 1, 2].map(offset => {
		const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
		return shifted.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((shifted.length * 8) / 6));
	});
	const whole = bytes.toString('base64');
	return [whole, whole.replace(/=+$/, ''), ...encoded].flatMap(form => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
};

const isBone = (character: string): boolean => skeleton(character) !== '';

/** A skeleton of digits alone may be a date, or the time. */
const tellsEnough = (bones: string): boolean => bones.length >= (/^\d*$/.test(bones) ? 12 : longEnough);

const formOf = (text: string, whole: boolean, plain: boolean): Form => {
	const bones = skeleton(text);
	if (!whole && tellsEnough(bones)) {
		const characters = Array.from(text);
		const [first, last] = [characters.findIndex(isBone), characters.findLastIndex(isBone)];
		return {text: bones, by: 'skeleton', lead: characters.slice(0, first).join(''), tail: characters.slice(last + 1).join(''), plain};
	}
	const bare = unbroken(itself(text));
	const by = bare.text.length >= longEnough ? 'dense' : 'exact';
	return {text: by === 'dense' ? dense(bare).text : bare.text, by, lead: '', tail: '', plain};
};

const meaningsOfSecret = meaningsIn({markup: true});

/**
What has to be found for a secret to be hidden.

@param whole - Nothing but white space may be put into it.
*/
export const formsOf = (secret: string, whole: boolean): Form[] => {
	const texts = new Set<string>();
	for (const text of new Set([secret, secret.trim(), secret.normalize('NFC'), secret.trim().replaceAll(' ', '+')]))
		for (const layer of allMeanings(text, meaningsOfSecret)) texts.add(layer.text);
	return [
		...[...texts].map(text => formOf(text, whole, true)),
		...base64Encoded(secret)
			.filter(text => text.length >= longEnough)
			.map(text => formOf(text, whole, false)),
	];
};
