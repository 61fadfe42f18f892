import {type Call, errorInfo} from '@slack-im/core';

import type {HttpContext, HttpFactory} from '../type.ts';
import {credentials} from './auth.ts';
import {requestName} from './errors.ts';
import type {HttpTypeOptions} from './options.ts';
import {formOf, type Request} from './request.ts';
import type {Answer} from './rows.ts';

/** Sends one request of the config and reads its answer. */
export type Ask = (request: Request, context: HttpContext, call: Call) => Promise<Answer>;

const bodyOf = ({body, encoding}: Request): {readonly json?: unknown; readonly body?: URLSearchParams} => {
	if (body === undefined) return {};
	return encoding === 'form' ? {body: formOf(body)} : {json: body};
};

/** The requests of one target: headers and credentials are added here, and a login that has expired is made once more. */
export const createAsk = (
	{url, headers, auth, insecureHttp = false}: Pick<HttpTypeOptions, 'url' | 'headers' | 'auth' | 'insecureHttp'>,
	http: HttpFactory,
): Ask => {
	const api = http({prefix: url, insecureHttp, ...(headers && {headers})});
	const who = credentials(auth, url, insecureHttp, http);

	const once = async (
		request: Request,
		given: Readonly<Record<string, string>>,
		context: HttpContext,
		{signal, onStatus}: Call,
	): Promise<Answer> => {
		const {method, url} = request;
		const response = await api(url, {
			method,
			headers: {...given, ...request.headers},
			...bodyOf(request),
			signal,
			context: {...context, exact: true, onStatus},
		});
		return {request: requestName(request), url, status: response.status, headers: response.headers, data: await response.json()};
	};

	return async (request, context, call) => {
		if (who.query) request.url.searchParams.set(who.query.name, who.query.value);
		const asked = who.headers(call);
		const given = asked instanceof Promise ? await asked : asked;
		if (!who.renew) return once(request, given, context, call);
		try {
			return await once(request, given, context, call);
		} catch (error) {
			if (errorInfo(error).status !== 401) throw error;
			who.renew(given);
			return once(request, await who.headers(call), context, call);
		}
	};
};
