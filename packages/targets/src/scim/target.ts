import {type Account, type Call, type Json, type Target, TargetError} from '@slack-im/core';

import {addressProblem, shownAddress, systemAt} from '../http/address.ts';
import {isJsonRecord} from '../http/json.ts';
import type {Answer} from '../http/rows.ts';
import {lastSegment} from '../http/segment.ts';
import type {TargetType, Tools} from '../type.ts';
import {accountReader, slackIdAt, textOf} from './account.ts';
import {createApi, type ScimApi} from './api.ts';
import {newResource} from './change.ts';
import {createFinder} from './find.ts';
import {createGroups, namesOf} from './groups.ts';
import {type ScimOptions, scimSchema} from './options.ts';
import {nameProblems} from './names.ts';
import {readAll, type Resource} from './pages.ts';
import {memberOf, parsePath, type ScimPath} from './path.ts';
import {discover, type Provider} from './provider.ts';
import {createWriter} from './write.ts';

type PathOf = (name: string) => ScimPath;

const pathOf: PathOf = name => {
	const path = parsePath(name);
	if (path) return path;
	throw nameProblems([name])[0];
};

/** User names have no case (RFC 7643), and many a provider writes them, and e-mails, in lower case. */
const isCaseless = ({schema, name, sub}: ScimPath): boolean =>
	schema === undefined && (/^userName$/i.test(name) || (/^emails$/i.test(name) && sub?.toLowerCase() === 'value'));

/** Each path is parsed once; those that are known are parsed now, so that a mistake shows before anything is sent. */
const compilePaths = (names: readonly string[]): PathOf => {
	const [problem] = nameProblems(names);
	if (problem) throw problem;
	const paths = new Map(names.map(name => [name, pathOf(name)]));
	return name => paths.get(name) ?? pathOf(name);
};

const newId = ({data, headers}: Answer): string | undefined =>
	textOf(isJsonRecord(data) ? memberOf(data, 'id') : undefined) ?? lastSegment(headers.get('location') ?? '');

/** Asks once; a question that failed is asked again. */
const once = <T>(ask: (call: Call) => Promise<T>): ((call: Call) => Promise<T>) => {
	let answer: Promise<T> | undefined;
	return async call => {
		answer ??= ask(call);
		try {
			return await answer;
		} catch (error) {
			answer = undefined;
			throw error;
		}
	};
};

const open = (options: ScimOptions, {http, log, attributes: managed, shown = [], keys}: Tools): Target => {
	/** Read of every user; only those that are managed are ever written. */
	const attributes = [...new Set([...managed, ...shown])];
	const send = createApi(options, http);
	const api: ScimApi = async (request, call) => {
		try {
			return await send(request, call);
		} finally {
			if (request.method !== 'GET') finder.forget();
		}
	};
	const pathOf = compilePaths(attributes);
	const provider = once<Provider>(async call => discover(api, options, log, call));
	const read = async function* (path: string, filter: string | undefined, call: Call): AsyncGenerator<Resource> {
		const {pageSize, isPageSizeStated} = await provider(call);
		yield* readAll({api, path, filter, pageSize, isPageSizeStated, ignoreTotal: options.ignoreTotal, log}, call);
	};
	const groups = createGroups({api, provider, readGroups: call => read('Groups', undefined, call), managed: options.groups, log});
	const writer = createWriter(api, provider);
	const toAccount = accountReader({attributes, keys, pathOf, groups, hasSlackId: options.externalId});
	const hasGroups = attributes.includes('groups');

	const list = async function* (call: Call): AsyncGenerator<Account> {
		writer.forget();
		if (hasGroups) await groups.load(call);
		const filters = Array.isArray(options.userFilter) ? options.userFilter : [options.userFilter];
		for (const filter of filters) for await (const user of read('Users', filter, call)) yield toAccount(user);
	};
	const finder = createFinder({
		api,
		provider,
		list,
		pathOf,
		async toAccount(user, call) {
			if (hasGroups) await groups.ready(call);
			return toAccount(user);
		},
	});

	/** A user without all of their groups is there all the same: the engine must look again, not create once more. */
	const join = async (id: string | undefined, names: readonly string[], call: Call): Promise<void> => {
		try {
			if (id === undefined) throw new TargetError('invalid-answer', 'the answer to the create has no id');
			await groups.move({id, isNew: true}, [], names, call);
		} catch (error) {
			throw new TargetError('unknown-outcome', 'the user was created, but is not in all of the groups yet', {cause: error});
		}
	};

	return {
		...(options.externalId && {slackIdAt}),
		declaresExists: true,
		settings: {active: 'patch: false', slackId: 'externalId: false'},
		caseless: attributes.filter(name => isCaseless(pathOf(name))),
		list,
		find: async ({slackId, ...keys}, call) => finder.find(options.externalId && slackId !== undefined ? {...keys, slackId} : keys, call),
		async create({slackId, attributes: {groups: wanted, ...plain}, secrets}, call) {
			const user = newResource(
				options.externalId ? slackId : undefined,
				Object.entries<Json>({...plain, ...secrets}).map(([name, to]) => ({path: pathOf(name), to})),
			);
			if (textOf(memberOf(user, 'userName')) === undefined)
				throw new TargetError('refused', 'SCIM knows no user without a userName', {hint: 'Map an attribute userName.'});
			const names = namesOf(wanted);
			await groups.ensureKnown(names, call);
			const id = newId(await api({method: 'POST', path: 'Users', body: user, secrets: Object.values(secrets)}, call));
			if (names.length > 0) await join(id, names, call);
			return id === undefined ? {} : {id};
		},
		async update(account, changes, call) {
			const plain = changes.filter(({attribute}) => attribute !== 'groups');
			const moves = changes.filter(({attribute}) => attribute === 'groups');
			for (const {to} of moves) await groups.ensureKnown(namesOf(to), call);
			const paths = plain.map(({attribute, from, to}) => ({path: pathOf(attribute), from, to}));
			if (plain.length > 0) await writer.change(account, paths, call);
			for (const {from, to} of moves) await groups.move({id: account.id}, namesOf(from), namesOf(to), call);
		},
		deactivate: async (account, call) => writer.setActive(account, false, call),
		reactivate: async (account, call) => writer.setActive(account, true, call),
		delete: async (account, call) => writer.remove(account, call),
	};
};

/**
Any SCIM 2.0 service provider (RFC 7643, 7644). `externalId` keeps the Slack id; attributes are named by their SCIM paths; an attribute `groups` is the set of the user's groups, by display name. What the provider can do is asked of it once.

A provider that hides inactive users from a plain list needs `userFilter`; without it their leavers look like people without an account.
*/
export const scim: TargetType<ScimOptions> = {
	schema: scimSchema,
	defaults: () => ({match: ['userName', 'email']}),
	address: ({url}) => shownAddress(url),
	identity: ({url}) => systemAt(url),
	check({url, insecureHttp}, names) {
		const problem = addressProblem(url, insecureHttp);
		const mapped = names ? [...names.attributes, ...(names.onCreate ?? []), ...(names.secrets ?? [])] : [];
		return [...(problem ? [problem] : []), ...nameProblems(mapped)];
	},
	open,
};
