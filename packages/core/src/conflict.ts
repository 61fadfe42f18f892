import {by} from './compare.ts';
import type {Conflict, ConflictKind, Person} from './operation.ts';
import {personKey} from './person.ts';
import type {Account} from './target.ts';

const name = ({email, name, slackId}: Person): string => `${email ?? name} (${slackId})`;

/** A template that gives everybody one key must not make a message that nobody can read. */
const named = 10;

const list = (all: readonly string[]): string => {
	const items = all.length > named + 1 ? [...all.slice(0, named), `${all.length - named} more`] : all;
	return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)!}`;
};

/** Makes a conflict of those who are in it, everything sorted. */
export const toConflict = (
	kind: ConflictKind,
	people: readonly Person[],
	accounts: readonly Pick<Account, 'id' | 'keys'>[],
	{on, reason}: Pick<Conflict, 'on'> & {readonly reason?: string} = {},
): Conflict => {
	const conflict = {
		kind,
		people: people.toSorted(by(person => `${personKey(person)}\0${person.slackId}`)),
		accounts: accounts.map(({id, keys}) => ({id, keys})).toSorted(by(({id}) => id)),
		...(on && {on}),
	};
	return {...conflict, message: conflictMessage(conflict, reason)};
};

/** By the people, then by what it is about. */
export const inConflictOrder = by(({people, kind, on, accounts}: Conflict) =>
	[...people.map(personKey), kind, on?.key, ...accounts.map(({id}) => id)].join('\0'),
);

interface Facts {
	readonly who: string;
	readonly several: boolean;
	readonly which: string;
	readonly key: string;
	readonly override: string;
	readonly reason: string;
}

const messages = {
	'same-account': ({who, which, key, override}) =>
		`${who} all match ${which} by ${key}: nothing is written to any of them; ${override}, or add the Slack id to the account`,
	'several-accounts': ({who, several, which, key}) =>
		`${who} ${several ? 'all match' : 'matches'} ${which} by ${key}: nothing is written to any of them; remove or rename the account that is too many`,
	'other-slack-id': ({who, which, key, override, reason}) =>
		reason !== ''
			? `${which} has the ${key}, but where its Slack id belongs stands ${JSON.stringify(reason)}, which is none (${who}): nothing is written to it; let the target keep the Slack id elsewhere (slackIdAt; of scim: externalId: false), or clear that value`
			: `${which} has the ${key} but carries another Slack id (${who}): nothing is written to it; ${override}, or rename the account`,
	'other-email': ({who, which, key, override}) =>
		`${which} has the ${key} but the e-mail of another person in Slack (${who}): nothing is written to it; ${override}, or correct the account's e-mail`,
	claimed: ({who, which, key, override}) =>
		`${which} with the ${key} belongs to somebody else already (${who}): no second account is made; ${override}`,
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

/** One sentence: what, who, and the way out. */
const conflictMessage = ({kind, people, accounts, on}: Omit<Conflict, 'message'>, reason = ''): string =>
	messages[kind]({
		who: list(people.map(name)),
		several: people.length > 1,
		which: accounts.length === 1 ? `account ${accounts[0]!.id}` : `accounts ${list(accounts.map(({id}) => id))}`,
		key: on ? `${on.key} ${JSON.stringify(on.value)}` : '',
		override: `give one of them another ${on?.key ?? 'key'} under "overrides"`,
		reason,
	});
