import {z} from 'zod';

import {encoding, headers, json, place} from './parts.ts';

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

export type AuthSpec = z.output<typeof authSchema>;
