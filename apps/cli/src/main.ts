import {writeSync} from 'node:fs';

import type {CliContext, Terminal} from './context.ts';
import {describeFailure, failureExit, UnfinishedError} from './failure.ts';
import {secretsOfEnvironment, printable} from '@slack-im/config';
import {signalExit} from '@slack-im/core';
import {codeOf, reasonOf} from '@slack-im/config/errno';
import {startOf} from './process-start.ts';
import {createRedactor} from './terminal/redact.ts';
import {logStream, resultStream, takeOver} from './terminal/streams.ts';
import {version} from './version.ts';

const {env, argv, stdin} = process;
const stopping = new AbortController();

const wantsColour = (isTTY: boolean): boolean => {
	if (env['NO_COLOR']) return false;
	if (env['FORCE_COLOR'] !== undefined) return !['0', 'false'].includes(env['FORCE_COLOR']);
	return isTTY && env['TERM'] !== 'dumb';
};

/** A build server may offer a terminal, but nobody looks at it. */
const isWatched = env['TERM'] !== 'dumb' && env['CI'] === undefined && env['JENKINS_URL'] === undefined;

const terminal = (stream: NodeJS.WriteStream): Terminal => ({
	isTTY: stream.isTTY && isWatched,
	colour: wantsColour(stream.isTTY && isWatched),
	columns: () => (stream.isTTY ? stream.columns || 80 : 100),
});

const redactor = createRedactor();
// From the first statement on: what happens before the config is known may show all of it
redactor.add(...secretsOfEnvironment(env), ...argv.flatMap(argument => /\/\/[^/@\s]*:([^@\s]+)@/.exec(argument)?.[1] ?? []));

/** The result found no room. */
class LostResultError extends Error {
	override readonly name = 'LostResultError';
	readonly kind = 'output';
	readonly hint = 'look at where the standard output goes';

	constructor(reason: string) {
		super(`the result could not be written to the standard output: ${reason}`);
	}
}

const others = {out: takeOver(process.stdout, redactor), err: takeOver(process.stderr, redactor)};
const stdout = resultStream(others.out.sink, redactor);
const stderr = logStream(others.err.sink, redactor);
// The first of all: what others write when the process ends goes out at once
process.on('exit', () => {
	others.out.end();
	others.err.end();
});
let lostResult: unknown;
let isLossTold = false;
// A reader that is gone ends nothing: what was begun in a target has to be finished and reported
process.stderr.on('error', () => {});
process.stdout.on('error', error => {
	if (codeOf(error) !== 'EPIPE') lostResult ??= error;
});

const context: CliContext = {
	stdin,
	stdout,
	stderr,
	written: async () => {
		await new Promise<void>(resolve => void others.out.sink.write('', () => resolve()));
		if (lostResult === undefined || isLossTold) return;
		isLossTold = true;
		throw new LostResultError(reasonOf(lostResult));
	},
	out: terminal(process.stdout),
	err: terminal(process.stderr),
	colorDepth: 1,
	env,
	cwd: process.cwd(),
	now: () => new Date(),
	host: {
		pid: process.pid,
		platform: process.platform,
		nodeVersion: process.versions.node,
		startOf,
	},
	redactor,
	signal: stopping.signal,
	dying: {},
	releaseOthers: () => {
		others.out.release();
		others.err.release();
	},
};

/** The last words, when nothing asynchronous can be waited for any more. */
const say = (text: string): void => {
	try {
		writeSync(2, `${printable(redactor.text(text))}\n`);
	} catch {
		// There is nobody left to tell
	}
};

let isOver = false;

const exit = (code: number): never => {
	isOver = true;
	process.exit(code);
};

const exitNow = (signal: string): never => {
	context.dying.save?.({stoppedBy: signal});
	say(`${signal}: ended at once; the reports hold what is known so far`);
	return exit(signalExit(signal));
};

/** Longer than the engine gives calls under way, and less than the 5 s after which Jenkins sends SIGKILL. */
const patience = 4500;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.on(signal, () => {
		if (stopping.signal.aborted) exitNow(signal);
		stopping.abort(signal);
		say(`${signal}: no new calls; those under way get 3 s (a second signal ends it at once)`);
		setTimeout(() => exitNow(signal), patience).unref();
	});
}

const die = (error: unknown): never => {
	try {
		context.dying.save?.({error});
	} catch (second) {
		say(describeFailure(second));
	}
	say(`error: ${describeFailure(error)}`);
	return exit(70);
};
process.on('uncaughtException', die);
process.on('unhandledRejection', die);

// Node ends in peace when nothing is left to wait for, be it that a promise of the config or of a team's own target never settles
process.on('exit', code => {
	if (isOver) return;
	const error = new UnfinishedError(context.dying.hasConfig === true, code);
	context.dying.save?.({error});
	say(`error: ${describeFailure(error)}`);
	process.exitCode = failureExit(error, context);
});

// Node's own remarks (that types are stripped from a TypeScript config, …) are for those who look closely
process.removeAllListeners('warning');
process.on('warning', warning => {
	if (argv.includes('--verbose') || argv.includes('-v')) stderr.write(`${printable(`${warning.name}: ${warning.message}`)}\n`);
});

const flushed = (stream: typeof stdout): Promise<void> =>
	new Promise(resolve => {
		stream.end(() => resolve());
	});

/** The version is told without anything else being loaded: pipelines ask for it often. */
const run = async (words: readonly string[]): Promise<number> => {
	if (words[0] === '--version' || words[0] === '-V') {
		stdout.write(`${version}\n`);
		return 0;
	}
	const {runCli} = await import('./cli.ts');
	return runCli(words, context);
};

run(argv.slice(2))
	.then(async exitCode => {
		await Promise.all([flushed(stdout), flushed(stderr)]);
		await context.written();
		exit(exitCode);
	})
	.catch(die);
