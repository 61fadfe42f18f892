import {errorInfo} from '../model/errors.ts';
import type {Identity} from '../model/identity.ts';
import type {Json} from '../model/json.ts';
import type {Mapped} from '../decide/mapping/mapping.ts';
import type {Candidate} from '../decide/claims.ts';
import type {Conflict, ErrorInfo, GuardResult, Operation} from '../model/plan.ts';
import {candidatesFor} from '../decide/candidates.ts';
import {findPerson, readPeople} from '../read/people.ts';
import type {CommonOptions, TargetSetup} from './options.ts';
import {planTarget} from './plan-target.ts';
import type {Target} from '../model/target.ts';
import {whyUnmappable} from '../decide/unmappable.ts';
import type {Verdict} from '../model/verdict.ts';

/** One person's way through a run: what Slack says, the verdict, and what each target would be asked for. */
export interface Explanation {
	readonly identity: Identity;
	/** By the global rules. */
	readonly verdict: Verdict;
	/** In the order of the config. */
	readonly targets: readonly TargetExplanation[];
}

/** What one target says of one person. */
export interface TargetExplanation {
	readonly name: string;
	/** By the target's own `people`, where the person is in globally. */
	readonly verdict: Verdict;
	/** Values of the match keys, in the order of `match`. */
	readonly keys: readonly {readonly name: string; readonly value: string | undefined}[];
	/** What the mapping gives, for somebody who is in. */
	readonly attributes: Record<string, Json>;
	/** Sent on create only. Secrets by name alone. */
	readonly onCreate: Record<string, Json>;
	readonly secrets: readonly string[];
	/** Undefined where nothing is called for. */
	readonly operation?: Operation;
	readonly conflicts: readonly Conflict[];
	/** Of the whole plan, since a guard looks at everybody. */
	readonly guards: readonly GuardResult[];
	readonly error?: ErrorInfo;
}

/** What explaining needs: the options of a run, without anything that writes. */
export type ExplainOptions = Pick<CommonOptions, 'source' | 'people' | 'channel' | 'targets' | 'signal' | 'onEvent'> & {
	/** E-mail or Slack id. */
	readonly person: string;
};

/**
Follows one person through all targets. Nothing is written; targets are opened, read and closed.

@returns Undefined where nobody in Slack has that e-mail or Slack id.
@throws a `SourceError` when the source cannot be read whole. A target that cannot be read is in the explanation.
*/
export const explain = async (options: ExplainOptions): Promise<Explanation | undefined> => {
	const people = await readPeople(options, options.onEvent);
	const found = findPerson(options.person, people.everybody);
	if (!found) return undefined;
	const {identity, verdict} = found;
	const targets = await Promise.all(
		options.targets.map(async setup => {
			const candidates = candidatesFor(setup, people.everybody);
			return explainTarget(
				setup,
				candidates,
				candidates.find(candidate => candidate.identity.slackId === identity.slackId)!,
				options,
			);
		}),
	);
	return {identity, verdict, targets};
};

/** Where a function of the config fails for this person, the plan's conflict says so. */
const mappedOf = ({identity, verdict}: Candidate, mapping: TargetSetup['mapping']): Mapped => {
	const nothing: Mapped = {managed: {}, onCreate: {}};
	if (verdict.kind !== 'in') return nothing;
	try {
		return mapping.map(identity);
	} catch (error) {
		whyUnmappable(error);
		return nothing;
	}
};

const explainTarget = async (
	setup: TargetSetup,
	candidates: readonly Candidate[],
	candidate: Candidate,
	{signal, targets, onEvent}: ExplainOptions,
): Promise<TargetExplanation> => {
	const {identity, verdict, keys} = candidate;
	const {slackId} = identity;
	const {mapping, policy, name} = setup;
	const mapped = mappedOf(candidate, mapping);
	const known = {
		name,
		verdict,
		keys: policy.match.map((key, index) => ({name: key, value: keys[index]})),
		attributes: mapped.managed,
		onCreate: mapped.onCreate,
		secrets: mapping.secretNames,
	};
	let target: Target | undefined;
	try {
		target = await setup.open();
		const asked = {candidates, allow: {}, qualify: targets.length > 1};
		const {plan} = await planTarget(target, setup, asked, {signal, emit: onEvent});
		const operation = plan.operations.find(({person}) => person.slackId === slackId);
		return {
			...known,
			...(operation && {operation}),
			conflicts: plan.conflicts.filter(({people}) => people.some(person => person.slackId === slackId)),
			guards: plan.guards,
		};
	} catch (error) {
		return {...known, conflicts: [], guards: [], error: errorInfo(error)};
	} finally {
		await target?.close?.();
	}
};
