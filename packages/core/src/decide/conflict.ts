import {by} from '../model/compare.ts';
import {keyText, sameText, type Key} from '../model/key.ts';
import type {Conflict, ConflictKind, Person} from '../model/plan.ts';
import {personKey} from '../model/person.ts';
import type {Account} from '../model/target.ts';

const name = ({email, name, slackId}: Person): string => `${email ?? name} (${slackId})`;

/** A template that gives everybody one key must not make a message that nobody can read. */
const named = 10;

const list = (all: readonly string[]): string => {
	const items = all.length > named + 1 ? [...all.slice(0, named), `${all.length - named} more`] : all;
	return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)!}`;
};

/** What a conflict's message says beside its people and accounts. */
export interface ConflictFacts extends Pick<Conflict, 'on'> {
	readonly reason?: string | undefined;
	/** E-mails that the account shows. */
	readonly emails?: readonly Key[];
	/** Whom it is about; the first of the people where it is not given. */
	readonly subject?: Person;
	/** People whose account is certain: the conflict does not stop what is due for them. */
	readonly others?: readonly (Person & {readonly left: boolean})[];
	/** Where the config has several targets. */
	readonly target?: string | undefined;
}

/** Makes a conflict of those who are in it, everything sorted. */
export const toConflict = (
	kind: ConflictKind,
	people: readonly Person[],
	accounts: readonly Pick<Account, 'id' | 'keys'>[],
	facts: ConflictFacts = {},
): Conflict => {
	const conflict = {
		kind,
		people: people.toSorted(by(person => `${personKey(person)}\0${person.slackId}`)),
		accounts: accounts.map(({id, keys}) => ({id, keys})).toSorted(by(({id}) => id)),
		...(facts.on && {on: facts.on}),
	};
	return {...conflict, message: conflictMessage(conflict, facts)};
};

/** By the people, then by what it is about. */
export const inConflictOrder = by(({people, kind, on, accounts}: Conflict) =>
	[...people.map(personKey), kind, on?.key, ...accounts.map(({id}) => id)].join('\0'),
);

interface Facts {
	/** Everybody, those whose account is certain included. */
	readonly who: string;
	/** The person whom it is about. */
	readonly subject: string;
	readonly several: boolean;
	readonly which: string;
	readonly key: string;
	readonly override: string;
	/** What to paste where the account is the person's. */
	readonly tie: string;
	/** What to paste where a person is somebody who left. */
	readonly sameAs: string;
	readonly emails: string;
	readonly own: string;
	readonly reason: string;
	/** The config has several targets. */
	readonly ofSeveral: boolean;
	/** What happens to those whose account is certain. */
	readonly apart: string;
}

const messages = {
	'same-account': ({who, which, key, override, tie}) =>
		`${who} all match ${which} by ${key}, and nothing on the account tells whose it is: nothing is written to any of them; ${override}, add the Slack id to the account, or tie it to its owner: ${tie}`,
	'several-accounts': ({who, several, which, key}) =>
		`${who} ${several ? 'all match' : 'matches'} ${which} by ${key}: nothing is written to any of them; remove or rename the account that is too many`,
	'other-slack-id': ({who, which, key, override, reason, apart}) =>
		reason !== ''
			? `${which} has the ${key}, but where its Slack id belongs stands ${JSON.stringify(reason)}, which is none (${who}): nothing is written to it; let the target keep the Slack id elsewhere (slackIdAt; of scim: externalId: false), or clear that value`
			: `${which} has the ${key} but carries another Slack id (${who}): ${apart === '' ? 'nothing is written to it' : apart}; ${override}, or rename the account`,
	'other-email': ({who, which, key, override, emails, own, tie}) =>
		`${which} has the ${key} but the e-mail ${emails}, not ${own} (${who}): nothing is written to it; if it is theirs, tie it: ${tie}; else ${override}, or correct the account's e-mail`,
	'not-adopted': ({subject, which, key, emails, own, override, tie}) =>
		`${which} has the ${key} of ${subject} but not their Slack id${sameText(emails, own) ? '' : `, and ${emails === '' ? 'no e-mail' : `the e-mail ${emails}`} where theirs is ${own}`}: "adopt" does not give it to them; if it is theirs, tie it: ${tie}; else ${override}`,
	'weak-inactive': ({subject, which, key, override, tie}) =>
		`${which} has the ${key} of ${subject} but is inactive, and neither a Slack id nor an e-mail tells that it was theirs: it is not reactivated, and no second account is made; if it is theirs, tie it: ${tie}; else ${override}, or rename the account`,
	'no-account': ({subject, key, ofSeveral}) =>
		`${subject} is tied to the ${key} under "overrides", and there is no such account: nothing is written; correct the id${ofSeveral ? ', or, where it is of another target, write account: {NAME: ID}' : ''}`,
	recycled: ({subject, who, key, sameAs, apart}) =>
		`${subject} has the ${key} of a deactivated member and quite another name (${who}): it may be another person who was given the address; nothing is written for ${subject}${apart === '' ? '' : `, ${apart}`}; if it is one person, write ${sameAs}; if not, give the deactivated member another e-mail in Slack; where addresses are never given to another person, people: {rehires: trust}`,
	claimed: ({who, which, key, override, apart}) =>
		`${which} with the ${key} belongs to somebody else already (${who}): no second account is made${apart === '' ? '' : `, ${apart}`}; ${override}`,
	taken: ({who, which, key}) =>
		`${who}: ${which} has the ${key} already, which no two accounts may share, and is not theirs by the rules: no second account is made; set another value under "overrides", or correct that account`,
	'same-key': ({who, key, override}) => `${who} would all get the ${key}: none of them is written; ${override}`,
	'no-key': ({who}) =>
		`${who} has a value for none of the match keys, so that the account could never be found again: nothing is created; set one under "overrides" or correct the attributes' templates`,
	unmappable: ({who, reason}) =>
		`${who}: the attributes cannot be computed (${reason}): nothing is written; correct the function in the config, or set the value under "overrides"`,
	hidden: ({who, key, reason}) =>
		`${who}: the target says that the account exists${reason === '' ? '' : ` (${reason})`}, but its list does not show it (${key}); look for a hidden or deleted account with this key, or let the list show inactive ones`,
	swapped: ({who, which, key}) =>
		`${who} hold each other's values (${which}; ${key}): nothing is written to any of them, because half-way through nothing would tell whose account is whose; let the target keep the Slack id (slackIdAt), or give one of the accounts another value by hand, once`,
	changed: ({who, which}) => `${which} of ${who} is no longer as the plan saw it: nothing is written; make a new plan`,
	exists: ({who, which, key}) =>
		`${which} with the ${key} is there by now and is not ${who}'s by the rules: nothing is written; make a new plan`,
} satisfies Record<ConflictKind, (facts: Facts) => string>;

