import {exitCodeOf} from '@slack-im/core';
import type {
	Conflict,
	ErrorInfo,
	GuardResult,
	Json,
	Operation,
	Orphan,
	Outcome,
	Person,
	Run,
	SourceReport,
	TargetReport,
} from '@slack-im/core';
import * as fc from 'fast-check';

/** What breaks documents: controls, lone surrogates, markup, direction marks, wide characters, formulas, and very long text. */
const nasty = fc.constantFrom(
	'',
	'\u{0}',
	'\u{1B}[31mred\u{1B}[0m',
	'\u{1B}]0;title\u{7}',
	'\u{D800}',
	'\u{DFFF}x',
	'\u{FFFE}',
	'\u{FFFF}',
	']]>',
	'<![CDATA[',
	'</testcase>',
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	"' onmouseover='",
	'&amp;&#0;&bogus;',
	'a\r\nb\tc\n',
	'\u{202E}evil\u{2066}',
	'\u{2028}\u{2029}\u{85}',
	'김민수',
	'👩‍👩‍👧‍👦',
	'<!channel> @here *bold* `code`',
	'=cmd|calc',
	'__proto__',
	'x'.repeat(30_000),
	'finished',
	'guard removals',
	'ada@example.com',
	'U1',
);

/** Any text, half of it made to break things. */
const text: fc.Arbitrary<string> = fc.oneof(
	nasty,
	fc.string({unit: 'binary', maxLength: 20}),
	fc.string({unit: 'grapheme', maxLength: 10}),
	fc.tuple(nasty, nasty).map(parts => parts.join('')),
);

const milliseconds = fc.oneof(fc.integer({min: 0, max: 1e7}), fc.double(), fc.constantFrom(Number.NaN, -1, Infinity, 1e300, 0.0004));
const json: fc.Arbitrary<Json> = fc.oneof<fc.Arbitrary<Json>[]>(
	text,
	fc.integer(),
	fc.boolean(),
	fc.constant(null),
	fc.array(text, {maxLength: 2}),
	fc.dictionary(text, text, {maxKeys: 2, noNullPrototype: true}),
);
const dictionary = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
	fc.dictionary(text, value, {maxKeys: 3, noNullPrototype: true});

const person: fc.Arbitrary<Person> = fc.record(
	{slackId: fc.oneof(fc.constantFrom('U1', 'U2', 'U3'), text), email: text, name: text},
	{requiredKeys: ['slackId', 'name']},
);
const error: fc.Arbitrary<ErrorInfo> = fc.record(
	{kind: text, message: text, status: fc.integer(), hint: text, causes: fc.array(text, {maxLength: 2})},
	{requiredKeys: ['kind', 'message']},
);
const account = fc.record({id: text, keys: dictionary(text), active: fc.boolean(), attributes: dictionary(json)});
const change = fc.record({attribute: text, from: fc.option(json, {nil: undefined}), to: json});
const guardName = fc.constantFrom('empty-source', 'removals', 'updates', 'privileged', 'trouble');
const changes = fc.array(change, {maxLength: 3});
const because = fc.constantFrom('leaver', 'out');
const verb = fc.constantFrom('create', 'update', 'deactivate');

const operation: fc.Arbitrary<Operation> = fc.tuple(person, account, text, changes).chain(([person, account, matchedBy, changes]) => {
	const base = {person, key: person.email ?? person.slackId, account, matchedBy};
	return fc.oneof<fc.Arbitrary<Operation>[]>(
		fc
			.record(
				{secrets: fc.array(text, {maxLength: 1}), attributes: dictionary(json), unverified: fc.constant(true)},
				{requiredKeys: ['secrets', 'attributes']},
			)
			.map(more => ({kind: 'create', person, key: base.key, keys: {}, ...more})),
		fc.constant({kind: 'update', ...base, changes}),
		fc.constant({kind: 'reactivate', ...base, changes}),
		because.map(because => ({kind: 'deactivate', ...base, because})),
		because.map(because => ({kind: 'delete', ...base, because})),
		fc.constantFrom('equal', 'already-inactive', 'protected').map(because => ({kind: 'noop', ...base, because})),
		fc.record({verb, because: fc.constantFrom('no-verb', 'policy', 'do', 'protected')}).map(skip => ({kind: 'skip', ...base, ...skip})),
	);
});

const conflict: fc.Arbitrary<Conflict> = fc.record({
	kind: fc.constantFrom('same-account', 'same-key', 'no-key', 'hidden'),
	people: fc.array(person, {minLength: 1, maxLength: 3}),
	accounts: fc.array(account, {maxLength: 2}),
	message: text,
});

const outcome = (operation: Operation): fc.Arbitrary<Outcome> => {
	const calm: fc.Arbitrary<Outcome> = milliseconds.map(milliseconds => ({kind: 'done', operation, milliseconds}));
	return fc.oneof<fc.WeightedArbitrary<Outcome>[]>(
		{weight: 4, arbitrary: calm},
		{
			weight: 1,
			arbitrary: fc
				.record({milliseconds, error})
				.map(({milliseconds, error}) => ({kind: 'failed', operation, milliseconds, error: {...error, kind: 'refused'}})),
		},
		{weight: 1, arbitrary: fc.record({milliseconds, conflict}).map(more => ({kind: 'conflict', operation, ...more}))},
		{weight: 1, arbitrary: fc.array(guardName, {minLength: 1, maxLength: 2}).map(by => ({kind: 'withheld', operation, by}))},
		{
			weight: 1,
			arbitrary: fc.constantFrom('stopped', 'trouble', 'dry-run', 'plan').map(because => ({kind: 'not-run', operation, because})),
		},
	);
};

