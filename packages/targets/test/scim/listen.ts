import type {Server} from 'node:http';

import {onTestFinished} from 'vitest';

export interface Listening {
	readonly origin: string;
	/** Where `/Users` lives. */
	readonly url: string;
}

/** Starts a server on loopback that ends with its test. */
export const listen = async (server: Server): Promise<Listening> => {
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
	const origin = `http://127.0.0.1:${address.port}`;
	return {origin, url: `${origin}/scim`};
};
