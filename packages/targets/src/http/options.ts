import type {Json} from '@slack-im/core';
import {z} from 'zod';

import {isPath} from './path.ts';

// What all of it is made of

const json: z.ZodType<Json> = z.json();

const pathText =
	'A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots.';
const path = z.string().min(1).refine(isPath, 'is no path: write it as in a.b, a[0].b, a[type=work].b or a[*].b');
const place = z
	.string()
	.min(1)
	.refine(
		text => text.startsWith('header:') || isPath(text),
		'is no path: write it as in a.b or a[0].b, or header:NAME for a header of the answer',
	)
	.meta({description: 'Where in an answer: a path into its JSON, or `header:NAME` for one of its headers.'});

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const scalars = z.union([scalar, z.array(scalar).min(1)]);
const statuses = z.union([z.number().int().min(100).max(599), z.array(z.number().int().min(100).max(599)).min(1)]);
const texts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const encoding = z.enum(['json', 'form']).meta({
	description: 'How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`.',
});

const headers = z.record(z.string().min(1), z.string());

// Who asks

const login = z
	.strictObject({
		url: z.url().optional().meta({description: 'Where to log in when that is elsewhere. Default: `path`, relative to the target’s `url`.'}),
		path: z.string().optional(),
		method: z
			.string()
			.regex(/^[A-Za-z]+$/, 'is no method')
			.default('POST'),
		headers: headers.optional(),
		body: json
			.optional()
			.meta({description: 'What is sent, as in `{grant_type: client_credentials, client_id: …, client_secret: "${SECRET}"}`.'}),
		encoding: encoding.optional(),
		token: place.optional().meta({
			secret: false,
			description: 'Where the answer has the token, as in `access_token`. Without it, its cookies are kept and sent.',
		}),
		header: z.string().min(1).default('Authorization').meta({description: 'The header that the token is sent in.'}),
		prefix: z.string().default('Bearer ').meta({description: 'What stands before the token in that header.'}),
	})
	.meta({description: 'A token or a session from a request of its own, made once, and again when it is no longer accepted.'});

/** How a target on HTTP is told who asks. */
export const authSchema = z
	.strictObject({
		bearer: z.string().min(1).optional().meta({description: 'A token, sent as `Authorization: Bearer …`.'}),
		basic: z
			.strictObject({user: z.string(), password: z.string()})
			.optional()
			.meta({description: 'User and password, sent as `Authorization: Basic …`.'}),
		header: z
			.strictObject({name: z.string().min(1), value: z.string().min(1).meta({secret: true})})
			.optional()
			.meta({description: 'A key in a header of its own, as in `{name: X-Api-Key, value: "${API_KEY}"}`.'}),
		query: z
			.strictObject({name: z.string().min(1), value: z.string().min(1).meta({secret: true})})
			.optional()
			.meta({description: 'A key in the query of every request.'}),
		login: login.optional(),
	})
	.meta({description: 'How the target knows who asks. Secrets come from the environment: `"${NAME}"`.'});

// A state, and what answers mean

const conditionShape = {
	at: path.meta({description: `Where to look. ${pathText}`}),
	is: scalars.optional().meta({
		description:
			'The value (or values) that fit; null also stands for “not there”. Letter case does not matter, and `true` equals `"true"`. Default: true, "true", 1, "yes", "on", "active", "enabled".',
	}),
	not: scalars.optional().meta({description: 'Instead of `is`: the value (or values) that do not fit; every other value does.'}),
};
const isOneSided = ({is, not}: {readonly is?: unknown; readonly not?: unknown}): boolean => is === undefined || not === undefined;

const state = z
	.strictObject({
		...conditionShape,
		on: json
			.optional()
			.meta({description: 'What `reactivate` writes. Default: the first value of `is`, else true (with `not` alone it must be said).'}),
		off: json.optional().meta({
			description:
				'What `deactivate` writes. Default: the first value of `not`, else false (with `is` alone it must be said, unless it is a boolean).',
		}),
	})
	.refine(isOneSided, 'takes `is` or `not`, not both')
	.meta({description: 'Where the state of an account is, and which values mean active.'});

