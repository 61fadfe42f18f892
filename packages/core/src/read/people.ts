import type {TargetRules} from '../decide/candidates.ts';
import {classifier, needsOf} from '../decide/classify.ts';
import {by} from '../model/compare.ts';
import {sameText} from '../model/key.ts';
import type {Identity} from '../model/identity.ts';
import {personKey, personOf} from '../model/person.ts';
import type {Person} from '../model/plan.ts';
import type {SourceReport} from '../model/run.ts';
import type {PeopleRules} from '../model/settings.ts';
import type {ReadProgress, Source} from '../model/source.ts';
import {reasons, type Reason, type Verdict} from '../model/verdict.ts';
import {readIdentities} from './identities.ts';

/** Everybody whom a source knows, with the global verdict. */
export interface People {
	readonly everybody: readonly {readonly identity: Identity; readonly verdict: Verdict}[];
	readonly report: SourceReport;
	readonly warnings: readonly string[];
}

/** What is read, and by which rules a person is in. */
export interface PeopleReading {
	readonly source: Source;
	readonly people: PeopleRules;
	/** `source.channel` of the config. */
	readonly channel?: string | undefined;
	/** Their rules and templates say which facts are needed. */
	readonly targets: readonly Pick<TargetRules, 'policy' | 'mapping'>[];
	readonly signal: AbortSignal;
	/** Where there is no target whose overrides say it. */
	readonly sameAs?: ReadonlyMap<string, readonly string[]> | undefined;
}

/** What happens while people are read. */
export type ReadEvent =
	| {readonly kind: 'reading'; readonly progress: ReadProgress}
	| {readonly kind: 'read'; readonly members: number; readonly in: number; readonly leavers: number; readonly excluded: number};

/** Reads everybody and says of each who is in. Rejects with a `SourceError` when the source cannot be read whole. */
export const readPeople = async (
	{source, people, channel, targets, sameAs, signal}: PeopleReading,
	emit: (event: ReadEvent) => void = () => {},
): Promise<People> => {
	const startedAt = performance.now();
	let pages = 0;
	emit({kind: 'reading', progress: {kind: 'page', pages, members: 0}});
	const reading = await source.read({
		signal,
		needs: needsOf({people, channel, scopes: targets.map(({policy}) => policy.people), mappings: targets.map(({mapping}) => mapping)}),
		onProgress: progress => {
			if (progress.kind === 'page') pages = progress.pages;
			emit({kind: 'reading', progress});
		},
	});
	const {identities, members, warnings} = await readIdentities(reading, {
		trust: people.rehires === 'trust',
		sameAs: sameAs ?? targets[0]?.mapping.sameAs,
	});
	const classify = classifier(people, {channel});
	const everybody = identities.map(identity => ({identity, verdict: classify(identity)}));
	const count = (kind: Verdict['kind']): number => everybody.filter(({verdict}) => verdict.kind === kind).length;
	const report: SourceReport = {
		kind: source.kind,
		from: source.from,
		workspace: reading.workspace,
		readAt: reading.readAt,
		milliseconds: Math.round(performance.now() - startedAt),
		pages,
		members,
		in: count('in'),
		leavers: count('leaver'),
		excluded: exclusions(everybody),
	};
	emit({kind: 'read', members, in: report.in, leavers: report.leavers, excluded: count('out')});
	return {everybody, report, warnings};
};

const exclusions = (everybody: People['everybody']): {reason: Reason; people: Person[]}[] => {
	const people = new Map<Reason, Person[]>(reasons.map(reason => [reason, []]));
	for (const {identity, verdict} of everybody) if (verdict.kind !== 'in') people.get(verdict.reason)!.push(personOf(identity));
	return [...people]
		.filter(([, excluded]) => excluded.length > 0)
		.map(([reason, excluded]) => ({reason, people: excluded.toSorted(by(personKey))}));
};

/** The one person (or bot) whom an e-mail or a Slack id names; of several with one e-mail the one who is in. */
export const findPerson = (wanted: string, everybody: People['everybody']): People['everybody'][number] | undefined => {
	const byId = everybody.find(({identity}) => identity.slackId === wanted || identity.earlierIds.includes(wanted));
	if (byId) return byId;
	const named = everybody.filter(({identity}) => sameText(identity.email, wanted));
	return named.find(({verdict}) => verdict.kind === 'in') ?? named[0];
};
