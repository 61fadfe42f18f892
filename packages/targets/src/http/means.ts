import type {HttpContext} from '../type.ts';
import {condition} from './condition.ts';
import type {AnswerSpec, HttpTypeOptions} from './options.ts';

type Means = NonNullable<HttpContext['means']>;
type Meaning = ReturnType<Means>;

const listed = <T>(values: T | readonly T[] | undefined): readonly T[] | undefined =>
	values === undefined ? undefined : isList(values) ? values : [values];
const isList = <T>(values: T | readonly T[]): values is readonly T[] => Array.isArray(values);

/** Whether a text holds a pattern: its pieces between `*`, one after the other. Letter case does not matter. */
const holds = (text: string, pattern: string): boolean => {
	let from = 0;
	for (const piece of pattern.toLowerCase().split('*')) {
		const at = text.indexOf(piece, from);
		if (at === -1) return false;
		from = at + piece.length;
	}
	return true;
};

const fits = (spec: AnswerSpec): ((status: number, body: () => string) => boolean) => {
	const statuses = listed(spec.status);
	const patterns = listed(spec.body);
	return (status, body) => {
		if (statuses && !statuses.includes(status)) return false;
		if (!patterns) return true;
		const text = body().toLowerCase();
		return patterns.some(pattern => holds(text, pattern));
	};
};

/** The answers that a config names, by what they mean; asked in this order. */
export interface Meanings {
	readonly done?: AnswerSpec | undefined;
	readonly exists?: AnswerSpec | undefined;
	readonly notFound?: AnswerSpec | undefined;
}

/** What an answer means by the config; undefined where only its status tells. */
export const compileMeans = ({done, exists, notFound}: Meanings, ok: HttpTypeOptions['ok']): Means | undefined => {
	const named: (readonly [Meaning, (status: number, body: () => string) => boolean])[] = [];
	if (done) named.push(['done', fits(done)]);
	if (exists) named.push(['exists', fits(exists)]);
	if (notFound) named.push(['not-found', fits(notFound)]);
	const success = ok === undefined ? undefined : condition(ok);
	if (named.length === 0 && !success) return undefined;

	return (status, body) => {
		for (const [meaning, fit] of named) if (fit(status, body)) return meaning;
		if (!success || status >= 300) return undefined;
		const text = body();
		if (text.trim() === '') return undefined;
		try {
			return success.holds(JSON.parse(text)) ? undefined : 'refused';
		} catch {
			return undefined;
		}
	};
};
