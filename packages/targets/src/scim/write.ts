import {type Account, type Call, errorKind, type Json, TargetError} from '@slack-im/core';

import {isJsonRecord} from '../http/json.ts';
import {unlessGone} from '../http/gone.ts';
import {type Answer, misfit, shape} from '../http/rows.ts';
import {segment} from '../http/segment.ts';
import {createVersions} from '../http/versions.ts';
import {versionIn} from './account.ts';
import type {ScimApi} from './api.ts';
import {changedResource, isActive, needsResource, operationsOf, patchBody, type PathChange, stateLike} from './change.ts';
import {memberOf, parsePath} from './path.ts';
import type {Provider} from './provider.ts';

/** Changes users that are there. */
export interface Writer {
	/** @returns The answer; undefined where there was nothing to send. */
	change(account: Account, changes: readonly PathChange[], call: Call): Promise<Answer | undefined>;
	setActive(account: Account, active: boolean, call: Call): Promise<void>;
	remove(account: Account, call: Call): Promise<void>;
}

const userPath = (id: string): string => `Users/${segment(id, 'Users/{id}')}`;

const state = parsePath('active')!;

const stateHint =
	'Look whether the provider lets a client write `active`: with `patch: false` the whole user is sent, with `leavers: delete` leavers are deleted.';

/** By PATCH or by PUT, with the version that the user had, as the provider can. */
export const createWriter = (api: ScimApi, provider: (call: Call) => Promise<Provider>): Writer => {
	const versions = createVersions();

	const read = async (id: string, call: Call): Promise<{readonly user: Record<string, Json>; readonly version: string | undefined}> => {
		const answer = await api({method: 'GET', path: userPath(id)}, call);
		if (!isJsonRecord(answer.data)) throw misfit(answer, `${shape(answer.data)}, not a user`, 'url');
		return {user: answer.data, version: versionIn(answer)};
	};

	const change = async (account: Account, changes: readonly PathChange[], call: Call): Promise<Answer | undefined> => {
		const {patch, etag} = await provider(call);
		const path = userPath(account.id);
		const known = versions.of(account);
		const isWhole = !patch || needsResource(changes) || (etag && known === undefined);
		const now = isWhole ? await read(account.id, call) : undefined;
		const version = etag ? (known ?? now?.version) : undefined;
		let answer: Answer;
		if (patch) {
			const operations = operationsOf(changes, now?.user);
			if (operations.length === 0) return undefined;
			answer = await api({method: 'PATCH', path, body: patchBody(operations), version}, call);
		} else {
			const user = now!.user;
			const liked = changes.map(one => (one.path === state ? {...one, to: stateLike(memberOf(user, 'active'), one.to === true)} : one));
			answer = await api({method: 'PUT', path, body: changedResource(user, liked), version}, call);
		}
		versions.wrote(account.id, versionIn(answer));
		return answer;
	};

	/** Whether the user is active: as the answer shows it, else as it is now. `gone` where it is shown no more, undefined where nobody can tell. */
	const stateAfter = async (id: string, {status, data}: Answer, call: Call): Promise<boolean | 'gone' | undefined> => {
		if (status === 202) return undefined; // Accepted only: it may still come
		if (isJsonRecord(data) && memberOf(data, state.name) !== undefined) return isActive(memberOf(data, state.name));
		try {
			const {user, version} = await read(id, call);
			versions.wrote(id, version);
			return isActive(memberOf(user, state.name));
		} catch (error) {
			// The write was answered as done, whether it can be looked at or not
			return errorKind(error) === 'not-found' ? 'gone' : undefined;
		}
	};

	return {
		change,
		async setActive(account, active, call) {
			// There is always something to send
			const answer = (await change(account, [{path: state, from: !active, to: active}], call))!;
			const now = await stateAfter(account.id, answer, call);
			// Who is hidden once inactive cannot be looked at; who is to be active must be there
			if (now === undefined || now === active || (now === 'gone' && !active)) return;
			const is = now === 'gone' ? 'not there' : active ? 'still inactive' : 'still active';
			throw new TargetError('refused', `${answer.request} was answered as done, but the user is ${is}`, {hint: stateHint});
		},
		async remove(account, call) {
			const {etag} = await provider(call);
			const version = etag ? versions.of(account) : undefined;
			await unlessGone(api({method: 'DELETE', path: userPath(account.id), version}, call));
		},
	};
};
