// Made from the config's schema by `pnpm --filter @slack-im/cli generate`. Types only, and no import: a config in TypeScript can
// use them beside a lone bundle, without node_modules.

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | Json[] | {[name: string]: Json};

/** A person, as functions of the config see them. What Slack leaves empty is undefined, except `name`. */
export interface Person {
	readonly slackId: string;
	readonly teamId: string | undefined;
	/** Ids of this person's earlier, deactivated Slack accounts. */
	readonly earlierIds: readonly string[];
	readonly kind: 'person' | 'slackbot' | 'bot' | 'app';
	readonly deleted: boolean;
	readonly forgotten: boolean;
	readonly invited: boolean;
	readonly external: boolean;
	readonly guest: 'multi-channel' | 'single-channel' | undefined;
	readonly email: string | undefined;
	readonly emailConfirmed: boolean | undefined;
	/** The display name, else the real name; never empty. */
	readonly name: string;
	readonly displayName: string | undefined;
	readonly realName: string | undefined;
	readonly firstName: string | undefined;
	readonly lastName: string | undefined;
	readonly title: string | undefined;
	readonly phone: string | undefined;
	readonly timezone: string | undefined;
	readonly locale: string | undefined;
	readonly admin: boolean;
	readonly owner: boolean;
	/** Handles of the user groups that the person is in. */
	readonly groups: readonly string[];
	readonly channels: readonly string[];
}

/** What an attribute is for a person: undefined = not managed for this one, null = clear. */
export type AttributeFunction = (person: Person) => Json | undefined;

