import type {Mistake, Path, Place} from './error.ts';

/** What of a key and its value is underlined; `offset` and `length` count in the value as it is written, for a part of a string. */
export interface Span {
	readonly part?: 'key' | 'value';
	readonly offset?: number;
	readonly length?: number;
}

/** A config as it is written: its plain value, and where each part of it stands. */
export interface Written {
	/** As it is to be printed. */
	readonly file: string;
	/** Undefined where the text cannot be read at all. */
	readonly value: unknown;
	/** What is wrong with the text itself. */
	readonly mistakes: readonly Mistake[];
	/** Where a part stands; where it is not there, where its nearest ancestor stands. */
	place(path: Path, span?: Span): Place;
}
