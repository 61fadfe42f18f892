import type {Identity} from '../src/model/identity.ts';
import type {Member} from '../src/model/member.ts';
import type {Reading} from '../src/model/source.ts';

/** What a call throws; an error of its own where it throws nothing. */
export const failureOf = (act: () => unknown): unknown => {
	try {
		act();
	} catch (error) {
		return error;
	}
	throw new Error('expected it to throw');
};

/** What a promise is rejected with. */
export const rejectionOf = async (promise: Promise<unknown>): Promise<unknown> => {
	try {
		await promise;
	} catch (error) {
		return error;
	}
	throw new Error('expected it to reject');
};

/** Somebody who is in, unless it says otherwise. */
export const person = (overrides: Partial<Identity> = {}): Identity => ({
	slackId: 'U01',
	teamId: 'T01',
	earlierIds: [],
	kind: 'person',
	deleted: false,
	forgotten: false,
	invited: false,
	external: false,
	guest: undefined,
	email: 'ada@example.com',
	emailConfirmed: true,
	name: 'Ada',
	displayName: 'Ada',
	realName: 'Ada Lovelace',
	firstName: 'Ada',
	lastName: 'Lovelace',
	title: undefined,
	phone: undefined,
	timezone: 'Europe/London',
	locale: undefined,
	admin: false,
	owner: false,
	groups: [],
	channels: [],
	...overrides,
});

const sets = (record: Record<string, string[]>): Map<string, Set<string>> =>
	new Map(Object.entries(record).map(([name, ids]) => [name, new Set(ids)]));

/** A reading of these members. */
export const readingOf = (
	members: readonly unknown[],
	{groups = {}, channels = {}}: {groups?: Record<string, string[]>; channels?: Record<string, string[]>} = {},
): Reading => {
	return {
		workspace: {id: 'T01'},
		readAt: '2026-11-24T12:00:00.000Z',
		groups: sets(groups),
		channels: sets(channels),
		members: (async function* () {
			const parsed: readonly Member[] = JSON.parse(JSON.stringify(members));
			yield* parsed;
		})(),
	};
};
