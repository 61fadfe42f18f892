/** What stands where a secret stood. Survives XML, HTML, JSON and CSV as it is. */
export const redacted = '[redacted]';

/** Shorter values occur in ordinary text by chance: hiding them would hide everything else. */
const shortestSecret = 4;

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

const xmlEscapes: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
	'\n': '&#10;',
	'\r': '&#13;',
	'\t': '&#9;',
};
const escapeXml = (text: string, characters: RegExp): string =>
	text.replaceAll(characters, character => xmlEscapes[character] ?? character);

const lower = (encoded: string): string => encoded.replaceAll(/%[\dA-F]{2}/g, escape => escape.toLowerCase());

const percentEncoded = (text: string): string[] => {
	const whole = Buffer.from(text).toString(); // A lone surrogate would throw below
	const full = encodeURIComponent(whole).replaceAll(/[!'()*]/g, character => `%${character.codePointAt(0)?.toString(16).toUpperCase()}`);
	const asForm = new URLSearchParams([['', whole]]).toString().slice(1);
	const twice = [encodeURIComponent(whole), full].map(encoded => encodeURIComponent(encoded)); // An address within an address
	return [encodeURIComponent(whole), encodeURI(whole), full, asForm, ...twice].flatMap(encoded => [
		encoded,
		lower(encoded),
		lower(lower(encoded)),
	]);
};

/** As a whole, and as it stands in the base64 of a longer text such as `user:password`: there, what its neighbours decide is cut off. */
const base64Encoded = (text: string): string[] => {
	const bytes = Buffer.from(text);
	const encoded = [bytes.toString('base64')];
	for (const offset of bytes.length < 6 ? [] : [0, 1, 2]) {
		const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
		encoded.push(shifted.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((shifted.length * 8) / 6)));
	}
	return encoded.flatMap(form => [form, form.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')]);
};

const unicodeEscape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
const upperEscapes = (text: string): string => text.replaceAll(/\\u[\da-f]{4}/g, escape => `\\u${escape.slice(2).toUpperCase()}`);

/** As JSON writers of different languages do: some escape what is beyond ASCII, Go and PHP what HTML would read, .NET quotation marks and `+` as well. */
const jsonEscaped = (text: string): string[] => {
	const plain = JSON.stringify(text).slice(1, -1);
	const escaped = [
		...[/[\u0080-\uffff]/g, /[&<>]/g, /[&<>']/g, /[&<>\u0080-\uffff]/g].map(which => plain.replaceAll(which, unicodeEscape)),
		text.replaceAll('\\', String.raw`\\`).replaceAll(/["&'+<>`\u007f-\uffff]/g, unicodeEscape),
	];
	return [
		plain,
		...escaped,
		...escaped.map(form => upperEscapes(form)),
		plain.replaceAll('/', String.raw`\/`),
		JSON.stringify(plain).slice(1, -1),
	];
};

/** Every way a secret may be written in a text that leaves the process, the longest first. */
const formsOf = (secret: string): string[] => [
	secret,
	secret.normalize('NFC'),
	...jsonEscaped(secret),
	...percentEncoded(secret),
	...base64Encoded(secret),
	escapeXml(secret, /[&<>]/g),
	escapeXml(secret, /[&<>"]/g),
	escapeXml(secret, /[&<>"']/g),
	escapeXml(secret, /[&<>"'\n\r\t]/g),
	escapeXml(secret, /[&<>"'\n\r\t]/g).replaceAll('&#39;', '&apos;'),
	secret.replaceAll('"', '""'),
];

const longestFirst = (a: string, b: string): number => b.length - a.length || (a < b ? -1 : 1);

/** A word of letters could be an element, an attribute or a key of a report; {@link Redactor.data} has dealt with it before. */
const couldBeFormat = (form: string): boolean => form.length < 8 || (form.length < 20 && /^[a-z][a-z_.:-]*$/i.test(form));

const replaceAll = (text: string, forms: readonly string[]): string => {
	let result = text;
	for (const form of forms) if (result.includes(form)) result = result.replaceAll(form, redacted);
	return result;
};

const byFirstCharacter = (forms: readonly string[]): Map<string, readonly string[]> => {
	const groups = new Map<string, string[]>();
	for (const form of forms) groups.set(form[0]!, [...(groups.get(form[0]!) ?? []), form]);
	return groups;
};

/** A {@link Redactor} that knows no secret yet. */
export const createRedactor = (): Redactor => {
	const known = new Set<string>();
	let forms: readonly string[] = [];
	let streamForms: readonly string[] = [];
	/** Any of {@link streamForms}, of several that begin alike the longest. */
	let streamPattern = /(?!)/g;
	/** {@link streamForms} by their first character. */
	let beginnings: ReadonlyMap<string, readonly string[]> = new Map();

	const add = (...secrets: readonly string[]): void => {
		const news = secrets.flatMap(secret => [secret, secret.trim()]).filter(secret => secret.length >= shortestSecret && !known.has(secret));
		if (news.length === 0) return;
		for (const secret of news) known.add(secret);
		forms = [...new Set([...forms, ...news.flatMap(secret => formsOf(secret))])]
			.filter(form => form.length >= shortestSecret)
			.toSorted(longestFirst);
		streamForms = forms.filter(form => !couldBeFormat(form));
		streamPattern = new RegExp(streamForms.map(form => form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)).join('|') || '(?!)', 'g');
		beginnings = byFirstCharacter(streamForms);
	};

	const text = (text: string): string => (text.length < (forms.at(-1)?.length ?? 0) ? text : replaceAll(text, forms));

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
			if (streamForms.some(form => held.includes(form))) {
				for (const {index, 0: form} of held.matchAll(streamPattern)) {
					if (index >= border) break;
					result += held.slice(from, index) + redacted;
					from = index + form.length;
				}
			}
			const to = Math.max(from, border);
			result += held.slice(from, to);
			held = held.slice(to);
			return result;
		};
		/** Where a form may have begun whose end is still to come. */
		const openAt = (): number => {
			for (let at = Math.max(0, held.length - (streamForms[0]?.length ?? 1) + 1); at < held.length; at++) {
				const candidates = beginnings.get(held[at]!);
				if (candidates?.some(form => form.length > held.length - at && form.startsWith(held.slice(at)))) return at;
			}
			return held.length;
		};
		return {
			push: chunk => {
				held += chunk;
				return release(openAt());
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
