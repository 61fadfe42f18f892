import {domainPart, localPart, printed, toAscii, toSlug} from './text.ts';

/** The most text that one value may become: templates cannot loop, but filters can multiply. */
const longestResult = 65_536;

type Apply = (value: unknown, ...parameters: readonly unknown[]) => unknown;

interface TemplateFilter {
	/** How many parameters it takes, at least and at most. */
	readonly parameters: readonly [least: number, most: number];
	readonly apply: Apply;
}

/** A filter over text: what is no text is printed first. */
const text = (change: (value: string) => unknown): TemplateFilter => ({parameters: [0, 0], apply: value => change(printed(value))});

const withText = (
	parameters: TemplateFilter['parameters'],
	change: (value: string, ...texts: readonly string[]) => unknown,
): TemplateFilter => ({
	parameters,
	apply: (value, ...rest) => change(printed(value), ...rest.map(printed)),
});

const withList = (change: (items: readonly unknown[]) => unknown): TemplateFilter => ({
	parameters: [0, 0],
	apply: value => change(Array.isArray(value) ? value : isNothing(value) ? [] : [value]),
});

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';

const byPrintedText = (one: unknown, other: unknown): number =>
	printed(one) < printed(other) ? -1 : printed(one) > printed(other) ? 1 : 0;

/** The characters of a text: half of an emoji is nothing that a target could take. */
const letters = (value: string): readonly string[] => Array.from(value.match(/./gsu) ?? []);

const splitBy = (value: string, separator: string): readonly string[] => (separator === '' ? letters(value) : value.split(separator));

const slice: TemplateFilter = {
	parameters: [1, 2],
	apply: (value, begin, length = 1) => {
		const from: readonly unknown[] = Array.isArray(value) ? value : letters(printed(value));
		const start = Number(begin) < 0 ? Math.max(0, from.length + Number(begin)) : Number(begin);
		const part = from.slice(start, start + Math.max(0, Number(length)));
		return Array.isArray(value) ? part : part.join('');
	},
};

const truncate: TemplateFilter = {
	parameters: [0, 2],
	apply: (value, length = 50, ellipsis = '...') => {
		const whole = printed(value);
		const most = Number(length);
		if (whole.length <= most) return whole;
		const end = printed(ellipsis);
		return whole.slice(0, Math.max(0, most - end.length)).replace(/[\ud800-\udbff]$/, '') + end;
	},
};

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : typeof value === 'string' ? letters(value)[0] : value);
const last = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : typeof value === 'string' ? letters(value).at(-1) : value);

/**
Every filter that a template may use, by name. Those of Liquid mean what they mean there; `local_part`, `domain`, `lower`, `upper`, `ascii` and `slug` are our own.

Pure, and the same in both ways a template is run (as a function, or by liquidjs). What is missing in a profile is nothing to them, so that they work for everybody.
*/
export const templateFilters: Readonly<Record<string, TemplateFilter>> = {
	ascii: text(toAscii),
	domain: text(domainPart),
	local_part: text(localPart),
	lower: text(value => value.toLowerCase()),
	slug: text(toSlug),
	upper: text(value => value.toUpperCase()),

	append: withText([1, 1], (value, end = '') => value + end),
	capitalize: text(value => value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase()),
	default: {
		parameters: [1, 1],
		apply: (value, fallback) => (isNothing(value) || value === false || (Array.isArray(value) && value.length === 0) ? fallback : value),
	},
	downcase: text(value => value.toLowerCase()),
	first: {parameters: [0, 0], apply: first},
	join: {
		parameters: [0, 1],
		apply: (value, glue = ' ') => (Array.isArray(value) ? value.map(printed).join(printed(glue)) : printed(value)),
	},
	json: {parameters: [0, 0], apply: value => JSON.stringify(value ?? null)},
	last: {parameters: [0, 0], apply: last},
	lstrip: text(value => value.trimStart()),
	prepend: withText([1, 1], (value, start = '') => start + value),
	remove: withText([1, 1], (value, part = '') => value.replaceAll(part, '')),
	remove_first: withText([1, 1], (value, part = '') => value.replace(part, '')),
	replace: withText([2, 2], (value, part = '', by = '') => splitBy(value, part).join(by)),
	replace_first: withText([2, 2], (value, part = '', by = '') => value.replace(part, () => by)),
	reverse: withList(items => items.toReversed()),
	rstrip: text(value => value.trimEnd()),
	size: {parameters: [0, 0], apply: value => (Array.isArray(value) ? value.length : printed(value).length)},
	slice,
	sort: withList(items => items.toSorted(byPrintedText)),
	split: withText([1, 1], (value, separator = '') => (value === '' ? [] : splitBy(value, separator))),
	strip: text(value => value.trim()),
	truncate,
	url_encode: text(value => encodeURIComponent(Buffer.from(value).toString()).replaceAll('%20', '+')),
	uniq: withList(items => [...new Set(items)]),
	upcase: text(value => value.toUpperCase()),
};

/** Names of all filters of templates, sorted. */
export const filterNames: readonly string[] = Object.keys(templateFilters).toSorted();

const sizeOf = (value: unknown): number =>
	typeof value === 'string' ? value.length : Array.isArray(value) ? value.reduce((sum: number, item) => sum + 1 + sizeOf(item), 0) : 1;

/** Thrown where a template grows beyond {@link longestResult}. */
class TooLong extends Error {
	override name = 'TooLong' as const;
}

/** Passes a value on that is short enough. */
export const bounded = <Value>(value: Value): Value => {
	if (sizeOf(value) > longestResult) throw new TooLong(`more than ${longestResult} characters`);
	return value;
};

/** A filter that cannot run away: `replace` with a long text grows by a factor each time. */
export const boundedFilter =
	({apply}: TemplateFilter): Apply =>
	(value, ...parameters) =>
		bounded(apply(value, ...parameters));
