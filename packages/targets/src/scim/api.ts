import {type Call, errorInfo, type Json, TargetError} from '@slack-im/core';

import {createAsk} from '../http/ask.ts';
import {joined} from '../http/request.ts';
import type {Answer} from '../http/rows.ts';
import type {HttpContext, HttpFactory} from '../type.ts';
import type {ScimOptions} from './options.ts';

/** One request of a provider, in words. */
interface ScimRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** As in `Users/7`; ids in it are escaped already. */
	readonly path: string;
	readonly query?: Readonly<Record<string, string | number>>;
	readonly body?: Json;
	/** For `If-Match`. */
	readonly version?: string | undefined;
	readonly secrets?: readonly string[];
}

/** Sends a request and reads its answer. */
export type ScimApi = (request: ScimRequest, call: Call) => Promise<Answer>;

const mediaType = 'application/scim+json';

/** What an answer of 400 says of itself, by RFC 7644, 3.12. */
const scimTypes = new WeakMap<object, string>();

const typeIn = (body: string): string | undefined => /"scimType"\s*:\s*"(\w+)"/.exec(body)?.[1];

/** These are about the value or the user, whatever the form of the request. */
const notOfForm = new Set(['mutability', 'uniqueness', 'sensitive', 'tooMany', 'invalidVers']);

/** Whether a PATCH was refused in a way that another form of it may pass: 400 with `noTarget`, `invalidPath`, `invalidSyntax`, `invalidValue` and their like, or without any word. Nothing was written. */
export const isFormRefused = (error: unknown): boolean => {
	const {kind, status} = errorInfo(error);
	const type = typeof error === 'object' && error !== null ? scimTypes.get(error) : undefined;
	return kind === 'refused' && status === 400 && (type === undefined || !notOfForm.has(type));
};

/** Whether the provider does not know the method at all. */
export const isMethodRefused = (error: unknown): boolean => [405, 501].includes(errorInfo(error).status ?? 0);

/** The same refusal, with a way out. */
export const withHint = (error: unknown, hint: string): TargetError => {
	const {message, status} = errorInfo(error);
	return new TargetError('refused', message, {status, hint, cause: error});
};

export const createApi = ({url, insecureHttp, headers, token, auth}: ScimOptions, http: HttpFactory): ScimApi => {
	const ask = createAsk({url, insecureHttp, headers, auth: token === undefined ? auth : {bearer: token}}, http);
	const own = new Map(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
	/** The JSON encoder has one of its own, so that the config's has to be repeated. */
	const contentType = own.get('content-type') ?? mediaType;
	return async ({method, path, query = {}, body, version, secrets}, call) => {
		const address = joined(url, path);
		for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
		const wanted = {
			...(!own.has('accept') && {accept: `${mediaType}, application/json;q=0.9`}),
			...(body !== undefined && {'content-type': contentType}),
			...(version !== undefined && {'if-match': version}),
		};
		let type: string | undefined;
		// Some providers say 400 where RFC 7644 says 409
		const classify: HttpContext['classify'] = (status, body) => {
			type = status === 400 ? typeIn(body()) : undefined;
			return type === 'uniqueness' ? 'exists' : undefined;
		};
		try {
			return await ask({method, url: address, headers: wanted, body, encoding: 'json'}, {setting: 'url', classify, secrets}, call);
		} catch (error) {
			if (type !== undefined && typeof error === 'object' && error !== null) scimTypes.set(error, type);
			throw error;
		}
	};
};
