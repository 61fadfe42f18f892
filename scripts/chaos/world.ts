import {spawn, type ChildProcess} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import type {SlackServer} from '@slack-im/sandbox';

import {configOf} from './config.ts';
import {startWorkspace, type Moment} from './people.ts';
import {systems, type Stored, type System, type Type} from './systems.ts';

const root = path.resolve(import.meta.dirname, '../..');
const bundle = path.join(root, 'apps/cli/dist/cli.cjs');

/** How a run of the binary ended. */
export interface Ended {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	/** stdout and stderr. */
	readonly said: string;
	/** Failures and errors of junit.xml; undefined where there is no whole one. */
	readonly bad: number | undefined;
	/** run.json as text; empty where there is none. */
	readonly run: string;
}

export interface RunOptions {
	readonly env?: Readonly<Record<string, string>>;
	/** Gets the process as soon as it is there. */
	readonly onStart?: (child: ChildProcess) => void;
}

/** A Slack workspace, one system, and a folder in which the binary runs. */
export interface World {
	readonly type: Type;
	readonly slack: SlackServer;
	readonly system: System;
	readonly folder: string;
	/** `slack-im sync`, as a process. */
	sync(options?: RunOptions): Promise<Ended>;
	close(): Promise<void>;
}

/** Times that no undisturbed run ever reaches. */
const patient = {TIMEOUT: '30s', READ_TIMEOUT: '60s'};

const badOf = (file: string): number | undefined => {
	if (!existsSync(file)) return undefined;
	const xml = readFileSync(file, 'utf8');
	return xml.trimEnd().endsWith('</testsuites>') ? [...xml.matchAll(/<(?:failure|error)\b/g)].length : undefined;
};

/** Opens a world at a moment, its system as an earlier one left it. */
export const openWorld = async (type: Type, at: Moment, stored?: Stored, verify?: object): Promise<World> => {
	const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-chaos-'));
	mkdirSync(path.join(folder, '.git'));
	writeFileSync(path.join(folder, 'slack-im.config.json'), configOf(type, verify));
	const slack = await startWorkspace(at);
	const system = await systems[type](folder, stored);
	const env = {PATH: process.env['PATH'], HOME: folder, TZ: 'UTC', SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.url, ...system.env};
	return {
		type,
		slack,
		system,
		folder,
		async sync({env: more = {}, onStart} = {}) {
			const child = spawn(process.execPath, [bundle, 'sync'], {
				cwd: folder,
				env: {...env, ...patient, ...more},
				stdio: ['ignore', 'pipe', 'pipe'],
				timeout: 120_000,
				killSignal: 'SIGKILL',
			});
			onStart?.(child);
			let said = '';
			for (const stream of [child.stdout, child.stderr]) {
				stream.setEncoding('utf8').on('data', (text: string) => {
					said += text;
				});
			}
			const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
				child.once('error', reject);
				// What it started itself may outlive it, with its output open
				child.once('exit', (code, signal) => setTimeout(() => resolve([code, signal]), 20));
			});
			const run = path.join(folder, 'reports/run.json');
			return {
				code,
				signal,
				said,
				bad: badOf(path.join(folder, 'reports/junit.xml')),
				run: existsSync(run) ? readFileSync(run, 'utf8') : '',
			};
		},
		async close() {
			await Promise.all([slack.close(), system.close()]);
			rmSync(folder, {recursive: true, force: true, maxRetries: 5});
		},
	};
};
