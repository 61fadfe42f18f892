import type {Identity} from '../../model/identity.ts';

/** What a template may name: each variable with the names that are in it (dots lead further in), `true` where any may be, `false` where it has no parts. */
export type TemplateVariables = Readonly<Record<string, readonly string[] | boolean>>;

const fields = {
	admin: false,
	displayName: false,
	email: false,
	firstName: false,
	groups: false,
	guest: false,
	lastName: false,
	locale: false,
	name: false,
	owner: false,
	phone: false,
	realName: false,
	slackId: false,
	timezone: false,
	title: false,
} satisfies Partial<Record<keyof Identity, false>>;

/** What templates of attributes may name: fields of a person. A value is missing where Slack does not say. */
export const personVariables: TemplateVariables = fields;

/** Names of all variables of a person, sorted. */
export const variableNames: readonly string[] = Object.keys(fields).toSorted();

/** The steps to a part of a variable, as in `['attributes', 'team', 'role']`; undefined where a step is no plain name or number. */
export type VariablePath = readonly (string | number | undefined)[];

/** Whether steps lead to one of these names, through it, or on the way to it. */
export const isPart = (steps: readonly string[], names: readonly string[]): boolean => {
	const wanted = steps.join('.');
	return names.some(name => {
		// Where a name is more than names and dots, only its first counts
		if (/["[]/.test(name)) return name.startsWith('[') || name.replace(/[.[].*$/s, '') === steps[0];
		return name === wanted || name.startsWith(`${wanted}.`) || wanted.startsWith(`${name}.`);
	});
};
