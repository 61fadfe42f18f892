import {existsSync, lstatSync, renameSync, rmdirSync, rmSync} from 'node:fs';
import path from 'node:path';

import {errorInfo, errorKind, type ErrorInfo, type Recorder} from '@slack-im/core';
import {reportCss, toHtml, toJson, toJUnit} from '@slack-im/report';

import type {CliContext} from '../context.ts';
import {besideFile, isDevice, writeAtomically} from '../files/atomic.ts';
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

/** The files that are written for reports, JUnit last. Where one place is given for two, JUnit has it. */
const placesOf = ({junit, html, json}: ReportFiles): {readonly kind: 'html' | 'css' | 'json' | 'junit'; readonly file: string}[] => {
	const css = html === undefined ? undefined : path.join(path.dirname(html), 'report.css');
	const places = Object.entries({html, css, json, junit} as const);
	const kinds = ['html', 'css', 'json', 'junit'] as const;
	return kinds.flatMap((kind, index) => {
		const file = places[index]?.[1];
		return file === undefined || (kind !== 'junit' && file === junit) ? [] : [{kind, file}];
	});
};

/** The reports of one run, written as far as the run has come. */
export interface Reports {
	readonly files: ReportFiles;
	/** Writes all of them or a part, JUnit last: a pipeline believes it, so it must not be green before everything else is over. A stand-in is all of them, until the real ones come: it need not outlive a power failure. What could not be written is in the answer. Synchronous, for the last moments of a process. */
	save(part?: 'all' | 'junit' | 'all-but-junit' | 'stand-in'): ErrorInfo[];
}

/** Begins the reports of a run. Nothing is written before `save`. */
export const createReports = (
	files: ReportFiles,
	{recorder, context: {redactor, host}}: {readonly recorder: Recorder; readonly context: Pick<CliContext, 'redactor' | 'host'>},
): Reports => ({
	files,
	save: (part = 'all') => {
		const run = redactor.data(recorder.run());
		const failures: ErrorInfo[] = [];
		const texts = {html: () => toHtml(run), css: () => [reportCss], json: () => toJson(run), junit: () => toJUnit(run)};
		for (const {kind, file} of placesOf(files)) {
			if ((part === 'junit' && kind !== 'junit') || (part === 'all-but-junit' && kind === 'junit')) continue;
			try {
				writeAtomically(file, redactor.stream(texts[kind]()), {host, durable: part !== 'stand-in', ...(kind === 'css' && {mode: 0o644})});
			} catch (error) {
				if (errorKind(error) !== 'output') throw error;
				failures.push(errorInfo(error));
			}
		}
		return failures;
	},
});

/** Reports that were put in place before it was known where they belong. */
export interface StandIns {
	/** Whether these very places hold them. */
	hold(files: ReportFiles): boolean;
	/** Leaves them in these places; elsewhere, what was there before comes back. */
	settle(files: ReportFiles): void;
}

/** Replaces the reports of an earlier run, as far as the command line says where they are, before the config is loaded: its code may take long, and the run may be killed meanwhile. What cannot be replaced is told once the config is known. */
export const standIn = (reports: Reports, {host}: Pick<CliContext, 'host'>): StandIns => {
	const early = placesOf(reports.files)
		.filter(({file}) => !isDevice(file))
		.map(({file}) => {
			const aside = besideFile(file, host.pid, 'old');
			return {file, aside, isNewFolder: !existsSync(path.dirname(file)), before: putAside(file, aside)};
		});
	const written = reports.save('stand-in').length === 0;
	const same = (files: ReportFiles): boolean => JSON.stringify(placesOf(files)) === JSON.stringify(placesOf(reports.files));
	return {
		hold: files => written && same(files),
		settle: files => {
			const meant = new Set(placesOf(files).map(({file}) => file));
			for (const {file, aside, isNewFolder, before} of early.splice(0)) {
				attempt(() => {
					if (meant.has(file)) rmSync(aside, {force: true});
					else if (before === 'aside') renameSync(aside, file);
					else if (before === 'nothing') rmSync(file, {force: true});
				});
				if (isNewFolder) attempt(() => rmdirSync(path.dirname(file))); // Unless something else is in it
			}
		},
	};
};

/** What becomes of what was in a place. */
const putAside = (file: string, aside: string): 'nothing' | 'aside' | 'stays' => {
	const about = lstatSync(file, {throwIfNoEntry: false});
	if (about === undefined) return 'nothing';
	return !about.isDirectory() && attempt(() => renameSync(file, aside)) ? 'aside' : 'stays';
};

/** Whether something could be done that no run depends on. */
const attempt = (act: () => void): boolean => {
	try {
		act();
		return true;
	} catch {
		return false;
	}
};
