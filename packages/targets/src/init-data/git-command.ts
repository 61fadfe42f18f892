import {statSync} from 'node:fs';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';

import {errorInfo, TargetError, type TargetErrorKind} from '@slack-im/core';
import {execa} from 'execa';

import type {GitOptions} from './options.ts';

/** What a git command printed. */
export interface GitResult {
	readonly ok: boolean;
	/** Bytes, for a file's content need not be text. */
	readonly stdout: Buffer;
	/** Without credentials. */
	readonly stderr: string;
}

/** Runs `git` in one folder. `try` hands over a failure, `run` throws it. */
export interface Git {
	try(args: readonly string[], more?: GitCall): Promise<GitResult>;
	/** @returns What was printed, without the last line break. */
	run(args: readonly string[], more?: GitCall): Promise<string>;
}

interface GitCall {
	readonly signal?: AbortSignal | undefined;
	readonly input?: string | Uint8Array;
	readonly env?: Readonly<Record<string, string>>;
	/** Another folder than the usual one. */
	readonly cwd?: string;
}

/** Milliseconds that one command may take, a slow network included. */
const timeout = 120_000;

/** Takes user names, passwords and tokens out of every address in a text: git repeats the remote's address in its errors. */
const withoutCredentials = (text: string): string => text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#'"]*@/gi, '$1***@');

const kinds: readonly (readonly [RegExp, TargetErrorKind, string?])[] = [
	[
		/terminal prompts disabled|could not read (Username|Password)/,
		'auth',
		'Set up a credential helper or GIT_ASKPASS: git cannot ask for a password here.',
	],
	[
		/Authentication failed|Permission denied|Invalid username or (password|token)|returned error: 40[13]|Host key verification failed/i,
		'auth',
		'Check what git logs in with.',
	],
	[
		/Could not resolve host|Failed to connect|Connection (refused|timed out|reset)|Network is unreachable|returned error: (429|5\d\d)|does not appear to be a git repository|Could not read from remote|hung up unexpectedly|RPC failed|remote failed to report status/i,
		'unavailable',
		'Check where the remote is (git remote -v, `git.remote`) and whether this machine reaches it.',
	],
	[/unable to auto-detect email|Please tell me who you are|empty ident name/, 'refused', 'Set `git.author`.'],
	[/dubious ownership/, 'refused', "Add the folder to git's `safe.directory`."],
];

/** A lock that no git gave back. `side` says whose it is, where it is not this checkout's. */
export const lockedError = (lock: string, side = ''): TargetError =>
	new TargetError('unavailable', `${lock} exists${side}: another git is at work, or one was killed and left it`, {
		hint: `If no git is running there, remove the file (rm "${lock}"), then run again.`,
	});

/** What went wrong, and what to do, for a warning. */
export const inWords = (error: unknown): string => {
	const {message, hint} = errorInfo(error);
	return hint === undefined ? message : `${message}. ${hint}`;
};

/** What a git command that failed amounts to: its last words, without credentials. */
export const gitError = (command: string, {stderr}: Pick<GitResult, 'stderr'>): TargetError => {
	const lock = lockFile.exec(stderr)?.[1];
	if (lock !== undefined) return lockedError(lock);
	const [, kind, hint] = kinds.find(([pattern]) => pattern.test(stderr)) ?? [
		undefined,
		'refused' as const,
		`Run the same by hand in the folder of the file: git ${command}.`,
	];
	const said = stderr
		.replace(/^(hint|warning): .*$/gm, '')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(-300);
	return new TargetError(kind, `git ${command} failed${said === '' ? '' : `: ${said}`}`, {hint});
};

/** What leads git to another repository than the file's, or lets it read names in another way: git sets some of it where it runs hooks. Settings that come by the environment (GIT_CONFIG_COUNT) are not among it. */
const foreign =
	/^GIT_(ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|DIR|GRAFT_FILE|IMPLICIT_WORK_TREE|INDEX_FILE|INTERNAL_SUPER_PREFIX|NAMESPACE|NO_REPLACE_OBJECTS|OBJECT_DIRECTORY|PREFIX|QUARANTINE_PATH|REPLACE_REF_BASE|SHALLOW_FILE|WORK_TREE|\w+_PATHSPECS)$/;

/** What git, ssh, and their helpers for passwords and signatures need to work as they do for the user. Tokens of other systems are not among it: hooks, helpers and ssh would get them. */
const needed =
	/^(GIT_.*|SSH_.*|LC_.*|XDG_.*|PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|TZ|TMPDIR|TMP|TEMP|(HTTPS?|ALL|NO|FTP)_PROXY|SSL_CERT_(FILE|DIR)|CURL_CA_BUNDLE|CURL_HOME|GNUPGHOME|GPG_TTY|KRB5.*|DBUS_SESSION_BUS_ADDRESS|LD_LIBRARY_PATH|LD_PRELOAD|NSS_WRAPPER_.*|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES.*|USERPROFILE|USERNAME|HOMEDRIVE|HOMEPATH)$/i;

