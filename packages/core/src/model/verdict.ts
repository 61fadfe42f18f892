/** Why somebody is left out; the first that applies wins. The order is the order of {@link reasons}. */
export type Reason =
	| 'slackbot'
	| 'bot'
	| 'app'
	| 'deleted'
	| 'invited'
	| 'external'
	| 'guest'
	| 'email-missing'
	| 'email-unconfirmed'
	| 'domain'
	| 'denied'
	| 'not-allowed'
	| 'not-in-channel';

/** Every reason, in the order in which they are asked. */
export const reasons = [
	'slackbot',
	'bot',
	'app',
	'deleted',
	'invited',
	'external',
	'guest',
	'email-missing',
	'email-unconfirmed',
	'domain',
	'denied',
	'not-allowed',
	'not-in-channel',
] as const satisfies readonly Reason[];

/** In; out, with the one reason; or a leaver: a person whom Slack marks deleted. */
export type Verdict =
	| {readonly kind: 'in'}
	| {readonly kind: 'out'; readonly reason: Reason}
	| {readonly kind: 'leaver'; readonly reason: 'deleted'};
