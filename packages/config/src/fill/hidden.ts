import {variableSoundsSecret, isSlip} from '@slack-im/core';
import {isAlias, isMap, isScalar, isSeq, type Document, type Node} from 'yaml';

import type {Path} from '../say/error.ts';
import {mayMeanSecret} from '../say/mask.ts';
import {valueAt} from '../schema/schema-walk.ts';

/** What stands among secrets and is none: whatever else does may be one, also under a mistyped key. */
const open = /^(user|name|path|method|prefix|encoding|status|generate|length|group|title|email|onCreate|empty)$/;

const isMark = (name: string, value: unknown): boolean => value === true && (name === 'secret' || isSlip(name, 'secret'));

/** Names of targets and people are the reader's own, and tell nothing. */
const isOwnName = (above: Path): boolean => above.length === 1 && (above[0] === 'targets' || above[0] === 'overrides');

/**
Whether what stands under a key may be a secret, by all that is known on the way down to it.

@param above - The keys that lead there.
@param known - Whether what is above may be a secret itself, or a sibling says `secret: true`, or nearly so.
*/
const hides = (name: string | number, above: Path, known: boolean): boolean => {
	if (typeof name === 'number') return known;
	return !open.test(name) && (known || above.at(-1) === 'auth' || (!isOwnName(above) && mayMeanSecret(name)));
};

/** Whether the value at a path may be a secret: more than the schema calls one, because a mistyped key hides its own from the schema. Only to hide it, never to judge it. */
export const mayBeSecret = (root: unknown, path: Path): boolean => {
	let hidden = false;
	for (const [index, name] of path.entries()) {
		const above = path.slice(0, index);
		const marked = Object.entries(valueAt(root, above) ?? {}).some(([key, value]) => isMark(key, value));
		hidden = hides(name, above, hidden || marked);
	}
	return hidden;
};

/** Whether a text is a word of the format, or a bare `${NAME}`. */
const isOpen = (text: string): boolean => /^["']?(true|false|null|~|(\$\{\w+\})+)?["']?$/.test(text.trim());

type Range = readonly [start: number, end: number];

/** A default says what nobody may see where its variable is called like a secret. */
const defaultRanges = (text: string, from: number): Range[] =>
	[...text.matchAll(/\$\{(\w+):-([^}]*)/g)].flatMap(({index, 0: whole, 1: name = '', 2: fallback = ''}): Range[] => {
		const end = from + index + whole.length;
		return variableSoundsSecret(name) && fallback !== '' ? [[end - fallback.length, end]] : [];
	});

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : '');

/** Stretches of a YAML text that may be secrets, also of one that cannot be read as a whole. */
export const hiddenRanges = (document: Document, text: string): readonly Range[] => {
	const ranges: Range[] = [];
	const hide = (node: Node): void => {
		const [start, end] = node.range ?? [0, 0];
		const written = text.slice(start, end);
		if (!isOpen(written)) ranges.push([start, end]);
	};
	const visit = (node: unknown, path: Path, hidden: boolean): void => {
		if (isScalar(node) || isAlias(node)) {
			if (hidden) hide(node);
			else ranges.push(...defaultRanges(text.slice(...(node.range ?? [0, 0])), node.range?.[0] ?? 0));
		} else if (isSeq(node)) for (const [index, item] of node.items.entries()) visit(item, [...path, index], hides(index, path, hidden));
		else if (isMap(node)) {
			const marked = node.items.some(({key, value}) => isMark(nameOf(key), isScalar(value) ? value.value : undefined));
			for (const {key, value} of node.items) {
				const name = nameOf(key);
				visit(value, [...path, name], hides(name, path, hidden || marked));
			}
		}
	};
	visit(document.contents, [], false);
	return ranges;
};
