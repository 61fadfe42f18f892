import {afterEach} from 'vitest';
import type {JsonObject} from '../src/json.ts';
import type {Server, SlackServer} from '../src/index.ts';

const started: {close(): Promise<void>}[] = [];

afterEach(async () => {
	await Promise.all(started.splice(0).map(server => server.close()));
});

/** Closes the server when the test is over. */
export const closing = async <T extends Pick<Server, 'close'>>(starting: Promise<T>): Promise<T> => {
	const server = await starting;
	started.push(server);
	return server;
};

/** One call to the Web API with nothing but `fetch`. */
export const ask = async (
	slack: SlackServer,
	method: string,
	args: Record<string, string> = {},
	token: string | undefined = slack.token,
): Promise<{body: JsonObject; headers: Headers; status: number}> => {
	const response = await fetch(new URL(method, slack.url), {
		method: 'POST',
		headers: {...(token && {authorization: `Bearer ${token}`})},
		body: new URLSearchParams(args),
	});
	const body: JsonObject = JSON.parse(await response.text());
	return {body, headers: response.headers, status: response.status};
};
