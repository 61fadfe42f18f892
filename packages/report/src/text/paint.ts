import {styleText} from 'node:util';

/** What a piece of text means; where there is no colour, it is the text alone. */
export type Meaning = 'good' | 'change' | 'bad' | 'warning' | 'dim' | 'strong' | 'heading';

export type Paint = (meaning: Meaning, text: string) => string;

const styles: Record<Meaning, Parameters<typeof styleText>[0]> = {
	good: 'green',
	change: 'yellow',
	bad: 'red',
	warning: 'magenta',
	dim: 'dim',
	strong: 'bold',
	heading: ['bold', 'underline'],
};

/** Colours by terminal escapes, or leaves text as it is: then not one control character is added. */
export const painter = (color: boolean): Paint =>
	color ? (meaning, text) => styleText(styles[meaning], text, {validateStream: false}) : (_meaning, text) => text;