const guard: fc.Arbitrary<GuardResult> = fc.record(
	{guard: guardName, tripped: fc.boolean(), count: fc.nat(), limit: fc.nat(), of: fc.nat(), allowed: fc.nat(), message: text},
	{requiredKeys: ['guard', 'tripped', 'count', 'message']},
);
const orphan: fc.Arbitrary<Orphan> = fc.record({
	id: text,
	keys: dictionary(text),
	active: fc.boolean(),
	kind: fc.constantFrom('orphan', 'absent'),
	protected: fc.boolean(),
});
const byReason: fc.Arbitrary<SourceReport['excluded']> = fc.uniqueArray(
	fc.record({reason: fc.constantFrom('bot', 'guest', 'deleted'), people: fc.array(person, {minLength: 1, maxLength: 3})}),
	{maxLength: 2, selector: ({reason}) => reason},
);

/** Now and then, so that most runs are fine in most respects. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>, freq = 4): fc.Arbitrary<T | undefined> => fc.option(arbitrary, {nil: undefined, freq});
const few = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
	fc.oneof({weight: 3, arbitrary: fc.constant<T[]>([])}, {weight: 1, arbitrary: fc.array(arbitrary, {maxLength: 3})});

const target: fc.Arbitrary<TargetReport> = fc
	.record({
		name: fc.oneof(fc.constantFrom('dev-server', 'sales-demo'), text),
		type: text,
		address: text,
		state: fc.constantFrom('pending', 'planned', 'applied', 'stopped'),
		broken: seldom(fc.record({state: fc.constantFrom('unusable', 'trouble', 'applied'), error})),
		outcomes: fc.array(operation.chain(outcome), {maxLength: 6}),
		conflicts: few(conflict),
		orphans: few(orphan),
		guards: few(guard),
		outOfScope: byReason,
		accounts: fc.option(fc.nat(), {nil: undefined}),
		claimed: fc.nat(),
		firstSyncOrReset: fc.boolean(),
		warnings: few(text),
		milliseconds: fc.record({list: milliseconds, apply: milliseconds}, {requiredKeys: []}),
	})
	.map(({broken, ...rest}) => ({...rest, verbs: [], ...broken}));

const source: fc.Arbitrary<SourceReport> = fc
	.record({
		kind: fc.constantFrom('slack', 'snapshot'),
		from: text,
		workspace: fc.record({id: text, name: text}),
		readAt: text,
		milliseconds,
		pages: fc.nat(),
		members: fc.nat(),
		in: fc.nat(),
		leavers: fc.nat(),
		excluded: byReason,
		error: seldom(error),
	})
	.map(({error, ...rest}) => ({...rest, ...(error && {error})}));

/** Any run that the engine could record, its exit code true to the rest of it. */
export const arbitraryRun: fc.Arbitrary<Run> = fc
	.record({
		command: fc.constantFrom('sync', 'plan', 'apply', 'snapshot'),
		dryRun: fc.boolean(),
		startedAt: fc.oneof(fc.constant('2026-01-05T12:00:00.000Z'), text),
		only: seldom(fc.constantFrom('dev-server', 'elsewhere')),
		configError: seldom(error, 10),
		schedule: seldom(fc.record({since: text, until: text, due: fc.array(text, {maxLength: 2}), notDue: fc.array(text, {maxLength: 2})})),
		source: fc.option(source, {nil: undefined}),
		targets: fc.array(target, {maxLength: 3}),
		stoppedBy: seldom(fc.constantFrom('SIGTERM', 'SIGINT', 'abort'), 10),
		bug: seldom(error, 10),
		warnings: fc.array(text, {maxLength: 2}),
		finished: fc.boolean(),
		check: fc.boolean(),
		calm: fc.boolean(),
	})
	.map(({finished, check, calm, only, configError, schedule, source, stoppedBy, bug, targets, ...rest}) => {
		const whole: Run = {
			format: 'slack-im/run',
			version: 1,
			tool: {name: 'slack-im', version: '1.2.3'},
			...rest,
			...(only !== undefined && {only}),
			...(configError && {configError}),
			...(schedule && {schedule}),
			...(source && {source}),
			...(stoppedBy !== undefined && {stoppedBy}),
			...(bug && {bug}),
			// With nothing due no target is reached
			targets: schedule?.due.length === 0 ? [] : targets,
		};
		const run = calm ? calmed(whole) : whole;
		return finished ? {...run, finishedAt: '2026-01-05T12:00:04.250Z', exitCode: exitCodeOf(run, {check})} : run;
	});

/** A run without what makes it end badly. */
const calmed = ({configError: _configError, bug: _bug, stoppedBy: _stoppedBy, source, targets, ...run}: Run): Run => ({
	...run,
	...(source && {source: withoutError(source)}),
	targets: targets.map(target => ({
		...withoutError(target),
		state: 'applied',
		conflicts: [],
		guards: target.guards.map(result => ({...result, tripped: false})),
		outcomes: target.outcomes.filter(({kind}) => kind === 'done' || kind === 'not-run'),
	})),
});

const withoutError = <T extends {error?: ErrorInfo}>({error: _error, ...rest}: T): Omit<T, 'error'> => rest;
