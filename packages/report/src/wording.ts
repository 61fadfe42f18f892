import type {Change, ErrorInfo, GuardName, Json, Operation, Outcome, Person, Reason, TargetReport, Verb} from '@slack-im/core';

import {cap, oneLine} from './plain.ts';

/** A value as a report shows it: JSON on one line, `(none)` where there is no value. */
export const valueText = (value: Json | undefined, most = 200): string =>
	value === undefined ? '(none)' : oneLine(cap(JSON.stringify(value), most));

/** `name: "Kim" → "Kim Lee"`. */
const changeText = ({attribute, from, to}: Change): string => `${oneLine(attribute)}: ${valueText(from)} → ${valueText(to)}`;

/** How a person is called: e-mail, else Slack id. */
export const personName = ({email, slackId, name}: Person): string =>
	oneLine(email ?? '') || oneLine(slackId) || oneLine(name) || '(nameless)';

/** Whether all that an operation does beside updates is to link an account to its person for the first time. */
export const isAdoption = (operation: Operation): boolean => operation.kind === 'update' && operation.adopts === true;

/** The verb that an operation stands for, as a report prints it. */
export const verbText = (operation: Operation): string => {
	if (operation.kind === 'create') return operation.unverified ? 'ensure' : 'create';
	if (isAdoption(operation)) return 'adopt';
	return operation.kind === 'noop' ? 'unchanged' : operation.kind === 'skip' ? operation.verb : operation.kind;
};

/** `created`, `deactivated`. */
export const pastText = (verb: Verb): string => `${verb}d`;

const skipReasons: Record<Extract<Operation, {kind: 'skip'}>['because'], string> = {
	'no-verb': 'the target has no such verb',
	policy: 'the policy is to report it',
	do: 'it is not among the verbs in "do"',
	only: 'it is not among the verbs of --only',
	protected: 'the account is protected',
};

const noopReasons: Record<Extract<Operation, {kind: 'noop'}>['because'], string> = {
	equal: 'everything is as it should be',
	'already-inactive': 'the account is inactive already',
	protected: 'the account is protected',
};

const adoption = 'the account carried no Slack id';

/** Why an operation is what it is; undefined where that goes without saying. */
export const becauseText = (operation: Operation): string | undefined => {
	if (operation.kind === 'deactivate' || operation.kind === 'delete') return operation.because === 'leaver' ? 'left Slack' : 'out of scope';
	if (operation.kind === 'noop') return noopReasons[operation.because];
	if (operation.kind === 'skip') return skipReasons[operation.because];
	if (operation.kind === 'create' && operation.unverified) return 'the target cannot be read: it may be there already';
	if (operation.kind === 'reactivate') return operation.adopts ? adoption : undefined;
	if (operation.kind !== 'update') return undefined;
	if (operation.linkOnly) return operation.adopts ? `${adoption}: only the link to Slack is added` : 'only the link to Slack is changed';
	return operation.adopts ? adoption : undefined;
};

/** What an operation sends, one line each: new values of a create, old → new of the rest, names of secrets. */
export const detailLines = (operation: Operation): string[] => {
	if (operation.kind === 'create') {
		return [
			...Object.entries(operation.attributes).map(([name, value]) => `${oneLine(name)}: ${valueText(value)}`),
			...operation.secrets.map(name => `${oneLine(name)}: (secret)`),
		];
	}
	return 'changes' in operation ? (operation.changes ?? []).map(changeText) : [];
};

const notes: Record<NonNullable<Extract<Outcome, {kind: 'done'}>['note']>, string> = {
	existed: 'it was there already',
	adopted: 'it was there already and was brought in line',
	confirmed: 'the answer was no success, but the target shows it',
	already: 'already up to date',
};

const notRunReasons: Record<Extract<Outcome, {kind: 'not-run'}>['because'], string> = {
	stopped: 'the run was stopped first',
	trouble: 'the target was in trouble',
	'dry-run': 'dry run',
	plan: 'planned only',
	commit: 'the commit of the whole target failed',
	unknown: 'outcome unknown',
};

/** What became of an operation beyond its verb, on one line; undefined where it was simply done. */
export const outcomeText = (outcome: Outcome): string | undefined => {
	if (outcome.kind === 'done') return outcome.note && notes[outcome.note];
	if (outcome.kind === 'failed') return oneLine(outcome.error.message);
	if (outcome.kind === 'conflict') return oneLine(outcome.conflict.message);
	if (outcome.kind === 'withheld') return `withheld by ${guardNames(outcome.by)}`;
	return outcome.operation.kind === 'skip' ? undefined : `not run: ${notRunReasons[outcome.because]}`;
};

/** `the removals guard`, `the removals and privileged guards`. */
export const guardNames = (names: readonly GuardName[]): string => {
	const list = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
	return `the ${list} ${names.length < 2 ? 'guard' : 'guards'}`;
};

/** A message of a target on one line, without the target's name in front, for where it stands under that name. */
export const ownText = (message: string, {name}: TargetReport): string => {
	const text = oneLine(message);
	return text.startsWith(`${name}: `) ? text.slice(name.length + 2) : text;
};

/** What to do about a failure where the error itself does not say. */
const advice: Record<string, string> = {
	exists:
		'another account holds one of these values: see who with "slack-im explain PERSON", then correct that account or give this person an override',
	'not-found': 'the account is gone since it was listed: run again',
	refused: 'the target does not accept these values: correct the mapping or give this person an override, then run again',
	changed: 'somebody changed the account meanwhile: run again',
	auth: 'check the credentials and their rights with "slack-im doctor"',
	unavailable: 'run again when the target answers',
	'unknown-outcome': 'it may have been done: the next run will see',
	'not-kept': 'look at what the config sends, and at what the credentials may write',
	'invalid-answer': 'the answer is not what the config describes: check with "slack-im doctor"',
	aborted: 'the run was stopped: run again',
	bug: 'this is a bug of slack-im: run again with --verbose and report it with that log',
	locked: 'another run works on this target: wait for it, or use --lock-wait SECONDS',
	incomplete: 'half a list is no list: run again when it can be read to the end',
	stale: 'take a new snapshot, or allow more with --max-age',
	snapshot: 'take a new snapshot',
	trouble: 'see why the target does not answer, then run again: what is done stays done',
};

/** What to do about an error: what it says itself, else what its kind says. */
export const adviceText = ({kind, hint}: ErrorInfo): string | undefined =>
	hint === undefined ? (Object.hasOwn(advice, kind) ? advice[kind] : undefined) : oneLine(hint);

const reasonTexts: Record<Reason, string> = {
	slackbot: 'Slackbot itself',
	bot: 'no person',
	app: 'no person',
	deleted: 'deactivated in Slack',
	invited: 'never signed in',
	external: 'of another workspace',
	guest: 'a guest of the workspace',
	'email-missing': 'without an e-mail',
	'email-unconfirmed': 'the e-mail is not confirmed',
	domain: 'the e-mail is of another domain',
	denied: 'on the deny list',
	'not-allowed': 'not on the allow list, in none of the groups, or of another title',
	'not-in-channel': 'not in the channel',
};

/** What a reason for leaving people out means. */
export const reasonText = (reason: Reason): string => reasonTexts[reason];
