import {SourceError} from '../../model/errors.ts';
import {key} from '../../model/key.ts';
import {didYouMean} from '../../model/nearest.ts';
import {ownField} from '../../model/record.ts';
import type {Access} from './access.ts';
import type {SlackCaller} from './caller.ts';
import {CallFailure} from './failure.ts';

/**
The members of all user groups, by handle, in one call. Disabled groups are left out.

@see https://docs.slack.dev/reference/methods/usergroups.list – needs `usergroups:read`, and a paid plan.
*/
export const readGroups = async (caller: SlackCaller, {teamId}: Access): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
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

/** A group with fewer people than Slack counts in it must not look like people who left it. More are fine. */
const checkGroups = (groups: unknown): void => {
	if (!Array.isArray(groups)) throw new CallFailure('transient', 'Slack answered usergroups.list without usergroups');
	for (const group of groups) {
		const users = ownField(group, 'users');
		const [listed, count] = [Array.isArray(users) ? users.length : 0, Number(ownField(group, 'user_count') ?? 0)];
		if (listed < count)
			throw new CallFailure(
				'transient',
				`Slack listed ${listed} of the ${count} members of user group @${String(ownField(group, 'handle'))}`,
			);
	}
};

/**
Whether every group that the config names is there.

@param wanted - Handles, without an @.
@throws a `SourceError` of kind `unusable`: a group that was renamed or disabled would otherwise quietly change who may what.
*/
export const checkHandles = (wanted: readonly string[], groups: ReadonlyMap<string, ReadonlySet<string>>): void => {
	const handles = [...groups.keys()];
	const known = new Set(handles.map(key));
	const missing = wanted.filter(handle => !known.has(key(handle)));
	if (missing.length === 0) return;
	throw new SourceError(
		'unusable',
		`the workspace has no user group ${missing.map(handle => `@${handle}${didYouMean(handle, handles)}`).join(', ')}`,
		{
			hint: 'Write the handle as Slack shows it. Disabled groups are not found',
		},
	);
};
