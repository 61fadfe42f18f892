import {TargetError, type TargetErrorKind} from '@slack-im/core';
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
}

/** Milliseconds that one command may take, a slow network included. */
const timeout = 120_000;

/** Takes user names, passwords and tokens out of every address in a text: git repeats the remote's address in its errors. */
const withoutCredentials = (text: string): string => text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#'"]*@/gi, '$1***@');

const kinds: readonly (readonly [RegExp, TargetErrorKind, string?])[] = [
	[
		/terminal prompts disabled|could not read (Username|Password)/,
		'auth',
		'Give git a credential helper or GIT_ASKPASS; nobody is there to be asked.',
	],
	[
		/Authentication failed|Permission denied|Invalid username or (password|token)|returned error: 40[13]|Host key verification failed/i,
		'auth',
		'Check what git logs in with.',
	],
	[
		/Could not resolve host|Failed to connect|Connection (refused|timed out|reset)|Network is unreachable|returned error: (429|5\d\d)|does not appear to be a git repository|Could not read from remote/i,
		'unavailable',
	],
	[/unable to auto-detect email|Please tell me who you are|empty ident name/, 'refused', 'Set `git.author`.'],
	[/dubious ownership/, 'refused', "Add the folder to git's `safe.directory`."],
];

/** What a git command that failed amounts to: its last words, without credentials. */
export const gitError = (command: string, {stderr}: Pick<GitResult, 'stderr'>): TargetError => {
	const [, kind, hint] = kinds.find(([pattern]) => pattern.test(stderr)) ?? [undefined, 'refused' as const];
	const said = stderr
		.replace(/^(hint|warning): .*$/gm, '')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(-300);
	return new TargetError(kind, `git ${command} failed${said === '' ? '' : `: ${said}`}`, {hint});
};

/** Set by git where it runs hooks: it would then work on that repository instead of this one. Undefined takes them out of the environment. */
const foreign: Partial<Record<string, string>> = {
	GIT_DIR: undefined,
	GIT_WORK_TREE: undefined,
	GIT_INDEX_FILE: undefined,
	GIT_PREFIX: undefined,
};

/** Git as it is set up for the user, but never asking anything; its messages in English, so that they can be told apart. */
export const gitIn = (folder: string, author: GitOptions['author']): Git => {
	const names = author && {
		GIT_AUTHOR_NAME: author.name,
		GIT_AUTHOR_EMAIL: author.email,
		GIT_COMMITTER_NAME: author.name,
		GIT_COMMITTER_EMAIL: author.email,
	};
	const attempt = async (args: readonly string[], {signal, input, env}: GitCall = {}): Promise<GitResult> => {
		const limit = AbortSignal.timeout(timeout);
		const stop = signal ? AbortSignal.any([signal, limit]) : limit;
		const running = execa('git', args, {
			cwd: folder,
			env: {...foreign, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...names, ...env},
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
		if (limit.aborted)
			throw new TargetError(
				args[0] === 'push' ? 'unknown-outcome' : 'unavailable',
				`git ${args[0]} did not end within ${timeout / 1000} s`,
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
