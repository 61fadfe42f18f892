import type {Identity} from '../../model/identity.ts';
import type {Json} from '../../model/json.ts';

/** What templates may name, and where it comes from. Undefined where Slack does not say. */
export const variables: Readonly<Record<string, (person: Identity) => Json | undefined>> = {
	admin: ({admin}) => admin,
	displayName: ({displayName}) => displayName,
	email: ({email}) => email,
	firstName: ({firstName}) => firstName,
	groups: ({groups}) => [...groups],
	guest: ({guest}) => guest,
	lastName: ({lastName}) => lastName,
	locale: ({locale}) => locale,
	name: ({name}) => name,
	owner: ({owner}) => owner,
	phone: ({phone}) => phone,
	realName: ({realName}) => realName,
	slackId: ({slackId}) => slackId,
	timezone: ({timezone}) => timezone,
	title: ({title}) => title,
};

/** Names of all variables of templates, sorted. */
export const variableNames: readonly string[] = Object.keys(variables).toSorted();
