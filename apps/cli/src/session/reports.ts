import path from 'node:path';

import {errorInfo, errorKind, type ErrorInfo, type Recorder} from '@slack-im/core';
import {reportCss, toHtml, toJson, toJUnit} from '@slack-im/report';

import type {CliContext} from '../context.ts';
import {writeAtomically} from '../files/atomic.ts';
import {UsageError} from '../usage.ts';

/** Where reports go, absolute; one that is undefined is not written. */
export interface ReportFiles {
	readonly junit: string | undefined;
	readonly html: string | undefined;
	readonly json: string | undefined;
}

/** What the command line says of reports. */
export interface ReportFlags {
	readonly junit?: string | undefined;
	readonly reportDir?: string | undefined;
}

/** Where reports go if neither the command line nor the config says anything. */
export const defaultReports: ReportFiles = {junit: 'reports/junit.xml', html: 'reports/report.html', json: 'reports/run.json'};

/** `--junit` wins over `--report-dir`, that over the config. */
export const reportFiles = ({junit, reportDir}: ReportFlags, configured: ReportFiles, cwd: string): ReportFiles => {
	/** A report that the config switches off stays off, wherever the others go. */
	const place = (file: string | undefined, name: string): string | undefined => {
		if (file === undefined) return undefined;
		return path.resolve(cwd, reportDir === undefined ? file : path.join(reportDir, name));
	};
	return {
		junit: junit === undefined ? place(configured.junit, 'junit.xml') : path.resolve(cwd, junit),
		html: place(configured.html, 'report.html'),
		json: place(configured.json, 'run.json'),
	};
};

/**
{@link reportFiles} for a run that begins.

@throws A {@link UsageError} where one file would be written over by another.
*/
export const separateReports = (flags: ReportFlags, configured: ReportFiles, cwd: string): ReportFiles => {
	const files = reportFiles(flags, configured, cwd);
	const css = files.html === undefined ? undefined : path.join(path.dirname(files.html), 'report.css');
	const names = new Map<string, string>();
	for (const [name, file] of Object.entries({...files, 'report.css': css})) {
		if (file === undefined) continue;
		const other = names.get(file);
		if (other !== undefined)
			throw new UsageError(`${path.relative(cwd, file)} would be two reports, ${other} and ${name}`, 'give each a file of its own');
		names.set(file, name);
	}
	return files;
};

/** The reports of one run, written as far as the run has come. */
export interface Reports {
	readonly files: ReportFiles;
	/** Writes all of them; what could not be written is in the answer. Synchronous, for the last moments of a process. */
	save(): ErrorInfo[];
}

/** Begins the reports of a run. Nothing is written before `save`. */
export const createReports = (
	files: ReportFiles,
	{recorder, context: {redactor, host}}: {readonly recorder: Recorder; readonly context: Pick<CliContext, 'redactor' | 'host'>},
): Reports => ({
	files,
	save: () => {
		const run = redactor.data(recorder.run());
		const failures: ErrorInfo[] = [];
		const done = new Set<string>();
		const save = (file: string | undefined, chunks: () => Iterable<string>, mode?: number): void => {
			if (file === undefined || done.has(file)) return; // One place for two: the first of them counts
			done.add(file);
			try {
				writeAtomically(file, redactor.stream(chunks()), {pid: host.pid, ...(mode !== undefined && {mode})});
			} catch (error) {
				if (errorKind(error) !== 'output') throw error;
				failures.push(errorInfo(error));
			}
		};
		save(files.junit, () => toJUnit(run));
		save(files.html, () => toHtml(run));
		if (files.html !== undefined) save(path.join(path.dirname(files.html), 'report.css'), () => [reportCss], 0o644);
		save(files.json, () => toJson(run));
		return failures;
	},
});
