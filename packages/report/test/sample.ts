import type {Outcome, Person, Run} from '@slack-im/core';

import * as make from './builders.ts';

const {
	run,
	source,
	target,
	person,
	create,
	update,
	reactivate,
	deactivate,
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

const first = [
	'Ada',
	'Bo',
	'Chidi',
	'민수',
	'Dörte',
	'Eun-ji',
	'さくら',
	'Fatima',
	'Grace',
	'Håkon',
	'志明',
	'Ines',
	'Juan',
	'Kim',
	'Linus',
	'María',
	'Noor',
	'Олег',
	'Priya',
	'Quentin',
];
const last = [
	'Lovelace',
	'Nguyen',
	'Anagonye',
	'김',
	'Müller',
	'Park',
	'田中',
	'Haddad',
	'Hopper',
	'Berg',
	'王',
	'Costa',
	'García',
	'Lee',
	'Torvalds',
	'Silva',
	'Rahman',
	'Петров',
	'Sharma',
	'Dubois',
];

/** Somebody of a large company; the same number is the same person. */
const somebody = (index: number): Person => ({
	slackId: `U${String(index).padStart(6, '0')}`,
	email: `person.${index}@example.com`,
	name: `${first[index % first.length]!} ${last[(index * 7 + 3) % last.length]!}`,
});

/** A run that has something of everything: `people` of them, mostly unchanged. */
export const sampleRun = (people: number, overrides: Partial<Run> = {}): Run => {
	const of = (index: number): Outcome => {
		const who = somebody(index);
		if (index % 97 === 1)
			return failed(update(who, {changes: [{attribute: 'name', from: 'Kim', to: who.name}]}), {
				status: 422,
				message: 'PATCH /api/agents/17: 422 name must have at most 40 characters',
			});
		if (index % 41 === 2) return withheld(deactivate(who));
		if (index % 83 === 3) return done(reactivate(who));
		if (index % 89 === 4) return done(remove(who));
		if (index % 23 === 5)
			return done(
				update(who, {
					changes: [
						{attribute: 'roleGroupId', from: 'AGENT', to: 'LEAD'},
						{attribute: 'centerIds', from: ['spectra'], to: ['spectra', 'orbit']},
					],
				}),
			);
		if (index % 29 === 6) return notRun(skip(who, {because: 'policy'}), 'plan');
		if (index % 13 === 7)
			return done(create(who, {attributes: {userId: `person.${index}`, name: who.name, centerIds: ['spectra'], roleGroupId: 'AGENT'}}));
		return done(noop(who));
	};
	const many = Array.from({length: people}, (_, index) => index);
	return run({
		exitCode: 5,
		source: source({
			members: people + 160,
			in: people,
			leavers: 31,
			excluded: [
				{reason: 'bot', people: many.slice(0, 40).map(index => ({slackId: `B${index}`, name: `Deploy Bot ${index}`}))},
				{reason: 'deleted', people: many.slice(0, 31).map(index => ({...somebody(index), slackId: `UDEL${index}`}))},
				{reason: 'guest', people: [person('gus', {name: 'Gus Guest'})]},
			],
		}),
		warnings: ['the token has no usergroups:read: rules by group were not used'],
		targets: [
			target({
				outcomes: many.map(of),
				conflicts: [conflict()],
				orphans: [
					orphan('legacy'),
					orphan('robot', {kind: 'absent', slackId: 'U0GONE', active: false}),
					orphan('admin', {protected: true, keys: {userId: 'admin'}}),
				],
				guards: [
					guard({
						guard: 'updates',
						count: 12,
						limit: 72,
						of: 240,
						message: 'dev-server: 12 of 240 active accounts (5 %) would be updated or reactivated, within 72',
					}),
					tripped(),
				],
				accounts: people + 12,
				claimed: people - 9,
				warnings: [
					'dev-server: 19 new accounts get a generated password that nobody knows: people set their own by the system’s reset, or give one by the environment',
				],
				milliseconds: {list: 1800, apply: 2450},
			}),
			target({
				name: 'model-office',
				type: 'scim',
				address: 'https://idp.model-office.example/scim/v2',
				outcomes: many
					.filter(index => index % 3 === 0)
					.map(index =>
						index % 33 === 0
							? done(create(somebody(index), {attributes: {userName: `person.${index}`}, secrets: []}))
							: done(noop(somebody(index), {because: index % 21 === 0 ? 'already-inactive' : 'equal'})),
					),
				outOfScope: [{reason: 'not-allowed', people: many.filter(index => index % 3 === 1).map(somebody)}],
				guards: [
					guard({message: 'model-office: 0 of 80 active accounts would be deactivated or deleted, within 8', count: 0, limit: 8, of: 80}),
				],
				firstSyncOrReset: true,
			}),
			target({
				name: 'sales-demo',
				state: 'unusable',
				accounts: undefined,
				error: error({kind: 'auth', message: 'sales-demo: GET /api/agents: 401 Unauthorized', status: 401}),
				milliseconds: {},
			}),
		],
		...overrides,
	});
};
