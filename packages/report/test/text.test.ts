import type {Run, TargetReport} from '@slack-im/core';
import {describe, expect, test} from 'vitest';

import {planText, resultText, type PlanTextOptions, type ResultTextOptions} from '../src/index.ts';
import * as make from './builders.ts';

const {
	run,
	source,
	target,
	person,
	create,
	update,
	deactivate,
	reactivate,
	remove,
	noop,
	skip,
	done,
	failed,
	withheld,
	notRun,
	conflict,
	orphan,
	guard,
	tripped,
	error,
} = make;

const plan = (of: Run, options: PlanTextOptions = {}): string => [...planText(of, options)].join('');
const result = (of: Run, options: ResultTextOptions = {}): string => [...resultText(of, options)].join('');
const dry = (overrides: Partial<TargetReport>): Run =>
	run({dryRun: true, command: 'plan', source: source(), targets: [target({state: 'planned', ...overrides})]});

describe('the plan', () => {
	test.each([
		[
			'a create stands behind + with what is sent',
			notRun(create(), 'dry-run'),
			'  + create      ada@example.com  Ada\n        userId "ada", name "Ada", password (secret)\n',
		],
		[
			'a create that cannot be verified stands behind ?',
			notRun(create('ada', {unverified: true}), 'dry-run'),
			'  ? ensure      ada@example.com  Ada\n',
		],
		[
			'an update stands behind ~ with old and new',
			notRun(update(), 'dry-run'),
			'  ~ update      ada@example.com  Ada\n        name  "Ada" → "Ada L."\n',
		],
		[
			'a value that was not there is (none)',
			notRun(update('ada', {changes: [{attribute: 'title', from: undefined, to: null}]}), 'dry-run'),
			'        title  (none) → null\n',
		],
		[
			'names of attributes are aligned',
			notRun(
				update('ada', {
					changes: [
						{attribute: 'n', from: 1, to: 2},
						{attribute: 'role', from: 'A', to: 'B'},
					],
				}),
				'dry-run',
			),
			'        n     1 → 2\n        role  "A" → "B"\n',
		],
		['a reactivation stands behind ~', notRun(reactivate(), 'dry-run'), '  ~ reactivate  ada@example.com  Ada\n'],
		[
			'a deactivation stands behind - with its reason',
			notRun(deactivate(), 'dry-run'),
			'  - deactivate  ada@example.com  Ada  left Slack\n',
		],
		[
			'out of scope is another reason',
			notRun(deactivate('ada', {because: 'out'}), 'dry-run'),
			'  - deactivate  ada@example.com  Ada  out of scope\n',
		],
		['a deletion is not mistaken for it', notRun(remove(), 'dry-run'), '  x delete      ada@example.com  Ada  left Slack\n'],
		[
			'a skip says which verb and why',
			notRun(skip(), 'plan'),
			'  . skip        ada@example.com  Ada  deactivate: the target has no such verb\n',
		],
		[
			'what a guard withholds is marked',
			withheld(),
			'  - deactivate  ada@example.com  Ada  left Slack  (withheld by the removals guard)\n',
		],
		['the unchanged are a count', done(noop()), '  = 1 unchanged\n'],
	] as const)('%s', (_sentence, outcome, expected) => {
		expect(plan(dry({outcomes: [outcome]}))).toContain(expected);
	});

	test.each([
		[
			'a conflict stands behind ! with everybody in it',
			dry({conflicts: [conflict({message: 'both would get the userId "kim"'})]}),
			'  ! conflict    kim@example.com, kim2@example.com\n        both would get the userId "kim"\n',
		],
		[
			'orphans are listed',
			dry({orphans: [orphan()]}),
			'  1 account that nobody in Slack claims; never touched:\n    id-old  email "old@example.com"\n',
		],
		[
			'an absent Slack id is named',
			dry({orphans: [orphan('old', {kind: 'absent', slackId: 'U99', active: false})]}),
			'(Slack id U99 is unknown, inactive)',
		],
		[
			'of many orphans the rest is a count',
			dry({orphans: Array.from({length: 61}, (_, index) => orphan(`o${index}`))}),
			'    … and 41 more: --all shows all\n',
		],
		[
			'of many changes of one word the rest is a count',
			dry({outcomes: Array.from({length: 61}, (_, index) => notRun(create(`p${index}`), 'dry-run'))}),
			'    … and 41 more: --all shows all\n',
		],
		[
			'what was in line and is not any more is printed too',
			dry({outcomes: [failed(noop('ada'), {kind: 'changed', message: 'not in line any more'})]}),
			'failed: not in line any more',
		],
		['the sum comes first', dry({outcomes: [notRun(create(), 'dry-run')]}), 'people in Slack\n  Plan: 1 to create.\n  + create'],
		[
			'guards stand with their numbers, the tripped ones marked',
			dry({guards: [guard({guard: 'updates', message: 'dev-server: 2 of 240'}), tripped()]}),
			'    ! removals  41 of 250 active accounts (16.4 %) would be deactivated or deleted, more than 25; to allow it once: --allow removals=41\n',
		],
		[
			'the sum is a sentence',
			dry({
				outcomes: [notRun(create(), 'dry-run'), notRun(update('b'), 'dry-run'), withheld(deactivate('c')), done(noop('d'))],
				conflicts: [conflict()],
			}),
			'  Plan: 1 to create, 1 to update; 1 withheld, 1 conflict.\n',
		],
		['nothing to do is said', dry({outcomes: [done(noop())]}), '  Plan: no changes.\n'],
		['a first sync is said', dry({firstSyncOrReset: true}), 'First sync or reset'],
		[
			'an unusable target says why and what to do',
			run({targets: [target({state: 'unusable', error: error({kind: 'auth', message: 'dev-server: GET /users: 401'})})]}),
			'  ! could not be used: GET /users: 401\n    → check the credentials and their rights with "slack-im doctor"\n',
		],
		[
			'an unreadable Slack says what to do',
			run({source: source({error: error({hint: 'invite the app again'})}), targets: []}),
			'    → invite the app again\n',
		],
		[
			'who is left out is counted by reason',
			run({source: source({excluded: [{reason: 'guest', people: [person()]}]})}),
			'  left out: guest 1\n',
		],
		[
			'what is not due is named',
			run({schedule: {since: 'a', until: 'b', due: ['dev-server'], notDue: ['sales-demo']}}),
			'Not due: sales-demo\n',
		],
		[
			'after the run a failure stands with its operation',
			run({targets: [target({outcomes: [failed(update())]})]}),
			'  ~ update      ada@example.com  Ada  failed: POST /users: 422 name is too long\n',
		],
	] as const)('%s', (_sentence, of, expected) => {
		expect(plan(of)).toContain(expected);
	});

	test('by which key an account was matched is said on request', () => {
		const of = dry({outcomes: [notRun(update(), 'dry-run')]});
		expect(plan(of)).not.toContain('matched by');
		expect(plan(of, {matchedBy: true})).toContain('Ada  account id-ada, matched by email\n');
	});

	test('wide characters are aligned by the columns they take up', () => {
		const korean = person('minsu', {email: '김민수@example.com', name: '김민수'});
		const lines = plan(
			dry({outcomes: [notRun(reactivate(korean), 'dry-run'), notRun(reactivate(person('x', {email: 'xx1234@example.com'})), 'dry-run')]}),
		).split('\n');
		expect(lines).toContain('  ~ reactivate  김민수@example.com  김민수');
		expect(lines).toContain('  ~ reactivate  xx1234@example.com  X');
	});

	test('equal runs print equal bytes, whatever is asked for twice', () => {
		const text = planText(dry({outcomes: [notRun(create(), 'dry-run')]}));
		expect([...text]).toEqual([...text]);
	});

	test('words stand in the order of the sum, whatever the order of the people', () => {
		const text = plan(
			dry({outcomes: [notRun(deactivate('a'), 'dry-run'), notRun(update('b'), 'dry-run'), notRun(create('c'), 'dry-run')]}),
		);
		expect(text.match(/^ {2}[+~-] \w+/gm)).toEqual(['  + create', '  ~ update', '  - deactivate']);
	});
});

