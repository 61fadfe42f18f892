import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';

import {onTestFinished} from 'vitest';

/** A request as the server saw it. */
export interface Seen {
	readonly method: string;
	readonly url: string;
	readonly headers: IncomingMessage['headers'];
	readonly body: string;
	readonly at: number;
}

/** What a handler may answer with: a status, or a status with a body and headers. */
export type Reply = number | {readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string>} | undefined;

export type Handler = (seen: Seen, response: ServerResponse, request: IncomingMessage) => Reply | Promise<Reply>;

/** A server on loopback that ends with its test. A handler that answers `undefined` sees to the response by itself. */
export const serve = async (handler: Handler): Promise<{url: string; seen: Seen[]}> => {
	const seen: Seen[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const entry = {
				method: request.method!,
				url: request.url!,
				headers: request.headers,
				body: Buffer.concat(chunks).toString(),
				at: Date.now(),
			};
			seen.push(entry);
			void Promise.resolve(handler(entry, response, request)).then(reply => {
				if (reply === undefined) return;
				const {status = 200, body, headers = {}} = typeof reply === 'number' ? {status: reply} : reply;
				const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
				response.writeHead(status, {...(typeof body === 'object' && {'content-type': 'application/json'}), ...headers});
				response.end(text);
			});
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(
		async () =>
			new Promise<void>(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	);
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
	return {url: `http://127.0.0.1:${address.port}`, seen};
};
