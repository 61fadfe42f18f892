import type {Json} from '@slack-im/core';

import {arrayOn} from './path.ts';

/** The arrays of accounts that paths lead into. A change of one item is sent with all of its array, for a PATCH replaces arrays whole. */
export interface ArrayFields {
	/** Keeps those of a row, or of what was just written. */
	keep(id: string, row: Json): void;
	/** An object with nothing but the arrays that these paths lead into, as far as they are known; undefined where they lead into none. */
	around(id: string, paths: readonly string[]): Json | undefined;
}

/** @param paths - All paths that may be written. Where none leads into an array, nothing is kept. */
export const createArrayFields = (paths: readonly string[]): ArrayFields => {
	const arrays = new Map(
		paths.flatMap(path => {
			const array = arrayOn(path);
			return array ? [[path, array] as const] : [];
		}),
	);
	const known = new Map<string, Map<string, Json>>();
	return {
		keep(id, row) {
			for (const {path, get} of arrays.values()) {
				const value = get(row);
				if (!Array.isArray(value)) continue;
				const own = known.get(id) ?? new Map<string, Json>();
				known.set(id, own.set(path, value));
			}
		},
		around(id, wanted) {
			let body: Json | undefined;
			for (const path of wanted) {
				const array = arrays.get(path);
				const value = array && known.get(id)?.get(array.path);
				if (value !== undefined) body = array!.set(body, value);
			}
			return body;
		},
	};
};
