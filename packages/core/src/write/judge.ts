import {isOpen, type Sent} from './attempt.ts';
import {toConflict} from '../decide/conflict.ts';
import {errorInfo, errorKind} from '../model/errors.ts';
import {key as keyed, keyText, sameText} from '../model/key.ts';
import type {Conflict, Create, ErrorInfo, Operation, Outcome} from '../model/plan.ts';
import {isRemoval} from '../decide/reconcile.ts';
import type {Account, Change, TargetErrorKind, TargetSettings} from '../model/target.ts';

/** What the target showed of one person after the writes. */
export type Shown =
	/** What a plan made from it still asks for; undefined where nothing is called for. */
	| {readonly operation: Operation | undefined; readonly accounts: readonly Account[]; readonly known: readonly Account[]}
	| {readonly conflict: Conflict}
	/** It could not be looked at. */
	| {readonly error: unknown};

/** What became of an operation, or what is to be sent once more. */
export type Judgement = {readonly outcome: Outcome} | {readonly again: Operation};

export interface JudgeOptions {
	/** Whether something may be sent once more. */
	readonly mayRepeat: boolean;
	/** The target refuses a create of what is there already. */
	readonly declaresExists: boolean;
	/** An account that this write had made would be shown by now: see {@link answeredBefore}. */
	readonly wouldShow: boolean;
	/** Attributes of which no two accounts may hold the same value. */
	readonly unique: ReadonlySet<string>;
	readonly settings: TargetSettings | undefined;
	/** Where the target keeps the Slack id. */
	readonly slackIdAt: string | undefined;
}

const kinds = {
	exists: true,
	'not-found': true,
	refused: true,
	changed: true,
	auth: true,
	unavailable: true,
	'unknown-outcome': true,
	'invalid-answer': true,
	'not-kept': true,
	aborted: true,
} satisfies Record<TargetErrorKind, true>;

const isKnown = (kind: string): kind is TargetErrorKind => Object.hasOwn(kinds, kind);

type Failure = Extract<Outcome, {kind: 'failed'}>['error'];

const failureOf = (error: unknown): Failure => {
	const info = errorInfo(error);
	return {...info, kind: info.kind === 'aborted' ? 'unknown-outcome' : isKnown(info.kind) ? info.kind : 'bug'};
};

const halfDone = 'the account is active again, but its attributes were not updated';

const failed = ({operation, milliseconds}: Pick<Sent, 'operation' | 'milliseconds'>, error: Failure): {readonly outcome: Outcome} => ({
	outcome: {kind: 'failed', operation, milliseconds, error},
});

/**
What became of an operation by the target's answer alone: while the others are still under way, where the target cannot be looked at (or is not to be: `verify: false`), and after a stop.
*/
export const byAnswer = (sent: Sent, because: 'stopped' | 'trouble' = 'stopped'): Outcome => {
	const {operation, answer, milliseconds, adopts} = sent;
	const note = adopts && {note: 'adopted' as const};
	switch (answer.kind) {
		case 'done':
			return {kind: 'done', operation, milliseconds, ...note, ...(answer.id !== undefined && {id: answer.id})};
		case 'existed':
			return {kind: 'done', operation, milliseconds, note: 'existed'};
		case 'not-sent':
			return {kind: 'not-run', operation, because};
		case 'conflict':
			return {kind: 'conflict', operation, milliseconds, conflict: answer.conflict};
		case 'error':
			return failed(sent, saidError(sent, answer)).outcome;
		default:
			return answer satisfies never;
	}
};

/** An error as a person is told of it. Where a request was sent and not answered, or was cut off by a stop, it says that the outcome is not known. */
const saidError = ({operation}: Sent, {error, half}: Extract<Sent['answer'], {kind: 'error'}>): Failure => {
	const said = failureOf(error);
	if (half) {
		const stopped = errorKind(error) === 'not-begun';
		const why = stopped ? 'the run was stopped before; the next run will do that' : said.message;
		return {...said, kind: stopped ? 'aborted' : said.kind, message: `${halfDone}: ${why}`};
	}
	if (said.kind !== 'unknown-outcome') return said;
	return {...said, message: `${said.message}: it may have been ${operation.kind === 'create' ? 'created' : 'done'}; the next run will see`};
};

