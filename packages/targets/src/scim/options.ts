import {z} from 'zod';

import {authSchema} from '../http/options.ts';

export const scimSchema = z
	.strictObject({
		url: z.url().meta({description: 'Where `/Users` lives, as in `https://idp.example/scim/v2`.'}),
		insecureHttp: z.boolean().optional().meta({description: 'Accepts plain `http:` beyond this machine.'}),
		token: z.string().min(1).optional().meta({description: 'A bearer token, as in `"${SCIM_TOKEN}"`: short for `auth: {bearer: …}`.'}),
		auth: authSchema.optional(),
		headers: z.record(z.string().min(1), z.string()).optional().meta({description: 'Headers of every request.'}),
		pageSize: z.number().int().min(1).max(10_000).default(100).meta({
			description: 'Users a page to ask for. What the provider says of itself (`filter.maxResults`) bounds it, and it may give fewer.',
		}),
		userFilter: z
			.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
			.optional()
			.meta({
				description:
					'A SCIM filter for the list, or several whose lists are put together: `[active eq true, active eq false]` where a provider hides inactive users from a plain list. Users that no filter shows do not exist for slack-im.',
			}),
		groups: z.array(z.string().min(1)).min(1).optional().meta({
			description:
				'With an attribute `groups`: the groups whose members slack-im manages, by display name. Memberships in others are neither compared nor touched. Default: all groups.',
		}),
		externalId: z.boolean().default(true).meta({
			description:
				'Whether the Slack id is kept in `externalId`. False for a provider that drops it (every run then tells that it is not kept), or that keeps an id of another system there: people are then known by `match` alone, and a new name that changes every key looks like a new person.',
		}),
		patch: z.boolean().optional().meta({
			description:
				'Whether users are changed by PATCH; false sends the whole user by PUT. Default: as the provider says of itself, else PATCH, and PUT where the provider refuses PATCH (405, 501).',
		}),
		patchGroups: z.boolean().optional().meta({
			description:
				'Whether memberships of groups are changed by PATCH; false sends the whole group by PUT, with everybody in it. A group that may have more members than it shows is not changed in either way: a warning names it, and an account that should join it fails (exit code 1). Default: as `patch`.',
		}),
		filter: z
			.boolean()
			.optional()
			.meta({description: 'Whether a single user is looked up by a filter. Default: as the provider says of itself, else not.'}),
		etag: z.boolean().optional().meta({
			description:
				'Whether changes are sent with `If-Match`, so that nobody else’s change is written over. Default: as the provider says of itself, else not.',
		}),
		ignoreTotal: z.boolean().default(false).meta({
			description:
				'For a provider whose `totalResults` counts users that it does not show: the list then ends with the first empty page, whatever the total says.',
		}),
	})
	.refine(({token, auth}) => token === undefined || auth === undefined, 'takes `token` or `auth`, not both')
	.meta({description: 'Any SCIM 2.0 provider.'});

export type ScimOptions = z.output<typeof scimSchema>;
