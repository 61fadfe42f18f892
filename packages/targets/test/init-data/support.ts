import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {type Account, errorInfo, type ErrorInfo, type Json, type Target} from '@slack-im/core';
import {onTestFinished} from 'vitest';

import {initData} from '../../src/init-data/target.ts';
import type {Log, Tools} from '../../src/type.ts';

/** A folder that is gone after the test. */
export const temporaryFolder = async (): Promise<string> => {
	const folder = await mkdtemp(join(tmpdir(), 'init-data-'));
	onTestFinished(async () => rm(folder, {recursive: true, force: true}));
	return folder;
};

/** Keeps what was logged. */
export const keptLog = (): Log & {readonly lines: string[]} => {
	const lines: string[] = [];
	const keep = (message: string): void => {
		lines.push(message);
	};
	return {lines, debug: keep, info: keep, warn: keep};
};

export const call = {signal: new AbortController().signal};

/** Opens a file as the engine would. */
export const openFile = async (folder: string, options: Record<string, unknown> = {}, tools: Partial<Tools> = {}): Promise<Target> =>
	initData.open(initData.schema.parse({file: 'agents.json', slackIdAt: 'slackId', ...options}), {
		http: () => {
			throw new Error('a file needs no network');
		},
		log: keptLog(),
		attributes: ['userId', 'name', 'email', 'centerIds'],
		keys: ['email'],
		folder,
		readOnly: false,
		...tools,
	});

export const accountsOf = async (target: Target): Promise<Account[]> => {
	const accounts: Account[] = [];
	for await (const account of target.list!(call)) accounts.push(account);
	return accounts;
};

export const accountOf = async (target: Target, id: string): Promise<Account> =>
	(await accountsOf(target)).find(account => account.id === id)!;

export const person = (
	id: string,
	more: Record<string, Json> = {},
): {slackId: string; attributes: Record<string, Json>; secrets: Record<string, string>} => ({
	slackId: `U-${id}`,
	attributes: {userId: id, name: id.toUpperCase(), email: `${id}@example.com`, ...more},
	secrets: {},
});

export const writeAgents = async (folder: string, text: string): Promise<void> => writeFile(join(folder, 'agents.json'), text);
export const readAgents = async (folder: string): Promise<string> => readFile(join(folder, 'agents.json'), 'utf8');

/** The error of what must fail, as data, causes included. */
export const failureOf = async (promise: Promise<unknown>): Promise<ErrorInfo> =>
	promise.then(
		() => ({kind: 'none', message: 'it succeeded'}),
		(error: unknown) => errorInfo(error),
	);
