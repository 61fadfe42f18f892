import {realpath} from 'node:fs/promises';
import {resolve} from 'node:path';

import {type Account, type Json, SettingError, type Target, TargetError} from '@slack-im/core';

import {valueAt} from '../paths.ts';
import {throwIfStopped} from '../stopped.ts';
import type {TargetType, Tools} from '../type.ts';
import type {Setting} from './document.ts';
import {realFile} from './file.ts';
import {activeAtOf, type InitDataOptions, initDataSchema} from './options.ts';
import {openPending} from './pending.ts';
import type {Owner} from './read.ts';

const isEqual = (a: Json | undefined, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b);

const ownerOf = ({slackId, keys: {email}}: Account): Owner => ({
	...(slackId !== undefined && {slackId}),
	...(email !== undefined && {email}),
});

const nameOf = (id: string, email: Json | undefined): string => (typeof email === 'string' ? `${email} (${id})` : id);

const plaintextHint = 'Leave it out, or set `plaintext: true` where all readers of the file and its history may know it.';

const open = async (options: InitDataOptions, {folder, attributes, shown = [], keys, readOnly, log}: Tools): Promise<Target> => {
	const {file, slackIdAt, emailAt, idAt} = options;
	if (slackIdAt === undefined && !keys.includes('email')) {
		throw new SettingError(['match'], `${file} cannot be matched: entries are known by Slack id or e-mail only`, {
			hint: 'Put `email` into `match`, or set `slackIdAt`.',
		});
	}
	const state = activeAtOf(options);
	const pending = await openPending(await realFile(resolve(folder, file), file), options, {log, readOnly});

	const set = (
		account: Account,
		values: readonly Setting[],
		what: 'returned' | 'left' | 'changed',
		call: {readonly signal: AbortSignal},
	): Promise<void> =>
		pending.make(
			{kind: 'set', id: account.id, owner: ownerOf(account), values},
			{what, who: nameOf(account.id, account.keys['email'])},
			call,
		);

	return {
		...(slackIdAt !== undefined && {slackIdAt}),
		idAt,
		declaresExists: true,
		async *list(call) {
			throwIfStopped(call);
			for (const {id, owner, value} of (await pending.document(call)).people()) {
				throwIfStopped(call);
				const found = [...attributes, ...shown].map(name => [name, valueAt(value, name)] as const);
				yield {
					id,
					...(owner.slackId !== undefined && {slackId: owner.slackId}),
					keys: owner.email === undefined ? {} : {email: owner.email},
					active: state === undefined || !isEqual(valueAt(value, state.path), state.inactive),
					attributes: Object.fromEntries(found.filter((pair): pair is readonly [string, Json] => pair[1] !== undefined)),
				};
			}
		},
		async create({slackId, attributes: wanted, secrets}, call) {
			// The config was refused for it already: this is for those who open a target without its check
			const [secret] = Object.keys(secrets);
			if (secret !== undefined && !options.plaintext)
				throw new TargetError('refused', `the secret ${secret} would be readable in ${file}`, {hint: plaintextHint});
			const all = {
				...wanted,
				...secrets,
				...(slackIdAt !== undefined && {[slackIdAt]: slackId}),
				...(state && {[state.path]: state.active}),
			};
			const id = all[idAt];
			if ((typeof id !== 'string' && typeof id !== 'number') || id === '') {
				throw new TargetError('refused', `a new entry of ${file} would have no ${idAt}`, {
					hint: `Map an attribute ${idAt}, or set \`idAt\` to the name of the one that is the id.`,
				});
			}
			const values = Object.entries(all).map(([path, to]) => ({path, to}));
			await pending.make({kind: 'add', id: String(id), values}, {what: 'joined', who: nameOf(String(id), all[emailAt])}, call);
			return {id: String(id)};
		},
		update: async (account, changes, call) =>
			set(
				account,
				changes.map(({attribute, from, to}) => ({path: attribute, from: from ?? null, to})),
				'changed',
				call,
			),
		...(state && {
			deactivate: async (account, call) => set(account, [{path: state.path, to: state.inactive}], 'left', call),
			reactivate: async (account, call) => set(account, [{path: state.path, to: state.active}], 'returned', call),
		}),
		async delete(account, call) {
			await pending.make(
				{kind: 'remove', id: account.id, owner: ownerOf(account)},
				{what: 'left', who: nameOf(account.id, account.keys['email'])},
				call,
			);
		},
		commit: async call => pending.commit(call),
	};
};

/**
The JSON file of the manual process: a list of entries, kept in git or not. Only entries that carry a Slack id or an e-mail are accounts; of these only managed attributes change; everything else stays byte for byte. Nothing is written before `commit`, and nothing at all where nothing differs.
*/
export const initData: TargetType<InitDataOptions> = {
	schema: initDataSchema,
	defaults: options => ({match: ['email'], ...(options.activeAt === undefined && {leavers: 'delete'})}),
	address: ({file}) => file,
	check: ({file, plaintext}, names) =>
		plaintext
			? []
			: (names?.secrets ?? []).map(
					name => new SettingError(['attributes', name], `is a secret, and would be readable in ${file}`, {hint: plaintextHint}),
				),
	async identity({file}, folder) {
		const path = resolve(folder, file);
		return realpath(path).catch(() => path);
	},
	open,
	async reach({file, git}, {folder}, call) {
		if (git?.push !== true) return undefined;
		return (await import('./git.ts')).reachRemote(await realFile(resolve(folder, file), file), git, call);
	},
};
