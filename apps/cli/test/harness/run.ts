import {spawn, type ChildProcess} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, mkdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {afterAll, expect, inject} from 'vitest';

import {readJUnit, type JUnit} from './junit.ts';

export interface RunOptions {
	/** Beside PATH and a home of its own; nothing else is inherited. */
	readonly env?: Readonly<Record<string, string>>;
	/** @default a new, empty folder */
	readonly cwd?: string;
	/** Values that may stand in no output and in no file that the run wrote. Those of SLACK_BOT_TOKEN and SLACK_IM_INITIAL_PASSWORD are among them. */
	readonly secrets?: readonly string[];
	/** Milliseconds until the run is killed. @default 60_000 */
	readonly timeout?: number;
	/** Gets the process once it runs. */
	readonly onStart?: (child: ChildProcess) => void;
	/** Gets the log as it grows. */
	readonly onStderr?: (text: string, child: ChildProcess) => void;
	/** The Node to run it with. @default this one */
	readonly node?: string;
	/** The command line to run in place of the bundle's own. */
	readonly command?: (node: string, bundle: string, args: readonly string[]) => readonly [string, ...string[]];
}

export interface RunResult {
	readonly exitCode: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly cwd: string;
	/** A file's text, relative to the working folder. */
	readonly file: (name: string) => string;
	readonly junit: () => JUnit;
}

const folders: string[] = [];
afterAll(() => {
	for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
});

/** A new, empty folder, gone after the tests. A `.git` in it keeps the search for a config within it. */
export const newFolder = (files: Readonly<Record<string, string>> = {}): string => {
	const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-cli-'));
	folders.push(folder);
	mkdirSync(path.join(folder, '.git'));
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(path.dirname(path.join(folder, name)), {recursive: true});
		writeFileSync(path.join(folder, name), text);
	}
	return folder;
};

const filesIn = (folder: string): string[] =>
	readdirSync(folder, {recursive: true, withFileTypes: true}).flatMap(entry =>
		entry.isFile() ? [path.join(entry.parentPath, entry.name)] : [],
	);

const writtenAs = (secret: string): string[] => [
	secret,
	JSON.stringify(secret).slice(1, -1),
	encodeURIComponent(secret),
	Buffer.from(secret).toString('base64').replace(/.?=*$/, ''),
	secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
];

/** What a check has to know beside the result. */
interface Background {
	readonly env: Readonly<Record<string, string>>;
	/** Files that were there before, with their text. */
	readonly before: ReadonlyMap<string, string>;
	readonly secrets: readonly string[];
}

const valueOf = (args: readonly string[], name: string): string | undefined => {
	const at = args.findLastIndex(argument => argument === name || argument.startsWith(`${name}=`));
	return args[at] === name ? args[at + 1] : args[at]?.slice(name.length + 1);
};

/** Where the report of a command line goes. */
const junitOf = (args: readonly string[], env: Readonly<Record<string, string>>): string =>
	valueOf(args, '--junit') ??
	env['SLACK_IM_JUNIT'] ??
	path.join(valueOf(args, '--report-dir') ?? env['SLACK_IM_REPORT_DIR'] ?? 'reports', 'junit.xml');

const reportingCommands = ['sync', 'plan', 'apply', 'snapshot'];

/** What holds for every run, whatever it was for. */
const checkAlways = (args: readonly string[], result: RunResult, {env, before, secrets}: Background): void => {
	const {cwd, stdout, stderr, exitCode} = result;
	const texts: [string, string][] = [
		['stdout', stdout],
		['stderr', stderr],
	];
	for (const file of filesIn(cwd)) {
		const text = readFileSync(file, 'latin1');
		if (before.get(file) !== text) texts.push([path.relative(cwd, file), Buffer.from(text, 'latin1').toString('utf8')]);
	}
	for (const secret of secrets)
		for (const form of writtenAs(secret)) for (const [where, text] of texts) expect(text.includes(form), `${form} in ${where}`).toBe(false);
	const junit = path.join(cwd, junitOf(args, env));
	if (
		exitCode !== null &&
		reportingCommands.includes(args[0] ?? '') &&
		!args.includes('--help') &&
		existsSync(junit) &&
		statSync(junit).isFile()
	) {
		const {failures, errors, tests} = result.junit();
		expect({exitCode, bad: failures + errors > 0}).toEqual({exitCode, bad: exitCode !== 0 && exitCode !== 6});
		expect(tests).toBeGreaterThan(0);
	}
};

/** Runs the built command as a process of its own, and checks what holds for every run. */
export const slackIm = async (args: readonly string[], options: RunOptions = {}): Promise<RunResult> => {
	const {
		cwd = newFolder(),
		env = {},
		timeout = 60_000,
		node = process.execPath,
		command = (node, bundle, args) => [node, bundle, ...args],
	} = options;
	const before = new Map(filesIn(cwd).map(file => [file, readFileSync(file, 'latin1')]));
	const [program, ...rest] = command(node, inject('bundle'), args);
	const child = spawn(program, rest, {
		cwd,
		// All tests share what the bundle's first start compiled
		env: {PATH: process.env['PATH'], HOME: cwd, XDG_CACHE_HOME: path.dirname(inject('bundle')), TZ: 'UTC', ...env},
		stdio: ['ignore', 'pipe', 'pipe'],
		timeout,
		killSignal: 'SIGKILL',
	});
	options.onStart?.(child);
	const stdout: Buffer[] = [];
	let stderr = '';
	child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
		options.onStderr?.(stderr, child);
	});
	const {exitCode, signal} = await new Promise<Pick<RunResult, 'exitCode' | 'signal'>>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (exitCode, signal) => resolve({exitCode, signal}));
	});
	const file = (name: string): string => readFileSync(path.join(cwd, name), 'utf8');
	const result = {
		exitCode,
		signal,
		stdout: Buffer.concat(stdout).toString(),
		stderr,
		cwd,
		file,
		junit: () => readJUnit(file(junitOf(args, env))),
	};
	const secrets = [...(options.secrets ?? []), ...['SLACK_BOT_TOKEN', 'SLACK_IM_INITIAL_PASSWORD'].flatMap(name => env[name] ?? [])].filter(
		secret => secret.length >= 4,
	);
	checkAlways(args, result, {env, before, secrets});
	return result;
};

/** Rights of a file, as in `600`. */
export const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);
