import type {Token} from './tokens.ts';
import type {Workspace} from './workspace.ts';

/** One call to the Web API, after its token was found good. */
export interface MethodCall {
	readonly workspace: Workspace;
	readonly token: Token;
	/** Of the query or the body; text in forms, anything in JSON. */
	readonly args: Readonly<Record<string, unknown>>;
	readonly limits: Readonly<Limits>;
}

/** How large `users.list` lets an answer be. */
export interface Limits {
	/** Members that may be had without `limit`; more answer `limit_required`. @default 1_000 */
	unpaged: number;
	/** A larger `limit` is quietly taken for this. @default 1_000 */
	page: number;
	/** A larger `limit` answers `limit_required`. @default Infinity */
	refused: number;
	/** Whether people of other workspaces are in `users.list`; Slack says they are not. @default false */
	strangers: boolean;
}

export interface Method {
	/** Scopes that are needed, before anything else is looked at. */
	readonly scopes: readonly string[];
	/** Whether an organisation's token must say which workspace it means. */
	readonly ofTeam?: boolean;
	run(call: MethodCall): Record<string, unknown>;
}

/** A boolean argument: text in forms, a boolean in JSON. */
export const truthy = (value: unknown): boolean => value === true || value === 1 || value === 'true' || value === '1';
