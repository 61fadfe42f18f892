import type {Json} from '@slack-im/core';

import {scalarText} from './exact.ts';
import {isJsonRecord, isRecord} from './json.ts';

/**
One step of a path:

- a name: the member of an object
- a number: the item of an array, counted from 0
- `every`: all items of an array
- `where`: the first item of an array whose member has this value
*/
type Step = string | number | typeof every | Where;
interface Where {
	readonly where: string;
	readonly is: string;
}

const every: unique symbol = Symbol('every');
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);
const stepPattern = /\.?([^.[\]]+)|\[(\d+)\]|\[(\*)\]|\["([^"]*)"\]|\['([^']*)'\]|\[([^\]=]+)=([^\]]*)\]/y;

/** The steps of `profile.emails[type=work].value`; undefined where it is no path. A leading `$.` (as in JSONPath) is left away. */
const stepsOf = (path: string): Step[] | undefined => {
	const text = path.replace(/^\$(?:\.|(?=\[)|$)/, '');
	const steps: Step[] = [];
	let end = 0;
	while (end < text.length) {
		stepPattern.lastIndex = end;
		const match = stepPattern.exec(text);
		if (!match) return undefined;
		end = stepPattern.lastIndex;
		const [, name, index, star, double, single, where, is = ''] = match;
		const key = name ?? double ?? single;
		if (key !== undefined && forbidden.has(key)) return undefined;
		if (where !== undefined) steps.push({where: where.trim(), is: is.trim().replace(/^(["'])(.*)\1$/, '$2')});
		else if (star !== undefined) steps.push(every);
		else steps.push(index === undefined ? key! : Number(index));
	}
	return steps;
};

/** Whether a text can be used as a path. */
export const isPath = (text: string): boolean => stepsOf(text) !== undefined;

/** What stands at a place of a value; undefined where there is nothing. Own members only. */
export type Getter = (value: unknown) => unknown;

const isWanted = (item: unknown, {where, is}: Where): boolean =>
	isRecord(item) && Object.hasOwn(item, where) && (scalarText(item[where]) ?? String(item[where])) === is;

const step = (value: unknown, by: string | number | Where): unknown => {
	if (typeof by === 'string') return isRecord(value) && Object.hasOwn(value, by) ? value[by] : undefined;
	if (!Array.isArray(value)) return undefined;
	const items: readonly unknown[] = value;
	return typeof by === 'number' ? items[by] : items.find(item => isWanted(item, by));
};

const walk = (value: unknown, steps: readonly Step[], from: number): unknown => {
	let inner = value;
	for (let index = from; index < steps.length; index++) {
		const by = steps[index]!;
		if (by === every)
			return Array.isArray(inner) ? inner.map(item => walk(item, steps, index + 1)).filter(item => item !== undefined) : undefined;
		inner = step(inner, by);
		if (inner === undefined) return undefined;
	}
	return inner;
};

/** Reads a path. An empty one is the value itself. */
export const getter = (path: string): Getter => {
	const steps = stepsOf(path) ?? [];
	const [only] = steps;
	if (steps.length === 1 && typeof only === 'string') {
		return value => (isRecord(value) && Object.hasOwn(value, only) ? value[only] : undefined);
	}
	return value => walk(value, steps, 0);
};

const members = (value: Json | undefined): Record<string, Json> => (isJsonRecord(value) ? value : {});

const placedInItems = (items: readonly Json[], by: number | Where, place: (inner: Json | undefined) => Json): Json[] => {
	const at = typeof by === 'number' ? by : items.findIndex(item => isWanted(item, by));
	const found = items[at];
	const inner = place(found);
	const item = typeof by === 'number' ? inner : {[by.where]: by.is, ...members(inner)};
	if (at === -1) return [...items, item];
	return Array.from({length: Math.max(items.length, at + 1)}, (_, index) => (index === at ? item : (items[index] ?? null)));
};

/** `container` with `value` at the steps; what stands beside it is kept, what is missing on the way is made. */
const placed = (container: Json | undefined, [by, ...rest]: readonly Step[], value: Json): Json => {
	if (by === undefined) return value;
	const items = Array.isArray(container) ? container : [];
	if (by === every)
		return (Array.isArray(value) ? value : [value]).map((item, index) => placed(rest.length > 0 ? items[index] : undefined, rest, item));
	if (typeof by !== 'string') return placedInItems(items, by, inner => placed(inner, rest, value));
	const old = members(container);
	return {...old, [by]: placed(Object.hasOwn(old, by) ? old[by] : undefined, rest, value)};
};

/** Writes a path: returns the value with something else at it, and never changes what it was given. */
export type Setter = (value: Json | undefined, to: Json) => Json;

export const setter = (path: string): Setter => {
	const steps = stepsOf(path) ?? [];
	return (value, to) => placed(value, steps, to);
};

/** The first array that a path leads into: where it is, and how it is read and written. */
export interface ArrayOnPath {
	/** As a key: equal for paths that lead into the same array. */
	readonly path: string;
	readonly get: Getter;
	readonly set: Setter;
}

/** Undefined for a path of names alone. */
export const arrayOn = (path: string): ArrayOnPath | undefined => {
	const steps = stepsOf(path) ?? [];
	const end = steps.findIndex(by => typeof by !== 'string');
	if (end < 1) return undefined;
	const names = steps.slice(0, end);
	return {path: JSON.stringify(names), get: value => walk(value, names, 0), set: (value, to) => placed(value, names, to)};
};
