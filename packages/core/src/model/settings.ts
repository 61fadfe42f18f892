import ms, {type StringValue} from 'ms';
import {z} from 'zod';

import type {Identity} from './identity.ts';
import type {Json} from './json.ts';
import {reasons} from './verdict.ts';

/** How `schedule.every` is written. */
export const periodPattern = /^([1-9]\d{0,3}) (day|week)s?$/;

/** How `schedule.from` is written. */
export const datePattern = /^\d{4}-\d{2}-\d{2}$/;

const duration = /^\d+(\.\d+)?\s*(ms|s|m|h|d)$/;
const isDuration = (text: string): text is StringValue => duration.test(text);

/** A whole number of milliseconds, written as a number or as `500ms`, `10s`, `5m`, `24h`, `7d`. */
export const durationSchema = z
	.union([z.number().positive(), z.string().regex(duration, 'a duration is a number of milliseconds, or looks like 500ms, 10s, 5m, 24h')])
	.transform(value => (typeof value === 'string' ? (isDuration(value) ? ms(value) : Number.NaN) : value))
	.meta({description: 'A duration: milliseconds, or text such as `500ms`, `10s`, `5m`, `24h`.'});

const globs = z
	.array(z.string().min(1))
	.meta({description: 'Globs: `*` stands for any text; case does not matter; `!` in front takes back. Never regular expressions.'});

const json: z.ZodType<Json> = z.json();

/** Where people are read from, as far as it is Slack. */
export const sourceSchema = z
	.strictObject({
		token: z
			.string()
			.min(1)
			.optional()
			.meta({description: 'The bot token (`xoxb-…`), from the environment: `"${SLACK_BOT_TOKEN}"`, which is also the default.'}),
		workspace: z
			.string()
			.regex(/^[TE][A-Z0-9]+$/, 'a workspace id looks like T012ABCDEF')
			.optional()
			.meta({description: 'Pins the workspace: a token of another is refused before anything is read.'}),
		teamId: z
			.string()
			.regex(/^T[A-Z0-9]+$/, 'a team id looks like T012ABCDEF')
			.optional()
			.meta({description: 'With an org-wide token: which of its workspaces to read.'}),
		channel: z.string().min(1).optional().meta({
			description:
				'Only members of this channel (id, or `#name`) are in. It only narrows: the whole workspace is read all the same, to see leavers.',
		}),
		url: z.url().optional().meta({
			description: 'Where the Slack Web API is, for a proxy or a sandbox. Default: `${SLACK_API_URL}`, else https://slack.com/api/.',
		}),
		timeout: durationSchema.optional().meta({description: 'How long one request to Slack may take. Default 30s.'}),
		readTimeout: durationSchema.optional().meta({description: 'How long the whole read may take, waiting included. Default 15m.'}),
		pageSize: z
			.number()
			.int()
			.min(1)
			.max(999)
			.optional()
			.meta({description: 'Members a page to begin with; it halves when Slack cannot serve that. Default 999.'}),
	})
	.meta({description: 'Slack, or the part of it that counts.'});

const peopleShape = {
	groups: z
		.array(z.string().min(1))
		.optional()
		.meta({description: 'Only people of at least one of these user groups (handles, without @). Needs `usergroups:read`.'}),
	channel: z.string().min(1).optional().meta({description: 'Only members of this channel (id, or `#name`).'}),
	domains: z.array(z.string().min(1)).optional().meta({description: 'Only people whose e-mail is of one of these domains, exactly.'}),
	allow: globs.optional().meta({description: 'Only people whose e-mail or Slack id matches one of these globs.'}),
	deny: globs.optional().meta({description: 'Nobody whose e-mail or Slack id matches one of these globs.'}),
	titles: globs.optional().meta({description: 'Only people whose title matches one of these globs.'}),
};

/** Who is in for one target: narrows the global rules. */
export const scopeSchema = z
	.strictObject(peopleShape)
	.meta({description: 'Who of those that are in belongs into this target. Outside of it a person is out for this target.'});

const deletedStaysOut =
	'people who left Slack cannot be let in: they would be given accounts; what happens to the accounts that they have is said by `leavers` of each target';

