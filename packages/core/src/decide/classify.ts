import {handleKey, key, keyText, type Key} from '../model/key.ts';
import {globs} from '../model/globs.ts';
import type {Identity} from '../model/identity.ts';
import type {Mapping} from './mapping/mapping.ts';
import type {PeopleRules, ScopeRules} from '../model/settings.ts';
import type {SourceNeeds} from '../model/source.ts';
import {reasons, type Reason, type Verdict} from '../model/verdict.ts';

type Path = readonly (string | number)[];
type Test = (identity: Identity) => boolean;
type Tests = Partial<Record<Reason, Test>>;

const isIn: Verdict = {kind: 'in'};
const leaver: Verdict = {kind: 'leaver', reason: 'deleted'};

const domainOf = (email: string): Key => key(email.slice(email.lastIndexOf('@') + 1));

/** What a person is called in `allow` and `deny`: a new Slack account makes nobody another person. */
const namesOf = ({email, slackId, earlierIds}: Identity): string[] => [...(email === undefined ? [] : [email]), slackId, ...earlierIds];

/** The tests that a config asks for, by reason; true means out. */
const scopeTests = (
	{groups, channel, domains, allow, deny, titles}: ScopeRules,
	{path, channels = []}: {path: Path; channels?: readonly string[]},
): Tests => {
	const tests: Tests = {};

	if (domains) {
		const allowed = new Set(domains.map(domain => key(domain.replace(/^@/, ''))));
		tests.domain = ({email}) => email === undefined || !allowed.has(domainOf(email));
	}
	if (deny) {
		const denied = globs(deny, [...path, 'deny']);
		tests.denied = identity => denied(...namesOf(identity));
	}

	const required: Test[] = [];
	if (allow) {
		const allowed = globs(allow, [...path, 'allow']);
		required.push(identity => allowed(...namesOf(identity)));
	}
	if (titles) {
		const allowed = globs(titles, [...path, 'titles']);
		required.push(({title}) => allowed(title ?? ''));
	}
	if (groups) {
		const allowed = new Set(groups.map(handleKey));
		required.push(identity => identity.groups.some(group => allowed.has(handleKey(group))));
	}
	if (required.length > 0) tests['not-allowed'] = identity => !required.every(passes => passes(identity));

	const narrowing = [...channels, ...(channel === undefined ? [] : [channel])];
	if (narrowing.length > 0) tests['not-in-channel'] = identity => !narrowing.every(name => identity.channels.includes(name));
	return tests;
};

const ownTests = (strict: boolean): Tests => ({
	slackbot: ({kind}) => kind === 'slackbot',
	bot: ({kind}) => kind === 'bot',
	app: ({kind}) => kind === 'app',
	deleted: ({deleted}) => deleted,
	invited: ({invited}) => invited,
	external: ({external}) => external,
	guest: ({guest}) => guest !== undefined,
	'email-missing': ({email}) => email === undefined,
	// Where there is no e-mail (lifted by `include`), there is none to confirm
	'email-unconfirmed': ({email, emailConfirmed}) =>
		email !== undefined && (emailConfirmed === false || (strict && emailConfirmed === undefined)),
});

/** The tests in the order of the reasons; the first that applies decides. */
const judge = (tests: Tests, lifted: readonly Reason[] = []): ((identity: Identity) => Reason | undefined) => {
	const inOrder = reasons
		.filter(reason => !lifted.includes(reason))
		.flatMap(reason => (tests[reason] ? [{reason, applies: tests[reason]}] : []));
	return identity => inOrder.find(({applies}) => applies(identity))?.reason;
};

/**
Compiles the global rules of who is in.

Pure. Reasons are asked in the order of {@link reasons} and the first one wins; `include` takes reasons out of that list. A deactivated person is a leaver; one of another workspace is merely out, because whoever left there did not leave here.

@param people - The config's `people`.
@param options.channel - The config's `source.channel`, which narrows like `people.channel`.
@throws a `SettingError` for globs that only take back.
*/
export const classifier = (
	people: PeopleRules,
	{channel}: {readonly channel?: string | undefined} = {},
): ((identity: Identity) => Verdict) => {
	const channels = channel === undefined ? [] : [channel];
	const reasonOf = judge({...ownTests(people.strict ?? false), ...scopeTests(people, {path: ['people'], channels})}, people.include);
	return identity => {
		const reason = reasonOf(identity);
		if (reason === undefined) return isIn;
		return reason === 'deleted' && !identity.external ? leaver : {kind: 'out', reason};
	};
};

/** {@link classifier} for one person. */
export const classify = (identity: Identity, people: PeopleRules, options?: {readonly channel?: string | undefined}): Verdict =>
	classifier(people, options)(identity);

/**
Compiles one target's `people`: who of those that are in belongs into the target. Without rules, everybody does.

Asked only of people who are in by the global rules: it knows nothing of bots, leavers and guests.

@param path - Where the rules stand in the config, for errors.
*/
export const scopeClassifier = (scope: ScopeRules | undefined, path: Path = ['people']): ((identity: Identity) => Verdict) => {
	const reasonOf = judge(scopeTests(scope ?? {}, {path}));
	return identity => {
		const reason = reasonOf(identity);
		return reason === undefined ? isIn : {kind: 'out', reason};
	};
};

/** {@link scopeClassifier} for one person. */
export const classifyFor = (identity: Identity, scope: ScopeRules | undefined): Verdict => scopeClassifier(scope)(identity);

/** What {@link needsOf} looks at. */
export interface Needing {
	readonly people: PeopleRules;
	/** `source.channel`. */
	readonly channel?: string | undefined;
	/** The `people` of each target. */
	readonly scopes?: readonly (ScopeRules | undefined)[];
	readonly mappings?: readonly Pick<Mapping, 'needsGroups' | 'groupHandles'>[];
}

/** What a source has to read for these rules beyond the members: no group and no channel that nobody asks for. Sorted, each once. */
export const needsOf = ({people, channel, scopes = [], mappings = []}: Needing): SourceNeeds => {
	const rules: readonly ScopeRules[] = [people, ...scopes.filter(scope => scope !== undefined)];
	const handles = [...rules.flatMap(({groups = []}) => groups), ...mappings.flatMap(({groupHandles = []}) => groupHandles)];
	const channels = [channel, ...rules.map(rule => rule.channel)].filter(name => name !== undefined);
	return {
		groups: rules.some(({groups}) => groups !== undefined) || mappings.some(({needsGroups}) => needsGroups),
		groupHandles: [...new Set(handles.map(handleKey))].map(keyText).toSorted(),
		channels: [...new Set(channels)].toSorted(),
	};
};
