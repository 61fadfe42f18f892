import {once} from 'node:events';
import {createServer, type ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {answerControl, type Controls} from './control.ts';
import {altered, createFaults, distorted, packed, replacement, sendBadly, type Fault, type Faults} from './faults.ts';
import {bytesOf, parseBody, readBody, type Answer, type RequestRecord} from './request.ts';

/** What every HTTP server of the sandbox takes. */
export interface ServerOptions {
	/** Milliseconds every answer takes longer. @default 0 */
	readonly latency?: number;
	/** Whether requests are kept in `requests`; off for long measurements. @default true */
	readonly keepRequests?: boolean;
	/** @default 0, which is any free port */
	readonly port?: number;
}

/** What every HTTP server of the sandbox offers. */
export interface Server {
	/** Where it listens, as in `http://127.0.0.1:41234`, with no slash at the end. */
	readonly origin: string;
	/** Every request so far but those to `/_control`. */
	readonly requests: readonly RequestRecord[];
	/** How many requests and connections there were, kept or not. */
	readonly counts: {readonly requests: number; readonly connections: number};
	readonly faults: Faults;
	/** Milliseconds every answer takes longer. */
	latency: number;
	/** Empties the log of requests. */
	forgetRequests(): void;
	/** Breaks all connections and stops. */
	close(): Promise<void>;
}

/** The system behind a server: from a request to its answer. */
export type Handle = (request: RequestRecord) => Answer | Promise<Answer>;

const send = async (response: ServerResponse, answer: Answer, fault: Fault | undefined): Promise<void> => {
	const bytes = bytesOf(answer);
	const {status = 200} = answer;
	const bodiless = status === 204 || status === 304;
	response.writeHead(status, {
		...(!bodiless && answer.body !== undefined && {'content-type': 'application/json; charset=utf-8'}),
		...(!bodiless && !fault?.endlessBody && {'content-length': String(bytes.length)}),
		...Object.fromEntries(Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
	});
	if (fault && (fault.cut !== undefined || fault.slowBody !== undefined || fault.endlessBody)) return sendBadly(response, bytes, fault);
	response.end(bodiless ? undefined : bytes);
};

/**
Starts a server on loopback: the log of requests, the faults, the latency and `/_control` are the same for all systems; `handle` is the system.

`controls` are the functions that another process may call by name, beside those that every server has.
*/
export const startServer = async (handle: Handle, controls: (server: Server) => Controls, options: ServerOptions = {}): Promise<Server> => {
	const {keepRequests = true, port = 0} = options;
	const faults = createFaults();
	const connections = new WeakMap<Socket, number>();
	const counts = {requests: 0, connections: 0};
	let requests: RequestRecord[] = [];

	const act = async (record: RequestRecord, fault: Fault = {}): Promise<Answer> => {
		record.acted = !fault.ignored;
		try {
			return await handle(distorted(record, fault));
		} catch (error) {
			// A fault of the sandbox itself must not pass for one of the system.
			return {status: 500, body: {error: 'sandbox', message: error instanceof Error ? (error.stack ?? error.message) : String(error)}};
		}
	};

	const respond = async (record: RequestRecord, response: ServerResponse): Promise<void> => {
		const fault = faults.meeting(record);
		const answerWith = (answer: Answer): Promise<void> => {
			record.status = answer.status ?? 200;
			return send(response, answer, fault);
		};
		const wait = server.latency + (fault?.delay ?? 0);
		if (wait > 0) await sleep(wait);
		if (!fault) return answerWith(await act(record));
		if (!fault.acted) fault.strike?.();
		if (fault.hang && !fault.acted) return;
		if (fault.reset === 'before') return void response.destroy();
		const instead = replacement(fault);
		if (fault.later !== undefined) void sleep(fault.later).then(() => act(record));
		const answer = instead && !fault.acted ? instead : altered(await act(record, fault), fault);
		if (fault.acted) fault.strike?.();
		if (fault.hang) return;
		if (fault.reset === 'after') return void response.destroy();
		return answerWith(packed(instead ?? answer, fault));
	};

	const http = createServer((message, response) => {
		void (async () => {
			const at = Date.now();
			const url = new URL(`http://sandbox${message.url ?? '/'}`);
			const text = await readBody(message).catch(() => undefined);
			if (text === undefined) return void response.writeHead(413, {connection: 'close'}).end();
			const body = parseBody(text, message.headers['content-type']);
			if (url.pathname === '/_control')
				return send(response, await answerControl(message.method ?? 'GET', body, {...standard, ...own}), undefined);
			counts.requests += 1;
			const record: RequestRecord = {
				id: counts.requests,
				method: message.method ?? 'GET',
				path: url.pathname,
				query: Object.fromEntries(url.searchParams),
				headers: message.headers,
				text,
				...(body !== undefined && {body}),
				at,
				connection: connections.get(message.socket) ?? 0,
				state: 'in-flight',
				acted: false,
			};
			if (keepRequests) requests.push(record);
			response.once('close', () => {
				record.state = response.writableFinished ? 'finished' : 'aborted';
				record.took = Date.now() - at;
			});
			await respond(record, response);
		})();
	});
	http.keepAliveTimeout = 60_000;
	http.on('connection', socket => {
		counts.connections += 1;
		connections.set(socket, counts.connections);
	});
	http.listen(port, '127.0.0.1');
	await once(http, 'listening');
	const address = http.address();
	if (address === null || typeof address === 'string') throw new Error('the sandbox listens on no port');

	const server: Server = {
		origin: `http://127.0.0.1:${address.port}`,
		get requests() {
			return requests;
		},
		counts,
		faults,
		latency: options.latency ?? 0,
		forgetRequests() {
			requests = [];
		},
		async close() {
			http.close();
			http.closeAllConnections();
			await once(http, 'close');
		},
	};
	const standard: Controls = {
		requests: () => server.requests,
		counts: () => server.counts,
		forgetRequests: () => server.forgetRequests(),
		addFault: (fault: Fault) => void faults.add(fault),
		clearFaults: () => faults.clear(),
		faultsMet: () => faults.met(),
		setLatency: (latency: number) => {
			server.latency = latency;
		},
	};
	const own = controls(server);
	return server;
};
