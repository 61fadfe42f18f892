import {
	finishedTraced,
	lineBreaks,
	lowered,
	traced,
	unescaped,
	unescapedTraced,
	whiteSpace,
	withoutTraced,
	type Traced,
} from './disguise.ts';
import {shortestSecret} from '@slack-im/config';
import {deepest, formsOf, type Form} from './secret-forms.ts';
import {wordSearch} from './word-search.ts';

/** What stands where a secret stood. Survives XML, HTML, JSON and CSV as it is. */
export const redacted = '[redacted]';

/** Takes formatted text piece by piece. */
interface Filter {
	readonly push: (chunk: string) => string;
	readonly end: () => string;
}

/** Takes every secret it knows out of what leaves the process, whatever way it is written there. */
export interface Redactor {
	/** Learns secrets; those that are too short to be told from ordinary text are left out. */
	readonly add: (...secrets: readonly string[]) => void;
	/** For a text that is whole: a line of the log, a message. */
	readonly text: (text: string) => string;
	/** For data that is still to be formatted: the same value where nothing is to be hidden, else a copy. Structure survives whatever the secret is. */
	readonly data: <T>(value: T) => T;
	/** For formatted text that comes in pieces: finds also what two pieces share. Leaves alone what could be part of the format. */
	readonly stream: (chunks: Iterable<string>) => Generator<string>;
	/** {@link Redactor.stream} for pieces that are pushed; `end` gives what was held back. */
	readonly filter: () => Filter;
}

/** A word of letters could be an element, an attribute or a key of a report; {@link Redactor.data} has dealt with it before. */
const couldBeFormat = ({text, beyond, plain}: Form): boolean =>
	beyond === 'nothing' || (plain && text.length < 20 && /^[a-z][a-z_.:-]*$/.test(text));

type Range = readonly [start: number, end: number];

/** Looks for some forms in a text. */
interface Matcher {
	/** Length of the shortest form: a text below it holds none. */
	readonly shortest: number;
	/** Stretches of a text that hold a form, in order, none within another. */
	readonly ranges: (text: string) => Range[];
	/** Where a form may have begun whose end is still to come. */
	readonly openAt: (text: string) => number;
}

/** Characters that may stand for one that is escaped twice, and white space beside them. */
const widest = 40;
/** A secret that is longer is not waited for as a whole. */
const farthest = 20_000;

const matcherOf = (all: readonly Form[]): Matcher => {
	const forms = [...new Map(all.map(form => [form.beyond + form.text, form])).values()];
	const textsOf = (kind: Form['beyond']): string[] => forms.filter(({beyond}) => beyond === kind).map(({text}) => text);
	const [short, broken, spaced] = [textsOf('nothing'), textsOf('line-breaks'), textsOf('white-space')];
	const [holdsAny, holdsSpaced] = [wordSearch([...short.map(lowered), ...broken]), wordSearch(spaced)];
	const beginnings = new Map<string, string[]>();
	for (const {text} of forms) beginnings.set(text[0]!, [...(beginnings.get(text[0]!) ?? []), text]);
	const lengths = forms.map(({text}) => text.length);
	const longest = Math.max(0, ...lengths);
	const reach = Math.min(longest * widest, farthest);

	/** Says no at once for nearly every text. */
	const mayHold = (text: string): boolean => {
		let layer = lowered(text);
		for (let depth = 0; ; depth++) {
			const bare = layer.replaceAll(lineBreaks, '');
			if (holdsAny(bare) || (spaced.length > 0 && holdsSpaced(bare.replaceAll(whiteSpace, '')))) return true;
			const next = depth === deepest ? bare : unescaped(bare);
			if (next === bare) return false;
			layer = lowered(next);
		}
	};

	/** A text as it is, and as what it means when it is taken for an escaped one; each with the forms that are looked for in it. */
	function* layers(text: string, known: (bare: Traced) => Traced = bare => bare): Generator<Traced & {readonly forms: readonly string[]}> {
		let layer: Traced | undefined = traced(text);
		for (let depth = 0; layer !== undefined && depth <= deepest; depth++) {
			if (short.length > 0) yield {...layer, forms: short};
			const bare = known(withoutTraced(layer, lineBreaks));
			if (broken.length > 0) yield {...bare, text: lowered(bare.text), forms: broken};
			if (spaced.length > 0) {
				const dense = withoutTraced(bare, whiteSpace);
				yield {...dense, text: lowered(dense.text), forms: spaced};
			}
			layer = unescapedTraced(bare); // An escape may be broken too
		}
	}

	const ranges = (text: string): Range[] => {
		if (!mayHold(text)) return [];
		const found: Range[] = [];
		for (const {text: layer, from, to, forms} of layers(text))
			for (const form of forms)
				for (let at = layer.indexOf(form); at !== -1; at = layer.indexOf(form, at + 1)) found.push([from[at]!, to[at + form.length - 1]!]);
		const merged: [number, number][] = [];
		for (const [start, end] of found.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
			const last = merged.at(-1);
			if (last && start < last[1]) last[1] = Math.max(last[1], end);
			else merged.push([start, end]);
		}
		return merged;
	};

	const openAt = (text: string): number => {
		const before = Math.max(0, text.length - reach);
		let open = text.length;
		const finished = (bare: Traced): Traced => {
			const known = finishedTraced(bare);
			if (known.text.length < bare.text.length) open = Math.min(open, before + bare.from[known.text.length]!);
			return known;
		};
		for (const {text: layer, from, forms} of layers(text.slice(before), finished)) {
			for (let at = Math.max(0, layer.length - longest + 1); at < layer.length; at++) {
				const rest = layer.length - at;
				const candidates = beginnings.get(layer[at]!)?.filter(form => form.length > rest && forms.includes(form)) ?? [];
				if (!candidates.some(form => form.startsWith(layer.slice(at)))) continue;
				open = Math.min(open, before + from[at]!);
				break;
			}
		}
		return open;
	};

	return {shortest: Math.min(...lengths), ranges, openAt};
};

