import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {connect, createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {codeOf} from '@slack-im/config/errno';
import {tryFile, type Attempt, type LockFileOptions} from './lock-file.ts';

/** Another run works on the same target. Told apart by `kind`. */
class LockedError extends Error {
	override name = 'LockedError' as const;
	readonly kind = 'locked' as const;
	readonly hint = 'let it end, or wait for it with --lock-wait SECONDS';
}

class StoppedError extends Error {
	override name = 'StoppedError' as const;
	readonly kind = 'aborted' as const;
	override message = 'stopped while it waited for the lock';
}

export interface LockOptions extends LockFileOptions {
	readonly type: string;
	/** What the target is, as one text however the config writes it. */
	readonly address: string;
	/** Milliseconds to wait for another run to end. */
	readonly wait: number;
	readonly signal: AbortSignal;
	readonly platform: string;
	/** Called when waiting begins, and now and again while it lasts. */
	readonly onWait?: (holder: string) => void;
	/** Milliseconds between two attempts. @default 200 */
	readonly every?: number;
	/** Between two calls of `onWait`, in milliseconds. @default 20_000 */
	readonly remind?: number;
}

type Release = () => Promise<void>;

const nameOf = ({type, address}: Pick<LockOptions, 'type' | 'address'>): string =>
	`slack-im-${createHash('sha256').update(`${type}\n${address}`).digest('hex').slice(0, 32)}`;

const listening = async (server: Server, address: string): Promise<boolean> => {
	try {
		await once(server.listen(address), 'listening');
		return true;
	} catch (error) {
		if (codeOf(error) === 'EADDRINUSE') return false;
		throw error;
	}
};

/** Asks the holder who it is; it may be too busy, or just gone. */
const ask = async (address: string): Promise<string> => {
	const socket = connect(address);
	try {
		const [data]: unknown[] = await once(socket, 'data', {signal: AbortSignal.timeout(500)});
		return String(data);
	} catch {
		return 'another process';
	} finally {
		socket.destroy();
	}
};

/** A name that the operating system owns: it is free again when the process ends, however it ends. */
const trySocket = async (address: string, pid: number): Promise<Attempt> => {
	const server = createServer(socket => {
		socket.on('error', () => {});
		socket.end(`process ${pid}`);
	});
	if (!(await listening(server, address))) return {holder: await ask(address)};
	server.unref();
	return {
		release: async () => {
			await new Promise<void>(resolve => {
				server.close(() => resolve());
			});
		},
	};
};

const tryOnce = (options: LockOptions): Attempt | Promise<Attempt> => {
	const name = nameOf(options);
	if (options.platform === 'linux') return trySocket(`\0${name}`, options.pid);
	if (options.platform === 'win32') return trySocket(`\\\\.\\pipe\\${name}`, options.pid);
	return tryFile(path.join(tmpdir(), `${name}.pid`), options);
};

/**
Takes the lock of one run per target and machine. Does not reach other machines.

@returns Its release. Rejects with a {@link LockedError} when another run still holds it after `wait`.
*/
export const takeLock = async (options: LockOptions): Promise<Release> => {
	const {wait, signal, onWait, every = 200, remind = 20_000} = options;
	const until = performance.now() + wait;
	for (let toldAt = -Infinity; ;) {
		if (signal.aborted) throw new StoppedError();
		const attempt = await tryOnce(options);
		if ('release' in attempt) return attempt.release;
		if (performance.now() >= until) {
			const waited = wait > 0 ? ` after ${wait / 1000} s` : '';
			throw new LockedError(`another run of slack-im still works on this target${waited} (${attempt.holder})`);
		}
		if (performance.now() - toldAt >= remind) {
			toldAt = performance.now();
			onWait?.(attempt.holder);
		}
		await sleep(every, undefined, {signal}).catch(() => {}); // What stopped it is told above
	}
};
