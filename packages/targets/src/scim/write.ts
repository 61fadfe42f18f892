import type {Account, Call, Json} from '@slack-im/core';

import {isJsonRecord} from '../http/json.ts';
import {unlessGone} from '../http/errors.ts';
import {type Answer, misfit, shape} from '../http/rows.ts';
import {segment} from '../http/segment.ts';
import {createVersions} from '../http/versions.ts';
import {versionIn} from './account.ts';
import {isFormRefused, isMethodRefused, type ScimApi, withHint} from './api.ts';
import {changedResource, type Form, needsResource, type Operation, operationsOf, patchBody, type PathChange, stateLike} from './change.ts';
import {createFinding} from './finding.ts';
import {memberOf, parsePath} from './path.ts';
import type {Provider} from './provider.ts';

/** Changes users that are there. */
export interface Writer {
	change(account: Account, changes: readonly PathChange[], call: Call): Promise<void>;
	setActive(account: Account, active: boolean, call: Call): Promise<void>;
	remove(account: Account, call: Call): Promise<void>;
	/** The accounts are read anew, with the versions that they have then. */
	forget(): void;
}

/** A user as it is now. */
interface Present {
	readonly user: Record<string, Json>;
	readonly version: string | undefined;
}

const userPath = (id: string): string => `Users/${segment(id, 'Users/{id}')}`;

const state = parsePath('active')!;

const formHint =
	'No form of PATCH is accepted. Correct the mapping if the provider names a value; else set `patch: false`: the whole user is then sent by PUT.';
const neitherHint = 'The provider accepts neither PATCH nor PUT of a user: look at `url`, and at what these credentials may do.';

const placeKind = (path = ''): string => {
	// A leaver must not depend on what became of somebody's title
	if (path === state.text) return 'state';
	if (path.includes('[')) return 'filter';
	return /^urn:/i.test(path) ? 'extension' : path.includes('.') ? 'part' : 'attribute';
};

/** What a request consists of, without its names and values: what one of a kind is refused for, the next would be too. */
const kindOf = (operations: readonly Operation[]): string =>
	[...new Set(operations.map(({op, path}) => `${op} ${placeKind(path)}`))].toSorted().join();

/** The forms that a change may be sent in, the usual one first, the whole user last. */
const waysOf = (changes: readonly PathChange[], isPatchSet: boolean): (Form | 'whole')[] => {
	if (changes.every(({path}) => path.filter.length === 0)) {
		// Where nothing within an attribute changes, its path is its name
		return changes.some(({path}) => path.sub !== undefined) ? ['paths', 'attributes', 'value'] : ['paths', 'value'];
	}
	// Some providers add a list that comes without a path to the one that is there
	return isPatchSet ? ['paths', 'attributes'] : ['paths', 'attributes', 'whole'];
};

/**
By PATCH or by PUT, with the version that the user had, as the provider can.

Which form of PATCH a provider takes, and whether it takes any, is found out by the first request of each kind. A form that is refused has written nothing, so that the next can be tried.
*/
export const createWriter = (api: ScimApi, provider: (call: Call) => Promise<Provider>): Writer => {
	const versions = createVersions();
	const found = createFinding<Form | 'whole'>(isFormRefused);
	/** The provider's word that it knows no PATCH. */
	let noPatch: unknown;

	const read = async (id: string, call: Call): Promise<Present> => {
		const answer = await api({method: 'GET', path: userPath(id)}, call);
		if (!isJsonRecord(answer.data)) throw misfit(answer, `${shape(answer.data)}, not a user`, 'url');
		return {user: answer.data, version: versionIn(answer)};
	};

	const change = async (account: Account, changes: readonly PathChange[], call: Call): Promise<void> => {
		const {patch, isPatchSet, etag} = await provider(call);
		const path = userPath(account.id);
		let reading: Promise<Present> | undefined;
		const present = async (): Promise<Present> => (reading ??= read(account.id, call));
		const version = etag ? (versions.of(account) ?? (await present()).version) : undefined;
		const inForm = async (form: Form): Promise<Operation[]> =>
			operationsOf(changes, form, needsResource(changes, form) ? (await present()).user : undefined);

		const put = async (): Promise<Answer> => {
			const {user} = await present();
			const liked = changes.map(one => (one.path === state ? {...one, to: stateLike(memberOf(user, 'active'), one.to === true)} : one));
			try {
				return await api({method: 'PUT', path, body: changedResource(user, liked), version}, call);
			} catch (error) {
				throw noPatch !== undefined && isMethodRefused(error) ? withHint(noPatch, neitherHint) : error;
			}
		};
		const patched = async (): Promise<Answer | undefined> => {
			const usual = await inForm('paths');
			if (usual.length === 0) return undefined;
			try {
				return await found(kindOf(usual), waysOf(changes, isPatchSet), async way => {
					if (way === 'whole') return put();
					if (noPatch !== undefined) throw noPatch;
					const operations = way === 'paths' ? usual : await inForm(way);
					try {
						return await api({method: 'PATCH', path, body: patchBody(operations), version}, call);
					} catch (error) {
						if (!isMethodRefused(error)) throw error;
						noPatch ??= error;
						throw noPatch;
					}
				});
			} catch (error) {
				if (isFormRefused(error)) throw withHint(error, formHint);
				if (error !== noPatch) throw error;
				if (isPatchSet) throw withHint(error, 'Take out `patch: true`: the whole user is then sent by PUT.');
				return put();
			}
		};

		const answer = await (patch ? patched() : put());
		if (answer) versions.wrote(account.id, versionIn(answer));
	};

	return {
		change,
		setActive: async (account, active, call) => change(account, [{path: state, from: !active, to: active}], call),
		forget: () => versions.forget(),
		async remove(account, call) {
			const {etag} = await provider(call);
			const version = etag ? versions.of(account) : undefined;
			await unlessGone(api({method: 'DELETE', path: userPath(account.id), version}, call));
		},
	};
};
