import {fold, type Overrides, type People} from '@slack-im/core';

import {nearest} from '../config/nearest.ts';

/** One sentence for each person of `overrides` whom Slack does not know: the value that was meant for them reaches nobody. */
export const unknownOverrides = (overrides: Overrides, {everybody}: People): string[] => {
	const emails = everybody.flatMap(({identity: {email}}) => (email === undefined ? [] : [email]));
	const known = new Set([
		...everybody.flatMap(({identity: {slackId, earlierIds}}) => [slackId, ...earlierIds]),
		...emails.map(email => fold(email)),
	]);
	return Object.keys(overrides)
		.filter(who => !known.has(who) && !known.has(fold(who)))
		.map(who => {
			const near = who.includes('@') ? nearest(who, emails) : undefined;
			return `overrides: Slack knows nobody as ${who}${near === undefined ? '' : `; did you mean ${near}?`}`;
		});
};
