import type {Call, Json} from '@slack-im/core';

import type {HttpFactory} from '../type.ts';
import type {AuthSpec} from './options.ts';
import {formOf, joined} from './request.ts';
import {misfit, placeGetter, shape} from './rows.ts';

/** What goes along with every request so that the target knows who asks. */
export interface Credentials {
	/** Does what a login needs, once for all requests. */
	headers(call: Call): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
	/** Added to every URL. */
	readonly query?: {readonly name: string; readonly value: string} | undefined;
	/** These are no longer accepted: the next request logs in anew. Absent where there is no login. */
	renew?(headers: Readonly<Record<string, string>>): void;
}

type LoginSpec = NonNullable<AuthSpec['login']>;

const loginHeaders = async (
	spec: LoginSpec,
	url: string,
	insecureHttp: boolean,
	http: HttpFactory,
	{signal}: Call,
): Promise<Record<string, string>> => {
	const address = joined(spec.url ?? url, spec.path ?? '');
	const api = http({prefix: address.origin, insecureHttp, ...(spec.headers && {headers: spec.headers})});
	const body = spec.body === undefined ? {} : spec.encoding === 'form' ? {body: formOf(spec.body)} : {json: spec.body};
	const response = await api(address, {
		method: spec.method.toUpperCase(),
		signal,
		...body,
		context: {read: true, setting: 'auth.login', secrets: textsOf(spec.body)},
	});
	const answer = {
		request: `${spec.method.toUpperCase()} ${address.pathname}`,
		url: address,
		status: response.status,
		headers: response.headers,
		data: spec.token === undefined ? undefined : await response.json<unknown>(),
	};
	if (spec.token === undefined) {
		const cookies = response.headers.getSetCookie().map(cookie => cookie.split(';', 1)[0]!);
		if (cookies.length === 0) throw misfit(answer, 'without a cookie', 'auth.login.token', 'it takes the path of the token in the answer');
		return {cookie: cookies.join('; ')};
	}
	const token = placeGetter(spec.token)(answer);
	if (typeof token !== 'string' || token === '')
		throw misfit(answer, `${shape(answer.data)}; at \`${spec.token}\` there is ${shape(token)}, not a token`, 'auth.login.token');
	return {[spec.header.toLowerCase()]: spec.prefix + token};
};

/** All texts in a body: what an error about it must not quote. */
const textsOf = (body: Json | undefined): string[] => {
	if (typeof body === 'string') return body.length > 3 ? [body] : [];
	return typeof body === 'object' && body !== null ? Object.values(body).flatMap(textsOf) : [];
};

/** The credentials that the config names; a login is made when the first request needs it. */
export const credentials = (spec: AuthSpec | undefined, url: string, insecureHttp: boolean, http: HttpFactory): Credentials => {
	const {bearer, basic, header, query, login} = spec ?? {};
	const fixed: Record<string, string> = {
		...(bearer !== undefined && {authorization: `Bearer ${bearer}`}),
		...(basic && {authorization: `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString('base64')}`}),
		...(header && {[header.name.toLowerCase()]: header.value}),
	};
	if (!login) return {headers: () => fixed, query};

	let session: Promise<Readonly<Record<string, string>>> | undefined;
	let current: Readonly<Record<string, string>> | undefined;
	const logIn = async (call: Call): Promise<Readonly<Record<string, string>>> => {
		try {
			return (current = {...fixed, ...(await loginHeaders(login, url, insecureHttp, http, call))});
		} catch (error) {
			session = undefined;
			throw error;
		}
	};
	return {
		query,
		headers: call => (session ??= logIn(call)),
		renew(headers) {
			// Of many requests that are refused at once, only the first one ends the session
			if (headers !== current) return;
			session = undefined;
			current = undefined;
		},
	};
};
