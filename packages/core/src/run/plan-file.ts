import {createHash} from 'node:crypto';

import type {Liftable} from '../decide/guard.ts';
import type {Identity} from '../model/identity.ts';
import type {GuardedPlan} from '../model/plan.ts';
import {ownField} from '../model/record.ts';
import type {TargetSetup} from './options.ts';

/** Version of the {@link PlanFile} format. */
const planFileVersion = 1;

const hour = 3_600_000;

/** A plan saved, to be looked at and carried out later: by another process, and only under the same config. Holds personal data, but no secret. */
export interface PlanFile {
	readonly format: 'slack-im/plan';
	readonly version: typeof planFileVersion;
	/** Version of slack-im that made it. */
	readonly tool: string;
	/** ISO. */
	readonly madeAt: string;
	/** ISO: it is refused afterwards. */
	readonly expiresAt: string;
	readonly workspace?: string;
	readonly targets: readonly PlannedTarget[];
}

/** One target's part of a saved plan. Accounts, old and new values, active state and version are in the operations. */
export interface PlannedTarget {
	readonly name: string;
	readonly type: string;
	readonly address: string;
	/** Of the target's config, without secrets. */
	readonly config: string;
	/** What `--allow` lifted when the plan was made. */
	readonly allow: Partial<Record<Liftable, number>>;
	readonly plan: GuardedPlan;
	/** Of people who are to be created, where the target has secrets: templates of secrets may ask for any of it. */
	readonly identities: readonly Identity[];
}

/** A saved plan that cannot be used. Nothing was written. */
export class PlanFileError extends Error {
	override name = 'PlanFileError' as const;
	readonly kind = 'plan-file' as const;
	readonly hint = 'Make a new one: slack-im plan --out FILE';
}

/** What a saved plan is made from. */
export interface PlanFileOptions {
	readonly plans: readonly GuardedPlan[];
	readonly targets: readonly TargetSetup[];
	readonly allowances: (target: string) => Partial<Record<Liftable, number>>;
	/** By Slack id. */
	readonly identity: (slackId: string) => Identity | undefined;
	readonly toolVersion: string;
	readonly workspace?: string | undefined;
	readonly now: Date;
	/** Milliseconds until it is refused. @default 86_400_000 (24 h) */
	readonly expiresIn?: number;
}

/** Gathers plans into a file's content. Targets that could not be planned are not in it. */
export const createPlanFile = ({
	plans,
	targets,
	allowances,
	identity,
	toolVersion,
	workspace,
	now,
	expiresIn = 24 * hour,
}: PlanFileOptions): PlanFile => ({
	format: 'slack-im/plan',
	version: planFileVersion,
	tool: toolVersion,
	madeAt: now.toISOString(),
	expiresAt: new Date(now.getTime() + expiresIn).toISOString(),
	...(workspace !== undefined && {workspace}),
	targets: targets.flatMap(({name, type, address, digest, mapping}) => {
		const plan = plans.find(({target}) => target === name);
		if (!plan) return [];
		const creates = mapping.secretNames.length === 0 ? [] : plan.operations.filter(({kind}) => kind === 'create');
		return [
			{
				name,
				type,
				address,
				config: digest,
				allow: allowances(name),
				plan,
				identities: creates.flatMap(({person: {slackId}}) => identity(slackId) ?? []),
			},
		];
	}),
});

/** SHA-256 of a plan, as the last line of its file holds it. */
export const planDigest = (file: PlanFile): string => digestOf(JSON.stringify(file));

const digestOf = (content: string): string => createHash('sha256').update(content).digest('hex');

/** A plan file's text: the plan on the first line, its digest on the second. */
export function* writePlanFile(file: PlanFile): Iterable<string> {
	const content = JSON.stringify(file);
	yield content;
	yield `\n{"sha256":"${digestOf(content)}"}\n`;
}

/**
Reads a plan file back.

@throws {PlanFileError} when it is none, truncated, altered, of a newer version, or expired.
*/
export const readPlanFile = (text: string, {now}: {readonly now: Date}): PlanFile => {
	const [content = '', trailer = ''] = text.split('\n');
	const file = parse(content);
	const version = ownField(file, 'version');
	if (ownField(file, 'format') !== 'slack-im/plan')
		throw new PlanFileError('this is not a plan that slack-im saved, or only a part of one');
	if (typeof version !== 'number' || version > planFileVersion)
		throw new PlanFileError(`the plan was saved by a newer slack-im (format ${String(version)}, this one reads ${planFileVersion})`);
	const digest = ownField(parse(trailer), 'sha256');
	if (digest === undefined) throw new PlanFileError('the plan is cut off: its last line is missing');
	if (!isIntact(file, digest === digestOf(content)))
		throw new PlanFileError('the plan was altered after it was saved: its digest does not fit');
	// A time that cannot be read is no time that has not come yet
	if (!(now.getTime() <= Date.parse(file.expiresAt))) throw new PlanFileError(`the plan of ${file.madeAt} expired at ${file.expiresAt}`);
	return file;
};

/** What has the digest that it was saved with is what was saved. */
const isIntact = (_file: unknown, fits: boolean): _file is PlanFile => fits;

const parse = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
};
