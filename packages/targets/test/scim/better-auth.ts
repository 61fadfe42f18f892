import {createServer} from 'node:http';
import {DatabaseSync} from 'node:sqlite';

import {scim as scimPlugin} from '@better-auth/scim';
import {betterAuth, type BetterAuthOptions} from 'better-auth';
import {getMigrations} from 'better-auth/db/migration';
import {toNodeHandler} from 'better-auth/node';
import {onTestFinished} from 'vitest';

import {type Listening, listen} from './listen.ts';

/** A SCIM provider that is independent of scimmy and of this project: Better Auth's plugin, over SQLite in memory. It shows at most 100 users a page, has no versions, and tells a user's groups only by the groups' members. */
export const startBetterAuth = async (): Promise<Listening & {readonly token: string}> => {
	const token = 'better-auth-token-0123456789-0123456789-0123456789';
	const server = createServer();
	const {origin} = await listen(server);
	const database = new DatabaseSync(':memory:');
	onTestFinished(() => database.close());
	const options: BetterAuthOptions = {
		baseURL: origin,
		basePath: '/auth',
		secret: 'k3Zq7vN1xR9tB5mW2yC8dF4gH6jL0pS-aE',
		database,
		logger: {disabled: true},
		telemetry: {enabled: false},
		rateLimit: {enabled: false},
		// @ts-expect-error -- the plugin's types do not know exactOptionalPropertyTypes
		plugins: [scimPlugin({connections: [{id: 'slack-im', credentials: [{type: 'bearer', id: 'one', token}]}]})],
	};
	await (await getMigrations(options)).runMigrations();
	const handle = toNodeHandler(betterAuth(options));
	server.on('request', (request, response) => void handle(request, response));
	return {origin, url: `${origin}/auth/scim/v2`, token};
};
