import type {ExitCode} from '@slack-im/core';
import {Command, Option, type CommandClass as AnyCommandClass} from 'clipanion';

import type {CliContext} from '../context.ts';
import {createLog, type Level, type Logger} from '../terminal/log.ts';
import {UsageError} from '../usage.ts';

/** A command as the help sees it. */
export type CommandClass = AnyCommandClass<CliContext> & {
	/** Its positional argument, as in `[API_URL]`. */
	readonly argument?: string;
	/** The codes it may end with, where they are not those of a run. */
	readonly exits?: readonly ExitCode[];
};

const runExits = [0, 1, 2, 3, 4, 5, 70, 130, 143] as const;

/** The exit codes that a command may end with. */
export const exitCodes = ({exits = runExits}: CommandClass): readonly ExitCode[] => exits;

/** What every command that reads the config has: which config, and how loud it is. */
export abstract class ConfigCommand extends Command<CliContext> {
	config = Option.String('--config', {
		env: 'SLACK_IM_CONFIG',
		description:
			'FILE: the config (default: slack-im.config.yaml, .yml, .json, .ts, .mts or .mjs, from here upwards to the folder with .git; SLACK_IM_CONFIG)',
	});
	logFormat = Option.String('--log-format', 'text', {
		env: 'SLACK_IM_LOG_FORMAT',
		description: 'FORMAT: of the log: text, or json for one object a line (default text; SLACK_IM_LOG_FORMAT)',
	});
	quiet = Option.Boolean('-q,--quiet', false, {description: 'only warnings and errors in the log, and no progress'});
	verbose = Option.Boolean('-v,--verbose', false, {description: 'every page, every outcome and every retry in the log'});

	/** The log as the options ask for it. */
	logger(write: (line: string) => void = line => void this.context.stderr.write(line)): Logger {
		const {now, redactor, err} = this.context;
		const format = this.logFormat;
		if (format !== 'text' && format !== 'json')
			throw new UsageError(
				`${this.context.env['SLACK_IM_LOG_FORMAT'] === format ? 'SLACK_IM_LOG_FORMAT' : '--log-format'} is text or json, not "${format}"`,
				'leave it out for text',
			);
		const level: Level = this.verbose ? 'debug' : this.quiet ? 'warn' : 'info';
		return createLog({write, format, level, colour: err.colour, now, redact: redactor.text});
	}
}

/** What every command that leaves reports has. */
export abstract class ReportingCommand extends ConfigCommand {
	junit = Option.String('--junit', {
		env: 'SLACK_IM_JUNIT',
		description: 'FILE: the JUnit report (default reports/junit.xml; SLACK_IM_JUNIT)',
	});
	reportDir = Option.String('--report-dir', {
		env: 'SLACK_IM_REPORT_DIR',
		description: 'FOLDER: where junit.xml, report.html, report.css and run.json go (default reports; SLACK_IM_REPORT_DIR)',
	});
}
