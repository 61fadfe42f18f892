import {hasFields, type Loose} from '../../model/record.ts';
import {memberFields, profileFields, type Member} from '../../model/member.ts';

/** Longer text is cut here, long before it is cut for good, so that one hostile record does not fill the memory. */
const longestKept = 4000;

const pick = (from: Loose, names: readonly string[], into: Record<string, unknown>): Record<string, unknown> => {
	for (const name of names) {
		const value = from[name];
		if (value === undefined || value === null) continue;
		if (typeof value === 'string') into[name] = value.length > longestKept ? value.slice(0, longestKept) : value;
		else if (typeof value === 'boolean') into[name] = value;
	}
	return into;
};

/**
The fields of a member that slack-im reads, and nothing else: 100,000 records are held in memory, or written into a snapshot.

Values of a wrong type are left out. A record without a usable id gets an empty one, so that it can still be counted.
*/
export const projectMember = (raw: unknown): Member => {
	if (!hasFields(raw)) return {id: ''};
	const member = pick(raw, memberFields, {id: ''});
	const teams = hasFields(raw['enterprise_user']) ? raw['enterprise_user']['teams'] : undefined;
	if (Array.isArray(teams)) member['enterprise_user'] = {teams: teams.filter(team => typeof team === 'string').slice(0, 1000)};
	if (hasFields(raw['profile'])) member['profile'] = pick(raw['profile'], profileFields, {});
	return {id: '', ...member};
};
