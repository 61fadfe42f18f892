import type {FaultMatch} from '@slack-im/sandbox';

import {faults, slackFaults, type Fault} from './faults.ts';
import {channel, emailOf, slackIdOf} from './people.ts';
import type {Held, System, Type} from './systems.ts';

/** When a request is made: what may have happened by then, and which exit codes are honest. */
export type Stage = 'source' | 'list' | 'write' | 'verify';

/** Which of a place's faults are tried: all, those that matter, only a few, or those of these names (`few` may be among them). */
type Extent = 'all' | 'core' | 'few' | readonly string[];

/** A request that one fault meets. */
export interface Place {
	readonly name: string;
	readonly stage: Stage;
	readonly of: 'slack' | 'system';
	readonly types: Partial<Record<Type, Extent>>;
	readonly faults: readonly Fault[];
	/** Which request it is, where the system holds these accounts. */
	readonly match: (system: System, held: readonly Held[]) => FaultMatch;
	/** The one person whose account is written there. */
	readonly person?: string;
}

const idOf = (held: readonly Held[], name: string): string => {
	const found = held.find(({slackId}) => slackId === slackIdOf(name));
	if (!found) throw new Error(`the system has no account of ${name}`);
	return encodeURIComponent(found.id);
};

const among =
	(...kinds: readonly Fault['to'][]) =>
	(fault: Fault): boolean =>
		kinds.includes(fault.to);

const write = (name: string, person: string, method: string, types: Place['types'], more: Partial<Place> = {}): Place => ({
	name,
	stage: 'write',
	of: 'system',
	types,
	faults: faults.filter(among('any', 'write')),
	match: ({base}, held) => ({method, path: `${base}/${idOf(held, person)}`}),
	person,
	...more,
});

/** How a page of the list is asked for, by type. */
const page = (system: System, number: number): FaultMatch => {
	if (system.base.startsWith('/scim')) return {method: 'GET', path: system.base, query: {startIndex: String(number * 5 - 4)}};
	return {method: 'GET', path: `${system.base}*`, query: {page: String(number)}};
};

const list = (name: string, number: number, nth: number, stage: Stage, types: Place['types']): Place => ({
	name,
	stage,
	of: 'system',
	types,
	faults: faults.filter(among('any', 'read', 'rows')),
	match: system => ({...page(system, number), nth}),
});

const slack = (name: string, path: string, types: Place['types'], more: Partial<Place> & {readonly nth?: number} = {}): Place => ({
	name,
	stage: 'source',
	of: 'slack',
	types,
	faults: slackFaults.filter(among('any', 'read')),
	match: () => ({path: `/api/${path}`, nth: more.nth ?? 1}),
	...more,
});

const find = (name: string, nth: number, stage: Stage, which: Extent): Place => ({
	name,
	stage,
	of: 'system',
	types: {find: which},
	faults: faults.filter(among('any', 'read', 'rows')),
	match: ({base}) => ({method: 'GET', path: base, query: {'metadata.slackId': slackIdOf('gina')}, nth}),
	person: 'gina',
});

const keepers = faults.filter(({sort}) => sort === 'kept').map(({name}) => name);

/** Every request of a run that may go wrong, in the order in which a run makes them. */
export const places: readonly Place[] = [
	slack('auth.test', 'auth.test', {workspace: 'few'}),
	slack('users.list, first page', 'users.list', {workspace: 'core'}, {faults: slackFaults}),
	slack('users.list, second page', 'users.list', {scim: 'core', file: 'few'}, {faults: slackFaults, nth: 2}),
	slack('conversations.info', 'conversations.info', {channel: ['500', 'a login page', '404', 'fatal_error, in the whole run']}),
	slack(
		'conversations.members',
		'conversations.members',
		{channel: 'core'},
		{
			faults: [...slackFaults, ...faults.filter(({effect}) => effect.omitRows !== undefined)],
			match: () => ({body: channel, path: '/api/conversations.members'}),
		},
	),
	{
		name: 'login',
		stage: 'list',
		of: 'system',
		types: {http: 'core'},
		faults: faults.filter(among('any', 'read')),
		match: () => ({method: 'POST', path: '/login'}),
	},
	{
		name: 'discovery',
		stage: 'list',
		of: 'system',
		types: {scim: 'few'},
		faults: faults.filter(among('any', 'read')),
		match: () => ({method: 'GET', path: '/scim/v2/ServiceProviderConfig'}),
	},
	list('list, first page', 1, 1, 'list', {workspace: 'few', http: 'few', module: 'few', scim: 'few'}),
	list('list, second page', 2, 1, 'list', {workspace: 'few', http: 'all', module: 'few', scim: 'core'}),
	find('find', 1, 'write', 'core'),
	write(
		'create',
		'lena',
		'POST',
		{workspace: 'few', find: 'few', http: 'all', module: 'few', scim: ['few', ...keepers]},
		{
			faults: faults.filter(among('any', 'write', 'create')),
			match: ({base}) => ({method: 'POST', path: `${base}*`, body: emailOf('lena')}),
		},
	),
	write('update', 'gina', 'PATCH', {workspace: 'few', find: 'few', http: 'core', module: 'few', scim: 'all'}),
	write('deactivate', 'iris', 'PATCH', {workspace: 'few', http: 'few', module: 'few', scim: 'few'}),
	write('reactivate', 'kate', 'PATCH', {http: 'few', scim: 'few'}),
	write('delete', 'iris', 'DELETE', {'http-delete': 'few', 'scim-delete': 'few'}),
	find('verification, find', 2, 'verify', 'few'),
	list('verification, first page', 1, 2, 'verify', {http: 'core', module: 'few', scim: 'few'}),
	list('verification, second page', 2, 2, 'verify', {http: 'few', scim: 'few'}),
];
