/** What a token may do, and whose it is. */
export interface Token {
	/** `app` tokens (`xapp-`) open sockets and call none of these methods; `refresh` tokens (`xoxe-`) call none at all. */
	readonly kind: 'bot' | 'user' | 'app' | 'refresh';
	readonly scopes: readonly string[];
	/** Whose it is. */
	readonly user: string;
	/** @default 'active' */
	readonly state?: 'active' | 'inactive' | 'revoked' | 'expired';
	/** Seconds until it expires, for tokens that rotate. */
	readonly expiresIn?: number;
	/** Of an organisation, not of one workspace: every call must then say which workspace it means. */
	readonly orgWide?: boolean;
}

/** Scopes that slack-im's app asks for, and the one for its message. */
const allScopes: readonly string[] = ['users:read', 'users:read.email', 'channels:read', 'groups:read', 'usergroups:read', 'chat:write'];

/** Tokens of every sort, by what they are. None of them has the shape of a real one. */
export const tokenNames = {
	bot: 'xoxb-sandbox-bot',
	user: 'xoxp-sandbox-user',
	/** An access token of an app with token rotation; works for twelve hours. */
	rotating: 'xoxe.xoxb-1-sandbox-rotating',
	refresh: 'xoxe-1-sandbox-refresh',
	app: 'xapp-1-sandbox-app',
	revoked: 'xoxb-sandbox-revoked',
	inactive: 'xoxb-sandbox-inactive',
	expired: 'xoxe.xoxb-1-sandbox-expired',
	orgWide: 'xoxb-sandbox-org-wide',
	/** A bot token without `users:read.email`. */
	noEmail: 'xoxb-sandbox-no-email',
} as const;

export const createTokens = (botUser: string, owner: string, scopes: readonly string[] = allScopes): Map<string, Token> => {
	const bot: Token = {kind: 'bot', scopes, user: botUser};
	return new Map<string, Token>([
		[tokenNames.bot, bot],
		[tokenNames.user, {kind: 'user', scopes: ['identify', ...scopes], user: owner}],
		[tokenNames.rotating, {...bot, expiresIn: 43_200}],
		[tokenNames.refresh, {...bot, kind: 'refresh'}],
		[tokenNames.app, {kind: 'app', scopes: ['connections:write'], user: botUser}],
		[tokenNames.revoked, {...bot, state: 'revoked'}],
		[tokenNames.inactive, {...bot, state: 'inactive'}],
		[tokenNames.expired, {...bot, state: 'expired', expiresIn: 0}],
		[tokenNames.orgWide, {...bot, orgWide: true}],
		[tokenNames.noEmail, {...bot, scopes: scopes.filter(scope => scope !== 'users:read.email')}],
	]);
};
