import {cast, movedTo, emailOf, slackIdOf} from './people.ts';
import type {Held} from './systems.ts';

/** What is not compared: a field that the system keeps in its own way. */
export type Blind = 'title' | 'login' | undefined;

const folded = (email: string | undefined): string => (email ?? '').toLowerCase();

/** An account without its id, which a system makes up. */
const asText = ({slackId, email, active, name, title, rest}: Held, blind: Blind): string =>
	JSON.stringify({
		slackId,
		email,
		active,
		name,
		...(blind !== 'title' && {title}),
		...(blind !== 'login' && {rest}),
	});

const listed = (accounts: readonly Held[], blind?: Blind): string[] => accounts.map(account => asText(account, blind)).toSorted();

/** What one state has (+) and has not (-) of another, the first few; undefined where they are the same. */
export const difference = (is: readonly Held[], wanted: readonly Held[], blind?: Blind): string | undefined => {
	const [a, b] = [listed(is, blind), listed(wanted, blind)];
	if (a.join() === b.join()) return undefined;
	return (
		[...a.filter(one => !b.includes(one)).map(one => `+${one}`), ...b.filter(one => !a.includes(one)).map(one => `-${one}`)]
			.slice(0, 4)
			.join(' ') || `${a.length} accounts in place of ${b.length}`
	);
};

const planned = new Set([...cast.renamed, ...cast.moved, ...cast.leave, ...cast.return, ...cast.join].map(slackIdOf));

const key = ({slackId, email, id}: Held): string => slackId ?? email ?? id;

/** Emails of those that the plan is about: an account of theirs may appear without a Slack id. */
const plannedEmails = new Set([...cast.join.map(emailOf), movedTo].map(folded));

/** Accounts that no plan has anything to do with. */
const bystanders = (accounts: readonly Held[]): Map<string, string> =>
	new Map(
		accounts
			.filter(({slackId, email}) => !planned.has(slackId ?? '') && !(slackId === undefined && plannedEmails.has(folded(email))))
			.map(account => [key(account), JSON.stringify(account)]),
	);

/** What must hold at every moment, whatever goes wrong. */
export const harm = (now: readonly Held[], before: readonly Held[]): string[] => {
	const found: string[] = [];
	for (const [what, of] of [
		['Slack id', ({slackId}: Held) => slackId],
		['e-mail', ({email}: Held) => email && folded(email)],
	] as const) {
		const values = now.flatMap(account => of(account) ?? []);
		for (const value of new Set(values)) {
			const times = values.filter(other => other === value).length;
			if (times > 1) found.push(`${times} accounts have the ${what} ${value}`);
		}
	}
	const [a, b] = [bystanders(now), bystanders(before)];
	for (const [who, text] of b)
		if (a.get(who) !== text) found.push(`touched, and in no plan: ${who}: ${text} became ${a.get(who) ?? 'nothing'}`);
	for (const [who, text] of a) if (!b.has(who)) found.push(`nobody asked for it: ${text}`);
	return found;
};

/** Whether everybody who had an account has that one and no other. */
export const otherIds = (now: readonly Held[], before: readonly Held[]): string[] =>
	before.flatMap(({slackId, id}) => {
		const found = now.find(other => slackId !== undefined && other.slackId === slackId);
		return found && found.id !== id ? [`${slackId} has the account ${found.id} in place of ${id}`] : [];
	});

/** Leavers whose account is active. */
export const activeLeavers = (now: readonly Held[]): string[] => {
	const left = new Set<string | undefined>(cast.leave.map(slackIdOf));
	return now.filter(({slackId, active}) => active && left.has(slackId)).map(account => `a leaver is active: ${key(account)}`);
};
