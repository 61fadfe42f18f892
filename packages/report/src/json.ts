import type {Run} from '@slack-im/core';

import {inPieces} from './plain.ts';

/**
A run as JSON, as it is: `format` and `version` say how to read it, accounts hold managed attributes only, secrets are names.

Each operation, conflict, orphan, guard and person stands on a line of its own, so that two runs can be searched and compared by line. Parsed back it equals the run.
*/
export const toJson = (run: Run): Iterable<string> => ({
	*[Symbol.iterator]() {
		yield* inPieces(write(run, 0));
		yield '\n';
	},
});

/** How deep objects are written field by field: the run, the source, a target, a reason of the source. */
const objectDepth = 3;

function* write(value: unknown, depth: number): Generator<string> {
	if (!isStreamed(value, depth)) {
		yield JSON.stringify(value) ?? 'null';
		return;
	}
	const isList = Array.isArray(value);
	const [open, close] = isList ? (['[', ']'] as const) : (['{', '}'] as const);
	const indent = '\t'.repeat(depth + 1);
	let separator = `${open}\n${indent}`;
	for (const [name, item] of Object.entries(value)) {
		if (item === undefined) continue;
		yield `${separator}${isList ? '' : `${JSON.stringify(name)}: `}`;
		yield* write(item, depth + 1);
		separator = `,\n${indent}`;
	}
	yield separator.startsWith(open) ? `${open}${close}` : `\n${'\t'.repeat(depth)}${close}`;
}

const isStreamed = (value: unknown, depth: number): value is object => {
	if (typeof value !== 'object' || value === null) return false;
	if (Array.isArray(value)) return value.some(item => typeof item === 'object');
	return depth <= objectDepth || ('reason' in value && 'people' in value);
};