/** What is due for people whose account is certain. */
const apartText = (others: NonNullable<ConflictFacts['others']>): string =>
	others.length === 0
		? ''
		: `what is due for ${list(others.map(person => `${name(person)}${person.left ? ', who left,' : ''}`))} is done all the same`;

/** One sentence: what, who, and the way out. */
const conflictMessage = (
	{kind, people, accounts, on}: Omit<Conflict, 'message'>,
	{reason = '', emails = [], subject = people[0]!, others = [], target}: ConflictFacts,
): string => {
	const id = JSON.stringify(accounts[0]?.id ?? 'ID');
	return messages[kind]({
		who: list([...people, ...others].map(name)),
		subject: name(subject),
		several: people.length > 1,
		which: accounts.length === 1 ? `account ${accounts[0]!.id}` : `accounts ${list(accounts.map(account => account.id))}`,
		key: on ? `${on.key} ${JSON.stringify(on.value)}` : '',
		override: `give one of them another ${on?.key ?? 'key'} under "overrides"`,
		tie: `overrides: {${subject.slackId}: {account: ${target === undefined ? id : `{${target}: ${id}}`}}}`,
		sameAs: `overrides: {${subject.slackId}: {sameAs: ${[...people, ...others].find(({slackId}) => slackId !== subject.slackId)?.slackId ?? 'ID'}}}`,
		emails: list(emails.map(keyText)),
		own: subject.email ?? 'none',
		reason,
		ofSeveral: target !== undefined,
		apart: apartText(others),
	});
};
