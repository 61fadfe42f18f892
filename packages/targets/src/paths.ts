import type {Json} from '@slack-im/core';

/** The steps of a path such as `metadata.slackId`. Of an empty one: none. */
export const stepsOf = (path: string): string[] => (path === '' ? [] : path.split('.'));

/** What stands at a path of nested objects; undefined where there is nothing. Own properties only, so that no path leads into a prototype. */
export const valueAt = (value: Json | undefined, path: string): Json | undefined => {
	let inner: Json | undefined = value;
	for (const step of stepsOf(path)) {
		if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, step)) return undefined;
		inner = Array.isArray(inner) ? inner[Number(step)] : inner[step];
	}
	return inner;
};

/** A copy of an object with one value set; objects that the path leads through are made where they are missing. */
export const withValueAt = (value: Readonly<Record<string, Json>>, path: string, to: Json): Record<string, Json> => {
	const [step, ...rest] = stepsOf(path);
	if (step === undefined) return {...value};
	const inner = Object.hasOwn(value, step) ? value[step] : undefined;
	const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
	return {...value, [step]: rest.length === 0 ? to : withValueAt(isObject ? inner : {}, rest.join('.'), to)};
};
