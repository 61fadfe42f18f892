import type {
	Account,
	Conflict,
	Create,
	Deactivate,
	ErrorInfo,
	GuardResult,
	Noop,
	Operation,
	Orphan,
	Outcome,
	Person,
	Run,
	Skip,
	SourceReport,
	TargetReport,
	Update,
} from '@slack-im/core';

/** A finished sync that had nothing to say, with what a test names put over it. */
export const run = (overrides: Partial<Run> = {}): Run => ({
	format: 'slack-im/run',
	version: 1,
	tool: {name: 'slack-im', version: '1.2.3'},
	command: 'sync',
	dryRun: false,
	startedAt: '2026-01-05T12:00:00.000Z',
	finishedAt: '2026-01-05T12:00:04.250Z',
	source: source(),
	targets: [target()],
	warnings: [],
	exitCode: 0,
	...overrides,
});

export const source = (overrides: Partial<SourceReport> = {}): SourceReport => ({
	kind: 'slack',
	from: 'https://slack.com/api/',
	workspace: {id: 'T012', name: 'Acme'},
	readAt: '2026-01-05T12:00:00.000Z',
	milliseconds: 1200,
	pages: 2,
	members: 250,
	in: 240,
	leavers: 4,
	excluded: [],
	...overrides,
});

export const target = (overrides: Partial<TargetReport> = {}): TargetReport => ({
	name: 'dev-server',
	type: 'workspace',
	address: 'https://dev.example/api',
	verbs: ['create', 'update', 'reactivate', 'deactivate'],
	state: 'applied',
	outcomes: [],
	conflicts: [],
	orphans: [],
	guards: [],
	outOfScope: [],
	accounts: 250,
	claimed: 240,
	firstSyncOrReset: false,
	warnings: [],
	milliseconds: {list: 100, apply: 400},
	...overrides,
});

/** `person('ada')` is Ada, `ada@example.com`, `UADA`. */
export const person = (name = 'ada', overrides: Partial<Person> = {}): Person => ({
	slackId: `U${name.toUpperCase()}`,
	email: `${name}@example.com`,
	name: name.replace(/^./, letter => letter.toUpperCase()),
	...overrides,
});

const account = (name = 'ada', overrides: Partial<Account> = {}): Account => ({
	id: `id-${name}`,
	keys: {email: `${name}@example.com`, userId: name},
	active: true,
	attributes: {name},
	...overrides,
});

const of = (who: Person | string): Person => (typeof who === 'string' ? person(who) : who);
const base = (who: Person | string) => ({person: of(who), key: of(who).email ?? of(who).slackId});
const on = (who: Person | string) => ({...base(who), account: account(typeof who === 'string' ? who : 'ada'), matchedBy: 'email'});

export const create = (who: Person | string = 'ada', overrides: Partial<Create> = {}): Create => ({
	kind: 'create',
	...base(who),
	keys: {userId: 'ada'},
	attributes: {userId: 'ada', name: 'Ada'},
	secrets: ['password'],
	...overrides,
});
export const update = (who: Person | string = 'ada', overrides: Partial<Update> = {}): Update => ({
	kind: 'update',
	...on(who),
	changes: [{attribute: 'name', from: 'Ada', to: 'Ada L.'}],
	...overrides,
});
export const reactivate = (who: Person | string = 'ada'): Operation => ({kind: 'reactivate', ...on(who), changes: []});
export const deactivate = (who: Person | string = 'ada', overrides: Partial<Deactivate> = {}): Deactivate => ({
	kind: 'deactivate',
	...on(who),
	because: 'leaver',
	...overrides,
});
export const remove = (who: Person | string = 'ada'): Operation => ({kind: 'delete', ...on(who), because: 'leaver'});
export const noop = (who: Person | string = 'ada', overrides: Partial<Noop> = {}): Noop => ({
	kind: 'noop',
	...on(who),
	because: 'equal',
	...overrides,
});
export const skip = (who: Person | string = 'ada', overrides: Partial<Skip> = {}): Skip => ({
	kind: 'skip',
	...base(who),
	verb: 'deactivate',
	because: 'no-verb',
	...overrides,
});

export const done = (operation: Operation = create(), overrides: Partial<Extract<Outcome, {kind: 'done'}>> = {}): Outcome => ({
	kind: 'done',
	operation,
	milliseconds: 20,
	...overrides,
});
export const failed = (operation: Operation = create(), error: Partial<Extract<Outcome, {kind: 'failed'}>['error']> = {}): Outcome => ({
	kind: 'failed',
	operation,
	milliseconds: 20,
	error: {kind: 'refused', message: 'POST /users: 422 name is too long', status: 422, ...error},
});
export const withheld = (operation: Operation = deactivate()): Outcome => ({kind: 'withheld', operation, by: ['removals']});
export const notRun = (operation: Operation = create(), because: Extract<Outcome, {kind: 'not-run'}>['because'] = 'stopped'): Outcome => ({
	kind: 'not-run',
	operation,
	because,
});

export const conflict = (overrides: Partial<Conflict> = {}): Conflict => {
	const people = overrides.people ?? [person('kim'), person('kim2')];
	return {
		kind: 'same-key',
		people,
		accounts: [],
		on: {key: 'userId', value: 'kim'},
		message: `${people.map(({email, slackId}) => `${email ?? ''} (${slackId})`).join(' and ')} would all get the userId "kim": none of them is written; give one of them another userId under "overrides"`,
		...overrides,
	};
};

export const orphan = (name = 'old', overrides: Partial<Orphan> = {}): Orphan => ({
	id: `id-${name}`,
	keys: {email: `${name}@example.com`},
	active: true,
	kind: 'orphan',
	protected: false,
	...overrides,
});

export const guard = (overrides: Partial<GuardResult> = {}): GuardResult => ({
	guard: 'removals',
	tripped: false,
	count: 1,
	limit: 25,
	of: 250,
	message: 'dev-server: 1 of 250 active accounts (0.4 %) would be deactivated or deleted, within 25',
	...overrides,
});
export const tripped = (overrides: Partial<GuardResult> = {}): GuardResult =>
	guard({
		tripped: true,
		count: 41,
		message:
			'dev-server: 41 of 250 active accounts (16.4 %) would be deactivated or deleted, more than 25; to allow it once: --allow removals=41',
		...overrides,
	});

export const error = (overrides: Partial<ErrorInfo> = {}): ErrorInfo => ({
	kind: 'unavailable',
	message: 'GET /users: no answer within 10 s',
	...overrides,
});
