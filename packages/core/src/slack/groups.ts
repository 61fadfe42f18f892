import {SourceError} from '../errors.ts';
import {fold} from '../fold.ts';
import {didYouMean} from '../nearest.ts';
import {ownField} from '../record.ts';
import type {Access} from './access.ts';
import type {Caller} from './caller.ts';
import {CallFailure} from './failure.ts';

/**
Who is in which user group, by handle, in one call. Disabled groups are not there.

@see https://docs.slack.dev/reference/methods/usergroups.list – needs `usergroups:read`, and a paid plan.
*/
export const readGroups = async (caller: Caller, {teamId}: Access): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
	const args = {include_users: true, include_disabled: false, ...(teamId !== undefined && {team_id: teamId})};
	const {body} = await caller.call('usergroups.list', () => args, {check: ({body}) => checkGroups(body['usergroups'])});
	const listed: unknown = body['usergroups'];
	const groups = new Map<string, Set<string>>();
	for (const group of Array.isArray(listed) ? listed : []) {
		const handle = ownField(group, 'handle');
		if (typeof handle !== 'string' || handle === '' || Number(ownField(group, 'date_delete') ?? 0) > 0) continue;
		const users = ownField(group, 'users');
		const members = groups.get(handle) ?? new Set<string>();
		for (const user of Array.isArray(users) ? users : []) if (typeof user === 'string') members.add(user);
		groups.set(handle, members);
	}
	return groups;
};

/** A group whose people are missing must not look like an empty one. */
const checkGroups = (groups: unknown): void => {
	if (!Array.isArray(groups)) throw new CallFailure('transient', 'Slack answered usergroups.list without usergroups');
	const broken = groups.find(group => !Array.isArray(ownField(group, 'users')) && Number(ownField(group, 'user_count') ?? 0) > 0);
	if (broken !== undefined) throw new CallFailure('transient', 'Slack answered usergroups.list without the people of a group');
};

/**
Whether every group that the config names is there.

@param wanted - Folded handles.
@throws a `SourceError` of kind `unusable`: a group that was renamed or disabled would otherwise quietly change who may what.
*/
export const checkHandles = (wanted: readonly string[], groups: ReadonlyMap<string, ReadonlySet<string>>): void => {
	const handles = [...groups.keys()];
	const folded = new Set(handles.map(fold));
	const missing = wanted.filter(handle => !folded.has(handle));
	if (missing.length === 0) return;
	throw new SourceError(
		'unusable',
		`there is no user group ${missing.map(handle => `@${handle}${didYouMean(handle, handles)}`).join(', ')} in the workspace`,
		{
			hint: 'Write the handle as Slack shows it; a group that was disabled is not there',
		},
	);
};
