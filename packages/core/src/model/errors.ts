import type {ErrorInfo} from './plan.ts';

/**
Why Slack (or a snapshot) could not be read:

- `auth`: the token is missing rights, wrong, revoked, of the wrong kind or of another workspace
- `unavailable`: Slack did not answer, or only with errors, within the limits
- `incomplete`: some pages came, not all: nothing may be planned from that
- `unusable`: read to the end, but no human has an e-mail, or a channel or group is not there
- `stale`: the snapshot is older than allowed
- `snapshot`: the snapshot is truncated, altered, of a newer version or lacks what the config needs (exit 2, the others 3)
- `aborted`: the run was stopped
*/
export type SourceErrorKind = 'auth' | 'unavailable' | 'incomplete' | 'unusable' | 'stale' | 'snapshot' | 'aborted';

/** A read of Slack or of a snapshot that cannot be used. Told apart by `kind`. */
export class SourceError extends Error {
	override name = 'SourceError' as const;
	readonly kind: SourceErrorKind;
	/** What to do about it, as one sentence. */
	readonly hint?: string;

	constructor(kind: SourceErrorKind, message: string, {hint, cause}: {hint?: string | undefined; cause?: unknown} = {}) {
		super(message, {cause});
		this.kind = kind;
		if (hint !== undefined) this.hint = hint;
	}
}

/** A setting that cannot be used: an unknown variable in a template, a policy that contradicts the target. `path` is where it stands, as in `['targets', 'dev-server', 'attributes', 'name']`. */
export class SettingError extends Error {
	override name = 'SettingError' as const;
	readonly kind = 'setting' as const;
	readonly path: readonly (string | number)[];
	readonly hint?: string;
	/** Where in the value the mistake is, counted from 0, for a template. */
	readonly offset?: number;

	constructor(
		path: readonly (string | number)[],
		message: string,
		{hint, offset, cause}: {hint?: string | undefined; offset?: number | undefined; cause?: unknown} = {},
	) {
		super(message, {cause});
		this.path = path;
		if (hint !== undefined) this.hint = hint;
		if (offset !== undefined) this.offset = offset;
	}
}

/** The kind of an error that carries one, else undefined: how errors are told apart across packages. */
export const errorKind = (error: unknown): string | undefined => {
	const kind = typeof error === 'object' && error !== null && 'kind' in error ? error.kind : undefined;
	return typeof kind === 'string' ? kind : undefined;
};

/** An error as plain data, causes included. Anything without a `kind` is a `bug`. */
export const errorInfo = (error: unknown): ErrorInfo => {
	const {message, cause} = error instanceof Error ? error : new Error(String(error));
	const {status, hint} = (typeof error === 'object' && error !== null ? error : {}) as {status?: unknown; hint?: unknown};
	const causes: string[] = [];
	for (let inner = cause; inner instanceof Error && causes.length < 5; inner = inner.cause) causes.push(inner.message);
	return {
		kind: errorKind(error) ?? 'bug',
		message,
		...(typeof status === 'number' && {status}),
		...(typeof hint === 'string' && {hint}),
		...(causes.length > 0 && {causes}),
	};
};