/** The agent-account API: `POST URL` with userId, name, password, roleGroupId, centerIds and whatever further attributes the config names. All else is as for `http`. */
export interface WorkspaceTarget {
	/** Where accounts are created by POST, whole: what the first version called `API_URL`. */
	url: string;
	/** Accepts plain `http:` beyond this machine. */
	insecureHttp?: boolean;
	/** Headers of every request. */
	headers?: {
		[name: string]: string;
	};
	/** How the target knows who asks. Secrets come from the environment: `"${NAME}"`. */
	auth?: {
		/** A token, sent as `Authorization: Bearer …`. */
		bearer?: string;
		/** User and password, sent as `Authorization: Basic …`. */
		basic?: {
			user: string;
			password: string;
		};
		/** A key in a header of its own, as in `{name: X-Api-Key, value: "${API_KEY}"}`. */
		header?: {
			name: string;
			value: string;
		};
		/** A key in the query of every request. */
		query?: {
			name: string;
			value: string;
		};
		/** A token or a session from a request of its own, made once, and again when it is no longer accepted. */
		login?: {
			/** Where to log in when that is elsewhere. Default: `path`, relative to the target’s `url`. */
			url?: string;
			path?: string;
			/** @default "POST" */
			method?: string;
			headers?: {
				[name: string]: string;
			};
			/** What is sent, as in `{grant_type: client_credentials, client_id: …, client_secret: "${SECRET}"}`. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the answer has the token, as in `access_token`. Without it, its cookies are kept and sent. */
			token?: string;
			/** The header that the token is sent in. @default "Authorization" */
			header?: string;
			/** What stands before the token in that header. @default "Bearer " */
			prefix?: string;
		};
	};
	/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
	encoding?: "json" | "form";
	/** For an API that answers 200 to everything: what an answer must say to be a success, as in `ok`, or `{at: code, is: 0}`. A list without rows beside an error is refused in any case. */
	ok?: string | {
		at: string;
		is?: string | number | boolean | null | (string | number | boolean | null)[];
		not?: string | number | boolean | null | (string | number | boolean | null)[];
	};
	/** How all accounts are read, where the installation offers it; `true` for `GET URL?page=1&size=200` with `{items, total}`, else as for `http`. Without it accounts are only created. */
	list?: true | {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where the rows are in the answer; `.` for the answer itself. Default: the answer, where it is an array, else its only array. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. */
		items?: string;
		/** The rows are the members of an object, not an array. A row then has its name as `$key`, as in `account: {id: $key}`. */
		keyed?: true;
		/** Where the row is within each item, as in `user` for `[{"user": {…}}, …]`. */
		row?: string;
		/** Where the answer says how many rows there are in all (a number, or a `Content-Range`). A list that ends with fewer is read again, then refused. `false`: what answers say of the whole is not believed; an empty page ends the list, also one that is null. */
		total?: string | false;
		/** How the list goes on. Without it one answer is the whole list (a `Link` header is followed), and one that looks like a part is refused; one of exactly 10, 20, 25, 30, 50, 100, 200, 250, 500 or 1,000 rows is warned of. */
		paging?: {
			/** Pages by number. Without `pages`, `more` or `list.total` it is read up to an empty page, for a short page proves nothing. A page that is 404, or has no body, ends it only where the answers before it say that all rows came. */
			page?: {
				/** The parameter that takes the number of the page. @default "page" */
				param?: string;
				/** The number of the first page. @default 1 */
				first?: number;
				/** The parameter that takes the rows a page. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
				/** Where the answer says how many pages there are. */
				pages?: string;
				/** Where the answer says (true, false) whether there is another page. Where it does not, the list is read up to an empty page. */
				more?: string;
			};
			/** Pages by offset. The next one begins after the rows that came, so that a server may give fewer than asked for. */
			offset?: {
				/** The parameter that takes the number of rows to leave out. @default "offset" */
				param?: string;
				/** The offset of the first row; 1 where rows are counted from 1. @default 0 */
				first?: number;
				/** The parameter that takes the rows a page, as `limit`. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
				/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
				more?: string;
			};
			/** Pages by a cursor (a token, or the last id). */
			cursor?: {
				/** The parameter that takes the cursor; with `in: body` a path into the body. @default "cursor" */
				param?: string;
				/** Where the cursor is sent. Default: the body where the list has one and its method is not GET, else the query. */
				in?: "query" | "body";
				/** Where the answer has the next cursor. There is no further page when it is missing, empty or null. */
				at?: string;
				/** Instead of `at`: the value of the last row that is the next cursor, as in `id` (“everything after this id”). Ends with an empty page, or by `more`. */
				row?: string;
				/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
				more?: string;
				/** The parameter that takes the rows a page. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
			};
			/** The answer has the URL of the next page, whole or relative, of the same origin; none when it is missing, empty or null. */
			next?: {
				/** Where in an answer: a path into its JSON, or `header:NAME` for one of its headers. */
				at: string;
			};
			/** The `Link` header names the next page (`rel="next"`, RFC 8288). It is followed also where no paging is set. */
			link?: true;
			/** The whole list comes in one answer, whatever the answer looks like. */
			none?: true;
		};
		/** Further lists, merged by id, for rows that the first does not show, as in `[{query: {state: disabled}, active: false}]`. What one does not say is as in the first (query parameters are merged). */
		also?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the rows are in the answer; `.` for the answer itself. Default: the answer, where it is an array, else its only array. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. */
			items?: string;
			/** The rows are the members of an object, not an array. A row then has its name as `$key`, as in `account: {id: $key}`. */
			keyed?: true;
			/** Where the row is within each item, as in `user` for `[{"user": {…}}, …]`. */
			row?: string;
			/** Where the answer says how many rows there are in all (a number, or a `Content-Range`). A list that ends with fewer is read again, then refused. `false`: what answers say of the whole is not believed; an empty page ends the list, also one that is null. */
			total?: string | false;
			/** How the list goes on. Without it one answer is the whole list (a `Link` header is followed), and one that looks like a part is refused; one of exactly 10, 20, 25, 30, 50, 100, 200, 250, 500 or 1,000 rows is warned of. */
			paging?: {
				/** Pages by number. Without `pages`, `more` or `list.total` it is read up to an empty page, for a short page proves nothing. A page that is 404, or has no body, ends it only where the answers before it say that all rows came. */
				page?: {
					/** The parameter that takes the number of the page. @default "page" */
					param?: string;
					/** The number of the first page. @default 1 */
					first?: number;
					/** The parameter that takes the rows a page. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
					/** Where the answer says how many pages there are. */
					pages?: string;
					/** Where the answer says (true, false) whether there is another page. Where it does not, the list is read up to an empty page. */
					more?: string;
				};
				/** Pages by offset. The next one begins after the rows that came, so that a server may give fewer than asked for. */
				offset?: {
					/** The parameter that takes the number of rows to leave out. @default "offset" */
					param?: string;
					/** The offset of the first row; 1 where rows are counted from 1. @default 0 */
					first?: number;
					/** The parameter that takes the rows a page, as `limit`. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
					/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
					more?: string;
				};
				/** Pages by a cursor (a token, or the last id). */
				cursor?: {
					/** The parameter that takes the cursor; with `in: body` a path into the body. @default "cursor" */
					param?: string;
					/** Where the cursor is sent. Default: the body where the list has one and its method is not GET, else the query. */
					in?: "query" | "body";
					/** Where the answer has the next cursor. There is no further page when it is missing, empty or null. */
					at?: string;
					/** Instead of `at`: the value of the last row that is the next cursor, as in `id` (“everything after this id”). Ends with an empty page, or by `more`. */
					row?: string;
					/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
					more?: string;
					/** The parameter that takes the rows a page. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
				};
				/** The answer has the URL of the next page, whole or relative, of the same origin; none when it is missing, empty or null. */
				next?: {
					/** Where in an answer: a path into its JSON, or `header:NAME` for one of its headers. */
					at: string;
				};
				/** The `Link` header names the next page (`rel="next"`, RFC 8288). It is followed also where no paging is set. */
				link?: true;
				/** The whole list comes in one answer, whatever the answer looks like. */
				none?: true;
			};
			/** Says of all rows of this list whether they are active, whatever `account.active` finds. */
			active?: boolean;
		}[];
		/** Says of all rows of this list whether they are active, whatever `account.active` finds. */
		active?: boolean;
		/** Where the list shows too little: how each row is read in full, as in `{path: "users/{{ id }}"}`. One request a row. A row without details (404) is left out where the list, read again, does not show it any more; else the list is refused. */
		detail?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the row is in that answer. */
			row?: string;
		};
	};
	/** How one account is looked up; `true` for `GET URL?userId=…` (and by the Slack id, where `slackIdAt` is set), else as for `http`. */
	find?: true | {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where the rows are in the answer; `.` for the answer itself. Default: the answer, where it is an array, else its only array. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. */
		items?: string;
		/** The rows are the members of an object, not an array. A row then has its name as `$key`, as in `account: {id: $key}`. */
		keyed?: true;
		/** Where the row is within each item, as in `user` for `[{"user": {…}}, …]`. */
		row?: string;
		/** Where the answer says how many rows there are in all (a number, or a `Content-Range`). A list that ends with fewer is read again, then refused. `false`: what answers say of the whole is not believed; an empty page ends the list, also one that is null. */
		total?: string | false;
		/** How the list goes on. Without it one answer is the whole list (a `Link` header is followed), and one that looks like a part is refused; one of exactly 10, 20, 25, 30, 50, 100, 200, 250, 500 or 1,000 rows is warned of. */
		paging?: {
			/** Pages by number. Without `pages`, `more` or `list.total` it is read up to an empty page, for a short page proves nothing. A page that is 404, or has no body, ends it only where the answers before it say that all rows came. */
			page?: {
				/** The parameter that takes the number of the page. @default "page" */
				param?: string;
				/** The number of the first page. @default 1 */
				first?: number;
				/** The parameter that takes the rows a page. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
				/** Where the answer says how many pages there are. */
				pages?: string;
				/** Where the answer says (true, false) whether there is another page. Where it does not, the list is read up to an empty page. */
				more?: string;
			};
			/** Pages by offset. The next one begins after the rows that came, so that a server may give fewer than asked for. */
			offset?: {
				/** The parameter that takes the number of rows to leave out. @default "offset" */
				param?: string;
				/** The offset of the first row; 1 where rows are counted from 1. @default 0 */
				first?: number;
				/** The parameter that takes the rows a page, as `limit`. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
				/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
				more?: string;
			};
			/** Pages by a cursor (a token, or the last id). */
			cursor?: {
				/** The parameter that takes the cursor; with `in: body` a path into the body. @default "cursor" */
				param?: string;
				/** Where the cursor is sent. Default: the body where the list has one and its method is not GET, else the query. */
				in?: "query" | "body";
				/** Where the answer has the next cursor. There is no further page when it is missing, empty or null. */
				at?: string;
				/** Instead of `at`: the value of the last row that is the next cursor, as in `id` (“everything after this id”). Ends with an empty page, or by `more`. */
				row?: string;
				/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
				more?: string;
				/** The parameter that takes the rows a page. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
			};
			/** The answer has the URL of the next page, whole or relative, of the same origin; none when it is missing, empty or null. */
			next?: {
				/** Where in an answer: a path into its JSON, or `header:NAME` for one of its headers. */
				at: string;
			};
			/** The `Link` header names the next page (`rel="next"`, RFC 8288). It is followed also where no paging is set. */
			link?: true;
			/** The whole list comes in one answer, whatever the answer looks like. */
			none?: true;
		};
		/** Answers that mean there is nobody. Default: 404 and 410, where the path names the person. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Further look-ups for when the first finds nothing. What one does not say is as in the first, save the query. */
		also?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the rows are in the answer; `.` for the answer itself. Default: the answer, where it is an array, else its only array. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. */
			items?: string;
			/** The rows are the members of an object, not an array. A row then has its name as `$key`, as in `account: {id: $key}`. */
			keyed?: true;
			/** Where the row is within each item, as in `user` for `[{"user": {…}}, …]`. */
			row?: string;
			/** Where the answer says how many rows there are in all (a number, or a `Content-Range`). A list that ends with fewer is read again, then refused. `false`: what answers say of the whole is not believed; an empty page ends the list, also one that is null. */
			total?: string | false;
			/** How the list goes on. Without it one answer is the whole list (a `Link` header is followed), and one that looks like a part is refused; one of exactly 10, 20, 25, 30, 50, 100, 200, 250, 500 or 1,000 rows is warned of. */
			paging?: {
				/** Pages by number. Without `pages`, `more` or `list.total` it is read up to an empty page, for a short page proves nothing. A page that is 404, or has no body, ends it only where the answers before it say that all rows came. */
				page?: {
					/** The parameter that takes the number of the page. @default "page" */
					param?: string;
					/** The number of the first page. @default 1 */
					first?: number;
					/** The parameter that takes the rows a page. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
					/** Where the answer says how many pages there are. */
					pages?: string;
					/** Where the answer says (true, false) whether there is another page. Where it does not, the list is read up to an empty page. */
					more?: string;
				};
				/** Pages by offset. The next one begins after the rows that came, so that a server may give fewer than asked for. */
				offset?: {
					/** The parameter that takes the number of rows to leave out. @default "offset" */
					param?: string;
					/** The offset of the first row; 1 where rows are counted from 1. @default 0 */
					first?: number;
					/** The parameter that takes the rows a page, as `limit`. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
					/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
					more?: string;
				};
				/** Pages by a cursor (a token, or the last id). */
				cursor?: {
					/** The parameter that takes the cursor; with `in: body` a path into the body. @default "cursor" */
					param?: string;
					/** Where the cursor is sent. Default: the body where the list has one and its method is not GET, else the query. */
					in?: "query" | "body";
					/** Where the answer has the next cursor. There is no further page when it is missing, empty or null. */
					at?: string;
					/** Instead of `at`: the value of the last row that is the next cursor, as in `id` (“everything after this id”). Ends with an empty page, or by `more`. */
					row?: string;
					/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
					more?: string;
					/** The parameter that takes the rows a page. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
				};
				/** The answer has the URL of the next page, whole or relative, of the same origin; none when it is missing, empty or null. */
				next?: {
					/** Where in an answer: a path into its JSON, or `header:NAME` for one of its headers. */
					at: string;
				};
				/** The `Link` header names the next page (`rel="next"`, RFC 8288). It is followed also where no paging is set. */
				link?: true;
				/** The whole list comes in one answer, whatever the answer looks like. */
				none?: true;
			};
			/** Answers that mean there is nobody. Default: 404 and 410, where the path names the person. */
			notFound?: {
				/** The status, or several. Default: any. */
				status?: number | number[];
				/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
				body?: string | string[];
			};
		}[];
	};
	/** How a row of the target is an account. */
	account?: {
		/** Where a row has the id that update and the others are addressed by. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. @default "id" */
		id?: string;
		/** Where a row has the Slack id. Default: as `slackIdAt`, else where `keys` or `fields` have `slackId`, when that is a match key. */
		slackId?: string;
		/** Where a row has what `If-Match` wants. With `header:ETag` the row is read once more before each update, and its `ETag` is sent. */
		version?: string;
		/** Where the state is: a path (true, 1, "active" and the like mean active), or which values mean what. Without it every account is active. */
		active?: string | {
			/** Where the state is. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. */
			at: string;
			/** The value (or values) of an active account; null also stands for “not there”. Letter case does not matter, and `true` equals `"true"`. Default: true, "true", 1, "yes", "on", "active", "enabled". */
			is?: string | number | boolean | null | (string | number | boolean | null)[];
			/** Instead of `is`: the value (or values) of an inactive account; every other value is active. */
			not?: string | number | boolean | null | (string | number | boolean | null)[];
			/** What `reactivate` writes. Default: the first value of `is`, else true (with `not` alone it must be said). */
			on?: Json;
			/** What `deactivate` writes. Default: the first value of `not`, else false (with `is` alone it must be said, unless it is a boolean). */
			off?: Json;
		};
		/** Where a row has the keys of `match`, by name, as in `{email: contact.mail}`. Default: as for the attribute of that name. */
		keys?: {
			[name: string]: string;
		};
		/** Where attributes are, by name, when their names are no paths: `{name: profile.fullName}`. Used for reading and for writing. Default: the name is the path. */
		fields?: {
			[name: string]: string;
		};
	};
	/** How an account is created. Default: POST to the path of `list`, the body being the attributes and secrets by their paths and the Slack id at `slackIdAt`. Where there is neither `list` nor `find`, `exists` must be said. */
	create?: {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where in the body the fields go, as in `user` for `{"user": {…}}`. Not for a `body` of your own. */
		wrap?: string;
		/** Paths to leave out of the body. */
		omit?: string[];
		/** Further answers that mean it is done, as in `{status: 409, body: "*already disabled*"}`. Every 2xx is. */
		done?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean there is no such account. Default: 404 and 410. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean another account holds a value of this one, as in `{status: 422, body: "*already taken*"}`. Default: 409. */
		exists?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Where the answer has the new account’s id. Default: as `account.id`, else the end of `Location`. */
		id?: string;
	};
	/** How attributes are changed; `true` for the default: PATCH `LIST/{{ id }}` with the fields that change. A PUT sends the whole row. */
	update?: true | {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where in the body the fields go, as in `user` for `{"user": {…}}`. Not for a `body` of your own. */
		wrap?: string;
		/** Paths to leave out of the body. */
		omit?: string[];
		/** Further answers that mean it is done, as in `{status: 409, body: "*already disabled*"}`. Every 2xx is. */
		done?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean there is no such account. Default: 404 and 410. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean another account holds a value of this one, as in `{status: 422, body: "*already taken*"}`. Default: 409. */
		exists?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** What is sent: the fields that change, or the whole row as it is, read just before, with the changes in it. Default: `whole` for PUT, else `changes`. */
		send?: "changes" | "whole";
		/** How the row is read before it is sent whole. Default: GET on the same path. */
		read?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the row is in that answer. */
			row?: string;
		};
	};
	/** How an account is made inactive. With neither `path` nor `body`, or `true`: an update (method, path and wrapper as there) of the field that `account.active` names. With a `path` of its own: POST, without a body unless one is given (PATCH, or `send`, writes that field there too). DELETE sends no body. */
	deactivate?: true | {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where in the body the fields go, as in `user` for `{"user": {…}}`. Not for a `body` of your own. */
		wrap?: string;
		/** Paths to leave out of the body. */
		omit?: string[];
		/** Further answers that mean it is done, as in `{status: 409, body: "*already disabled*"}`. Every 2xx is. */
		done?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean there is no such account. Default: 404 and 410. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean another account holds a value of this one, as in `{status: 422, body: "*already taken*"}`. Default: 409. */
		exists?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** What is sent: the fields that change, or the whole row as it is, read just before, with the changes in it. Default: `whole` for PUT, else `changes`. */
		send?: "changes" | "whole";
		/** How the row is read before it is sent whole. Default: GET on the same path. */
		read?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the row is in that answer. */
			row?: string;
		};
	};
	/** How an account is made active again. With neither `path` nor `body`, or `true`: an update (method, path and wrapper as there) of the field that `account.active` names. With a `path` of its own: POST, without a body unless one is given (PATCH, or `send`, writes that field there too). DELETE sends no body. */
	reactivate?: true | {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where in the body the fields go, as in `user` for `{"user": {…}}`. Not for a `body` of your own. */
		wrap?: string;
		/** Paths to leave out of the body. */
		omit?: string[];
		/** Further answers that mean it is done, as in `{status: 409, body: "*already disabled*"}`. Every 2xx is. */
		done?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean there is no such account. Default: 404 and 410. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean another account holds a value of this one, as in `{status: 422, body: "*already taken*"}`. Default: 409. */
		exists?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** What is sent: the fields that change, or the whole row as it is, read just before, with the changes in it. Default: `whole` for PUT, else `changes`. */
		send?: "changes" | "whole";
		/** How the row is read before it is sent whole. Default: GET on the same path. */
		read?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the row is in that answer. */
			row?: string;
		};
	};
	/** How an account is deleted; `true` for the default: DELETE `LIST/{{ id }}`. 404 and 410 mean that it is done. */
	delete?: true | {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where in the body the fields go, as in `user` for `{"user": {…}}`. Not for a `body` of your own. */
		wrap?: string;
		/** Paths to leave out of the body. */
		omit?: string[];
		/** Further answers that mean it is done, as in `{status: 409, body: "*already disabled*"}`. Every 2xx is. */
		done?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean there is no such account. Default: 404 and 410. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean another account holds a value of this one, as in `{status: 422, body: "*already taken*"}`. Default: 409. */
		exists?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
	};
	/** Where an account keeps the Slack id of its person, as in `metadata.slackId`: the tie that survives every rename. Without it none is kept. */
	slackIdAt?: string;
	/** Which kind of system this is. */
	type: "workspace";
	/** When the target is due, for `--due-since`; `manual` for one that is only started by hand and never due. */
	schedule?: "manual" | {
		cron: string;
		/** IANA name, as in Asia/Seoul. Default UTC. */
		timezone?: string;
		/** What no cron line says, as in `2 weeks`: a tick counts when its date in the time zone lies whole periods after `from`. */
		every?: string;
		/** The first date of `every`. */
		from?: string;
	};
	/** Where an API_URL on the command line may lead: the target’s credentials are sent there. `*` is any part of a host name. Default: the scheme, host and port of `url`. */
	apiUrls?: string[];
	/** Who of those that are in belongs into this target. Outside of it a person is out for this target. */
	people?: {
		/** Only people of at least one of these user groups (handles, without @). Needs `usergroups:read`. */
		groups?: string[];
		/** Only members of this channel (id, or `#name`). */
		channel?: string;
		/** Only people whose e-mail is of one of these domains, exactly. */
		domains?: string[];
		/** Only people whose e-mail or Slack id matches one of these globs. */
		allow?: string[];
		/** Nobody whose e-mail or Slack id matches one of these globs. */
		deny?: string[];
		/** Only people whose title matches one of these globs. */
		titles?: string[];
	};
	/** Keys that tie a person to an account, the strongest first: `email`, or names of attributes. An account that carries a Slack id belongs to that id before any of them. A list in which no unprotected account has one of them or a Slack id is refused. */
	match?: string[];
	/** Which accounts without a Slack id may become a person's. `agree` (default): by any key of `match`, unless the account shows an e-mail that is not the person's. `email`: only where its e-mail is the person's. `any`: by any key, whatever e-mail it shows, unless it is that of another person in Slack. `none`: none; only accounts that carry the Slack id. What is not given is a conflict. @default "agree" */
	adopt?: "agree" | "email" | "any" | "none";
	/** What happens to accounts of people whom Slack marks deleted. Default `deactivate`. */
	leavers?: "deactivate" | "delete" | "report";
	/** What happens to accounts of people who are out. @default "report" */
	outOfScope?: "report" | "deactivate" | "delete";
	/** What happens to inactive accounts of people who are in. @default "reactivate" */
	returners?: "reactivate" | "report";
	/** Accounts that are never touched, created nor given to a person: globs over account ids and keys, or what a row holds, as in `{at: admin, is: true}`. Default for `workspace` and `http`: admin, administrator, root, system. */
	protected?: (string | {
		/** Path of an attribute in the row, whether it is managed or not. */
		at: string;
		/** The value that protects; of a list, one of its items. Text and number of one value are the same, as `true`, 1 and "true". */
		is: Json;
	})[];
	/** After its writes the target is read again, and a write counts only where the target shows it. `{within: 30s}` for a system that shows changes late; `false` where a list costs too much: the report then says “not verified”. */
	verify?: boolean | {
		/** How long to look again, with growing pauses, until everything is shown, as in `30s`. */
		within: number | string;
	};
	/** Limits this target to these verbs, for its careful first weeks. */
	do?: ("create" | "update" | "reactivate" | "deactivate" | "delete")[];
	/** What slack-im manages of an account. A name with dots is a path. */
	attributes?: {
		[name: string]: string | number | boolean | null | Json[] | AttributeFunction | {
			/** A literal or a template. */
			value?: AttributeFunction | Json;
			rules?: {
				/** Handle of a user group, or several. */
				group?: string | string[];
				/** Glob (or several) over the title. */
				title?: string | string[];
				/** Glob (or several) over the e-mail. */
				email?: string | string[];
				/** What the attribute is then: a literal or a template. */
				value: Json;
			}[];
			/** Where no rule fits. Without it the attribute is then not managed for that person. */
			default?: Json;
			/** Sent when an account is created, never compared afterwards. */
			onCreate?: boolean;
			/** Implies `onCreate`; the value is never shown anywhere. */
			secret?: boolean;
			/** For a secret: made at random when the account is created; nobody knows it. Default length 24. */
			generate?: true | {
				length?: number;
			};
			/** What a template that renders empty means. Default `unmanaged`. */
			empty?: "unmanaged" | "clear";
		};
	};
	/** Limits that a plan must pass before anything is written. */
	guards?: {
		removals?: {
			/** So many removals always pass. @default 3 */
			count?: number;
			/** Share (0–1) of the claimed, active, unprotected accounts that one run may deactivate or delete. @default 0.1 */
			share?: number;
		};
		updates?: {
			/** Share (0–1) of the claimed accounts that one run may update or reactivate. @default 0.3 */
			share?: number;
			/** The guard looks only where so many accounts are claimed. @default 10 */
			from?: number;
		};
		adoptions?: {
			/** So many first links always pass. @default 3 */
			count?: number;
			/** Share (0–1) of the claimed, active, unprotected accounts that one run may link to a Slack id for the first time, once accounts are linked. @default 0.1 */
			share?: number;
		};
		/** Attribute values that give rights, as in `{roleGroupId: [ADMIN], max: 0}`. Off until values are named. */
		privileged?: {
			/** So many grants of the named values pass. @default 0 */
			max?: number;
			[name: string]: Json[] | number | undefined;
		};
	};
	limits?: {
		/** Requests under way at once, at most. It starts with 4, doubles while the target answers fast, and halves where it answers 429 or 5xx, not in time, or twice as slowly. @default 16 */
		concurrency?: number;
		/** Requests a second at most. */
		perSecond?: number;
		/** How long one request may take. @default "10s" */
		timeout?: number | string;
		/** Accounts that a list may have. One that goes on is refused. Default: 150,000, or 20 for each member of Slack (up to 1,000,000) where that is more. */
		rows?: number;
		/** How long the whole list may take. @default "15m" */
		readTimeout?: number | string;
	};
}

/** Any REST API. */
export interface HttpTarget {
	/** Where the API is. All paths are relative to it. */
	url: string;
	/** Accepts plain `http:` beyond this machine. */
	insecureHttp?: boolean;
	/** Headers of every request. */
	headers?: {
		[name: string]: string;
	};
	/** How the target knows who asks. Secrets come from the environment: `"${NAME}"`. */
	auth?: {
		/** A token, sent as `Authorization: Bearer …`. */
		bearer?: string;
		/** User and password, sent as `Authorization: Basic …`. */
		basic?: {
			user: string;
			password: string;
		};
		/** A key in a header of its own, as in `{name: X-Api-Key, value: "${API_KEY}"}`. */
		header?: {
			name: string;
			value: string;
		};
		/** A key in the query of every request. */
		query?: {
			name: string;
			value: string;
		};
		/** A token or a session from a request of its own, made once, and again when it is no longer accepted. */
		login?: {
			/** Where to log in when that is elsewhere. Default: `path`, relative to the target’s `url`. */
			url?: string;
			path?: string;
			/** @default "POST" */
			method?: string;
			headers?: {
				[name: string]: string;
			};
			/** What is sent, as in `{grant_type: client_credentials, client_id: …, client_secret: "${SECRET}"}`. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the answer has the token, as in `access_token`. Without it, its cookies are kept and sent. */
			token?: string;
			/** The header that the token is sent in. @default "Authorization" */
			header?: string;
			/** What stands before the token in that header. @default "Bearer " */
			prefix?: string;
		};
	};
	/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
	encoding?: "json" | "form";
	/** For an API that answers 200 to everything: what an answer must say to be a success, as in `ok`, or `{at: code, is: 0}`. A list without rows beside an error is refused in any case. */
	ok?: string | {
		at: string;
		is?: string | number | boolean | null | (string | number | boolean | null)[];
		not?: string | number | boolean | null | (string | number | boolean | null)[];
	};
	/** How all accounts are read, inactive ones included. A method other than GET is sent as a read. Without it, nothing can be compared. */
	list?: {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where the rows are in the answer; `.` for the answer itself. Default: the answer, where it is an array, else its only array. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. */
		items?: string;
		/** The rows are the members of an object, not an array. A row then has its name as `$key`, as in `account: {id: $key}`. */
		keyed?: true;
		/** Where the row is within each item, as in `user` for `[{"user": {…}}, …]`. */
		row?: string;
		/** Where the answer says how many rows there are in all (a number, or a `Content-Range`). A list that ends with fewer is read again, then refused. `false`: what answers say of the whole is not believed; an empty page ends the list, also one that is null. */
		total?: string | false;
		/** How the list goes on. Without it one answer is the whole list (a `Link` header is followed), and one that looks like a part is refused; one of exactly 10, 20, 25, 30, 50, 100, 200, 250, 500 or 1,000 rows is warned of. */
		paging?: {
			/** Pages by number. Without `pages`, `more` or `list.total` it is read up to an empty page, for a short page proves nothing. A page that is 404, or has no body, ends it only where the answers before it say that all rows came. */
			page?: {
				/** The parameter that takes the number of the page. @default "page" */
				param?: string;
				/** The number of the first page. @default 1 */
				first?: number;
				/** The parameter that takes the rows a page. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
				/** Where the answer says how many pages there are. */
				pages?: string;
				/** Where the answer says (true, false) whether there is another page. Where it does not, the list is read up to an empty page. */
				more?: string;
			};
			/** Pages by offset. The next one begins after the rows that came, so that a server may give fewer than asked for. */
			offset?: {
				/** The parameter that takes the number of rows to leave out. @default "offset" */
				param?: string;
				/** The offset of the first row; 1 where rows are counted from 1. @default 0 */
				first?: number;
				/** The parameter that takes the rows a page, as `limit`. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
				/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
				more?: string;
			};
			/** Pages by a cursor (a token, or the last id). */
			cursor?: {
				/** The parameter that takes the cursor; with `in: body` a path into the body. @default "cursor" */
				param?: string;
				/** Where the cursor is sent. Default: the body where the list has one and its method is not GET, else the query. */
				in?: "query" | "body";
				/** Where the answer has the next cursor. There is no further page when it is missing, empty or null. */
				at?: string;
				/** Instead of `at`: the value of the last row that is the next cursor, as in `id` (“everything after this id”). Ends with an empty page, or by `more`. */
				row?: string;
				/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
				more?: string;
				/** The parameter that takes the rows a page. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
			};
			/** The answer has the URL of the next page, whole or relative, of the same origin; none when it is missing, empty or null. */
			next?: {
				/** Where in an answer: a path into its JSON, or `header:NAME` for one of its headers. */
				at: string;
			};
			/** The `Link` header names the next page (`rel="next"`, RFC 8288). It is followed also where no paging is set. */
			link?: true;
			/** The whole list comes in one answer, whatever the answer looks like. */
			none?: true;
		};
		/** Further lists, merged by id, for rows that the first does not show, as in `[{query: {state: disabled}, active: false}]`. What one does not say is as in the first (query parameters are merged). */
		also?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the rows are in the answer; `.` for the answer itself. Default: the answer, where it is an array, else its only array. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. */
			items?: string;
			/** The rows are the members of an object, not an array. A row then has its name as `$key`, as in `account: {id: $key}`. */
			keyed?: true;
			/** Where the row is within each item, as in `user` for `[{"user": {…}}, …]`. */
			row?: string;
			/** Where the answer says how many rows there are in all (a number, or a `Content-Range`). A list that ends with fewer is read again, then refused. `false`: what answers say of the whole is not believed; an empty page ends the list, also one that is null. */
			total?: string | false;
			/** How the list goes on. Without it one answer is the whole list (a `Link` header is followed), and one that looks like a part is refused; one of exactly 10, 20, 25, 30, 50, 100, 200, 250, 500 or 1,000 rows is warned of. */
			paging?: {
				/** Pages by number. Without `pages`, `more` or `list.total` it is read up to an empty page, for a short page proves nothing. A page that is 404, or has no body, ends it only where the answers before it say that all rows came. */
				page?: {
					/** The parameter that takes the number of the page. @default "page" */
					param?: string;
					/** The number of the first page. @default 1 */
					first?: number;
					/** The parameter that takes the rows a page. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
					/** Where the answer says how many pages there are. */
					pages?: string;
					/** Where the answer says (true, false) whether there is another page. Where it does not, the list is read up to an empty page. */
					more?: string;
				};
				/** Pages by offset. The next one begins after the rows that came, so that a server may give fewer than asked for. */
				offset?: {
					/** The parameter that takes the number of rows to leave out. @default "offset" */
					param?: string;
					/** The offset of the first row; 1 where rows are counted from 1. @default 0 */
					first?: number;
					/** The parameter that takes the rows a page, as `limit`. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
					/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
					more?: string;
				};
				/** Pages by a cursor (a token, or the last id). */
				cursor?: {
					/** The parameter that takes the cursor; with `in: body` a path into the body. @default "cursor" */
					param?: string;
					/** Where the cursor is sent. Default: the body where the list has one and its method is not GET, else the query. */
					in?: "query" | "body";
					/** Where the answer has the next cursor. There is no further page when it is missing, empty or null. */
					at?: string;
					/** Instead of `at`: the value of the last row that is the next cursor, as in `id` (“everything after this id”). Ends with an empty page, or by `more`. */
					row?: string;
					/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
					more?: string;
					/** The parameter that takes the rows a page. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
				};
				/** The answer has the URL of the next page, whole or relative, of the same origin; none when it is missing, empty or null. */
				next?: {
					/** Where in an answer: a path into its JSON, or `header:NAME` for one of its headers. */
					at: string;
				};
				/** The `Link` header names the next page (`rel="next"`, RFC 8288). It is followed also where no paging is set. */
				link?: true;
				/** The whole list comes in one answer, whatever the answer looks like. */
				none?: true;
			};
			/** Says of all rows of this list whether they are active, whatever `account.active` finds. */
			active?: boolean;
		}[];
		/** Says of all rows of this list whether they are active, whatever `account.active` finds. */
		active?: boolean;
		/** Where the list shows too little: how each row is read in full, as in `{path: "users/{{ id }}"}`. One request a row. A row without details (404) is left out where the list, read again, does not show it any more; else the list is refused. */
		detail?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the row is in that answer. */
			row?: string;
		};
	};
	/** How one account is looked up, with templates such as `{{ keys.email }}`, `{{ keys.userId }}` or `{{ slackId }}`; left out for a person without that value. Only an account that has the very value counts, so a fuzzy search will do. Nobody is an empty list, or 404 to a path that names the person. */
	find?: {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where the rows are in the answer; `.` for the answer itself. Default: the answer, where it is an array, else its only array. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. */
		items?: string;
		/** The rows are the members of an object, not an array. A row then has its name as `$key`, as in `account: {id: $key}`. */
		keyed?: true;
		/** Where the row is within each item, as in `user` for `[{"user": {…}}, …]`. */
		row?: string;
		/** Where the answer says how many rows there are in all (a number, or a `Content-Range`). A list that ends with fewer is read again, then refused. `false`: what answers say of the whole is not believed; an empty page ends the list, also one that is null. */
		total?: string | false;
		/** How the list goes on. Without it one answer is the whole list (a `Link` header is followed), and one that looks like a part is refused; one of exactly 10, 20, 25, 30, 50, 100, 200, 250, 500 or 1,000 rows is warned of. */
		paging?: {
			/** Pages by number. Without `pages`, `more` or `list.total` it is read up to an empty page, for a short page proves nothing. A page that is 404, or has no body, ends it only where the answers before it say that all rows came. */
			page?: {
				/** The parameter that takes the number of the page. @default "page" */
				param?: string;
				/** The number of the first page. @default 1 */
				first?: number;
				/** The parameter that takes the rows a page. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
				/** Where the answer says how many pages there are. */
				pages?: string;
				/** Where the answer says (true, false) whether there is another page. Where it does not, the list is read up to an empty page. */
				more?: string;
			};
			/** Pages by offset. The next one begins after the rows that came, so that a server may give fewer than asked for. */
			offset?: {
				/** The parameter that takes the number of rows to leave out. @default "offset" */
				param?: string;
				/** The offset of the first row; 1 where rows are counted from 1. @default 0 */
				first?: number;
				/** The parameter that takes the rows a page, as `limit`. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
				/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
				more?: string;
			};
			/** Pages by a cursor (a token, or the last id). */
			cursor?: {
				/** The parameter that takes the cursor; with `in: body` a path into the body. @default "cursor" */
				param?: string;
				/** Where the cursor is sent. Default: the body where the list has one and its method is not GET, else the query. */
				in?: "query" | "body";
				/** Where the answer has the next cursor. There is no further page when it is missing, empty or null. */
				at?: string;
				/** Instead of `at`: the value of the last row that is the next cursor, as in `id` (“everything after this id”). Ends with an empty page, or by `more`. */
				row?: string;
				/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
				more?: string;
				/** The parameter that takes the rows a page. */
				sizeParam?: string;
				/** Rows a page to ask for, with `sizeParam`. */
				size?: number;
			};
			/** The answer has the URL of the next page, whole or relative, of the same origin; none when it is missing, empty or null. */
			next?: {
				/** Where in an answer: a path into its JSON, or `header:NAME` for one of its headers. */
				at: string;
			};
			/** The `Link` header names the next page (`rel="next"`, RFC 8288). It is followed also where no paging is set. */
			link?: true;
			/** The whole list comes in one answer, whatever the answer looks like. */
			none?: true;
		};
		/** Answers that mean there is nobody. Default: 404 and 410, where the path names the person. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Further look-ups for when the first finds nothing. What one does not say is as in the first, save the query. */
		also?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the rows are in the answer; `.` for the answer itself. Default: the answer, where it is an array, else its only array. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. */
			items?: string;
			/** The rows are the members of an object, not an array. A row then has its name as `$key`, as in `account: {id: $key}`. */
			keyed?: true;
			/** Where the row is within each item, as in `user` for `[{"user": {…}}, …]`. */
			row?: string;
			/** Where the answer says how many rows there are in all (a number, or a `Content-Range`). A list that ends with fewer is read again, then refused. `false`: what answers say of the whole is not believed; an empty page ends the list, also one that is null. */
			total?: string | false;
			/** How the list goes on. Without it one answer is the whole list (a `Link` header is followed), and one that looks like a part is refused; one of exactly 10, 20, 25, 30, 50, 100, 200, 250, 500 or 1,000 rows is warned of. */
			paging?: {
				/** Pages by number. Without `pages`, `more` or `list.total` it is read up to an empty page, for a short page proves nothing. A page that is 404, or has no body, ends it only where the answers before it say that all rows came. */
				page?: {
					/** The parameter that takes the number of the page. @default "page" */
					param?: string;
					/** The number of the first page. @default 1 */
					first?: number;
					/** The parameter that takes the rows a page. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
					/** Where the answer says how many pages there are. */
					pages?: string;
					/** Where the answer says (true, false) whether there is another page. Where it does not, the list is read up to an empty page. */
					more?: string;
				};
				/** Pages by offset. The next one begins after the rows that came, so that a server may give fewer than asked for. */
				offset?: {
					/** The parameter that takes the number of rows to leave out. @default "offset" */
					param?: string;
					/** The offset of the first row; 1 where rows are counted from 1. @default 0 */
					first?: number;
					/** The parameter that takes the rows a page, as `limit`. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
					/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
					more?: string;
				};
				/** Pages by a cursor (a token, or the last id). */
				cursor?: {
					/** The parameter that takes the cursor; with `in: body` a path into the body. @default "cursor" */
					param?: string;
					/** Where the cursor is sent. Default: the body where the list has one and its method is not GET, else the query. */
					in?: "query" | "body";
					/** Where the answer has the next cursor. There is no further page when it is missing, empty or null. */
					at?: string;
					/** Instead of `at`: the value of the last row that is the next cursor, as in `id` (“everything after this id”). Ends with an empty page, or by `more`. */
					row?: string;
					/** Where the answer says (true, false) whether there is more. Where it does not, the list goes on. */
					more?: string;
					/** The parameter that takes the rows a page. */
					sizeParam?: string;
					/** Rows a page to ask for, with `sizeParam`. */
					size?: number;
				};
				/** The answer has the URL of the next page, whole or relative, of the same origin; none when it is missing, empty or null. */
				next?: {
					/** Where in an answer: a path into its JSON, or `header:NAME` for one of its headers. */
					at: string;
				};
				/** The `Link` header names the next page (`rel="next"`, RFC 8288). It is followed also where no paging is set. */
				link?: true;
				/** The whole list comes in one answer, whatever the answer looks like. */
				none?: true;
			};
			/** Answers that mean there is nobody. Default: 404 and 410, where the path names the person. */
			notFound?: {
				/** The status, or several. Default: any. */
				status?: number | number[];
				/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
				body?: string | string[];
			};
		}[];
	};
	/** How a row of the target is an account. */
	account?: {
		/** Where a row has the id that update and the others are addressed by. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. @default "id" */
		id?: string;
		/** Where a row has the Slack id. Default: as `slackIdAt`, else where `keys` or `fields` have `slackId`, when that is a match key. */
		slackId?: string;
		/** Where a row has what `If-Match` wants. With `header:ETag` the row is read once more before each update, and its `ETag` is sent. */
		version?: string;
		/** Where the state is: a path (true, 1, "active" and the like mean active), or which values mean what. Without it every account is active. */
		active?: string | {
			/** Where the state is. A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots. */
			at: string;
			/** The value (or values) of an active account; null also stands for “not there”. Letter case does not matter, and `true` equals `"true"`. Default: true, "true", 1, "yes", "on", "active", "enabled". */
			is?: string | number | boolean | null | (string | number | boolean | null)[];
			/** Instead of `is`: the value (or values) of an inactive account; every other value is active. */
			not?: string | number | boolean | null | (string | number | boolean | null)[];
			/** What `reactivate` writes. Default: the first value of `is`, else true (with `not` alone it must be said). */
			on?: Json;
			/** What `deactivate` writes. Default: the first value of `not`, else false (with `is` alone it must be said, unless it is a boolean). */
			off?: Json;
		};
		/** Where a row has the keys of `match`, by name, as in `{email: contact.mail}`. Default: as for the attribute of that name. */
		keys?: {
			[name: string]: string;
		};
		/** Where attributes are, by name, when their names are no paths: `{name: profile.fullName}`. Used for reading and for writing. Default: the name is the path. */
		fields?: {
			[name: string]: string;
		};
	};
	/** How an account is created. Default: POST to the path of `list`, the body being the attributes and secrets by their paths and the Slack id at `slackIdAt`. Where there is neither `list` nor `find`, `exists` must be said. */
	create?: {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where in the body the fields go, as in `user` for `{"user": {…}}`. Not for a `body` of your own. */
		wrap?: string;
		/** Paths to leave out of the body. */
		omit?: string[];
		/** Further answers that mean it is done, as in `{status: 409, body: "*already disabled*"}`. Every 2xx is. */
		done?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean there is no such account. Default: 404 and 410. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean another account holds a value of this one, as in `{status: 422, body: "*already taken*"}`. Default: 409. */
		exists?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Where the answer has the new account’s id. Default: as `account.id`, else the end of `Location`. */
		id?: string;
	};
	/** How attributes are changed; `true` for the default: PATCH `LIST/{{ id }}` with the fields that change. A PUT sends the whole row. */
	update?: true | {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where in the body the fields go, as in `user` for `{"user": {…}}`. Not for a `body` of your own. */
		wrap?: string;
		/** Paths to leave out of the body. */
		omit?: string[];
		/** Further answers that mean it is done, as in `{status: 409, body: "*already disabled*"}`. Every 2xx is. */
		done?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean there is no such account. Default: 404 and 410. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean another account holds a value of this one, as in `{status: 422, body: "*already taken*"}`. Default: 409. */
		exists?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** What is sent: the fields that change, or the whole row as it is, read just before, with the changes in it. Default: `whole` for PUT, else `changes`. */
		send?: "changes" | "whole";
		/** How the row is read before it is sent whole. Default: GET on the same path. */
		read?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the row is in that answer. */
			row?: string;
		};
	};
	/** How an account is made inactive. With neither `path` nor `body`, or `true`: an update (method, path and wrapper as there) of the field that `account.active` names. With a `path` of its own: POST, without a body unless one is given (PATCH, or `send`, writes that field there too). DELETE sends no body. */
	deactivate?: true | {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where in the body the fields go, as in `user` for `{"user": {…}}`. Not for a `body` of your own. */
		wrap?: string;
		/** Paths to leave out of the body. */
		omit?: string[];
		/** Further answers that mean it is done, as in `{status: 409, body: "*already disabled*"}`. Every 2xx is. */
		done?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean there is no such account. Default: 404 and 410. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean another account holds a value of this one, as in `{status: 422, body: "*already taken*"}`. Default: 409. */
		exists?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** What is sent: the fields that change, or the whole row as it is, read just before, with the changes in it. Default: `whole` for PUT, else `changes`. */
		send?: "changes" | "whole";
		/** How the row is read before it is sent whole. Default: GET on the same path. */
		read?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the row is in that answer. */
			row?: string;
		};
	};
	/** How an account is made active again. With neither `path` nor `body`, or `true`: an update (method, path and wrapper as there) of the field that `account.active` names. With a `path` of its own: POST, without a body unless one is given (PATCH, or `send`, writes that field there too). DELETE sends no body. */
	reactivate?: true | {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where in the body the fields go, as in `user` for `{"user": {…}}`. Not for a `body` of your own. */
		wrap?: string;
		/** Paths to leave out of the body. */
		omit?: string[];
		/** Further answers that mean it is done, as in `{status: 409, body: "*already disabled*"}`. Every 2xx is. */
		done?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean there is no such account. Default: 404 and 410. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean another account holds a value of this one, as in `{status: 422, body: "*already taken*"}`. Default: 409. */
		exists?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** What is sent: the fields that change, or the whole row as it is, read just before, with the changes in it. Default: `whole` for PUT, else `changes`. */
		send?: "changes" | "whole";
		/** How the row is read before it is sent whole. Default: GET on the same path. */
		read?: {
			/** The HTTP method. */
			method?: string;
			/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
			path?: string;
			/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
			query?: {
				[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
			};
			/** Headers of this request, on top of the general ones. Texts may hold templates. */
			headers?: {
				[name: string]: string;
			};
			/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the row is in that answer. */
			row?: string;
		};
	};
	/** How an account is deleted; `true` for the default: DELETE `LIST/{{ id }}`. 404 and 410 mean that it is done. */
	delete?: true | {
		/** The HTTP method. */
		method?: string;
		/** Relative to `url`, with or without a slash in front, with templates such as `users/{{ id }}` (their values are percent-encoded); may bring a query. */
		path?: string;
		/** Query parameters. Texts may hold templates. A parameter without a value is left out. */
		query?: {
			[name: string]: string | number | boolean | null | (string | number | boolean | null)[];
		};
		/** Headers of this request, on top of the general ones. Texts may hold templates. */
		headers?: {
			[name: string]: string;
		};
		/** The body. Texts may hold templates. A text that is exactly one template keeps the type of its value, as in `"{{ attributes.centerIds }}"`; what has no value is left out. */
		body?: Json;
		/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
		encoding?: "json" | "form";
		/** Where in the body the fields go, as in `user` for `{"user": {…}}`. Not for a `body` of your own. */
		wrap?: string;
		/** Paths to leave out of the body. */
		omit?: string[];
		/** Further answers that mean it is done, as in `{status: 409, body: "*already disabled*"}`. Every 2xx is. */
		done?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean there is no such account. Default: 404 and 410. */
		notFound?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
		/** Answers that mean another account holds a value of this one, as in `{status: 422, body: "*already taken*"}`. Default: 409. */
		exists?: {
			/** The status, or several. Default: any. */
			status?: number | number[];
			/** A text that the body holds, or several of which it holds one; `*` stands for any text, letter case does not matter. Default: any body. */
			body?: string | string[];
		};
	};
	/** Where an account keeps the Slack id of its person, as in `metadata.slackId`: the tie that survives every rename. Without it none is kept. */
	slackIdAt?: string;
	/** Which kind of system this is. */
	type: "http";
	/** When the target is due, for `--due-since`; `manual` for one that is only started by hand and never due. */
	schedule?: "manual" | {
		cron: string;
		/** IANA name, as in Asia/Seoul. Default UTC. */
		timezone?: string;
		/** What no cron line says, as in `2 weeks`: a tick counts when its date in the time zone lies whole periods after `from`. */
		every?: string;
		/** The first date of `every`. */
		from?: string;
	};
	/** Where an API_URL on the command line may lead: the target’s credentials are sent there. `*` is any part of a host name. Default: the scheme, host and port of `url`. */
	apiUrls?: string[];
	/** Who of those that are in belongs into this target. Outside of it a person is out for this target. */
	people?: {
		/** Only people of at least one of these user groups (handles, without @). Needs `usergroups:read`. */
		groups?: string[];
		/** Only members of this channel (id, or `#name`). */
		channel?: string;
		/** Only people whose e-mail is of one of these domains, exactly. */
		domains?: string[];
		/** Only people whose e-mail or Slack id matches one of these globs. */
		allow?: string[];
		/** Nobody whose e-mail or Slack id matches one of these globs. */
		deny?: string[];
		/** Only people whose title matches one of these globs. */
		titles?: string[];
	};
	/** Keys that tie a person to an account, the strongest first: `email`, or names of attributes. An account that carries a Slack id belongs to that id before any of them. A list in which no unprotected account has one of them or a Slack id is refused. */
	match?: string[];
	/** Which accounts without a Slack id may become a person's. `agree` (default): by any key of `match`, unless the account shows an e-mail that is not the person's. `email`: only where its e-mail is the person's. `any`: by any key, whatever e-mail it shows, unless it is that of another person in Slack. `none`: none; only accounts that carry the Slack id. What is not given is a conflict. @default "agree" */
	adopt?: "agree" | "email" | "any" | "none";
	/** What happens to accounts of people whom Slack marks deleted. Default `deactivate`. */
	leavers?: "deactivate" | "delete" | "report";
	/** What happens to accounts of people who are out. @default "report" */
	outOfScope?: "report" | "deactivate" | "delete";
	/** What happens to inactive accounts of people who are in. @default "reactivate" */
	returners?: "reactivate" | "report";
	/** Accounts that are never touched, created nor given to a person: globs over account ids and keys, or what a row holds, as in `{at: admin, is: true}`. Default for `workspace` and `http`: admin, administrator, root, system. */
	protected?: (string | {
		/** Path of an attribute in the row, whether it is managed or not. */
		at: string;
		/** The value that protects; of a list, one of its items. Text and number of one value are the same, as `true`, 1 and "true". */
		is: Json;
	})[];
	/** After its writes the target is read again, and a write counts only where the target shows it. `{within: 30s}` for a system that shows changes late; `false` where a list costs too much: the report then says “not verified”. */
	verify?: boolean | {
		/** How long to look again, with growing pauses, until everything is shown, as in `30s`. */
		within: number | string;
	};
	/** Limits this target to these verbs, for its careful first weeks. */
	do?: ("create" | "update" | "reactivate" | "deactivate" | "delete")[];
	/** What slack-im manages of an account. A name with dots is a path. */
	attributes?: {
		[name: string]: string | number | boolean | null | Json[] | AttributeFunction | {
			/** A literal or a template. */
			value?: AttributeFunction | Json;
			rules?: {
				/** Handle of a user group, or several. */
				group?: string | string[];
				/** Glob (or several) over the title. */
				title?: string | string[];
				/** Glob (or several) over the e-mail. */
				email?: string | string[];
				/** What the attribute is then: a literal or a template. */
				value: Json;
			}[];
			/** Where no rule fits. Without it the attribute is then not managed for that person. */
			default?: Json;
			/** Sent when an account is created, never compared afterwards. */
			onCreate?: boolean;
			/** Implies `onCreate`; the value is never shown anywhere. */
			secret?: boolean;
			/** For a secret: made at random when the account is created; nobody knows it. Default length 24. */
			generate?: true | {
				length?: number;
			};
			/** What a template that renders empty means. Default `unmanaged`. */
			empty?: "unmanaged" | "clear";
		};
	};
	/** Limits that a plan must pass before anything is written. */
	guards?: {
		removals?: {
			/** So many removals always pass. @default 3 */
			count?: number;
			/** Share (0–1) of the claimed, active, unprotected accounts that one run may deactivate or delete. @default 0.1 */
			share?: number;
		};
		updates?: {
			/** Share (0–1) of the claimed accounts that one run may update or reactivate. @default 0.3 */
			share?: number;
			/** The guard looks only where so many accounts are claimed. @default 10 */
			from?: number;
		};
		adoptions?: {
			/** So many first links always pass. @default 3 */
			count?: number;
			/** Share (0–1) of the claimed, active, unprotected accounts that one run may link to a Slack id for the first time, once accounts are linked. @default 0.1 */
			share?: number;
		};
		/** Attribute values that give rights, as in `{roleGroupId: [ADMIN], max: 0}`. Off until values are named. */
		privileged?: {
			/** So many grants of the named values pass. @default 0 */
			max?: number;
			[name: string]: Json[] | number | undefined;
		};
	};
	limits?: {
		/** Requests under way at once, at most. It starts with 4, doubles while the target answers fast, and halves where it answers 429 or 5xx, not in time, or twice as slowly. @default 16 */
		concurrency?: number;
		/** Requests a second at most. */
		perSecond?: number;
		/** How long one request may take. @default "10s" */
		timeout?: number | string;
		/** Accounts that a list may have. One that goes on is refused. Default: 150,000, or 20 for each member of Slack (up to 1,000,000) where that is more. */
		rows?: number;
		/** How long the whole list may take. @default "15m" */
		readTimeout?: number | string;
	};
}

/** Any SCIM 2.0 provider. */
export interface ScimTarget {
	/** Where `/Users` lives, as in `https://idp.example/scim/v2`. */
	url: string;
	/** Accepts plain `http:` beyond this machine. */
	insecureHttp?: boolean;
	/** A bearer token, as in `"${SCIM_TOKEN}"`: short for `auth: {bearer: …}`. */
	token?: string;
	/** How the target knows who asks. Secrets come from the environment: `"${NAME}"`. */
	auth?: {
		/** A token, sent as `Authorization: Bearer …`. */
		bearer?: string;
		/** User and password, sent as `Authorization: Basic …`. */
		basic?: {
			user: string;
			password: string;
		};
		/** A key in a header of its own, as in `{name: X-Api-Key, value: "${API_KEY}"}`. */
		header?: {
			name: string;
			value: string;
		};
		/** A key in the query of every request. */
		query?: {
			name: string;
			value: string;
		};
		/** A token or a session from a request of its own, made once, and again when it is no longer accepted. */
		login?: {
			/** Where to log in when that is elsewhere. Default: `path`, relative to the target’s `url`. */
			url?: string;
			path?: string;
			/** @default "POST" */
			method?: string;
			headers?: {
				[name: string]: string;
			};
			/** What is sent, as in `{grant_type: client_credentials, client_id: …, client_secret: "${SECRET}"}`. */
			body?: Json;
			/** How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`. */
			encoding?: "json" | "form";
			/** Where the answer has the token, as in `access_token`. Without it, its cookies are kept and sent. */
			token?: string;
			/** The header that the token is sent in. @default "Authorization" */
			header?: string;
			/** What stands before the token in that header. @default "Bearer " */
			prefix?: string;
		};
	};
	/** Headers of every request. */
	headers?: {
		[name: string]: string;
	};
	/** Users a page to ask for. What the provider says of itself (`filter.maxResults`) bounds it, and it may give fewer. @default 100 */
	pageSize?: number;
	/** A SCIM filter for the list, or several whose lists are put together: `[active eq true, active eq false]` where a provider hides inactive users from a plain list. Users that no filter shows do not exist for slack-im. */
	userFilter?: string | string[];
	/** With an attribute `groups`: the groups whose members slack-im manages, by display name. Memberships in others are neither compared nor touched. Default: all groups. */
	groups?: string[];
	/** Whether the Slack id is kept in `externalId`. False for a provider that drops it (every run then tells that it is not kept), or that keeps an id of another system there: people are then known by `match` alone, and a new name that changes every key looks like a new person. @default true */
	externalId?: boolean;
	/** Whether users are changed by PATCH; false sends the whole user by PUT. Default: as the provider says of itself, else PATCH, and PUT where the provider refuses PATCH (405, 501). */
	patch?: boolean;
	/** Whether memberships of groups are changed by PATCH; false sends the whole group by PUT, with everybody in it. A group that may have more members than it shows is not sent. Default: as `patch`. */
	patchGroups?: boolean;
	/** Whether a single user is looked up by a filter. Default: as the provider says of itself, else not. */
	filter?: boolean;
	/** Whether changes are sent with `If-Match`, so that nobody else’s change is written over. Default: as the provider says of itself, else not. */
	etag?: boolean;
	/** For a provider whose `totalResults` counts users that it does not show: the list then ends with the first empty page, whatever the total says. @default false */
	ignoreTotal?: boolean;
	/** Which kind of system this is. */
	type: "scim";
	/** When the target is due, for `--due-since`; `manual` for one that is only started by hand and never due. */
	schedule?: "manual" | {
		cron: string;
		/** IANA name, as in Asia/Seoul. Default UTC. */
		timezone?: string;
		/** What no cron line says, as in `2 weeks`: a tick counts when its date in the time zone lies whole periods after `from`. */
		every?: string;
		/** The first date of `every`. */
		from?: string;
	};
	/** Where an API_URL on the command line may lead: the target’s credentials are sent there. `*` is any part of a host name. Default: the scheme, host and port of `url`. */
	apiUrls?: string[];
	/** Who of those that are in belongs into this target. Outside of it a person is out for this target. */
	people?: {
		/** Only people of at least one of these user groups (handles, without @). Needs `usergroups:read`. */
		groups?: string[];
		/** Only members of this channel (id, or `#name`). */
		channel?: string;
		/** Only people whose e-mail is of one of these domains, exactly. */
		domains?: string[];
		/** Only people whose e-mail or Slack id matches one of these globs. */
		allow?: string[];
		/** Nobody whose e-mail or Slack id matches one of these globs. */
		deny?: string[];
		/** Only people whose title matches one of these globs. */
		titles?: string[];
	};
	/** Keys that tie a person to an account, the strongest first: `email`, or names of attributes. An account that carries a Slack id belongs to that id before any of them. A list in which no unprotected account has one of them or a Slack id is refused. */
	match?: string[];
	/** Which accounts without a Slack id may become a person's. `agree` (default): by any key of `match`, unless the account shows an e-mail that is not the person's. `email`: only where its e-mail is the person's. `any`: by any key, whatever e-mail it shows, unless it is that of another person in Slack. `none`: none; only accounts that carry the Slack id. What is not given is a conflict. @default "agree" */
	adopt?: "agree" | "email" | "any" | "none";
	/** What happens to accounts of people whom Slack marks deleted. Default `deactivate`. */
	leavers?: "deactivate" | "delete" | "report";
	/** What happens to accounts of people who are out. @default "report" */
	outOfScope?: "report" | "deactivate" | "delete";
	/** What happens to inactive accounts of people who are in. @default "reactivate" */
	returners?: "reactivate" | "report";
	/** Accounts that are never touched, created nor given to a person: globs over account ids and keys, or what a row holds, as in `{at: admin, is: true}`. Default for `workspace` and `http`: admin, administrator, root, system. */
	protected?: (string | {
		/** Path of an attribute in the row, whether it is managed or not. */
		at: string;
		/** The value that protects; of a list, one of its items. Text and number of one value are the same, as `true`, 1 and "true". */
		is: Json;
	})[];
	/** After its writes the target is read again, and a write counts only where the target shows it. `{within: 30s}` for a system that shows changes late; `false` where a list costs too much: the report then says “not verified”. */
	verify?: boolean | {
		/** How long to look again, with growing pauses, until everything is shown, as in `30s`. */
		within: number | string;
	};
	/** Limits this target to these verbs, for its careful first weeks. */
	do?: ("create" | "update" | "reactivate" | "deactivate" | "delete")[];
	/** What slack-im manages of an account. A name with dots is a path. */
	attributes?: {
		[name: string]: string | number | boolean | null | Json[] | AttributeFunction | {
			/** A literal or a template. */
			value?: AttributeFunction | Json;
			rules?: {
				/** Handle of a user group, or several. */
				group?: string | string[];
				/** Glob (or several) over the title. */
				title?: string | string[];
				/** Glob (or several) over the e-mail. */
				email?: string | string[];
				/** What the attribute is then: a literal or a template. */
				value: Json;
			}[];
			/** Where no rule fits. Without it the attribute is then not managed for that person. */
			default?: Json;
			/** Sent when an account is created, never compared afterwards. */
			onCreate?: boolean;
			/** Implies `onCreate`; the value is never shown anywhere. */
			secret?: boolean;
			/** For a secret: made at random when the account is created; nobody knows it. Default length 24. */
			generate?: true | {
				length?: number;
			};
			/** What a template that renders empty means. Default `unmanaged`. */
			empty?: "unmanaged" | "clear";
		};
	};
	/** Limits that a plan must pass before anything is written. */
	guards?: {
		removals?: {
			/** So many removals always pass. @default 3 */
			count?: number;
			/** Share (0–1) of the claimed, active, unprotected accounts that one run may deactivate or delete. @default 0.1 */
			share?: number;
		};
		updates?: {
			/** Share (0–1) of the claimed accounts that one run may update or reactivate. @default 0.3 */
			share?: number;
			/** The guard looks only where so many accounts are claimed. @default 10 */
			from?: number;
		};
		adoptions?: {
			/** So many first links always pass. @default 3 */
			count?: number;
			/** Share (0–1) of the claimed, active, unprotected accounts that one run may link to a Slack id for the first time, once accounts are linked. @default 0.1 */
			share?: number;
		};
		/** Attribute values that give rights, as in `{roleGroupId: [ADMIN], max: 0}`. Off until values are named. */
		privileged?: {
			/** So many grants of the named values pass. @default 0 */
			max?: number;
			[name: string]: Json[] | number | undefined;
		};
	};
	limits?: {
		/** Requests under way at once, at most. It starts with 4, doubles while the target answers fast, and halves where it answers 429 or 5xx, not in time, or twice as slowly. @default 16 */
		concurrency?: number;
		/** Requests a second at most. */
		perSecond?: number;
		/** How long one request may take. @default "10s" */
		timeout?: number | string;
		/** Accounts that a list may have. One that goes on is refused. Default: 150,000, or 20 for each member of Slack (up to 1,000,000) where that is more. */
		rows?: number;
		/** How long the whole list may take. @default "15m" */
		readTimeout?: number | string;
	};
}

export interface InitDataTarget {
	/** The JSON file, relative to the config. It must be there already, be it only `[]`. */
	file: string;
	/** Path to the list of entries inside the document, as in `data.agents`. Default: the document itself is the list. @default "" */
	at?: string;
	/** Path of the id inside an entry. Default `userId`. @default "userId" */
	idAt?: string;
	/** Path of the e-mail inside an entry. Entries with neither an e-mail nor a Slack id are not people: they are never touched. Default `email`. @default "email" */
	emailAt?: string;
	/** Path inside an entry where the Slack id is kept. Without it a new e-mail looks like a new person. */
	slackIdAt?: string;
	/** Path of the state inside an entry (true or false), or `{path, active, inactive}`. Without it leavers are deleted from the file. */
	activeAt?: string | {
		/** Path of the state inside an entry. */
		path: string;
		/** What stands there for an active account. Default true. @default true */
		active?: Json;
		/** What stands there for an inactive one. Everything else, and nothing, counts as active. Default false. @default false */
		inactive?: Json;
	};
	/** Allow attributes with `secret` or `generate`. They are written into the file as they are: everybody who can read the file or its history in git can read them. Without it they are refused. @default false */
	plaintext?: boolean;
	/** Commit every change of the file to the git repository it lies in. Nothing else that is staged or changed there is touched; edits of the file itself have to be committed first. Hooks of the repository (pre-commit, commit-msg, pre-push, post-merge) do not run: commits are made without the work tree that they would look at. Those of the server do. */
	git?: {
		/** May be written for the reader: where there is a `git` section, every run that changes the file makes one commit. */
		commit?: true;
		/** Push the commit. The branch is fetched before anything is compared: a plan is made from what everybody sees, and the checkout comes along where it can. When the push is rejected because somebody else pushed, the change is made again on top of theirs. Commits of the checkout that change nothing but the file are pushed along; others that change it have to be brought together by hand first. @default false */
		push?: boolean;
		/** Name or address of the remote, without credentials: those come from a credential helper, GIT_ASKPASS or an SSH agent. Of the environment, git and its helpers see what they usually need: GIT_*, SSH_*, PATH, HOME, locale, proxies, certificates. A password that a helper reads belongs into a variable such as GIT_PASSWORD. @default "origin" */
		remote?: string;
		/** The branch that is pushed to. Default: the one that is checked out. Needed where none is, as in most Jenkins jobs; where one is, it must be this one. */
		branch?: string;
		/** Author and committer. Default: what git is configured with. */
		author?: {
			name: string;
			email: string;
		};
		/** First line of the commit message. Joiners, returners, leavers and changes are listed below it. Default: their numbers. */
		message?: string;
	};
	/** Which kind of system this is. */
	type: "init-data";
	/** When the target is due, for `--due-since`; `manual` for one that is only started by hand and never due. */
	schedule?: "manual" | {
		cron: string;
		/** IANA name, as in Asia/Seoul. Default UTC. */
		timezone?: string;
		/** What no cron line says, as in `2 weeks`: a tick counts when its date in the time zone lies whole periods after `from`. */
		every?: string;
		/** The first date of `every`. */
		from?: string;
	};
	/** Where an API_URL on the command line may lead: the target’s credentials are sent there. `*` is any part of a host name. Default: the scheme, host and port of `url`. */
	apiUrls?: string[];
	/** Who of those that are in belongs into this target. Outside of it a person is out for this target. */
	people?: {
		/** Only people of at least one of these user groups (handles, without @). Needs `usergroups:read`. */
		groups?: string[];
		/** Only members of this channel (id, or `#name`). */
		channel?: string;
		/** Only people whose e-mail is of one of these domains, exactly. */
		domains?: string[];
		/** Only people whose e-mail or Slack id matches one of these globs. */
		allow?: string[];
		/** Nobody whose e-mail or Slack id matches one of these globs. */
		deny?: string[];
		/** Only people whose title matches one of these globs. */
		titles?: string[];
	};
	/** Keys that tie a person to an account, the strongest first: `email`, or names of attributes. An account that carries a Slack id belongs to that id before any of them. A list in which no unprotected account has one of them or a Slack id is refused. */
	match?: string[];
	/** Which accounts without a Slack id may become a person's. `agree` (default): by any key of `match`, unless the account shows an e-mail that is not the person's. `email`: only where its e-mail is the person's. `any`: by any key, whatever e-mail it shows, unless it is that of another person in Slack. `none`: none; only accounts that carry the Slack id. What is not given is a conflict. @default "agree" */
	adopt?: "agree" | "email" | "any" | "none";
	/** What happens to accounts of people whom Slack marks deleted. Default `deactivate`. */
	leavers?: "deactivate" | "delete" | "report";
	/** What happens to accounts of people who are out. @default "report" */
	outOfScope?: "report" | "deactivate" | "delete";
	/** What happens to inactive accounts of people who are in. @default "reactivate" */
	returners?: "reactivate" | "report";
	/** Accounts that are never touched, created nor given to a person: globs over account ids and keys, or what a row holds, as in `{at: admin, is: true}`. Default for `workspace` and `http`: admin, administrator, root, system. */
	protected?: (string | {
		/** Path of an attribute in the row, whether it is managed or not. */
		at: string;
		/** The value that protects; of a list, one of its items. Text and number of one value are the same, as `true`, 1 and "true". */
		is: Json;
	})[];
	/** After its writes the target is read again, and a write counts only where the target shows it. `{within: 30s}` for a system that shows changes late; `false` where a list costs too much: the report then says “not verified”. */
	verify?: boolean | {
		/** How long to look again, with growing pauses, until everything is shown, as in `30s`. */
		within: number | string;
	};
	/** Limits this target to these verbs, for its careful first weeks. */
	do?: ("create" | "update" | "reactivate" | "deactivate" | "delete")[];
	/** What slack-im manages of an account. A name with dots is a path. */
	attributes?: {
		[name: string]: string | number | boolean | null | Json[] | AttributeFunction | {
			/** A literal or a template. */
			value?: AttributeFunction | Json;
			rules?: {
				/** Handle of a user group, or several. */
				group?: string | string[];
				/** Glob (or several) over the title. */
				title?: string | string[];
				/** Glob (or several) over the e-mail. */
				email?: string | string[];
				/** What the attribute is then: a literal or a template. */
				value: Json;
			}[];
			/** Where no rule fits. Without it the attribute is then not managed for that person. */
			default?: Json;
			/** Sent when an account is created, never compared afterwards. */
			onCreate?: boolean;
			/** Implies `onCreate`; the value is never shown anywhere. */
			secret?: boolean;
			/** For a secret: made at random when the account is created; nobody knows it. Default length 24. */
			generate?: true | {
				length?: number;
			};
			/** What a template that renders empty means. Default `unmanaged`. */
			empty?: "unmanaged" | "clear";
		};
	};
	/** Limits that a plan must pass before anything is written. */
	guards?: {
		removals?: {
			/** So many removals always pass. @default 3 */
			count?: number;
			/** Share (0–1) of the claimed, active, unprotected accounts that one run may deactivate or delete. @default 0.1 */
			share?: number;
		};
		updates?: {
			/** Share (0–1) of the claimed accounts that one run may update or reactivate. @default 0.3 */
			share?: number;
			/** The guard looks only where so many accounts are claimed. @default 10 */
			from?: number;
		};
		adoptions?: {
			/** So many first links always pass. @default 3 */
			count?: number;
			/** Share (0–1) of the claimed, active, unprotected accounts that one run may link to a Slack id for the first time, once accounts are linked. @default 0.1 */
			share?: number;
		};
		/** Attribute values that give rights, as in `{roleGroupId: [ADMIN], max: 0}`. Off until values are named. */
		privileged?: {
			/** So many grants of the named values pass. @default 0 */
			max?: number;
			[name: string]: Json[] | number | undefined;
		};
	};
	limits?: {
		/** Requests under way at once, at most. It starts with 4, doubles while the target answers fast, and halves where it answers 429 or 5xx, not in time, or twice as slowly. @default 16 */
		concurrency?: number;
		/** Requests a second at most. */
		perSecond?: number;
		/** How long one request may take. @default "10s" */
		timeout?: number | string;
		/** Accounts that a list may have. One that goes on is refused. Default: 150,000, or 20 for each member of Slack (up to 1,000,000) where that is more. */
		rows?: number;
		/** How long the whole list may take. @default "15m" */
		readTimeout?: number | string;
	};
}

/** A target of your own, in TypeScript or JavaScript. */
export interface ModuleTarget {
	/** The file, relative to the config and with ./ in front, or the name of a package. Its default export is a target type or a function `(options, tools) => target`. */
	module: string;
	/** What the module is opened with; its own schema checks it. */
	options?: {
		[name: string]: unknown;
	};
	/** Which kind of system this is. */
	type: "module";
	/** When the target is due, for `--due-since`; `manual` for one that is only started by hand and never due. */
	schedule?: "manual" | {
		cron: string;
		/** IANA name, as in Asia/Seoul. Default UTC. */
		timezone?: string;
		/** What no cron line says, as in `2 weeks`: a tick counts when its date in the time zone lies whole periods after `from`. */
		every?: string;
		/** The first date of `every`. */
		from?: string;
	};
	/** Where an API_URL on the command line may lead: the target’s credentials are sent there. `*` is any part of a host name. Default: the scheme, host and port of `url`. */
	apiUrls?: string[];
	/** Who of those that are in belongs into this target. Outside of it a person is out for this target. */
	people?: {
		/** Only people of at least one of these user groups (handles, without @). Needs `usergroups:read`. */
		groups?: string[];
		/** Only members of this channel (id, or `#name`). */
		channel?: string;
		/** Only people whose e-mail is of one of these domains, exactly. */
		domains?: string[];
		/** Only people whose e-mail or Slack id matches one of these globs. */
		allow?: string[];
		/** Nobody whose e-mail or Slack id matches one of these globs. */
		deny?: string[];
		/** Only people whose title matches one of these globs. */
		titles?: string[];
	};
	/** Keys that tie a person to an account, the strongest first: `email`, or names of attributes. An account that carries a Slack id belongs to that id before any of them. A list in which no unprotected account has one of them or a Slack id is refused. */
	match?: string[];
	/** Which accounts without a Slack id may become a person's. `agree` (default): by any key of `match`, unless the account shows an e-mail that is not the person's. `email`: only where its e-mail is the person's. `any`: by any key, whatever e-mail it shows, unless it is that of another person in Slack. `none`: none; only accounts that carry the Slack id. What is not given is a conflict. @default "agree" */
	adopt?: "agree" | "email" | "any" | "none";
	/** What happens to accounts of people whom Slack marks deleted. Default `deactivate`. */
	leavers?: "deactivate" | "delete" | "report";
	/** What happens to accounts of people who are out. @default "report" */
	outOfScope?: "report" | "deactivate" | "delete";
	/** What happens to inactive accounts of people who are in. @default "reactivate" */
	returners?: "reactivate" | "report";
	/** Accounts that are never touched, created nor given to a person: globs over account ids and keys, or what a row holds, as in `{at: admin, is: true}`. Default for `workspace` and `http`: admin, administrator, root, system. */
	protected?: (string | {
		/** Path of an attribute in the row, whether it is managed or not. */
		at: string;
		/** The value that protects; of a list, one of its items. Text and number of one value are the same, as `true`, 1 and "true". */
		is: Json;
	})[];
	/** After its writes the target is read again, and a write counts only where the target shows it. `{within: 30s}` for a system that shows changes late; `false` where a list costs too much: the report then says “not verified”. */
	verify?: boolean | {
		/** How long to look again, with growing pauses, until everything is shown, as in `30s`. */
		within: number | string;
	};
	/** Limits this target to these verbs, for its careful first weeks. */
	do?: ("create" | "update" | "reactivate" | "deactivate" | "delete")[];
	/** What slack-im manages of an account. A name with dots is a path. */
	attributes?: {
		[name: string]: string | number | boolean | null | Json[] | AttributeFunction | {
			/** A literal or a template. */
			value?: AttributeFunction | Json;
			rules?: {
				/** Handle of a user group, or several. */
				group?: string | string[];
				/** Glob (or several) over the title. */
				title?: string | string[];
				/** Glob (or several) over the e-mail. */
				email?: string | string[];
				/** What the attribute is then: a literal or a template. */
				value: Json;
			}[];
			/** Where no rule fits. Without it the attribute is then not managed for that person. */
			default?: Json;
			/** Sent when an account is created, never compared afterwards. */
			onCreate?: boolean;
			/** Implies `onCreate`; the value is never shown anywhere. */
			secret?: boolean;
			/** For a secret: made at random when the account is created; nobody knows it. Default length 24. */
			generate?: true | {
				length?: number;
			};
			/** What a template that renders empty means. Default `unmanaged`. */
			empty?: "unmanaged" | "clear";
		};
	};
	/** Limits that a plan must pass before anything is written. */
	guards?: {
		removals?: {
			/** So many removals always pass. @default 3 */
			count?: number;
			/** Share (0–1) of the claimed, active, unprotected accounts that one run may deactivate or delete. @default 0.1 */
			share?: number;
		};
		updates?: {
			/** Share (0–1) of the claimed accounts that one run may update or reactivate. @default 0.3 */
			share?: number;
			/** The guard looks only where so many accounts are claimed. @default 10 */
			from?: number;
		};
		adoptions?: {
			/** So many first links always pass. @default 3 */
			count?: number;
			/** Share (0–1) of the claimed, active, unprotected accounts that one run may link to a Slack id for the first time, once accounts are linked. @default 0.1 */
			share?: number;
		};
		/** Attribute values that give rights, as in `{roleGroupId: [ADMIN], max: 0}`. Off until values are named. */
		privileged?: {
			/** So many grants of the named values pass. @default 0 */
			max?: number;
			[name: string]: Json[] | number | undefined;
		};
	};
	limits?: {
		/** Requests under way at once, at most. It starts with 4, doubles while the target answers fast, and halves where it answers 429 or 5xx, not in time, or twice as slowly. @default 16 */
		concurrency?: number;
		/** Requests a second at most. */
		perSecond?: number;
		/** How long one request may take. @default "10s" */
		timeout?: number | string;
		/** Accounts that a list may have. One that goes on is refused. Default: 150,000, or 20 for each member of Slack (up to 1,000,000) where that is more. */
		rows?: number;
		/** How long the whole list may take. @default "15m" */
		readTimeout?: number | string;
	};
}

/** The whole config, as it is written: `export default {…} satisfies WrittenConfig`. */
export interface WrittenConfig {
	/** For editors: where the JSON Schema is. */
	$schema?: string;
	/** Slack, or the part of it that counts. */
	source?: {
		/** The bot token (`xoxb-…`), from the environment: `"${SLACK_BOT_TOKEN}"`, which is also the default. */
		token?: string;
		/** Pins the workspace: a token of another is refused before anything is read. */
		workspace?: string;
		/** With an org-wide token: which of its workspaces to read. */
		teamId?: string;
		/** Only members of this channel (id, or `#name`) are in. It only narrows: the whole workspace is read all the same, to see leavers. */
		channel?: string;
		/** Where the Slack Web API is, for a proxy or a sandbox. Default: `${SLACK_API_URL}`, else https://slack.com/api/. */
		url?: string;
		/** How long one request to Slack may take. Default 30s. */
		timeout?: number | string;
		/** How long the whole read may take, waiting included. Default 15m. */
		readTimeout?: number | string;
		/** Members a page to begin with; it halves when Slack cannot serve that. Default 999. */
		pageSize?: number;
		/** Allows plain `http:` to a `url` beyond this machine. The token then crosses the network readable. */
		insecureHttp?: boolean;
	};
	/** Who is in. Slackbot, bots, apps, deactivated, invited and external people, guests, people without an e-mail or with an unconfirmed one are out by default. */
	people?: {
		/** Reasons that no longer exclude, as in `[guest]`. Not `deleted`: people who left would get accounts. */
		include?: ("slackbot" | "bot" | "app" | "deleted" | "invited" | "external" | "guest" | "email-missing" | "email-unconfirmed" | "domain" | "denied" | "not-allowed" | "not-in-channel")[];
		/** Whether a new member with the e-mail of a deactivated one is the same person. `check` (default): where their names share a word, else it is a conflict, as the address may have been given to another person. `trust`: always, for those who never give an address to a second person. */
		rehires?: "check" | "trust";
		/** Also leave out people of whom Slack does not say that their e-mail is confirmed. */
		strict?: boolean;
		/** Only people of at least one of these user groups (handles, without @). Needs `usergroups:read`. */
		groups?: string[];
		/** Only members of this channel (id, or `#name`). */
		channel?: string;
		/** Only people whose e-mail is of one of these domains, exactly. */
		domains?: string[];
		/** Only people whose e-mail or Slack id matches one of these globs. */
		allow?: string[];
		/** Nobody whose e-mail or Slack id matches one of these globs. */
		deny?: string[];
		/** Only people whose title matches one of these globs. */
		titles?: string[];
	};
	/** By e-mail or Slack id: attribute values for one person, which win over the mapping. */
	overrides?: {
		[name: string]: {
			/** The id of the account that is this person's, whatever else it carries but the Slack id of another; with several targets by the name of the target, as in `{dev-server: "7"}`. */
			account?: string | number | {
				[name: string]: string | number;
			};
			/** The Slack id (or ids) of deactivated members who are this person: earlier Slack accounts. */
			sameAs?: string | string[];
			[name: string]: Json | number | undefined;
		};
	};
	/** Which reports a run writes. `--junit` says another file and `--report-dir` another folder for those that are not `false`. */
	reports?: {
		/** Where reports are written: a path from the working folder. @default "reports" */
		folder?: string;
		/** A path from the working folder, or `false` for no such report. Default: `junit.xml` in `folder`. @default true */
		junit?: boolean | string;
		/** A path from the working folder, or `false` for no such report. Default: `report.html` in `folder`. @default true */
		html?: boolean | string;
		/** A path from the working folder, or `false` for no such report. Default: `run.json` in `folder`. @default true */
		json?: boolean | string;
	};
	/** One Slack message after a run of `sync` or `apply`. That it cannot be sent is a warning, never a failure. */
	notify?: {
		/** The channel that the message goes to: its id, or `#name`. The app must be a member of it and have `chat:write`. */
		channel: string;
		/** `always`: after every run; `changes`: when something was changed or needs a person; `attention`: only when something needs a person (a failure, a conflict, a guard). @default "attention" */
		when?: "always" | "changes" | "attention";
		/** Another bot token than that of `source`, as `"${NOTIFY_TOKEN}"`. */
		token?: string;
	};
	/** How old a snapshot may be that `sync` and `plan` take with `--from`. `--max-age` wins over it. @default "24h" */
	maxAge?: number | string;
	/** The systems whose accounts are kept in step, by name. Names are of `a-z`, `0-9` and `-`; `source` and `run` are taken. */
	targets?: Record<string, WorkspaceTarget | HttpTarget | ScimTarget | InitDataTarget | ModuleTarget>;
}
