import {createRedactor, type Redactor} from '../terminal/redact.ts';

/** Causes that are kept: the rest tells nobody anything, and a chain may be a ring. */
const deepest = 5;

const isPlain = (value: unknown): boolean => typeof value !== 'object' && typeof value !== 'function';

const copyOf = (error: unknown, redactor: Redactor, depth: number): unknown => {
	if (typeof error !== 'object' || error === null) return redactor.data(error);
	const facts: unknown = redactor.data(Object.fromEntries(Object.entries(error).filter(([, value]) => isPlain(value))));
	if (!(error instanceof Error)) return facts;
	const copy = new Error(
		redactor.text(error.message),
		depth < deepest && error.cause !== undefined ? {cause: copyOf(error.cause, redactor, depth + 1)} : {},
	);
	return Object.assign(copy, facts, {name: error.name, stack: redactor.text(error.stack ?? '')});
};

/** An error as it may be told: without the secrets that were sent, which a system's answer may repeat. A copy: what a team's own target throws may be frozen, a text, or its own cause. */
export const scrub = (error: unknown, secrets: readonly string[]): unknown => {
	const redactor = createRedactor();
	redactor.add(...secrets);
	return copyOf(error, redactor, 0);
};
