import type {Person, TargetReport} from '@slack-im/core';

import {cap, oneLine} from '../plain.ts';
import {conflictsOf} from '../counts.ts';
import {mayRepeat} from './repeats.ts';

/** The name of a person's case in a target's suite: e-mail, else Slack id, else `key`; where another holds it already, with the Slack id behind. */
export type CaseNames = (person: Person, key: string) => string;

const longestName = 250;

const plainName = ({email, slackId}: Person, key: string): string =>
	cap(oneLine(email ?? '') || oneLine(slackId) || oneLine(key) || '(nameless)', longestName);

/**
Gives every person of a target a name of their own.

Of several people with one name the lowest Slack id keeps it, so that nobody's name depends on what is done today: everybody is considered, also those without a case.

@param reserved - Names of cases that are no person's.
*/
export const caseNames = (target: TargetReport, reserved: readonly string[]): CaseNames => {
	const everybody = function* (): Generator<[Person, string]> {
		for (const {operation} of target.outcomes) yield [operation.person, operation.key];
		for (const {people} of conflictsOf(target)) for (const person of people) yield [person, person.slackId];
	};
	const all = function* (): Generator<string> {
		yield* reserved;
		for (const [person, key] of everybody()) yield plainName(person, key);
	};
	let total = reserved.length;
	for (const _ of everybody()) total++;
	const repeats = mayRepeat(all(), total);

	/** Who holds each name that several may want, by Slack id; null for the reserved ones, which nobody gets. */
	const owners = new Map<string, string | null>();
	for (const name of reserved) owners.set(name, null);
	/** Those who must take another, by name and Slack id. */
	let losers: Map<string, Set<string>> | undefined;
	const claim = (person: Person, key: string): void => {
		const name = plainName(person, key);
		if (!repeats(name)) return;
		const owner = owners.get(name);
		if (owner === undefined) owners.set(name, person.slackId);
		if (owner === undefined || owner === person.slackId) return;
		const [winner, loser] = owner === null || owner < person.slackId ? [owner, person.slackId] : [person.slackId, owner];
		owners.set(name, winner);
		losers ??= new Map();
		losers.set(name, (losers.get(name) ?? new Set()).add(loser));
	};
	for (const [person, key] of everybody()) claim(person, key);
	if (!losers) return plainName;

	const renamed = new Map<string, Map<string, string>>();
	const taken = new Set(all());
	for (const name of [...losers.keys()].toSorted()) {
		const names = new Map<string, string>();
		renamed.set(name, names);
		for (const slackId of [...losers.get(name)!].toSorted()) {
			let own = `${name} (${oneLine(slackId)})`;
			for (let tries = 2; taken.has(own); tries++) own = `${name} (${oneLine(slackId)} ${tries})`;
			taken.add(own);
			names.set(slackId, own);
		}
	}
	return (person, key) => {
		const name = plainName(person, key);
		return renamed.get(name)?.get(person.slackId) ?? name;
	};
};