/** Who is in at all. */
export const peopleSchema = z
	.strictObject({
		include: z
			.array(z.enum(reasons).refine((reason): boolean => reason !== 'deleted', deletedStaysOut))
			.optional()
			.meta({description: 'Reasons that no longer exclude, as in `[guest]`. Not `deleted`: people who left would get accounts.'}),
		rehires: z.enum(['check', 'trust']).optional().meta({
			description:
				'Whether a new member with the e-mail of a deactivated one is the same person. `check` (default): where their names share a word, else it is a conflict, as the address may have been given to another person. `trust`: always, for those who never give an address to a second person.',
		}),
		strict: z.boolean().optional().meta({description: 'Also leave out people of whom Slack does not say that their e-mail is confirmed.'}),
		...peopleShape,
	})
	.meta({
		description:
			'Who is in. Slackbot, bots, apps, deactivated, invited and external people, guests, people without an e-mail or with an unconfirmed one are out by default.',
	});

const accountId = z.union([z.string().min(1), z.number().int()]);

/** What overrides say of one person beside attributes. */
export const overrideNames = ['account', 'sameAs'] as const;

/** Attribute values for single people, by e-mail or Slack id; they win over every mapping. */
export const overridesSchema = z
	.record(
		z.string().min(1),
		z
			.object({
				account: z
					.union([accountId, z.record(z.string().min(1), accountId)])
					.optional()
					.meta({
						description:
							'The id of the account that is this person\'s, whatever else it carries but the Slack id of another; with several targets by the name of the target, as in `{dev-server: "7"}`.',
					}),
				sameAs: z
					.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
					.optional()
					.meta({description: 'The Slack id (or ids) of deactivated members who are this person: earlier Slack accounts.'}),
			})
			.catchall(json),
	)
	.meta({description: 'By e-mail or Slack id: attribute values for one person, which win over the mapping.'});

/** A function of a TypeScript config: undefined = not managed for this person, null = clear. */
export type AttributeFunction = (person: Identity) => Json | undefined;

const attributeFunction = z.custom<AttributeFunction>(value => typeof value === 'function', 'a function of a person');

const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const ruleSchema = z
	.strictObject({
		group: oneOrMore.optional().meta({description: 'Handle of a user group, or several.'}),
		title: oneOrMore.optional().meta({description: 'Glob (or several) over the title.'}),
		email: oneOrMore.optional().meta({description: 'Glob (or several) over the e-mail.'}),
		value: json.meta({description: 'What the attribute is then: a literal or a template.'}),
	})
	.refine(
		rule => rule.group !== undefined || rule.title !== undefined || rule.email !== undefined,
		'a rule needs `group`, `title` or `email`',
	)
	.meta({description: 'The first rule that fits decides; a rule with several conditions needs all of them.'});

const attributeDetail = z
	.strictObject({
		value: z.union([attributeFunction, json]).optional().meta({description: 'A literal or a template.'}),
		rules: z.array(ruleSchema).optional(),
		default: json.optional().meta({description: 'Where no rule fits. Without it the attribute is then not managed for that person.'}),
		onCreate: z.boolean().optional().meta({description: 'Sent when an account is created, never compared afterwards.'}),
		secret: z.boolean().optional().meta({description: 'Implies `onCreate`; the value is never shown anywhere.'}),
		generate: z
			.union([z.literal(true), z.strictObject({length: z.number().int().min(12).max(200).optional()})])
			.optional()
			.meta({description: 'For a secret: made at random when the account is created; nobody knows it. Default length 24.'}),
		empty: z.enum(['unmanaged', 'clear']).optional().meta({description: 'What a template that renders empty means. Default `unmanaged`.'}),
	})
	.meta({description: 'An attribute in detail.'});

/** What one attribute of an account is. An object that is meant literally stands under `value`. */
export const attributeSchema = z
	.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), attributeFunction, attributeDetail])
	.meta({
		description: 'A literal, a Liquid template such as `"{{ email | local_part }}"`, or an object with `value` or `rules`. null clears.',
	});

export type AttributeSetting = z.output<typeof attributeSchema>;

