/**
Why one call to Slack gave no answer:

- `limited`: too many calls; Slack says how long to wait
- `transient`: 5xx, a timeout, a broken connection, a page that is no JSON, or an error code that passes: worth another try
- `refused`: an error code that stays
- `late`: the time for the whole read would be over before the call can be made
- `aborted`: the run was stopped
*/
export type FailureKind = 'limited' | 'transient' | 'refused' | 'late' | 'aborted';

interface FailureFacts {
	/** Slack's error code. */
	readonly code?: string | undefined;
	/** Milliseconds that Slack asks to wait. */
	readonly retryAfter?: number | undefined;
	/** Scopes that Slack says are needed. */
	readonly needed?: string | undefined;
	readonly hint?: string | undefined;
	readonly cause?: unknown;
}

/** One call to Slack that gave no answer. Stays inside `slack/`: whoever reads gets a `SourceError`. */
export class CallFailure extends Error {
	override name = 'CallFailure' as const;
	readonly kind: FailureKind;
	readonly code: string | undefined;
	readonly retryAfter: number | undefined;
	readonly needed: string | undefined;
	readonly hint: string | undefined;

	constructor(kind: FailureKind, message: string, {code, retryAfter, needed, hint, cause}: FailureFacts = {}) {
		super(message, {cause});
		this.kind = kind;
		this.code = code;
		this.retryAfter = retryAfter;
		this.needed = needed;
		this.hint = hint;
	}
}