describe('the result', () => {
	test('is a table of what was done, only with columns that say something', () => {
		const of = run({
			targets: [
				target({outcomes: [done(create()), done(create('b')), done(update('c')), done(noop('d'))]}),
				target({name: 'model-office', outcomes: [done(create('e'))], milliseconds: {list: 4000, apply: 60_000}}),
			],
		});
		expect(result(of).split('\n')).toEqual([
			'target        created  updated  unchanged       time',
			'dev-server          2        1          1      0.5 s',
			'model-office        1        0          0  1 min 4 s',
			'',
			'Done. 4.3 s.',
			'',
		]);
	});

	test.each([
		[
			'what was there already is not said to be created',
			run({targets: [target({outcomes: [done(create(), {note: 'existed'})]})]}),
			'target      there already   time\ndev-server              1  0.5 s\n',
		],
		[
			'a dry run says verbs and that nothing was written',
			run({dryRun: true, targets: [target({outcomes: [notRun(create(), 'dry-run')]})]}),
			'target      create   time\ndev-server       1  0.5 s\n\nDone. 4.3 s. Dry run: nothing was written.\n',
		],
		[
			'an unusable target has no numbers',
			run({exitCode: 5, targets: [target({outcomes: [done()]}), target({name: 'demo', state: 'unusable', error: error()})]}),
			'demo              –  unusable  0.5 s\n',
		],
		[
			'a commit that failed is told once, for the target',
			run({
				exitCode: 5,
				targets: [
					target({
						state: 'unusable',
						error: error({kind: 'refused', message: 'dev-server: origin refused the push to main: no', hint: 'Ask the server.'}),
						outcomes: [notRun(create(), 'commit'), notRun(update('bo'), 'commit')],
					}),
				],
			}),
			'Needs a person:\n  ! dev-server  could not be committed: origin refused the push to main: no\n      → Ask the server.\n\nExit code 5: 1 target unusable or in trouble, 2 not run. 4.3 s.\n',
		],
		[
			'what was written and could not be read again was not verified',
			run({
				exitCode: 5,
				targets: [
					target({
						outcomes: [done()],
						error: error({kind: 'unavailable', message: 'dev-server: the accounts could not be read again after the writes: 500'}),
					}),
				],
			}),
			'  ! dev-server  could not be verified: the accounts could not be read again after the writes: 500\n',
		],
		[
			'a failure says what to do',
			run({exitCode: 1, targets: [target({outcomes: [failed(update())]})]}),
			'Needs a person:\n  ! dev-server  ada@example.com: update failed: POST /users: 422 name is too long\n      → the target does not accept these values: correct the mapping or give this person an override, then run again\n\nExit code 1: 1 failed. 4.3 s.\n',
		],
		[
			'a hint of the error wins',
			run({exitCode: 1, targets: [target({outcomes: [failed(update(), {hint: 'shorten the name'})]})]}),
			'      → shorten the name\n',
		],
		[
			'a guard shows the option to paste',
			run({exitCode: 4, targets: [target({guards: [tripped()], outcomes: [withheld()]})]}),
			'  ! dev-server  removals guard: 41 of 250 active accounts (16.4 %) would be deactivated or deleted, more than 25; to allow it once: --allow removals=41\n\nExit code 4: 1 withheld, 1 guard tripped. 4.3 s.\n',
		],
		[
			'a config error says so',
			run({exitCode: 2, targets: [], configError: error({message: 'targets: none', hint: 'name one'})}),
			'Needs a person:\n  ! targets: none\n      → name one\n\nExit code 2: the config or the command line is wrong. 4.3 s.\n',
		],
		[
			'a stopped run says that it can go on',
			run({exitCode: 143, targets: [], stoppedBy: 'SIGTERM'}),
			'  ! stopped by SIGTERM\n      → run again: what was done stays done, the rest follows\n',
		],
		['nothing due is said', run({targets: [], schedule: {since: 'a', until: 'b', due: [], notDue: ['x']}}), 'Nothing was due. 4.3 s.\n'],
		[
			'a check says that something would change',
			run({exitCode: 6, dryRun: true, targets: []}),
			'Something would change. 4.3 s. Dry run: nothing was written. Exit code 6.\n',
		],
	] as const)('%s', (_sentence, of, expected) => {
		expect(result(of)).toContain(expected);
	});

	test('trouble is told once, by the guard or by the target’s error', () => {
		const trouble = {state: 'trouble', error: error({kind: 'trouble', message: 'dev-server: 5 of 10 had no answer'})} as const;
		const told = (guards: TargetReport['guards']): number =>
			result(run({exitCode: 5, targets: [target({...trouble, guards})]})).match(/ {2}! dev-server/g)?.length ?? 0;
		expect(told([tripped({guard: 'trouble'})])).toBe(1);
		expect(told([])).toBe(1);
	});

	test('a kind of error that nobody knows has no advice', () => {
		expect(result(run({exitCode: 5, targets: [target({state: 'unusable', error: error({kind: '__proto__'})})]}))).not.toContain('→');
	});

	test('failures come last, behind where the reports lie', () => {
		const text = result(run({exitCode: 1, targets: [target({conflicts: [conflict()]})], warnings: ['the token lacks usergroups:read']}), {
			reports: ['reports/junit.xml', 'reports/report.html'],
		});
		const order = [
			'target ',
			'Warning: the token lacks usergroups:read',
			'Reports: reports/junit.xml, reports/report.html',
			'Needs a person:',
			'Exit code 1: 1 conflict',
		].map(part => text.indexOf(part));
		expect(order).toEqual(order.toSorted((a, b) => a - b));
		expect(order[0]).toBe(0);
	});

	test('failures of one cause are one line with the people it is about', () => {
		const names = Array.from({length: 30}, (_, index) => `p${String(index).padStart(2, '0')}`);
		const text = result(run({exitCode: 1, targets: [target({outcomes: names.map(name => failed(create(name)))})]}));
		expect(text.match(/create failed/g)).toHaveLength(1);
		expect(text).toContain('create failed for 30 people: POST /users: 422 name is too long\n      p00@example.com, p01@example.com, ');
		expect(text).toContain('p19@example.com and 10 others\n');
	});

	test('what an answer says of each person does not make it another cause', () => {
		const taken = (name: string) => failed(create(name), {kind: 'refused', message: `${name}@example.com is no address`});
		const text = result(run({exitCode: 1, targets: [target({outcomes: [taken('ada'), taken('bob'), failed(update('cy'))]})]}));
		expect(text).toContain('create failed for 2 people: … is no address\n      ada@example.com, bob@example.com\n');
		expect(text).toContain('cy@example.com: update failed: ');
	});

	test('of many causes the rest is a count', () => {
		const outcomes = Array.from({length: 70}, (_, index) =>
			failed(create(`p${index}`), {kind: 'refused', message: `reason ${'x'.repeat(index)}`}),
		);
		const text = result(run({exitCode: 1, targets: [target({outcomes})]}));
		expect(text.match(/create failed/g)).toHaveLength(50);
		expect(text).toContain('      … and 20 more like it: all are in the reports\n');
	});

	test('a table too wide for the terminal becomes sentences', () => {
		const of = run({
			exitCode: 1,
			targets: [target({outcomes: [done(create()), done(update('b')), failed(update('c')), withheld(deactivate('d')), done(noop('e'))]})],
		});
		expect(result(of, {width: 60})).toContain('dev-server  1 created, 1 updated; 1 withheld, 1 failed.\n');
	});
});
