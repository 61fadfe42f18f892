import {execFileSync, spawn, type ChildProcessWithoutNullStreams} from 'node:child_process';
import {existsSync} from 'node:fs';
import path from 'node:path';
import {createInterface} from 'node:readline';

const runner = path.resolve(import.meta.dirname, '../runner/run');
const groovy = process.env['GROOVY_JAR'] ?? '/usr/share/java/groovy-all.jar';

const hasJava = (): boolean => {
	try {
		execFileSync('java', ['-version'], {stdio: 'ignore'});
		return existsSync(groovy);
	} catch {
		return false;
	}
};

/** True where there is no Java or no Groovy: one line says what is left out. With SLACK_IM_REAL=1 nothing is left out, so that what is missing shows as a failure. */
export const noJenkins = process.env['SLACK_IM_REAL'] !== '1' && !hasJava();
if (noJenkins) process.stderr.write('skipped: the tests of pipelines need Java 11+ and Groovy 2.4 (Debian: default-jre-headless groovy)\n');

/** What a build is given; the keys are those of runner/Main.groovy. */
export interface BuildOptions {
	readonly script: string;
	readonly home: string;
	readonly job?: string;
	readonly cause?: 'timer' | 'user' | 'upstream';
	readonly parameters?: Readonly<Record<string, string | boolean>>;
	readonly credentials?: Readonly<Record<string, string>>;
	readonly env?: Readonly<Record<string, string>>;
	readonly libraries?: Readonly<Record<string, string>>;
	readonly jobs?: Readonly<Record<string, string>>;
	readonly artifacts?: Readonly<Record<string, string>>;
	readonly without?: readonly string[];
	readonly history?: string;
	/** Milliseconds: when the build starts. */
	readonly now?: number;
	/** The folder that `checkout scm` brings; 'unreachable' fails. */
	readonly scm?: string;
	/** What an earlier build left in the workspace. */
	readonly leftover?: string;
	/** 'approve', 'approve:NAME=VALUE', 'reject' or 'timeout'. */
	readonly input?: string;
	readonly approver?: string;
	/** Seconds after the build began, or after {@link BuildOptions.abortAt} was in its log. */
	readonly abortAfter?: number;
	readonly abortAt?: string;
	readonly firstRun?: boolean;
	readonly noMasking?: boolean;
}

/** What came of a build. */
export interface Build {
	readonly result: 'SUCCESS' | 'UNSTABLE' | 'FAILURE' | 'NOT_BUILT' | 'ABORTED';
	readonly number: number;
	readonly description: string | null;
	readonly log: readonly string[];
	readonly mails: readonly {readonly to: string; readonly subject: string}[];
	readonly started: readonly {readonly job: string; readonly parameters: Readonly<Record<string, string>>; readonly wait: boolean}[];
	readonly inputs: readonly {
		readonly message: string;
		readonly submitter: string | null;
		readonly onAgent: boolean;
		readonly hasTimeout: boolean;
	}[];
	/** Names of artifacts. */
	readonly archived: readonly string[];
	readonly archive: string;
	/** How many agents were taken, one after the other. */
	readonly agents: number;
	/** What `junit` published; null where it did not run. */
	readonly tests: {readonly total: number; readonly failed: number; readonly skipped: number; readonly failures: readonly string[]} | null;
	readonly failingSince: Readonly<Record<string, number>> | null;
}

let java: ChildProcessWithoutNullStreams | undefined;
const waiting = new Map<number, (line: string) => void>();

const start = (): ChildProcessWithoutNullStreams => {
	const child = spawn(runner, ['--serve'], {stdio: ['pipe', 'pipe', 'pipe']});
	child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
	createInterface(child.stdout).on('line', line => {
		const {id}: {readonly id: number} = JSON.parse(line);
		waiting.get(id)?.(line);
	});
	child.on('exit', code => {
		for (const answer of waiting.values()) answer(JSON.stringify({problem: `the runner ended with ${code}`}));
	});
	child.unref();
	return child;
};

let asked = 0;

/** One process of Java does everything, several builds at a time. */
const ask = async <T>(options: object): Promise<T> => {
	java ??= start();
	const id = (asked += 1);
	const answer = await new Promise<string>(resolve => {
		waiting.set(id, resolve);
		java!.stdin.write(`${JSON.stringify({id, options})}\n`);
	});
	waiting.delete(id);
	const result: T & {readonly problem?: string} = JSON.parse(answer);
	if (result.problem !== undefined) throw new Error(result.problem);
	return result;
};

/** Runs a build. */
export const build = (options: BuildOptions): Promise<Build> => ask(options);

/** What a job is, as Job DSL says it: names and values, nested. */
export type Said = readonly (string | Said)[];

/** The jobs and folders that a script of Job DSL defines. */
export const jobsOf = async (jobDsl: string): Promise<Readonly<Record<string, {readonly kind: string; readonly content: Said}>>> =>
	(await ask<{readonly jobs: Readonly<Record<string, {readonly kind: string; readonly content: Said}>>}>({jobDsl})).jobs;

/** Ends the process of Java. */
export const stop = (): void => {
	java?.stdin.end();
	java = undefined;
};
