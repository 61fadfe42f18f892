import type {Operation, Plan, RunEvent} from '@slack-im/core';

import type {Live} from './live.ts';
import type {Logger} from './log.ts';
import {clockTime, count, duration, statusLines, things, type TargetStatus, type Status} from './status.ts';

/** Longest silence in a pipe, in milliseconds: below the half minute after which a person begins to worry. */
const heartbeat = 20_000;
/** Between two redraws on a terminal. */
const redraw = 100;

/** Tells what goes on: lines that stay, and on a terminal one line per target that changes. */
export interface Progress {
	readonly onEvent: (event: RunEvent) => void;
	/** Ends the changing lines and the heartbeat. */
	readonly end: () => void;
}

export interface ProgressOptions {
	readonly log: Logger;
	readonly live: Live;
	readonly now: () => Date;
	/** `--quiet`: no changing lines. */
	readonly quiet: boolean;
}

/** In the words of the plan. */
const words = ['create', 'ensure', 'update', 'adopt', 'reactivate', 'deactivate', 'delete'] as const;

const wordOf = (operation: Operation): Operation['kind'] | 'ensure' | 'adopt' => {
	if (operation.kind === 'create' && operation.unverified) return 'ensure';
	return operation.kind === 'update' && operation.adopts === true ? 'adopt' : operation.kind;
};

const planLine = ({operations, conflicts, orphans, firstSyncOrReset}: Plan): string => {
	const of = (word: ReturnType<typeof wordOf>): number => operations.filter(operation => wordOf(operation) === word).length;
	const parts = words.flatMap(word => (of(word) === 0 ? [] : [`${count(of(word))} to ${word}`]));
	if (conflicts.length > 0) parts.push(things(conflicts.length, 'conflict'));
	if (of('skip') > 0) parts.push(`${count(of('skip'))} skipped`);
	parts.push(`${count(of('noop'))} unchanged`);
	if (orphans.length > 0) parts.push(`${count(orphans.length)} that nobody in Slack claims`);
	return `${parts.join(', ')}${firstSyncOrReset ? ' (first sync or reset)' : ''}`;
};

const outcomeLine = (event: Extract<RunEvent, {kind: 'outcome'}>): string => {
	const {outcome} = event;
	const time = 'milliseconds' in outcome ? ` (${Math.round(outcome.milliseconds)} ms)` : '';
	const why = outcome.kind === 'failed' ? `: ${outcome.error.message}` : outcome.kind === 'conflict' ? `: ${outcome.conflict.message}` : '';
	return `${outcome.operation.kind} ${outcome.operation.key}: ${outcome.kind}${time}${why}`;
};

/** Begins to tell. Nothing is decided here: every line says what an event said. */
export const startProgress = ({log, live, now, quiet}: ProgressOptions): Progress => {
	const status: Status = {source: undefined, targets: new Map()};
	let drawnAt = 0;

	const targetOf = (name: string): TargetStatus => {
		const known = status.targets.get(name) ?? {phase: 'listing', finished: 0, total: 0, failed: 0, accounts: 0, since: now().getTime()};
		status.targets.set(name, known);
		return known;
	};

	const draw = (force: boolean): void => {
		const time = now().getTime();
		if (quiet || !live.changes || (!force && time - drawnAt < redraw)) return;
		drawnAt = time;
		live.show(statusLines(status, time, {bars: true}));
	};

	const timer = setInterval(() => {
		draw(true);
		if (live.changes || now().getTime() - log.lastAt() < heartbeat) return;
		for (const line of statusLines(status, now().getTime())) log.info(line);
	}, 1000);
	timer.unref();

	const onEvent = (event: RunEvent): void => {
		switch (event.kind) {
			case 'reading': {
				const {progress} = event;
				if (progress.kind === 'page') {
					status.source = {members: progress.members, pages: progress.pages};
					if (progress.pages > 0) log.debug(`Slack: page ${progress.pages}, ${things(progress.members, 'member')}`);
					break;
				}
				if (status.source?.waiting !== progress.until) log.info(`waiting for Slack until ${clockTime(progress.until)} (${progress.why})`);
				status.source = {members: 0, pages: 0, ...status.source, waiting: progress.until};
				break;
			}
			case 'read': {
				status.source = undefined;
				// Earlier records of people who came back
				const merged = event.members - event.in - event.leavers - event.excluded;
				log.info(
					`Slack: ${things(event.members, 'member')} read: ${count(event.in)} in, ${count(event.leavers)} left, ${count(event.excluded)} excluded${merged > 0 ? `, ${count(merged)} merged` : ''}`,
				);
				break;
			}
			case 'listing': {
				Object.assign(targetOf(event.target), {phase: 'listing', accounts: event.accounts});
				if (event.accounts > 0) log.debug(`${things(event.accounts, 'account')} listed`, event);
				break;
			}
			case 'planned': {
				Object.assign(targetOf(event.target), {phase: 'planned'});
				log.info(planLine(event.plan), event);
				break;
			}
			case 'applying': {
				Object.assign(targetOf(event.target), {phase: 'applying', total: event.total, since: now().getTime()});
				if (event.total > 0) log.info(`applying ${things(event.total, 'change')}`, event);
				break;
			}
			case 'answered': {
				const {finished, total} = event;
				Object.assign(targetOf(event.target), {finished, total});
				break;
			}
			case 'outcome': {
				const target = targetOf(event.target);
				target.finished = event.finished;
				target.total = event.total;
				if (event.outcome.kind === 'failed' || event.outcome.kind === 'conflict') target.failed++;
				log.debug(outcomeLine(event), event);
				break;
			}
			case 'committing': {
				Object.assign(targetOf(event.target), {phase: 'committing'});
				log.debug('committing', event);
				break;
			}
			case 'verifying': {
				Object.assign(targetOf(event.target), {phase: 'verifying'});
				log.debug('reading again what was written', event);
				break;
			}
			case 'target-ended': {
				const {finished, total, failed, since} = targetOf(event.target);
				status.targets.delete(event.target);
				if (total > 0)
					log.info(
						`${count(finished)} of ${count(total)} finished in ${duration(now().getTime() - since)}${failed > 0 ? `, ${count(failed)} failed` : ''}`,
						event,
					);
				break;
			}
			case 'warning': {
				log.warn(event.message, event);
				break;
			}
		}
		draw(false);
	};

	return {
		onEvent,
		end: () => {
			clearInterval(timer);
			live.end();
		},
	};
};
