import {isDeepStrictEqual} from 'node:util';

import {type Json, TargetError} from '@slack-im/core';
import {type Node, parseTree} from 'jsonc-parser';

import {stepsOf} from '../paths.ts';
import {indentAt, type Layout, render} from './layout.ts';

const endOf = ({offset, length}: Node): number => offset + length;

/** The value of a member. Of a name that is there twice the last one counts, as for JSON.parse. */
const memberOf = (node: Node, name: string): Node | undefined =>
	node.children?.findLast(property => property.children?.[0]?.value === name)?.children?.[1];

const nested = (steps: readonly string[], value: Json): Json => steps.reduceRight<Json>((inner, step) => ({[step]: inner}), value);

const isEmpty = (node: Node): boolean => (node.children ?? []).length === 0;

/** Puts a new text in the place of a value, laid out as the old one was. */
const replace = (text: string, node: Node, value: Json, layout: Layout): string => {
	const old = text.slice(node.offset, endOf(node));
	const wasList = (node.type === 'array' || node.type === 'object') && !isEmpty(node);
	const indent = wasList && !old.includes('\n') ? undefined : indentAt(text, node.offset);
	return text.slice(0, node.offset) + render(value, layout, indent) + text.slice(endOf(node));
};

/** Adds a member behind the last one, with what stands between the others. */
const append = (text: string, node: Node, name: string, value: Json, layout: Layout): string => {
	const members = node.children ?? [];
	const last = members.at(-1);
	const member = (indent: string | undefined): string => JSON.stringify(name) + layout.colon + render(value, layout, indent);
	if (!last) {
		const indent = indentAt(text, node.offset);
		return (
			text.slice(0, node.offset) +
			(indent === undefined ? `{${member(undefined)}}` : render({[name]: value}, layout, indent)) +
			text.slice(endOf(node))
		);
	}
	const beforeLast = members.at(-2);
	const lead = text.slice(node.offset + 1, last.offset);
	const separator = beforeLast ? text.slice(endOf(beforeLast), last.offset) : lead.includes('\n') ? `,${lead}` : layout.comma;
	const indent = separator.includes('\n') ? indentAt(text, last.offset) : undefined;
	return text.slice(0, endOf(last)) + separator + member(indent) + text.slice(endOf(last));
};

/**
Sets one value in the text of an entry and leaves every other byte as it is. Objects that the path leads through are made where they are missing; null for what is not there stays nothing.

@param path - Steps joined by dots, as in `metadata.slackId`.
*/
export const setIn = (text: string, path: string, value: Json, layout: Layout): string => {
	const steps = stepsOf(path);
	let node = parseTree(text)!;
	for (const [depth, step] of steps.entries()) {
		const found = memberOf(node, step);
		const rest = steps.slice(depth + 1);
		if (!found) return value === null ? text : append(text, node, step, nested(rest, value), layout);
		if (rest.length === 0)
			return isDeepStrictEqual(JSON.parse(text.slice(found.offset, endOf(found))), value) ? text : replace(text, found, value, layout);
		if (found.type === 'null') return value === null ? text : replace(text, found, nested(rest, value), layout);
		if (found.type !== 'object') {
			throw new TargetError('refused', `${path} cannot be set: ${steps.slice(0, depth + 1).join('.')} is no object`, {
				hint: 'Check the path: the name of an attribute with dots, `slackIdAt`, `emailAt` or `activeAt`.',
			});
		}
		node = found;
	}
	return text;
};