/** What becomes of a create whose target cannot be looked at. It is sent once more only where the target is known to refuse what is there: elsewhere that could make a second account. */
export const unlooked = (sent: Sent, {mayRepeat, declaresExists}: Pick<JudgeOptions, 'mayRepeat' | 'declaresExists'>): Judgement => {
	const {operation, answer, milliseconds} = sent;
	const kind = answer.kind === 'error' ? errorKind(answer.error) : undefined;
	if (operation.kind === 'create' && declaresExists) {
		if (kind === 'exists') return {outcome: {kind: 'done', operation, milliseconds, note: 'existed'}};
		if (isOpen(sent) && mayRepeat) return {again: operation};
	}
	return {outcome: byAnswer(sent)};
};

type Removal = Extract<Operation, {readonly kind: 'deactivate' | 'delete'}>;

const isRemovalOf = (operation: Operation): operation is Removal => isRemoval(operation);

/** Whether an account that was to go is still there. Its id tells, whoever has it now: a write may have lost the keys by which it was known. */
const isStillThere = ({kind, account: {id}}: Removal, accounts: readonly Account[]): boolean =>
	accounts.some(account => account.id === id && (kind === 'delete' || account.active));

/** Whether a plan made from what is there now asks for nothing more of this account. A verb that may not be used is not asked for again. */
const isSettled = (sent: Operation, now: Operation | undefined, known: readonly Account[]): boolean => {
	if (now === undefined || now.kind === 'noop') return true;
	if (now.kind === 'skip') return sent.kind !== 'create' && now.verb !== sent.kind;
	if (!isRemovalOf(sent) || !('account' in now) || sent.account.id === now.account?.id) return false;
	// Where one account of a person is gone, another one may carry a key of theirs: that is for the next plan. One that nobody knew before is the same one under another id
	return known.some(({id}) => id === now.account?.id);
};

/**
Compares what was sent with what the target shows now. Pure: this is where a write is believed.

What no longer differs is done, whatever its answer was. What still differs is sent once more only where its answer left the outcome open; else it failed: with the target's own word, or, where that was "done", as `not-kept`.
*/
export const judge = (sent: Sent, shown: Shown, options: JudgeOptions): Judgement => {
	const {operation, answer, milliseconds} = sent;
	if (answer.kind === 'not-sent' || answer.kind === 'conflict') return {outcome: byAnswer(sent)};
	if ('error' in shown) return failed(sent, unseen(sent, shown.error));
	// To a saved plan, a new account that is not as it was sent is somebody else's
	if ('conflict' in shown && shown.conflict.kind === 'exists' && answer.kind === 'done')
		return failed(sent, {kind: 'not-kept', message: `${answered(sent)}, and does not show the new account as it was sent`});
	if ('conflict' in shown) return {outcome: {kind: 'conflict', operation, milliseconds, conflict: shown.conflict}};
	const {operation: now, accounts, known} = shown;
	if (isRemovalOf(operation) && now?.kind !== operation.kind && isStillThere(operation, accounts)) {
		if (answer.kind === 'error') return failed(sent, refusedBy(sent, accounts, options));
		return failed(sent, notKept(sent, operation, options));
	}
	if (isSettled(operation, now, known)) return {outcome: settled(sent)};
	if (operation.kind === 'create') {
		if (now!.kind === 'skip') return {outcome: {kind: 'not-run', operation: now!, because: 'plan'}};
		if (now!.kind === 'create') return invisible({...sent, operation}, accounts, options);
	} else if (now!.kind === 'create') {
		return failed(sent, answer.kind === 'done' ? vanished(sent) : failureOf(errorOf(sent)));
	}
	if (isOpen(sent) && options.mayRepeat) return {again: now!};
	if (answer.kind === 'error') return failed(sent, refusedBy(sent, accounts, options));
	return failed(sent, notKept(sent, now!, options));
};

const errorOf = ({answer}: Sent): unknown => (answer.kind === 'error' ? answer.error : undefined);

const settled = (sent: Sent): Outcome => {
	const {operation, answer, milliseconds, adopts} = sent;
	const id = answer.kind === 'done' ? answer.id : undefined;
	const note =
		adopts || (operation.kind === 'create' && answer.kind !== 'done') ? 'adopted' : answer.kind === 'done' ? undefined : 'confirmed';
	return {kind: 'done', operation, milliseconds, ...(note !== undefined && {note}), ...(id !== undefined && {id})};
};

/** What the target said to a write that it did not keep. */
const answered = ({status}: Pick<Sent, 'status'>): string => `the target answered ${status ?? 'as done'}`;

const vanished = (sent: Sent): Failure => ({
	kind: 'not-kept',
	message: `${answered(sent)}, and does not show the account any more`,
	hint: 'Look whether the list shows every account, and whether somebody deleted it meanwhile; the next run plans it anew',
});

const isMade = ({operation, answer}: Sent): boolean => operation.kind === 'create' && answer.kind === 'done';

