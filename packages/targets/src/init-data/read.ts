import {type Json, TargetError} from '@slack-im/core';

import {stepsOf, valueAt} from '../paths.ts';
import {mistakeIn} from './json-mistake.ts';
import {itemsOf, type ListItem, type ListPlace, placeOfList} from './list-text.ts';
import type {InitDataOptions} from './options.ts';

/** Where things are in the document. */
export type Places = Pick<InitDataOptions, 'file' | 'at' | 'idAt' | 'emailAt' | 'slackIdAt'>;

/** Whose an entry is. */
export interface Owner {
	readonly slackId?: string;
	readonly email?: string;
}

/** An entry with what the engine has to know of it. */
export interface Row extends ListItem {
	readonly id: string | undefined;
	readonly owner: Owner;
	readonly value: Json;
	/** Why it has no place of its own: it is new, or its id was changed. */
	readonly homeless?: 'new' | 'renamed';
}

/** Entries with neither a Slack id nor an e-mail are the system's own: they are never shown nor touched. */
export const isPerson = ({owner}: Row): boolean => owner.slackId !== undefined || owner.email !== undefined;

const parseJson = (text: string, file: string): Json => {
	try {
		const root: Json = JSON.parse(text);
		return root;
	} catch {
		const {line, column, what, hint} = mistakeIn(text);
		throw new TargetError('invalid-answer', `${file}, line ${line}, column ${column}: this is not JSON: ${what}`, {hint});
	}
};

/** Paths of the lists in a document: what `at` may have meant. */
const listsIn = (value: Json, path: string[] = []): string[] => {
	if (Array.isArray(value)) return [path.join('.')];
	if (typeof value !== 'object' || value === null || path.length > 3) return [];
	return Object.entries(value).flatMap(([name, inner]) => listsIn(inner, [...path, name]));
};

const kindOf = (value: Json | undefined): string =>
	value === undefined ? 'nothing' : value === null ? 'null' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;

const textAt = (value: Json, path: string | undefined): string | undefined => {
	const found = path === undefined ? undefined : valueAt(value, path);
	return typeof found === 'string' && found.trim() !== '' ? found : undefined;
};

export const ownerOf = (value: Json, {slackIdAt, emailAt}: Places): Owner => {
	const [slackId, email] = [textAt(value, slackIdAt), textAt(value, emailAt)];
	return {...(slackId !== undefined && {slackId}), ...(email !== undefined && {email})};
};

export const idOf = (value: Json, {idAt}: Places): string | undefined => {
	const id = valueAt(value, idAt);
	return typeof id === 'number' ? String(id) : typeof id === 'string' && id !== '' ? id : undefined;
};

/** Reads one version of the file. Throws an `invalid-answer` that names the line and what to look at, where it is not what the config says. */
export const readList = (text: string, places: Places): {readonly place: ListPlace; readonly rows: Row[]} => {
	const {file, at, idAt} = places;
	const root = parseJson(text, file);
	const list = valueAt(root, at);
	const place = Array.isArray(list) ? placeOfList(text, stepsOf(at)) : undefined;
	if (!Array.isArray(list) || !place) {
		const lists = listsIn(root).map(path => path || 'the document itself (leave `at` out)');
		throw new TargetError('invalid-answer', `${file} has ${kindOf(list)} at ${at || 'its top'}, where the list of entries should be`, {
			hint: lists.length > 0 ? `Set \`at\`; there are lists at: ${lists.slice(0, 5).join(', ')}.` : 'Set `at` to the path of the list.',
		});
	}
	const lineOf = (index: number): number => text.slice(0, place.items[index]!.start).split('\n').length;
	const rows = itemsOf(text, place).map((item, index): Row => {
		const value = list[index]!;
		return {...item, value, id: idOf(value, places), owner: ownerOf(value, places)};
	});
	const seen = new Map<string, number>();
	for (const [index, row] of rows.entries()) {
		if (row.id === undefined) {
			if (!isPerson(row)) continue;
			throw new TargetError(
				'invalid-answer',
				`${file}, line ${lineOf(index)}: the entry of ${row.owner.email ?? row.owner.slackId} has no ${idAt}`,
				{
					hint: 'Set `idAt` to the path of the id, or fix the entry.',
				},
			);
		}
		const twin = seen.get(row.id);
		if (twin !== undefined && (isPerson(row) || isPerson(rows[twin]!))) {
			throw new TargetError('invalid-answer', `${file}: lines ${lineOf(twin)} and ${lineOf(index)} both have ${idAt} ${row.id}`, {
				hint: 'Fix the file by hand: it is unclear which entry is meant.',
			});
		}
		seen.set(row.id, index);
	}
	return {place, rows};
};
