/** The result of one check. */
export interface Finding {
	/** What was checked, in a word or two; with the target's name where it is about one. */
	readonly check: string;
	readonly state: 'ok' | 'warning' | 'problem' | 'skipped';
	/** One sentence. */
	readonly message: string;
	/** How to fix it. */
	readonly hint?: string;
	/** The exit code of a problem. */
	readonly exit?: 2 | 3 | 5;
}

export const ok = (check: string, message: string): Finding => ({check, state: 'ok', message});
export const warning = (check: string, message: string, hint: string): Finding => ({check, state: 'warning', message, hint});
export const skipped = (check: string, message: string): Finding => ({check, state: 'skipped', message});
export const problem = (check: string, exit: 2 | 3 | 5, message: string, hint?: string): Finding => ({
	check,
	state: 'problem',
	message,
	exit,
	...(hint !== undefined && {hint}),
});

/** A problem from an error: its message, its cause and its hint. */
export const problemOf = (check: string, exit: 2 | 3 | 5, error: unknown): Finding => {
	const {message, cause} = error instanceof Error ? error : new Error(String(error));
	const hint = typeof error === 'object' && error !== null && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
	const why = cause instanceof Error && cause.message !== '' && !message.includes(cause.message) ? `: ${cause.message}` : '';
	return problem(check, exit, `${message}${why}`, hint);
};

/** The exit code of all findings: config before Slack before targets. */
export const findingsExit = (findings: readonly Finding[]): number => {
	const exits = findings.flatMap(({state, exit}) => (state === 'problem' && exit !== undefined ? [exit] : []));
	return exits.length === 0 ? 0 : Math.min(...exits);
};
