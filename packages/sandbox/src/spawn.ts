import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {execPath} from 'node:process';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {controlOf, type Control} from './control.ts';
import type {Addresses} from './sandbox.ts';

/** A sandbox in a process of its own. */
export interface SpawnedSandbox {
	readonly pid: number;
	readonly addresses: Addresses;
	readonly slack: Control;
	readonly devServer: Control;
	readonly modelOffice: Control;
	/** Stops it and waits until it has cleaned up. */
	stop(): Promise<void>;
}

/**
Starts the sandbox as a process, with the options of its command line, as in `['--people', '1200']`. It ends with this process, however this one ends.
*/
export const spawnSandbox = async (args: readonly string[] = []): Promise<SpawnedSandbox> => {
	const main = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url));
	const child = spawn(execPath, [main, '--until-stdin-ends', ...args], {stdio: ['pipe', 'pipe', 'inherit']});
	const exited = once(child, 'exit');
	const first = await Promise.race([once(createInterface(child.stdout), 'line'), exited.then(() => undefined)]);
	if (!first) throw new Error(`the sandbox did not start: ${execPath} ${main} ${args.join(' ')}`);
	const addresses: Addresses = JSON.parse(String(first[0]));
	return {
		pid: child.pid ?? 0,
		addresses,
		slack: controlOf(addresses.slack.url),
		devServer: controlOf(addresses.devServer.url),
		modelOffice: controlOf(addresses.modelOffice.url),
		async stop() {
			if (child.exitCode === null) child.kill('SIGTERM');
			await exited;
		},
	};
};
