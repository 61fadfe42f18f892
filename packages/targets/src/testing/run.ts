import {AssertionError} from 'node:assert/strict';

import {type Check, reasonToSkip} from './check.ts';
import {failing} from './checks/failing.ts';
import {listing} from './checks/listing.ts';
import {stopping} from './checks/stopping.ts';
import {writing} from './checks/writing.ts';
import {createSession} from './session.ts';
import type {Connect} from './system.ts';

/** Everything that a target owes the engine. */
export const contract: readonly Check[] = [...listing, ...writing, ...stopping, ...failing];

/** How one check went. */
export type CheckResult =
	| {readonly name: string; readonly kind: 'passed'}
	| {readonly name: string; readonly kind: 'skipped'; readonly reason: string}
	| {readonly name: string; readonly kind: 'failed'; readonly error: unknown};

/** The messages of checks are what must hold; alone, they would read as what was found. */
const asDemand = (error: unknown): unknown => {
	if (error instanceof AssertionError && !error.generatedMessage) error.message = `must hold: ${error.message}`;
	return error;
};

/** Runs one check on a system of its own. Never rejects, save where the system cannot be connected to. */
export const runCheck = async (one: Check, connect: Connect): Promise<CheckResult> => {
	const {name} = one;
	const system = await connect();
	try {
		const target = await system.open();
		const reason = reasonToSkip(one, system, target);
		const session = createSession(system, target);
		await target.close?.();
		if (reason !== undefined) return {name, kind: 'skipped', reason};
		await one.run(session);
		return {name, kind: 'passed'};
	} catch (error) {
		return {name, kind: 'failed', error: asDemand(error)};
	} finally {
		await system.close?.();
	}
};

/** Runs the whole contract, one check after the other, without any test framework. */
export const checkTarget = async (connect: Connect): Promise<CheckResult[]> => {
	const results: CheckResult[] = [];
	for (const one of contract) results.push(await runCheck(one, connect));
	return results;
};
