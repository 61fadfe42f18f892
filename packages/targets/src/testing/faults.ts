import {Agent, createServer, type IncomingMessage, request as forward, type Server, type ServerResponse} from 'node:http';

/** Something that goes wrong with a request. */
export type FaultKind =
	/** An answer of this status in place of the system's, which does nothing. */
	| {readonly status: number; readonly headers?: Readonly<Record<string, string>>}
	/** A redirect of this status to {@link Faults.elsewhere}. */
	| {readonly redirect: number}
	/** The connection breaks: before the system gets the request, or once it has done what was asked. */
	| 'reset-before'
	| 'reset-after'
	/** No answer, on a connection that stays open. */
	| 'hang'
	/** A body that comes drop by drop, and one that never ends. */
	| 'slow'
	| 'endless'
	/** Status 200 with a page for people. */
	| 'html';

/** Lets requests go wrong. */
export interface Faults {
	/** From now on requests meet this; `on: 'writes'` spares GET and HEAD; `times` is how many meet it, by default all. */
	set(fault: FaultKind, options?: {readonly on?: 'all' | 'writes'; readonly times?: number}): void | Promise<void>;
	clear(): void | Promise<void>;
	/** Another origin, to which nothing must ever be sent. */
	readonly elsewhere: string;
	/** Requests that came there all the same. */
	strays(): number | Promise<number>;
}

/** A {@link Faults} that stands before a real server. */
export interface FaultProxy extends Faults {
	/** In place of the server's own origin. */
	readonly url: string;
	close(): Promise<void>;
}

const listen = async (server: Server): Promise<string> => {
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
};

const end = async (server: Server): Promise<void> =>
	new Promise(resolve => {
		server.close(() => resolve());
		server.closeAllConnections();
	});

const bodyOf = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
};

const drip = (response: ServerResponse): void => {
	response.writeHead(200, {'content-type': 'application/json'});
	const timer = setInterval(() => response.write(' '), 20);
	response.on('close', () => clearInterval(timer));
};

const pour = (response: ServerResponse): void => {
	response.writeHead(200, {'content-type': 'application/json'});
	const chunk = Buffer.alloc(64 * 1024, ' ');
	const more = (): void => {
		while (!response.destroyed && response.write(chunk));
		if (!response.destroyed) response.once('drain', () => setImmediate(more));
	};
	more();
};

const spoil = (fault: Exclude<FaultKind, 'reset-after'>, response: ServerResponse, elsewhere: string): void => {
	if (fault === 'hang') return;
	if (fault === 'reset-before') response.destroy();
	else if (fault === 'slow') drip(response);
	else if (fault === 'endless') pour(response);
	else if (fault === 'html')
		response.writeHead(200, {'content-type': 'text/html'}).end('<!doctype html><title>Sign in</title><p>Please sign in.');
	else if ('redirect' in fault) response.writeHead(fault.redirect, {location: `${elsewhere}/`}).end();
	else
		response
			.writeHead(fault.status, {'content-type': 'application/json', ...fault.headers})
			.end('{"message":"this went wrong on purpose"}');
};

/** Puts faults before a real HTTP server, so that nobody has to teach it to fail. What meets no fault passes as it is. */
export const startFaultProxy = async (origin: string): Promise<FaultProxy> => {
	const agent = new Agent({keepAlive: true});
	let armed: {readonly fault: FaultKind; readonly on: 'all' | 'writes'; left: number} | undefined;
	let strays = 0;
	const other = createServer((request, response) => {
		strays++;
		request.resume();
		response.end('[]');
	});
	const elsewhere = await listen(other);

	const faultFor = (method: string): FaultKind | undefined => {
		if (!armed || armed.left <= 0 || (armed.on === 'writes' && /^(GET|HEAD)$/.test(method))) return undefined;
		armed.left--;
		return armed.fault;
	};
	const pass = async (request: IncomingMessage, body: Buffer): Promise<{readonly answer: IncomingMessage; readonly content: Buffer}> => {
		const answer = await new Promise<IncomingMessage>((resolve, reject) => {
			const outgoing = forward(new URL(request.url ?? '/', origin), {method: request.method, headers: request.headers, agent}, resolve);
			outgoing.on('error', reject);
			outgoing.end(body);
		});
		return {answer, content: await bodyOf(answer)};
	};
	const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const fault = faultFor(request.method ?? 'GET');
		const body = await bodyOf(request);
		if (fault !== undefined && fault !== 'reset-after') return spoil(fault, response, elsewhere);
		const {answer, content} = await pass(request, body);
		if (fault === 'reset-after') {
			response.destroy();
			return undefined;
		}
		const {'transfer-encoding': _chunked, ...headers} = answer.headers;
		response.writeHead(answer.statusCode ?? 502, headers).end(content);
		return undefined;
	};
	const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));

	return {
		url: await listen(server),
		elsewhere,
		strays: () => strays,
		set(fault, {on = 'all', times = Number.POSITIVE_INFINITY} = {}) {
			armed = {fault, on, left: times};
		},
		clear() {
			armed = undefined;
		},
		async close() {
			await Promise.all([end(server), end(other)]);
			agent.destroy();
		},
	};
};
