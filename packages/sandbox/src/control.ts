import {isObject, type Json} from './json.ts';
import type {Fault} from './faults.ts';
import type {Answer, RequestRecord} from './request.ts';

/** Functions of a server that another process may call by name. What they take and return must be JSON. */
export type Controls = Record<string, (...args: never[]) => unknown>;

/** Answers `POST /_control` with `{"call": name, "args": […]}`; `GET /_control` names what can be called. */
export const answerControl = async (method: string, body: Json | undefined, controls: Controls): Promise<Answer> => {
	if (method === 'GET') return {body: {calls: Object.keys(controls)}};
	if (!isObject(body) || typeof body['call'] !== 'string')
		return {status: 400, body: {error: 'a JSON body with `call` and `args` is wanted'}};
	const {call: name, args = []} = body;
	const control = typeof name === 'string' && Object.hasOwn(controls, name) ? controls[name] : undefined;
	if (!control || !Array.isArray(args))
		return {status: 404, body: {error: `no such call: ${name}; there are ${Object.keys(controls).join(', ')}`}};
	try {
		return {body: {result: (await Reflect.apply(control, undefined, args)) ?? null}};
	} catch (error) {
		return {status: 400, body: {error: error instanceof Error ? error.message : String(error)}};
	}
};

/** A server of the sandbox, steered from another process. */
export interface Control {
	/** Calls a control by its name, as in `call('leave', 'U0ADA')`. Rejects with what the server said. */
	call<Result = unknown>(name: string, ...args: unknown[]): Promise<Result>;
	/** Every request so far. */
	requests(): Promise<RequestRecord[]>;
	forgetRequests(): Promise<void>;
	/** Adds a fault; a `match` that is a function can't travel. */
	addFault(fault: Fault): Promise<void>;
	clearFaults(): Promise<void>;
}

/** Steers the server at `url` (any URL of it) through `/_control`. */
export const controlOf = (url: string): Control => {
	const call = async <Result>(name: string, ...args: unknown[]): Promise<Result> => {
		const response = await fetch(new URL('/_control', url), {
			method: 'POST',
			headers: {'content-type': 'application/json'},
			body: JSON.stringify({call: name, args}),
		});
		const answer: {result: Result; error?: string} = JSON.parse(await response.text());
		if (!response.ok) throw new Error(`sandbox: ${name}: ${answer.error}`);
		return answer.result;
	};
	return {
		call,
		requests: () => call('requests'),
		forgetRequests: () => call('forgetRequests'),
		addFault: fault => call('addFault', fault),
		clearFaults: () => call('clearFaults'),
	};
};
