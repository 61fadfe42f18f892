export type Json = null | boolean | number | string | Json[] | {[name: string]: Json};

export type JsonObject = {[name: string]: Json};

export const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** `patch` laid over `base`, object by object; everything else (lists too) is replaced, and `undefined` leaves what was there. */
export const merge = (base: unknown, patch: unknown): unknown => {
	if (!isObject(base) || !isObject(patch)) return patch === undefined ? base : patch;
	const merged: Record<string, unknown> = {...base};
	for (const [name, value] of Object.entries(patch)) merged[name] = merge(base[name], value);
	return merged;
};

/** The value at a dotted path, as in `metadata.slackId`. */
export const at = (value: unknown, path: string): unknown =>
	path.split('.').reduce<unknown>((inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined), value);
