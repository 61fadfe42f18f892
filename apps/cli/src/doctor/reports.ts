import {accessSync, constants, statSync} from 'node:fs';
import path from 'node:path';

import {type Config} from '@slack-im/config';
import {reasonOf} from '@slack-im/config/errno';
import type {CliContext} from '../context.ts';
import {reportFiles} from '../session/reports.ts';
import {ok, problem, type Finding} from './finding.ts';

/** The nearest folder that is there: those that are missing are made. */
const existing = (folder: string): string => {
	let place = folder;
	while (statSync(place, {throwIfNoEntry: false}) === undefined) place = path.dirname(place);
	return place;
};

const whyNot = (folder: string): string | undefined => {
	const place = existing(folder);
	if (!statSync(place).isDirectory()) return `${place} is a file, not a folder`;
	try {
		accessSync(place, constants.W_OK | constants.X_OK);
		return undefined;
	} catch (error) {
		return `${place}: ${reasonOf(error)}`;
	}
};

/** Whether the reports of a run can be written. Nothing is written. */
export const checkReports = ({reports}: Config, {cwd, env}: CliContext): Finding[] => {
	const {junit, html, json} = reportFiles({junit: env['SLACK_IM_JUNIT'], reportDir: env['SLACK_IM_REPORT_DIR']}, reports, cwd);
	const folders = [...new Set([junit, html, json].flatMap(file => (file === undefined ? [] : [path.dirname(file)])))];
	if (folders.length === 0) return [ok('reports', 'no report file configured')];
	return folders.map(folder => {
		const why = whyNot(folder);
		const shown = path.relative(cwd, folder) || '.';
		return why === undefined
			? ok('reports', `written to ${shown}`)
			: problem('reports', 2, `cannot be written to ${shown}: ${why}`, 'set another folder: `reports` in the config, or --report-dir');
	});
};
