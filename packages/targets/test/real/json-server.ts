import {once} from 'node:events';
import type {Server} from 'node:http';
import {createRequire} from 'node:module';

import {onTestFinished} from 'vitest';

const require = createRequire(import.meta.url);

/** The part of json-server that is used: it brings no types. */
interface JsonServer {
	create(): {use(middleware: unknown): void; listen(port: number, host: string): Server};
	defaults(options: {logger: boolean}): unknown;
	router(db: object): unknown;
}

/** A json-server over a database in memory; ends with its test. */
export const startJsonServer = async (db: Record<string, unknown[]>): Promise<string> => {
	const jsonServer: JsonServer = require('json-server');
	const app = jsonServer.create();
	app.use(jsonServer.defaults({logger: false}));
	app.use(jsonServer.router(db));
	const server = app.listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(
		async () =>
			new Promise<void>(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	);
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('json-server has no port');
	return `http://127.0.0.1:${address.port}`;
};