/**
The writes that were answered before the last account was created, where a list shows every account that was: it hides nothing of theirs, and is not late. A write that was too much at once is one of these, for the others end after it.

@param all - Everything that was sent, in the order of the answers.
@param isShown - Whether the list shows what a create made.
*/
export const answeredBefore = (all: readonly Sent[], isShown: (sent: Sent) => boolean): ReadonlySet<Sent> => {
	return new Set(all.filter(isMade).every(isShown) ? all.slice(0, Math.max(0, all.findLastIndex(isMade))) : []);
};

/** A create of which nothing is to be seen. */
const invisible = (sent: Sent & {readonly operation: Create}, accounts: readonly Account[], options: JudgeOptions): Judgement => {
	const {operation, answer, milliseconds} = sent;
	if (answer.kind === 'done') {
		const hint = 'Look whether the list shows new accounts, and whether it takes a while (`verify: {within: 30s}`)';
		return failed(sent, {kind: 'not-kept', message: `${answered(sent)}, and does not show the new account`, hint});
	}
	const kind = errorKind(errorOf(sent));
	if (answer.kind === 'existed' || kind === 'exists') {
		// Perhaps the first request was carried out since: nothing is known of another account
		if (sent.adopts) return failed(sent, failureOf(errorOf(sent)));
		return {outcome: {kind: 'conflict', operation, milliseconds, conflict: held(operation, accounts, errorOf(sent), options)}};
	}
	// The target itself did not take it, and nothing came of it: the next run would send it again
	const isNotDone = kind === 'unavailable' && options.wouldShow;
	if (isOpen(sent) && options.mayRepeat && (options.declaresExists || isNotDone)) return {again: operation};
	if (kind === 'unknown-outcome' || kind === 'aborted') return {outcome: byAnswer(sent)};
	return failed(sent, failureOf(errorOf(sent)));
};

/** From so many on it is no chance: that values differ in all accounts, or that all writes were refused. */
const several = 3;

/** The one account that holds a value which no two accounts share: by a match key, or by an attribute that the target's own words name. */
const holderOf = (
	wanted: Readonly<Record<string, unknown>>,
	accounts: readonly Account[],
	{unique, said, but}: Pick<JudgeOptions, 'unique'> & {readonly said: string; readonly but?: string},
): {readonly account: Account; readonly on: {readonly key: string; readonly value: string}} | undefined => {
	const words = keyText(keyed(said));
	const isNamed = (key: string): boolean => words.includes(keyText(keyed(key.split('.').at(-1)!)));
	const names = Object.keys(wanted);
	const likely = names.filter(key => unique.has(key) || isNamed(key));
	// Where nothing is named: values of which every account has its own, as logins and numbers
	const rest = names.filter(key => !likely.includes(key) && isDifferentEverywhere(key, accounts));
	for (const key of [...likely, ...rest]) {
		const value = wanted[key];
		if (typeof value !== 'string' || value === '') continue;
		const holders = accounts.filter(account => account.id !== but && textsAt(key, account).some(other => sameText(other, value)));
		if (holders.length === 1) return {account: holders[0]!, on: {key, value}};
	}
	return undefined;
};

const textsAt = (key: string, {keys, attributes}: Account): string[] =>
	[keys[key], attributes[key]].filter(other => typeof other === 'string');

const isDifferentEverywhere = (key: string, accounts: readonly Account[]): boolean => {
	const values = accounts.flatMap(account => [...new Set(textsAt(key, account).map(keyed))]);
	return values.length >= several && new Set(values).size === values.length;
};

/** Why a create that "exists" is not settled: by which account the value is held, or that none can be seen. */
const held = (operation: Create, accounts: readonly Account[], error: unknown, options: JudgeOptions): Conflict => {
	const {person, keys, attributes} = operation;
	const said = error === undefined ? '' : errorInfo(error).message;
	const reason = error === undefined ? {} : {reason: said};
	const holder = holderOf({...attributes, ...keys}, accounts, {...options, said});
	if (holder) return toConflict('taken', [person], [holder.account], {on: holder.on, ...reason});
	const [on] = Object.entries(keys).map(([key, value]) => ({key, value}));
	return toConflict('hidden', [person], [], {...(on && {on}), ...reason});
};

