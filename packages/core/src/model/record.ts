/** An object whose fields nobody vouches for. */
export type Loose = Readonly<Record<string, unknown>>;

/** Whether a value is an object (or a list) whose fields can be asked for. */
export const hasFields = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

/** An own field: what came in through a prototype does not count. Undefined where the value is no object. */
export const ownField = (value: unknown, name: string | number): unknown =>
	hasFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
