import {by} from '../model/compare.ts';
import {SourceError} from '../model/errors.ts';
import type {Identity} from '../model/identity.ts';
import {joinRehires, type RehireRules} from '../decide/rehires.ts';
import {toIdentity, type IdentityContext} from './slack/identity.ts';
import type {Reading} from '../model/source.ts';

/** Everybody of one reading. */
export interface Everybody {
	/** People and bots, each id once, sorted by id in code units; rehires folded into one. */
	readonly identities: readonly Identity[];
	/** Members read: bots, leavers and earlier ids of rehires included. */
	readonly members: number;
	/** Sentences for a person to read. */
	readonly warnings: readonly string[];
}

/** From "who is in this group" to "which groups is this person in". */
const invert = (sets: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, readonly string[]> => {
	const namesOf = new Map<string, string[]>();
	for (const name of [...sets.keys()].toSorted()) {
		for (const id of sets.get(name) ?? []) {
			const names = namesOf.get(id);
			if (names) names.push(name);
			else namesOf.set(id, [name]);
		}
	}
	return namesOf;
};

/** What {@link toIdentity} has to know of a reading beside the member. */
const identityContext = ({workspace, groups, channels}: Pick<Reading, 'workspace' | 'groups' | 'channels'>): IdentityContext => ({
	workspace: workspace.id,
	groups: invert(groups),
	channels: invert(channels),
});

const isEscaped = (text: string): boolean => /&(?:amp|lt|gt);/.test(text);

const warningsOf = (identities: readonly Identity[], withoutId: number, again: readonly Identity[]): string[] => {
	const escaped = identities.filter(({name, realName}) => isEscaped(name) || (realName !== undefined && isEscaped(realName)));
	const warnings: string[] = [];
	if (withoutId > 0) warnings.push(`${withoutId} of the members that Slack sent have no usable id and are left out`);
	if (again.length > 0) {
		const ids = new Set(again.map(({slackId}) => slackId));
		warnings.push(`${ids.size} ${ids.size === 1 ? 'id' : 'ids'} came more than once, as ${again[0]!.slackId}: the first one counts`);
	}
	if (escaped.length > 0) {
		const example = escaped[0]!;
		warnings.push(
			`${escaped.length === 1 ? '1 name looks' : `${escaped.length} names look`} as if escaped for HTML, as in ${example.name} (${example.slackId}); used as they are`,
		);
	}
	return warnings;
};

/**
Reads a reading to its end and makes identities of it.

@throws a `SourceError` of the reading, and `unusable` where there are people but none has an e-mail: one lost scope must not look like a company without addresses.
*/
export const readIdentities = async (reading: Reading, rules?: RehireRules): Promise<Everybody> => {
	const context = identityContext(reading);
	const found: Identity[] = [];
	let members = 0;
	let withoutId = 0;
	for await (const member of reading.members) {
		members++;
		const identity = toIdentity(member, context);
		if (identity) found.push(identity);
		else withoutId++;
	}

	// The first of an id counts; sorting keeps the order of equals
	const sorted = found.toSorted(by(({slackId}) => slackId));
	const all = sorted.filter(({slackId}, index) => slackId !== sorted[index - 1]?.slackId);
	const again = sorted.filter(({slackId}, index) => slackId === sorted[index - 1]?.slackId);
	const humans = all.filter(({kind}) => kind === 'person');
	if (humans.length > 0 && humans.every(({email}) => email === undefined)) {
		throw new SourceError('unusable', `none of the ${humans.length} people of workspace ${reading.workspace.id} has an e-mail`, {
			hint: 'The token most likely lacks the scope users:read.email: add it under "OAuth & Permissions" of the Slack app, then reinstall the app',
		});
	}
	const joined = joinRehires(all, rules);
	return {identities: joined.identities, members, warnings: [...warningsOf(all, withoutId, again), ...joined.warnings]};
};