/** The part of this process's environment that git and what it starts may see. */
const environment = (): Record<string, string | undefined> =>
	Object.fromEntries(Object.entries(process.env).filter(([name]) => needed.test(name) && !foreign.test(name)));

/** Another git has the index or a ref, here or at the remote: it is waited for a moment. */
export const lockFile = /Unable to create '([^']+\.lock)': File exists/;
const isLocked = (command: string | undefined, {ok, stderr}: GitResult): boolean =>
	!ok && (lockFile.test(stderr) || (command === 'fetch' && /cannot lock ref/.test(stderr))) && !isOld(lockFile.exec(stderr)?.[1]);
/** Milliseconds between looks at a lock. */
export const lockWaits = [100, 200, 400, 800, 1600];
/** Whether a lock is there for so long that it is not worth waiting for. */
export const isOld = (lock: string | undefined): boolean =>
	lock !== undefined && Date.now() - (statSync(lock, {throwIfNoEntry: false})?.mtimeMs ?? Infinity) > 10_000;

/** Whether a command talks to the remote. */
const reaches = ([command]: readonly string[]): boolean => command === 'fetch' || command === 'push';

/** Git as it is set up for the user, but never asking anything; its messages in English, so that they can be told apart. */
export const gitIn = (folder: string, author: GitOptions['author']): Git => {
	const names = author && {
		GIT_AUTHOR_NAME: author.name,
		GIT_AUTHOR_EMAIL: author.email,
		GIT_COMMITTER_NAME: author.name,
		GIT_COMMITTER_EMAIL: author.email,
	};
	/** Keeps ssh from asking: it would wait for a password, or a yes to a host key, at a terminal where there is one. Empty where the user has a command of their own. */
	let ssh: Promise<{readonly GIT_SSH_COMMAND?: string}> | undefined;
	const quietSsh = async (): Promise<{readonly GIT_SSH_COMMAND?: string}> => {
		if (process.env['GIT_SSH_COMMAND'] !== undefined || process.env['GIT_SSH'] !== undefined) return {};
		const {stdout} = await once(['config', 'core.sshCommand']);
		return stdout.length > 0 ? {} : {GIT_SSH_COMMAND: 'ssh -o BatchMode=yes'};
	};
	const attempt = async (args: readonly string[], call: GitCall = {}): Promise<GitResult> => {
		const env = {...(reaches(args) && (await (ssh ??= quietSsh()))), ...call.env};
		for (const wait of lockWaits) {
			const result = await once(args, {...call, env});
			if (!isLocked(args[0], result)) return result;
			await sleep(wait, undefined, call.signal && {signal: call.signal}).catch(() => {}); // A stop is told by the next try
		}
		return once(args, {...call, env});
	};
	const once = async (args: readonly string[], {signal, input, env, cwd = folder}: GitCall = {}): Promise<GitResult> => {
		const limit = AbortSignal.timeout(timeout);
		const stop = signal ? AbortSignal.any([signal, limit]) : limit;
		// A hook would look at the checkout, where our commits are not made
		const running = execa('git', reaches(args) ? args : ['-c', 'core.hooksPath=/dev/null', ...args], {
			cwd,
			extendEnv: false,
			env: {...environment(), GIT_TERMINAL_PROMPT: '0', GIT_LITERAL_PATHSPECS: '1', LC_ALL: 'C', ...names, ...env},
			...(input === undefined ? {stdin: 'ignore'} : {input}),
			cancelSignal: stop,
			forceKillAfterDelay: 2000,
			encoding: 'buffer',
			stripFinalNewline: false,
			reject: false,
		});
		// What git has started itself may hold its output open long after git was ended
		const letGo = (): void => {
			running.stdout.destroy();
			running.stderr.destroy();
		};
		stop.addEventListener('abort', letGo, {once: true});
		const result = await running;
		stop.removeEventListener('abort', letGo);
		if (signal?.aborted) throw new TargetError('aborted', `git ${args[0]} was stopped`, {cause: signal.reason});
		if (result.signal !== undefined && !limit.aborted) {
			// A build server that stops a build ends our children first: our own signal comes a moment later, and then the run was stopped
			await sleep(1000);
			throw new TargetError(args[0] === 'push' ? 'unknown-outcome' : 'aborted', `git ${args[0]} was ended by ${result.signal}`);
		}
		if (limit.aborted)
			throw new TargetError(
				args[0] === 'push' ? 'unknown-outcome' : 'unavailable',
				`git ${args[0]} did not end within ${timeout / 1000} s`,
				{hint: 'Run again; if it stays so, try the same git command by hand.'},
			);
		if (result.code === 'ENOENT')
			throw new TargetError('unavailable', 'git could not be started', {hint: 'Install git, or leave `git` out of the config.'});
		return {ok: !result.failed, stdout: Buffer.from(result.stdout), stderr: withoutCredentials(Buffer.from(result.stderr).toString())};
	};
	return {
		try: attempt,
		async run(args, more) {
			const result = await attempt(args, more);
			if (!result.ok) throw gitError(args[0]!, result);
			return result.stdout.toString().replace(/\n$/, '');
		},
	};
};
