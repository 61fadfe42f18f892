import type {Draft, Target} from '@slack-im/core';

import type {Faults} from './faults.ts';

/**
A system that belongs to one check, and how the target is opened on it.

Accounts that came with it are left alone by the checks. Everything optional that is missing leaves out the checks that need it; they are told in the table.
*/
export interface TestSystem {
	/** Opens the target as a run would: with the attributes and the key of {@link TestSystem.draft}. Called more than once; each time it is closed again. */
	open(): Target | Promise<Target>;
	/** What a new account of person number 0, 1, 2, … is to hold. No two numbers share a key, a Slack id or a name. */
	draft(number: number): Draft;
	/** Name of a key whose value drafts carry as the attribute of that name. @default 'email' */
	readonly key?: string;
	/** Name of a text attribute that `update` may change to anything. @default 'name' */
	readonly attribute?: string;
	/** Accounts that one page of the list holds. Without it the list is taken to have no pages. */
	readonly pageSize?: number;
	/** The system refuses a second account with the same key. @default whether the target declares "exists" */
	readonly refusesDuplicates?: boolean;
	/** Puts an inactive account into the system, past the target. Needed where the target cannot deactivate. */
	addInactive?(draft: Draft): Promise<void>;
	/** Makes the target's requests go wrong, as {@link startFaultProxy} does. Without it nothing is known about what it does then. */
	readonly faults?: Faults;
	/** Checks that this system makes impossible: their names, or beginnings of them, and why. */
	readonly impossible?: Readonly<Record<string, string>>;
	close?(): Promise<void>;
}

/** Makes a system for one check: a new one, or an old one emptied. */
export type Connect = () => TestSystem | Promise<TestSystem>;
