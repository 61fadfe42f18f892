import {type Json, key, keyText, sameText, sameValue, TargetError} from '@slack-im/core';

import {valueAt, withValueAt} from '../paths.ts';
import {setIn} from './entry-text.ts';
import {indentAt, layoutOf, render} from './layout.ts';
import {withItems} from './list-text.ts';
import {inOrder} from './order.ts';
import {idOf, isPerson, type Owner, ownerOf, type Places, readList, type Row} from './read.ts';

/** A value to set. `from` is what it has to be before, where that matters. */
export interface Setting {
	readonly path: string;
	readonly from?: Json;
	readonly to: Json;
}

/** One thing to do to the list, as data, so that it can be done again to another version of the file. */
export type Edit =
	| {readonly kind: 'add'; readonly id: string; readonly values: readonly Setting[]}
	| {readonly kind: 'set'; readonly id: string; readonly owner: Owner; readonly values: readonly Setting[]}
	| {readonly kind: 'remove'; readonly id: string; readonly owner: Owner};

/** The list of one version of the file, as it is edited. */
export interface Document {
	/** Everybody's entries. */
	people(): {readonly id: string; readonly owner: Owner; readonly value: Json}[];
	/** Throws a {@link TargetError}: `exists`, `not-found`, or `changed` where the entry is not as the edit takes it to be. */
	edit(edit: Edit): void;
	/** Makes an edit that was made to another version: what is so already is left alone, everything else that does not fit is `changed`. */
	redo(edit: Edit): void;
	text(): string;
}

const samePerson = (a: Owner, b: Owner): boolean => {
	if (a.slackId !== undefined && b.slackId !== undefined) return a.slackId === b.slackId;
	return a.email === undefined || b.email === undefined || sameText(a.email, b.email);
};

const objectOf = (values: readonly Setting[]): Record<string, Json> =>
	values.reduce<Record<string, Json>>((entry, {path, to}) => withValueAt(entry, path, to), {});

/** What no two entries may share. */
const holdsOf = ({id, owner: {slackId, email}}: Row, {idAt, emailAt}: Places): string[] => [
	...(id === undefined ? [] : [`${idAt} ${id}`]),
	...(slackId === undefined ? [] : [`the Slack id ${slackId}`]),
	...(email === undefined ? [] : [`${emailAt} ${keyText(key(email))}`]),
];