const removalsDefault = {count: 3, share: 0.1};
const updatesDefault = {share: 0.3, from: 10};
const adoptionsDefault = {count: 3, share: 0.1};

/** The limits that a plan must pass. */
export const guardsSchema = z
	.strictObject({
		removals: z
			.strictObject({
				count: z.number().int().min(0).default(removalsDefault.count).meta({description: 'So many removals always pass.'}),
				share: z
					.number()
					.min(0)
					.max(1)
					.default(removalsDefault.share)
					.meta({description: 'Share (0–1) of the claimed, active, unprotected accounts that one run may deactivate or delete.'}),
			})
			.prefault({}),
		updates: z
			.strictObject({
				share: z
					.number()
					.min(0)
					.max(1)
					.default(updatesDefault.share)
					.meta({description: 'Share (0–1) of the claimed accounts that one run may update or reactivate.'}),
				from: z
					.number()
					.int()
					.min(0)
					.default(updatesDefault.from)
					.meta({description: 'The guard looks only where so many accounts are claimed.'}),
			})
			.prefault({}),
		adoptions: z
			.strictObject({
				count: z.number().int().min(0).default(adoptionsDefault.count).meta({description: 'So many first links always pass.'}),
				share: z.number().min(0).max(1).default(adoptionsDefault.share).meta({
					description:
						'Share (0–1) of the claimed, active, unprotected accounts that one run may link to a Slack id for the first time, once accounts are linked.',
				}),
			})
			.prefault({}),
		privileged: z
			.object({max: z.number().int().min(0).default(0).meta({description: 'So many grants of the named values pass.'})})
			.catchall(z.array(json))
			.optional()
			.meta({description: 'Attribute values that give rights, as in `{roleGroupId: [ADMIN], max: 0}`. Off until values are named.'}),
	})
	.meta({description: 'Limits that a plan must pass before anything is written.'});

/** How hard a target may be worked. */
const limitsSchema = z.strictObject({
	concurrency: z.number().int().min(1).max(256).default(16).meta({
		description:
			'Requests under way at once, at most. It starts with 4, doubles while the target answers fast, and halves where it answers 429 or 5xx, not in time, or twice as slowly.',
	}),
	perSecond: z.number().positive().optional().meta({description: 'Requests a second at most.'}),
	timeout: durationSchema.prefault('10s').meta({description: 'How long one request may take.'}),
	rows: z.number().int().min(1).optional().meta({
		description:
			'Accounts that a list may have. One that goes on is refused. Default: 150,000, or 20 for each member of Slack (up to 1,000,000) where that is more.',
	}),
	readTimeout: durationSchema.prefault('15m').meta({description: 'How long the whole list may take.'}),
});

/** The five verbs of a plan that write. */
export const verbs = ['create', 'update', 'reactivate', 'deactivate', 'delete'] as const;

const protectedRow = z
	.strictObject({
		at: z.string().min(1).meta({description: 'Path of an attribute in the row, whether it is managed or not.'}),
		is: json.meta({
			description:
				'The value that protects; of a list, one of its items. Text and number of one value are the same, as `true`, 1 and "true".',
		}),
	})
	.meta({description: 'Protects every account whose row holds a value.'});

