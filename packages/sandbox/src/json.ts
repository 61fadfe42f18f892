export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
	[name: string]: Json;
}

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `patch` laid over `base`, object by object; everything else is replaced, lists too. */
export const merge = (base: JsonObject, patch: JsonObject): JsonObject => {
	const merged = {...base};
	for (const [name, value] of Object.entries(patch)) {
		const old = merged[name];
		merged[name] = isObject(old) && isObject(value) ? merge(old, value) : value;
	}
	return merged;
};

/** The value at a dotted path, as in `metadata.slackId`. */
export const at = (value: JsonObject, path: string): Json | undefined => {
	let inner: Json | undefined = value;
	for (const name of path.split('.')) inner = isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined;
	return inner;
};
