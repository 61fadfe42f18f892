import type {Json} from '@slack-im/core';

import {isExactNumber} from './exact.ts';
import type {StateSpec} from './options.ts';
import {type Getter, getter} from './path.ts';

type Scalar = string | number | boolean | null;
type Scalars = Scalar | readonly Scalar[];

/** What means yes where nothing is said. */
const usual: Scalars = [true, 1, 'yes', 'on', 'active', 'enabled'];

const isList = (values: Scalars): values is readonly Scalar[] => Array.isArray(values);
const listed = (values: Scalars | undefined): readonly Scalar[] => (values === undefined ? [] : isList(values) ? values : [values]);
const folded = (value: unknown): string => (isExactNumber(value) ? value.rawJSON : String(value).toLowerCase());

const oneOf = (values: Scalars): ((value: unknown) => boolean) => {
	const list = listed(values);
	const wanted = new Set(list.filter(value => value !== null).map(folded));
	const nothing = list.includes(null);
	return value => {
		if (value === undefined || value === null) return nothing;
		return Array.isArray(value) ? value.some(item => wanted.has(folded(item))) : wanted.has(folded(value));
	};
};

/** Reads a state. */
export interface Condition {
	readonly holds: (value: unknown) => boolean;
	/** What stands at the place that it looks at. */
	readonly at: Getter;
	/** The place. */
	readonly path: string;
	/** True where a missing value is an answer like any other, so that nobody need have one. */
	readonly mayBeMissing: boolean;
	/** What to write so that it holds, and so that it does not; undefined where the config does not say. */
	readonly on: Json | undefined;
	readonly off: Json | undefined;
}

const opposite = (value: Scalar | undefined): boolean | undefined => (typeof value === 'boolean' ? !value : undefined);

/** Without `is` and `not`, what usually means yes; a value that is missing means yes then as well. */
export const condition = (spec: string | StateSpec): Condition => {
	const {at, is, not, on, off}: StateSpec = typeof spec === 'string' ? {at: spec} : spec;
	const read = getter(at);
	const usually = is === undefined && not === undefined;
	const yes = oneOf(is === undefined ? usual : is);
	const no = oneOf(not === undefined ? [] : not);
	const [firstYes] = listed(usually ? true : is);
	const [firstNo] = listed(usually ? false : not);
	return {
		at: read,
		path: at,
		holds(value) {
			const found = read(value);
			if (usually && (found === undefined || found === null)) return true;
			return not === undefined ? yes(found) : !no(found);
		},
		mayBeMissing: not !== undefined || yes(undefined),
		on: on !== undefined ? on : firstYes === undefined ? opposite(firstNo) : firstYes,
		off: off !== undefined ? off : firstNo === undefined ? opposite(firstYes) : firstNo,
	};
};