/** Reads a version of the file. */
export const openDocument = (text: string, places: Places): Document => {
	const {file, idAt, emailAt} = places;
	const {place, rows: original} = readList(text, places);
	const rows: (Row | undefined)[] = [...original];
	const sample = original.find(isPerson) ?? original.find(({text}) => text.startsWith('{'));
	const layout = layoutOf(text, sample?.text);

	const byId = new Map<string, number>();
	const holders = new Map<string, number>();
	const keep = (index: number, row: Row): void => {
		rows[index] = row;
		if (row.id !== undefined) byId.set(row.id, index);
		for (const held of holdsOf(row, places)) holders.set(held, index);
	};
	const drop = (index: number): void => {
		const row = rows[index]!;
		if (row.id !== undefined) byId.delete(row.id);
		for (const held of holdsOf(row, places)) if (holders.get(held) === index) holders.delete(held);
		rows[index] = undefined;
	};
	for (const [index, row] of original.entries()) keep(index, row);

	const ensureFree = (held: readonly string[], index?: number): void => {
		const taken = held.find(one => holders.has(one) && holders.get(one) !== index);
		if (taken !== undefined) throw new TargetError('exists', `${file} has another entry with ${taken}`);
	};
	const find = (id: string, owner: Owner): {index: number; row: Row} => {
		const index = byId.get(id) ?? -1;
		const row = rows[index];
		if (!row || !isPerson(row)) throw new TargetError('not-found', `${file} has no person with ${idAt} ${id}`);
		if (!samePerson(row.owner, owner))
			throw new TargetError('changed', `${file}: ${idAt} ${id} is another person's now, ${row.owner.email ?? row.owner.slackId}`);
		return {index, row};
	};

	/** A new entry: its names in the order of an entry that is there, laid out like that one. */
	const newRow = (id: string, values: readonly Setting[]): Row => {
		const given = values
			.filter(({to}) => to !== null)
			.reduce<Record<string, Json>>((entry, {path, to}) => withValueAt(entry, path, to), {});
		const usual = Object.keys(sample?.value ?? {}).filter(name => Object.hasOwn(given, name));
		const value = Object.fromEntries([...usual, ...Object.keys(given)].map(name => [name, given[name]!]));
		const indent = sample ? indentAt(sample.text, sample.text.length) : (indentAt(`\n${text}`, place.start + 1) ?? '') + layout.unit;
		return {id, value, owner: ownerOf(value, places), text: render(value, layout, indent), homeless: 'new'};
	};

	const make = {
		add({id, values}: Extract<Edit, {kind: 'add'}>): void {
			const row = newRow(id, values);
			if (!isPerson(row)) {
				throw new TargetError(
					'refused',
					`the new entry ${id} would carry neither an e-mail nor a Slack id: the next run could not know whose it is`,
					{
						hint: `Give an attribute the name ${emailAt} (\`emailAt\`), or set \`slackIdAt\`.`,
					},
				);
			}
			ensureFree(holdsOf(row, places));
			keep(rows.length, row);
		},
		set({id, owner, values}: Extract<Edit, {kind: 'set'}>): void {
			const {index, row} = find(id, owner);
			const off = values.find(
				({path, from, to}) => from !== undefined && !sameValue(valueAt(row.value, path), from) && !sameValue(valueAt(row.value, path), to),
			);
			if (off)
				throw new TargetError(
					'changed',
					`${file}: ${off.path} of ${id} is ${JSON.stringify(valueAt(row.value, off.path)) ?? 'gone'} now, not ${JSON.stringify(off.from)}`,
				);
			const changed = values.reduce((entry, {path, to}) => setIn(entry, path, to, layout), row.text);
			const value: Json = JSON.parse(changed);
			const next: Row = {...row, text: changed, value, id: idOf(value, places), owner: ownerOf(value, places)};
			if (next.id === undefined || !isPerson(next))
				throw new TargetError('refused', `${id} would lose its ${next.id === undefined ? idAt : 'e-mail and have no Slack id'}`);
			const before = holdsOf(row, places);
			ensureFree(
				holdsOf(next, places).filter(held => !before.includes(held)),
				index,
			);
			drop(index);
			keep(index, next.id === id ? next : {homeless: 'renamed', ...next});
		},
		remove({id, owner}: Extract<Edit, {kind: 'remove'}>): void {
			drop(find(id, owner).index);
		},
	};
	const edit = (one: Edit): void => (one.kind === 'add' ? make.add(one) : one.kind === 'set' ? make.set(one) : make.remove(one));

	return {
		people: () => rows.flatMap(row => (row?.id !== undefined && isPerson(row) ? [{id: row.id, owner: row.owner, value: row.value}] : [])),
		edit,
		redo(wanted) {
			const isThere = byId.has(wanted.id);
			if (wanted.kind === 'remove') {
				if (!isThere) return;
			} else {
				const newId = idOf(objectOf(wanted.values), places);
				const there = rows[byId.get(isThere || newId === undefined ? wanted.id : newId) ?? -1];
				if (there && wanted.values.every(({path, to}) => sameValue(valueAt(there.value, path), to))) return;
			}
			try {
				edit(wanted);
			} catch (error) {
				if (!(error instanceof TargetError) || error.kind === 'refused' || error.kind === 'changed') throw error;
				throw new TargetError('changed', `${error.message}: the file was changed since it was read`, {
					hint: 'Run again.',
					cause: error,
				});
			}
		},
		text: () => withItems(text, place, inOrder(rows.filter(row => row !== undefined)), {eol: layout.eol, indent: layout.unit}),
	};
};
