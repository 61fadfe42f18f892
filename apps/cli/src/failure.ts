import {errorKind, exitOf, signalExit, type ExitCode} from '@slack-im/core';

import type {CliContext} from './context.ts';
import {stoppedBy} from './context.ts';

/** The process is ending though its work is not over. */
export class UnfinishedError extends Error {
	override readonly name = 'UnfinishedError';
	readonly kind: 'config' | 'unfinished';
	readonly hint = 'look for an await that never ends, and for process.exit()';

	/** @param code - The one that the process was about to end with. */
	constructor(hasConfig: boolean, code: string | number) {
		super(
			hasConfig
				? `the work is not done, yet nothing is left to wait for: a module of a target ended the process (with ${code}), or waits for what never comes`
				: 'the config was never loaded: its code ended the process, or waits for what never comes',
		);
		this.kind = hasConfig ? 'unfinished' : 'config';
	}
}

/** The exit code of a command that ended with an error. Errors are told apart by name and `kind`, not by class. */
export const failureExit = (error: unknown, context: Pick<CliContext, 'signal'>): ExitCode => {
	const signal = stoppedBy(context);
	if (signal !== undefined) return signalExit(signal);
	const name = error instanceof Error ? error.name : '';
	return exitOf(errorKind(error), name === 'SourceError' ? 'source' : name === 'TargetError' ? 'target' : 'command');
};

/** What a person is told of an error: what, why, and what to do. A bug shows where it is. */
export const describeFailure = (error: unknown): string => {
	if (!(error instanceof Error)) return String(error);
	const hint = 'hint' in error && typeof error.hint === 'string' ? `\n  ${error.hint}` : '';
	const causes: string[] = [];
	for (let {cause} = error; cause instanceof Error && causes.length < 5; cause = cause.cause) {
		if (cause.message !== '' && !error.message.includes(cause.message)) causes.push(`\n  because: ${cause.message}`);
	}
	if (errorKind(error) !== undefined) return `${error.message}${causes.join('')}${hint}`;
	return `this is a bug in slack-im, please report it: ${error.stack ?? error.message}${causes.join('')}`;
};
