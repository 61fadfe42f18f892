import {type Account, type Draft, errorInfo, type ErrorInfo, type Json, type Target} from '@slack-im/core';
import {onTestFinished} from 'vitest';

import {httpFactory} from '../../src/http/client.ts';
import {scim} from '../../src/scim/target.ts';
import type {Tools} from '../../src/type.ts';

export const call = {signal: new AbortController().signal};

export const department = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department';
export const workMail = 'emails[type eq "work"].value';

const attributes = ['userName', 'displayName', 'name.givenName', 'name.familyName', workMail, 'title', department, 'groups'];

/** Opens a provider as the engine would. */
export const openScim = (options: Record<string, unknown>, tools: Partial<Tools> = {}): Target => {
	const http = httpFactory({timeout: 5_000, random: () => 0});
	onTestFinished(async () => http.close());
	const opened = scim.open(scim.schema.parse(options), {
		http,
		log: {debug: () => {}, info: () => {}, warn: () => {}},
		attributes,
		keys: ['userName', 'email', 'externalId'],
		folder: '/',
		readOnly: false,
		...tools,
	});
	if (opened instanceof Promise) throw new Error('scim opens at once');
	return opened;
};

export const accountsOf = async (target: Target): Promise<Account[]> => {
	const accounts: Account[] = [];
	for await (const account of target.list!(call)) accounts.push(account);
	return accounts;
};

/** The account of a userName as the target shows it now. */
export const accountOf = async (target: Target, userName: string): Promise<Account> => {
	const found = (await accountsOf(target)).find(({keys}) => keys['userName'] === userName);
	if (!found) throw new Error(`there is no ${userName}`);
	return found;
};

export const draft = (userName: string, more: Record<string, Json> = {}): Draft => ({
	slackId: `U-${userName}`,
	attributes: {
		userName,
		displayName: `${userName} L.`,
		'name.givenName': userName,
		'name.familyName': 'L.',
		[workMail]: `${userName}@example.com`,
		...more,
	},
	secrets: {},
});

export const failureOf = async (promise: Promise<unknown>): Promise<ErrorInfo> =>
	promise.then(
		() => ({kind: 'none', message: 'it succeeded'}),
		(error: unknown) => errorInfo(error),
	);