const verb = z.enum(['list', 'find', 'create', 'update', 'deactivate', 'reactivate', 'delete']);

const answers = z
	.array(
		z
			.strictObject({
				status: statuses.optional().meta({description: 'The status, or several. Default: any.'}),
				body: z
					.union([texts, z.strictObject(conditionShape).refine(isOneSided, 'takes `is` or `not`, not both')])
					.optional()
					.meta({
						description:
							'A text that the body holds, or several of which it holds one (`*` stands for any text, letter case does not matter); or what its JSON says at a place, as in `{at: code, not: 0}`. Default: any body.',
					}),
				verb: z
					.union([verb, z.array(verb).min(1)])
					.optional()
					.meta({
						description: 'The requests that are answered so. Default: `create` and `update` where it means `exists`, else all.',
					}),
				means: z.enum(['done', 'exists', 'not-found', 'refused']).meta({
					description:
						'`done`: it is as it should be. `exists`: another account holds a value of this one. `not-found`: there is no such account. `refused`: the API says no.',
				}),
			})
			.refine(({status, body}) => status !== undefined || body !== undefined, 'needs `status`, `body` or both'),
	)
	.min(1)
	.meta({
		description:
			'What answers mean where their status does not tell; the first that fits counts. By itself every 2xx is done, 409 is `exists`, 404 and 410 are `not-found`: of a `delete` that is done, of a `find` whose path names the person it means that there is nobody.',
	});

// A request, and rows

const templateText = 'Texts may hold templates.';

const requestShape = {
	method: z
		.string()
		.regex(/^[A-Za-z]+$/, 'is no method')
		.optional()
		.meta({description: 'The HTTP method.'}),
	path: z.string().optional().meta({
		description:
			'Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query.',
	}),
	query: z
		.record(z.string().min(1), z.union([scalar, z.array(scalar)]))
		.optional()
		.meta({description: `Query parameters. ${templateText} A parameter without a value is left out.`}),
	headers: headers.optional().meta({description: `Headers of this request, on top of the general ones. ${templateText}`}),
	body: json.optional().meta({
		description: `The body. ${templateText} A text that is exactly one template keeps the type of its value, as in \`"{{ attributes.centerIds }}"\`; what has no value is left out.`,
	}),
	encoding: encoding.optional(),
};

/** What each way of paging takes beside `by`. */
const pagingKeys: Readonly<Record<string, readonly string[]>> = {
	page: ['param', 'first', 'size', 'sizeParam', 'at', 'more'],
	offset: ['param', 'first', 'size', 'sizeParam', 'more'],
	cursor: ['param', 'size', 'sizeParam', 'at', 'more'],
	next: ['at'],
	link: [],
	none: [],
};