/** What every target has, whatever its type. A type adds its own options. */
export const policyShape = {
	schedule: z
		.union([
			z.literal('manual'),
			z.strictObject({
				cron: z.string().min(1),
				timezone: z.string().min(1).optional().meta({description: 'IANA name, as in Asia/Seoul. Default UTC.'}),
				every: z.string().regex(periodPattern, 'a period is a number of days or weeks, as in 2 weeks').optional().meta({
					description:
						'What no cron line says, as in `2 weeks`: a tick counts when its date in the time zone lies whole periods after `from`.',
				}),
				from: z
					.string()
					.regex(datePattern, 'a date is written as in 2026-01-05')
					.optional()
					.meta({description: 'The first date of `every`.'}),
			}),
		])
		.optional()
		.meta({description: 'When the target is due, for `--due-since`; `manual` for one that is only started by hand and never due.'}),
	apiUrls: z
		.array(z.string().regex(/^https?:\/\/[^/\s]+$/i, 'an address without a path, as in https://*.demo.example.com'))
		.optional()
		.meta({
			description:
				'Where an API_URL on the command line may lead: the target’s credentials are sent there. `*` is any part of a host name. Default: the scheme, host and port of `url`.',
		}),
	people: scopeSchema.optional(),
	match: z.array(z.string().min(1)).min(1).optional().meta({
		description:
			'Keys that tie a person to an account, the strongest first: `email`, or names of attributes. An account that carries a Slack id belongs to that id before any of them. A list in which no unprotected account has one of them or a Slack id is refused.',
	}),
	adopt: z.enum(['agree', 'email', 'any', 'none']).default('agree').meta({
		description:
			"Which accounts without a Slack id may become a person's. `agree` (default): by any key of `match`, unless the account shows an e-mail that is not the person's. `email`: only where its e-mail is the person's. `any`: by any key, whatever e-mail it shows, unless it is that of another person in Slack. `none`: none; only accounts that carry the Slack id. What is not given is a conflict.",
	}),
	leavers: z
		.enum(['deactivate', 'delete', 'report'])
		.optional()
		.meta({description: 'What happens to accounts of people whom Slack marks deleted. Default `deactivate`.'}),
	outOfScope: z
		.enum(['report', 'deactivate', 'delete'])
		.default('report')
		.meta({description: 'What happens to accounts of people who are out.'}),
	returners: z
		.enum(['reactivate', 'report'])
		.default('reactivate')
		.meta({description: 'What happens to inactive accounts of people who are in.'}),
	protected: z
		.array(z.union([z.string().min(1), protectedRow]))
		.optional()
		.meta({
			description:
				'Accounts that are never touched, created nor given to a person: globs over account ids and keys, or what a row holds, as in `{at: admin, is: true}`. Default for `workspace` and `http`: admin, administrator, root, system.',
		}),
	verify: z
		.union([
			z.boolean(),
			z.strictObject({
				within: durationSchema.meta({description: 'How long to look again, with growing pauses, until everything is shown, as in `30s`.'}),
			}),
		])
		.default(true)
		.meta({
			description:
				'After its writes the target is read again, and a write counts only where the target shows it. `{within: 30s}` for a system that shows changes late; `false` where a list costs too much: the report then says “not verified”.',
		}),
	do: z.array(z.enum(verbs)).optional().meta({description: 'Limits this target to these verbs, for its careful first weeks.'}),
	attributes: z
		.record(z.string().min(1), attributeSchema)
		.default({})
		.meta({description: 'What slack-im manages of an account. A name with dots is a path.'}),
	guards: guardsSchema.prefault({}),
	limits: limitsSchema.prefault({}),
};

/** {@link policyShape} as an object. */
export const policySchema = z.strictObject(policyShape);

export type PeopleRules = z.output<typeof peopleSchema>;
export type ScopeRules = z.output<typeof scopeSchema>;
export type Overrides = z.output<typeof overridesSchema>;
export type Guards = z.output<typeof guardsSchema>;
/** What a row holds of an account that is protected. */
type ProtectedRow = z.output<typeof protectedRow>;
export type Limits = z.output<typeof limitsSchema>;

/** A target's policy as it is written, defaults of {@link policySchema} filled in. */
export type WrittenPolicy = z.output<typeof policySchema>;

/** What a target's type says where the config is silent. */
export interface PolicyDefaults {
	readonly match: readonly string[];
	readonly leavers?: 'deactivate' | 'delete' | 'report';
	readonly protected?: readonly string[];
}

/** A target's policy as the engine reads it: nothing is left open. */
export interface Policy extends Omit<WrittenPolicy, 'match' | 'leavers' | 'protected'> {
	readonly match: readonly string[];
	readonly leavers: 'deactivate' | 'delete' | 'report';
	readonly protected: readonly (string | ProtectedRow)[];
}

/** Fills in what the config left open with what the type says. */
export const resolvePolicy = (written: WrittenPolicy, defaults: PolicyDefaults): Policy => ({
	...written,
	match: written.match ?? defaults.match,
	leavers: written.leavers ?? defaults.leavers ?? 'deactivate',
	protected: written.protected ?? defaults.protected ?? [],
});
