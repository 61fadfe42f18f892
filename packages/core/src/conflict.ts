import type {Conflict, Person} from './operation.ts';

const name = ({email, name, slackId}: Person): string => `${email ?? name} (${slackId})`;

const list = (items: readonly string[]): string => (items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)!}`);

/** One sentence: what, who, and the way out. */
export const conflictMessage = ({kind, people, accounts, on}: Omit<Conflict, 'message'>): string => {
	const who = list(people.map(name));
	const which = accounts.length === 1 ? `account ${accounts[0]!.id}` : `accounts ${list(accounts.map(({id}) => id))}`;
	const key = on ? `${on.key} ${JSON.stringify(on.value)}` : '';
	const override = `give one of them another ${on?.key ?? 'key'} under "overrides"`;
	switch (kind) {
		case 'same-account':
			return `${who} all match ${which} by ${key}: nothing is written to any of them; ${override}, or add the Slack id to the account`;
		case 'several-accounts':
			return `${who} matches ${which} by ${key}: nothing is written to any of them; remove or rename the account that is too many`;
		case 'other-slack-id':
			return `${which} has the ${key} but carries another Slack id (${who}): nothing is written to it; ${override}, or rename the account`;
		case 'other-email':
			return `${which} has the ${key} but the e-mail of another person in Slack (${who}): nothing is written to it; ${override}, or correct the account's e-mail`;
		case 'claimed':
			return `${which} with the ${key} belongs to somebody else already (${who}): no second account is made; ${override}`;
		case 'same-key':
			return `${who} would all get the ${key}: none of them is written; ${override}`;
		case 'no-key':
			return `${who} has a value for none of the match keys, so that the account could never be found again: nothing is created; set one under "overrides" or correct the attributes' templates`;
		case 'hidden':
			return `${who}: the target says that the account exists, but its list does not show it (${key}); look for a hidden or deleted account with this key, or let the list show inactive ones`;
		case 'changed':
			return `${which} of ${who} is no longer as the plan saw it: nothing is written; make a new plan`;
		case 'exists':
			return `${which} with the ${key} is there by now and is not ${who}'s by the rules: nothing is written; make a new plan`;
	}
};
