import path from 'node:path';

import type {Run} from '@slack-im/core';
import {planText, resultText} from '@slack-im/report';

import type {ReportingCommand} from '../commands/base.ts';
import type {ReportFiles} from './reports.ts';

/** The result on stdout: what was or would be done, person by person (after a sync not with `--quiet`; of `plan` it is the very result), then how it ended. */
export const printRun = ({context, quiet, ...flags}: ReportingCommand & {readonly matchedBy?: boolean; readonly all?: boolean}) =>
	function* (run: Run, {junit, html, json}: ReportFiles): Generator<string> {
		const {out, cwd} = context;
		const style = {color: out.colour, ...(out.isTTY && {width: out.columns()})};
		if (!quiet || run.command === 'plan') {
			yield* planText(run, {...style, matchedBy: flags.matchedBy === true, all: flags.all === true});
			yield '\n';
		}
		const reports = [html, junit, json].flatMap(file => (file === undefined ? [] : [path.relative(cwd, file) || file]));
		yield* resultText(run, {...style, reports});
	};