/** A {@link Redactor} that knows no secret yet. */
export const createRedactor = (): Redactor => {
	const known = new Set<string>();
	let forms: Form[] = [];
	let matcher = matcherOf([]);
	let streamMatcher = matcher;

	const add = (...secrets: readonly string[]): void => {
		const news = secrets.filter(secret => secret.trim().length >= shortestSecret && !known.has(secret));
		if (news.length === 0) return;
		for (const secret of news) known.add(secret);
		forms = [...forms, ...news.flatMap(secret => formsOf(secret))].filter(form => form.text.length >= shortestSecret);
		matcher = matcherOf(forms);
		streamMatcher = matcherOf(forms.filter(form => !couldBeFormat(form)));
	};

	const text = (text: string): string => {
		if (text.length < matcher.shortest) return text;
		let result = '';
		let done = 0;
		for (const [start, end] of matcher.ranges(text)) {
			result += text.slice(done, start) + redacted;
			done = end;
		}
		return done === 0 ? text : result + text.slice(done);
	};

	const data = <T>(value: T): T => {
		if (forms.length === 0) return value;
		const visit = (value: unknown): unknown => {
			if (typeof value === 'string') return text(value);
			if (typeof value !== 'object' || value === null) return value;
			if (Array.isArray(value)) {
				let copy: unknown[] | undefined;
				for (const [index, item] of value.entries()) {
					const seen = visit(item);
					if (seen !== item) (copy ??= [...(value as unknown[])])[index] = seen;
				}
				return copy ?? value;
			}
			let differs = false;
			const entries = Object.entries(value).map(([name, item]) => {
				const entry = [text(name), visit(item)] as const;
				differs ||= entry[0] !== name || entry[1] !== item;
				return entry;
			});
			return differs ? Object.fromEntries(entries) : value;
		};
		// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a copy of the same shape
		return visit(value) as T;
	};

	const filter = (): Filter => {
		let held = '';
		/** Redacts what begins before `border`: from there on, a form may not be here as a whole yet. */
		const release = (border: number): string => {
			let result = '';
			let from = 0;
			for (const [start, end] of streamMatcher.ranges(held)) {
				if (start >= border) break;
				result += held.slice(from, start) + redacted;
				from = end;
			}
			const to = Math.max(from, border);
			result += held.slice(from, to);
			held = held.slice(to);
			return result;
		};
		return {
			push: chunk => {
				held += chunk;
				return release(streamMatcher.openAt(held));
			},
			end: () => release(held.length),
		};
	};

	return {
		add,
		text,
		data,
		filter,
		*stream(chunks) {
			const {push, end} = filter();
			for (const block of blocks(chunks)) yield push(block);
			yield end();
		},
	};
};

/** Joins small pieces: searching and writing many small ones costs more than the text itself. */
export function* blocks(chunks: Iterable<string>, size = 65_536): Generator<string> {
	let block = '';
	for (const chunk of chunks) {
		block += chunk;
		if (block.length < size) continue;
		yield block;
		block = '';
	}
	if (block !== '') yield block;
}
