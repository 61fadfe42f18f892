import type {AdoptionRules, Candidate} from './claims.ts';
import {key, keyOf, type Key} from '../model/key.ts';
import {textsIn} from '../model/json.ts';
import {listOf, type Group} from './groups.ts';
import type {Account} from '../model/target.ts';

/** Why an account is not given to a person who has one of its keys. */
export type Objection = 'other-email' | 'not-adopted' | 'weak-inactive';

const none: readonly Key[] = [];

/** The e-mails that an account shows, each once, also those in a list or an object. What has no @ is none. */
export const emailsOf = ({keys, attributes}: Pick<Account, 'keys' | 'attributes'>, names: readonly string[]): readonly Key[] => {
	let found: Key[] | undefined;
	for (const name of names) {
		for (const value of [keys[name], attributes[name]].flatMap(textsIn)) {
			if (!value.includes('@')) continue;
			const email = key(value);
			if (!found) found = [email];
			else if (!found.includes(email)) found.push(email);
		}
	}
	return found ?? none;
};

/** Whether an e-mail is the person's: the present one, one of an earlier Slack account, or one that the config gives them. */
export const isOwnEmail = (
	{identity}: Pick<Candidate, 'identity'>,
	email: Key,
	{emailsOf: given}: Pick<AdoptionRules, 'emailsOf'>,
): boolean =>
	keyOf(identity.email) === email || [...(identity.earlierEmails ?? []), ...(given?.(identity) ?? [])].some(own => key(own) === email);

/** Whether a key is an e-mail: the strongest tie after the Slack id. */
const isEmailKey = (key: string, {emailNames}: AdoptionRules): boolean => emailNames.includes(key);

/**
What stands against giving an account without a Slack id to a person who has the same value of a key. Pure.

A key that is an e-mail speaks for itself. By any other key the account must not show an e-mail that is not the person's, and an inactive account of a person who is in must show one that is.
*/
export const objectionTo = (
	candidate: Candidate,
	{active, emails}: {readonly active: boolean; readonly emails: readonly Key[]},
	key: string,
	rules: AdoptionRules,
): Objection | undefined => {
	const {adopt} = rules;
	if (adopt === 'none') return 'not-adopted';
	if (isEmailKey(key, rules)) return undefined;
	if (adopt !== 'any' && !emails.every(email => isOwnEmail(candidate, email, rules))) return 'other-email';
	const agrees = emails.some(email => isOwnEmail(candidate, email, rules));
	if (adopt === 'email' && !agrees) return 'not-adopted';
	return candidate.verdict.kind === 'in' && !active && !agrees ? 'weak-inactive' : undefined;
};

/** Other people in Slack whose e-mail the account shows. Where several have one, it is no less that of the person who is in: no other takes it from them. */
export const foreignOwners = (
	candidate: Candidate,
	emails: readonly Key[],
	byEmail: () => ReadonlyMap<Key, Group<Candidate>>,
	rules: AdoptionRules,
): readonly Candidate[] => {
	const {identity, verdict} = candidate;
	if (emails.length === 0) return [];
	return emails.flatMap(email => {
		const isPresent = keyOf(identity.email) === email;
		if (isPresent && verdict.kind === 'in') return [];
		const isOwn = isOwnEmail(candidate, email, rules);
		return listOf(byEmail().get(email)).filter(
			other => other.identity.slackId !== identity.slackId && (!isOwn || other.verdict.kind === 'in'),
		);
	});
};

/** Bots and people of other workspaces have no account to lose. */
export const mayHaveAccount = ({identity: {kind, external}}: Candidate): boolean => kind === 'person' && !external;

/**
Other people in Slack of a lower rank who may be the owner of an account as well that this person would get: they have the same value of the key, and no e-mail on the account tells them from the candidate.
*/
export const rivalsOf = (
	candidate: Candidate,
	people: readonly Candidate[],
	emails: readonly Key[],
	rules: AdoptionRules,
): readonly Candidate[] => {
	const present = keyOf(candidate.identity.email);
	const {kind} = candidate.verdict;
	if (kind === 'leaver' || people.length < 2) return [];
	if (present !== undefined && emails.includes(present)) return [];
	return people.filter(
		other =>
			(kind === 'in' ? other.verdict.kind !== 'in' : other.verdict.kind === 'leaver') &&
			mayHaveAccount(other) &&
			(present === undefined || keyOf(other.identity.email) !== present) &&
			emails.every(email => isOwnEmail(other, email, rules)),
	);
};
