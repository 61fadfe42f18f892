import {nearest} from '@slack-im/core';

/** Steps into a variable, as `['attributes', 'team', 'role']`; what is no plain name stands for any. */
export type VariablePath = readonly unknown[];

/** What the templates of one request may name. */
export interface Names {
	readonly variables: ReadonlySet<string>;
	/** Of some variables, the names that are in them; dots lead further in. */
	readonly members?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** The name that a path begins with. */
export const firstName = (path: string): string => path.replace(/[.[].*$/s, '');

const leadsInto = (outer: string, inner: string): boolean => inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);

/** Whether two paths are one, or one leads into the other. */
export const overlap = (one: string, other: string): boolean => one === other || leadsInto(one, other) || leadsInto(other, one);

const isMember = (steps: readonly string[], known: readonly string[]): boolean =>
	// Where a name is more than names and dots, only its first counts
	known.some(name => (/[["]/.test(name) ? firstName(name) === steps[0] || name.startsWith('[') : overlap(steps.join('.'), name)));

/** @param within - What stands in front of all these names. */
const instead = (name: string, names: readonly string[], within: string): {readonly what: string; readonly there: readonly string[]} => {
	const guess = nearest(name, names);
	return {
		what: `there is no ${within}${name} here${guess === undefined ? '' : ` (did you mean ${within}${guess}?)`}`,
		there: names.map(one => within + one),
	};
};

/** What is wrong with a variable in a template, and what there is instead; undefined where nothing is. */
export const unknownVariable = (path: VariablePath, {variables, members = {}}: Names): ReturnType<typeof instead> | undefined => {
	const [variable, ...rest] = path;
	if (typeof variable !== 'string') return undefined;
	if (!variables.has(variable)) return instead(variable, [...variables].toSorted(), '');

	const end = rest.findIndex(step => typeof step !== 'string');
	const steps = (end === -1 ? rest : rest.slice(0, end)).map(String);
	const known = Object.hasOwn(members, variable) ? members[variable] : undefined;
	if (!known || steps.length === 0 || isMember(steps, known)) return undefined;
	return instead(steps.join('.'), known, `${variable}.`);
};
