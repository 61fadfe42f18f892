import {shortestSecret} from '@slack-im/config';

import {dense, itself, meaningsIn, onlyAscii, skeleton, tracedSkeleton, unbroken, type Layer} from './disguise.ts';
import {allMeanings, formsOf, longEnough, type Form} from './secret-forms.ts';
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
const couldBeFormat = ({text, by, plain}: Form): boolean => by === 'exact' || (plain && text.length < 20 && /^[a-z][a-z_.:-]*$/.test(text));

function* indexesOf(text: string, part: string): Generator<number> {
	for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) yield at;
}

type Range = readonly [start: number, end: number];

/** Looks for some forms in a text. */
interface Matcher {
	/** Stretches of a text that hold a form, in order, none within another. */
	readonly ranges: (text: string) => Range[];
	/** The most characters that a secret is waited for. */
	readonly reach: number;
}

/** Characters that may be written for one. */
const widest = 40;
/** A secret that is longer is not waited for as a whole. */
const farthest = 20_000;

const holdsAny = (forms: readonly Form[]): ((text: string) => boolean) => wordSearch(forms.map(({text}) => text));

const matcherOf = (all: readonly Form[], markup: boolean): Matcher => {
	const forms = [...new Map(all.map(form => [[form.by, form.lead, form.tail, form.text].join('\n'), form])).values()];
	const compared = (kind: Form['by']): Form[] => forms.filter(({by}) => by === kind);
	const [exact, densely, bony] = [compared('exact'), compared('dense'), compared('skeleton')];
	const [holdsExact, holdsDense, holdsBones] = [holdsAny(exact), holdsAny(densely), holdsAny(bony)];
	const least = Math.min(longEnough, ...forms.map(({text}) => text.length));
	const meanings = meaningsIn({bytes: forms.length === 0 ? undefined : least, markup});

	const fewestBones = Math.min(...bony.map(({text}) => text.length));

	const holds = (layer: Layer): boolean => {
		const {text} = layer;
		if (exact.length > 0 && holdsExact(text)) return true;
		if (bony.length > 0 && (text.length >= fewestBones || !onlyAscii.test(text)) && holdsBones(skeleton(text))) return true;
		return densely.length > 0 && holdsDense(dense(unbroken(layer)).text);
	};

	/** Where a form is in a layer, as indexes of the text that it was made from. */
	function* rangesIn(layer: Layer): Generator<Range> {
		const {text} = layer;
		const {from, to} = layer.places();
		for (const {text: form} of exact) for (const at of indexesOf(text, form)) yield [from[at]!, to[at + form.length - 1]!];
		if (densely.length > 0) {
			const spaceless = dense(unbroken(layer));
			const places = spaceless.places();
			for (const {text: form} of densely)
				for (const at of indexesOf(spaceless.text, form)) yield [places.from[at]!, places.to[at + form.length - 1]!];
		}
		if (bony.length === 0) return;
		const bones = tracedSkeleton(text);
		for (const {text: form, lead, tail} of bony) {
			for (const index of indexesOf(bones.text, form)) {
				const [start, end] = [bones.at[index]!, bones.end[index + form.length - 1]!];
				const first = start >= lead.length && text.startsWith(lead, start - lead.length) ? start - lead.length : start;
				yield [from[first]!, to[(text.startsWith(tail, end) ? end + tail.length : end) - 1]!];
			}
		}
	}

	const ranges = (text: string): Range[] => {
		const found: Range[] = [];
		for (const layer of meanings.mayMean(text) ? allMeanings(text, meanings) : [itself(text)])
			if (holds(layer)) found.push(...rangesIn(layer));
		const merged: [number, number][] = [];
		for (const [start, end] of found.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
			const last = merged.at(-1);
			if (last && start < last[1]) last[1] = Math.max(last[1], end);
			else merged.push([start, end]);
		}
		return merged;
	};

	return {ranges, reach: forms.length === 0 ? 0 : Math.min(Math.max(...forms.map(({text}) => text.length)) * widest, farthest)};
};

const formsOfAll = (secrets: ReadonlySet<string>, whole: boolean): Form[] =>
	[...secrets].flatMap(secret => formsOf(secret, whole)).filter(form => form.text.length >= shortestSecret);

/** A {@link Redactor} that knows no secret yet. */
export const createRedactor = (): Redactor => {
	const known = new Set<string>();
	// Made where something is looked for: many redactors see one text, or none
	let matcher: Matcher | undefined;
	let streamMatcher: Matcher | undefined;
	const inTexts = (): Matcher => (matcher ??= matcherOf(formsOfAll(known, false), true));
	const inStreams = (): Matcher =>
		(streamMatcher ??= matcherOf(
			formsOfAll(known, true).filter(form => !couldBeFormat(form)),
			false,
		));
	/** Short texts that hold nothing, as names of fields and kinds: there are few, and each comes often. */
	let harmless = new Set<string>();

	const add = (...secrets: readonly string[]): void => {
		const news = secrets.filter(secret => secret.trim().length >= shortestSecret && !known.has(secret));
		if (news.length === 0) return;
		for (const secret of news) known.add(secret);
		matcher = undefined;
		streamMatcher = undefined;
		harmless = new Set();
	};

	const text = (text: string): string => {
		if (text.length < shortestSecret || harmless.has(text)) return text;
		let result = '';
		let done = 0;
		for (const [start, end] of inTexts().ranges(text)) {
			result += text.slice(done, start) + redacted;
			done = end;
		}
		if (done > 0) return result + text.slice(done);
		if (text.length < 30 && harmless.size < 1000) harmless.add(text);
		return text;
	};

	const data = <T>(value: T): T => {
		if (known.size === 0) return value;
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
		/** Redacts what begins before `border`: from there on, a secret may not be here as a whole yet. */
		const release = (border: number): string => {
			let result = '';
			let from = 0;
			for (const [start, end] of inStreams().ranges(held)) {
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
				return release(Math.max(0, held.length - inStreams().reach));
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