/** What the target said, with the account that stands in the way, where one is to be seen. */
const refusedBy = (sent: Sent, accounts: readonly Account[], options: JudgeOptions): Failure => {
	const {operation} = sent;
	const outcome = byAnswer(sent);
	const error = outcome.kind === 'failed' ? outcome.error : failureOf(errorOf(sent));
	if (error.kind !== 'exists' || !('changes' in operation) || !operation.account) return error;
	const wanted = Object.fromEntries((operation.changes ?? []).map(({attribute, to}) => [attribute, to]));
	const holder = holderOf(wanted, accounts, {...options, said: error.message, but: operation.account.id});
	if (!holder) return error;
	const {account, on} = holder;
	const hint = `Account ${account.id} holds the ${on.key} ${JSON.stringify(on.value)}: change it there, or give this person another one under "overrides"`;
	return {...error, hint};
};

/** What the target said of a write, and why nobody could see what is there. */
const unseen = (sent: Sent, error: unknown): Failure => {
	const outcome = byAnswer(sent);
	const {message} = errorInfo(error);
	if (outcome.kind !== 'failed')
		return {...failureOf(error), message: `${answered(sent)}, but the account could not be read again: ${message}`};
	return {...outcome.error, message: `${outcome.error.message}; the account could not be looked up: ${message}`};
};

const value = (json: unknown): string => (json === undefined || json === null ? 'empty' : JSON.stringify(json));

/** What was answered as done and is not there. */
const notKept = (sent: Sent, now: Operation, {settings, slackIdAt}: JudgeOptions): Failure => {
	const {operation} = sent;
	const wasRemoved = operation.kind === 'deactivate' || operation.kind === 'delete';
	const isState = wasRemoved || now.kind === 'reactivate';
	const changes: readonly Change[] = isState ? [] : 'changes' in now && now.changes ? now.changes : [];
	const still = isState
		? [`the account is still ${operation.kind === 'delete' ? 'there' : wasRemoved ? 'active' : 'inactive'}`]
		: changes.map(({attribute, from, to}) => `\`${attribute}\` is still ${value(from)} and not ${value(to)}`);
	const keys = isState
		? [operation.kind, settings?.active]
		: changes.map(({attribute}) => (attribute === slackIdAt ? (settings?.slackId ?? 'slackIdAt') : `attributes.${attribute}`));
	const named = [...new Set(keys.filter(key => key !== undefined))].map(key => `\`${key}\``);
	const isFolded = changes.some(({from, to}) => sameText(from, to));
	const folded = isFolded ? 'The target changes letter case: map the value as it keeps it, as in `{{ email | lower }}`. ' : '';
	return {
		kind: 'not-kept',
		message: `${answered(sent)}, and ${still.join(', ')}`,
		hint: `${folded}Look at ${named.join(', ')} in the config, at what the credentials may write, and whether the target shows changes late (\`verify: {within: 30s}\`)`,
	};
};

/** The attributes that were not kept, and of how many accounts: what never changes must not be read person by person. */
export const notKeptWarnings = (outcomes: readonly Outcome[]): string[] => {
	const counts = new Map<string, number>();
	for (const outcome of outcomes) {
		if (outcome.kind !== 'failed' || outcome.error.kind !== 'not-kept') continue;
		const {hint} = outcome.error;
		if (hint !== undefined) counts.set(hint, (counts.get(hint) ?? 0) + 1);
	}
	return [...counts].map(
		([hint, count]) =>
			`${count} ${count === 1 ? 'write was' : 'writes were'} answered as done and not kept, and will be planned again in every run: ${hint}`,
	);
};

/** An account that was in line when the run began and is not at its end. */
export const driftedError: ErrorInfo & {readonly kind: 'changed'} = {
	kind: 'changed',
	message: 'the account was in line when the run began, and is not any more',
	hint: 'Another write, or somebody else, changed it; the next run brings it in line',
};

/** Where every write of a verb was refused, and none got through, the request is wrong rather than each person's values: the failures say so. */
export const refusedAlike = (outcomes: readonly Outcome[]): Outcome[] => {
	const refused = new Map<Operation['kind'], number>();
	for (const {kind, operation, ...outcome} of outcomes) {
		if (kind !== 'failed' && kind !== 'done') continue;
		const isRefused = kind === 'failed' && 'error' in outcome && outcome.error.kind === 'refused';
		const before = refused.get(operation.kind) ?? 0;
		refused.set(operation.kind, isRefused ? before + 1 : Number.NaN);
	}
	return outcomes.map(outcome => {
		const verb = outcome.operation.kind;
		if (outcome.kind !== 'failed' || outcome.error.hint !== undefined || verb === 'noop' || verb === 'skip') return outcome;
		const count = refused.get(verb) ?? 0;
		if (!(count >= several)) return outcome;
		const hint = `All ${count} were refused alike: look at the request (\`${verb}\` in the config) and at what the credentials may write, before the values of one person`;
		return {...outcome, error: {...outcome.error, hint}};
	});
};