const paging = z
	.strictObject({
		by: z.enum(['page', 'offset', 'cursor', 'next', 'link', 'none']).meta({
			description:
				'`page`: the number of the page. `offset`: the number of rows to leave out; the next page begins after the rows that came, so that a server may give fewer than asked for. `cursor`: a token, or a value of the last row. `next`: the answer has the URL of the next page. `link`: the `Link` header has it (`rel="next"`, RFC 8288). `none`: the whole list comes in one answer, whatever it looks like.',
		}),
		param: z.string().min(1).optional().meta({
			description:
				'The parameter that takes the page, the offset or the cursor. A cursor goes into the body where the list has one and its method is not GET: then this is a path into it. Default: as `by`.',
		}),
		first: z
			.number()
			.int()
			.optional()
			.meta({description: 'The number of the first page, or the offset of the first row. Default: 1, and 0.'}),
		size: z.number().int().min(1).optional().meta({description: 'Rows a page to ask for, with `sizeParam`.'}),
		sizeParam: z.string().min(1).optional().meta({description: 'The parameter that takes the rows a page, as `limit`.'}),
		at: place.optional().meta({
			description:
				'Where the answer says how it goes on. `page`: how many pages there are. `cursor`: the next cursor; `row:PATH` is a value of the last row, as in `row:id` (“everything after this id”). `next`: the URL, whole or relative, of the same origin. There is no further page where a cursor or URL is missing, empty or null.',
		}),
		more: place.optional().meta({
			description:
				'Where the answer says (true, false) whether there is more. Where it does not, the list goes on to an empty page, for a short page proves nothing. A page that is 404, or has no body, ends the list only where the answers before it say that all rows came.',
		}),
	})
	.check(({value, issues}) => {
		for (const key of Object.keys(value)) {
			if (key === 'by' || pagingKeys[value.by]?.includes(key) !== false) continue;
			issues.push({code: 'custom', path: [key], message: `is nothing that \`by: ${value.by}\` takes`, input: value});
		}
		if (value.at === undefined && (value.by === 'cursor' || value.by === 'next'))
			issues.push({code: 'custom', path: [], message: `needs \`at\` with \`by: ${value.by}\``, input: value});
	})
	.meta({
		description:
			'How the list goes on. Without it one answer is the whole list (a `Link` header is followed), and one that looks like a part is refused; one of exactly 10, 20, 25, 30, 50, 100, 200, 250, 500 or 1,000 rows is warned of.',
	});

const rowsShape = {
	items: z
		.union([z.literal('.'), place])
		.optional()
		.meta({
			description: `Where the rows are in the answer; \`.\` for the answer itself. Default: the answer, where it is an array, else its only array. ${pathText}`,
		}),
	row: path.optional().meta({description: 'Where the row is within each item, as in `user` for `[{"user": {…}}, …]`.'}),
	total: z
		.union([place, z.literal(false)])
		.optional()
		.meta({
			description:
				'Where the answer says how many rows there are in all (a number, or a `Content-Range`). A list that ends with fewer is read again, then refused. `false`: what answers say of the whole is not believed; an empty page ends the list, also one that is null.',
		}),
	active: z.boolean().optional().meta({description: 'Says of all these rows whether they are active, whatever `account.active` finds.'}),
	detail: z.strictObject(requestShape).optional().meta({
		description:
			'Where these rows show too little: how each is read in full, as in `{path: "users/{{ id }}"}`. One request a row. A row without details (404) is left out where the list, read again, does not show it any more; else the list is refused.',
	}),
	paging: paging.optional(),
};

const rows = z.strictObject({...requestShape, ...rowsShape});
const several = ' Several, one after the other: what a further one does not say is as in the first, save `query`, `body` and `active`.';

/** `list`, as every preset of `http` takes it. */
export const listSchema = z.union([rows, z.array(rows).min(1)]).meta({
	description: `How all accounts are read, inactive ones included. A method other than GET is sent as a read. Without it, nothing can be compared.${several} Their rows are merged by id, as in \`[{path: users}, {query: {state: disabled}, active: false}]\`.`,
});

/** `find`, as every preset of `http` takes it. */
export const findSchema = z.union([rows, z.array(rows).min(1)]).meta({
	description: `How one account is looked up, with templates such as \`{{ keys.email }}\`, \`{{ keys.userId }}\` or \`{{ slackId }}\`; left out for a person without that value. Only an account that has the very value counts, so a fuzzy search will do. Nobody is an empty list, or 404 to a path that names the person.${several} The first that finds the account counts.`,
});

// An account, and what is written to it

