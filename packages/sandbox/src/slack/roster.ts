import {byId, type SlackMember} from './member.ts';
import type {People} from './generate.ts';

/** The members of a workspace in Slack's order. */
export interface Roster {
	/** Ascending, Slackbot first. */
	readonly ids: readonly string[];
	get(id: string): SlackMember | undefined;
	/** Adds a member, or puts it in the place of the one with its id. */
	set(member: SlackMember): void;
	/** Where `id` is in `ids`; −1 when it is not. */
	indexOf(id: string): number;
	/** Those from one place in `ids` to before another. */
	slice(from: number, to: number): SlackMember[];
}

/** Where `id` is in `ids`, or would be. */
const place = (ids: readonly string[], id: string): number => {
	let from = 0;
	let to = ids.length;
	while (from < to) {
		const middle = (from + to) >>> 1;
		if (byId(ids[middle] ?? '', id) < 0) from = middle + 1;
		else to = middle;
	}
	return from;
};

/** Generated members stay unmade until somebody reads or changes them. */
export const createRoster = (source: readonly SlackMember[] | People): Roster => {
	const made = new Map<string, SlackMember | (() => SlackMember)>();
	if ('idAt' in source) for (let index = 0; index < source.size; index += 1) made.set(source.idAt(index), () => source.at(index));
	else for (const member of source) made.set(member.id, member);
	const ids = [...made.keys()].toSorted(byId);
	const get = (id: string): SlackMember | undefined => {
		const found = made.get(id);
		return typeof found === 'function' ? found() : found;
	};
	return {
		ids,
		get,
		set(member) {
			if (!made.has(member.id)) ids.splice(place(ids, member.id), 0, member.id);
			made.set(member.id, member);
		},
		indexOf: id => (made.has(id) ? place(ids, id) : -1),
		slice: (from, to) => ids.slice(from, to).flatMap(id => get(id) ?? []),
	};
};
