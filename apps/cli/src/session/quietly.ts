import type {RunEvent} from '@slack-im/core';

import type {ConfigCommand} from '../commands/base.ts';
import type {Config, LoadOptions} from '@slack-im/config';
import {openLive, plainLive} from '../terminal/live.ts';
import type {Logger} from '../terminal/log.ts';
import {startProgress} from '../terminal/progress.ts';
import {loadAndTell} from './load-and-tell.ts';

/** What a command works with that leaves no reports. */
export interface QuietSession {
	readonly config: Config;
	readonly log: Logger;
	readonly onEvent: (event: RunEvent) => void;
	/** Writes a piece of the result. What changed in place is gone before. */
	readonly print: (piece: string) => void;
}

/** Loads the config and does the work of a command that leaves no reports: with a log, and progress where somebody looks. */
export const quietly = async (
	command: ConfigCommand,
	load: Omit<LoadOptions, 'cwd' | 'env' | 'config'>,
	work: (session: QuietSession) => Promise<number>,
): Promise<number> => {
	const {context, quiet} = command;
	const {cwd, env, redactor, releaseOthers, dying, stdout, now} = context;
	const live = quiet ? plainLive(context) : await openLive(context);
	const log = command.logger(live.print);
	const config = await loadAndTell({cwd, env, config: command.config, ...load}, {redactor, dying, releaseOthers, log});
	const progress = startProgress({log, live, now, quiet});
	try {
		const print = (piece: string): void => {
			progress.end();
			stdout.write(piece);
		};
		return await work({config, log, onEvent: progress.onEvent, print});
	} finally {
		progress.end();
	}
};
