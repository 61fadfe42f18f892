/** An error of the Web API: HTTP 200 with `ok: false`. */
export class SlackError extends Error {
	override name = 'SlackError' as const;
	readonly code: string;
	readonly more: Readonly<Record<string, unknown>>;

	constructor(code: string, more: Readonly<Record<string, unknown>> = {}) {
		super(code);
		this.code = code;
		this.more = more;
	}
}

/** The cursors that were handed out and are still good. Nobody can make one up. */
export interface Cursors {
	/** `what` says which list it is of: a cursor of one does not fit another. */
	give(what: string, id: string): string;
	/** The id the page starts at. */
	take(what: string, cursor: string): string;
	/** All cursors expire, as they do after a while. */
	expire(): void;
}

export const createCursors = (): Cursors => {
	const issued = new Set<string>();
	return {
		give(what, id) {
			const cursor = Buffer.from(`${what}:${id}`).toString('base64');
			issued.add(cursor);
			return cursor;
		},
		take(what, cursor) {
			const [kind, id] = Buffer.from(cursor, 'base64').toString().split(':');
			if (!issued.has(cursor) || kind !== what || !id) throw new SlackError('invalid_cursor');
			return id;
		},
		expire: () => issued.clear(),
	};
};

/** `limit` as Slack reads it where it is lenient: what is no sensible number counts as not given. */
export const readLimit = (value: unknown): number | undefined => {
	const limit = Math.floor(Number(value));
	return value === undefined || value === '' || !Number.isFinite(limit) || limit <= 0 ? undefined : limit;
};

/** `limit` where Slack is strict: conversations want 1 to 1,000, and have a default. */
export const strictLimit = (value: unknown): number => {
	if (value === undefined || value === '' || value === '0' || value === 0) return 100;
	const limit = Number(value);
	if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) throw new SlackError('invalid_limit');
	return limit;
};
