import {createRecorder, errorInfo} from '@slack-im/core';

import type {CliContext} from '../context.ts';
import {valueOf, type ReportingName, type UsageError} from '../usage.ts';
import {version} from '../version.ts';
import {createReports, defaultReports, reportFiles} from './reports.ts';

/** Writes the reports of a run that never began, as far as its arguments still say where. */
export const reportUsageError = (command: ReportingName, argv: readonly string[], error: UsageError, context: CliContext): void => {
	const {env, cwd, now} = context;
	const recorder = createRecorder({command, dryRun: command === 'plan', toolVersion: version}, now);
	recorder.configError(errorInfo(error));
	recorder.finish(2);
	const flags = {
		junit: valueOf(argv, '--junit') || env['SLACK_IM_JUNIT'] || undefined,
		reportDir: valueOf(argv, '--report-dir') || env['SLACK_IM_REPORT_DIR'] || undefined,
	};
	createReports(reportFiles(flags, defaultReports, cwd), {recorder, context}).save();
};
