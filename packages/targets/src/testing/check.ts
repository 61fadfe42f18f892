import type {Target} from '@slack-im/core';

import type {Session} from './session.ts';
import type {TestSystem} from './system.ts';

/** What a check cannot do without, and what is said where it is missing. */
const needs = {
	list: {reason: 'no list', met: (_system, target) => target.list !== undefined},
	find: {reason: 'no find', met: (_system, target) => target.find !== undefined},
	update: {reason: 'no update', met: (_system, target) => target.update !== undefined},
	deactivate: {reason: 'no deactivate', met: (_system, target) => target.deactivate !== undefined},
	reactivate: {reason: 'no reactivate', met: (_system, target) => target.reactivate !== undefined},
	delete: {reason: 'no delete', met: (_system, target) => target.delete !== undefined},
	look: {reason: 'no list and no find', met: (_system, target) => target.list !== undefined || target.find !== undefined},
	slackId: {reason: 'keeps no Slack id', met: (_system, target) => target.slackIdAt !== undefined},
	inactive: {
		reason: 'no deactivate, and no addInactive in the test',
		met: (system, target) => target.deactivate !== undefined || system.addInactive !== undefined,
	},
	duplicates: {reason: 'the system takes duplicates', met: (system, target) => system.refusesDuplicates ?? target.declaresExists === true},
	faults: {reason: 'no faults in the test', met: system => system.faults !== undefined},
	pages: {reason: 'the list has no pages', met: system => system.pageSize !== undefined},
} satisfies Record<string, {readonly reason: string; readonly met: (system: TestSystem, target: Target) => boolean}>;

export type Need = keyof typeof needs;

/** One thing that a target owes the engine. */
export interface Check {
	/** A sentence that is true of every target that passes. */
	readonly name: string;
	readonly needs: readonly Need[];
	/** Rejects where it is not true. */
	run(session: Session): Promise<void>;
}

export const check = (name: string, needed: readonly Need[], run: Check['run']): Check => ({name, needs: needed, run});

/** Why a check is left out for a target; undefined where it is not. */
export const reasonToSkip = (one: Check, system: TestSystem, target: Target): string | undefined => {
	const missing = one.needs.find(need => !needs[need].met(system, target));
	if (missing !== undefined) return needs[missing].reason;
	return Object.entries(system.impossible ?? {}).find(([name]) => one.name.startsWith(name))?.[1];
};
