import {z} from 'zod';

import {declaresExists} from './http/answers.ts';
import {findSchema, httpSchema, type HttpTypeOptions, listSchema} from './http/options.ts';
import {systemAt} from './http/address.ts';
import {http} from './http/target.ts';
import type {TargetType} from './type.ts';

const workspaceSchema = httpSchema
	.extend({
		url: z.url().meta({description: 'Where accounts are created by POST, whole: what the first version called `API_URL`.'}),
		list: z
			.union([z.literal(true), ...listSchema.options])
			.optional()
			.meta({
				description:
					'How all accounts are read, where the installation offers it; `true` for `GET URL?page=1&size=200` with `{items, total}`, else as for `http`. Without it accounts are only created.',
			}),
		find: z
			.union([z.literal(true), ...findSchema.options])
			.optional()
			.meta({
				description:
					'How one account is looked up; `true` for `GET URL?userId=…` (and by the Slack id, where `slackIdAt` is set), else as for `http`.',
			}),
	})
	.meta({
		description:
			'The agent-account API: `POST URL` with userId, name, password, roleGroupId, centerIds and whatever further attributes the config names. All else is as for `http`.',
	});

export type WorkspaceOptions = z.output<typeof workspaceSchema>;

const usualList = listSchema.parse({items: 'items', total: 'total', paging: {by: 'page', sizeParam: 'size', size: 200}});

const usualFind = (slackIdAt: string | undefined): HttpTypeOptions['find'] => {
	const byUserId = {query: {userId: '{{ keys.userId }}'}};
	return findSchema.parse(slackIdAt === undefined ? byUserId : [{query: {[slackIdAt]: '{{ slackId }}'}}, byUserId]);
};

/** The preset: what the agent-account API adds to `http`. */
const asHttp = ({list, find, account, answers = [], ...rest}: WorkspaceOptions): HttpTypeOptions => ({
	...rest,
	list: list === true ? usualList : list,
	find: find === true ? usualFind(rest.slackIdAt) : find,
	account: {...account, active: account.active ?? {at: 'active', not: false}},
	answers: declaresExists(answers) ? answers : [...answers, {status: 409, verb: 'create', means: 'exists'}],
});

/** The API that the first version posted to. Without `list` it can only create; 409 means that the account is there. */
export const workspace: TargetType<WorkspaceOptions> = {
	schema: workspaceSchema,
	defaults: options => ({...http.defaults(asHttp(options)), match: ['userId']}),
	address: options => http.address(asHttp(options)),
	identity: ({url}) => systemAt(url),
	check: (options, names) => http.check?.(asHttp(options), names) ?? [],
	open: (options, tools) => http.open(asHttp(options), tools),
};
