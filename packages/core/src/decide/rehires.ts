import type {Identity} from '../model/identity.ts';
import {key, keyText, type Key} from '../model/key.ts';
import {toAscii} from './template/text.ts';

/** How rehires are told from people who were given somebody's address. */
export interface RehireRules {
	/** Whoever has the e-mail of a deactivated member is that person, whatever the names say. */
	readonly trust?: boolean;
	/** What the config says itself: by the Slack id or e-mail of a person, the deactivated members who are that person. */
	readonly sameAs?: ReadonlyMap<string, readonly string[]> | undefined;
}

const plain = (text: string): string => keyText(key(toAscii(text))).replace(/[^a-z0-9]/g, '') || keyText(key(text)).trim();

/**
The words of a person's names, folded and in Latin letters, and each name as one word: `김 하나` and `김하나` are one name. An initial alone says nothing.
*/
const nameWords = ({displayName, realName, firstName, lastName}: Identity): ReadonlySet<string> => {
	const names = [displayName, realName, firstName, lastName].filter(name => name !== undefined);
	const words = names.flatMap(name => name.split(/[^\p{L}\p{N}\p{M}]+/u).map(plain)).filter(word => word.length > 1);
	return new Set([...words, ...names.map(plain)].filter(word => word !== ''));
};

/** Whether two members may be one person by their names: they share a word. */
const sharesName = (one: Identity, other: Identity): boolean => {
	const words = nameWords(other);
	return [...nameWords(one)].some(word => words.has(word));
};

const byEmail = (identities: readonly Identity[]): ReadonlyMap<Key, readonly Identity[]> => {
	const groups = new Map<Key, Identity[]>();
	for (const identity of identities) {
		const email = key(identity.email ?? '');
		const group = groups.get(email);
		if (group) group.push(identity);
		else groups.set(email, [identity]);
	}
	return groups;
};

interface Joined {
	/** In the order in which they came, without the earlier accounts. */
	readonly identities: readonly Identity[];
	/** Sentences for a person to read. */
	readonly warnings: readonly string[];
}

/**
Folds rehires into one person: deactivated accounts that share an e-mail with exactly one account that is not deactivated are that person's earlier ids, and no leavers. Where their names share no word, the address may have been given to another person: both stay, and the newer one says whose e-mail it has (`recycledFrom`).

Slack keeps the e-mail of a deactivated account until an administrator edits it, so one e-mail may stand on several accounts over time. People of other workspaces and bots take no part.

@param identities - Each id once.
*/
export const joinRehires = (identities: readonly Identity[], {trust = false, sameAs}: RehireRules = {}): Joined => {
	const people = identities.filter(({kind, external}) => kind === 'person' && !external);
	const earlier = new Map<string, Identity[]>();
	const recycled = new Map<string, string[]>();
	const said = saidEarlier(people, sameAs);
	const vanished = new Set([...said.earlier.values()].flat().map(({slackId}) => slackId));
	for (const [slackId, members] of said.earlier) earlier.set(slackId, [...members]);

	const withEmail = people.filter(({email}) => email !== undefined);
	const leavers = byEmail(withEmail.filter(({deleted, slackId}) => deleted && !vanished.has(slackId)));
	// Of 100,000 people, only these few are looked at twice
	const stayers = byEmail(withEmail.filter(({deleted, email = ''}) => !deleted && leavers.has(key(email))));
	for (const [email, former] of leavers) {
		const [person, ...others] = stayers.get(email) ?? [];
		if (!person || others.length > 0) continue;
		for (const member of former) {
			if (trust || sharesName(person, member)) {
				vanished.add(member.slackId);
				earlier.set(person.slackId, [...(earlier.get(person.slackId) ?? []), member]);
			} else recycled.set(person.slackId, [...(recycled.get(person.slackId) ?? []), member.slackId]);
		}
	}
	if (earlier.size === 0 && recycled.size === 0) return {identities, warnings: said.warnings};

	return {
		identities: identities
			.filter(({slackId}) => !vanished.has(slackId))
			.map(identity => withEarlier(identity, earlier.get(identity.slackId) ?? [], recycled.get(identity.slackId) ?? [])),
		warnings: said.warnings,
	};
};

const withEarlier = (identity: Identity, earlier: readonly Identity[], recycled: readonly string[]): Identity => {
	const emails = earlier.flatMap(({email}) => (email === undefined || key(email) === key(identity.email ?? '') ? [] : [email]));
	return {
		...identity,
		...(earlier.length > 0 && {earlierIds: earlier.map(({slackId}) => slackId).toSorted()}),
		...(emails.length > 0 && {earlierEmails: [...new Set(emails)].toSorted()}),
		...(recycled.length > 0 && {recycledFrom: recycled.toSorted()}),
	};
};

/** Who is whose earlier account by the config's own word. What cannot be so is said, and changes nothing. */
const saidEarlier = (
	people: readonly Identity[],
	sameAs: RehireRules['sameAs'],
): {readonly earlier: ReadonlyMap<string, readonly Identity[]>; readonly warnings: readonly string[]} => {
	const earlier = new Map<string, Identity[]>();
	const warnings: string[] = [];
	if (!sameAs || sameAs.size === 0) return {earlier, warnings};
	const byId = new Map(people.map(person => [person.slackId, person]));
	const present = byEmail(people.filter(({deleted, email}) => !deleted && email !== undefined));
	const owners = new Map<string, string>();
	for (const [who, ids] of [...sameAs].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
		const [named, ...others] = who.includes('@') ? (present.get(key(who)) ?? []) : [byId.get(who)];
		const person = others.length === 0 && named && !named.deleted ? named : undefined;
		for (const id of ids) {
			const member = byId.get(id);
			if (!person)
				warnings.push(`overrides.${who}.sameAs: ${who} is no member of Slack who is still there, so that ${id} is not joined with them`);
			else if (!member?.deleted)
				warnings.push(`overrides.${who}.sameAs: ${id} is no deactivated member of Slack, so that it is not joined with ${who}`);
			else if ((owners.get(id) ?? person.slackId) !== person.slackId)
				warnings.push(`overrides.${who}.sameAs: ${id} is the same as ${owners.get(id)!} already, so that it is not joined with ${who}`);
			else if (!earlier.get(person.slackId)?.includes(member)) {
				owners.set(id, person.slackId);
				earlier.set(person.slackId, [...(earlier.get(person.slackId) ?? []), member]);
			}
		}
	}
	return {earlier, warnings};
};
