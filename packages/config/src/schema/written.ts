import {durationSchema, overridesSchema, peopleSchema, policyShape, sourceSchema} from '@slack-im/core';
import {targetTypes} from '@slack-im/targets';
import {z} from 'zod';

/** Words that a report uses for its own suites. */
export const reservedNames: readonly string[] = ['source', 'run'];

const targetName = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const targetNameRule = 'a target’s name is made of a-z, 0-9 and single hyphens';

/** Why a target cannot be called so; undefined where it can. */
export const wrongTargetName = (name: string): string | undefined => {
	if (!targetName.test(name)) return targetNameRule;
	return reservedNames.includes(name) ? 'reports use that name for something else' : undefined;
};

const writtenSourceSchema = sourceSchema
	.extend({
		insecureHttp: z
			.boolean()
			.optional()
			.meta({description: 'Allows plain `http:` to a `url` beyond this machine. The token then crosses the network readable.'}),
	})
	.meta(sourceSchema.meta() ?? {});

/** A report's file: a path, or whether there is one at all. */
const reportFile = (name: string) =>
	z
		.union([z.boolean(), z.string().min(1)])
		.default(true)
		.meta({description: `A path from the working folder, or \`false\` for no such report. Default: \`${name}\` in \`folder\`.`});

const reportsSchema = z
	.strictObject({
		folder: z.string().min(1).default('reports').meta({description: 'Where reports are written: a path from the working folder.'}),
		junit: reportFile('junit.xml'),
		html: reportFile('report.html'),
		json: reportFile('run.json'),
	})
	.meta({
		description:
			'Which reports a run writes. `--junit` says another file and `--report-dir` another folder for those that are not `false`.',
	});

const notifySchema = z
	.strictObject({
		channel: z.string().min(1).meta({
			description: 'The channel that the message goes to: its id, or `#name`. The app must be a member of it and have `chat:write`.',
		}),
		when: z.enum(['always', 'changes', 'attention']).default('attention').meta({
			description:
				'`always`: after every run; `changes`: when something was changed or needs a person; `attention`: only when something needs a person (a failure, a conflict, a guard).',
		}),
		token: z.string().min(1).optional().meta({description: 'Another bot token than that of `source`, as `"${NOTIFY_TOKEN}"`.'}),
	})
	.meta({description: 'One Slack message after a run of `sync` or `apply`. That it cannot be sent is a warning, never a failure.'});

/** The names of a target's keys that are core's; all others are its type's. */
export const policyKeys: ReadonlySet<string> = new Set(Object.keys(policyShape));

const targetSchemaOf = (type: string, schema: unknown) => {
	if (!(schema instanceof z.ZodObject)) throw new TypeError(`the schema of target type ${type} is no object`);
	const about = schema.meta() ?? {};
	return schema
		.safeExtend({type: z.literal(type).meta({description: 'Which kind of system this is.'}), ...policyShape})
		.meta({title: type, ...about, id: undefined});
};

type TargetObject = ReturnType<typeof targetSchemaOf>;

/** By type: everything that a target of it may hold, `type` and the policy included. */
export const targetSchemas: Readonly<Record<string, TargetObject>> = Object.fromEntries(
	Object.entries(targetTypes).map(([type, {schema}]) => [type, targetSchemaOf(type, schema)]),
);

/** Names of the target types, as `type` takes them. */
export const typeNames: readonly string[] = Object.keys(targetSchemas);

const targetUnion = ([first, ...others]: readonly TargetObject[]) => {
	if (first === undefined) throw new Error('there is no target type');
	return z.discriminatedUnion('type', [first, ...others]);
};

const targetSchema = targetUnion(Object.values(targetSchemas));

const targetsSchema = z.record(z.string().regex(targetName, targetNameRule), targetSchema).meta({
	description: 'The systems whose accounts are kept in step, by name. Names are of `a-z`, `0-9` and `-`; `source` and `run` are taken.',
});

/** The whole config as people write it, the environment already filled in. */
export const writtenSchema = z
	.strictObject({
		$schema: z.string().optional().meta({description: 'For editors: where the JSON Schema is.'}),
		source: writtenSourceSchema.prefault({}),
		people: peopleSchema.prefault({}),
		overrides: overridesSchema.default({}),
		targets: targetsSchema.default({}),
		reports: reportsSchema.prefault({}),
		notify: notifySchema.optional(),
		maxAge: durationSchema
			.prefault('24h')
			.meta({description: 'How old a snapshot may be that `sync` and `plan` take with `--from`. `--max-age` wins over it.'}),
	})
	.meta({title: 'slack-im config'});

/** {@link writtenSchema}'s result. */
export type ParsedConfig = z.output<typeof writtenSchema>;
