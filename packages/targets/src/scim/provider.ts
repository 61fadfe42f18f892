import {type Call, errorInfo, TargetError} from '@slack-im/core';

import {isJsonRecord} from '../http/json.ts';
import {misfit, shape} from '../http/rows.ts';
import type {Log} from '../type.ts';
import type {ScimApi} from './api.ts';
import {isTrue} from './change.ts';
import type {ScimOptions} from './options.ts';
import {memberOf} from './path.ts';

/** What a provider can do. */
export interface Provider {
	readonly patch: boolean;
	/** Whether the config insists on PATCH: then a provider that refuses it is not sent the whole user by PUT. */
	readonly isPatchSet: boolean;
	/** Whether memberships are changed by PATCH. */
	readonly patchGroups: boolean;
	/** As {@link isPatchSet}, for groups. */
	readonly isPatchGroupsSet: boolean;
	readonly filter: boolean;
	readonly etag: boolean;
	/** Resources a page to ask for. */
	readonly pageSize: number;
	/** Whether the provider says itself that it gives so many. */
	readonly isPageSizeStated: boolean;
}

/** Answers that mean that there is no such page for us, not that the provider is ill. */
const isAbsent = ({kind, status}: {readonly kind: string; readonly status?: number}): boolean =>
	kind === 'not-found' || kind === 'refused' || status === 403;

/** The same error, with what makes the question needless. */
const withWayOut = (error: unknown): TargetError => {
	const {kind, message, hint, status} = errorInfo(error);
	const wayOut = 'If only this page of it is broken: set `patch`, `filter` and `etag`.';
	return new TargetError(kind === 'unavailable' ? kind : 'invalid-answer', message, {
		status,
		hint: hint === undefined ? wayOut : `${hint} ${wayOut}`,
		cause: error,
	});
};

/**
Asks a provider what it can do. Where the config says all of it, an answer that cannot be used stops nobody. One that does not say is taken to have PATCH, which leaves alone what is not sent, and neither filters nor versions. What the config says counts before either.
*/
export const discover = async (api: ScimApi, options: ScimOptions, log: Log, call: Call): Promise<Provider> => {
	let config = {};
	try {
		const answer = await api({method: 'GET', path: 'ServiceProviderConfig'}, call);
		if (!isJsonRecord(answer.data)) throw misfit(answer, `${shape(answer.data)}, not what it can do`, 'url', 'it is where `/Users` lives');
		config = answer.data;
	} catch (error) {
		const info = errorInfo(error);
		const {patch, filter, etag} = options;
		const isTold = ![patch, filter, etag].includes(undefined) && ['invalid-answer', 'unavailable', 'unknown-outcome'].includes(info.kind);
		if (!isAbsent(info) && !isTold) throw info.kind === 'invalid-answer' || info.kind === 'unavailable' ? withWayOut(error) : error;
		log.debug(`the provider does not say what it can do (${info.message})`);
	}
	const supported = (name: string): boolean | undefined => {
		const said = memberOf(memberOf(config, name), 'supported');
		return said === undefined ? undefined : isTrue(said);
	};
	const most = Number(memberOf(memberOf(config, 'filter'), 'maxResults'));
	return {
		patch: options.patch ?? supported('patch') ?? true,
		patchGroups: options.patchGroups ?? options.patch ?? supported('patch') ?? true,
		isPatchSet: options.patch === true,
		isPatchGroupsSet: (options.patchGroups ?? options.patch) === true,
		filter: options.filter ?? supported('filter') ?? false,
		etag: options.etag ?? supported('etag') ?? false,
		isPageSizeStated: most >= 1,
		pageSize: most >= 1 ? Math.min(options.pageSize, most) : options.pageSize,
	};
};
