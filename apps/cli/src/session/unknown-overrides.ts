import {key, type Overrides, type People, nearest} from '@slack-im/core';

/** More are a count: of thousands, no one reads each. */
const mostNamed = 20;

/** One sentence for each person of `overrides` whom Slack does not know: the value that was meant for them reaches nobody. */
export const unknownOverrides = (overrides: Overrides, {everybody}: People): string[] => {
	const emails = everybody.flatMap(({identity: {email}}) => (email === undefined ? [] : [email]));
	const ids = new Set(everybody.flatMap(({identity: {slackId, earlierIds}}) => [slackId, ...earlierIds]));
	const keys = new Set(emails.map(key));
	const unknown = Object.keys(overrides).filter(who => !ids.has(who) && !keys.has(key(who)));
	const named = unknown.slice(0, mostNamed).map(who => {
		const near = who.includes('@') ? nearest(who, emails) : undefined;
		return `overrides: Slack knows nobody as ${who}${near === undefined ? '' : `; did you mean ${near}?`}`;
	});
	const others = unknown.length - named.length;
	return others === 0 ? named : [...named, `overrides: Slack does not know ${others} more of these people`];
};
