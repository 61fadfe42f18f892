import type {Candidate} from './claims.ts';
import {scopeClassifier} from './classify.ts';
import type {Mapping} from './mapping/mapping.ts';
import {whyUnmappable} from './unmappable.ts';
import {by} from '../model/compare.ts';
import type {Identity} from '../model/identity.ts';
import {personKey, personOf} from '../model/person.ts';
import type {Person} from '../model/plan.ts';
import type {Policy} from '../model/settings.ts';
import {reasons, type Reason, type Verdict} from '../model/verdict.ts';

/** What the config says of one target, as far as deciding needs it. */
export interface TargetRules {
	/** `[a-z0-9-]+`, unique. */
	readonly name: string;
	readonly policy: Policy;
	readonly mapping: Mapping;
}

/** A person with the verdict of the global rules. */
export interface Judged {
	readonly identity: Identity;
	readonly verdict: Verdict;
}

/** Everybody as one target sees them: narrowed by its `people`, with the values of its match keys. */
export const candidatesFor = ({name, policy, mapping}: TargetRules, everybody: readonly Judged[]): Candidate[] => {
	const narrow = scopeClassifier(policy.people, ['targets', name, 'people']);
	return everybody.map(({identity, verdict}) => {
		const account = mapping.account(identity, name);
		return {
			identity,
			verdict: verdict.kind === 'in' ? narrow(identity) : verdict,
			globally: verdict.kind,
			...keysOf(identity, policy.match, mapping),
			...(account !== undefined && {account}),
		};
	});
};

/** A function of the config that fails for one person is that person's conflict. */
const keysOf = (identity: Identity, names: readonly string[], mapping: Mapping): Pick<Candidate, 'keys' | 'unmappable'> => {
	let unmappable: string | undefined;
	const keys = names.map(name => {
		try {
			return mapping.key(name, identity);
		} catch (error) {
			unmappable ??= whyUnmappable(error);
			return undefined;
		}
	});
	return {keys, ...(unmappable !== undefined && {unmappable})};
};

/** People who are in globally but not for this target, by reason. */
export const outOfScope = (candidates: readonly Candidate[]): {reason: Reason; people: Person[]}[] => {
	const byReason = new Map<Reason, Person[]>(reasons.map(reason => [reason, []]));
	for (const {identity, verdict, globally} of candidates)
		if (globally === 'in' && verdict.kind === 'out') byReason.get(verdict.reason)!.push(personOf(identity));
	return [...byReason]
		.filter(([, people]) => people.length > 0)
		.map(([reason, people]) => ({reason, people: people.toSorted(by(personKey))}));
};