const account = z
	.strictObject({
		id: path.default('id').meta({
			description: `Where a row has the id that update and the others are addressed by. \`$key\` where the rows are the members of an object, not an array, and their names the ids. ${pathText}`,
		}),
		version: place.optional().meta({
			description:
				'Where a row has what `If-Match` wants. With `header:ETag` the row is read once more before each update, and its `ETag` is sent.',
		}),
		active: z.union([path, state]).optional().meta({
			description:
				'Where the state is: a path (true, 1, "active" and the like mean active), or which values mean what. Without it every account is active.',
		}),
		keys: z.record(z.string().min(1), path).optional().meta({
			description:
				'Where a row has the keys of `match`, by name, as in `{email: contact.mail}`; `slackId` is the Slack id. Default: as for the attribute of that name, and of the Slack id as `slackIdAt`.',
		}),
		fields: z.record(z.string().min(1), path).optional().meta({
			description:
				'Where attributes are, by name, when their names are no paths: `{name: profile.fullName}`. Used for reading and for writing. Default: the name is the path.',
		}),
	})
	.prefault({})
	.meta({description: 'How a row of the target is an account.'});

const createShape = {
	...requestShape,
	wrap: path
		.optional()
		.meta({description: 'Where in the body the fields go, as in `user` for `{"user": {…}}`. Not for a `body` of your own.'}),
};

const create = z.strictObject(createShape).meta({
	description:
		'How an account is created. Default: POST to the path of `list`, the body being the attributes and secrets by their paths and the Slack id at `slackIdAt`. The new id is `account.id` of the answer, or the end of its `Location`.',
});

const write = z.strictObject({
	...createShape,
	send: z.enum(['changes', 'whole']).optional().meta({
		description:
			'What is sent: the fields that change, or the whole row as it is, read just before, with the changes in it. Default: `whole` for PUT, else `changes`.',
	}),
});

const update = z.union([z.literal(true), write]).meta({
	description:
		'How attributes are changed; `true` for the default: PATCH `LIST/{{ id }}` with the fields that change. A PUT sends the whole row. Where a row has to be read first, that is by GET on this path.',
});

const toggle = (what: string) =>
	z.union([z.literal(true), write]).meta({
		description: `${what} With neither \`path\` nor \`body\`, or \`true\`: an update (method, path and wrapper as there) of the field that \`account.active\` names. With a \`path\` of its own: POST, without a body unless one is given (PATCH, or \`send\`, writes that field there too). DELETE sends no body.`,
	});

const remove = z.union([z.literal(true), z.strictObject(requestShape)]).meta({
	description: 'How an account is deleted; `true` for the default: DELETE `LIST/{{ id }}`.',
});

/** The options of the `http` type. */
export const httpSchema = z
	.strictObject({
		url: z.url().meta({description: 'Where the API is. All paths are relative to it.'}),
		insecureHttp: z.boolean().optional().meta({description: 'Accepts plain `http:` beyond this machine.'}),
		headers: headers.optional().meta({description: 'Headers of every request.'}),
		auth: authSchema.optional(),
		answers: answers.optional(),
		list: listSchema.optional(),
		find: findSchema.optional(),
		account,
		create: create.prefault({}),
		update: update.optional(),
		deactivate: toggle('How an account is made inactive.').optional(),
		reactivate: toggle('How an account is made active again.').optional(),
		delete: remove.optional(),
		slackIdAt: path.optional().meta({
			description:
				'Where an account keeps the Slack id of its person, as in `metadata.slackId`: the tie that survives every rename. Without it none is kept.',
		}),
	})
	.meta({description: 'Any REST API.'});

export type AuthSpec = z.output<typeof authSchema>;
export type HttpTypeOptions = z.output<typeof httpSchema>;
export type WrittenHttpOptions = z.input<typeof httpSchema>;
export type AccountSpec = HttpTypeOptions['account'];
export type PagingSpec = z.output<typeof paging>;
export type StateSpec = z.output<typeof state>;
export type AnswerSpec = z.output<typeof answers>[number];
export type Verb = z.output<typeof verb>;
/** Rows of answers: where they are asked for, where they are, and how they go on. */
export type RowsSpec = z.output<typeof rows>;
/** What every request says of itself. */
export type RequestSpec = Pick<RowsSpec, keyof typeof requestShape>;
export type WriteSpec = z.output<typeof write>;
